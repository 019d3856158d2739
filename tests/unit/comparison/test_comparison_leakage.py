import numpy as np
import pytest
import xarray as xr

from face_relevance.comparison import measure_leakage
from face_relevance.comparison.leakage import average_cells

NAMES = np.array([f"face-{i:03}" for i in range(120)], dtype=object)


def by_image(values, dims="image"):
    return xr.DataArray(values, dims=dims, coords={"image": NAMES[: len(values)]})


WHO = np.repeat([f"p{i:02}" for i in range(30)], 4).astype(object)
GENDER = np.repeat(["female", "male"], 60).astype(object)
IDENTITY, LABELS, OWN = by_image(WHO), by_image(GENDER), by_image(NAMES)


def make_masks(rng, informative):
    """Masks of 20 % of the pixels; where informative, of men the upper half is kept more often."""
    chance = np.full((120, 32, 32), 0.2)
    if informative:
        upper = np.where(GENDER == "male", 0.3, 0.1)[:, None, None]
        chance[:, :16], chance[:, 16:] = upper, 0.4 - upper
    return by_image(rng.random(chance.shape) < chance, ("image", "y", "x"))


def test_masks_whose_shape_gives_the_gender_away_are_told_apart():
    found = measure_leakage(make_masks(np.random.default_rng(0), True), LABELS, IDENTITY, IDENTITY)
    assert found["accuracy"] == 1
    assert found["low"] > 0.85
    assert found["chance"] == 0.5
    assert (found["images"], found["identities"], found["classes"]) == (120, 30, 2)


def test_masks_at_random_give_nothing_away():
    found = measure_leakage(make_masks(np.random.default_rng(1), False), LABELS, IDENTITY, IDENTITY)
    assert found["low"] < 0.5 < found["high"]
    assert found["low"] < found["accuracy"] < found["high"]


def test_what_marks_an_identity_does_not_pass_for_its_gender():
    """Each person has a mark of its own: knowing it tells the gender of known persons only."""
    rng = np.random.default_rng(2)
    marks = np.repeat(rng.random((30, 16, 16)) < 0.3, 4, axis=0)
    masks = by_image(marks.repeat(2, axis=1).repeat(2, axis=2), ("image", "y", "x"))
    apart = measure_leakage(masks, LABELS, IDENTITY, IDENTITY)
    mixed = measure_leakage(masks, LABELS, IDENTITY, OWN)
    assert mixed["accuracy"] == 1
    assert apart["low"] < 0.5 < apart["high"]


def test_identity_is_told_from_other_images_of_the_same_people():
    rng = np.random.default_rng(3)
    marks = np.repeat(rng.random((30, 16, 16)) < 0.3, 4, axis=0) ^ (rng.random((120, 16, 16)) < 0.1)
    found = measure_leakage(by_image(marks, ("image", "y", "x")), IDENTITY, IDENTITY, OWN)
    assert found["accuracy"] > 0.95
    assert found["chance"] == pytest.approx(1 / 30)
    assert found["folds"] == 4


def test_two_images_of_each_person_are_enough_to_learn_and_test():
    rng = np.random.default_rng(3)
    marks = np.repeat(rng.random((60, 16, 16)) < 0.3, 2, axis=0)
    pairs = by_image(np.repeat([f"p{i:02}" for i in range(60)], 2).astype(object))
    found = measure_leakage(by_image(marks, ("image", "y", "x")), pairs, pairs, OWN)
    assert found["accuracy"] == 1
    assert found["folds"] == 2


def test_the_order_of_images_and_labels_does_not_matter():
    masks = make_masks(np.random.default_rng(4), False)
    order = np.random.default_rng(5).permutation(120)
    found = measure_leakage(masks, LABELS, IDENTITY, IDENTITY)
    again = measure_leakage(masks[order], LABELS[::-1], IDENTITY, IDENTITY[order])
    assert again == found


def test_classes_that_cannot_be_learned_and_tested_are_named():
    masks = make_masks(np.random.default_rng(6), False)
    with pytest.raises(ValueError, match="nothing to tell"):
        measure_leakage(masks[:20], LABELS, IDENTITY, IDENTITY)
    with pytest.raises(ValueError, match="'p00' is in one group only"):
        measure_leakage(masks, IDENTITY, IDENTITY, IDENTITY)


@pytest.mark.parametrize("size", [8, 16, 33, 64])
def test_cells_hold_the_kept_share_of_nearly_equal_parts(size):
    masks = np.random.default_rng(7).random((3, size, size)) < 0.5
    cells = average_cells(masks)
    assert cells.shape == (3, min(size, 16) ** 2)
    assert ((cells >= 0) & (cells <= 1)).all()
    if size % 16 == 0:
        np.testing.assert_allclose(cells.mean(axis=1), masks.mean(axis=(1, 2)))
