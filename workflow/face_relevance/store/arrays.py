"""Zarr stores that are complete or absent, each with a manifest beside it.

Snakemake takes no checksum of a directory, so a store that is rewritten byte for byte would
re-run everything that follows. The manifest is a small file with a digest of the *content*
(values, labels and attributes, but not the provenance, which names the code revision): equal
content gives an equal manifest, whose checksum Snakemake does compare.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import xarray as xr
import zarr

from face_relevance.store.columns import Column, plain_attributes
from face_relevance.store.provenance import record_provenance

_BLOCK = 1024
"""Rows that are read at a time."""


def write_store(dataset: xr.Dataset, path: str | Path, manifest: str | Path) -> None:
    """Write a dataset as a consolidated zarr v3 store, together with its manifest.

    Parameters
    ----------
    dataset : xarray.Dataset
        What to store. String coordinates are kept as variable-length strings.
    path : path-like
        The store's directory, by convention ``*.zarr``. An existing one is replaced.
    manifest : path-like
        The manifest's file, written last: a store with a manifest is complete.

    Notes
    -----
    Everything is written under a temporary name and renamed, so that an interrupted job leaves
    no half-written store behind. The provenance (code revision, versions of the libraries) is
    added to the attributes but not to the digest.
    """
    write_batches([dataset], None, path, manifest)


def write_batches(
    batches: Iterable[xr.Dataset], dim: str | None, path: str | Path, manifest: str | Path
) -> None:
    """Write a store from batches of a dataset, with no more than a few of them in memory.

    Parameters
    ----------
    batches : iterable of xarray.Dataset
        Parts of one dataset along `dim`, in order; each is let go once it is written. What does
        not lie along `dim`, and the attributes, must be the same in all.
    dim : str or None
        The dimension along which they follow one another, the first of every variable that has
        it; None for a single batch.
    path, manifest : path-like
        As in :func:`write_store`; files and manifest are those that it makes of the whole.

    Raises
    ------
    ValueError
        If there is no batch, or one does not fit to the first.
    """
    path, manifest = Path(path), Path(manifest)
    path.parent.mkdir(parents=True, exist_ok=True)
    manifest.unlink(missing_ok=True)
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    try:
        digest = _write_columns(batches, dim, partial)
        # Last, or the metadata would not be that of the whole.
        zarr.consolidate_metadata(partial, zarr_format=3)
        files = sorted(str(f.relative_to(partial)) for f in partial.rglob("*") if f.is_file())
        # Snakemake creates the directory before the job or leaves the earlier result in it.
        shutil.rmtree(path, ignore_errors=True)
        partial.rename(path)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    write_json({"digest": digest, "files": files}, manifest)


def open_store(path: str | Path, manifest: str | Path) -> xr.Dataset:
    """Open a store after a check against its manifest.

    Parameters
    ----------
    path : path-like
        The store's directory.
    manifest : path-like
        The manifest that was written with it.

    Returns
    -------
    xarray.Dataset
        Lazily loaded from zarr.

    Raises
    ------
    FileNotFoundError
        If the store, or a file that its manifest lists, is missing.
    """
    listed = read_json(manifest)["files"]
    for name in listed:
        if not Path(path, name).is_file():
            raise FileNotFoundError(
                f"{path} is incomplete: its manifest {manifest} lists {name}, which is missing; "
                f"delete {manifest} and run the workflow again"
            )
    dataset = xr.open_zarr(path, consolidated=True, chunks=None)
    # numpy's StringDType, in which strings come back, cannot be cast or compared everywhere.
    return dataset.assign(
        {
            name: variable.astype(object)
            for name, variable in dataset.variables.items()
            if variable.dtype.kind == "T"
        }
    )


def open_stores(
    paths: Sequence[str | Path], manifests: Sequence[str | Path]
) -> Iterator[xr.Dataset]:
    """Open several stores, one after the other, each with its own manifest.

    Parameters
    ----------
    paths, manifests : sequence of path-like
        In the same order; see :func:`open_store`.

    Yields
    ------
    xarray.Dataset

    Raises
    ------
    FileNotFoundError
        As :func:`open_store`.
    """
    for path, manifest in zip(paths, manifests, strict=True):
        yield open_store(path, manifest)


def read_rows(array: xr.DataArray, rows: np.ndarray) -> np.ndarray:
    """Read many rows of a stored array.

    Parameters
    ----------
    array : xarray.DataArray
        Lazily loaded; its first dimension counts the rows.
    rows : numpy.ndarray of int
        Places in ascending order.

    Returns
    -------
    numpy.ndarray
        In the order given.

    Notes
    -----
    Reads contiguous blocks and picks from them: for scattered rows of a shard zarr 3.1.6 takes a
    hundred times as long and needs gigabytes.
    """
    ends = np.arange(0, array.shape[0] + _BLOCK, _BLOCK)
    parts = np.split(rows, np.searchsorted(rows, ends[1:-1]))
    return np.concatenate(
        [
            array[start : start + _BLOCK].values[part - start]
            for start, part in zip(ends, parts, strict=False)
        ]
    )


def write_json(content: dict, path: str | Path) -> None:
    """Write JSON (sorted keys, indented) under a temporary name and rename it."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    partial.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n")
    partial.replace(path)


def read_json(path: str | Path) -> dict:
    """Read a JSON file."""
    return json.loads(Path(path).read_text())


def _write_columns(batches: Iterable[xr.Dataset], dim: str | None, folder: Path) -> str:
    """Write all variables of all batches into a folder; return a digest of the content."""
    group = zarr.open_group(folder, mode="w", zarr_format=3)
    first, columns = None, {}
    for batch in batches:
        if first is None:
            first = batch.isel({dim: slice(0)} if dim else {})
            columns = {name: Column(group, name, v) for name, v in sorted(batch.variables.items())}
            appended = batch.variables
        else:
            _require_same(batch, first, dim)
            appended = {name: v for name, v in batch.variables.items() if dim in v.dims}
        for name, variable in appended.items():
            if dim in variable.dims[1:]:
                raise ValueError(f"{name}: '{dim}' must be its first dimension")
            columns[name].append(variable.values)
    if first is None:
        raise ValueError("there is nothing to store: not a single batch came")
    described = [column.finish() for column in columns.values()]
    attributes = plain_attributes(first.attrs)
    labels = sorted(set(first.coords) - set(first.dims))
    # The name under which xarray looks for what is a label but not that of a dimension.
    labels = {"coordinates": " ".join(labels)} if labels else {}
    group.attrs.put({**attributes, **record_provenance(), **labels})
    content = json.dumps([described, attributes, labels], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _require_same(batch: xr.Dataset, first: xr.Dataset, dim: str | None) -> None:
    """Raise a ValueError unless a batch differs from the first one along `dim` only."""
    if dim is None or not batch.isel({dim: slice(0)}).identical(first):
        raise ValueError(
            f"a batch differs from the first one in more than its part of '{dim}'; labels and "
            "attributes must be the same in all"
        )
