"""RDMs of several representations in one dataset, with what each is of."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from face_relevance.comparison.similarity.rdms import PAIRED, ConstantPatternsError, compute_rdm
from face_relevance.comparison.similarity.references import arrange_patterns
from face_relevance.store.labels import common_labels, read_names

_logger = logging.getLogger("face_relevance")


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


def compute_rdms(
    representations: Iterable[tuple[Representation, xr.DataArray]],
    images: xr.Dataset,
    conditions: str,
) -> xr.Dataset:
    """Compute the RDM of each representation as soon as its patterns are there.

    Parameters
    ----------
    representations : iterable of Representation and xarray.DataArray, (image, …)
        What it is, and its patterns by image; each is let go before the next one is asked for.
    images : xarray.Dataset
        The compared images with ``identity``.
    conditions : {"identity", "image"}
        What the conditions are, see :func:`choose_conditions`.

    Returns
    -------
    xarray.Dataset
        As of :func:`stack_rdms`. Relevance that is the same at all places of every image, most
        often zero, has no geometry: a representation of the kind relevance or weighted of which
        all patterns are constant is left out, and the log names it.

    Raises
    ------
    ValueError
        If a pattern is not finite, or all features of a layer are constant; the message names the
        representation.
    """
    rdms = {}
    for representation, patterns in representations:
        try:
            rdms[representation] = compute_rdm(arrange_patterns(patterns, images, conditions))
        except ValueError as error:
            constant = isinstance(error, ConstantPatternsError)
            if not constant or representation.kind not in ("relevance", "weighted"):
                raise ValueError(f"{representation.name}: {error}") from None
            _logger.warning("%s is left out: %s", representation.name, error)
    return stack_rdms(rdms)
