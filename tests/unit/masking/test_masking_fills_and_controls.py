import numpy as np
import pytest
from scipy import stats

from face_relevance.masking import CONTROLS, FILLS, measure_mean_colour, rank_pixels


def test_mean_colour_is_the_mean_of_the_given_images():
    images = np.zeros((2, 3, 3, 3), np.uint8)
    images[0, ..., 0] = 200
    images[:, 0, :, 2] = 30
    np.testing.assert_allclose(measure_mean_colour(images), [100, 0, 10])


def test_mean_colour_fills_every_pixel():
    fill = FILLS["mean-colour"](np.zeros((2, 4, 5, 3), np.uint8), [10.4, 20.6, 255])
    assert fill.dtype == np.uint8
    assert fill.shape == (2, 4, 5, 3)
    np.testing.assert_array_equal(fill.reshape(-1, 3), np.tile([10, 21, 255], (40, 1)))


@pytest.mark.parametrize("colour", [None, [1, 2], [0, 0, 300], [0, 0, np.nan]])
def test_mean_colour_refuses_anything_but_a_colour(colour):
    with pytest.raises(ValueError, match="mean_colour"):
        FILLS["mean-colour"](np.zeros((1, 2, 2, 3), np.uint8), colour)


def test_blur_keeps_flat_images_and_the_mean_and_takes_out_detail():
    flat = np.full((1, 20, 20, 3), 77, np.uint8)
    np.testing.assert_array_equal(FILLS["gaussian-blur"](flat, None), flat)
    checks = (np.indices((40, 40)).sum(0) % 2 * 255).astype(np.uint8)
    blurred = FILLS["gaussian-blur"](np.stack([checks] * 3, -1)[None], None)
    assert blurred.std() < 5
    assert blurred.mean() == pytest.approx(127.5, abs=1)


def test_blur_mixes_neither_images_nor_channels():
    images = np.zeros((2, 16, 16, 3), np.uint8)
    images[0, ..., 1] = 255
    blurred = FILLS["gaussian-blur"](images, None)
    assert blurred[1].max() == 0
    assert blurred[0, ..., [0, 2]].max() == 0


def test_random_maps_depend_on_label_and_seed_not_on_position(maps):
    own = maps["faces/gender/seed-1"]
    random = CONTROLS["random"](own, 7)
    np.testing.assert_array_equal(CONTROLS["random"](own[::-1], 7), random[::-1])
    np.testing.assert_array_equal(CONTROLS["random"](own[:3], 7), random[:3])
    assert not np.array_equal(random, CONTROLS["random"](own, 8))
    assert stats.kstest(random.values.ravel(), "uniform").pvalue > 0.01


def test_random_maps_are_independent_of_how_ties_break(maps):
    flat = maps["faces/gender/seed-1"] * 0
    ties, random = rank_pixels(flat, 0), rank_pixels(CONTROLS["random"](flat, 0), 0)
    assert abs(stats.spearmanr(ties.values.ravel(), random.values.ravel()).statistic) < 0.15


def test_inverse_keeps_the_least_relevant_first(maps):
    own = maps["faces/gender/seed-1"]
    inverse = rank_pixels(CONTROLS["inverse"](own, 0), seed=2)
    least = rank_pixels(own, seed=2, order="keep-least-relevant")
    np.testing.assert_array_equal(inverse, least)


def test_centre_prior_falls_with_the_distance_from_the_centre(maps):
    prior = CONTROLS["centre-prior"](maps["faces/gender/seed-1"], 0)
    distance = np.hypot(*(np.indices((8, 8)) - 3.5)).ravel()
    rank = stats.spearmanr(prior[4].values.ravel(), distance).statistic
    assert rank == pytest.approx(-1, abs=1e-3)
    np.testing.assert_array_equal(prior, np.broadcast_to(prior[0], prior.shape))
