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
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from face_relevance.store.provenance import record_provenance

CHUNK_BYTES = 4 * 2**20


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
    path, manifest = Path(path), Path(manifest)
    path.parent.mkdir(parents=True, exist_ok=True)
    manifest.unlink(missing_ok=True)
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    stored = _with_string_objects(dataset).assign_attrs(record_provenance())
    try:
        stored.to_zarr(
            partial, mode="w", zarr_format=3, consolidated=True, encoding=_encoding(dataset)
        )
        content = {
            "digest": _digest_content(dataset),
            "files": sorted(str(f.relative_to(partial)) for f in partial.rglob("*") if f.is_file()),
        }
        # Snakemake creates the directory before the job or leaves the earlier result in it.
        shutil.rmtree(path, ignore_errors=True)
        partial.rename(path)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    write_json(content, manifest)


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


def _with_string_objects(dataset: xr.Dataset) -> xr.Dataset:
    """Turn fixed-width strings, which zarr v3 does not specify, into variable-length ones."""
    return dataset.assign(
        {
            name: variable.astype(object)
            for name, variable in dataset.variables.items()
            if variable.dtype.kind == "U"
        }
    )


def _encoding(dataset: xr.Dataset) -> dict[str, dict]:
    """Chunks of a few MiB along the first dimension: one image set is a handful of files."""
    encoding = {}
    for name, variable in dataset.data_vars.items():
        if variable.ndim and variable.dtype.kind in "iufb" and variable.size:
            rows = max(1, CHUNK_BYTES * variable.shape[0] // max(1, variable.nbytes))
            encoding[name] = {"chunks": (min(rows, variable.shape[0]), *variable.shape[1:])}
    return encoding


def _digest_content(dataset: xr.Dataset) -> str:
    """SHA-256 of names, dimensions, types, values and attributes."""
    digest = hashlib.sha256()
    for name in sorted(dataset.variables, key=str):
        variable = dataset.variables[name]
        values = np.ascontiguousarray(variable.values)
        header = [str(name), variable.dims, variable.shape, _plain(variable.attrs)]
        if values.dtype.kind in "OUT":
            digest.update(json.dumps([*header, values.astype(str).tolist()]).encode())
        else:
            digest.update(json.dumps([*header, values.dtype.str]).encode())
            digest.update(values.tobytes())
    digest.update(json.dumps(_plain(dataset.attrs), sort_keys=True).encode())
    return digest.hexdigest()


def _plain(attributes: dict) -> dict:
    return {str(k): v.tolist() if hasattr(v, "tolist") else v for k, v in attributes.items()}
