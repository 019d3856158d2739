"""Draw a face: the geometry is made once for an identity, then seen in any number of views."""

from dataclasses import dataclass

import numpy as np

from face_relevance.faces.head import Head, load_head
from face_relevance.faces.paint import HAIR_THICKNESS, hair_cover, paint, painted_regions
from face_relevance.faces.parameters import Identity, View
from face_relevance.faces.parts import locate_parts, majority
from face_relevance.faces.rasteriser import interpolate, project, rasterise, vertex_normals
from face_relevance.faces.shading import SUPERSAMPLING, Surface, compose, illuminate, rotation

# Decimetres: the point the head turns about, half of the visible width, the camera's distance.
_PIVOT = np.array([0.0, 0.22, -0.62])
_HALF_EXTENT = 1.30
_CAMERA_DISTANCE = 11.0


@dataclass(frozen=True, eq=False)
class FaceGeometry:
    """Mesh of one person, ready to be seen.

    Attributes
    ----------
    identity : Identity
        Whose face it is.
    head : Head
        Model that was shaped; supplies triangles and parts.
    weights : (K,) float64
        Target weights of the head model.
    vertices : (V, 3) float32
        Decimetres, relative to the point the head turns about.
    attributes : (V, 11) float32
        Interpolated over the surface: normal, rest coordinates, the masks of lips, ears, mouth
        cavity and lashes, openness.
    """

    identity: Identity
    head: Head
    weights: np.ndarray
    vertices: np.ndarray
    attributes: np.ndarray


def face_geometry(identity: Identity, head: Head | None = None) -> FaceGeometry:
    """Shape the head model into a person with a cap of short hair.

    Parameters
    ----------
    identity : Identity
        Shape and colours.
    head : Head, optional
        The committed head model by default.

    Returns
    -------
    FaceGeometry
    """
    head = head or load_head()
    weights = head.weights(identity.targets, identity.gender, identity.age, identity.ancestry)
    vertices = head.vertices(weights)
    normals = vertex_normals(vertices, head.triangles)
    thickness = (HAIR_THICKNESS * hair_cover(head)).astype(np.float32)
    vertices = vertices + thickness[:, None] * normals
    normals = vertex_normals(vertices, head.triangles)
    columns = [normals, head.base, painted_regions(head), head.openness[:, None]]
    attributes = np.concatenate(columns, axis=1).astype(np.float32)
    return FaceGeometry(identity, head, weights, vertices - _PIVOT.astype(np.float32), attributes)


def render_face(geometry: FaceGeometry, view: View, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw a person.

    Parameters
    ----------
    geometry : FaceGeometry
        From :func:`face_geometry`; use it again for every view of the person.
    view : View
        Pose, light and background.
    size : int
        Width and height of the image in pixels.

    Returns
    -------
    pixels : (size, size, 3) uint8
        sRGB image.
    parts : (size, size) uint8
        Index into ``PARTS`` of what most of a pixel's samples see.
    """
    head = geometry.head
    turn = rotation(view)
    placed = geometry.vertices @ turn.T
    placed = view.scale * placed + 2 * _HALF_EXTENT * np.array([view.shift_x, view.shift_y, 0])
    fine = size * SUPERSAMPLING
    screen, nearness = project(placed, fine, _HALF_EXTENT, _CAMERA_DISTANCE)
    fragments = rasterise(screen, nearness, head.triangles, fine)
    values = interpolate(fragments, head.triangles, geometry.attributes)
    eyeball = head.part[head.triangles[fragments.triangle, 0]]
    rest, masks = values[:, 3:6], values[:, 6:10]
    albedo, gloss, sharpness = paint(rest, eyeball, masks, geometry.identity)
    normal = values[:, :3] @ turn.T.astype(np.float32)
    surface = Surface(albedo, normal, values[:, 10], gloss, sharpness)
    pixels = compose(fragments.pixel, illuminate(surface, view), size, view)
    return pixels, majority(fragments.pixel, locate_parts(rest, eyeball, masks), size)
