"""Triangle meshes: their normals, and surfaces of revolution, tubes and extruded outlines."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Mesh:
    """Triangles that are anticlockwise when seen from outside.

    Attributes
    ----------
    vertices : (V, 3) float64
    triangles : (T, 3) intp
    """

    vertices: np.ndarray
    triangles: np.ndarray


def join(*meshes: Mesh) -> Mesh:
    """Put meshes side by side without welding, which keeps the creases between them sharp."""
    starts = np.cumsum([0] + [len(mesh.vertices) for mesh in meshes[:-1]])
    return Mesh(
        np.concatenate([mesh.vertices for mesh in meshes]),
        np.concatenate([m.triangles + start for m, start in zip(meshes, starts, strict=True)]),
    )


def revolve(profile: np.ndarray, segments: int = 36) -> Mesh:
    """Turn a profile about the y axis.

    Parameters
    ----------
    profile : (P, 2) array
        Radius and height; going up, the outside is where the radius grows.
    segments : int, optional
        Number of steps around the axis.

    Returns
    -------
    Mesh
        Smooth across the profile; join several for creases.
    """
    profile = np.asarray(profile, float)
    angle = np.linspace(0, 2 * np.pi, segments, endpoint=False)
    radius, height = profile.T
    ring = np.stack([np.sin(angle), np.zeros(segments), np.cos(angle)], axis=1)
    points = radius[:, None, None] * ring + height[:, None, None] * np.array([0.0, 1, 0])
    return _grid(points, closed_path=False)


def sweep(path: np.ndarray, radius: np.ndarray | float, closed: bool = False) -> Mesh:
    """Lead a circle along a path.

    Parameters
    ----------
    path : (P, 3) array
        Points of the axis.
    radius : (P,) array or float
        Radius of the tube.
    closed : bool, optional
        Whether the end meets the beginning; an open tube gets flat caps.

    Returns
    -------
    Mesh
    """
    sides = 14
    forward = np.roll(path, -1, axis=0) - np.roll(path, 1, axis=0)
    if not closed:
        forward[0], forward[-1] = path[1] - path[0], path[-1] - path[-2]
    forward /= np.linalg.norm(forward, axis=1, keepdims=True)
    # Carry a direction along the path without twist about it.
    across = np.empty_like(path)
    carried = np.cross(forward[0], np.eye(3)[np.abs(forward[0]).argmin()])
    for k, direction in enumerate(forward):
        carried = carried - direction * (carried @ direction)
        carried /= np.linalg.norm(carried)
        across[k] = carried
    other = np.cross(forward, across)
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)[:, None]
    radius = np.broadcast_to(radius, len(path))[:, None, None]
    ring = np.cos(angle) * across[:, None] + np.sin(angle) * other[:, None]
    tube = path[:, None] + radius * ring
    body = _grid(tube, closed_path=closed)
    if closed:
        return body
    return join(body, _fan(tube[0][::-1]), _fan(tube[-1]))


def extrude(outline: np.ndarray, depth: float, taper: float = 1.0) -> Mesh:
    """Pull a flat outline along z, with sharp edges.

    Parameters
    ----------
    outline : (N, 2) array
        Anticlockwise polygon that is seen whole from the origin.
    depth : float
        Length along z; the solid is centred.
    taper : float, optional
        Size of the front end relative to the back.

    Returns
    -------
    Mesh
    """
    back = np.column_stack([outline, np.full(len(outline), -depth / 2)])
    front = np.column_stack([taper * outline, np.full(len(outline), depth / 2)])
    after = np.arange(1, len(outline) + 1) % len(outline)
    walls = np.stack([back, back[after], front[after], front], axis=1)
    corner = 4 * np.arange(len(outline))[:, None]
    triangles = np.concatenate([corner + np.array(half) for half in ((0, 1, 2), (0, 2, 3))])
    return join(Mesh(walls.reshape(-1, 3), triangles), _fan(back[::-1]), _fan(front))


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
    (ux, uy, uz), (vx, vy, vz) = (b - a).T, (c - a).T
    face = (uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx)
    index = triangles.T.ravel()
    normals = np.stack([np.bincount(index, np.tile(axis, 3), len(vertices)) for axis in face], 1)
    length = np.sqrt((normals**2).sum(axis=1, keepdims=True))
    return (normals / np.where(length > 0, length, 1)).astype(np.float32)


def _fan(ring: np.ndarray) -> Mesh:
    """Fill a ring (N, 3), anticlockwise when seen from outside, from its centre."""
    count = len(ring)
    index = np.arange(count)
    triangles = np.stack([np.full(count, count), index, (index + 1) % count], axis=1)
    return Mesh(np.concatenate([ring, ring.mean(axis=0, keepdims=True)]), triangles)


def _grid(points: np.ndarray, closed_path: bool) -> Mesh:
    """Mesh of rings (P, N, 3); each ring is closed, the path of rings on demand."""
    rings, around = points.shape[:2]
    index = np.arange(rings * around).reshape(rings, around)
    here = index if closed_path else index[:-1]
    above = np.roll(index, -1, axis=0)[: len(here)]
    a, b = here, np.roll(here, -1, axis=1)
    c, d = np.roll(above, -1, axis=1), above
    triangles = np.concatenate(
        [np.stack(corner, axis=-1).reshape(-1, 3) for corner in ((a, b, c), (a, c, d))]
    )
    return Mesh(points.reshape(-1, 3), triangles)
