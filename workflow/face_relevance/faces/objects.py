"""Solid objects with random shapes, paints and poses, drawn in the light of the faces."""

import colorsys
from dataclasses import dataclass

import numpy as np

from face_relevance.faces.meshes import Mesh
from face_relevance.faces.object_families import FAMILIES
from face_relevance.faces.parameters import View
from face_relevance.faces.rasteriser import interpolate, project, rasterise, vertex_normals
from face_relevance.faces.sampling import sample_light
from face_relevance.faces.shading import (
    SUPERSAMPLING,
    compose,
    illuminate,
    place,
    rotations,
)

_HALF_EXTENT = 1.12
_CAMERA_DISTANCE = 11.0


@dataclass(frozen=True, eq=False)
class SolidObject:
    """One object with its colours.

    Attributes
    ----------
    family : str
        Name of the family, a key of ``FAMILIES``.
    mesh : Mesh
        Centred, with its farthest vertex at distance one.
    colours : (2, 3) float32
        Linear reflectances of the two paints.
    stripes : (3,) float64
        Wave vector of the paint's stripes.
    stripe_sharpness : float
        0 soft to 1 sharp borders between the paints.
    gloss : float
        Strength of the highlight.
    """

    family: str
    mesh: Mesh
    colours: np.ndarray
    stripes: np.ndarray
    stripe_sharpness: float
    gloss: float


def sample_object(rng: np.random.Generator, family: str) -> SolidObject:
    """Draw an object of a family.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.
    family : str
        A key of ``FAMILIES``.

    Returns
    -------
    SolidObject

    Raises
    ------
    ValueError
        No such family.
    """
    if family not in FAMILIES:
        raise ValueError(f"No object family {family!r}; known are {', '.join(FAMILIES)}.")
    mesh = FAMILIES[family](rng)
    vertices = mesh.vertices - (mesh.vertices.min(axis=0) + mesh.vertices.max(axis=0)) / 2
    vertices /= np.linalg.norm(vertices, axis=1).max()
    colours = [colorsys.hsv_to_rgb(*rng.uniform((0, 0.1, 0.25), (1, 0.75, 1))) for _ in range(2)]
    direction = rng.normal(size=3)
    return SolidObject(
        family=family,
        mesh=Mesh(vertices, mesh.triangles),
        colours=np.array(colours, np.float32) ** 2.2,
        stripes=rng.uniform(1, 9) * direction / np.linalg.norm(direction),
        stripe_sharpness=rng.uniform(),
        gloss=rng.uniform(0, 0.3),
    )


def sample_object_view(rng: np.random.Generator) -> View:
    """Draw pose, light and background of an object: yaw within ±70 degrees, pitch -25 to 60.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    View
    """
    return View(
        yaw=rng.uniform(-70, 70),
        pitch=rng.uniform(-25, 60),
        roll=rng.uniform(-30, 30),
        **sample_light(rng),
        shift_x=rng.uniform(-0.06, 0.06),
        shift_y=rng.uniform(-0.06, 0.06),
        scale=rng.uniform(0.85, 1.15),
    )


def render_object(solid: SolidObject, view: View, size: int) -> np.ndarray:
    """Draw an object with the same camera, light and backdrop as a face.

    Parameters
    ----------
    solid : SolidObject
        What to draw.
    view : View
        Pose, light and background.
    size : int
        Width and height of the image in pixels.

    Returns
    -------
    (size, size, 3) uint8
        sRGB image.
    """
    vertices, triangles = solid.mesh.vertices.astype(np.float32), solid.mesh.triangles
    turns, fine = rotations([view]), size * SUPERSAMPLING
    placed = place(vertices, [view], turns, _HALF_EXTENT)
    fragments = rasterise(*project(placed, fine, _HALF_EXTENT, _CAMERA_DISTANCE), triangles, fine)
    open_sky = np.ones(len(vertices), np.float32)
    light = illuminate(vertex_normals(vertices, triangles), open_sky, [view], turns)
    values = np.concatenate([vertices, light.diffuse[0], light.highlight[0]], axis=1)
    values = interpolate(fragments.corners, fragments.weights, values)
    wave = np.sin(values[:, :3] @ solid.stripes.astype(np.float32))
    mixture = 0.5 + 0.5 * np.clip(wave * (1 + 12 * solid.stripe_sharpness), -1, 1)[:, None]
    albedo = solid.colours[0] + (solid.colours[1] - solid.colours[0]) * mixture
    radiance = np.ones((len(values), 4), np.float32)
    radiance[:, :3] = albedo * values[:, 3:6] + solid.gloss * values[:, 6:]
    return compose(fragments.pixel, radiance, size, [view])[0]
