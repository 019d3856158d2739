"""One variable of a store on its way to disk: digested row by row, written in whole files.

Rows come in batches of any size. What is written, where it is cut and what the digest says depend
on the rows alone, so that the same content gives the same files and the same digest.
"""

import hashlib
import json

import numpy as np
import xarray as xr
import zarr

CHUNK_BYTES = 4 * 2**20
"""What a reader decompresses at a time."""

SHARD_CHUNKS = 8
"""Chunks in a file, in arrays that fill at least one such file; in others a chunk is a file."""

STRING_BYTES = 32
"""What a string is taken to need: the layout must be known before the last one is."""


class Column:
    """One variable of a store, to which rows are appended.

    Parameters
    ----------
    group : zarr.Group
        Where the array is made.
    name : str
        Name of the variable.
    variable : xarray.Variable
        Tells dimensions, type, attributes and the shape of a row; nothing of it is written yet.
    """

    def __init__(self, group: zarr.Group, name: str, variable: xr.Variable):
        self._group, self._name = group, name
        self._dims, self._row_shape = variable.dims, variable.shape[1:]
        self._attributes = plain_attributes(variable.attrs)
        self._is_text = variable.dtype.kind in "OUT"
        self._dtype = np.dtype(object) if self._is_text else variable.dtype
        value_bytes = STRING_BYTES if self._is_text else self._dtype.itemsize
        self._chunk = max(1, CHUNK_BYTES // max(1, value_bytes * int(np.prod(self._row_shape))))
        self._shard = SHARD_CHUNKS * self._chunk
        self._array: zarr.Array | None = None
        self._digest = hashlib.sha256()
        self._buffer = np.empty((0, *self._row_shape), self._dtype)
        self._waiting = 0  # rows in the buffer
        self._rows = 0

    def append(self, values: np.ndarray) -> None:
        """Append rows (N, …): those that fill a file are written, the others wait.

        Raises
        ------
        ValueError
            If the rows have another type or shape than the variable that opened the column.
        """
        values = np.asarray(values, self._dtype if self._is_text else None, order="C")
        if values.dtype != self._dtype or values.shape[1:] != self._row_shape:
            raise ValueError(
                f"{self._name}: rows of {values.dtype} {values.shape[1:]} cannot follow rows of "
                f"{self._dtype} {self._row_shape}"
            )
        self._enter_digest(values)
        if not self._dims:
            self._create((), (), None)[...] = values
            return
        self._rows += len(values)
        while len(values):
            taken = values[: self._shard - self._waiting]
            values = values[len(taken) :]
            if len(taken) == self._shard:
                self._write(taken, self._chunk, self._shard)
                continue
            self._keep(taken)
            if self._waiting == self._shard:
                self._write(self._buffer, self._chunk, self._shard)
                self._waiting = 0

    def finish(self) -> dict:
        """Write the rows that wait; return what the column holds, with a digest of its values."""
        rest = self._buffer[: self._waiting]
        if self._array is None and self._dims:
            self._write(rest, min(self._chunk, max(1, len(rest))), None)
        elif len(rest):
            self._write(rest, self._chunk, self._shard)
        return {
            "name": self._name,
            "dimensions": self._dims,
            "shape": (self._rows, *self._row_shape) if self._dims else (),
            "type": "string" if self._is_text else self._dtype.str,
            "attributes": self._attributes,
            "sha256": self._digest.hexdigest(),
        }

    def _enter_digest(self, values: np.ndarray) -> None:
        if self._is_text:
            lines = (json.dumps(str(value)) + "\n" for value in values.ravel())
            self._digest.update("".join(lines).encode())
        elif values.size:
            self._digest.update(values)

    def _keep(self, rows: np.ndarray) -> None:
        """Copy rows into the buffer, which doubles up to a file.

        To keep the rows themselves would hold bits of memory all over the heap, between which no
        later batch fits: the process would grow by as much as all batches together.
        """
        end = self._waiting + len(rows)
        if end > len(self._buffer):
            size = min(self._shard, max(end, 2 * len(self._buffer)))
            grown = np.empty((size, *self._row_shape), self._dtype)
            grown[: self._waiting] = self._buffer[: self._waiting]
            self._buffer = grown
        self._buffer[self._waiting : end] = rows
        self._waiting = end

    def _write(self, rows: np.ndarray, chunk: int, shard: int | None) -> None:
        """Write rows behind the others, which end where a file ends: no file is written twice."""
        if self._array is None:
            shards = None if shard is None else (shard, *self._row_shape)
            self._array = self._create((0, *self._row_shape), (chunk, *self._row_shape), shards)
        self._array.append(rows)

    def _create(self, shape: tuple, chunks: tuple, shards: tuple | None) -> zarr.Array:
        return self._group.create_array(
            self._name,
            shape=shape,
            dtype=str if self._is_text else self._dtype,
            chunks=tuple(max(1, size) for size in chunks),
            shards=shards,
            dimension_names=self._dims,
            attributes=self._attributes,
        )


def plain_attributes(attributes: dict) -> dict:
    """Return attributes as JSON takes them: numpy's numbers and arrays become Python's."""
    return {str(k): v.tolist() if hasattr(v, "tolist") else v for k, v in attributes.items()}
