"""The look that all figures share: colours, markers, fonts, and how a figure is saved."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from face_relevance.figures.alt_text import describe
from face_relevance.figures.files import settle_layout, write_figure
from face_relevance.figures.theme import THEME

SMALLEST_FONT = 7.0
"""Points at print size; no text of a figure is smaller."""

PRETRAINING_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Okabe and Ito's colours, given to the pretrainings in the order of the study."""

TASK_MARKERS = ("o", "D", "^", "s", "v", "P", "X", "<", ">", "p", "h", "*")
TASK_LINES = (
    "-", (0, (4, 1.5)), (0, (1, 1.2)), (0, (5, 1, 1, 1)), (0, (8, 2)), (0, (2, 2)),
    (0, (6, 1, 1, 1, 1, 1)), (0, (3, 1)), (0, (1, 2.5)), (0, (8, 1, 2, 1)), (0, (10, 3)),
    (0, (2, 1, 1, 1)),
)  # fmt: skip

BLOCK_COLOURS = {
    "same model": "#111111",
    "other seed": "#5A3E9E",
    "other task": "#3FB0A6",
    "other pretraining": "#E8B21A",
    "other task and pretraining": "#BE2F5B",
}
"""How a source and a target model differ, from nothing to everything."""

BASELINE_COLOURS = {
    "other-image": "#8A8F5C",
    "mean-map": "#6F86A8",
    "untrained-network": "#A07C96",
    "edge-energy": "#A5815A",
    "centre-prior": "#6E6E6E",
    "random": "#9A9A9A",
    "inverse": "#BDBDBD",
    "different images": "#9A9A9A",
}
"""Controls are dull or grey: what they rank by is no relevance of this image to a model."""

CONTROL_LINES = {
    "other-image": (0, (6, 1.5)),
    "mean-map": (0, (3, 1.2)),
    "untrained-network": (0, (6, 1.2, 1.2, 1.2, 1.2, 1.2)),
    "edge-energy": (0, (2, 0.8)),
    "centre-prior": (0, (4, 2)),
    "random": (0, (1, 1.2)),
    "inverse": (0, (5, 1.2, 1, 1.2)),
}
"""Dashed, so that dull colours stay apart in print as well."""

ACCENTS = ("#222222", "#8B4FB0", "#B8860B", "#9A9A9A")
"""Of what is no factor of a study: conditions of one figure, such as orders of reading."""

INK = "#222222"
MUTED = "#666666"
GRID = "#E4E4E4"

STYLE = THEME | {
    "font.family": "DejaVu Sans",  # ships with matplotlib: the same glyphs on every machine
    "font.size": 8.0,
    "axes.titlesize": 8.0,
    "axes.labelsize": 8.0,
    "xtick.labelsize": SMALLEST_FONT,
    "ytick.labelsize": SMALLEST_FONT,
    "legend.fontsize": 7.5,
    "legend.title_fontsize": 7.5,
    "legend.frameon": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.edgecolor": "#AAAAAA",
    "axes.linewidth": 0.6,
    "axes.titlepad": 6.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": "#AAAAAA",
    "ytick.color": "#AAAAAA",
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "lines.linewidth": 1.4,
    "lines.solid_capstyle": "butt",  # an interval ends where its line ends
    "lines.markersize": 4.5,
    "savefig.facecolor": "white",
    "svg.fonttype": "none",  # text stays text: searchable and editable
    "svg.hashsalt": "face-relevance",  # element names depend on the content alone
    "image.interpolation": "nearest",
}
"""seaborn's theme, with lighter lines and smaller letters, so that seven inches hold a page."""

styled = mpl.rc_context(STYLE)
"""Decorator of every plotting function: draws in the shared style, leaves the caller's alone."""


@dataclass(frozen=True)
class Factors:
    """The factor levels of a study in its own order, which fixes every colour and marker.

    Parameters
    ----------
    pretraining, task : tuple of str
        Levels in the order of the study's configuration.
    seed : tuple of int
        Seeds of each pretraining by task cell.

    Raises
    ------
    ValueError
        If a factor has no level, or more levels than the palette tells apart.
    """

    pretraining: tuple[str, ...]
    task: tuple[str, ...]
    seed: tuple[int, ...]

    def __post_init__(self) -> None:
        """Check the levels."""
        limits = {"pretraining": len(PRETRAINING_COLOURS), "task": len(TASK_MARKERS)}
        for factor in ("pretraining", "task", "seed"):
            levels = tuple(getattr(self, factor))
            object.__setattr__(self, factor, levels)
            if not levels:
                raise ValueError(f"factor '{factor}' has no level; a figure needs at least one")
            if len(levels) > limits.get(factor, len(levels)):
                raise ValueError(
                    f"factor '{factor}' has {len(levels)} levels, the palette tells "
                    f"{limits[factor]} apart; extend it in figures/style.py"
                )

    @property
    def cells(self) -> list[tuple[str, str]]:
        """Every (pretraining, task) in the order of the study."""
        return [(pretraining, task) for pretraining in self.pretraining for task in self.task]

    @property
    def models(self) -> list[str]:
        """Every model identifier, "pretraining/task/seed-1", in the order of the study."""
        return [
            f"{pretraining}/{task}/seed-{seed}"
            for pretraining, task in self.cells
            for seed in self.seed
        ]

    def colour(self, pretraining: str) -> str:
        """Colour of a pretraining."""
        return PRETRAINING_COLOURS[self._position("pretraining", pretraining)]

    def marker(self, task: str) -> str:
        """Marker of a task."""
        return TASK_MARKERS[self._position("task", task)]

    def line(self, task: str) -> str | tuple:
        """Line style of a task."""
        return TASK_LINES[self._position("task", task)]

    def _position(self, factor: str, level: str) -> int:
        levels = getattr(self, factor)
        if level not in levels:
            raise ValueError(
                f"{factor} '{level}' is not a level of this study; it has: {', '.join(levels)}"
            )
        return levels.index(level)


def block_colour(block: str) -> str:
    """Colour of a block of model pairs, or grey of a control or baseline.

    Raises
    ------
    ValueError
        If the block is unknown.
    """
    colours = BLOCK_COLOURS | BASELINE_COLOURS
    if block not in colours:
        raise ValueError(f"block '{block}' is unknown; figures know: {', '.join(colours)}")
    return colours[block]


def name_block(block: str) -> str:
    """Name of a block as a reader sees it."""
    names = {
        "centre-prior": "centre prior",
        "edge-energy": "edge energy",
        "inverse": "inverse map",
        "mean-map": "mean map",
        "other-image": "other image",
        "untrained-network": "untrained network",
    }
    return names.get(block, block)


def order_blocks(blocks: Iterable[str]) -> list[str]:
    """Blocks in the order of the figures: model pairs first, then controls and baselines."""
    present = set(blocks)
    for block in present:
        block_colour(block)
    return [block for block in BLOCK_COLOURS | BASELINE_COLOURS if block in present]


def draw_block(
    axes: Axes, place: float, low: float, estimate: float, high: float, block: str
) -> None:
    """Draw a block's estimate as a dot on its capped interval, over a rim of white."""
    colour = block_colour(block)
    axes.plot([low, high], [place] * 2, color="white", linewidth=3.4, zorder=2.4)
    axes.plot(
        [low, high], [place] * 2, color=colour, linewidth=1.6, marker="|", markersize=6,
        markeredgewidth=1.2, zorder=2.5, gid=f"interval {block}",
    )  # fmt: skip
    axes.plot(estimate, place, "o", color=colour, markersize=5, zorder=2.6, gid=f"block {block}")


@styled
def save(figure: Figure, paths: Iterable[str | Path]) -> None:
    """Write a figure to SVG and PNG files; the same figure gives the same bytes.

    The layout is settled at the first save and kept from then on. Both kinds of files hold the
    title and what the figure shows in words (:func:`face_relevance.figures.alt_text.describe`).

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        What to write.
    paths : iterable of path
        Files that end in `.svg` (text stays text) or `.png` (200 dots per inch).

    Raises
    ------
    ValueError
        If a path has another ending.
    """
    settle_layout(figure)
    text = describe(figure)
    for path in map(Path, paths):
        write_figure(figure, path, text)
