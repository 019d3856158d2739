"""The stores of RDMs and judgements of a study, joined for comparison."""

from collections.abc import Iterable, Sequence

import xarray as xr

from face_relevance.comparison.similarity.alignment import Compared, align_rdms
from face_relevance.comparison.similarity.references import build_reference

REFERENCE = "reference"
"""Setting of studies that nobody judged."""

OBSERVED = "judgements of people"
SIMULATED = "choices of simulated observers"


def read_compared(
    models: Iterable[xr.Dataset],
    baselines: xr.Dataset,
    judgements: Sequence[xr.Dataset],
    images: xr.Dataset,
    faces: str,
) -> dict[str, tuple[Compared, str]]:
    """Join the RDMs of all models with each setting of judgements, or with a reference.

    Parameters
    ----------
    models : iterable of xarray.Dataset
        Stores of RDMs, with the attribute ``model``.
    baselines : xarray.Dataset
        Store of baseline RDMs.
    judgements : sequence of xarray.Dataset
        Stores of judgements, one for each setting; may be empty.
    images : xarray.Dataset
        The image set.
    faces : {"identity", "image"}
        What the conditions are.

    Returns
    -------
    dict of str to tuple of Compared and str
        By setting: the joined RDMs, and in words what models are compared with.

    Raises
    ------
    ValueError
        See :func:`align_rdms`.
    """
    rdms = {store.attrs["model"]: store["rdm"].load() for store in models}
    beside = baselines["rdm"].load()
    clusters = None
    if faces == "image":
        shown = images.sel(image=beside["condition"].values)
        clusters = shown["identity"].load().rename(image="condition").reset_coords(drop=True)
    if not judgements:
        shown = images
        if faces == "image":
            shown = images.sel(image=beside["condition"].values)
        else:
            known = images["identity"].isin(beside["condition"].values)
            shown = images.isel(image=known.values)
        reference, what, _ = build_reference(shown, faces)
        return {REFERENCE: (align_rdms(rdms, reference, what, beside, clusters), what)}
    result = {}
    for store in judgements:
        simulated = store.attrs["simulated"] == "yes"
        what = f"{SIMULATED if simulated else OBSERVED} ({store.attrs['setting']})"
        judged = store["dissimilarity"].load()
        setting = store.attrs["setting"]
        result[setting] = align_rdms(rdms, judged, what, beside, clusters), what
    return result
