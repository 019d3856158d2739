import json
import shutil

import numpy as np
import pytest
import xarray as xr

from face_relevance.store import arrays, open_store, read_rows, write_store


@pytest.fixture
def dataset():
    rng = np.random.default_rng(0)
    return xr.Dataset(
        {
            "pixels": (("image", "y", "x"), rng.integers(0, 255, (6, 4, 4), dtype=np.uint8)),
            "identity": ("image", np.array(["a", "a", "b", "b", "c", "ccc"], dtype=object)),
        },
        coords={"image": [f"image-{i}" for i in range(6)]},
        attrs={"simulated": "yes"},
    )


@pytest.fixture
def stored(dataset, tmp_path):
    write_store(dataset, tmp_path / "faces.zarr", tmp_path / "faces.json")
    return tmp_path / "faces.zarr", tmp_path / "faces.json"


def test_what_is_written_comes_back_with_its_labels(dataset, stored):
    opened = open_store(*stored).load()
    np.testing.assert_array_equal(opened["pixels"], dataset["pixels"])
    assert opened["identity"].values.tolist() == dataset["identity"].values.tolist()
    assert opened["image"].values.tolist() == dataset["image"].values.tolist()
    assert opened.attrs["simulated"] == "yes"


@pytest.mark.parametrize("block", [1, 2, 4, 6, 1024])
@pytest.mark.parametrize("rows", [[0, 2, 3, 5], [5], [0, 1, 2, 3, 4, 5], []])
def test_rows_are_read_whatever_the_blocks(stored, dataset, rows, block, monkeypatch):
    monkeypatch.setattr(arrays, "_BLOCK", block)
    found = read_rows(open_store(*stored)["pixels"], np.array(rows, dtype=int))
    np.testing.assert_array_equal(found, dataset["pixels"].values[rows])


def test_strings_come_back_as_python_strings_that_can_be_cast(stored):
    opened = open_store(*stored)
    assert opened["identity"].dtype == object
    assert opened["image"].values.astype(str).dtype.kind == "U"


def test_a_store_names_code_revision_and_library_versions(stored):
    attributes = open_store(*stored).attrs
    assert attributes["code_revision"]
    assert "zarr 3" in attributes["versions"]


def test_equal_content_gives_an_equal_manifest(dataset, stored, tmp_path):
    write_store(dataset.copy(deep=True), tmp_path / "again.zarr", tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == stored[1].read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.assign(pixels=d["pixels"] + np.uint8(1)),
        lambda d: d.assign_attrs(simulated="no"),
        lambda d: d.assign_coords(image=[f"other-{i}" for i in range(6)]),
        lambda d: d.assign(pixels=d["pixels"].astype(np.int16)),
        lambda d: d.rename(pixels="values"),
    ],
    ids=["values", "attributes", "labels", "type", "names"],
)
def test_other_content_gives_another_manifest(dataset, stored, tmp_path, change):
    write_store(change(dataset), tmp_path / "other.zarr", tmp_path / "other.json")
    digests = [json.loads(p.read_text())["digest"] for p in (stored[1], tmp_path / "other.json")]
    assert digests[0] != digests[1]


def test_a_missing_chunk_is_named(stored):
    store, manifest = stored
    shutil.rmtree(store / "pixels" / "c")
    with pytest.raises(FileNotFoundError, match=r"faces\.zarr is incomplete.*pixels/c/0/0/0"):
        open_store(store, manifest)


def test_a_failed_write_leaves_neither_store_nor_manifest(dataset, tmp_path):
    dataset["image"].attrs["unit"] = object()  # which JSON cannot hold
    with pytest.raises(TypeError):
        write_store(dataset, tmp_path / "faces.zarr", tmp_path / "faces.json")
    assert list(tmp_path.iterdir()) == []


def test_an_existing_store_is_replaced_whole(dataset, stored):
    write_store(dataset[["identity"]], *stored)
    assert "pixels" not in open_store(*stored)
    assert not (stored[0] / "pixels").exists()
