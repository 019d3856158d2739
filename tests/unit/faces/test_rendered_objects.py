from collections import Counter

import numpy as np
import pytest
import xarray as xr

from face_relevance.faces import (
    FAMILIES,
    locate_objects,
    rendered_classes,
    rendered_objects,
    sample_object,
)


@pytest.fixture(scope="module")
def objects():
    return rendered_objects(32, 5, train_views_per_family=3, test_views_per_family=2)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_solid_is_closed_and_turned_outside(family):
    for seed in range(5):
        mesh = sample_object(np.random.default_rng(seed), family).mesh
        a, b, c = np.moveaxis(mesh.vertices[mesh.triangles], 1, 0)
        assert np.sum(np.cross(a, b) * c) / 6 > 0.01
        assert np.linalg.norm(mesh.vertices, axis=1).max() == pytest.approx(1)

        _, welded = np.unique(mesh.vertices.round(6), axis=0, return_inverse=True)
        corners = welded.ravel()[mesh.triangles]
        edges = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
        edges = Counter(map(tuple, edges[edges[:, 0] != edges[:, 1]].tolist()))
        assert all(edges[end, start] == count for (start, end), count in edges.items())


def test_the_same_seed_gives_the_same_bits(objects):
    again = rendered_objects(32, 5, 3, 2)
    xr.testing.assert_identical(objects, again)


def test_more_images_leave_the_others_unchanged(objects):
    more = rendered_objects(32, 5, 4, 3)
    xr.testing.assert_identical(more.sel(image=objects["image"].values), objects)


def test_every_family_has_its_share_of_each_split(objects):
    assert len(FAMILIES) >= 12
    for family in FAMILIES:
        split = objects["split"].sel(task="pretraining").values[objects["family"].values == family]
        assert split.tolist() == ["train"] * 3 + ["test"] * 2


def test_no_two_pictures_are_the_same_and_none_is_empty(objects):
    flat = objects["pixels"].values.reshape(objects.sizes["image"], -1)
    assert len(np.unique(flat, axis=0)) == len(flat)
    assert flat.std(axis=1).min() > 3


def test_an_unknown_family_is_refused():
    with pytest.raises(ValueError, match="teapot"):
        sample_object(np.random.default_rng(0), "teapot")


def test_the_classes_of_a_task_are_the_same_objects_with_a_validation_split(objects):
    classes = rendered_classes(32, 5, 3, 1, 2)
    assert classes.sizes["image"] == 6 * len(FAMILIES)
    again = classes.sel(image=objects["image"].values)
    np.testing.assert_array_equal(again["pixels"], objects["pixels"])
    np.testing.assert_array_equal(again["class"], objects["family"])
    split = classes["split"].sel(task="classification")
    assert Counter(split.values) == {"train": 48, "validation": 16, "test": 32}
    assert classes.attrs["simulated"] == "yes"
    assert "pose" not in classes


def test_objects_are_where_their_pictures_differ_from_the_backdrop():
    images = rendered_classes(32, 5, 1, 0, 1)
    names = images["image"].values[::-1]
    found = locate_objects(names, 32, 5)
    assert found["image"].values.tolist() == names.tolist()
    assert 0.1 < found.mean() < 0.6
    for name in names:
        pixels = images["pixels"].sel(image=name).values.astype(float)
        share = found.sel(image=name).values
        # A wall without an object changes little from pixel to pixel.
        wall = (share[:, 1:] == 0) & (share[:, :-1] == 0)
        assert np.abs(np.diff(pixels, axis=1))[wall].max() <= 3, name
        assert 0.05 < (share == 1).mean() < 0.9, name


def test_only_pictures_of_classes_have_known_objects():
    for name in ("teapot-test-000", "box-test-first", "face"):
        with pytest.raises(ValueError, match=f"image '{name}' is no picture of an object"):
            locate_objects([name], 32, 5)
