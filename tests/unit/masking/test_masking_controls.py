import numpy as np
import pytest
import xarray as xr
from scipy import stats

from face_relevance.masking import (
    CONTROLS,
    UNTRAINED,
    ControlContext,
    make_controls,
    rank_pixels,
)

OWN = "faces/gender/seed-1"


@pytest.fixture
def own(maps):
    return maps[OWN]


@pytest.fixture
def context(faces):
    return ControlContext(faces[0], seed=7)


def find_sources(own, images, seed=0):
    """For each image the one whose map it is shown by."""
    numbered = own.copy(data=np.broadcast_to(np.arange(len(own))[:, None, None], own.shape))
    return CONTROLS["other-image"](numbered, ControlContext(images, seed)).values[:, 0, 0]


@pytest.mark.parametrize("name", CONTROLS)
def test_a_control_depends_on_labels_not_on_positions(name, own, context):
    expected = CONTROLS[name](own, context)
    shuffle = np.random.default_rng(1).permutation(len(own))
    shuffled = ControlContext(context.images[::-1], context.seed)
    made = CONTROLS[name](own[shuffle].transpose("x", "image", "y"), shuffled)
    xr.testing.assert_equal(made.transpose("image", "y", "x"), expected[shuffle])


def test_random_maps_depend_on_label_and_seed_only(own, context):
    random = CONTROLS["random"](own, context)
    np.testing.assert_array_equal(CONTROLS["random"](own[:3], context), random[:3])
    other = ControlContext(context.images, 8)
    assert not np.array_equal(random, CONTROLS["random"](own, other))
    assert stats.kstest(random.values.ravel(), "uniform").pvalue > 0.01


def test_random_maps_are_independent_of_how_ties_break(own, context):
    ties, random = rank_pixels(own * 0, 7), rank_pixels(CONTROLS["random"](own, context), 7)
    assert abs(stats.spearmanr(ties.values.ravel(), random.values.ravel()).statistic) < 0.15


def test_inverse_keeps_the_least_relevant_first(own, context):
    inverse = rank_pixels(CONTROLS["inverse"](own, context), seed=2)
    least = rank_pixels(own, seed=2, order="keep-least-relevant")
    np.testing.assert_array_equal(inverse, least)


def test_centre_prior_falls_with_the_distance_from_the_centre(own, context):
    prior = CONTROLS["centre-prior"](own, context)
    distance = np.hypot(*(np.indices((8, 8)) - 3.5)).ravel()
    rank = stats.spearmanr(prior[4].values.ravel(), distance).statistic
    assert rank == pytest.approx(-1, abs=1e-3)
    np.testing.assert_array_equal(prior, np.broadcast_to(prior[0], prior.shape))


def test_mean_map_is_the_mean_of_the_other_maps_without_the_own(own, context):
    mean = CONTROLS["mean-map"](own, context)
    for i in range(len(own)):
        expected = np.delete(own.values.astype(np.float64), i, axis=0).mean(0)
        np.testing.assert_allclose(mean[i], expected, rtol=1e-6, atol=1e-5)


def test_edge_energy_is_highest_at_an_edge_and_zero_where_the_image_is_flat():
    pixels = np.full((2, 64, 64, 3), 50, np.uint8)
    pixels[1, :, 40:] = 200
    coords = {"image": ["flat", "edge"]}
    images = xr.DataArray(pixels, dims=("image", "y", "x", "channel"), coords=coords)
    maps = images.isel(channel=0, drop=True).astype(np.float32) * 0
    edges = CONTROLS["edge-energy"](maps, ControlContext(images, 0)).values
    np.testing.assert_allclose(edges[0], 0, atol=1e-3)
    assert (np.argmax(edges[1], axis=1) // 2 == 39 // 2).all()
    np.testing.assert_allclose(edges[1, :, 39], edges[1, :, 40], rtol=1e-4)
    assert edges[1, :, 46:].max() < 1e-3 * edges[1].max()
    # The Sobel filter weighs 1, 2, 1 along the edge; smoothing at 64 px is a Gaussian of 1 px.
    kernel = np.exp(-(np.arange(-4, 5) ** 2) / 2)
    share = (kernel[4] + kernel[3]) / kernel.sum()
    assert edges[1, 30, 40] == pytest.approx(4 * 150 * share, rel=1e-3)


@pytest.mark.parametrize("weight", [0, 1, 2])
def test_edge_energy_is_that_of_the_luminance(weight, own):
    """A step in one channel weighs as much as that channel does in luminance."""
    pixels = np.zeros((1, 8, 8, 3), np.uint8)
    pixels[0, :, 4:, weight] = 100
    images = xr.DataArray(pixels, dims=("image", "y", "x", "channel"), coords={"image": ["face-0"]})
    grey = images.copy(data=np.repeat(pixels[..., [weight]], 3, -1))
    one, whole = (
        CONTROLS["edge-energy"](own[:1], ControlContext(given, 0)).values
        for given in (images, grey)
    )
    share = (0.299, 0.587, 0.114)[weight]
    np.testing.assert_allclose(one, share * whole, rtol=1e-4, atol=1e-3)


def test_other_image_gives_every_map_away_to_another_identity(own, faces):
    sources = find_sources(own, faces[0])
    assert sorted(sources) == list(range(10))
    identity = faces[0]["identity"].values
    assert (identity[sources.astype(int)] != identity).all()


@pytest.mark.parametrize("sizes", [[5, 5], [6, 2, 2], [9, 1], [10], [1] * 10, [4, 3, 2, 1]])
def test_other_image_shares_an_identity_only_where_it_must(sizes, own, faces):
    identity = np.repeat(np.arange(len(sizes)), sizes).astype(str).astype(object)
    images = faces[0].assign_coords(identity=("image", identity))
    sources = find_sources(own, images, seed=3).astype(int)
    assert (sources != np.arange(10)).all()
    same = (identity[sources] == identity).sum()
    assert same == max(0, 2 * max(sizes) - 10)


def test_other_image_changes_with_the_seed_and_needs_no_identity(own, faces):
    images = faces[0].drop_vars("identity")
    draws = [find_sources(own, images, seed) for seed in range(20)]
    assert all((draw != np.arange(10)).all() for draw in draws)
    assert len({tuple(draw) for draw in draws}) > 15


@pytest.mark.parametrize("name", ["mean-map", "other-image"])
def test_controls_that_need_other_images_refuse_a_single_one(name, own, context):
    with pytest.raises(ValueError, match=f"'{name}' needs maps of at least two images"):
        CONTROLS[name](own[:1], context)


def test_all_controls_are_made_and_an_untrained_networks_maps_join_by_label(own, maps, context):
    untrained = maps["faces/gender/seed-2"]
    made = make_controls(own, context, untrained[::-1])
    assert list(made) == [*CONTROLS, UNTRAINED]
    xr.testing.assert_equal(made[UNTRAINED], untrained)
    assert all(control.shape == own.shape for control in made.values())
    assert list(make_controls(own, context)) == list(CONTROLS)


def test_bad_input_of_controls_is_named(own, context):
    with pytest.raises(ValueError, match="images: image 'face-0' is missing"):
        make_controls(own, ControlContext(context.images[1:], 0))
    with pytest.raises(ValueError, match="maps of the target model are 8 by 7 pixels"):
        make_controls(own[..., 1:], context)
    with pytest.raises(ValueError, match="control 'untrained-network': image 'face-9' is missing"):
        make_controls(own, context, own[:-1])
    own[2, 0, 0] = np.nan
    with pytest.raises(ValueError, match="image 'face-2' of the target model contains NaN"):
        make_controls(own, context)
