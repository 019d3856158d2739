import numpy as np
import pytest
import xarray as xr

from face_relevance.masking import divide_images, keep_masks, rank_pixels


def make_images(pixels):
    names = np.array([f"face-{i}" for i in range(len(pixels))], dtype=object)
    dims = ("image", "y", "x", "channel")
    return xr.DataArray(np.asarray(pixels, np.uint8), dims=dims, coords={"image": names})


@pytest.fixture
def images():
    return make_images(np.random.default_rng(2).integers(0, 256, (3, 14, 10, 3)))


@pytest.fixture
def maps(images):
    values = np.random.default_rng(3).normal(size=images.shape[:3])
    return images.isel(channel=0, drop=True).astype(float).copy(data=values)


def test_patches_are_squares_from_the_top_left():
    units = divide_images(make_images(np.zeros((2, 3, 5, 3))), "patch-2")
    expected = [[0, 0, 1, 1, 2], [0, 0, 1, 1, 2], [3, 3, 4, 4, 5]]
    np.testing.assert_array_equal(units, [expected, expected])


def test_superpixels_follow_the_colours_of_each_image():
    pixels = np.zeros((2, 40, 40, 3), np.uint8)
    pixels[0, :, 17:] = [200, 30, 30]
    pixels[1, 9:] = [30, 30, 200]
    units = divide_images(make_images(pixels), "superpixel").values
    for unit, colour in zip(units, pixels, strict=True):
        assert sorted(np.unique(unit)) == list(range(unit.max() + 1))
        assert 50 < unit.max() < 130
        colours = [np.unique(colour[unit == number], axis=0) for number in range(unit.max() + 1)]
        assert all(len(found) == 1 for found in colours)


def test_units_join_by_label(images, maps):
    units = divide_images(images, "superpixel")
    ranks = rank_pixels(maps, 1, units=units)
    xr.testing.assert_equal(rank_pixels(maps, 1, units=units[::-1]), ranks)
    with pytest.raises(ValueError, match="units: image 'face-2' is missing"):
        rank_pixels(maps, 1, units=units[:2])


@pytest.mark.parametrize("unit", ["patch-1", "patch-3", "patch-20", "superpixel"])
@pytest.mark.parametrize("fraction", [0, 0.03, 0.5, 0.77, 1])
def test_a_mask_of_units_keeps_exactly_the_asked_number_of_pixels(images, maps, unit, fraction):
    units = divide_images(images, unit)
    ranks = rank_pixels(maps, 1, units=units)
    np.testing.assert_array_equal(np.sort(ranks.values.reshape(3, -1)), [np.arange(140)] * 3)
    keep = keep_masks(ranks, fraction)
    np.testing.assert_array_equal(keep.sum(("y", "x")), round(fraction * 140))
    for mask, numbers in zip(keep.values, units.values, strict=True):
        shares = np.bincount(numbers[mask], minlength=numbers.max() + 1) / np.bincount(
            numbers.ravel()
        )
        # Only one unit is cut.
        assert np.isin(shares, [0, 1]).sum() >= len(shares) - 1


def test_units_are_ranked_by_their_mean_and_pixels_within_in_scan_order():
    images = make_images(np.zeros((1, 2, 5, 3)))
    values = [[[9, 0, 3, 3, 4], [0, 0, 3, 3, 4]]]
    maps = images.isel(channel=0, drop=True).copy(data=values)
    ranks = rank_pixels(maps, 0, units=divide_images(images, "patch-2"))
    # Means 2.25, 3 and 4: the narrow patch at the edge comes first.
    np.testing.assert_array_equal(ranks, [[[6, 7, 2, 3, 0], [8, 9, 4, 5, 1]]])


def test_patches_of_one_pixel_are_pixels(images, maps):
    ranks = rank_pixels(maps, 5, units=divide_images(images, "patch-1"))
    xr.testing.assert_equal(ranks, rank_pixels(maps, 5))
    assert divide_images(images, "pixel") is None


def test_units_that_tie_are_put_in_a_random_order_of_label_and_seed(images, maps):
    units = divide_images(images, "patch-2")
    ranks = rank_pixels(maps * 0, 1, units=units)
    xr.testing.assert_equal(rank_pixels(maps[::-1] * 0, 1, units=units), ranks[::-1])
    assert not np.array_equal(ranks[0], ranks[1])
    assert not np.array_equal(ranks, rank_pixels(maps * 0, 2, units=units))


@pytest.mark.parametrize("unit", ["patch", "patch-0", "patch-x", "superpixels", "patch-2.5"])
def test_unknown_units_are_refused(images, unit):
    with pytest.raises(ValueError, match=f"unknown unit '{unit}'"):
        divide_images(images, unit)
