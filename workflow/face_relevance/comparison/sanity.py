"""Sanity of explanations: whether maps depend on what they claim to explain."""

import numpy as np
import xarray as xr

from face_relevance.comparison.map_measures import MEASURES
from face_relevance.comparison.maps import load_maps
from face_relevance.store.labels import select_labels


def average_cosine(vectors: xr.DataArray) -> xr.DataArray:
    """Average the cosine between all pairs of relevance vectors of each image.

    Parameters
    ----------
    vectors : xarray.DataArray, (image, variant, ...)
        Relevance at one layer for several variants of one image: explained for several classes,
        or from several random starts; further dimensions are flattened.

    Returns
    -------
    xarray.DataArray, (image,), float64
        1 where the rule sends all variants the same way, so that the map below this layer no
        longer depends on what is explained. A vector of zeros has cosine 0 with all others.

    Raises
    ------
    ValueError
        If there are fewer than two variants, or a vector is not finite.

    References
    ----------
    Sixt, Granz & Landgraf (2020), When explanations lie, ICML, section 4.
    """
    vectors = vectors.transpose("image", "variant", ...)
    images, variants = vectors.shape[:2]
    if variants < 2:
        raise ValueError("a cosine needs at least two variants of each image")
    values = vectors.values.reshape(images, variants, -1).astype(np.float64)
    length = np.linalg.norm(values, axis=2)
    bad = ~np.isfinite(length).all(axis=1)
    if bad.any():
        name = vectors["image"].values[np.flatnonzero(bad)[0]]
        raise ValueError(f"a relevance vector of image {name!r} is not finite")
    # The squared length of the sum of unit vectors holds every pair twice and each with itself.
    total = (values / np.where(length > 0, length, 1)[..., None]).sum(axis=1)
    itself = (length > 0).sum(axis=1)
    means = ((total**2).sum(axis=1) - itself) / (variants * (variants - 1))
    return xr.DataArray(means, dims="image", coords={"image": vectors["image"].values})


def compare_variants(maps: xr.DataArray, variants: xr.DataArray) -> xr.DataArray:
    """Compare a model's maps with those of changed versions of it, image by image.

    Parameters
    ----------
    maps : xarray.DataArray, (image, y, x)
        Maps of the model's own decision.
    variants : xarray.DataArray, (..., image, y, x)
        Maps of the same images, in any order, with any labelled dimensions before: the steps of a
        cascading or independent randomisation of parameters, random heads, other classes.

    Returns
    -------
    xarray.DataArray, (measure, ..., image), float64
        Pearson, Spearman, SSIM and top-10 % overlap. Where a variant's map is constant, as when
        the randomised network says nothing, correlations are 0 and the overlap is that of chance.

    Raises
    ------
    ValueError
        If images are missing, all maps of the model are constant, or any map holds NaN.

    References
    ----------
    Adebayo et al. (2018), Sanity checks for saliency maps, NeurIPS.
    """
    maps = maps.transpose("image", "y", "x")
    images = list(maps["image"].values)
    variants = select_labels(variants, "image", images, "the maps of the variants")
    variants = variants.transpose(..., "image", "y", "x")
    own = load_maps(maps, "the model")
    ready = {name: measure.prepare(own) for name, measure in MEASURES.items()}
    outer = variants.shape[:-3]
    flat = variants.values.reshape(-1, *variants.shape[-3:])
    if np.isnan(flat).any():
        raise ValueError("the maps of the variants contain NaN")
    result = np.empty((len(MEASURES), *flat.shape[:2]))
    for number, values in enumerate(flat):
        for row, (name, measure) in enumerate(MEASURES.items()):
            result[row, number] = measure.compare(ready[name], measure.prepare(values))
    dims = ("measure", *variants.dims[:-2])
    coords = {name: variants[name].values for name in dims[1:] if name in variants.indexes}
    coords["measure"] = np.array(list(MEASURES), dtype=object)
    return xr.DataArray(result.reshape(len(MEASURES), *outer, -1), dims=dims, coords=coords)
