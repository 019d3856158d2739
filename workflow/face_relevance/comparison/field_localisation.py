"""Tables of planted fields: where networks look, and how far back they remember."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr
from scipy import stats

from face_relevance.comparison.averages import Averages, resample_averages
from face_relevance.comparison.intervals import CORRELATION, UNIT, Interval, interval

_PLACES = (
    "variant", "network", "permuted", "position", "row", "column", "method", "measure", "estimate",
    "low", "high", "chance", "models", "fields", "over",
)  # fmt: skip
_MEMORIES = (
    "reading", "leak", "spectral_radius", "method", "measure", "steps", "estimate", "low", "high",
    "expected", "models", "fields", "over",
)  # fmt: skip


def tabulate_field_localisation(
    found: Sequence[xr.Dataset], draws: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Average accuracy and localisation by place of the informative square.

    Parameters
    ----------
    found : sequence of xarray.Dataset
        From :func:`face_relevance.audit.planted_fields.study_places`: of each network and seed.
    draws : int
        Bootstrap draws.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        A row for each variant, place ("all" is the mean over them), method and measure:
        ``estimate`` with ``low`` and ``high`` over seeds and fields, or what ``over`` says, and
        ``chance``. ``accuracy`` has no method. Of the absolute relevance: ``mass``, ``rank``,
        ``pointing`` and ``auc`` in the informative square; ``follows-reading`` and
        ``follows-place``, the rank correlation over columns (rows where these are read) outside
        the square of relevance with the order in which they are read, and with their place in the
        field.

    Raises
    ------
    ValueError
        If there is nothing to tabulate, or seeds of a variant differ in places or methods.
    """
    rows = []
    for variant, seeds in _by_variant(found):
        first = next(iter(seeds.values()))
        scores = {name: _join_scores(data) for name, data in seeds.items()}
        right = {name: data["right"].rename(tested="image") for name, data in seeds.items()}
        size, square = first.attrs["size"], first.attrs["square"]
        chances = {"auc": 0.5, "follows-reading": 0.0, "follows-place": 0.0}
        for values, bounds in ((scores, CORRELATION), (right, UNIT)):
            values = {name: _add_mean(array) for name, array in values.items()}
            averages = _resample(values, draws, seed)
            ((cell, means),) = averages.means.items()
            ends = interval(means, averages.resamples, bounds)
            for place in np.ndindex(*means.shape[1:]):
                labels = [v[i] for v, i in zip(averages.labels.values(), place, strict=True)]
                position, method, measure = (
                    labels if len(labels) == 3 else (*labels, "", "accuracy")
                )
                share = 0.5 if measure == "accuracy" else (square / size) ** 2
                row, column = (-1, -1) if position == "all" else map(int, position.split("-"))
                rows.append(
                    (
                        variant, str(first["network"].values), bool(first["permuted"].values),
                        position, row, column, method, measure, *_read(means, ends, place),
                        chances.get(measure, share), averages.models[cell], averages.images,
                        str(ends.over[place]),
                    )
                )  # fmt: skip
    return pd.DataFrame(rows, columns=list(_PLACES))


def tabulate_fading_memory(
    found: Sequence[xr.Dataset], draws: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Average accuracy and relevance by what was read after it.

    Parameters
    ----------
    found : sequence of xarray.Dataset
        As in :func:`tabulate_field_localisation`, of echo-state networks of several leaks.
    draws : int
        Bootstrap draws.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        A row for each order of reading, leak, spectral radius, method, measure and number of
        ``steps`` that are read later, with intervals as above. ``accuracy`` (without a method) and
        ``mass``: by the steps after the last line of the informative square. ``relevance``: share
        of the absolute relevance in a line, the mean over places of the square; where several
        lines are read equally late, the mean over them. ``expected`` is what the last line has
        times ``(1 - leak)^steps``. ``rate`` (steps -1): by which factor relevance falls with each
        step, from the least-squares slope of its logarithm; ``expected`` is ``1 - leak``.

    Raises
    ------
    ValueError
        As above.
    """
    rows = []
    for _, seeds in _by_variant(found):
        first = next(iter(seeds.values()))
        leak = float(first["leak"].values)
        head = (str(first["reading"].values), leak, float(first["spectral_radius"].values))
        for measure, values in _memories(seeds).items():
            averages = _resample(values, draws, seed)
            ((cell, means),) = averages.means.items()
            rows += [
                (*head, *row, averages.models[cell], averages.images, over)
                for *row, over in _memory_rows(measure, means, averages, leak)
            ]
    return pd.DataFrame(rows, columns=list(_MEMORIES))


def _by_variant(found: Sequence[xr.Dataset]) -> Iterator[tuple[str, dict[str, xr.Dataset]]]:
    """Datasets of all seeds of each variant, by model identifier."""
    if not found:
        raise ValueError("there are no fields to tabulate; give those of at least one network")
    names = dict.fromkeys(name for data in found for name in data["variant"].values)
    for name in names:
        yield (
            name,
            {
                f"{name}/classification/seed-{data.attrs['seed']}": data.sel(variant=name)
                for data in found
                if name in data["variant"].values
            },
        )


def _resample(values: Mapping[str, xr.DataArray], draws: int, seed: int) -> Averages:
    """Resample seeds and fields; every field is drawn by itself."""
    images = next(iter(values.values()))["image"]
    return resample_averages(values, images, draws, seed)


def _join_scores(data: xr.Dataset) -> xr.DataArray:
    """Scores (position, explained_by, measure, image) of one model, with what its focus follows."""
    size, square = data.attrs["size"], data.attrs["square"]
    lines = np.arange(size)
    start = data["row" if str(data["reading"].values).startswith("rows") else "column"]
    orders = {
        "follows-reading": -data["steps_to_end"].values,
        "follows-place": lines,
    }
    shares = data["line_share"].transpose("position", "explained_by", "field", "line")
    joined = [data["score"].transpose("position", "explained_by", "measure", "field")]
    for name, order in orders.items():
        found = np.empty(shares.shape[:-1])
        for number, first in enumerate(start.values):
            outside = (lines < first) | (lines >= first + square)
            found[number] = _correlate(shares.values[number][..., outside], order[outside])
        joined.append(
            shares[..., 0].drop_vars("line", errors="ignore").copy(data=found)
            .expand_dims(measure=[name])
        )  # fmt: skip
    # The names of measures are objects in one and strings in the other.
    joined = [one.assign_coords(measure=one["measure"].astype(object)) for one in joined]
    return xr.concat(joined, "measure").rename(field="image")


def _correlate(values: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Spearman correlation over the last axis; 0 of what is constant."""
    ranks = stats.rankdata(values, axis=-1) - (len(order) + 1) / 2
    others = stats.rankdata(order) - (len(order) + 1) / 2
    length = np.sqrt(np.square(ranks).sum(-1) * np.square(others).sum())
    return np.divide(ranks @ others, length, out=np.zeros(length.shape), where=length > 0)


def _add_mean(values: xr.DataArray) -> xr.DataArray:
    """Put the mean over all places beside each of them."""
    values = values.drop_vars(["row", "column"])
    mean = values.mean("position").expand_dims(position=np.array(["all"], dtype=object))
    rest = [dim for dim in values.dims if dim not in ("position", "image")]
    return xr.concat([mean, values], "position").transpose("position", *rest, "image")


def _memories(seeds: Mapping[str, xr.Dataset]) -> dict[str, dict[str, xr.DataArray]]:
    """Accuracy, mass and relevance by number of steps, for every model."""
    found: dict[str, dict[str, xr.DataArray]] = {"accuracy": {}, "mass": {}, "relevance": {}}
    for name, data in seeds.items():
        steps, square = data["steps_to_end"].values, data.attrs["square"]
        start = data["row" if str(data["reading"].values).startswith("rows") else "column"].values
        last = xr.DataArray([steps[i : i + square].min() for i in start], dims="position")
        by_steps = {
            "accuracy": data["right"].rename(tested="image"),
            "mass": data["score"].sel(measure="mass", drop=True).rename(field="image"),
        }
        for measure, values in by_steps.items():
            grouped = values.drop_vars(["position", "row", "column"])
            found[measure][name] = grouped.groupby(last.rename("steps")).mean()
        shares = data["line_share"].mean("position").rename(field="image")
        found["relevance"][name] = shares.groupby(
            xr.DataArray(steps, dims="line", name="steps")
        ).mean()
    return found


def _memory_rows(
    measure: str, means: np.ndarray, averages: Averages, leak: float
) -> Iterator[tuple]:
    """Rows (method, measure, steps, estimate, low, high, expected, over) of one measure."""
    names = list(averages.labels)
    steps = np.array(averages.labels["steps"])
    means = np.moveaxis(means, 1 + names.index("steps"), 1)
    methods = averages.labels.get("explained_by", [""])
    means = means.reshape(len(means), len(steps), len(methods))
    ends = interval(means, averages.resamples, UNIT)
    for place in np.ndindex(*means.shape[1:]):
        number, method = place
        expected = np.nan
        if measure == "relevance":
            expected = means[0, 0, method] * (1 - leak) ** (steps[number] - steps[0])
        yield (
            methods[method], measure, int(steps[number]), *_read(means, ends, place), expected,
            str(ends.over[place]),
        )  # fmt: skip
    if measure == "relevance":
        centred = steps - steps.mean()
        slopes = np.einsum("s,rsm->rm", centred, np.log(means)) / np.square(centred).sum()
        ends = interval(np.exp(slopes), averages.resamples, UNIT)
        for number, method in enumerate(methods):
            figures = _read(np.exp(slopes), ends, (number,))
            yield (method, "rate", -1, *figures, 1 - leak, str(ends.over[number]))


def _read(means: np.ndarray, ends: Interval, place: tuple) -> tuple[float, float, float]:
    """Estimate, low and high of one place."""
    return float(means[0][place]), float(ends.low[place]), float(ends.high[place])
