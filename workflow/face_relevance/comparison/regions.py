"""Region shares: how much of the relevance is on which part of the face."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from face_relevance.comparison.blocks import name_cell, parse_model, sort_models
from face_relevance.comparison.intervals import UNIT, average_images, average_seeds, interval
from face_relevance.comparison.maps import join_maps, load_maps
from face_relevance.comparison.resampling import Resamples, resample
from face_relevance.store.labels import common_labels, read_names, select_labels

SIGNS = {"absolute": np.abs, "positive": lambda values: values.clip(min=0)}


class Regions(NamedTuple):
    """Relevance on the parts of the face in every resample.

    Attributes
    ----------
    models : list of str
    parts : list of str
    share, density : numpy.ndarray, (row, model, sign, part)
        Signs in the order of ``SIGNS``; see :func:`share_regions`.
    images : numpy.ndarray, (part,)
        How many images show the part.
    resamples : Resamples
    """

    models: list[str]
    parts: list[str]
    share: np.ndarray
    density: np.ndarray
    images: np.ndarray
    resamples: Resamples

    @property
    def cells(self) -> dict[str, list[int]]:
        """Places of the models of each cell, "pretraining/task"."""
        cells: dict[str, list[int]] = {}
        for place, model in enumerate(self.models):
            cells.setdefault(name_cell(model), []).append(place)
        return cells


def resample_regions(
    maps: Mapping[str, xr.DataArray],
    parts: xr.DataArray,
    names: Mapping[int, str],
    identity: xr.DataArray,
    draws: int = 1000,
    seed: int = 0,
) -> Regions:
    """Share the relevance of each model's maps among the parts of the face, in every resample.

    Parameters
    ----------
    maps, parts, names, identity, draws, seed
        See :func:`share_regions`.

    Returns
    -------
    Regions
    """
    models = sort_models(maps)
    if not models:
        raise ValueError("there are no maps; give those of at least one model")
    images = common_labels({f"the maps of {model}": maps[model] for model in models}, "image")
    joined = join_maps(maps, models, images)
    codes = select_labels(parts, "image", images, "parts").transpose("image", "y", "x").values
    if codes.shape != joined[0].shape:
        raise ValueError(f"parts are {codes.shape[1:]} pixels but maps {joined[0].shape[1:]}")
    strangers = set(np.unique(codes).tolist()) - set(names)
    if strangers:
        raise ValueError(f"parts hold the code {min(strangers)}, which has no name")
    covered = _add_up(np.ones(codes.shape), codes, names)
    shown = covered > 0
    clusters = read_names(select_labels(identity, "image", images, "identity").values)
    resamples = resample(models, clusters, draws, seed)
    visible = average_images(shown, resamples.images)[:, None]
    share, density = [], []
    for model, array in zip(models, joined, strict=True):
        values = load_maps(array, model)
        shares = np.stack([_add_up(take(values), codes, names) for take in SIGNS.values()])
        total = shares.sum(axis=1, keepdims=True)
        shares = np.divide(
            shares, total, out=np.stack([covered / codes[0].size] * len(SIGNS)), where=total > 0
        )
        relative = np.divide(shares, covered, out=np.zeros_like(shares), where=shown)
        relative *= codes[0].size
        share.append(average_images(shares, resamples.images))
        drawn = average_images(relative, resamples.images)
        density.append(
            np.divide(drawn, visible, out=np.full_like(drawn, np.nan), where=visible > 0)
        )
    return Regions(
        models, list(names.values()), np.stack(share, axis=1), np.stack(density, axis=1),
        shown.sum(axis=1), resamples,
    )  # fmt: skip


def share_regions(
    maps: Mapping[str, xr.DataArray],
    parts: xr.DataArray,
    names: Mapping[int, str],
    identity: xr.DataArray,
    draws: int = 1000,
    seed: int = 0,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Share the relevance of each model's maps among the parts of the face.

    Parameters
    ----------
    maps : mapping of str to xarray.DataArray, (image, y, x)
        Relevance maps by model identifier, of the same images in any order; may be lazy.
    parts : xarray.DataArray, (image, y, x), integer
        Which part each pixel shows; may hold more images.
    names : mapping of int to str
        Name of each code in `parts`, background included.
    identity : xarray.DataArray, (image,), str
        Identity of each image; may hold more images.
    draws : int
        Bootstrap draws.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    models : pandas.DataFrame
        A row for each model, ``sign`` ("absolute": of ``|R|``; "positive": of positive
        relevance) and ``part``; intervals resample identities.
    cells : pandas.DataFrame
        A row for each pretraining, task, sign and part, averaged over seeds; intervals resample
        seeds and identities, or what ``over`` says.

    Raises
    ------
    ValueError
        If images, sizes or codes do not fit together, or all maps of a model are constant.

    Notes
    -----
    ``share``: of the relevance of an image that lies on the part, averaged over all images.
    ``density``: the share over the share of pixels that the part covers, averaged over the images
    that show it (``images``); 1 is what a map of constant value has everywhere. A map without
    any (positive) relevance, as Grad-CAM may give, counts as constant: it prefers no part.
    """
    regions = resample_regions(maps, parts, names, identity, draws, seed)
    per_model = [
        (
            (model, *map(str, parse_model(model)[:2])),
            (regions.share[:, i], regions.density[:, i]),
            1,
        )
        for i, model in enumerate(regions.models)
    ]
    per_cell = [
        (
            cell.split("/"),
            tuple(
                average_seeds(values[:, inside], regions.resamples, inside)
                for values in (regions.share, regions.density)
            ),
            len(inside),
        )
        for cell, inside in regions.cells.items()
    ]
    first = ["pretraining", "task"]
    return (
        _tabulate(per_model, ["model", *first], regions).drop(columns=["models", "over"]),
        _tabulate(per_cell, first, regions),
    )


def _add_up(values: np.ndarray, codes: np.ndarray, names: Mapping[int, str]) -> np.ndarray:
    """Sum of values (image, y, x) on each part (part, image), in double precision."""
    return np.stack(
        [np.where(codes == code, values, 0).sum(axis=(1, 2), dtype=np.float64) for code in names]
    )


def _tabulate(entries: list, first: list[str], regions: Regions) -> pd.DataFrame:
    """Rows for each entry, sign and part from its shares and densities (row, sign, part)."""
    rows = []
    for name, (share, density), models in entries:
        shares = interval(share, regions.resamples, UNIT)
        densities = interval(density, regions.resamples, (0, np.inf))
        for i, sign in enumerate(SIGNS):
            for j, part in enumerate(regions.parts):
                figures = [
                    float(field[i, j])
                    for values, found in ((share, shares), (density, densities))
                    for field in (values[0], found.low, found.high)
                ]
                last = (int(regions.images[j]), models, str(shares.over[i, j]))
                rows.append((*name, sign, part, *figures, *last))
    figures = ["share", "share_low", "share_high", "density", "density_low", "density_high"]
    return pd.DataFrame(
        rows, columns=[*first, "sign", "part", *figures, "images", "models", "over"]
    )
