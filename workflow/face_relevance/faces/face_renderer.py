"""Draw a face: the geometry is made once for an identity, then seen in any number of views."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from face_relevance.faces.figure import (
    EYE,
    FINE_SKIN,
    MIXED,
    SMOOTH,
    STRANDS,
    Figure,
    make_figure,
)
from face_relevance.faces.hair import HAIR_STYLES
from face_relevance.faces.head import Head, load_head
from face_relevance.faces.meshes import vertex_normals
from face_relevance.faces.paint import (
    EYE_CENTRE,
    MOLE_RADIUS,
    filter_eyes,
    filter_skin,
    filter_strands,
    paint_vertices,
)
from face_relevance.faces.parameters import Identity, View
from face_relevance.faces.parts import locate_parts, majority
from face_relevance.faces.rasteriser import Fragments, interpolate, project, rasterise
from face_relevance.faces.shading import (
    SUPERSAMPLING,
    Illumination,
    compose,
    illuminate,
    place,
    rotations,
)

# Decimetres: the point the head turns about, half of the visible width, the camera's distance.
_PIVOT = np.array([0.0, 0.27, -0.62], np.float32)
_HALF_EXTENT = 1.34
_CAMERA_DISTANCE = 11.0
# Samples that are drawn together: enough to outweigh the calls, few enough for the cache.
_SAMPLES_AT_ONCE = 2**17


@dataclass(frozen=True, eq=False)
class FaceGeometry:
    """Mesh of one person, ready to be seen.

    Attributes
    ----------
    identity : Identity
        Whose face it is.
    figure : Figure
        Head and hair, with triangles and paint regions.
    weights : (K,) float64
        Target weights of the head model.
    vertices : (V, 3) float32
        Decimetres, relative to the point the head turns about.
    normals : (V, 3) float32
        Unit vectors.
    albedo : (V, 3) float32
        Colour of the vertices of smooth triangles.
    gloss : (V,) float32
        Strength of their highlight.
    detail : (T,) uint8
        How triangles are painted, see :class:`Figure`.
    """

    identity: Identity
    figure: Figure
    weights: np.ndarray
    vertices: np.ndarray
    normals: np.ndarray
    albedo: np.ndarray
    gloss: np.ndarray
    detail: np.ndarray


def face_geometry(identity: Identity, head: Head | None = None) -> FaceGeometry:
    """Shape and colour the head model into a person with hair.

    Parameters
    ----------
    identity : Identity
        Shape, colours and hair style.
    head : Head, optional
        The committed head model by default.

    Returns
    -------
    FaceGeometry

    Raises
    ------
    ValueError
        The hair style is unknown.
    """
    figure = make_figure(head or load_head(), identity.hair_style)
    head = figure.head
    weights = head.weights(identity.targets, identity.gender, identity.age, identity.ancestry)
    vertices = head.vertices(weights)
    if figure.wig is not None:
        hair = figure.wig.anchor @ vertices + figure.wig.offset
        vertices = np.concatenate([vertices, hair])
    rest, masks = np.split(figure.still, [3], axis=1)
    albedo, gloss = paint_vertices(rest, figure.material, masks, identity)
    detail = figure.detail
    if identity.mole is not None:
        near = np.hypot(*(figure.still[:, :2] - np.float32(identity.mole)).T) < 2 * MOLE_RADIUS
        spotted = near[figure.triangles].any(axis=1) & (detail == SMOOTH)
        detail = np.where(spotted, FINE_SKIN, detail)
    return FaceGeometry(
        identity,
        figure,
        weights,
        vertices - _PIVOT,
        vertex_normals(vertices, figure.triangles),
        albedo,
        gloss,
        detail,
    )


def render_faces(
    geometry: FaceGeometry, views: Sequence[View], size: int
) -> tuple[np.ndarray, np.ndarray]:
    """Draw a person.

    Parameters
    ----------
    geometry : FaceGeometry
        From :func:`face_geometry`; use it again for every view of the person.
    views : sequence of N views
        Pose, light and background of each picture.
    size : int
        Width and height of the pictures in pixels.

    Returns
    -------
    pixels : (N, size, size, 3) uint8
        sRGB images. A picture does not depend on the others.
    parts : (N, size, size) uint8
        Index into ``PARTS`` of what most of a pixel's samples see.
    """
    together = max(1, _SAMPLES_AT_ONCE // (size * SUPERSAMPLING) ** 2)
    drawn = [
        _render_together(geometry, views[first : first + together], size)
        for first in range(0, len(views), together)
    ]
    pixels, parts = zip(*drawn, strict=True)
    return np.concatenate(pixels), np.concatenate(parts)


def _render_together(
    geometry: FaceGeometry, views: Sequence[View], size: int
) -> tuple[np.ndarray, np.ndarray]:
    figure, count, fine = geometry.figure, len(views), size * SUPERSAMPLING
    turns = rotations(views)
    placed = place(geometry.vertices, views, turns, _HALF_EXTENT)
    screen, nearness = project(placed, fine, _HALF_EXTENT, _CAMERA_DISTANCE)
    fragments = rasterise(screen, nearness, figure.triangles, fine)

    light = illuminate(geometry.normals, figure.openness, views, turns)
    radiance = np.ones((*light.diffuse.shape[:2], 4), np.float32)
    np.multiply(geometry.albedo, light.diffuse, out=radiance[..., :3])
    radiance[..., :3] += geometry.gloss[:, None] * light.highlight
    radiance = interpolate(fragments.corners, fragments.weights, radiance.reshape(-1, 4))
    _add_detail(radiance, geometry, fragments)
    eyes = np.flatnonzero(figure.detail[fragments.triangle] == EYE)
    rest = _interpolate_still(figure, fragments, eyes, 3)
    radiance[eyes, :3] += _glint(rest, fragments.pixel[eyes] // fine**2, light, turns)
    part = _find_parts(geometry, fragments)
    return (
        compose(fragments.pixel, radiance, size, views),
        majority(fragments.pixel, part, size, count),
    )


def _add_detail(radiance: np.ndarray, geometry: FaceGeometry, fragments: Fragments) -> None:
    """Lay the filters of fine paint on the radiance (F, 4) of the samples."""
    figure, identity = geometry.figure, geometry.identity
    detail = geometry.detail[fragments.triangle]
    skin, eyes, strands = (np.flatnonzero(detail == kind) for kind in (FINE_SKIN, EYE, STRANDS))
    on_skin = _interpolate_still(figure, fragments, skin, 5)
    on_eyes = _interpolate_still(figure, fragments, eyes, 3)
    on_strands = _interpolate_still(figure, fragments, strands, 2)
    style = HAIR_STYLES[identity.hair_style]
    radiance[skin, :3] *= filter_skin(on_skin[:, :3], on_skin[:, 4], identity)
    radiance[eyes, :3] *= filter_eyes(on_eyes, identity)
    radiance[strands, :3] *= filter_strands(on_strands, style)


def _glint(
    rest: np.ndarray, picture: np.ndarray, light: Illumination, turns: np.ndarray
) -> np.ndarray:
    """Small, sharp highlight (F, 3) of the eyeball, which is a sphere."""
    centre = EYE_CENTRE * np.sign(rest[:, :1] * np.float32([1, 0, 0]) + np.float32([0, 1, 1]))
    normal = rest - centre
    normal /= np.sqrt((normal**2).sum(axis=1, keepdims=True))
    halfway = np.einsum("nij,ni->nj", turns, light.halfway)  # turned back to the head
    shining = np.maximum((normal * halfway[picture]).sum(axis=1), 0) ** 200
    return 0.5 * shining[:, None] * light.colour[picture]


def _find_parts(geometry: FaceGeometry, fragments: Fragments) -> np.ndarray:
    """Part (F,) of every sample."""
    figure = geometry.figure
    part = figure.part[fragments.triangle]
    mixed = np.flatnonzero(part == MIXED)
    still = _interpolate_still(figure, fragments, mixed, 7)
    material = figure.material[figure.triangles[fragments.triangle[mixed], 0]]
    style = HAIR_STYLES[geometry.identity.hair_style]
    part[mixed] = locate_parts(still[:, :3], material, still[:, 3:], style)
    return part


def _interpolate_still(
    figure: Figure, fragments: Fragments, chosen: np.ndarray, columns: int
) -> np.ndarray:
    """Interpolate the first columns of ``Figure.still`` at some fragments: (C, columns)."""
    corners = np.take(figure.triangles, fragments.triangle[chosen], axis=0)
    weights = np.take(fragments.weights, chosen, axis=0)
    return interpolate(corners, weights, np.ascontiguousarray(figure.still[:, :columns]))
