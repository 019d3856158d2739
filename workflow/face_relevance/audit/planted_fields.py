"""Planted squares: whether networks of fields look at the square that gives the class."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
import xarray as xr

from face_relevance.audit.field_variants import Variant
from face_relevance.comparison import score_localisation
from face_relevance.fields import Planting, plant_fields
from face_relevance.networks import FieldNetwork, build_field_network
from face_relevance.relevance import CAUSES, Relevance, explain_field
from face_relevance.training import train_on_fields


class Amounts(NamedTuple):
    """How many fields there are of everything.

    Attributes
    ----------
    per_class, test_per_class : int
        Fields of each class to train and to test on.
    explained : int
        Test fields that are explained; classes take turns.
    """

    per_class: int
    test_per_class: int
    explained: int


def study_places(
    variants: Mapping[str, Variant],
    planting: Planting,
    corners: Sequence[tuple[int, int]],
    amounts: Amounts,
    methods: Sequence[str],
    seed: int,
    fields_seed: int,
    progress: Callable[[Iterable], Iterable] = iter,
) -> xr.Dataset:
    """Train and explain networks on fields whose class is in one place after the other.

    Parameters
    ----------
    variants : mapping of str to Variant
        Networks by name.
    planting : Planting
        What the simulated fields are made of.
    corners : sequence of tuple of int
        Places of the informative square.
    amounts : Amounts
    methods : sequence of str
        Names in :data:`face_relevance.relevance.FIELD_COMPOSITES`.
    seed : int
        Of the networks.
    fields_seed : int
        Of the fields and of the permutation, which are the same for all networks.
    progress : callable
        Wraps the iteration over places.

    Returns
    -------
    xarray.Dataset
        ``right`` (variant, position, tested), whether the decision is right; ``score`` (variant,
        position, explained_by, measure, field) of the absolute relevance, see
        :func:`face_relevance.comparison.score_localisation`; ``line_share`` (variant, position,
        explained_by, field, line), the share of the absolute relevance by column, or by row where
        rows are read; ``steps_to_end`` (variant, line), how many lines are read after a line;
        ``reached`` (variant, position, explained_by, field) and ``absorbed`` (…, cause), in units
        of the score, what reached the input and what biases and so on took; ``focus`` (variant,
        explained_by, y, x), the mean over places of the share of a cell; ``example`` (variant,
        shown, explained_by, y, x), maps of the field ``example_field`` (shown, y, x), for the
        first, middle and last place of the middle row. Maps are in the order of the field's
        columns, permuted or not.
    """
    order = np.random.default_rng([fields_seed, 1]).permutation(planting.size)
    shown = _choose_shown(corners)
    found: dict[str, list[xr.Dataset]] = {name: [] for name in variants}
    examples: dict[str, list[np.ndarray]] = {name: [] for name in variants}
    pictures = []
    for corner in progress(corners):
        train, test = (
            plant_fields(planting, corner, count, split, fields_seed)
            for split, count in (("train", amounts.per_class), ("test", amounts.test_per_class))
        )
        if corner in shown:
            pictures.append(test["values"].values[0])
        for name, variant in variants.items():
            columns = order if variant.permuted else np.arange(planting.size)
            place, maps = _study_place(
                variant, train, test, columns, corner, planting, amounts, methods, seed
            )
            found[name].append(place)
            if corner in shown:
                examples[name].append(maps)
    names = xr.Variable("variant", np.array(list(variants), dtype=object))
    positions = xr.Variable("position", np.array([f"{r}-{c}" for r, c in corners], dtype=object))
    places = [xr.concat(several, positions) for several in found.values()]
    joined = xr.concat(
        [one.assign(focus=one["focus"].mean("position")) for one in places], names
    ).assign(
        steps_to_end=(
            ("variant", "line"),
            np.stack([_count_steps(v, order, planting.size) for v in variants.values()]),
        ),
        example=(
            ("variant", "shown", "explained_by", "y", "x"),
            np.stack([np.stack(several) for several in examples.values()]),
        ),
        example_field=(("shown", "y", "x"), np.stack(pictures)),
    )
    described = {key: [v._asdict()[key] for v in variants.values()] for key in Variant._fields[2:]}
    return joined.assign_coords(
        row=("position", [row for row, _ in corners]),
        column=("position", [column for _, column in corners]),
        shown=np.array([f"{row}-{column}" for row, column in shown], dtype=object),
        network=("variant", np.array([v.network for v in variants.values()], dtype=object)),
        **{key: ("variant", np.array(values)) for key, values in described.items()},
    ).assign_attrs(simulated=1, square=planting.square, size=planting.size, seed=seed)


def _choose_shown(corners: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """First, middle and last place of the middle row."""
    rows = sorted({row for row, _ in corners})
    places = [corner for corner in corners if corner[0] == rows[len(rows) // 2]]
    return list(dict.fromkeys([places[0], places[len(places) // 2], places[-1]]))


def _study_place(
    variant: Variant,
    train: xr.Dataset,
    test: xr.Dataset,
    order: np.ndarray,
    corner: tuple[int, int],
    planting: Planting,
    amounts: Amounts,
    methods: Sequence[str],
    seed: int,
) -> tuple[xr.Dataset, np.ndarray]:
    """Train and explain one network on fields of one place, whose columns it sees in an order."""
    size = planting.size
    network = build_field_network(variant.network, (size, size), 2, seed, **variant.design)
    train_on_fields(network, train["values"].values[:, :, order], train["positive"].values, seed)
    inputs = torch.from_numpy(test["values"].values[:, :, order])[:, None]
    right = _decide(network, inputs) == test["positive"].values
    explained = test["field"].values[: amounts.explained]
    mask = np.zeros((size, size), dtype=bool)
    mask[corner[0] : corner[0] + planting.square, corner[1] : corner[1] + planting.square] = True
    masks = xr.DataArray(
        np.broadcast_to(mask, (len(explained), size, size)),
        dims=("image", "y", "x"),
        coords={"image": explained},
    )
    back = np.argsort(order)
    parts, maps = [], []
    for method in methods:
        given = explain_field(network, inputs[: len(explained)], composite=method)
        part, one = _describe(given, back, masks, variant.axis)
        parts.append(part)
        maps.append(one)
    along = xr.Variable("explained_by", np.array(list(methods), dtype=object))
    found = xr.concat(parts, along).assign(right=("tested", right.astype(np.float64)))
    return found.assign_coords(tested=test["field"].values), np.stack(maps)


@torch.inference_mode()
def _decide(network: FieldNetwork, inputs: torch.Tensor) -> np.ndarray:
    """Classes that a network names."""
    return torch.cat([network(part).argmax(1) for part in inputs.split(100)]).numpy()


def _describe(
    given: Relevance, back: np.ndarray, masks: xr.DataArray, axis: str
) -> tuple[xr.Dataset, np.ndarray]:
    """Scores and shares of maps whose columns are put back in place; the first of the maps."""
    maps = given.maps.numpy()[:, :, back]
    absolute = np.abs(maps)
    shares = absolute / np.maximum(absolute.sum((1, 2), keepdims=True), np.finfo(np.float32).tiny)
    labels = masks["image"].values
    score = score_localisation(
        xr.DataArray(absolute, dims=("image", "y", "x"), coords={"image": labels}), masks
    )
    scale = given.score.abs().double().numpy()
    found = xr.Dataset(
        {
            "score": score.rename(image="field"),
            "line_share": (("field", "line"), shares.sum(2 if axis == "rows" else 1)),
            "reached": ("field", given.ledger[:, -1].numpy() / scale),
            "absorbed": (("field", "cause"), given.absorbed.sum(1).numpy() / scale[:, None]),
            "focus": (("y", "x"), shares.mean(0)),
        },
        {"field": labels, "cause": np.array(CAUSES, dtype=object)},
    )
    return found, maps[0]


def _count_steps(variant: Variant, order: np.ndarray, size: int) -> np.ndarray:
    """Lines that are read after each line of the field; the fewer of both ways."""
    place = np.argsort(order) if variant.permuted else np.arange(size)
    if variant.reading == "both":
        return np.minimum(place, size - 1 - place)
    return place if variant.reading.endswith("reversed") else size - 1 - place
