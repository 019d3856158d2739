"""Decisions on fields that a network was not trained on, and their relevance."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
import xarray as xr
from torch import Tensor

from face_relevance.fields import assign_folds, prepare_inputs, restore_columns
from face_relevance.fields.settings import Setting
from face_relevance.networks import FieldNetwork, build_field_network
from face_relevance.relevance import CAUSES
from face_relevance.relevance.unrolling import explain_field
from face_relevance.training import Settings, train_on_fields


class Fold(NamedTuple):
    """A network, and the fields that it was not trained on.

    Attributes
    ----------
    model : FieldNetwork
        Trained on all other folds.
    inputs : Tensor (N, 1, latitude, longitude)
        What it sees of the fields of this fold.
    held_out : numpy.ndarray of bool, (time,)
        Which fields these are.
    order : numpy.ndarray of int, (longitude,)
        Columns of the field in the order in which the network gets them.
    """

    model: FieldNetwork
    inputs: Tensor
    held_out: np.ndarray
    order: np.ndarray


def train_folds(
    fields: xr.Dataset,
    network: str,
    setting: Setting,
    seed: int,
    folds: int,
    training: Settings,
    ridge: float,
) -> Iterator[Fold]:
    """Train a network for every fold of a cross-validation on the others.

    Parameters
    ----------
    fields : xarray.Dataset
        As in `explain_held_out`.
    network : str
    setting : Setting
    seed : int
        Deals the folds, orders the columns, and draws the weights.
    folds : int
    training : Settings
    ridge : float

    Yields
    ------
    Fold

    Raises
    ------
    ValueError
        As from `assign_folds`, `build_field_network` and `train_on_fields`.
    """
    names = sorted(set(fields["class"].values))
    labels = np.array([names.index(name) for name in fields["class"].values])
    sea = np.isfinite(fields["anomaly"].values).any(axis=0)
    columns = np.arange(fields.sizes["longitude"])
    order = np.random.default_rng(seed).permutation(columns) if setting.permuted else columns
    inputs = prepare_inputs(fields["anomaly"], setting.cap, order)
    dealt = assign_folds(fields["class"], folds, seed)
    for fold in range(folds):
        held_out = dealt.values == fold
        model = build_field_network(
            network,
            inputs.shape[1:],
            len(names),
            seed * folds + fold,
            sea[:, order] if _knows_sea(network, setting.land) else None,
            **setting.design,
        )
        train_on_fields(model, inputs[~held_out], labels[~held_out], seed, training, ridge)
        yield Fold(model, torch.from_numpy(inputs[held_out])[:, None], held_out, order)


def explain_held_out(
    fields: xr.Dataset,
    network: str,
    setting: Setting,
    seeds: Sequence[int],
    folds: int,
    training: Settings,
    ridge: float,
    progress: Callable[[Iterable], Iterable] = iter,
) -> xr.Dataset:
    """Cross-validate a network, and explain each decision on a field that it did not see.

    Parameters
    ----------
    fields : xarray.Dataset
        ``anomaly`` (time, latitude, longitude) and ``class`` (time), with the coordinate
        ``winter``, as from `face_relevance.fields.add_classes`.
    network : str
        Of `face_relevance.networks.FIELD_NETWORKS`.
    setting : Setting
    seeds : sequence of int
        Each deals the folds, orders the columns, and draws the weights anew.
    folds : int
    training : Settings
        Of networks that learn by gradient.
    ridge : float
        Of the readout of echo-state networks.
    progress : callable
        Wraps the iteration over seeds.

    Returns
    -------
    xarray.Dataset
        ``relevance`` (seed, time, latitude, longitude), columns where they belong; ``decision``
        (seed, time), class with the largest logit, which is what is explained; ``absorbed`` (seed,
        time, cause), share of the logit that did not reach the field; ``order`` (seed, longitude),
        longitude of each column in the order in which the network got them, and ``fold`` (seed,
        time).

    Raises
    ------
    ValueError
        As from `assign_folds`, `build_field_network` and `train_on_fields`.
    """
    names = sorted(set(fields["class"].values))
    shape = tuple(fields.sizes[dim] for dim in ("time", "latitude", "longitude"))
    found = []
    for seed in progress(seeds):
        maps = np.zeros(shape, dtype=np.float32)
        decided = np.zeros(shape[0], dtype=int)
        absorbed = np.zeros((shape[0], len(CAUSES)))
        dealt = np.zeros(shape[0], dtype=int)
        for number, fold in enumerate(
            train_folds(fields, network, setting, seed, folds, training, ridge)
        ):
            held_out = fold.held_out
            answer = explain_field(fold.model, fold.inputs, composite=setting.composite)
            maps[held_out], decided[held_out] = answer.maps.numpy(), answer.target.numpy()
            absorbed[held_out] = answer.absorbed.sum(1).numpy() / answer.score.numpy()[:, None]
            dealt[held_out] = number
        found.append(
            xr.Dataset(
                {
                    "relevance": (
                        ("time", "latitude", "longitude"), restore_columns(maps, fold.order)
                    ),
                    "decision": ("time", np.array([names[i] for i in decided], dtype=object)),
                    "absorbed": (("time", "cause"), absorbed),
                    "order": ("step", fields["longitude"].values[fold.order]),
                    "fold": ("time", dealt),
                }
            )
        )  # fmt: skip
    whole = xr.concat(found, xr.Variable("seed", np.array(seeds)))
    whole = whole.assign_coords({dim: fields[dim] for dim in ("latitude", "longitude")})
    return whole.assign_coords(
        time=fields["time"].values,
        winter=("time", fields["winter"].values),
        cause=np.array(CAUSES, dtype=object),
    )


def _knows_sea(network: str, land: str) -> bool:
    """Whether a network is told which cells have data; to all but a CNN, zeros say no less."""
    return land == "dropped" or (land == "masked" and network == "cnn")
