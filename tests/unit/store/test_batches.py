"""Stores that are written batch by batch."""

import itertools
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from face_relevance.store import columns as columns_module
from face_relevance.store import open_store, write_batches, write_store

WORKFLOW = Path(__file__).parents[3] / "workflow"


@pytest.fixture
def small_files(monkeypatch):
    """Chunks of 3 maps and files of 4 chunks, so that 100 maps fill several files."""
    monkeypatch.setattr(columns_module, "CHUNK_BYTES", 3 * 64)
    monkeypatch.setattr(columns_module, "SHARD_CHUNKS", 4)


def make(count):
    """Maps with labels, something per layer, and a variable that has no image."""
    rng = np.random.default_rng(0)
    return xr.Dataset(
        {
            "relevance": (("image", "y", "x"), rng.normal(size=(count, 4, 4)).astype(np.float32)),
            "ledger": (("image", "layer"), rng.normal(size=(count, 3)), {"units": "logit"}),
            "target": ("image", rng.choice(["no", "yes", "Zoë\n"], count).astype(object)),
            "right": ("image", rng.random(count) < 0.5),
            "weights": ("layer", np.arange(3)),
            "scale": ((), 2.0),
        },
        coords={
            "image": np.array([f"face-{i}" for i in range(count)], dtype=object),
            "identity": ("image", np.array([f"p{i % 7}" for i in range(count)], dtype=object)),
            "layer": np.array(["output", "fc8", "input"], dtype=object),
        },
        attrs={"method": "epsilon"},
    )


def cut(dataset, sizes):
    """Parts of the given sizes in turn, until nothing is left."""
    start = 0
    for size in itertools.cycle(sizes):
        if start >= dataset.sizes["image"]:
            return
        yield dataset.isel(image=slice(start, start + size))
        start += size


def write_both(dataset, sizes, folder):
    """Write at once and in batches; return the two pairs of store and manifest."""
    whole = folder / "whole.zarr", folder / "whole.json"
    parts = folder / "parts.zarr", folder / "parts.json"
    write_store(dataset, *whole)
    write_batches(cut(dataset, sizes), "image", *parts)
    return whole, parts


@pytest.mark.parametrize(
    "sizes",
    [[1], [7], [12], [13, 1, 30], [100], [5, 96], [36, 0, 64]],
    ids=lambda sizes: "-".join(map(str, sizes)),
)
def test_batches_of_any_size_give_the_files_and_the_digest_of_the_whole(
    small_files, tmp_path, sizes
):
    dataset = make(100)
    whole, parts = write_both(dataset, sizes, tmp_path)
    assert whole[1].read_bytes() == parts[1].read_bytes()
    xr.testing.assert_identical(open_store(*parts).load(), open_store(*whole).load())
    opened = open_store(*parts).load()
    xr.testing.assert_equal(opened, dataset)
    assert set(opened.coords) == {"image", "identity", "layer"}
    assert opened["ledger"].attrs == {"units": "logit"}
    for file in json.loads(whole[1].read_text())["files"]:
        assert (whole[0] / file).read_bytes() == (parts[0] / file).read_bytes(), file


@pytest.mark.parametrize("count", [1, 2, 11, 12, 13, 24, 25])
def test_every_number_of_rows_around_the_size_of_a_file_comes_back(small_files, tmp_path, count):
    dataset = make(count)
    whole, parts = write_both(dataset, [5], tmp_path)
    assert whole[1].read_bytes() == parts[1].read_bytes()
    xr.testing.assert_equal(open_store(*parts).load(), dataset)


def test_long_arrays_lie_in_few_files_of_many_chunks(small_files, tmp_path):
    write_store(make(100), tmp_path / "maps.zarr", tmp_path / "maps.json")
    files = json.loads((tmp_path / "maps.json").read_text())["files"]
    assert sum(file.startswith("relevance/c/") for file in files) == 9  # ⌈100 / 12⌉
    opened = open_store(tmp_path / "maps.zarr", tmp_path / "maps.json")
    assert opened["relevance"].encoding["chunks"] == (3, 4, 4)
    assert opened["relevance"].encoding["shards"] == (12, 4, 4)


def test_an_array_that_fills_no_file_has_chunks_no_longer_than_itself(tmp_path):
    write_store(make(5), tmp_path / "maps.zarr", tmp_path / "maps.json")
    opened = open_store(tmp_path / "maps.zarr", tmp_path / "maps.json")
    assert opened["relevance"].encoding["chunks"] == (5, 4, 4)
    assert opened["relevance"].encoding["shards"] is None


@pytest.mark.parametrize(
    ("position", "change"),
    [
        (99, lambda d: d.assign(relevance=d["relevance"] + np.float32(1))),
        (50, lambda d: d.assign(target=d["target"].copy(data=np.full(d.sizes["image"], "so")))),
    ],
    ids=["a value at the end", "a label in the middle"],
)
def test_a_change_in_one_batch_changes_the_digest(tmp_path, position, change):
    dataset = make(100)
    parts = list(cut(dataset, [1]))
    parts[position] = change(parts[position])
    write_store(dataset, tmp_path / "a.zarr", tmp_path / "a.json")
    write_batches(parts, "image", tmp_path / "b.zarr", tmp_path / "b.json")
    digests = [json.loads((tmp_path / f"{name}.json").read_text())["digest"] for name in "ab"]
    assert digests[0] != digests[1]


def test_rows_that_are_moved_across_a_boundary_of_batches_change_the_digest(tmp_path):
    dataset = make(4)
    swapped = dataset.isel(image=[0, 2, 1, 3])
    for name, batches in {"a": cut(dataset, [2]), "b": cut(swapped, [2])}.items():
        write_batches(batches, "image", tmp_path / f"{name}.zarr", tmp_path / f"{name}.json")
    digests = [json.loads((tmp_path / f"{name}.json").read_text())["digest"] for name in "ab"]
    assert digests[0] != digests[1]


def test_an_interruption_leaves_neither_store_nor_manifest(small_files, tmp_path):
    def batches():
        yield from itertools.islice(cut(make(100), [10]), 5)
        raise RuntimeError("the model vanished")

    with pytest.raises(RuntimeError, match="the model vanished"):
        write_batches(batches(), "image", tmp_path / "maps.zarr", tmp_path / "maps.json")
    assert list(tmp_path.iterdir()) == []


def test_no_batch_at_all_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="not a single batch"):
        write_batches([], "image", tmp_path / "maps.zarr", tmp_path / "maps.json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.assign_attrs(method="random"), "differs from the first"),
        (lambda d: d.assign_coords(layer=["output", "fc7", "input"]), "differs from the first"),
        (lambda d: d.drop_vars("ledger"), "differs from the first"),
        (lambda d: d.assign(ledger=d["ledger"].astype(np.float32)), "ledger: rows of float32"),
    ],
    ids=["attributes", "labels", "variables", "type"],
)
def test_a_batch_that_does_not_fit_to_the_first_is_refused(tmp_path, change, message):
    first, second = cut(make(10), [5])
    with pytest.raises(ValueError, match=message):
        write_batches([first, change(second)], "image", tmp_path / "m.zarr", tmp_path / "m.json")
    assert list(tmp_path.iterdir()) == []


def test_batches_along_a_second_dimension_are_refused(tmp_path):
    parts = list(cut(make(10).transpose("layer", "image", ...), [5]))
    with pytest.raises(ValueError, match="ledger: 'image' must be its first dimension"):
        write_batches(parts, "image", tmp_path / "maps.zarr", tmp_path / "maps.json")


MEASURE = """
import resource, sys
import numpy as np, xarray as xr
from face_relevance.store import write_batches

rng = np.random.default_rng(0)
def batches(count):
    for start in range(0, count, 5):
        maps = rng.normal(size=(5, 224, 224)).astype(np.float32)
        # What is small waits longer than the maps do, and lies between them in memory.
        small = {"score": ("image", maps.max((1, 2))), "ledger": ("image", maps.sum((1, 2)))}
        labels = [f"face-{i}" for i in range(start, start + 5)]
        yield xr.Dataset({"relevance": (("image", "y", "x"), maps), **small}, {"image": labels})

def write(count):
    write_batches(batches(count), "image", sys.argv[1] + "/m.zarr", sys.argv[1] + "/m.json")

write(160)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
write(2000)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def measure_growth(folder):
    """Mebibytes by which memory grows when 2000 maps of 224 px (383 MiB) are written."""
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", MEASURE, str(folder)],
        env={"PYTHONPATH": str(WORKFLOW)},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(result.stdout)


def test_memory_does_not_grow_with_the_number_of_batches(tmp_path):
    # Maps that are all in memory need 383 MiB, and with what is made of them twice as much.
    assert measure_growth(tmp_path) < 150
