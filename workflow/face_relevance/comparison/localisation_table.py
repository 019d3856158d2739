"""Tables of localisation: which methods find the pixels that a planted cue decides by."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.comparison.averages import Averages, resample_averages
from face_relevance.comparison.blocks import name_cell, parse_model, sort_models
from face_relevance.comparison.intervals import UNIT, interval, p_value
from face_relevance.comparison.multiplicity import correct_holm

ALPHA = 0.05
USED = 0.05
"""Share of decisions that a swap must change before a model is said to use a cue."""
_SCORES = (
    "pretraining", "task", "cue", "method", "kind", "measure", "estimate", "low", "high", "chance",
    "models", "images", "over", "among_best", "p_holm",
)  # fmt: skip
_EFFECTS = (
    "pretraining", "task", "cue", "effect", "low", "high", "changed", "changed_low",
    "changed_high", "used", "models", "images", "over",
)  # fmt: skip


def tabulate_localisation(
    found: Mapping[str, xr.Dataset], identity: xr.DataArray, draws: int = 1000, seed: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Average localisation over seeds and images, and tell which methods are among the best.

    Parameters
    ----------
    found : mapping of str to xarray.Dataset
        By model identifier: `score` (explained_by, cue, measure, image) from `score_localisation`,
        `chance` (cue, measure, image) from `expect_chance`, `effect` (cue, image), the absolute
        change of the probability of the model's decision when the cue is swapped, and `changed`
        (cue, image), 1 where the decision changes. The attribute `controls` lists those in
        `explained_by` that are no methods. Models of one task share images and cues.
    identity : xarray.DataArray, (image,), str
        Identity of each image; may hold more images.
    draws : int
        Bootstrap draws.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    localisation : pandas.DataFrame
        A row for each pretraining, task, ``cue``, ``method`` (``kind``: "method" or "control") and
        ``measure``: ``estimate``, ``low``, ``high`` over seeds and identities, or what ``over``
        says, and ``chance``. ``among_best``: whether it was not found to be worse than the best
        method of the same cell, cue and measure; ``p_holm`` tests the difference, NaN for the best
        method itself.
    effects : pandas.DataFrame
        A row for each pretraining, task and ``cue``: mean ``effect``, and the share of decisions
        ``changed``, with intervals. ``used``: whether the swap changes a twentieth of the decisions
        of every model. Where a cue is not used, no map of the decision should be on it.

    Raises
    ------
    ValueError
        If there is no model, controls are unknown or leave no method, models of one task differ in
        images, cues, methods or controls, or a figure is not a number.

    Notes
    -----
    The mean over seeds and images of the paired difference to the best method is tested by
    Student's t, two-sided, with the standard error of its interval; differences share the
    resamples of both sides. p-values are corrected (Holm) for all methods compared with the best
    one, and apart from them for all controls, so that the verdict on methods does not depend on
    how many controls there are. The best is chosen by the same data; correcting for all that
    might have been chosen makes up for it, as in multiple comparisons with the best (Hsu 1981):
    simulated with 2 to 8 equally good methods and 1 to 5 seeds, a given one of them was called
    worse in 1 to 3 % of columns, any of them in 4 to 15 %. A method and its rival that are equal
    in every image have p = 1.

    References
    ----------
    Hsu (1981), Simultaneous confidence intervals for all distances from the "best", Annals of
    Statistics 9, 1026-1034; Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
    """
    if not found:
        raise ValueError("there are no scores; give those of at least one model")
    tasks: dict[str, dict[str, xr.Dataset]] = {}
    for model in sort_models(found):
        tasks.setdefault(parse_model(model).task, {})[model] = found[model]
    scores, effects = [], []
    for models in tasks.values():
        controls = _read_controls(models)
        values = {model: _arrange(data["score"], "explained_by") for model, data in models.items()}
        chance = {model: _arrange(data["chance"]) for model, data in models.items()}
        averages = resample_averages(values, identity, draws, seed)
        by_chance = resample_averages(chance, identity, 0, seed)
        scores += _score_rows(averages, by_chance, controls)
        both = {
            model: xr.concat(
                [data["effect"], data["changed"]], xr.IndexVariable("figure", ["effect", "changed"])
            ).transpose("cue", "figure", "image")
            for model, data in models.items()
        }
        effects += _effect_rows(resample_averages(both, identity, draws, seed), both)
    return _sort(scores, _SCORES), _sort(effects, _EFFECTS)


def _read_controls(models: Mapping[str, xr.Dataset]) -> list[str]:
    """Names of the controls that all models of a task have."""
    first, *_ = models
    controls = list(models[first].attrs["controls"])
    for model, data in models.items():
        names = list(data["explained_by"].values)
        if list(data.attrs["controls"]) != controls:
            raise ValueError(f"{model} has other controls than {first}; give all of them the same")
        unknown = [name for name in controls if name not in names]
        if unknown:
            raise ValueError(f"{model} has no scores of the control {unknown[0]!r}")
        if len(controls) == len(names):
            raise ValueError(f"{model} has scores of controls only; give those of a method, too")
    return controls


def _arrange(values: xr.DataArray, *first: str) -> xr.DataArray:
    """Put dimensions in the order in which rows are written."""
    return values.transpose("cue", "measure", *first, "image")


def _score_rows(averages: Averages, by_chance: Averages, controls: list[str]) -> list[tuple]:
    """Rows of the first table for all cells of one task."""
    cues, measures, names = averages.labels.values()
    kinds = np.array(["control" if name in controls else "method" for name in names])
    rows = []
    for cell, means in averages.means.items():
        ends = interval(means, averages.resamples, UNIT)
        for place in np.ndindex(*means.shape[1:3]):
            at = (slice(None), *place)
            not_worse, p_holm = _compare_with_best(means[at], kinds, averages)
            for number, name in enumerate(names):
                one = (*place, number)
                rows.append(
                    (
                        *cell.split("/"), cues[place[0]], name, kinds[number], measures[place[1]],
                        float(means[0][one]), float(ends.low[one]), float(ends.high[one]),
                        float(by_chance.means[cell][0][place]), averages.models[cell],
                        averages.images, str(ends.over[one]),
                        bool(not_worse[number]), float(p_holm[number]),
                    )
                )  # fmt: skip
    return rows


def _compare_with_best(
    means: np.ndarray, kinds: np.ndarray, averages: Averages
) -> tuple[np.ndarray, np.ndarray]:
    """Tell which of some scores (row, method) are not below the best method's, and by which p."""
    best = np.argmax(np.where(kinds == "method", means[0], -np.inf))
    differences = means - means[:, [best]]
    found = interval(differences, averages.resamples)
    # Without an error there is nothing to test: all pairs of figures differ by the same.
    certain = (differences[0] == 0).astype(np.float64)
    p_values = np.where(found.error > 0, p_value(differences[0], found), certain)
    p_values[best] = np.nan
    for kind in ("method", "control"):
        p_values[kinds == kind] = correct_holm(p_values[kinds == kind])
    # A control may be better than all methods.
    return (differences[0] >= 0) | ~(p_values <= ALPHA), p_values


def _effect_rows(averages: Averages, both: Mapping[str, xr.DataArray]) -> list[tuple]:
    """Rows of the second table for all cells of one task."""
    rows = []
    for cell, means in averages.means.items():
        ends = interval(means, averages.resamples, UNIT)
        least = np.min(
            [
                data.sel(figure="changed").mean("image").values
                for model, data in both.items()
                if name_cell(model) == cell
            ],
            axis=0,
        )
        for number, cue in enumerate(averages.labels["cue"]):
            figures = [
                float(field[number, figure])
                for figure in (0, 1)
                for field in (means[0], ends.low, ends.high)
            ]
            last = (averages.models[cell], averages.images, str(ends.over[number, 0]))
            used = bool(least[number] >= USED)
            rows.append((*cell.split("/"), cue, *figures, used, *last))
    return rows


def _sort(rows: list[tuple], columns: tuple[str, ...]) -> pd.DataFrame:
    """Table of rows in model order."""
    table = pd.DataFrame(rows, columns=list(columns))
    return table.sort_values(["pretraining", "task"], kind="stable", ignore_index=True)
