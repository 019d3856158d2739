"""Joining arrays by label."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import xarray as xr


def read_names(names: Iterable[object]) -> np.ndarray:
    """Read names of any string type as Python strings.

    Parameters
    ----------
    names : iterable
        Names; zarr stores give numpy's StringDType, pandas and xarray objects.

    Returns
    -------
    numpy.ndarray, (N,), object
    """
    return np.array([str(name) for name in names], dtype=object)


def select_labels(array: xr.DataArray, dim: str, labels: Sequence[str], what: str) -> xr.DataArray:
    """Select entries by label, never by position.

    Parameters
    ----------
    array : xarray.DataArray
        Array with unique labels on `dim`.
    dim : str
        Dimension to join on.
    labels : sequence of str
        Labels wanted, in this order.
    what : str
        Name of the array in messages.

    Returns
    -------
    xarray.DataArray

    Raises
    ------
    ValueError
        If the array has no labels, one label twice, or lacks one of those wanted.
    """
    if dim not in array.indexes:
        raise ValueError(f"{what}: dimension {dim!r} has no labels; give them as a coordinate")
    known = array.indexes[dim]
    if not known.is_unique:
        twice = known[known.duplicated()][0]
        raise ValueError(f"{what}: {dim} {twice!r} occurs twice; labels must be unique")
    missing = [label for label in labels if label not in known]
    if missing:
        raise ValueError(f"{what}: {dim} {str(missing[0])!r} is missing ({len(missing)} in all)")
    return array.sel({dim: list(labels)})


def common_labels(arrays: Mapping[str, xr.DataArray | xr.Dataset], dim: str) -> list[str]:
    """Find the labels that all arrays carry, in sorted order.

    Parameters
    ----------
    arrays : mapping of str to xarray.DataArray or Dataset
        Arrays by the name that messages use.
    dim : str
        Dimension that is labelled.

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If the sets of labels differ; the message names one array and one label.
    """
    first, *others = arrays
    labels = set(arrays[first][dim].values)
    for other in others:
        odd = sorted(labels ^ set(arrays[other][dim].values))
        if odd:
            has, lacks = (first, other) if odd[0] in labels else (other, first)
            raise ValueError(
                f"{dim} {str(odd[0])!r} is in {has} but not in {lacks} ({len(odd)} differ); "
                "all must cover the same"
            )
    return sorted(labels)
