"""What the geometry of a model's representations is compared with, when there are no people."""

import xarray as xr

from face_relevance.comparison.similarity.rdms import (
    average_patterns,
    compute_category_rdm,
    compute_distance_rdm,
)

LATENT_SHAPE = "latent-shape distance of simulated faces (mm), no human data"
IDENTITY_STRUCTURE = "identity structure (same or different person), no human data"


def build_reference(images: xr.Dataset) -> tuple[xr.DataArray, str, xr.DataArray | None]:
    """Build the reference RDM that an image set allows.

    Parameters
    ----------
    images : xarray.Dataset
        The compared images with ``identity`` and, for rendered faces, ``shape`` (image,
        coefficient).

    Returns
    -------
    rdm : xarray.DataArray, (condition, paired_condition)
        Distances between the shapes of identities where the shape is known, else whether two
        images show the same person.
    name : str
        What it is.
    clusters : xarray.DataArray or None
        Identity of each condition, where the conditions are images.
    """
    if "shape" in images:
        shapes = average_patterns(images["shape"], images["identity"])
        return compute_distance_rdm(shapes), LATENT_SHAPE, None
    clusters = images["identity"].rename(image="condition")
    return compute_category_rdm(images["identity"]), IDENTITY_STRUCTURE, clusters


def arrange_patterns(values: xr.DataArray, images: xr.Dataset) -> xr.DataArray:
    """Patterns by the conditions of :func:`build_reference`.

    Parameters
    ----------
    values : xarray.DataArray, (image, …)
        Features or relevance maps.
    images : xarray.Dataset
        The compared images.

    Returns
    -------
    xarray.DataArray, (condition, …)
        Averages over the views of each identity, or one pattern per image.
    """
    if "shape" in images:
        return average_patterns(values, images["identity"])
    return values.rename(image="condition")
