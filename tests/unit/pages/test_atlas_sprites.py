"""A sprite gives back the maps, and the very pixels that the study keeps."""

import numpy as np
import pytest
import xarray as xr
from packed import cut, read_sprite

from face_relevance.masking import divide_images, keep_masks, rank_pixels
from face_relevance.pages.atlas.chunks import MOST_PIXELS
from face_relevance.pages.atlas.scripts import write_call
from face_relevance.pages.atlas.sprites import (
    STEPS,
    ZERO,
    average_pixels,
    encode,
    find_first_kept,
    lay_out,
    paint_maps,
)

FRACTIONS = (0, 0.02, 0.1, 0.35, 0.5, 1)
NAMES = np.array([f"face-{i}" for i in range(7)], dtype=object)


@pytest.fixture
def maps():
    """Maps of very different size: noise, many ties, all positive, zeros."""
    values = np.random.default_rng(2).normal(size=(7, 6, 9)).astype(np.float32)
    values *= 10.0 ** np.arange(-9, 5, 2)[:, None, None]
    values[1] = np.sign(values[1])
    values[2] = np.abs(values[2])
    values[3] = 0
    return xr.DataArray(values, {"image": NAMES}, ("image", "y", "x"))


@pytest.fixture
def faces():
    pixels = np.random.default_rng(3).integers(0, 256, (7, 6, 9, 3), dtype=np.uint8)
    return xr.DataArray(pixels, {"image": NAMES}, ("image", "y", "x", "channel"))


def test_an_unpacked_map_is_the_map_within_a_255th_of_its_range(maps):
    painted, largest = paint_maps(maps.values, np.zeros(maps.shape, np.uint8))
    sprite = read_sprite(encode(lay_out(painted, 3)))
    assert sprite.shape == (3 * 6, 3 * 9, 3)
    for place, (values, end) in enumerate(zip(maps.values, largest, strict=True)):
        red = cut(sprite, place, 6, 9, 3)[:, :, 0].astype(float)
        found = (red - ZERO) / STEPS * end
        assert np.abs(found - values).max() <= 2 * end / 255
        assert end == np.abs(values).max()
        np.testing.assert_array_equal(red[values == 0], ZERO)
        # No relevance is ever told with the wrong sign.
        assert (found * values >= 0).all()


@pytest.mark.parametrize("sign", ["signed", "positive"])
@pytest.mark.parametrize("unit", ["pixel", "patch-2", "superpixel"])
def test_the_slider_keeps_the_very_pixels_that_the_study_keeps(maps, faces, sign, unit):
    ranks = rank_pixels(maps, 4, sign=sign, units=divide_images(faces, unit))
    first = find_first_kept(ranks.values, FRACTIONS)
    sprite = read_sprite(encode(lay_out(paint_maps(maps.values, first)[0], 4)))
    for place in range(7):
        green = cut(sprite, place, 6, 9, 4)[:, :, 1]
        for index, fraction in enumerate(FRACTIONS):
            kept = keep_masks(ranks, fraction).values[place]
            np.testing.assert_array_equal(green <= index, kept)


def test_a_number_of_kept_pixels_is_rounded_as_in_the_masks():
    ranks = np.arange(9, dtype=np.int32).reshape(1, 3, 3)
    for fraction in np.linspace(0, 1, 181)[1:-1]:
        first = find_first_kept(ranks, (0, fraction, 1))
        kept = keep_masks(xr.DataArray(ranks, dims=("image", "y", "x")), fraction)
        np.testing.assert_array_equal(first <= 1, kept)


def test_an_averaged_pixel_is_seen_when_half_of_its_pixels_are():
    ranks = np.array([[[0, 4, 1, 7], [5, 6, 2, 3]]], dtype=np.int32)
    # Two of the left four pixels are among the first 5, two of the right four among the first 3.
    fractions = (0, 2 / 8, 3 / 8, 4 / 8, 5 / 8, 1)
    np.testing.assert_array_equal(find_first_kept(ranks, fractions, 2), [[[4, 2]]])


def test_averaged_pixels_are_means_of_squares():
    values = np.arange(16.0).reshape(1, 4, 4)
    np.testing.assert_array_equal(average_pixels(values, 2), [[[2.5, 4.5], [10.5, 12.5]]])
    colours = np.stack([values, values + 1], axis=-1)
    np.testing.assert_array_equal(average_pixels(colours, 2)[..., 1], [[[3.5, 5.5], [11.5, 13.5]]])


def test_the_worst_sprite_stays_below_a_megabyte(tmp_path):
    side = int(MOST_PIXELS**0.5)
    noise = np.random.default_rng(0).integers(0, 256, (1, side, side, 3), dtype=np.uint8)
    write_call(tmp_path / "0.js", "images", 0, encode(lay_out(noise, 1)))
    assert (tmp_path / "0.js").stat().st_size < 1e6


def test_the_same_pictures_give_the_same_text(faces):
    assert encode(lay_out(faces.values, 4)) == encode(lay_out(faces.values.copy(), 4))


def test_a_number_that_json_cannot_say_is_refused(tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_call(tmp_path / "study.js", "study", {"score": float("nan")})
    assert not list(tmp_path.iterdir())
