import numpy as np
import pytest
import xarray as xr

from face_relevance.comparison import arrange_patterns, build_reference


@pytest.fixture
def images():
    return xr.Dataset(
        {
            "identity": ("image", np.array(["b", "a", "b", "a"], dtype=object)),
            "shape": (("image", "coefficient"), [[3.0, 4], [0, 0], [3, 4], [0, 0]]),
        },
        coords={"image": ["i0", "i1", "i2", "i3"]},
    )


def test_known_shapes_give_distances_between_identities(images):
    rdm, name, clusters = build_reference(images)
    assert rdm["condition"].values.tolist() == ["a", "b"]
    np.testing.assert_allclose(rdm, [[0, 5], [5, 0]])
    assert "no human data" in name
    assert clusters is None
    values = xr.DataArray([1.0, 2, 3, 6], dims="image", coords={"image": images["image"]})
    np.testing.assert_allclose(arrange_patterns(values, images), [4, 2])


def test_unknown_shapes_give_identity_structure_over_images(images):
    images = images.drop_vars("shape")
    rdm, name, clusters = build_reference(images)
    assert rdm.sel(condition="i0").values.tolist() == [0, 1, 0, 1]
    assert clusters.values.tolist() == ["b", "a", "b", "a"]
    assert "identity" in name
    values = xr.DataArray([1.0, 2, 3, 6], dims="image", coords={"image": images["image"]})
    patterns = arrange_patterns(values, images)
    assert patterns.sel(condition="i3") == 6
