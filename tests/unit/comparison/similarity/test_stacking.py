import numpy as np
import pytest
import xarray as xr

from face_relevance.comparison.similarity import Representation, compute_rdms, stack_rdms
from face_relevance.comparison.similarity.rdms import label_rdm

ONE = label_rdm([[0, 1, 2], [1, 0, 3], [2, 3, 0]], ["a", "b", "c"])


def test_rdms_are_stacked_by_label_with_what_they_are_of():
    other = (ONE * 10).isel(condition=[2, 0, 1], paired_condition=[1, 2, 0])
    stack = stack_rdms(
        {
            Representation("pool3", "features", "pool3"): ONE,
            Representation("relevance epsilon", "relevance", "", "epsilon"): other.T,
        }
    )
    assert stack["representation"].values.tolist() == ["pool3", "relevance epsilon"]
    assert stack["kind"].values.tolist() == ["features", "relevance"]
    assert stack["layer"].values.tolist() == ["pool3", ""]
    assert stack["method"].values.tolist() == ["", "epsilon"]
    assert stack["condition"].values.tolist() == ["a", "b", "c"]
    assert stack["rdm"].dims == ("representation", "condition", "paired_condition")
    np.testing.assert_array_equal(stack["rdm"][0], ONE)
    np.testing.assert_array_equal(stack["rdm"][1], 10 * ONE)


def test_rdms_of_other_conditions_are_named():
    with pytest.raises(ValueError, match="'c' is in pool1 but not in pool2"):
        stack_rdms(
            {
                Representation("pool1", "features", "pool1"): ONE,
                Representation("pool2", "features", "pool2"): ONE[:2, :2],
            }
        )


IMAGES = xr.Dataset({"identity": ("image", ["p", "q", "p"])}, coords={"image": ["i0", "i1", "i2"]})
VARIED = xr.DataArray(
    [[1.0, 2, 4], [2, 1, 0], [1, 5, 1]], dims=("image", "unit"), coords={"image": IMAGES["image"]}
)
POOL = Representation("pool3", "features", "pool3")


@pytest.mark.parametrize("kind", ["relevance", "weighted"])
def test_relevance_that_is_zero_everywhere_is_left_out_and_named(caplog, kind):
    nothing = Representation(f"{kind} nothing", kind, "", "grad-cam")
    rdms = compute_rdms([(POOL, VARIED), (nothing, VARIED * 0)], IMAGES, "image")
    assert rdms["representation"].values.tolist() == ["pool3"]
    assert f"{kind} nothing is left out: all patterns are constant" in caplog.text


def test_relevance_that_is_zero_in_one_image_is_like_no_other():
    found = Representation("relevance epsilon", "relevance", "", "epsilon")
    patterns = VARIED.where(VARIED["image"] != "i1", 0)
    rdm = compute_rdms([(found, patterns)], IMAGES, "image")["rdm"][0]
    assert rdm.sel(condition="i1").values.tolist() == [1, 0, 1]


def test_features_that_are_constant_or_not_finite_are_refused_by_name():
    with pytest.raises(ValueError, match=r"^pool3: all patterns are constant"):
        compute_rdms([(POOL, VARIED * 0)], IMAGES, "image")
    with pytest.raises(ValueError, match=r"^pool3: the pattern of condition 'q' is not finite"):
        compute_rdms([(POOL, VARIED.where(VARIED["image"] != "i1"))], IMAGES, "identity")
