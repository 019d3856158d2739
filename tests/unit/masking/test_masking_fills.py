import numpy as np
import pytest
import torch
import xarray as xr

from face_relevance.masking import FILLS, FillContext, measure_mean_colour, measure_mean_face
from face_relevance.masking.road import impute


def make_images(pixels):
    names = np.array([f"face-{i}" for i in range(len(pixels))], dtype=object)
    dims = ("image", "y", "x", "channel")
    return xr.DataArray(np.asarray(pixels, np.uint8), dims=dims, coords={"image": names})


def show(fill, images, keep=None, **context):
    """What is seen of all images; of none of their pixels without a mask."""
    keep = np.zeros(images.shape[:3], bool) if keep is None else keep
    prepared = FILLS[fill](images, FillContext(**context))
    shown = prepared(slice(0, len(images)), torch.from_numpy(keep))
    assert shown.dtype == torch.uint8
    assert shown.shape == images.shape
    return shown.numpy()


CONTEXT = {"mean_colour": [10.4, 20.6, 255], "mean_face": np.full((8, 9, 3), 33.3), "seed": 2}


@pytest.fixture
def noise():
    return make_images(np.random.default_rng(6).integers(0, 256, (3, 8, 9, 3)))


@pytest.mark.parametrize("fill", FILLS)
def test_kept_pixels_stay_as_they_are_and_a_batch_is_a_part_of_the_whole(fill, noise):
    keep = np.random.default_rng(1).random(noise.shape[:3]) < 0.4
    shown = show(fill, noise, keep, **CONTEXT)
    np.testing.assert_array_equal(shown[keep], noise.values[keep])
    assert (shown[~keep] != noise.values[~keep]).mean() > 0.9
    part = FILLS[fill](noise, FillContext(**CONTEXT))(slice(1, 3), torch.from_numpy(keep[1:]))
    np.testing.assert_array_equal(part, shown[1:])


@pytest.mark.parametrize("fill", FILLS)
def test_the_place_among_the_images_does_not_matter(fill, noise):
    keep = np.random.default_rng(1).random(noise.shape[:3]) < 0.4
    other = show(fill, noise[[2, 0]], keep[[2, 0]], **CONTEXT)
    np.testing.assert_array_equal(other, show(fill, noise, keep, **CONTEXT)[[2, 0]])


def test_mean_colour_is_the_mean_of_the_given_images():
    images = np.zeros((2, 3, 3, 3), np.uint8)
    images[0, ..., 0] = 200
    images[:, 0, :, 2] = 30
    np.testing.assert_allclose(measure_mean_colour(images), [100, 0, 10])


def test_mean_face_is_the_mean_of_every_pixel():
    images = np.zeros((2, 2, 2, 3), np.uint8)
    images[0, 0, 1] = 200
    images[1, 0, 1, 2] = 255
    expected = np.zeros((2, 2, 3))
    expected[0, 1] = [100, 100, 227.5]
    np.testing.assert_allclose(measure_mean_face(images), expected)


def test_constant_is_mid_grey(noise):
    assert (show("constant", noise) == 128).all()


def test_mean_colour_fills_every_pixel(noise):
    shown = show("mean-colour", noise, mean_colour=[10.4, 20.6, 255])
    np.testing.assert_array_equal(shown.reshape(-1, 3), np.tile([10, 21, 255], (216, 1)))


@pytest.mark.parametrize("fill", ["mean-colour", "road"])
@pytest.mark.parametrize("colour", [None, [1, 2], [0, 0, 300], [0, 0, np.nan]])
def test_anything_but_a_colour_is_refused(fill, colour, noise):
    with pytest.raises(ValueError, match=f"'{fill}' needs a mean_colour"):
        show(fill, noise, mean_colour=colour)


def test_mean_face_fills_every_image_with_the_same_face(noise):
    face = np.random.default_rng(0).uniform(0, 255, (8, 9, 3))
    np.testing.assert_array_equal(show("mean-face", noise, mean_face=face), [np.rint(face)] * 3)


@pytest.mark.parametrize("face", [None, np.zeros((8, 8, 3)), np.full((8, 9, 3), np.nan)])
def test_a_mean_face_of_another_size_or_none_is_refused(face, noise):
    with pytest.raises(ValueError, match="'mean-face' needs a mean_face of 8 by 9 pixels"):
        show("mean-face", noise, mean_face=face)


def test_blur_keeps_flat_images_and_the_mean_and_takes_out_detail():
    flat = make_images(np.full((1, 20, 20, 3), 77))
    np.testing.assert_array_equal(show("gaussian-blur", flat), flat)
    checks = np.indices((40, 40)).sum(0) % 2 * 255
    blurred = show("gaussian-blur", make_images(np.stack([checks] * 3, -1)[None]))
    assert blurred.std() < 5
    assert blurred.mean() == pytest.approx(127.5, abs=1)


def test_blur_mixes_neither_images_nor_channels():
    pixels = np.zeros((2, 16, 16, 3), np.uint8)
    pixels[0, ..., 1] = 255
    blurred = show("gaussian-blur", make_images(pixels))
    assert blurred[1].max() == 0
    assert blurred[0, ..., [0, 2]].max() == 0


def test_uniform_noise_is_uniform_and_differs_between_images_channels_and_seeds():
    images = make_images(np.zeros((2, 64, 64, 3)))
    shown = show("uniform-noise", images, seed=1).astype(float)
    counts = np.bincount(shown.astype(int).ravel(), minlength=256)
    # 96 of each level expected: chi-square of 255 degrees of freedom, five standard deviations.
    assert ((counts - 96) ** 2 / 96).sum() == pytest.approx(255, abs=5 * np.sqrt(510))
    one, other, again = shown[0, ..., 0], shown[1, ..., 0], show("uniform-noise", images, seed=2)
    for independent in (other, shown[0, ..., 1], again[0, ..., 0]):
        assert abs(np.corrcoef(one.ravel(), independent.ravel())[0, 1]) < 5 / 64


def solve_dense(pixels, known):
    """ROAD by loops and a dense matrix: the mean of the neighbours, weighted 1/6 and 1/12."""
    height, width = known.shape
    matrix, right = np.eye(known.size), pixels.reshape(known.size, -1).astype(float)
    for y, x in zip(*np.nonzero(~known), strict=True):
        weights = {
            (y + dy, x + dx): 1 / 12 if dy and dx else 1 / 6
            for dy in (-1, 0, 1)
            for dx in (-1, 0, 1)
            if (dy or dx) and 0 <= y + dy < height and 0 <= x + dx < width
        }
        right[y * width + x] = 0
        for (v, u), weight in weights.items():
            matrix[y * width + x, v * width + u] = -weight / sum(weights.values())
    return np.linalg.solve(matrix, right).reshape(pixels.shape)


@pytest.mark.parametrize("shape", [(12, 12), (9, 21), (1, 30), (2, 7)])
@pytest.mark.parametrize("fraction", [0.0, 0.05, 0.5, 0.97])
def test_imputation_is_that_of_a_dense_system(shape, fraction):
    rng = np.random.default_rng(4)
    pixels = rng.uniform(0, 255, (*shape, 3))
    known = rng.random(shape) < fraction
    known[0, -1] = True
    expected = solve_dense(pixels, known)[~known]
    np.testing.assert_allclose(impute(pixels, known), expected, atol=1e-8)


def test_a_hole_in_a_slope_is_filled_with_the_slope():
    pixels = (np.arange(12)[:, None] * 10 + np.arange(11) * 5.0)[..., None]
    known = np.ones((12, 11), bool)
    known[3:9, 2:8] = False
    np.testing.assert_allclose(impute(pixels, known), pixels[~known], atol=1e-9)


def test_removed_values_do_not_enter_the_imputation():
    rng = np.random.default_rng(4)
    pixels, known = rng.uniform(0, 255, (16, 16, 3)), rng.random((16, 16)) < 0.3
    other = np.where(known[..., None], pixels, np.nan)
    np.testing.assert_array_equal(impute(pixels, known), impute(other, known))


def test_road_is_the_imputation_with_noise_of_a_hundredth_of_the_range():
    rng = np.random.default_rng(4)
    images = make_images(rng.integers(60, 200, (2, 40, 40, 3)))
    keep = rng.random((2, 40, 40)) < 0.3
    shown = show("road", images, keep, mean_colour=[0, 0, 0], seed=5)
    smooth = np.stack([solve_dense(*pair) for pair in zip(images.values, keep, strict=True)])
    noise = (shown - smooth)[~keep]
    # Rounding adds the variance 1/12.
    assert noise.std() == pytest.approx(np.hypot(2.55, 12**-0.5), rel=0.05)
    assert abs(noise.mean()) < 0.15
    assert abs(np.corrcoef(noise.T) - np.eye(3)).max() < 0.1


def test_an_image_has_the_same_road_noise_under_every_mask():
    images = make_images(np.full((1, 20, 20, 3), 90))
    rng = np.random.default_rng(4)
    one, other = (rng.random((1, 20, 20)) < share for share in (0.2, 0.6))
    both = ~one & ~other
    shown = [show("road", images, keep, mean_colour=[0, 0, 0]) for keep in (one, other)]
    np.testing.assert_array_equal(shown[0][both], shown[1][both])
    assert shown[0][both].std() > 1


def test_road_shows_the_mean_colour_where_nothing_is_kept(noise):
    keep = np.zeros(noise.shape[:3], bool)
    keep[1] = True
    shown = show("road", noise, keep, mean_colour=[1, 2, 3])
    np.testing.assert_array_equal(shown[1], noise[1])
    assert (shown[[0, 2]] == [1, 2, 3]).all()
