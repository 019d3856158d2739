"""Data in and out: labelled zarr stores with manifests, pinned downloads, logs and progress.

A store is written whole or not at all, and its manifest holds a digest of what it contains, so
that a workflow can tell a new result from the same result written again.
"""

from face_relevance.store.arrays import (
    open_store,
    open_stores,
    read_json,
    read_rows,
    write_batches,
    write_json,
    write_store,
)
from face_relevance.store.carriers import (
    Carrier,
    CarrierError,
    fetch_carrier,
    read_carrier_registry,
)
from face_relevance.store.code import digest_code, digest_files
from face_relevance.store.csv_files import CsvError, read_csv_rows, read_csv_table, require_columns
from face_relevance.store.jobs import job, progress
from face_relevance.store.provenance import digest_config, record_provenance
from face_relevance.store.tables import write_table, write_tables

__all__ = [
    "Carrier",
    "CarrierError",
    "CsvError",
    "digest_code",
    "digest_config",
    "digest_files",
    "fetch_carrier",
    "job",
    "open_store",
    "open_stores",
    "progress",
    "read_carrier_registry",
    "read_csv_rows",
    "read_csv_table",
    "read_json",
    "read_rows",
    "record_provenance",
    "require_columns",
    "write_batches",
    "write_json",
    "write_store",
    "write_table",
    "write_tables",
]
