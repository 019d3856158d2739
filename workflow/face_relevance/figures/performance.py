"""Figure: how well each model does on images it has not seen."""

from math import ceil

import pandas as pd
from matplotlib.figure import Figure

from face_relevance.figures.page import (
    COLUMN_WIDTH,
    PAGE_WIDTH,
    SIMULATED_IMAGES,
    break_name,
    letter_panels,
    open_page,
    text_width,
)
from face_relevance.figures.style import MUTED, Factors, styled
from face_relevance.figures.tables import require_columns

_COLUMNS = (
    "pretraining", "task", "seed", "accuracy", "low", "high", "chance", "images", "identities",
)  # fmt: skip
_MOST_COLUMNS = 6
_SLOT = 0.13  # inches, at least, of a model
_FRAME = 0.75  # inches of labels and margins
SHORTCUT_NOTE = "Tasks with a shortcut: on images in which it goes with the label as in training."


@styled
def plot_performance(
    performance: pd.DataFrame, factors: Factors, study_title: str, simulated: bool
) -> Figure:
    """Draw the held-out accuracy of every model with its interval and chance.

    Parameters
    ----------
    performance : pandas.DataFrame
        Columns pretraining, task, seed, accuracy, low, high, chance, images, identities (whose
        images are a cluster); one row per model.
    factors : Factors
        Levels of the study, in its order.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the images are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        As wide as one column of a page if the models find room there.

    Raises
    ------
    ValueError
        If a column is missing or has empty values, or a level is not in the study.
    """
    require_columns(performance, "performance", _COLUMNS)
    columns = min(len(factors.task), _MOST_COLUMNS)
    bands = ceil(len(factors.task) / columns)
    page = _fit_width(factors, columns)
    width = (page - _FRAME) / columns
    height = 1.75 * bands if bands > 1 or page < PAGE_WIDTH else 2.3
    figure = open_page(
        height,
        "Accuracy of every model on held-out images",
        study_title,
        [
            f"Points: models, one per seed; bars: 95 % intervals over {_count(performance)}; "
            "dashed: chance.",
            SHORTCUT_NOTE if any(task.startswith("shortcut-") for task in factors.task) else "",
            SIMULATED_IMAGES if simulated else "",
        ],
        width=page,
    )
    facets = figure.subplots(bands, columns, sharey=True, squeeze=False)
    for axes, task in zip(facets.flat, factors.task, strict=False):
        _plot_task(axes, performance[performance["task"] == task], task, factors)
        # The letter of the next panel stands where this title may end.
        axes.set_title(break_name(f"task: {task}", width - 0.25, 8), loc="left")
    for axes in facets.flat[len(factors.task) :]:
        axes.set_visible(False)
    for axes in facets[:, 0]:
        axes.set_ylabel("accuracy")
    facets[0, 0].set_ylim(0, 1.02)
    letter_panels(facets.flat)
    return figure


def _fit_width(factors: Factors, columns: int) -> float:
    """Inches of the page: one column where names and seeds find room beside one another."""
    names = [text_width(name, 8, "bold") + 0.1 for name in factors.pretraining]
    titles = [text_width(f"task: {task}", 8) + 0.2 for task in factors.task]
    models = len(factors.pretraining) * max(_SLOT * (len(factors.seed) + 1), *names)
    needed = _FRAME + columns * max(models, *titles)
    return COLUMN_WIDTH if needed <= COLUMN_WIDTH and columns == len(titles) else PAGE_WIDTH


def _count(performance: pd.DataFrame) -> str:
    """Say how many images models saw, and of how many identities where some share one."""

    def say(column: str) -> str:
        least, most = performance[column].min(), performance[column].max()
        return f"{least}" if least == most else f"{least} to {most}"

    if (performance["identities"] == performance["images"]).all():
        return f"{say('images')} images"
    return f"the {say('identities')} identities of {say('images')} images"


def _plot_task(axes, rows: pd.DataFrame, task: str, factors: Factors) -> None:
    """One task: pretrainings side by side, their seeds next to each other."""
    step = len(factors.seed) + 1
    seed_ticks, seed_labels, group_ticks = [], [], []
    for group, pretraining in enumerate(factors.pretraining):
        colour = factors.colour(pretraining)
        of_pretraining = rows[rows["pretraining"] == pretraining]
        for row in of_pretraining.itertuples():
            if row.seed not in factors.seed:
                raise ValueError(f"table 'performance' has seed {row.seed}, the study has not")
            place = group * step + factors.seed.index(row.seed)
            axes.plot(
                [place] * 2, [row.low, row.high], color=colour, linewidth=1.1, marker="_",
                markersize=5, gid=f"interval {pretraining}/{task}/seed-{row.seed}",
            )  # fmt: skip
            axes.plot(
                place, row.accuracy, factors.marker(task), color=colour, markersize=4,
                gid=f"{pretraining}/{task}/seed-{row.seed}",
            )  # fmt: skip
            seed_ticks.append(place)
            seed_labels.append(str(row.seed))
        group_ticks.append(group * step + (len(factors.seed) - 1) / 2)
    for chance in sorted(set(rows["chance"])):
        axes.axhline(chance, color=MUTED, linewidth=0.8, linestyle=(0, (4, 2)), zorder=0.5)
    axes.grid(axis="y")
    axes.set_xlim(-1, step * len(factors.pretraining) - 1)
    axes.xaxis.remove_overlapping_locs = False
    axes.set_xticks(seed_ticks, seed_labels, minor=True)
    axes.tick_params(axis="x", which="minor", length=0, pad=2, labelsize=7)
    axes.set_xticks(group_ticks, factors.pretraining)
    axes.tick_params(axis="x", which="major", length=0, pad=13, labelsize=8)
    for label, pretraining in zip(axes.get_xticklabels(), factors.pretraining, strict=True):
        label.set_color(factors.colour(pretraining))
        label.set_fontweight("bold")
    axes.set_xlabel("seed")
