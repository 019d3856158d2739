import numpy as np
import pytest
import xarray as xr

from face_relevance.masking import keep_masks, rank_pixels


def make_maps(values, names=None):
    names = names or [f"face-{i}" for i in range(len(values))]
    coords = {"image": np.array(names, dtype=object)}
    return xr.DataArray(np.asarray(values, np.float32), dims=("image", "y", "x"), coords=coords)


def test_ranks_follow_relevance_when_there_are_no_ties():
    maps = make_maps([[[0.1, 0.9], [-2.0, 0.5]]])
    np.testing.assert_array_equal(rank_pixels(maps, seed=0).values, [[[2, 0], [3, 1]]])


def test_least_relevant_reverses_the_order():
    maps = make_maps(np.random.default_rng(0).normal(size=(3, 5, 4)))
    most = rank_pixels(maps, seed=0)
    least = rank_pixels(maps, seed=0, order="keep-least-relevant")
    np.testing.assert_array_equal(least, 19 - most)


@pytest.mark.parametrize("fraction", [0, 0.03, 0.1, 0.5, 0.77, 1])
def test_mask_keeps_exactly_the_asked_number_even_when_all_pixels_tie(fraction):
    maps = make_maps(np.zeros((4, 7, 9)))
    kept = keep_masks(rank_pixels(maps, seed=1), fraction).sum(("y", "x"))
    np.testing.assert_array_equal(kept, round(fraction * 63))


def test_ties_break_by_label_and_seed_not_by_position():
    maps = make_maps(np.zeros((3, 6, 6)))
    ranks = rank_pixels(maps, seed=1)
    xr.testing.assert_equal(rank_pixels(maps[::-1], seed=1), ranks[::-1])
    assert not np.array_equal(ranks[0], ranks[1])
    assert not np.array_equal(ranks, rank_pixels(maps, seed=2))


def test_ties_break_at_random_rather_than_from_the_top():
    maps = make_maps(np.zeros((200, 10, 10)))
    kept = keep_masks(rank_pixels(maps, seed=0), 0.5)
    share_of_top_half = kept[:, :5].mean().item()
    assert share_of_top_half == pytest.approx(0.5, abs=0.02)


def test_nan_is_refused_by_name():
    values = np.zeros((2, 3, 3))
    values[1, 0, 0] = np.nan
    with pytest.raises(ValueError, match="'face-1' contains NaN"):
        rank_pixels(make_maps(values), seed=0)


def test_unknown_order_is_refused():
    with pytest.raises(ValueError, match="unknown order 'top'"):
        rank_pixels(make_maps(np.zeros((1, 2, 2))), seed=0, order="top")


def test_positive_relevance_leaves_all_other_pixels_tied():
    values = np.random.default_rng(0).normal(size=(40, 6, 6))
    maps = make_maps(values)
    ranks = rank_pixels(maps, seed=1, sign="positive")
    for rank, value in zip(ranks.values, values, strict=True):
        positive = (value > 0).sum()
        np.testing.assert_array_equal(rank < positive, value > 0)
        np.testing.assert_array_equal(
            np.argsort(rank.ravel())[:positive], np.argsort(-value.ravel())[:positive]
        )
    # Among the rest, how negative a pixel is says nothing about its rank.
    rest = values <= 0
    assert abs(np.corrcoef(ranks.values[rest], values[rest])[0, 1]) < 0.2
    xr.testing.assert_equal(ranks, rank_pixels(maps.clip(0), seed=1))


def test_positive_relevance_kept_last_begins_with_the_ties():
    maps = make_maps([[[-3.0, 2.0], [-1.0, 5.0]]])
    ranks = rank_pixels(maps, 0, "keep-least-relevant", "positive").values[0]
    np.testing.assert_array_equal(ranks[:, 1], [2, 3])


def test_unknown_sign_is_refused():
    with pytest.raises(ValueError, match="unknown sign 'negative'; choose one of signed, positive"):
        rank_pixels(make_maps(np.zeros((1, 2, 2))), seed=0, sign="negative")
