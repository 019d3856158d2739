"""Baselines: how dissimilar faces are by what needs no network."""

import numpy as np
import xarray as xr
from skimage.color import rgb2gray
from skimage.feature import hog

from face_relevance.comparison.similarity.rdms import (
    compute_category_rdm,
    compute_distance_rdm,
    compute_rdm,
    label_rdm,
)
from face_relevance.comparison.similarity.references import arrange_patterns, repeats_identity
from face_relevance.comparison.similarity.stacking import Representation, stack_rdms
from face_relevance.store.labels import select_labels

# Histograms of oriented gradients as in the paper, but for cells that are a share of the image: 8
# by 8 cells of an image of any size, 9 unsigned orientations, blocks of 2 by 2 cells.
CELLS = 8
ORIENTATIONS = 9
BLOCK_CELLS = 2


def compute_baselines(images: xr.Dataset, conditions: str) -> xr.Dataset:
    """Compute the RDMs of all baselines that an image set allows.

    Parameters
    ----------
    images : xarray.Dataset
        The compared images: ``pixels``, ``identity`` and, where known, ``gender``, ``shape`` and
        ``distance`` (shaped_part, face, other), as :func:`face_relevance.faces.rendered_faces`
        gives them.
    conditions : {"identity", "image"}
        What the conditions are, see :func:`choose_conditions`.

    Returns
    -------
    xarray.Dataset
        As of :func:`stack_rdms`. Of the kind baseline: ``pixels`` and ``edges``, 1 - Pearson of RGB
        values and of :func:`describe_edges`, averaged over the images of an identity like features;
        ``gender`` if it varies; ``identity`` if images are conditions and anybody is in two of
        them; ``shape``, distances of the latent shape in mm. Of the kind part, if identities are
        conditions and their distances are known, those of each part of the face in mm.

    Raises
    ------
    ValueError
        If an identity has two genders.

    References
    ----------
    Kriegeskorte et al. (2008), Representational similarity analysis, doi:10.3389/neuro.06.004.2008.
    """
    rdms = {}
    for name, values in (
        ("pixels", images["pixels"].astype(np.float32)),
        ("edges", describe_edges(images["pixels"])),
    ):
        rdms[name] = compute_rdm(arrange_patterns(values, images, conditions))
    if "gender" in images:
        gender = _read_gender(images, conditions)
        if len(set(gender.values)) > 1:
            rdms["gender"] = compute_category_rdm(gender)
    if conditions == "image" and repeats_identity(images["identity"]):
        rdms["identity"] = compute_category_rdm(images["identity"])
    if "shape" in images:
        rdms["shape"] = compute_distance_rdm(arrange_patterns(images["shape"], images, conditions))
    described = {Representation(name, "baseline"): rdm for name, rdm in rdms.items()}
    if conditions == "identity" and "distance" in images:
        described |= _read_parts(images["distance"], rdms["pixels"]["condition"].values)
    return stack_rdms(described)


def describe_edges(pixels: xr.DataArray) -> xr.DataArray:
    """Describe images by the orientations of their edges (HOG).

    Parameters
    ----------
    pixels : xarray.DataArray, (image, y, x, channel), uint8

    Returns
    -------
    xarray.DataArray, (image, edge), float32
        Histograms of oriented gradients of the grey image. Each block is normalised, so that
        neither brightness nor contrast counts.

    References
    ----------
    Dalal & Triggs (2005), doi:10.1109/CVPR.2005.177, as in scikit-image.
    """
    grey = rgb2gray(pixels.transpose("image", "y", "x", "channel").values)
    cell = tuple(max(1, side // CELLS) for side in grey.shape[1:])
    edges = [hog(image, ORIENTATIONS, cell, (BLOCK_CELLS, BLOCK_CELLS)) for image in grey]
    return xr.DataArray(
        np.array(edges, dtype=np.float32),
        dims=("image", "edge"),
        coords={"image": pixels["image"].values},
    )


def _read_gender(images: xr.Dataset, conditions: str) -> xr.DataArray:
    """Gender of each condition, along a dimension that is called image whatever they are."""
    if conditions == "image":
        return images["gender"]
    genders: dict[str, str] = {}
    for identity, gender in zip(images["identity"].values, images["gender"].values, strict=True):
        if genders.setdefault(identity, gender) != gender:
            raise ValueError(f"identity {identity!r} is labelled with two genders; correct one")
    names = sorted(genders)
    return xr.DataArray(
        np.array([genders[name] for name in names], dtype=object),
        dims="image",
        coords={"image": np.array(names, dtype=object)},
    )


def _read_parts(distance: xr.DataArray, faces: np.ndarray) -> dict[Representation, xr.DataArray]:
    """Distances of each part between faces, or nothing if they are not known for all of these."""
    if not set(faces) <= set(distance["face"].values):
        return {}
    for dim in ("face", "other"):
        distance = select_labels(distance, dim, faces, "distances of parts")
    return {
        Representation(part, "part"): label_rdm(
            distance.sel(shaped_part=part).transpose("face", "other").values, faces
        )
        for part in distance["shaped_part"].values
        if part != "face"
    }
