"""What the audit found of single models, averaged over seeds and images."""

from collections.abc import Mapping

import pandas as pd
import xarray as xr

from face_relevance.comparison import average_models

OUTPUT = "output"
"""Where classes are swapped: at no layer, but in what is explained."""


def tabulate_sanity(
    found: Mapping[str, xr.Dataset], identity: xr.DataArray, draws: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Average what `check_sanity` found over the images and seeds of each cell.

    Parameters
    ----------
    found : mapping of str to xarray.Dataset
        By model identifier.
    identity : xarray.DataArray, (image,), str
        Identity of each image; may hold more images.
    draws : int
        Bootstrap draws.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        A row for each pretraining, task, ``method``, ``check`` ("cascading" and "independent"
        randomisation, "class swap", "convergence" of classes), ``measure`` and ``layer``:
        ``estimate``, ``low``, ``high`` over seeds and identities, or what ``over`` says.
    """
    # The name "method" is taken in xarray's `sel`, so that the stores have another one.
    found = {model: data.rename(explained_by="method") for model, data in found.items()}
    randomised = {model: data["randomised"].rename(mode="check") for model, data in found.items()}
    swapped = {model: data["class_swap"] for model, data in found.items()}
    converging = {
        model: data["cosine"].dropna("method", how="all") for model, data in found.items()
    }
    tables = [
        average_models(randomised, identity, draws, seed),
        average_models(swapped, identity, draws, seed).assign(check="class swap", layer=OUTPUT),
    ]
    if all(cosine.sizes["method"] for cosine in converging.values()):
        table = average_models(converging, identity, draws, seed)
        tables.append(table.assign(check="convergence", measure="cosine"))
    first = ["pretraining", "task", "method", "check", "measure", "layer"]
    table = pd.concat(tables, ignore_index=True)
    return table[[*first, *(name for name in table.columns if name not in first)]]
