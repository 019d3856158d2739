"""Exact z-buffer rasterisation of triangle meshes with numpy alone."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Fragments:
    """The visible sample of every covered pixel.

    Attributes
    ----------
    pixel : (F,) intp
        Flat index ``row * size + column``; each value occurs once.
    triangle : (F,) intp
        Row of the triangle array that is seen at the pixel's centre.
    weights : (F, 3) float32
        Perspective-correct barycentric weights of the triangle's three corners.
    """

    pixel: np.ndarray
    triangle: np.ndarray
    weights: np.ndarray


def project(
    vertices: np.ndarray, size: int, half_extent: float, distance: float
) -> tuple[np.ndarray, np.ndarray]:
    """Project camera-space vertices to pixels with a pinhole camera on the z axis.

    Parameters
    ----------
    vertices : (V, 3) array
        x to the right, y up, z towards the camera; the camera looks at the origin.
    size : int
        Width and height of the square image in pixels.
    half_extent : float
        Half of the width that is seen at z = 0.
    distance : float
        Distance of the camera from the origin, in the unit of the vertices.

    Returns
    -------
    screen : (V, 2) float64
        Column and row coordinates; the centre of the first pixel is (0.5, 0.5).
    nearness : (V,) float64
        Reciprocal depth, which is linear over a triangle on the screen.
    """
    vertices = np.asarray(vertices, np.float64)
    nearness = 1.0 / (distance - vertices[:, 2])
    scale = nearness * (distance * size / (2 * half_extent))
    screen = np.empty((len(vertices), 2))
    screen[:, 0] = size / 2 + vertices[:, 0] * scale
    screen[:, 1] = size / 2 - vertices[:, 1] * scale
    return screen, nearness


def rasterise(
    screen: np.ndarray, nearness: np.ndarray, triangles: np.ndarray, size: int
) -> Fragments:
    """Find the front-facing triangle that is nearest at each pixel centre.

    Parameters
    ----------
    screen : (V, 2) float64
        Pixel coordinates of the vertices, see :func:`project`.
    nearness : (V,) float64
        Reciprocal depth of the vertices.
    triangles : (T, 3) integer array
        Corner indices, anticlockwise when seen from outside; others are culled.
    size : int
        Width and height of the square image in pixels.

    Returns
    -------
    Fragments
        One fragment for each covered pixel, in ascending pixel order.

    Notes
    -----
    Every triangle is cut into row spans. The crossing of an edge with a row depends only on the
    edge's endpoints in the order of their height, so two triangles that share an edge compute the
    same bits: the surface has neither cracks nor pixels that are drawn twice.
    """
    x, y = np.ascontiguousarray(screen.T)
    doubled_area = _doubled_area(x, y, triangles)
    front = np.flatnonzero(doubled_area < -1e-9)  # rows run down, so anticlockwise is negative
    corners = triangles[front]
    by_height = np.argsort(y[corners], axis=1, kind="stable")
    upper, middle, lower = np.take_along_axis(corners, by_height, axis=1).T

    # A pixel belongs to a span when its centre lies in the half-open interval.
    first_row = np.clip(np.ceil(y[upper] - 0.5), 0, size).astype(np.intp)
    last_row = np.clip(np.ceil(y[lower] - 0.5), 0, size).astype(np.intp)
    owner, row = _expand(first_row, last_row)
    height = row + 0.5
    upper, middle, lower = upper[owner], middle[owner], lower[owner]
    long_edge = _crossing(x, y, upper, lower, height)
    above = height < y[middle]
    start, end = np.where(above, upper, middle), np.where(above, middle, lower)
    short_edge = _crossing(x, y, start, end, height)
    left, right = np.minimum(long_edge, short_edge), np.maximum(long_edge, short_edge)
    first_column = np.clip(np.ceil(left - 0.5), 0, size).astype(np.intp)
    last_column = np.clip(np.ceil(right - 0.5), 0, size).astype(np.intp)

    span, column = _expand(first_column, last_column)
    owner, row = owner[span], row[span]
    pixel = row * size + column

    a, b, c = corners.T
    inverse = 1.0 / doubled_area[front]
    slope_x = ((y[c] - y[a]) * inverse, (y[a] - y[b]) * inverse)
    slope_y = ((x[a] - x[c]) * inverse, (x[b] - x[a]) * inverse)
    rise = (nearness[b] - nearness[a], nearness[c] - nearness[a])
    depth_x = rise[0] * slope_x[0] + rise[1] * slope_x[1]
    depth_y = rise[0] * slope_y[0] + rise[1] * slope_y[1]
    depth_0 = nearness[a] + depth_x * (0.5 - x[a]) + depth_y * (0.5 - y[a])
    depth = depth_0[owner] + depth_x[owner] * column + depth_y[owner] * row

    nearest = np.zeros(size * size)
    np.maximum.at(nearest, pixel, depth)
    visible = np.full(size * size, -1, np.intp)
    wins = np.flatnonzero(depth == nearest[pixel])
    visible[pixel[wins]] = owner[wins]

    pixel = np.flatnonzero(visible >= 0)
    owner = visible[pixel]
    offset_x, offset_y = pixel % size + 0.5 - x[a][owner], pixel // size + 0.5 - y[a][owner]
    weights = np.empty((len(pixel), 3))
    for k in range(2):
        weights[:, k + 1] = slope_x[k][owner] * offset_x + slope_y[k][owner] * offset_y
    weights[:, 0] = 1 - weights[:, 1] - weights[:, 2]
    weights *= nearness[corners[owner]]
    weights /= weights.sum(axis=1, keepdims=True)
    return Fragments(pixel, front[owner], weights.astype(np.float32))


def interpolate(fragments: Fragments, triangles: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Interpolate vertex values at the fragments.

    Parameters
    ----------
    fragments : Fragments
        Result of :func:`rasterise` for the same triangles.
    triangles : (T, 3) integer array
        Corner indices.
    values : (V, K) float32
        One row of values for each vertex.

    Returns
    -------
    (F, K) float32
    """
    corners = triangles[fragments.triangle]
    weights = fragments.weights
    result = values[corners[:, 0]] * weights[:, :1]
    result += values[corners[:, 1]] * weights[:, 1:2]
    result += values[corners[:, 2]] * weights[:, 2:]
    return result


def vertex_normals(vertices: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """Average the normals of the triangles around each vertex, weighted by area.

    Parameters
    ----------
    vertices : (V, 3) array
    triangles : (T, 3) integer array
        Anticlockwise when seen from outside.

    Returns
    -------
    (V, 3) float32
        Unit vectors that point outwards; zero where no triangle meets.
    """
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    face = np.cross(b - a, c - a)
    index = triangles.T.ravel()
    normals = np.stack(
        [np.bincount(index, np.tile(face[:, k], 3), len(vertices)) for k in range(3)], axis=1
    )
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return (normals / np.where(length > 0, length, 1)).astype(np.float32)


def _doubled_area(x: np.ndarray, y: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """Signed doubled areas (T,) on the screen."""
    a, b, c = np.ascontiguousarray(triangles.T)
    xa, ya = x[a], y[a]
    return (x[b] - xa) * (y[c] - ya) - (x[c] - xa) * (y[b] - ya)


def _crossing(
    x: np.ndarray, y: np.ndarray, start: np.ndarray, end: np.ndarray, height: np.ndarray
) -> np.ndarray:
    """Column at which the edge from ``start`` down to ``end`` crosses each height."""
    drop = y[end] - y[start]
    drop = np.where(drop == 0, 1.0, drop)
    return x[start] + (height - y[start]) * ((x[end] - x[start]) / drop)


def _expand(first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """List the integers of the half-open ranges first..last with the range each belongs to."""
    length = np.maximum(last - first, 0)
    owner = np.repeat(np.arange(len(length)), length)
    position = np.arange(len(owner)) - np.repeat(np.cumsum(length) - length - first, length)
    return owner, position
