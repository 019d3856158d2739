"""Solid objects with random shapes, paints and poses, drawn in the light of the faces."""

import colorsys
from dataclasses import dataclass

import numpy as np

from face_relevance.faces.meshes import Mesh, vertex_normals
from face_relevance.faces.object_families import FAMILIES
from face_relevance.faces.parameters import View
from face_relevance.faces.rasteriser import Fragments, interpolate, project, rasterise
from face_relevance.faces.sampling import sample_light
from face_relevance.faces.shading import (
    SUPERSAMPLING,
    compose,
    illuminate,
    place,
    rotations,
)

_HALF_EXTENT = 1.05
_CAMERA_DISTANCE = 11.0
# Brightness of the light and of the dark paint, waves per unit of sway and texture, and the
# texture's depth: chosen so that the pictures have mean, contrast and spectrum of those of faces,
# as a test demands.
_BRIGHTNESS = ((0.6, 1.0), (0.03, 0.5))
_WARP = 4.0
_GRAIN = 20.0
_GRAIN_DEPTH = (0.1, 0.6)


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
        Linear reflectances of a light and a dark paint.
    stripes : (3,) float64
        Wave vector of the paint's stripes.
    warp : (3,) float64
        Wave vector along which the stripes sway.
    sway : float
        How far, 0 straight to 2 marbled.
    stripe_sharpness : float
        0 soft to 1 sharp borders between the paints.
    grain : (2, 3) float64
        Wave vectors of the fine texture, as hair and brows give to a face.
    grain_depth : float
        Share of the light that the texture takes at most, 0 to 1.
    gloss : float
        Strength of the highlight.
    """

    family: str
    mesh: Mesh
    colours: np.ndarray
    stripes: np.ndarray
    warp: np.ndarray
    sway: float
    stripe_sharpness: float
    grain: np.ndarray
    grain_depth: float
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
    colours = [
        colorsys.hsv_to_rgb(*rng.uniform((0, 0.05, darkest), (1, 0.7, brightest)))
        for darkest, brightest in _BRIGHTNESS
    ]
    direction = rng.normal(size=3)
    return SolidObject(
        family=family,
        mesh=Mesh(vertices, mesh.triangles),
        colours=np.array(colours, np.float32) ** 2.2,
        stripes=rng.uniform(2, 16) * direction / np.linalg.norm(direction),
        warp=rng.normal(0, _WARP, 3),
        sway=rng.uniform(0, 2),
        stripe_sharpness=rng.uniform(0.2, 1),
        grain=rng.normal(0, _GRAIN, (2, 3)),
        grain_depth=rng.uniform(*_GRAIN_DEPTH),
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
    turns, fragments = rotations([view]), _rasterise(solid, view, size * SUPERSAMPLING)
    open_sky = np.ones(len(vertices), np.float32)
    light = illuminate(vertex_normals(vertices, triangles), open_sky, [view], turns)
    values = np.concatenate([vertices, light.diffuse[0], light.highlight[0]], axis=1)
    values = interpolate(fragments.corners, fragments.weights, values)
    spot = values[:, :3]
    swaying = np.float32(solid.sway) * np.sin(spot @ solid.warp.astype(np.float32))
    wave = np.sin(spot @ solid.stripes.astype(np.float32) + swaying)
    mixture = 0.5 + 0.5 * np.clip(wave * (1 + 12 * solid.stripe_sharpness), -1, 1)[:, None]
    albedo = solid.colours[0] + (solid.colours[1] - solid.colours[0]) * mixture
    waves = np.sin(spot @ solid.grain.T.astype(np.float32))
    albedo = albedo * (1 - solid.grain_depth * (0.5 + 0.5 * waves[:, :1] * waves[:, 1:]))
    radiance = np.ones((len(values), 4), np.float32)
    radiance[:, :3] = albedo * values[:, 3:6] + solid.gloss * values[:, 6:]
    return compose(fragments.pixel, radiance, size, [view])[0]


def cover_pixels(solid: SolidObject, view: View, size: int) -> np.ndarray:
    """Find the pixels in which an object is seen.

    Parameters
    ----------
    solid : SolidObject
        What is drawn by :func:`render_object`.
    view : View
        Pose.
    size : int
        Width and height of the image in pixels.

    Returns
    -------
    (size, size) float32
        Share of each pixel that the object covers; the rest of it shows the backdrop.
    """
    fine = size * SUPERSAMPLING
    covered = np.zeros(fine * fine, np.float32)
    covered[_rasterise(solid, view, fine).pixel] = 1
    return covered.reshape(size, SUPERSAMPLING, size, SUPERSAMPLING).mean((1, 3))


def _rasterise(solid: SolidObject, view: View, fine: int) -> Fragments:
    """Find the samples of an object on a grid of so many rows and columns."""
    vertices = solid.mesh.vertices.astype(np.float32)
    placed = place(vertices, [view], rotations([view]), _HALF_EXTENT)
    screen, nearness = project(placed, fine, _HALF_EXTENT, _CAMERA_DISTANCE)
    return rasterise(screen, nearness, solid.mesh.triangles, fine)
