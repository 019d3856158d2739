"""Scores of representations: estimates beside rsatoolbox, intervals, tests, ceilings, messages."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from rsatoolbox.inference import boot_noise_ceiling, eval_dual_bootstrap
from rsatoolbox.model import ModelFixed
from rsatoolbox.rdm import RDMs, compare
from rsatoolbox.util.pooling import pool_rdm

from face_relevance.comparison import resample
from face_relevance.comparison.similarity import (
    align_rdms,
    compute_category_rdm,
    representational_similarity,
    resample_comparison,
    score_representations,
    tabulate_scores,
    tabulate_seeds,
)
from face_relevance.comparison.similarity.alignment import Compared
from face_relevance.comparison.similarity.ceilings import noise_ceiling, resample_lower_bound
from face_relevance.comparison.similarity.comparators import COMPARATORS
from face_relevance.comparison.similarity.permutations import permute_labels
from face_relevance.comparison.similarity.rdms import PAIRED
from face_relevance.comparison.similarity.scores import find_interval

OF_RSATOOLBOX = {"pearson": "corr", "whitened-cosine": "cosine_cov", "whitened-pearson": "corr_cov"}


@pytest.fixture(scope="module")
def compared(models, judged, baselines) -> Compared:
    return align_rdms(models, judged, "ratings", baselines)


@pytest.fixture(scope="module")
def scores(compared):
    return score_representations(resample_comparison(compared, "rho-a", draws=200, seed=0))


@pytest.fixture(scope="module")
def table(scores):
    return tabulate_scores(scores, permutations=199)


def select(table, **wanted):
    for name, value in wanted.items():
        table = table[table[name] == value]
    return table


def shuffle(rdm, rng):
    """Reorder everything that has a name."""
    order = rng.permutation(rdm.sizes["condition"])
    return rdm.isel(condition=order).isel({PAIRED: rng.permutation(order)})


@pytest.mark.parametrize("comparator", COMPARATORS)
def test_an_estimate_is_the_mean_of_rsatoolbox_over_seeds_and_subjects(
    comparator, models, judged, baselines
):
    table = representational_similarity(
        models, judged, "ratings", baselines, comparator=comparator, draws=100, permutations=99
    )
    method = OF_RSATOOLBOX.get(comparator, comparator)
    seeds = [models[f"faces/a/seed-{s}"].sel(representation="fc6").values for s in (1, 2, 3)]
    direct = compare(RDMs(np.stack(seeds)), RDMs(judged.values), method)
    row = select(table, pretraining="faces", task="a", representation="fc6").iloc[0]
    assert row.estimate == pytest.approx(direct.mean(), abs=1e-12)
    assert row.between_seeds == pytest.approx(direct.mean(axis=1).std(ddof=1), abs=1e-12)
    pixels = RDMs(baselines.sel(representation="pixels").values[None])
    row = select(table, representation="pixels").iloc[0]
    assert row.estimate == pytest.approx(compare(pixels, RDMs(judged.values), method).mean())


@pytest.mark.parametrize("comparator", COMPARATORS)
def test_noise_ceilings_are_those_of_pooled_rdms_of_rsatoolbox(comparator, compared):
    method, targets = OF_RSATOOLBOX.get(comparator, comparator), compared.targets
    everybody = pool_rdm(RDMs(targets), method)
    low, high = [], []
    for subject in range(len(targets)):
        others = pool_rdm(RDMs(np.delete(targets, subject, axis=0)), method)
        own = RDMs(targets[subject : subject + 1])
        low.append(compare(others, own, method).item())
        high.append(compare(everybody, own, method).item())
    found = noise_ceiling(targets, comparator)
    assert found == pytest.approx((np.mean(low), np.mean(high)), abs=1e-6)
    assert found[0] < found[1]


@pytest.mark.parametrize("comparator", ["cosine", "pearson", "spearman", "rho-a"])
def test_noise_ceilings_are_those_of_rsatoolbox(comparator, compared):
    """Its boot_noise_ceiling pools by another scale where distances are whitened."""
    found = noise_ceiling(compared.targets, comparator)
    method = OF_RSATOOLBOX.get(comparator, comparator)
    assert found == pytest.approx(boot_noise_ceiling(RDMs(compared.targets), method), abs=1e-10)


def test_one_subject_has_no_noise_ceiling(compared):
    assert np.isnan(noise_ceiling(compared.targets[:1], "rho-a")).all()


def test_the_error_over_subjects_and_faces_is_near_that_of_rsatoolbox(judged, models):
    """Of a single model: seeds do not vary, which leaves the two factors of rsatoolbox."""
    model = {"faces/a/seed-1": models["faces/a/seed-1"]}
    compared = align_rdms(model, judged, "ratings")
    sample = resample_comparison(compared, "pearson", draws=1000, seed=0)
    scores = score_representations(sample)
    found, _ = find_interval(scores.models[:, 0], sample, seeds=False)
    assert set(found.over) == {"subjects and faces"}
    fixed = [ModelFixed(str(i), vector) for i, vector in enumerate(compared.vectors[0])]
    np.random.seed(0)  # noqa: NPY002 - rsatoolbox draws from the global generator
    result = eval_dual_bootstrap(fixed, RDMs(compared.targets), method="corr", N=1000)
    np.testing.assert_allclose(found.error, np.sqrt(result.model_var), rtol=0.3)


def test_rows_and_columns_of_the_table(table, scores):
    assert len(table) == 4 * 7 + 5
    assert set(table["kind"]) == {"features", "masked", "relevance", "baseline", "part"}
    assert (table["low"] <= table["estimate"]).all()
    assert (table["estimate"] <= table["high"]).all()
    of_models = table["seeds"] == 3
    assert set(table.loc[of_models, "over"]) == {"seeds, subjects and faces"}
    assert set(table.loc[~of_models, "over"]) == {"subjects and faces"}
    assert (table.loc[~of_models, ["pretraining", "task"]] == "").all(axis=None)
    assert set(table["conditions"]) == {14}
    assert set(table["subjects"]) == {5}
    assert (table["p_holm"] >= table["p"]).all()
    single = tabulate_seeds(scores)
    assert len(single) == 12 * 7
    mean = single.groupby(["pretraining", "task", "representation"])["estimate"].mean()
    row = select(table, pretraining="faces", task="b", representation="pool5").iloc[0]
    assert mean["faces", "b", "pool5"] == pytest.approx(row.estimate)


def test_layers_near_the_truth_are_found_and_unrelated_ones_are_not(table):
    near = select(table, pretraining="faces", representation="fc6")
    assert (near["low"] > 0).all()
    assert (near["p_permutation"] == 1 / 200).all()
    far = select(table, pretraining="objects", kind="features")
    assert (far["low"] < 0).all()
    assert (far["p_permutation"] > 0.01).all()
    assert (table["ceiling_low"] > near["estimate"].max()).all()


def test_what_is_far_below_the_noise_ceiling_is_told_from_it_and_the_truth_is_not(
    models, judged, truth, stack
):
    """The truth itself is no worse than the other subjects."""
    distances = np.linalg.norm(truth[:, None] - truth[None], axis=2)
    shape = stack([("truth", "baseline", "", "", distances)])
    table = representational_similarity(models, judged, "r", shape, draws=100, permutations=99)
    far = select(table, pretraining="objects", kind="features")
    assert (far["p_ceiling"] < 0.15).all()
    assert far["p_ceiling"].min() < 0.001
    own = select(table, representation="truth").iloc[0]
    assert own["estimate"] > own["ceiling_low"]
    assert own["p_ceiling"] > 0.05 or own["estimate"] > own["ceiling_high"]


def test_the_lower_bound_of_a_resample_leaves_out_all_copies_of_a_subject(compared):
    resamples = resample([], compared.clusters, 20, seed=3, subjects=5)
    found = resample_lower_bound(compared.targets, "pearson", resamples, compared.clusters)
    assert found[0] == pytest.approx(noise_ceiling(compared.targets, "pearson")[0])
    row = len(found) - 1
    counts = resamples.subjects[row].astype(int)
    picked = np.repeat(np.arange(14), resamples.images[row].astype(int))
    sampled = RDMs(compared.targets).subsample_pattern("index", picked).get_vectors()
    kept = np.isfinite(sampled).all(axis=0)
    scaled = compared.targets - compared.targets.mean(axis=1, keepdims=True)
    scaled = scaled / scaled.std(axis=1, keepdims=True)
    pooled = RDMs(scaled - scaled.min()).subsample_pattern("index", picked).get_vectors()
    values = []
    for subject in np.repeat(np.arange(5), counts):
        others = np.where(np.arange(5) == subject, 0, counts)
        mean = others @ np.nan_to_num(pooled) / others.sum()
        values.append(np.corrcoef(mean[kept], sampled[subject, kept])[0, 1])
    assert found[row] == pytest.approx(np.mean(values))


def test_pairs_that_were_not_judged_widen_the_interval_and_leave_the_estimate(
    models, judged, incomplete
):
    given = {name: models[name] for name in list(models)[:2]}
    full, partly = (
        representational_similarity(given, by, "ratings", draws=200, permutations=99)
        for by in (judged, incomplete)
    )
    np.testing.assert_allclose(full["estimate"], partly["estimate"], atol=0.1)
    assert full["ceiling_low"][0] == pytest.approx(partly["ceiling_low"][0], abs=0.1)


def test_a_reference_without_subjects_says_that_only_faces_were_resampled(models, judged):
    given = {"faces/a/seed-1": models["faces/a/seed-1"]}
    reference = judged.isel(subject=0, drop=True)
    table = representational_similarity(given, reference, "shape", draws=100, permutations=99)
    assert set(table["over"]) == {"faces alone"}
    assert table[["ceiling_low", "ceiling_high"]].isna().all(axis=None)
    assert set(table["subjects"]) == {1}


def test_shuffled_faces_subjects_and_models_give_the_same_table(models, incomplete, baselines):
    rng = np.random.default_rng(5)
    first = representational_similarity(models, incomplete, "r", baselines, draws=100)
    mixed = {name: shuffle(models[name], rng) for name in reversed(models)}
    judged = shuffle(incomplete, rng)
    again = representational_similarity(mixed, judged, "r", shuffle(baselines, rng), draws=100)
    pd.testing.assert_frame_equal(first, again)


def test_threads_change_nothing(models, incomplete, baselines):
    one, two = (
        representational_similarity(
            models, incomplete, "r", baselines, draws=100, permutations=99, threads=threads
        )
        for threads in (1, 2)
    )
    pd.testing.assert_frame_equal(one, two)


def test_a_partial_comparison_takes_off_what_controls_explain(models, judged, baselines):
    arguments = {"draws": 100, "permutations": 99}
    plain = representational_similarity(models, judged, "r", baselines, **arguments)
    held = representational_similarity(
        models, judged, "r", baselines, controls=["eyes", "mouth"], **arguments
    )
    assert set(held["comparator"]) == {"partial spearman"}
    assert set(held["controlled_for"]) == {"eyes, mouth"}
    assert not held["kind"].isin(["baseline", "part"]).any()
    near = {"pretraining": "faces", "representation": "fc6"}
    assert select(held, **near)["estimate"].mean() < 0.6 * select(plain, **near)["estimate"].mean()
    with pytest.raises(ValueError, match="no baseline 'nose'"):
        representational_similarity(models, judged, "r", baselines, controls=["nose"])


def test_the_reference_itself_reaches_what_ties_leave(models):
    """Six people, two images each: 3 s (n - s) n / (n³ - n) if s of n pairs are the same person."""
    names = np.array([f"image-{i:02d}" for i in range(12)], dtype=object)
    identity = xr.DataArray(np.repeat(list("abcdef"), 2), dims="image", coords={"image": names})
    category = compute_category_rdm(identity)
    rdm = category.expand_dims(representation=["x"]).assign_coords(
        {name: ("representation", ["features"]) for name in ("kind", "layer", "method")}
    )
    row = representational_similarity(
        {"a/b/seed-1": rdm},
        category,
        "identity",
        clusters=identity.rename(image="condition"),
        draws=300,
    ).iloc[0]
    same, pairs = 6, 66
    assert row.attainable == pytest.approx(3 * same * (pairs - same) * pairs / (pairs**3 - pairs))
    assert (row.estimate, row.low, row.high) == pytest.approx((row.attainable,) * 3)


def test_a_permutation_p_value_counts_orders_of_names_worked_by_hand(compared):
    vectors, targets = compared.vectors[:1, 2:3], compared.targets[:1]
    p = permute_labels(vectors, targets, "pearson", permutations=99, seed=3)[0]
    rng = np.random.default_rng(3)
    square = np.zeros((14, 14))
    upper = np.triu_indices(14, 1)
    square[upper] = targets[0]
    square += square.T
    observed = np.corrcoef(vectors[0, 0], targets[0])[0, 1]
    reached = 0
    for _ in range(99):
        order = rng.permutation(14)
        permuted = square[order[upper[0]], order[upper[1]]]
        reached += np.corrcoef(vectors[0, 0], permuted)[0, 1] >= observed
    assert p == (1 + reached) / 100


def test_what_does_not_fit_together_is_named(models, judged, baselines):
    broken = models | {"faces/a/seed-2": models["faces/a/seed-2"].isel(condition=slice(1, None))}
    with pytest.raises(ValueError, match=r"'face-00'.*not in the RDMs of faces/a/seed-2"):
        align_rdms(broken, judged, "ratings")
    renamed = models["faces/a/seed-2"].assign_coords(representation=list("abcdefg"))
    with pytest.raises(ValueError, match="no representation that all other models have"):
        align_rdms(models | {"faces/a/seed-2": renamed}, judged, "ratings")
    skew = judged.copy(deep=True)
    skew[2, 0, 1] = 99
    with pytest.raises(ValueError, match=r"ratings, subject s2 is not symmetric.*'face-00'"):
        align_rdms(models, skew, "ratings")
    few = judged.copy(deep=True)
    few[3, 2:], few[3, :, 2:] = np.nan, np.nan
    with pytest.raises(ValueError, match=r"'s3' judged 1 pairs.*observers\.pooled"):
        align_rdms(models, few, "ratings")
    strangers = judged.assign_coords(
        condition=[f"who-{i}" for i in range(14)], **{PAIRED: [f"who-{i}" for i in range(14)]}
    )
    with pytest.raises(ValueError, match="0 faces in common"):
        align_rdms(models, strangers, "ratings")
    flat = xr.where(judged.notnull(), 1.0, np.nan)
    with pytest.raises(ValueError, match="all judged dissimilarities are equal"):
        representational_similarity(models, flat, "ratings", draws=100)


def test_a_representation_that_one_model_lacks_is_not_compared(models, judged, caplog):
    fewer = models["faces/a/seed-2"].isel(representation=slice(0, 6))
    compared = align_rdms(models | {"faces/a/seed-2": fewer}, judged, "ratings")
    assert "relevance epsilon" not in set(compared.described["representation"])
    assert compared.vectors.shape[:2] == (12, 6)
    assert "relevance epsilon is not compared" in caplog.text


def test_faces_that_only_one_side_has_are_left_out(models, judged):
    fewer = judged.isel(condition=slice(3, None)).isel({PAIRED: slice(3, None)})
    compared = align_rdms(models, fewer, "ratings")
    assert compared.conditions == [f"face-{i:02d}" for i in range(3, 14)]
    direct = models["faces/a/seed-1"].sel(representation="fc6").values[3:, 3:]
    np.testing.assert_array_equal(compared.vectors[0, 4], direct[np.triu_indices(11, 1)])
