"""Decisions on fields that a network was not trained on, and their relevance."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import torch
import xarray as xr

from face_relevance.fields import assign_folds, prepare_inputs, restore_columns
from face_relevance.fields.settings import Setting
from face_relevance.networks import build_field_network
from face_relevance.relevance import CAUSES
from face_relevance.relevance.unrolling import explain_field
from face_relevance.training import Settings, train_on_fields


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
    labels = np.array([names.index(name) for name in fields["class"].values])
    sea = np.isfinite(fields["anomaly"].values).any(axis=0)
    columns = fields.sizes["longitude"]
    found = []
    for seed in progress(seeds):
        rng = np.random.default_rng(seed)
        order = rng.permutation(columns) if setting.permuted else np.arange(columns)
        inputs = prepare_inputs(fields["anomaly"], setting.cap, order)
        dealt = assign_folds(fields["class"], folds, seed)
        maps = np.zeros(inputs.shape, dtype=np.float32)
        decided = np.zeros(len(labels), dtype=int)
        absorbed = np.zeros((len(labels), len(CAUSES)))
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
            answer = explain_field(
                model, torch.from_numpy(inputs[held_out])[:, None], composite=setting.composite
            )
            maps[held_out], decided[held_out] = answer.maps.numpy(), answer.target.numpy()
            absorbed[held_out] = answer.absorbed.sum(1).numpy() / answer.score.numpy()[:, None]
        found.append(
            xr.Dataset(
                {
                    "relevance": (
                        ("time", "latitude", "longitude"), restore_columns(maps, order)
                    ),
                    "decision": ("time", np.array([names[i] for i in decided], dtype=object)),
                    "absorbed": (("time", "cause"), absorbed),
                    "order": ("step", fields["longitude"].values[order]),
                    "fold": ("time", dealt.values),
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
