"""What the geometry of a model's representations is compared with, when there are no people."""

from collections.abc import Iterable

import xarray as xr

from face_relevance.comparison.similarity.rdms import (
    average_patterns,
    compute_category_rdm,
    compute_distance_rdm,
)

LATENT_SHAPE = "latent-shape distance of simulated faces (mm), no human data"
IDENTITY_STRUCTURE = "identity structure (same or different person), no human data"
GENDER_STRUCTURE = "gender structure (same or different gender), no human data"


def read_judged(judgements: Iterable[xr.Dataset]) -> list[str] | None:
    """Read which faces were judged in any setting.

    Parameters
    ----------
    judgements : iterable of xarray.Dataset
        Stores of judgements with the coordinate ``condition``, one for each setting.

    Returns
    -------
    list of str or None
        In sorted order; None if nothing was judged.
    """
    return sorted({str(name) for store in judgements for name in store["condition"].values}) or None


def choose_conditions(images: xr.Dataset, judged_labels: str | None = None) -> str:
    """Choose what the conditions of all RDMs of a study are.

    Parameters
    ----------
    images : xarray.Dataset
        The compared images.
    judged_labels : {"identity", "image"}, optional
        What the judgements name; None without judgements.

    Returns
    -------
    {"identity", "image"}
        What the judgements name; without them identities of rendered faces, whose shape is known,
        and single images of all others.
    """
    if judged_labels is not None:
        return judged_labels
    return "identity" if "shape" in images else "image"


def build_reference(
    images: xr.Dataset, conditions: str
) -> tuple[xr.DataArray, str, xr.DataArray | None]:
    """Build the reference RDM that an image set allows without judgements.

    Parameters
    ----------
    images : xarray.Dataset
        The compared images with ``identity`` and, where known, ``gender``; with
        ``shape`` (image, coefficient) for the conditions "identity".
    conditions : {"identity", "image"}
        See :func:`choose_conditions`.

    Returns
    -------
    rdm : xarray.DataArray, (condition, paired_condition)
        Distances between the shapes of identities. For images, whether two show the same person;
        or, where nobody is shown twice, the same gender.
    name : str
        What it is.
    clusters : xarray.DataArray or None
        Identity of each condition, where images of one identity are several conditions.

    Raises
    ------
    ValueError
        If nothing is known that could make two images alike.
    """
    if conditions == "identity":
        shapes = average_patterns(images["shape"], images["identity"])
        return compute_distance_rdm(shapes), LATENT_SHAPE, None
    identity = images["identity"]
    if repeats_identity(identity):
        clusters = identity.rename(image="condition")
        return compute_category_rdm(identity), IDENTITY_STRUCTURE, clusters
    if "gender" in images and len(set(images["gender"].values)) > 1:
        return compute_category_rdm(images["gender"]), GENDER_STRUCTURE, None
    raise ValueError(
        f"the {len(identity)} compared images show nobody twice and no two genders, so that there "
        "is nothing to compare representations with: give judgements (config, observers), a second "
        "test image of some identities with relevance.images_per_identity of at least 2, or the "
        "gender of the faces"
    )


def repeats_identity(identity: xr.DataArray) -> bool:
    """Tell whether any identity is shown in two images, for identities (image,)."""
    return len(set(identity.values)) < len(identity)


def arrange_patterns(values: xr.DataArray, images: xr.Dataset, conditions: str) -> xr.DataArray:
    """Arrange patterns by condition.

    Parameters
    ----------
    values : xarray.DataArray, (image, …)
        Features or relevance maps.
    images : xarray.Dataset
        The compared images with ``identity``.
    conditions : {"identity", "image"}
        See :func:`choose_conditions`.

    Returns
    -------
    xarray.DataArray, (condition, …)
        Averages over the images of each identity in the order of their names, or one pattern per
        image.
    """
    if conditions == "identity":
        return average_patterns(values, images["identity"])
    return values.rename(image="condition")
