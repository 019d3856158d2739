"""The stores of RDMs and judgements of a study, joined for comparison."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xarray as xr

from face_relevance.comparison.similarity.alignment import Compared, align_rdms
from face_relevance.comparison.similarity.references import build_reference
from face_relevance.store import open_store, open_stores

REFERENCE = "reference"
"""Setting of studies that nobody judged."""

OBSERVED = "judgements of people"
SIMULATED = "choices of simulated observers"


def read_compared(
    models: Iterable[xr.Dataset],
    baselines: xr.Dataset,
    judgements: Sequence[xr.Dataset],
    images: xr.Dataset,
) -> dict[str, Compared]:
    """Join the RDMs of all models with each setting of judgements, or with a reference.

    Parameters
    ----------
    models : iterable of xarray.Dataset
        Stores of RDMs, with the attribute ``model``.
    baselines : xarray.Dataset
        Store of baseline RDMs; its attribute ``conditions`` says what the conditions are.
    judgements : sequence of xarray.Dataset
        Stores of judgements, one for each setting; may be empty.
    images : xarray.Dataset
        The image set.

    Returns
    -------
    dict of str to Compared
        By setting, which is ``REFERENCE`` where nobody judged. Images of one identity are
        resampled together.

    Raises
    ------
    ValueError
        See :func:`align_rdms`.
    """
    rdms = {store.attrs["model"]: store["rdm"].load() for store in models}
    beside = baselines["rdm"].load()
    conditions, names = baselines.attrs["conditions"], beside["condition"].values
    labels = images["image" if conditions == "image" else "identity"]
    shown = images.isel(image=labels.isin(names).values)
    clusters = None
    if conditions == "image":
        clusters = shown["identity"].rename(image="condition")
    if not judgements:
        reference, what, _ = build_reference(shown, conditions)
        return {REFERENCE: align_rdms(rdms, reference, what, beside, clusters)}
    return {
        store.attrs["setting"]: align_rdms(
            rdms,
            store["dissimilarity"].load(),
            _describe(store),
            beside,
            clusters,
            store.attrs["simulated"] == "yes",
        )
        for store in judgements
    }


def open_compared(paths: Mapping[str, Any]) -> dict[str, Compared]:
    """Open the stores of a study and join them, see :func:`read_compared`.

    Parameters
    ----------
    paths : mapping of str to path-like or sequence of path-like
        ``rdms`` and ``judgements``, many stores each, with ``rdms_manifests`` and
        ``judgements_manifests``; ``baselines`` and ``images`` with ``baselines_manifest`` and
        ``images_manifest``.

    Returns
    -------
    dict of str to Compared
    """
    return read_compared(
        open_stores(paths["rdms"], paths["rdms_manifests"]),
        open_store(paths["baselines"], paths["baselines_manifest"]),
        list(open_stores(paths["judgements"], paths["judgements_manifests"])),
        open_store(paths["images"], paths["images_manifest"]),
    )


def _describe(store: xr.Dataset) -> str:
    """Who judged, in words."""
    who = SIMULATED if store.attrs["simulated"] == "yes" else OBSERVED
    return who if store.attrs["setting"] == "simulated" else f"{who}, {store.attrs['setting']}"
