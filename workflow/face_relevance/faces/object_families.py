"""Sixteen families of solids whose shapes vary continuously."""

from collections.abc import Callable

import numpy as np

from face_relevance.faces.meshes import Mesh, extrude, join, revolve, sweep


def _polygon(sides: int, radius: np.ndarray | float = 1.0) -> np.ndarray:
    """Regular polygon (sides, 2), anticlockwise, with one radius or one for each corner."""
    angle = 2 * np.pi * (np.arange(sides) + 0.5) / sides
    return np.stack([np.cos(angle), np.sin(angle)], axis=1) * np.reshape(radius, (-1, 1))


def _upright(mesh: Mesh) -> Mesh:
    """Turn the z axis of a solid to y."""
    return Mesh(mesh.vertices[:, [1, 2, 0]], mesh.triangles)


def _box(rng: np.random.Generator) -> Mesh:
    half = rng.uniform(0.35, 1, 3)
    corners = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]]) * half[:2]
    return extrude(corners, 2 * half[2])


def _ellipsoid(rng: np.random.Generator) -> Mesh:
    turn = np.linspace(-np.pi / 2, np.pi / 2, 24)
    ball = revolve(np.stack([np.cos(turn), np.sin(turn)], axis=1))
    return Mesh(ball.vertices * rng.uniform(0.45, 1, 3), ball.triangles)


def _solid_of_revolution(*profiles: list) -> Mesh:
    """Join profiles, from the bottom to the top, with a crease between each two."""
    return join(*(revolve(np.array(profile)) for profile in profiles))


def _cylinder(rng: np.random.Generator) -> Mesh:
    radius, height = rng.uniform(0.3, 1), rng.uniform(0.5, 1.2)
    return _solid_of_revolution(
        [(0, -height), (radius, -height)], [(radius, -height), (radius, height)],
        [(radius, height), (0, height)],
    )  # fmt: skip


def _cone(rng: np.random.Generator) -> Mesh:
    radius, height, top = rng.uniform(0.5, 1), rng.uniform(0.7, 1.3), rng.uniform(0, 0.2)
    return _solid_of_revolution(
        [(0, -height), (radius, -height)], [(radius, -height), (top, height)],
        [(top, height), (0, height)],
    )  # fmt: skip


def _torus(rng: np.random.Generator) -> Mesh:
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    ring = np.stack([np.cos(angle), np.sin(angle), np.zeros(48)], axis=1)
    return sweep(ring * [1, rng.uniform(0.6, 1), 1], rng.uniform(0.15, 0.45), closed=True)


def _capsule(rng: np.random.Generator) -> Mesh:
    radius, length = rng.uniform(0.3, 0.6), rng.uniform(0.4, 1)
    turn = np.linspace(-np.pi / 2, np.pi / 2, 24)
    height = radius * np.sin(turn) + length * np.sign(turn)
    return revolve(np.stack([radius * np.cos(turn), height], axis=1))


def _pyramid(rng: np.random.Generator) -> Mesh:
    base = _polygon(int(rng.integers(3, 6)))
    return _upright(extrude(base, rng.uniform(1, 2), taper=rng.uniform(0.01, 0.25)))


def _star_prism(rng: np.random.Generator) -> Mesh:
    points = int(rng.integers(4, 8))
    radius = np.where(np.arange(2 * points) % 2, rng.uniform(0.35, 0.6), 1.0)
    return extrude(_polygon(2 * points, radius), rng.uniform(0.3, 0.9))


def _vase(rng: np.random.Generator) -> Mesh:
    height = np.linspace(-1, 1, 28)
    belly, neck, phase = rng.uniform(0.1, 0.3), rng.uniform(0.0, 0.15), rng.uniform(0, 2 * np.pi)
    radius = 0.45 + belly * np.sin(2.4 * height + phase) + neck * np.sin(5 * height)
    wall = np.stack([radius, height], axis=1)
    inside = np.stack([0.88 * radius[::-1], height[::-1]], axis=1)[:18]
    floor = [(inside[-1, 0], inside[-1, 1]), (0, inside[-1, 1])]
    rim = [tuple(wall[-1]), tuple(inside[0])]
    return _solid_of_revolution([(0, -1), tuple(wall[0])], wall, rim, inside, floor)


def _spring(rng: np.random.Generator) -> Mesh:
    turns, radius, height = rng.uniform(2.5, 5), rng.uniform(0.35, 0.7), rng.uniform(0.7, 1.2)
    t = np.linspace(0, 1, 110)
    angle = 2 * np.pi * turns * t
    path = np.stack([radius * np.cos(angle), height * (2 * t - 1), radius * np.sin(angle)], axis=1)
    return sweep(path, rng.uniform(0.06, 0.13))


def _gear(rng: np.random.Generator) -> Mesh:
    teeth = int(rng.integers(7, 14))
    radius = np.where(np.arange(4 * teeth) % 4 < 2, 1.0, rng.uniform(0.7, 0.85))
    disc = extrude(_polygon(4 * teeth, radius), rng.uniform(0.25, 0.6))
    hub = extrude(_polygon(24, rng.uniform(0.2, 0.4)), rng.uniform(0.7, 1.1))
    return join(disc, hub)


def _mug(rng: np.random.Generator) -> Mesh:
    radius, height, grip = rng.uniform(0.45, 0.7), rng.uniform(0.5, 0.8), rng.uniform(0.3, 0.45)
    inner, floor = radius - 0.08, -height + 0.1
    cup = _solid_of_revolution(
        [(0, -height), (radius, -height)], [(radius, -height), (radius, height)],
        [(radius, height), (inner, height)], [(inner, height), (inner, floor)],
        [(inner, floor), (0, floor)],
    )  # fmt: skip
    angle = np.linspace(-np.pi / 2, np.pi / 2, 24)
    arc = np.stack([np.cos(angle), 1.2 * np.sin(angle), np.zeros(24)], axis=1)
    return join(cup, sweep(grip * arc + [radius - 0.03, 0, 0], rng.uniform(0.06, 0.1)))


def _dumbbell(rng: np.random.Generator) -> Mesh:
    height = np.linspace(-1, 1, 40)
    head, bar = rng.uniform(0.35, 0.6), rng.uniform(0.1, 0.2)
    ball = np.sqrt(np.maximum(head**2 - (1 - head - np.abs(height)) ** 2, 0))
    radius = np.where(np.abs(height) < 1 - head, np.maximum(ball, bar), ball)
    return revolve(np.stack([radius, height], axis=1))


def _bent_tube(rng: np.random.Generator) -> Mesh:
    angle = np.linspace(0, rng.uniform(1.2, 3.6), 40)
    path = np.stack([np.cos(angle), np.sin(angle), rng.uniform(0, 0.4) * angle], axis=1)
    return sweep(path, np.linspace(*rng.uniform(0.12, 0.32, 2), 40))


def _knot(rng: np.random.Generator) -> Mesh:
    t = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    path = np.stack(
        [np.sin(t) + 2 * np.sin(2 * t), np.cos(t) - 2 * np.cos(2 * t), -np.sin(3 * t)], axis=1
    )
    return sweep(path * [1, 1, rng.uniform(0.8, 1.6)], rng.uniform(0.3, 0.6), closed=True)


def _mushroom(rng: np.random.Generator) -> Mesh:
    stem, cap, rise = rng.uniform(0.15, 0.35), rng.uniform(0.6, 1), rng.uniform(0.4, 0.9)
    turn = np.linspace(0, np.pi / 2, 16)
    dome = np.stack([cap * np.cos(turn), rise * np.sin(turn)], axis=1)
    return _solid_of_revolution(
        [(0, -1), (1.2 * stem, -1)], [(1.2 * stem, -1), (stem, -0.5), (stem, 0)],
        [(stem, 0), (cap, 0)], dome,
    )  # fmt: skip


# Name of each family and the function that draws a solid of it.
FAMILIES: dict[str, Callable[[np.random.Generator], Mesh]] = {
    "box": _box,
    "ellipsoid": _ellipsoid,
    "cylinder": _cylinder,
    "cone": _cone,
    "torus": _torus,
    "capsule": _capsule,
    "pyramid": _pyramid,
    "star prism": _star_prism,
    "vase": _vase,
    "spring": _spring,
    "gear": _gear,
    "mug": _mug,
    "dumbbell": _dumbbell,
    "bent tube": _bent_tube,
    "knot": _knot,
    "mushroom": _mushroom,
}
