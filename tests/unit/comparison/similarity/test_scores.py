import time

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from rsatoolbox.data import Dataset
from rsatoolbox.rdm import RDMs, calc_rdm, compare

from face_relevance.comparison import (
    average_patterns,
    compute_category_rdm,
    compute_distance_rdm,
    compute_rdm,
    representational_similarity,
    resample,
)
from face_relevance.comparison.similarity.ranks import weighted_rho_a
from face_relevance.comparison.similarity.rdms import stack_upper

NAMES = np.array([f"person-{i}" for i in range(12)], dtype=object)
MODELS = [f"{p}/identity/seed-{s}" for p in ("faces", "objects") for s in (1, 2)]


def make_patterns(seed, shape=(12, 30), names=NAMES):
    values = np.random.default_rng(seed).normal(size=shape).astype(np.float32)
    dims = ("condition", *("feature", "y", "x")[: len(shape) - 1])
    return xr.DataArray(values, dims=dims, coords={"condition": names})


@pytest.fixture(scope="module")
def reference():
    return compute_distance_rdm(make_patterns(99, (12, 5)))


@pytest.fixture(scope="module")
def representations():
    return {
        model: {
            "pool1": make_patterns(i, (12, 4, 5, 5)),
            "fc7": make_patterns(10 + i),
            "relevance epsilon": make_patterns(20 + i, (12, 8, 8)),
        }
        for i, model in enumerate(MODELS)
    }


@pytest.mark.parametrize("shape", [(12, 30), (12, 50_000), (12, 3, 7, 7)])
def test_rdm_equals_rsatoolbox(shape):
    patterns = make_patterns(0, shape) + 5
    double = patterns.values.reshape(12, -1).astype(np.float64)
    expected = calc_rdm(Dataset(double), method="correlation").get_matrices()[0]
    np.testing.assert_allclose(compute_rdm(patterns), expected, atol=1e-11)


def test_equal_correlations_are_ties_whatever_the_rounding():
    values = np.random.default_rng(0).normal(size=(12, 2)).astype(np.float32)
    rdm = compute_rdm(xr.DataArray(values, dims=("condition", "f"), coords={"condition": NAMES}))
    assert set(np.unique(rdm)) == {0, 2}


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_pattern_that_is_not_finite_is_named(value):
    patterns = make_patterns(0)
    patterns[4] = value
    with pytest.raises(ValueError, match="'person-4' is not finite"):
        compute_rdm(patterns)


@pytest.mark.parametrize("value", [0, 3.3])
def test_a_constant_pattern_correlates_with_no_other(value):
    patterns = make_patterns(0)
    expected = compute_rdm(patterns)
    patterns[4] = value
    rdm = compute_rdm(patterns)
    assert (np.delete(rdm.values[4], 4) == 1).all()
    assert rdm.values[4, 4] == 0
    others = np.delete(np.arange(len(rdm)), 4)
    np.testing.assert_array_equal(rdm[others, others], expected[others, others])


def test_patterns_that_are_all_constant_are_refused():
    with pytest.raises(ValueError, match="all patterns are constant"):
        compute_rdm(make_patterns(0) * 0 + 2)


def test_patterns_average_over_the_images_of_an_identity():
    images = np.array(list("uvwxyz"), dtype=object)
    features = xr.DataArray(
        np.arange(12.0).reshape(6, 2), dims=("image", "f"), coords={"image": images}
    )
    identity = xr.DataArray(list("bababb"), dims="image", coords={"image": images})
    means = average_patterns(features[::-1], identity)
    assert means.condition.values.tolist() == ["a", "b"]
    np.testing.assert_allclose(means, [[4, 5], [5.5, 6.5]])
    np.testing.assert_allclose(means[1], features.values[[0, 2, 4, 5]].mean(0))


def test_category_and_distance_rdms_have_their_known_values():
    images = np.array(list("uvw"), dtype=object)
    category = compute_category_rdm(
        xr.DataArray(list("aba"), dims="image", coords={"image": images})
    )
    np.testing.assert_array_equal(category, [[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    points = xr.DataArray(
        [[0, 0], [3, 4], [0, 1]], dims=("condition", "c"), coords={"condition": images}
    )
    np.testing.assert_allclose(compute_distance_rdm(points)[0], [0, 5, 1])


def test_every_draw_equals_rsatoolbox_on_resampled_rdms(reference):
    rng = np.random.default_rng(2)
    vectors = np.stack([stack_upper(compute_rdm(make_patterns(i)), NAMES, "") for i in range(2)])
    vectors = np.append(vectors, rng.integers(0, 4, (1, 66)), axis=0)  # many ties
    target = np.round(stack_upper(reference, NAMES, ""), 0)
    weights = resample(["a/b/seed-1"], NAMES, 60, seed=0).images
    fast = weighted_rho_a(vectors, target, weights, NAMES)
    for draw, row in zip(weights.astype(int), fast, strict=True):
        picked = np.repeat(np.arange(12), draw)
        sampled = [RDMs(v).subsample_pattern("index", picked) for v in (vectors, target[None])]
        np.testing.assert_allclose(row, compare(*sampled, "rho-a")[:, 0], atol=1e-12)


def test_clusters_are_resampled_whole_and_copies_count_as_other_clusters():
    names = np.array([f"image-{i}" for i in range(12)], dtype=object)
    clusters = np.repeat(list("abcd"), 3)
    truth = xr.DataArray(clusters, dims="image", coords={"image": names})
    target = stack_upper(compute_category_rdm(truth), names, "")
    square = compute_rdm(make_patterns(3, names=names)).values
    vector = square[np.triu_indices(12, 1)]
    weights = resample(["a/b/seed-1"], clusters, 40, seed=1).images
    fast = weighted_rho_a(vector[None], target, weights, clusters)[:, 0]
    for draw, value in zip(weights.astype(int), fast, strict=True):
        copies = [(i, copy) for i in range(12) for copy in range(draw[i])]
        mine, other = [], []
        for a, (i, one) in enumerate(copies):
            for j, two in copies[a + 1 :]:
                if clusters[i] != clusters[j] or one == two:
                    mine.append(square[i, j])
                    other.append(float(clusters[i] != clusters[j]))
        if (draw[::3] > 0).sum() < 3:
            assert np.isnan(value)
        else:
            expected = compare(np.array([mine]), np.array([other]), "rho-a").item()
            assert value == pytest.approx(expected, abs=1e-12)


def test_table_averages_seeds_and_names_its_rows(representations, reference):
    table = representational_similarity(representations, reference, "latent shape", draws=200)
    assert len(table) == 6
    assert table.seeds.tolist() == [2] * 6
    assert table.conditions.tolist() == [12] * 6
    assert table.kind.tolist() == ["features", "features", "relevance"] * 2
    row = table[(table.pretraining == "objects") & (table.representation == "fc7")].iloc[0]
    expected = [
        compare(
            calc_rdm(Dataset(representations[model]["fc7"].values.astype(float)), "correlation"),
            RDMs(reference.values[None]),
            "rho-a",
        ).item()
        for model in MODELS[2:]
    ]
    assert row.estimate == pytest.approx(np.mean(expected))
    assert (table.low < table.estimate).all()
    assert (table.estimate < table.high).all()
    assert (table.attainable == 1).all()


def test_the_reference_itself_reaches_what_is_attainable(reference):
    names = np.array([f"image-{i}" for i in range(12)], dtype=object)
    identity = xr.DataArray(np.repeat(list("abcdef"), 2), dims="image", coords={"image": names})
    category = compute_category_rdm(identity)
    clusters = identity.rename(image="condition")
    table = representational_similarity(
        {MODELS[0]: {"x": category}}, category, "identity", clusters
    )
    row = table.iloc[0]
    assert row.estimate == pytest.approx(row.attainable)
    same, pairs = 6, 66  # two groups of ties: 3 s (n - s) n / (n³ - n)
    assert row.attainable == pytest.approx(3 * same * (pairs - same) * pairs / (pairs**3 - pairs))
    assert (row.low, row.high) == pytest.approx((row.attainable, row.attainable))


def test_interval_holds_the_estimate_for_identity_structure():
    names = np.array([f"image-{i}" for i in range(40)], dtype=object)
    identity = xr.DataArray(
        np.repeat(range(20), 2).astype(str), dims="image", coords={"image": names}
    )
    rng = np.random.default_rng(0)
    values = np.repeat(rng.normal(size=(20, 10)), 2, axis=0) + 1.5 * rng.normal(size=(40, 10))
    patterns = xr.DataArray(values, dims=("condition", "f"), coords={"condition": names})
    row = representational_similarity(
        {MODELS[0]: {"x": patterns}},
        compute_category_rdm(identity),
        "identity",
        identity.rename(image="condition"),
    ).iloc[0]
    assert row.low < row.estimate < row.high < row.attainable
    middle = (row.low + row.high) / 2
    assert middle == pytest.approx(row.estimate, abs=0.15 * row.attainable)


def test_shuffled_conditions_models_and_ready_rdms_give_the_same_table(representations, reference):
    table = representational_similarity(representations, reference, "shape", draws=100)
    rng = np.random.default_rng(6)
    shuffled = {
        model: {name: given[rng.permutation(12)] for name, given in layers.items()}
        for model, layers in reversed(representations.items())
    }
    shuffled[MODELS[0]]["fc7"] = compute_rdm(shuffled[MODELS[0]]["fc7"])
    order = rng.permutation(12)
    other = reference.isel(condition=order).isel(paired_condition=order[::-1])
    again = representational_similarity(shuffled, other, "shape", draws=100)
    pd.testing.assert_frame_equal(table, again)


def test_names_in_the_string_type_of_zarr_give_the_same_table():
    text = np.array([f"image-{i}" for i in range(12)], dtype=np.dtypes.StringDType())
    who = np.array(list("aabbccddeeff"), dtype=np.dtypes.StringDType())
    tables = []
    for names, values in ((text, who), (text.astype(object), who.astype(object))):
        identity = xr.DataArray(values, dims="image", coords={"image": names})
        given = {MODELS[0]: {"fc7": make_patterns(0, names=names)}}
        clusters = identity.rename(image="condition")
        reference = compute_category_rdm(identity)
        tables.append(representational_similarity(given, reference, "identity", clusters, 50))
        images = make_patterns(0, names=names).rename(condition="image")
        tables[-1].attrs = {"means": average_patterns(images, identity).condition.values.tolist()}
    pd.testing.assert_frame_equal(*tables)
    assert tables[0].attrs["means"] == tables[1].attrs["means"] == list("abcdef")


def test_missing_conditions_and_representations_are_named(representations, reference):
    broken = {model: dict(layers) for model, layers in representations.items()}
    broken[MODELS[1]]["fc7"] = broken[MODELS[1]]["fc7"][1:]
    with pytest.raises(
        ValueError, match=f"'person-0' is in the reference but not in fc7 of {MODELS[1]}"
    ):
        representational_similarity(broken, reference, "shape", draws=10)
    del broken[MODELS[1]]["fc7"]
    with pytest.raises(ValueError, match="'fc7' is only in one"):
        representational_similarity(broken, reference, "shape", draws=10)
    broken = {MODELS[0]: {"fc7": make_patterns(0) * 0}}
    with pytest.raises(ValueError, match=f"fc7 of {MODELS[0]}: all patterns are constant"):
        representational_similarity(broken, reference, "shape", draws=10)
    skew = reference.copy(deep=True)
    skew[0, 1] = 3
    with pytest.raises(
        ValueError, match="is not symmetric for conditions 'person-0' and 'person-1'"
    ):
        representational_similarity(representations, skew, "shape", draws=10)
    with pytest.raises(ValueError, match="the reference 'shape' is constant"):
        representational_similarity(representations, reference * 0, "shape", draws=10)
    with pytest.raises(ValueError, match="no representations"):
        representational_similarity({}, reference, "shape")


def test_a_study_of_eighty_images_is_quick():
    names = np.array([f"image-{i}" for i in range(80)], dtype=object)
    identity = xr.DataArray(
        np.repeat(range(40), 2).astype(str), dims="image", coords={"image": names}
    )
    given = {MODELS[0]: {f"layer-{i}": make_patterns(i, (80, 100), names) for i in range(8)}}
    begin = time.perf_counter()
    clusters = identity.rename(image="condition")
    representational_similarity(given, compute_category_rdm(identity), "identity", clusters)
    assert time.perf_counter() - begin < 10
