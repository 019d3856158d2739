"""Exact z-buffer rasterisation of triangle meshes, for many pictures of one mesh at once."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class Fragments:
    """The visible sample of every covered pixel of a stack of pictures.

    Attributes
    ----------
    pixel : (F,) intp
        Flat index ``(picture * size + row) * size + column``, ascending; each value occurs once.
    triangle : (F,) intp
        Row of the triangle array that is seen at the pixel's centre.
    corners : (F, 3) int32
        Rows of its corners in the stacked vertices: ``picture * V + vertex``.
    weights : (F, 3) float32
        Perspective-correct barycentric weights of the corners.
    """

    pixel: np.ndarray
    triangle: np.ndarray
    corners: np.ndarray
    weights: np.ndarray


def project(
    vertices: np.ndarray, size: int, half_extent: float, distance: float
) -> tuple[np.ndarray, np.ndarray]:
    """Project camera-space vertices to pixels with a pinhole camera on the z axis.

    Parameters
    ----------
    vertices : (N, V, 3) float32
        Of N pictures; x to the right, y up, z towards the camera, which looks at the origin.
    size : int
        Width and height of the square picture in pixels.
    half_extent : float
        Half of the width that is seen at z = 0.
    distance : float
        Distance of the camera from the origin, in the unit of the vertices.

    Returns
    -------
    screen : (2, N, V) float32
        Column and row coordinates; the centre of the first pixel is (0.5, 0.5).
    nearness : (N, V) float32
        Reciprocal depth, which is linear over a triangle on the screen.
    """
    nearness = np.float32(1) / (np.float32(distance) - vertices[..., 2])
    scale = nearness * np.float32(distance * size / (2 * half_extent))
    middle = np.float32(size / 2)
    return np.stack(
        [middle + vertices[..., 0] * scale, middle - vertices[..., 1] * scale]
    ), nearness


def rasterise(
    screen: np.ndarray, nearness: np.ndarray, triangles: np.ndarray, size: int
) -> Fragments:
    """Find the front-facing triangle that is nearest at each pixel centre.

    Parameters
    ----------
    screen : (2, N, V) float32
        Pixel coordinates of the vertices in N pictures, see :func:`project`.
    nearness : (N, V) float32
        Reciprocal depth of the vertices.
    triangles : (T, 3) integer array
        Corner indices, anticlockwise when seen from outside; others are culled.
    size : int
        Width and height of the square pictures in pixels.

    Returns
    -------
    Fragments

    Notes
    -----
    Every triangle is cut into row spans. The crossing of an edge with a row depends only on the
    edge's endpoints in the order of their height, so two triangles that share an edge compute the
    same bits: the surface has neither cracks nor pixels that are drawn twice.
    """
    front = _front_triangles(screen, nearness, triangles, size)
    owner, row, first, length = _cut_into_spans(front, size)
    span = np.repeat(np.arange(len(length)), length)
    step = np.arange(len(span)) - (np.cumsum(length) - length)[span]
    # Rows of all pictures are numbered through, so the pictures cannot mix.
    pixel = ((front.picture[owner] * size + row) * size + first)[span] + step
    step = step.astype(np.float32)

    # Weights times nearness at the first centre of the span; they change evenly along it.
    offset_x = first.astype(np.float32) + np.float32(0.5) - front.x[0][owner]
    offset_y = row.astype(np.float32) + np.float32(0.5) - front.y[0][owner]
    along = np.take(front.plane_x, owner, axis=1)
    planes = offset_x * along + offset_y * np.take(front.plane_y, owner, axis=1)
    planes[0] += front.near[owner]
    depth, depth_along = planes[0] + planes[1] + planes[2], along[0] + along[1] + along[2]
    winner = _nearest(pixel, depth[span] + depth_along[span] * step, nearness.shape[0] * size**2)

    pixel = np.flatnonzero(winner >= 0)
    winner = winner[pixel]
    span = span[winner]
    owner = owner[span]
    scaled = np.take(along, span, axis=1) * step[winner]
    scaled += np.take(planes, span, axis=1)
    scaled /= scaled[0] + scaled[1] + scaled[2]
    corners, weights = (np.empty((len(pixel), 3), kind) for kind in (np.int32, np.float32))
    for k in range(3):
        corners[:, k], weights[:, k] = front.corners[k][owner], scaled[k]
    return Fragments(pixel, front.triangle[owner], corners, weights)


@dataclass(frozen=True)
class _Front:
    """Front-facing triangles that may cover a pixel centre.

    Attributes
    ----------
    picture, triangle : (M,) intp
        Which triangle of which picture.
    x, y : (3, M) float32
        Corners on the screen.
    near : (M,) float32
        Nearness of the first corner.
    corners : (3, M) int32
        Rows of the corners in the stacked vertices.
    plane_x, plane_y : (3, M) float32
        Change per pixel of each corner's weight times its nearness.
    """

    picture: np.ndarray
    triangle: np.ndarray
    x: np.ndarray
    y: np.ndarray
    near: np.ndarray
    corners: np.ndarray
    plane_x: np.ndarray
    plane_y: np.ndarray


def _front_triangles(
    screen: np.ndarray, nearness: np.ndarray, triangles: np.ndarray, size: int
) -> _Front:
    corner = np.ascontiguousarray(triangles.T)
    x, y = (np.take(axis, corner, axis=1) for axis in screen)  # (N, 3, T)
    area = (x[:, 1] - x[:, 0]) * (y[:, 2] - y[:, 0]) - (x[:, 2] - x[:, 0]) * (y[:, 1] - y[:, 0])
    # Rows run down, so anticlockwise is negative. Many triangles lie between pixel centres.
    kept = area < -1e-9
    for axis in (x, y):
        low = np.minimum(np.minimum(axis[:, 0], axis[:, 1]), axis[:, 2]) - np.float32(0.5)
        high = np.maximum(np.maximum(axis[:, 0], axis[:, 1]), axis[:, 2]) - np.float32(0.5)
        kept &= (np.ceil(low) < np.ceil(high)) & (high > -0.5) & (low < size)
    kept = np.flatnonzero(kept)
    picture, triangle = np.divmod(kept, len(triangles))
    corners = np.take(corner, triangle, axis=1) + picture * nearness.shape[1]
    (xa, xb, xc), (ya, yb, yc) = (np.take(axis, corners) for axis in screen)
    near = np.take(nearness, corners)
    scaled = near / np.take(area, kept)
    return _Front(
        picture,
        triangle,
        np.stack([xa, xb, xc]),
        np.stack([ya, yb, yc]),
        near[0],
        corners.astype(np.int32),
        np.stack([yb - yc, yc - ya, ya - yb]) * scaled,
        np.stack([xc - xb, xa - xc, xb - xa]) * scaled,
    )


# Corners from the uppermost to the lowest; bits of the row: 0 below 1, 1 below 2, 0 below 2.
_ORDER = np.array([[0, 1, 0, 0, 0, 1, 2, 2], [1, 0, 2, 1, 1, 2, 0, 1], [2, 2, 1, 2, 2, 0, 1, 0]])


def _cut_into_spans(
    front: _Front, size: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Triangle, row, first column and length of every span that holds a pixel centre."""
    y, count = front.y, front.x.shape[1]
    order = (y[0] > y[1]) + 2 * (y[1] > y[2]) + 4 * (y[0] > y[2])
    order = np.take(_ORDER, order, axis=1) * count + np.arange(count)
    upper_x, middle_x, lower_x = np.take(front.x, order)
    upper, middle, lower = np.take(y, order)
    # Sideways movement per row of the long edge and of the two short ones. An edge without height
    # is never asked for, but must not divide by zero.
    starts_x, starts = np.concatenate([upper_x, middle_x]), np.concatenate([upper, middle])
    drop = np.concatenate([middle, lower]) - starts
    slopes = (np.concatenate([middle_x, lower_x]) - starts_x) / (drop + (drop == 0))
    long_slope = (lower_x - upper_x) / (lower - upper)

    first = _first_centre(upper, size)
    length = _first_centre(lower, size) - first
    owner = np.repeat(np.arange(count), length)
    row = np.arange(len(owner)) + (first - np.cumsum(length) + length)[owner]
    height = row.astype(np.float32) + np.float32(0.5)
    long_edge = upper_x[owner] + (height - upper[owner]) * long_slope[owner]
    short = owner + count * (height >= middle[owner])
    short_edge = starts_x[short] + (height - starts[short]) * slopes[short]
    left = _first_centre(np.minimum(long_edge, short_edge), size)
    length = _first_centre(np.maximum(long_edge, short_edge), size) - left
    drawn = np.flatnonzero(length)
    return owner[drawn], row[drawn], left[drawn], length[drawn]


def _first_centre(position: np.ndarray, size: int) -> np.ndarray:
    """Index of the first pixel whose centre is at or after a position, within 0 to size."""
    return np.clip(np.ceil(position - np.float32(0.5)), 0, size).astype(np.intp)


def _nearest(pixel: np.ndarray, depth: np.ndarray, count: int) -> np.ndarray:
    """Index of the candidate with the largest depth at each of count pixels, -1 where none is.

    Of the candidates for a pixel the last is taken at first; those that are nearer replace it
    until none is left. Surfaces overlap at few pixels, so that two or three rounds do.
    """
    winner = np.full(count, -1, np.intp)
    winner[pixel] = np.arange(len(pixel))
    better = np.flatnonzero(depth > depth[winner[pixel]])
    while len(better):
        winner[pixel[better]] = better
        better = better[depth[better] > depth[winner[pixel[better]]]]
    return winner


def interpolate(corners: np.ndarray, weights: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Interpolate vertex values at fragments.

    Parameters
    ----------
    corners : (F, 3) integer array
        Rows of the values at a fragment's corners.
    weights : (F, 3) float32
        Weights of the corners.
    values : (V, K) float32
        One row of values for each vertex.

    Returns
    -------
    (F, K) float32
    """
    rows = np.arange(0, weights.size + 1, 3, dtype=np.int32)
    shape = (len(weights), len(values))
    return csr_matrix((weights.ravel(), corners.ravel(), rows), shape=shape) @ values
