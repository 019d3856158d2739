"""Figure: how well one model's relevant pixels serve another model."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.collections import QuadMesh
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from face_relevance.figures.page import SIMULATED_FACES, letter_panels, open_page, text_width
from face_relevance.figures.style import (
    BASELINE_COLOURS,
    INK,
    MUTED,
    SMALLEST_FONT,
    Factors,
    block_colour,
    draw_block,
    name_block,
    order_blocks,
    styled,
)
from face_relevance.figures.tables import require_columns, select_rows

_RELATIVE = ("relative", "relative_low", "relative_high")
_MATRIX_SIZE = 3.0  # inches of the square matrix of models, labels apart
_LUMA = np.array([0.299, 0.587, 0.114])
_ROOMY_CELL = 17  # points: room for two lines of numbers
_SCALE = LinearSegmentedColormap.from_list(
    "transfer", sns.color_palette("mako_r", 12).as_hex()[:10]
)


@styled
def plot_transfer(
    pairs: pd.DataFrame,
    blocks: pd.DataFrame,
    fill: str,
    factors: Factors,
    study_title: str,
    simulated: bool,
) -> Figure:
    """Draw the source-by-target matrix of relative areas, and its blocks with intervals.

    Parameters
    ----------
    pairs : pandas.DataFrame
        `transfer_pairs`: fill, measure, source, target, block, relative, relative_low,
        relative_high. Sources may be models or controls. Rows of measure "accuracy" are drawn.
    blocks : pandas.DataFrame
        `transfer_blocks`: fill, measure, block, relative, relative_low, relative_high.
    fill : str
        Which fill of the masked pixels to draw.
    factors : Factors
        Levels of the study, in its order.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the faces are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        Values are written into the cells where the cells are large enough for them; every group
        of pairs has an outline in the colour of its block.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, or the fill, a model or a block is unknown.
    """
    require_columns(
        pairs, "transfer_pairs", ("fill", "measure", "source", "target", "block", *_RELATIVE)
    )
    require_columns(blocks, "transfer_blocks", ("fill", "measure", "block", *_RELATIVE))
    pairs = select_rows(pairs, "transfer_pairs", "fill", fill)
    blocks = select_rows(blocks, "transfer_blocks", "fill", fill)
    pairs = select_rows(pairs, "transfer_pairs", "measure", "accuracy")
    blocks = select_rows(blocks, "transfer_blocks", "measure", "accuracy")
    models = factors.models
    controls = [name for name in order_blocks(BASELINE_COLOURS) if name in set(pairs["source"])]
    for column, known in (("source", [*models, *controls]), ("target", models)):
        strangers = set(pairs[column]) - set(known)
        if strangers:
            raise ValueError(
                f"table 'transfer_pairs' has {column} '{min(strangers)}', which is not in the study"
            )
    cell = 72 * _MATRIX_SIZE / len(models)
    # Rows of controls stand below the models, each as tall as its text needs.
    control_height = (16.5 if cell >= _ROOMY_CELL else 11) / cell
    tops = len(models) + 5 / cell + control_height * np.arange(len(controls) + 1)
    height = _MATRIX_SIZE * tops[-1] / len(models) + 0.75
    figure = open_page(
        height,
        "What one model's relevant pixels are worth to another model",
        study_title,
        [
            "Area under accuracy against kept part, relative to the target on its own relevance "
            f"(= 100 %). Masked pixels are filled with: {fill}.",
            "In a cell: per cent ± half of the 95 % interval." if cell >= _ROOMY_CELL else "",
            "Outlines: blocks of pairs, in the colours of b, which has their means "
            "and those of the controls with 95 % intervals over seeds and images.",
            SIMULATED_FACES if simulated else "",
        ],
    )
    matrix_axes, block_axes = figure.subplots(1, 2, width_ratios=(2.6, 1))
    matrix = _plot_matrix(matrix_axes, pairs, models, controls, tops, cell)
    _label_groups(matrix_axes, factors, controls, tops, cell)
    _outline_blocks(matrix_axes, pairs, factors, cell)
    bar = figure.colorbar(matrix, ax=matrix_axes, pad=0.02, aspect=34)
    bar.set_label("area relative to the target's own map (%)")
    bar.outline.set_visible(False)
    bar.ax.tick_params(labelsize=SMALLEST_FONT, length=2)
    _plot_blocks(block_axes, blocks)
    letter_panels((matrix_axes, block_axes))
    return figure


def _plot_matrix(axes, pairs, models: list[str], controls: list[str], tops, cell) -> QuadMesh:
    """Heat map of sources (rows, controls apart below) by targets (columns), in per cent."""
    values, low, high = (
        100
        * pairs.pivot(index="source", columns="target", values=column)
        .reindex(index=[*models, *controls], columns=models)
        .to_numpy(dtype=float)
        for column in _RELATIVE
    )
    norm = Normalize(np.nanmin(values), max(100.0, float(np.nanmax(values))))
    count = len(models)
    edges = np.arange(count + 1)
    matrix = axes.pcolormesh(edges, edges, values[:count], cmap=_SCALE, norm=norm)
    if controls:
        axes.pcolormesh(edges, tops, values[count:], cmap=_SCALE, norm=norm)
    axes.set(xlim=(0, count), ylim=(tops[-1] if controls else count, 0))
    axes.spines[:].set_visible(False)
    if cell >= _ROOMY_CELL:
        middles = [*(edges[:-1] + 0.5), *((tops[:-1] + tops[1:]) / 2)]
        for (row, column), value in np.ndenumerate(values):
            if np.isnan(value):
                continue
            error = (high[row, column] - low[row, column]) / 2
            # A model on its own map is the unit and has no interval.
            text = f"{value:.0f}\n±{error:.0f}" if error > 0 else f"{value:.0f}"
            axes.text(
                column + 0.5, middles[row], text, ha="center", va="center", size=SMALLEST_FONT,
                linespacing=1.05, color=INK if _LUMA @ _SCALE(norm(value))[:3] > 0.5 else "white",
            )  # fmt: skip
    return matrix


def _label_groups(axes, factors: Factors, controls: list[str], tops, cell: float) -> None:
    """Seeds at every row and column, pretraining and task once per group, lines between groups."""
    size, count = len(factors.seed), len(factors.models)
    groups = [f"{pretraining}\n{task}" for pretraining, task in factors.cells]
    centres = [(number + 0.5) * size for number in range(len(groups))]
    if cell >= 9:
        seeds, places = [str(seed) for seed in factors.seed] * len(groups), np.arange(count) + 0.5
        seed_name = "seed"
    else:
        seeds, places = [], []
        seed_name = f"seeds {factors.seed[0]}–{factors.seed[-1]}"
    widest = max(text_width(line, SMALLEST_FONT) * 72 for g in groups for line in g.split("\n"))
    names = [name_block(name) for name in controls]
    extra = list((tops[:-1] + tops[1:]) / 2)
    bottom = tops[-1] if controls else count

    for axis, more in ((axes.xaxis, []), (axes.yaxis, extra)):
        axis.remove_overlapping_locs = False
        axis.set_ticks(places, seeds, minor=True)
        axis.set_ticks([*centres, *more], [*groups, *(names if more else [])])
    axes.tick_params(which="both", length=0, labelsize=SMALLEST_FONT)
    axes.tick_params(which="minor", pad=6)
    axes.tick_params(which="major", pad=16 if len(places) else 8)
    turned = 90 if widest + 4 > cell * size else 0
    for label in axes.get_yticklabels():
        label.set_va("center")
    for label in axes.get_xticklabels():
        label.set(va="top", rotation=turned)

    thickness = 4 / cell  # the strip of pretraining colours is four points wide
    for number, (pretraining, _) in enumerate(factors.cells):
        for corner, width, height in (
            ((number * size, bottom + thickness * 0.3), size, thickness),
            ((-thickness * 1.3, number * size), thickness, size),
        ):
            axes.add_patch(
                Rectangle(
                    corner,
                    width,
                    height,
                    color=factors.colour(pretraining),
                    linewidth=0,
                    clip_on=False,
                )
            )
    for edge in range(size, count, size):
        axes.plot([edge, edge], [0, bottom], color="white", linewidth=2.2)
        axes.plot([0, count], [edge, edge], color="white", linewidth=2.2)
    axes.set_xlabel(f"target: the model that decides ({seed_name})")
    axes.set_ylabel(f"source: whose relevance is kept ({seed_name})")


def _outline_blocks(axes, pairs: pd.DataFrame, factors: Factors, cell: float) -> None:
    """Outline every group of pairs, and each model on its own map, in the colour of its block."""
    models, size = factors.models, len(factors.seed)
    inset = 1.25 / cell
    of_pair = pairs.set_index(["source", "target"])["block"]
    for row, column in np.ndindex(len(factors.cells), len(factors.cells)):
        # The last column: in a group of one cell the first seed of both is the same model.
        source, target = models[row * size], models[(column + 1) * size - 1]
        if (source, target) in of_pair.index:
            block = of_pair[source, target]
            _outline(axes, column * size + inset, row * size + inset, size - 2 * inset, block, 1.3)
    if size > 1:
        for number in range(len(models)):
            edge = number + 2 * inset if cell >= _ROOMY_CELL else float(number)
            side = 1 - 4 * inset if cell >= _ROOMY_CELL else 1.0
            _outline(axes, edge, edge, side, "same model", 0.7)


def _outline(axes, left: float, top: float, side: float, block: str, width: float) -> None:
    """Draw a square around cells of the matrix."""
    corners = [left, left + side, left + side, left, left], [top, top, top + side, top + side, top]
    axes.plot(*corners, color="white", linewidth=width + 1.2, solid_joinstyle="miter")
    axes.plot(
        *corners, color=block_colour(block), linewidth=width, solid_joinstyle="miter",
        gid=f"outline {block}",
    )  # fmt: skip


def _plot_blocks(axes, blocks: pd.DataFrame) -> None:
    """Blocks and controls as dots with intervals."""
    order = order_blocks(blocks["block"])
    for row in blocks.itertuples():
        place = order.index(row.block)
        interval = [100 * row.relative_low, 100 * row.relative, 100 * row.relative_high]
        draw_block(axes, place, *interval, row.block)
    axes.axvline(100, color=MUTED, linewidth=0.7, linestyle=(0, (4, 2)), zorder=0.5)
    labels = [name_block(block).replace(" and ", "\nand ") for block in order]
    axes.set_yticks(range(len(order)), labels)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.grid(axis="x")
    axes.set_xlabel("relative area (%)")
