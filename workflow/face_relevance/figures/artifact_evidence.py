"""Figure: what the verdicts of the audit of artifacts rest on, by audit and method."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from face_relevance.figures.artifact_panels import (
    draw_blind_values,
    draw_border,
    draw_changes,
    draw_constant_map,
    draw_keys_beside,
    draw_spectrum,
    name_changes,
)
from face_relevance.figures.audit_style import select_pooled
from face_relevance.figures.page import (
    PAGE_WIDTH,
    SIMULATED_IMAGES,
    break_name,
    letter_panels,
    open_page,
)
from face_relevance.figures.protocol_style import name_network
from face_relevance.figures.style import SMALLEST_FONT, styled
from face_relevance.figures.tables import require_columns

MOST_METHODS = 9
"""Columns that a page has room for; further methods stand on further pages."""

EVIDENCE = (
    "constant_map", "border_profile", "spectrum", "blind_profile", "blind_share", "transformed",
)  # fmt: skip
"""What is drawn of the audit of a model."""

_ROWS = {
    "constant": ("constant\nimage", 0.66),
    "border": ("density at\nthe border", 0.74),
    "spectrum": ("spectrum", 0.66),
    "blind": ("relevance\nby level", 0.74),
    "changes": ("", 0.0),
}
_CHANGE = 0.125  # inches of a transformation


@styled
def plot_artifact_evidence(
    evidence: xr.Dataset, artifacts: pd.DataFrame, study_title: str, simulated: bool
) -> Figure:
    """Draw borders, spectra, blind values and the changes of maps under changes of images.

    Parameters
    ----------
    evidence : xarray.Dataset
        Of the models of one network, and of at most `MOST_METHODS` methods (explained_by), each
        with the dimension `model`: `constant_map` (explained_by, y, x), `border_profile`
        (explained_by, shown, distance), `spectrum` (explained_by, frequency_y, frequency_x), log10
        of power, `transformed` (explained_by, transformation), mean correlations, and if 0 is
        within the range of inputs `blind_profile` (explained_by, level) and `blind_share` (y, x).
        Attribute `strides`: pixels.
    artifacts : pandas.DataFrame
        `artifacts` of the same network: network, pretraining, model, explained_by, audit, value,
        low, high, verdict.
    study_title : str
        Title of the study.
    simulated : bool
        Whether the images are rendered.

    Returns
    -------
    matplotlib.figure.Figure
        A column per method, rows of constant image, border, spectrum, blind values, and changes.

    Raises
    ------
    ValueError
        If there are too many methods, or a column of the table is missing.
    """
    methods = evidence["explained_by"].values.tolist()
    if len(methods) > MOST_METHODS:
        raise ValueError(
            f"a page has room for {MOST_METHODS} methods, not for {len(methods)}; draw several"
        )
    require_columns(
        artifacts,
        "artifacts",
        ("network", "pretraining", "model", "explained_by", "audit", "verdict"),
    )
    pooled = select_pooled(artifacts)
    changes = name_changes(evidence["transformation"].values.tolist(), pooled)
    heights = [height or _CHANGE * len(changes) for _, height in _ROWS.values()]
    network = str(pooled["network"].iloc[0])
    figure = open_page(
        sum(heights) + 1.2,
        f"What the audit of artifacts saw in maps of {name_network(network)}",
        study_title,
        _write_notes(evidence, simulated),
    )
    columns = max(len(methods), 4)  # with few methods the panels stay small
    grid = figure.subplots(
        len(_ROWS), columns + 1, height_ratios=heights, width_ratios=[*[1] * columns, 1.15],
        squeeze=False,
    )  # fmt: skip
    for axes in grid[:, len(methods) :].flat:
        axes.set_axis_off()
    _draw_rows(grid, evidence, pooled, methods, changes)
    draw_keys_beside(figure, grid[:, len(methods)], evidence)
    width = (PAGE_WIDTH - 2) / columns
    for axes, method in zip(grid[0], methods, strict=False):
        axes.set_title(break_name(method, width, SMALLEST_FONT), size=SMALLEST_FONT)
    for axes_row, (label, _) in zip(grid, _ROWS.values(), strict=True):
        axes_row[0].set_ylabel(label, size=SMALLEST_FONT)
    figure.align_ylabels(grid[:4, 0])
    letter_panels(grid[:, 0])
    return figure


def _draw_rows(
    grid: np.ndarray,
    evidence: xr.Dataset,
    pooled: pd.DataFrame,
    methods: Sequence[str],
    changes: dict[str, str],
) -> None:
    """Fill the panels of all methods, with scales in common along each row."""
    for column, method in enumerate(methods):
        here = evidence.sel(explained_by=method)
        judged = pooled[pooled["explained_by"] == method].set_index("audit")
        draw_constant_map(grid[0, column], here["constant_map"])
        draw_border(grid[1, column], here["border_profile"])
        draw_spectrum(grid[2, column], here["spectrum"], evidence.attrs["strides"])
        draw_blind_values(grid[3, column], here.get("blind_profile"))
        draw_changes(grid[4, column], here["transformed"], judged, changes)
    for row in (1, 3, 4):
        _share_scale(grid[row, : len(methods)], row == 4)


def _share_scale(panels: Sequence[Axes], along: bool) -> None:
    """Give panels one scale, across or along, and its labels to the first one."""
    if along:
        high = max(1.0, *(axes.get_xlim()[1] for axes in panels))
        for axes in panels:
            axes.set_xlim(-0.05 * high, high)
    else:
        high = max(axes.get_ylim()[1] for axes in panels)
        for axes in panels:
            axes.set_ylim(0, high)
    for axes in panels[1:]:
        axes.tick_params(labelleft=False)


def _write_notes(evidence: xr.Dataset, simulated: bool) -> list[str]:
    """Sentences under the figure."""
    models = evidence.sizes["model"]
    return [
        f"Means over {models} models; bands and bars: from the least to the largest model; of "
        "levels each model by itself."
        if models > 1
        else "One model, so that nothing is known of others.",
        "First row: mean |relevance| of images of one colour over its mean: 1 where padding leaves "
        "no trace. Density: mean |relevance| by pixels from the border over that of the map. Ticks "
        "around spectra: frequencies of strides. Level: distance of the colour of single pixels "
        "from what preprocessing makes 0; their mean |relevance| over the median of all levels. "
        "Changes: 1 − correlation with the map of the changed image, changed back; ties, noise: "
        "share of the map that changes, with 95 % intervals.",
        SIMULATED_IMAGES if simulated else "",
    ]
