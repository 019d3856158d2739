import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy import stats

from face_relevance.comparison import interval, resample, stability
from face_relevance.comparison.map_measures import top_vectors

MODELS = [f"{p}/{t}/seed-{s}" for p in ("faces", "objects") for t in "gi" for s in (1, 2)]
NAMES = np.array([f"face-{i}" for i in range(12)], dtype=object)
IDENTITY = xr.DataArray(
    np.repeat(list("abcd"), 3).astype(object), dims="image", coords={"image": NAMES}
)


@pytest.fixture(scope="module")
def maps():
    rng = np.random.default_rng(0)
    shared = rng.normal(size=(12, 9, 10))
    return {
        model: xr.DataArray(
            (shared + rng.normal(size=shared.shape)).astype(np.float32),
            dims=("image", "y", "x"),
            coords={"image": NAMES},
        )
        for model in MODELS
    }


@pytest.fixture(scope="module")
def tables(maps):
    return stability(maps, IDENTITY, "epsilon", draws=300, seed=1)


def test_spearman_equals_scipy(maps, tables):
    pairs, _ = tables
    chosen = pairs[(pairs.measure == "spearman") & (pairs.maps == "raw")].set_index(
        ["source", "target"]
    )
    for one, other in [(0, 1), (2, 7)]:
        one, other = MODELS[one], MODELS[other]
        expected = [
            stats.spearmanr(
                maps[one].sel(image=n).values.ravel(), maps[other].sel(image=n).values.ravel()
            )
            for n in NAMES
        ]
        expected = np.mean([result.statistic for result in expected])
        assert chosen.loc[(one, other), "estimate"] == pytest.approx(expected, abs=1e-6)


def test_overlap_equals_counting_shared_pixels(maps, tables):
    pairs, _ = tables
    row = pairs[(pairs.measure == "top-10%-overlap")].iloc[0]
    shared = []
    for name in NAMES:
        tops = [set(np.argsort(maps[m].sel(image=name).values.ravel())[-9:]) for m in MODELS[:2]]
        shared.append(len(tops[0] & tops[1]) / 9)
    assert (row.source, row.target) == tuple(MODELS[:2])
    assert row.estimate == pytest.approx(np.mean(shared), abs=1e-6)


def test_ties_at_the_border_give_the_overlap_expected_by_chance():
    vectors = top_vectors(np.zeros((2, 10, 10), np.float32))
    assert vectors[0] @ vectors[1] == pytest.approx(0.1)
    # five pixels stand out and are shared; five places are left for 95 ties: 5 + 25 / 95
    values = np.zeros((1, 10, 10), np.float32)
    values[0, 0, :5] = 1
    vector = top_vectors(values)[0]
    assert vector @ vector == pytest.approx((5 + 25 / 95) / 10)


def test_every_pair_is_there_once_in_model_order_and_blocks_average_them(tables):
    pairs, blocks = tables
    assert len(pairs) == 2 * 4 * 28
    order = {model: i for i, model in enumerate(MODELS)}
    assert all(order[row.source] < order[row.target] for row in pairs.itertuples())
    counts = {"other seed": 4, "other task": 8, "other pretraining": 8}
    counts |= {"other task and pretraining": 8, "different images": 8}
    for (kind, measure, block), group in blocks.groupby(["maps", "measure", "block"]):
        row = group.iloc[0]
        assert len(group) == 1
        assert row.pairs == counts[block]
        assert row.images == 12
        assert row.low < row.estimate < row.high
        if block != "different images":
            inside = pairs[
                (pairs.maps == kind) & (pairs.measure == measure) & (pairs.block == block)
            ]
            assert row.estimate == pytest.approx(inside.estimate.mean())


def test_different_images_equal_a_loop_over_resampled_identities(maps):
    only = MODELS[0]
    _, blocks = stability({only: maps[only]}, IDENTITY, "epsilon", draws=25, seed=6)
    row = blocks[(blocks.measure == "spearman") & (blocks.maps == "raw")].iloc[0]
    assert blocks.block.tolist() == ["different images"] * 8
    flat = maps[only].values.reshape(12, -1)
    table = stats.spearmanr(flat, axis=1).statistic
    assert row.estimate == pytest.approx(table[np.triu_indices(12, 1)].mean(), abs=1e-6)
    rows = resample([only], IDENTITY.values, 25, seed=6)
    means = []
    for draw in rows.images.astype(int):
        copies = [(i, copy) for i in range(12) for copy in range(draw[i])]
        found = []
        for i, one in copies:
            for j, other in copies:
                across_copies = i // 3 == j // 3 and one != other
                if i != j and not across_copies:
                    found.append(table[i, j])
        means.append(np.mean(found))
    means = np.array(means)
    means[1] = np.nan  # without the only model
    found = interval(means, rows)
    assert (row.low, row.high) == pytest.approx((found.low, found.high), abs=1e-6)
    assert row.over == "images"


def test_shuffled_images_and_models_give_the_same_tables(maps, tables):
    rng = np.random.default_rng(4)
    other = {model: maps[model][rng.permutation(12)] for model in reversed(MODELS)}
    again = stability(other, IDENTITY[::-1], "epsilon", draws=300, seed=1)
    for one, two in zip(tables, again, strict=True):
        pd.testing.assert_frame_equal(one, two)


def test_labels_in_the_string_type_of_zarr_give_the_same_tables(maps, tables):
    text = NAMES.astype(np.dtypes.StringDType())
    other = {model: given.assign_coords(image=text) for model, given in maps.items()}
    identity = IDENTITY.astype(np.dtypes.StringDType()).assign_coords(image=text)
    for one, two in zip(tables, stability(other, identity, "epsilon", 300, 1), strict=True):
        pd.testing.assert_frame_equal(one, two)


def test_a_constant_map_agrees_with_others_as_ties_that_break_at_random(maps):
    some = {model: maps[model].copy(deep=True) for model in MODELS[:2]}
    some[MODELS[1]][2] = 0
    pairs, _ = stability(some, IDENTITY, "grad-cam", draws=100, seed=1)
    found = pairs[pairs["maps"] == "raw"].set_index("measure")["estimate"]
    rng = np.random.default_rng(0)
    one, other = (some[model].values.reshape(12, -1) for model in MODELS[:2])
    expected = []
    for _ in range(300):
        broken = other.copy()
        broken[2] = rng.random(90)
        top = [np.argsort(values)[:, -9:] for values in (one, broken)]
        overlap = [len(set(a) & set(b)) / 9 for a, b in zip(*top, strict=True)]
        correlation = [stats.spearmanr(a, b).statistic for a, b in zip(one, broken, strict=True)]
        expected.append((np.mean(correlation), np.mean(overlap)))
    spearman, overlap = np.mean(expected, axis=0)
    assert abs(found["spearman"] - spearman) < 0.002
    assert abs(found["top-10%-overlap"] - overlap) < 0.002


def test_bad_maps_are_named(maps):
    broken = dict(maps)
    broken[MODELS[1]] = maps[MODELS[1]][1:]
    with pytest.raises(ValueError, match=r"'face-0' is in the maps of .* but not in the maps of"):
        stability(broken, IDENTITY, "epsilon")
    broken[MODELS[1]] = maps[MODELS[1]][:, :5]
    with pytest.raises(ValueError, match=r"are 5 by 10 pixels but those of .* are 9 by 10"):
        stability(broken, IDENTITY, "epsilon")
    broken[MODELS[1]] = maps[MODELS[1]].copy(deep=True)
    broken[MODELS[1]][2] = np.nan
    with pytest.raises(ValueError, match=f"image 'face-2' of {MODELS[1]} contains NaN"):
        stability(broken, IDENTITY, "epsilon")
    broken[MODELS[1]] = maps[MODELS[1]] * 0
    with pytest.raises(ValueError, match=f"all maps of {MODELS[1]} are constant"):
        stability(broken, IDENTITY, "epsilon")
    with pytest.raises(ValueError, match="identity: image 'face-0' is missing"):
        stability(maps, IDENTITY[1:], "epsilon")
