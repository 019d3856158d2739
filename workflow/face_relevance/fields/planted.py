"""Simulated fields of noise in which the sign of one square gives the class."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

CLASSES = ("negative", "positive")


@dataclass(frozen=True)
class Planting:
    """What fields are made of.

    Parameters
    ----------
    size : int
        Rows and columns of a field.
    square : int
        Rows and columns of a square.
    noise : float
        Noise is uniform between minus this and this.
    amplitude : float
        What a square adds to the noise, or takes off.
    uninformative : int
        Squares of random sign beside the one that gives the class.

    Raises
    ------
    ValueError
        If the squares of a field might not find room beside one another.
    """

    size: int = 100
    square: int = 10
    noise: float = 0.1
    amplitude: float = 1.0
    uninformative: int = 2

    def __post_init__(self):
        """Check that there is room: a square bars at most the corners of (2 square - 1)²."""
        free = self.size - self.square + 1
        barred = (2 * self.square - 1) ** 2 * self.uninformative
        if free < 1 or barred >= free**2:
            raise ValueError(
                f"{self.uninformative + 1} squares of {self.square} cells may find no room in a "
                f"field of {self.size}: give a larger field or smaller squares"
            )


def read_planting(planted: Mapping[str, object]) -> Planting:
    """Read what fields are made of from a configuration, which has further keys beside.

    Raises
    ------
    ValueError
        As from `Planting`.
    """
    return Planting(**{name: planted[name] for name in Planting.__dataclass_fields__})


def spread_corners(planting: Planting, rows: int, columns: int) -> list[tuple[int, int]]:
    """Spread places of a square evenly over a field, from edge to edge.

    Parameters
    ----------
    planting : Planting
    rows, columns : int
        How many places beneath and beside one another; a single one is in the middle.

    Returns
    -------
    list of tuple of int
        First row and first column of the square in each place, row by row.
    """
    last = planting.size - planting.square

    def spread(count: int) -> list[int]:
        places = np.linspace(0, last, count) if count > 1 else np.array([last / 2])
        return np.round(places).astype(int).tolist()

    return [(row, column) for row in spread(rows) for column in spread(columns)]


def plant_fields(
    planting: Planting, corner: tuple[int, int], per_class: int, split: str, seed: int
) -> xr.Dataset:
    """Draw simulated fields whose class is the sign of a square in one place.

    Parameters
    ----------
    planting : Planting
    corner : tuple of int
        First row and first column of the informative square.
    per_class : int
        Fields of each class.
    split : str
        Name of the set, ``"train"`` or ``"test"``: other sets have other fields.
    seed : int
        Noise, and the signs of the other squares, are the same wherever the informative square is.

    Returns
    -------
    xarray.Dataset
        ``values`` (field, y, x) float32, ``positive`` (field) int64, the number of the class, and
        ``corner`` (field, square, axis), the first row and column of each square, the informative
        one first. Classes take turns. The attribute ``simulated`` is 1.

    Notes
    -----
    After the design of Landt-Hayen et al.: uniform noise, two uninformative squares and one
    informative square. The places of the uninformative ones are drawn anew for each field.
    """
    count = 2 * per_class
    key = [seed, *split.encode()]
    rng = np.random.default_rng(key)
    shape = (count, planting.size, planting.size)
    values = rng.uniform(-planting.noise, planting.noise, shape).astype(np.float32)
    positive = np.arange(count) % 2
    signs = np.hstack(
        [2 * positive[:, None] - 1, rng.choice([-1, 1], (count, planting.uninformative))]
    )
    corners = _place(planting, corner, count, np.random.default_rng([*key, *corner]))
    fields = np.arange(count)[:, None, None]
    inside = np.arange(planting.square)
    for square in range(signs.shape[1]):
        rows = corners[:, square, 0, None, None] + inside[:, None]
        columns = corners[:, square, 1, None, None] + inside
        values[fields, rows, columns] += planting.amplitude * signs[:, square, None, None]
    names = np.array([f"{split}-{number:04}" for number in range(count)], dtype=object)
    found = xr.Dataset(
        {
            "values": (("field", "y", "x"), values, {"long_name": "simulated field", "units": "1"}),
            "positive": ("field", positive, {"long_name": "sign of the informative square"}),
            "corner": (("field", "square", "axis"), corners, {"units": "cell"}),
        },
        {"field": names},
        {"simulated": 1, "classes": list(CLASSES)},
    )
    return found


def _place(
    planting: Planting, corner: tuple[int, int], count: int, rng: np.random.Generator
) -> np.ndarray:
    """Corners (field, square, 2) of squares that do not overlap, the informative one first."""
    corners = np.tile(np.array(corner), (count, 1, 1))
    for _ in range(planting.uninformative):
        drawn = np.empty((count, 1, 2), dtype=int)
        open_fields = np.arange(count)
        while len(open_fields):
            size = (len(open_fields), 1, 2)
            drawn[open_fields] = rng.integers(0, planting.size - planting.square + 1, size)
            apart = np.abs(corners[open_fields] - drawn[open_fields]).max(2) >= planting.square
            open_fields = open_fields[~apart.all(1)]
        corners = np.concatenate([corners, drawn], axis=1)
    return corners
