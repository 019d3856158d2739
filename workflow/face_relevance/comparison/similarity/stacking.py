"""RDMs of several representations in one dataset, with what each is of."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from face_relevance.comparison.similarity.rdms import PAIRED
from face_relevance.store.labels import common_labels, read_names


@dataclass(frozen=True)
class Representation:
    """What an RDM is of.

    Parameters
    ----------
    name : str
        Unique among the representations of a model, or among the baselines.
    kind : {"features", "masked", "random-masked", "weighted", "relevance", "baseline", "part"}
        Features of a layer; those of images that keep their most relevant or random pixels; those
        weighted by the relevance of the layer's units; relevance maps; what needs no network; the
        shape of a part of the face.
    layer, method : str
        Of a network; empty where there is none.
    """

    name: str
    kind: str
    layer: str = ""
    method: str = ""


def stack_rdms(rdms: Mapping[Representation, xr.DataArray]) -> xr.Dataset:
    """Put the RDMs of several representations into one dataset.

    Parameters
    ----------
    rdms : mapping of Representation to xarray.DataArray, (condition, paired_condition)
        At least one. All have the same conditions, in any order.

    Returns
    -------
    xarray.Dataset
        ``rdm`` (representation, condition, paired_condition), with the coordinates ``kind``,
        ``layer`` and ``method`` of each representation and conditions in sorted order.

    Raises
    ------
    ValueError
        If conditions differ; the message names one of them.
    """
    conditions = common_labels({of.name: rdm for of, rdm in rdms.items()}, "condition")
    squares = [
        rdm.sel({"condition": conditions, PAIRED: conditions}).transpose("condition", PAIRED).values
        for rdm in rdms.values()
    ]
    described = {
        key: ("representation", np.array([getattr(of, key) for of in rdms], dtype=object))
        for key in ("name", "kind", "layer", "method")
    }
    names = read_names(conditions)
    return xr.Dataset(
        {"rdm": (("representation", "condition", PAIRED), np.stack(squares))},
        {"representation": described.pop("name"), "condition": names, PAIRED: names, **described},
    )
