"""The panels of figures of RDMs: a matrix in ranks, ordered by group, and its colour bar."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import seaborn as sns
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure

from face_relevance.figures.rdm_maps import rank_pairs
from face_relevance.figures.style import MUTED, SMALLEST_FONT
from face_relevance.store.labels import read_names, select_labels

GROUP_COLOURS = ("#01665E", "#B8791F", "#7A4988", "#5B7083", "#A8413E", "#6B7B2E")
"""Of groups of faces: none is the colour of a pretraining."""

NOT_JUDGED = "Grey cells: pairs not judged."

_SCALE = LinearSegmentedColormap.from_list(
    "dissimilarity", sns.color_palette("mako_r", 12).as_hex()[:11]
)
_MISSING = "#DADADA"


class Order(NamedTuple):
    """Conditions in the order in which they are drawn, and their groups."""

    conditions: list[str]
    groups: list[str]
    """Of each condition; empty names where no groups are known."""

    @property
    def edges(self) -> list[int]:
        """Where a group ends and the next begins."""
        return [at for at in range(1, len(self.groups)) if self.groups[at] != self.groups[at - 1]]

    def colour(self, group: str) -> str:
        """Colour of a group; grey where there are none, or more than the palette tells apart."""
        names = sorted(set(self.groups))
        if names == [""] or len(names) > len(GROUP_COLOURS):
            return MUTED
        return GROUP_COLOURS[names.index(group)]


def order_conditions(conditions: Sequence[str], groups: xr.DataArray | None) -> Order:
    """Order conditions by group, then by name.

    Parameters
    ----------
    conditions : sequence of str
    groups : xarray.DataArray or None
        Group of each condition, along `condition`.

    Raises
    ------
    ValueError
        If a condition has no group; names it.
    """
    names = sorted(read_names(conditions))
    if groups is None:
        return Order(names, [""] * len(names))
    known = select_labels(groups, "condition", names, "groups of faces")
    of_name = dict(zip(names, read_names(known.values), strict=True))
    names.sort(key=lambda name: of_name[name])
    return Order(names, [of_name[name] for name in names])


def arrange_rdm(rdm: xr.DataArray, order: Order, title: str) -> np.ndarray:
    """Dissimilarities in an order, joined by label.

    Raises
    ------
    ValueError
        If a condition is missing; names it.
    """
    rows = select_labels(rdm, "condition", order.conditions, f"matrix '{title}'")
    both = select_labels(rows, "paired_condition", order.conditions, f"matrix '{title}'")
    return both.transpose("condition", "paired_condition").values.astype(float)


def draw_matrix(axes: Axes, rdm: np.ndarray, order: Order, name_groups: bool) -> None:
    """Draw ranks of dissimilarities with lines between groups.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    rdm : numpy.ndarray, (condition, condition)
        In the order of the conditions; NaN where a pair was not judged.
    order : Order
    name_groups : bool
        Whether the groups are named at the rows.
    """
    ranks = rank_pairs(rdm)
    picture = _SCALE(np.nan_to_num(ranks))[..., :3]
    picture[np.isnan(ranks)] = tuple(int(_MISSING[at : at + 2], 16) / 255 for at in (1, 3, 5))
    np.einsum("iij->ij", picture)[:] = 1  # a face is not compared with itself
    shown = axes.imshow(picture, interpolation="none")
    shown.set_gid("matrix")
    for edge in order.edges:
        axes.axhline(edge - 0.5, color="white", linewidth=1.4)
        axes.axvline(edge - 0.5, color="white", linewidth=1.4)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    if not name_groups or set(order.groups) == {""}:
        return
    edges = [0, *order.edges, len(order.groups)]
    middles = [(one + other - 1) / 2 for one, other in pairwise(edges)]
    names = [order.groups[edge] for edge in edges[:-1]]
    axes.set_yticks(middles, names, rotation=90, va="center", size=SMALLEST_FONT)
    axes.tick_params(axis="y", length=0, pad=2)
    for label, name in zip(axes.get_yticklabels(), names, strict=True):
        label.set_color(order.colour(name))


def add_rank_bar(figure: Figure, panels: Sequence[Axes]) -> None:
    """Add the scale of all matrices below their panels."""
    bar = figure.colorbar(
        ScalarMappable(Normalize(0, 1), _SCALE), ax=list(panels), location="bottom",
        shrink=0.4, anchor=(0.6, 1), aspect=36, pad=0.02, ticks=(0, 0.5, 1),
    )  # fmt: skip
    bar.ax.set_xticklabels(["most alike", "median", "least alike"])
    bar.ax.tick_params(labelsize=SMALLEST_FONT, length=2)
    bar.outline.set_visible(False)
    bar.ax.set_ylabel(
        "rank of dissimilarity", size=SMALLEST_FONT, rotation=0, ha="right", va="center"
    )
