"""Simulated tables and maps of planted fields, as their figures need them."""

from dataclasses import dataclass, field
from itertools import product

import matplotlib.figure
import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.figures.fading_memory import plot_fading_memory
from face_relevance.figures.field_examples import plot_field_examples
from face_relevance.figures.field_localisation import plot_field_localisation
from face_relevance.figures.field_panels import NAMES
from face_relevance.figures.field_permutation import plot_field_permutation

METHODS = ["epsilon-plus", "epsilon", "epsilon-plus-flat", "z-plus"]
LEAKS = (0.005, 0.05, 0.2, 0.3)
PLACES = (0, 22, 45, 68, 90)
NETWORKS = ("linear", "mlp", "cnn", "echo-state")


def find_network(variant):
    return next(name for name in NETWORKS[::-1] if variant.startswith(name))


def make_localisation() -> pd.DataFrame:
    """Echo-state networks see the right edge alone, and are at chance left of it."""
    rows = []
    for variant in (*NAMES, *(f"{name}-permuted" for name in NETWORKS)):
        network = find_network(variant)
        head = (variant, network, variant.endswith("permuted"))
        places = [("all", -1, -1), *((f"{r}-{c}", r, c) for r, c in product(PLACES, PLACES))]
        for position, row, column in places:
            seen = 0.3 if network != "echo-state" or column in (-1, 90) else 0.01
            right = 1.0 if seen > 0.1 else 0.5
            rows.append(
                (*head, position, row, column, "", "accuracy", right, right - 0.03, right, 0.5)
            )
            for method in METHODS:
                rows.append(
                    (*head, position, row, column, method, "mass", seen, seen - 0.005, seen + 0.01,
                     0.01)
                )  # fmt: skip
                for measure in ("follows-reading", "follows-place"):
                    follows = 0.9 if network == "echo-state" else 0.0
                    rows.append(
                        (*head, position, row, column, method, measure, follows, follows - 0.05,
                         follows + 0.05, 0.0)
                    )  # fmt: skip
    columns = [
        "variant", "network", "permuted", "position", "row", "column", "method", "measure",
        "estimate", "low", "high", "chance",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def make_memory() -> pd.DataFrame:
    """Relevance falls by the root of what a step keeps where there is recurrence."""
    rows = []
    kinds = (("columns", 0.8), ("columns-reversed", 0.8), ("both", 0.8), ("columns", 0.0))
    for (reading, radius), leak in product(kinds, LEAKS):
        rate = (1 - leak) ** (0.5 if radius else 1)
        last = 50 if reading == "both" else 100
        head = (reading, leak, radius)
        for method in METHODS:
            for steps in range(last):
                share = (1 - rate) * rate**steps
                expected = (1 - rate) * (1 - leak) ** steps
                rows.append(
                    (*head, method, "relevance", steps, share, share * 0.9, share * 1.1, expected)
                )
            rows.append((*head, method, "rate", -1, rate, rate - 0.002, rate + 0.002, 1 - leak))
            for steps in range(0, last, 10):
                rows.append((*head, method, "mass", steps, 0.4 * rate**steps, 0, 0.5, np.nan))
        for steps in range(0, last, 10):
            right = 0.5 + 0.5 * rate**steps
            rows.append((*head, "", "accuracy", steps, right, right - 0.05, right, np.nan))
    columns = [
        "reading", "leak", "spectral_radius", "method", "measure", "steps", "estimate", "low",
        "high", "expected",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def make_stores() -> list[xr.Dataset]:
    """Maps of noise, with relevance in the square; of one network none at all."""
    rng = np.random.default_rng(0)
    shown = np.array(["45-0", "45-45", "45-90"], dtype=object)
    stores = []
    for network in NETWORKS:
        names = [name for name in NAMES if find_network(name) == network]
        maps = rng.normal(0, 0.01, (len(names), 3, len(METHODS), 100, 100))
        for place, column in enumerate((0, 45, 90)):
            maps[:, place, :, 45:55, column : column + 10] += 1
        if network == "linear":
            maps[:] = 0
        stores.append(
            xr.Dataset(
                {
                    "example": (("variant", "shown", "explained_by", "y", "x"), maps),
                    "example_field": (("shown", "y", "x"), maps[0, :, 0]),
                },
                {
                    "variant": np.array(names, dtype=object),
                    "shown": shown,
                    "explained_by": np.array(METHODS, dtype=object),
                },
                {"square": 10},
            )
        )
    return stores


@dataclass(frozen=True)
class FieldStudy:
    """Tables and maps, and the figures made of them."""

    localisation: pd.DataFrame
    memory: pd.DataFrame
    stores: list[xr.Dataset]
    title: str = "A study"
    simulated: bool = True
    drawn: dict[str, matplotlib.figure.Figure] = field(default_factory=dict)

    def draw(self, name: str) -> matplotlib.figure.Figure:
        """Draw one figure of this study, laid out; each is drawn once."""
        if name not in self.drawn:
            self.drawn[name] = self.draw_afresh(name)
            self.drawn[name].draw_without_rendering()
        return self.drawn[name]

    def draw_afresh(self, name: str) -> matplotlib.figure.Figure:
        """Draw one figure of this study."""
        makers = {
            "field_examples": lambda: plot_field_examples(
                self.stores, METHODS[0], self.title, self.simulated
            ),
            "field_localisation": lambda: plot_field_localisation(
                self.localisation, METHODS, self.title, self.simulated
            ),
            "field_permutation": lambda: plot_field_permutation(
                self.localisation, METHODS[0], self.title, self.simulated
            ),
            "fading_memory": lambda: plot_fading_memory(
                self.memory, METHODS[0], self.title, self.simulated
            ),
        }
        return makers[name]()


def make_fields() -> FieldStudy:
    return FieldStudy(make_localisation(), make_memory(), make_stores())
