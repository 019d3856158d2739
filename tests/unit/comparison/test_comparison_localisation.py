"""How well maps find the pixels that are known to decide."""

import numpy as np
import pytest
import xarray as xr
from sklearn.metrics import roc_auc_score

from face_relevance.comparison import LOCALISATION_MEASURES, expect_chance, score_localisation

ROUNDS = 2000


def label(values):
    names = np.array([f"face-{i}" for i in range(len(values))], dtype=object)
    return xr.DataArray(values, dims=("image", "y", "x"), coords={"image": names})


def repeat(array):
    """Each image many times, the copies one after another."""
    return label(np.repeat(array.values, ROUNDS, axis=0))


def average_copies(scores):
    """Mean scores (measure, image) over the copies."""
    return scores.values.reshape(len(scores), -1, ROUNDS).mean(axis=2)


@pytest.fixture
def masks():
    """Squares of different sizes and places."""
    values = np.zeros((6, 8, 9), dtype=bool)
    for image in range(6):
        values[image, image : image + 2, 1 : 3 + image] = True
    return label(values)


@pytest.fixture
def maps():
    """Coarse numbers of both signs, so that many pixels tie."""
    return label(np.random.default_rng(0).integers(-3, 6, (6, 8, 9)).astype(np.float32))


def test_hand_worked_scores():
    found = score_localisation(
        label(np.array([[[4.0, 2, -5], [1, 0, 3]]])),
        label(np.array([[[True, False, True], [False, False, True]]])),
    )
    # Positive: 4 + 3 of 10. The three largest are 4, 3 and 2. Of the nine pairs of a pixel inside
    # with one outside, 4 and 3 win three each.
    expected = {"mass": 0.7, "rank": 2 / 3, "pointing": 1, "auc": 6 / 9}
    for measure, value in expected.items():
        assert found.sel(measure=measure).item() == pytest.approx(value)


def test_area_is_that_of_scikit_learn_with_ties(maps, masks):
    found = score_localisation(maps, masks).sel(measure="auc")
    for image in maps.image.values:
        expected = roc_auc_score(
            masks.sel(image=image).values.ravel(), maps.sel(image=image).values.ravel()
        )
        assert found.sel(image=image).item() == pytest.approx(expected)


def test_ties_are_worth_what_random_breaking_gives_on_average(maps, masks):
    found = score_localisation(maps, masks)
    many = repeat(maps)
    noise = 0.5 * np.random.default_rng(1).random(many.shape)
    broken = average_copies(score_localisation(many + noise, repeat(masks)))
    for measure in ("rank", "pointing"):
        place = LOCALISATION_MEASURES.index(measure)
        np.testing.assert_allclose(broken[place], found.sel(measure=measure), atol=0.04)


def test_a_map_of_the_mask_is_perfect_and_its_negative_misses_everything(masks):
    perfect = score_localisation(masks.astype(np.float32), masks)
    np.testing.assert_allclose(perfect, 1)
    wrong = score_localisation(0.5 - masks.astype(np.float32), masks)
    np.testing.assert_allclose(wrong, 0)


@pytest.mark.parametrize("value", [0.0, 2.5, -1.0])
def test_a_constant_map_has_what_chance_has(masks, value):
    found = score_localisation(xr.full_like(masks, value, dtype=np.float32), masks)
    xr.testing.assert_allclose(found, expect_chance(masks))


def test_a_map_without_positive_relevance_has_what_chance_has(maps, masks):
    negative = -maps.clip(min=0)
    xr.testing.assert_allclose(score_localisation(negative, masks), expect_chance(masks))


def test_chance_is_the_share_of_the_image(masks):
    chance = expect_chance(masks)
    share = masks.mean(("y", "x"))
    for measure in ("mass", "rank", "pointing"):
        np.testing.assert_allclose(chance.sel(measure=measure), share)
    np.testing.assert_array_equal(chance.sel(measure="auc"), 0.5)


def test_noise_scores_what_chance_has_on_average(masks):
    many = repeat(masks)
    noise = label(np.random.default_rng(2).random(many.shape))
    found = average_copies(score_localisation(noise, many))
    np.testing.assert_allclose(found, expect_chance(masks), atol=0.04)


def test_maps_and_masks_are_joined_by_label(maps, masks):
    found = score_localisation(maps[[4, 1]], masks[::-1].transpose("x", "y", "image"))
    assert found.image.values.tolist() == ["face-4", "face-1"]
    assert found.measure.values.tolist() == list(LOCALISATION_MEASURES)
    everything = score_localisation(maps, masks)
    xr.testing.assert_allclose(found, everything.sel(image=["face-4", "face-1"]))


def test_scores_do_not_depend_on_the_unit(maps, masks):
    xr.testing.assert_allclose(
        score_localisation(1e-6 * maps, masks), score_localisation(maps, masks)
    )


def test_what_is_wrong_is_named(maps, masks):
    with pytest.raises(ValueError, match="masks: image 'face-2' is missing"):
        score_localisation(maps, masks.drop_sel(image="face-2"))
    with pytest.raises(ValueError, match="'face-0' is 8 by 9 pixels but its mask is 8 by 8"):
        score_localisation(maps, masks[..., 1:])
    for value, name in ((False, "empty"), (True, "full")):
        bad = masks.copy()
        bad[3] = value
        for score in (lambda bad: score_localisation(maps, bad), expect_chance):
            with pytest.raises(ValueError, match=f"mask of image 'face-3' is {name}"):
                score(bad)
    with pytest.raises(ValueError, match="'face-1' holds NaN"):
        score_localisation(maps.where(maps["image"] != "face-1"), masks)
    with pytest.raises(TypeError, match="type uint8"):
        score_localisation(maps, masks.astype(np.uint8))
