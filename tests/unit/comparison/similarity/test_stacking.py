import numpy as np
import pytest

from face_relevance.comparison import Representation, stack_rdms
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
