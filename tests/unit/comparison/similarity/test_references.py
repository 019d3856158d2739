import numpy as np
import pytest
import xarray as xr

from face_relevance.comparison.similarity import (
    arrange_patterns,
    build_reference,
    choose_conditions,
    read_judged,
)


@pytest.fixture
def images():
    return xr.Dataset(
        {
            "identity": ("image", np.array(["b", "a", "b", "a"], dtype=object)),
            "gender": ("image", np.array(["male", "female", "male", "female"], dtype=object)),
            "shape": (("image", "coefficient"), [[3.0, 4], [0, 0], [3, 4], [0, 0]]),
        },
        coords={"image": ["i0", "i1", "i2", "i3"]},
    )


def test_known_shapes_give_distances_between_identities(images):
    rdm, name, clusters = build_reference(images, "identity")
    assert rdm["condition"].values.tolist() == ["a", "b"]
    np.testing.assert_allclose(rdm, [[0, 5], [5, 0]])
    assert "shape" in name
    assert "no human data" in name
    assert clusters is None


def test_images_give_identity_structure_where_anybody_is_shown_twice(images):
    rdm, name, clusters = build_reference(images, "image")
    assert rdm.sel(condition="i0").values.tolist() == [0, 1, 0, 1]
    assert clusters.values.tolist() == ["b", "a", "b", "a"]
    assert "identity" in name
    assert "no human data" in name


def test_images_of_different_people_give_gender_structure(images):
    rdm, name, clusters = build_reference(images.isel(image=[0, 1]), "image")
    np.testing.assert_array_equal(rdm, [[0, 1], [1, 0]])
    assert "gender" in name
    assert "no human data" in name
    assert clusters is None


def test_images_that_nothing_makes_alike_are_refused(images):
    few = images.isel(image=[0, 1])
    message = r"the 2 compared images show nobody twice .* give judgements"
    for without in (few.drop_vars("gender"), few.assign(gender=("image", ["male", "male"]))):
        with pytest.raises(ValueError, match=message):
            build_reference(without, "image")


def test_patterns_are_averages_of_identities_or_single_images(images):
    values = xr.DataArray([1.0, 2, 3, 6], dims="image", coords={"image": images["image"]})
    means = arrange_patterns(values[::-1], images, "identity")
    assert means["condition"].values.tolist() == ["a", "b"]
    np.testing.assert_allclose(means, [4, 2])
    assert arrange_patterns(values, images, "image").sel(condition="i3") == 6


def test_conditions_are_what_is_judged_or_else_what_is_known(images):
    assert choose_conditions(images) == "identity"
    assert choose_conditions(images.drop_vars("shape")) == "image"
    assert choose_conditions(images, "image") == "image"
    assert choose_conditions(images.drop_vars("shape"), "identity") == "identity"


def test_faces_judged_in_any_setting_are_judged():
    stores = [xr.Dataset(coords={"condition": names}) for names in (["b", "c"], ["a", "b"])]
    assert read_judged(stores) == ["a", "b", "c"]
    assert read_judged([]) is None
