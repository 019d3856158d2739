"""Non-negative weights of layers and parts, fitted and tested on what the fit did not see."""

import numpy as np
import pytest
from rsatoolbox.model import ModelWeighted
from rsatoolbox.model.fitter import fit_regress_nn
from rsatoolbox.rdm import RDMs

from face_relevance.comparison.similarity import (
    align_rdms,
    resample_comparison,
    validate_weights,
    weigh_layers,
)
from face_relevance.comparison.similarity.validation import deal_folds
from face_relevance.comparison.similarity.weighting import fit_weights


@pytest.fixture(scope="module")
def sample(models, judged, baselines):
    compared = align_rdms(models, judged, "ratings", baselines)
    return resample_comparison(compared, "rho-a", draws=100, seed=0)


def test_weights_have_the_direction_of_rsatoolbox(sample):
    vectors, targets = sample.compared.vectors[0, :3], sample.compared.targets
    found = fit_weights(vectors, targets.mean(axis=0), np.ones(91))
    # rsatoolbox pools standardised RDMs; of one RDM this changes nothing
    expected = fit_regress_nn(
        ModelWeighted("layers", RDMs(vectors)), RDMs(targets.mean(axis=0)[None]), method="corr"
    )
    found = found / np.linalg.norm(found)
    np.testing.assert_allclose(found, expected / np.linalg.norm(expected), atol=1e-8)


def test_known_weights_come_back_without_noise():
    rng = np.random.default_rng(0)
    vectors = rng.random((3, 91))
    target = 2 * vectors[0] + 0.5 * vectors[2] + 7
    np.testing.assert_allclose(fit_weights(vectors, target, np.ones(91)), [2, 0, 0.5], atol=1e-10)


def test_pairs_count_as_often_as_their_weight_says_and_not_where_nothing_is_known():
    rng = np.random.default_rng(1)
    vectors, target = rng.random((2, 20)), rng.random(20)
    weights = rng.integers(0, 3, 20)
    repeated = np.repeat(np.arange(20), weights)
    np.testing.assert_allclose(
        fit_weights(vectors, target, weights),
        fit_weights(vectors[:, repeated], target[repeated], np.ones(len(repeated))),
    )
    gone = np.where(weights > 0, target, np.nan)
    np.testing.assert_allclose(
        fit_weights(vectors, gone, weights), fit_weights(vectors, target, weights)
    )


def test_the_layer_that_is_nearest_to_the_truth_weighs_most(sample):
    table = weigh_layers(sample)
    sums = table.groupby(["pretraining", "task"])["weight"].sum()
    np.testing.assert_allclose(sums, 1)
    faces = table[table["pretraining"] == "faces"].set_index(["task", "layer"])["weight"]
    for task in "ab":
        assert faces[task].idxmax() == "fc6"
    assert ((table["low"] >= 0) & (table["high"] <= 1)).all()


def test_no_face_and_no_subject_is_on_both_sides_of_a_fold():
    clusters = np.array([f"face-{i:02d}" for i in range(14)], dtype=object)
    first, second = np.triu_indices(14, 1)
    folds = deal_folds(clusters, 5)
    assert len(folds) == 6
    for fold in folds:
        trained, tested = (
            set(first[pairs]) | set(second[pairs]) for pairs in (fold.train, fold.test)
        )
        assert not trained & tested
        assert not (fold.train_subjects & fold.test_subjects).any()
    assert sum(fold.test_subjects.sum() for fold in folds[:2]) == 5
    assert len(deal_folds(clusters, 1)) == 3
    assert deal_folds(clusters[:11], 5) == []


def test_images_of_one_person_are_in_one_fold():
    clusters = np.repeat([f"person-{i:02d}" for i in range(12)], 2).astype(object)
    first, second = np.triu_indices(24, 1)
    same = clusters[first] == clusters[second]
    inside = sum((fold.train | fold.test)[same].astype(int) for fold in deal_folds(clusters, 1))
    assert (inside == 3).all()  # twice in training, once in the test


def test_what_fits_is_tested_on_others(sample):
    table = validate_weights(sample).set_index(["pretraining", "task", "model"])
    parts = table.loc[("", "", "weighted parts")]
    for task in "ab":
        best = table.loc[("faces", task, "best layer")]
        assert best["estimate"] > 0.3
        assert table.loc[("objects", task, "weighted layers"), "estimate"] < 0.4
        assert parts["estimate"] > best["estimate"]
    assert parts["estimate"] < parts["ceiling_high"]
    assert parts["over"] == "subjects and faces"


def test_folds_with_too_few_faces_give_no_rows(models, judged):
    few = judged.isel(condition=slice(0, 8), paired_condition=slice(0, 8))
    one = {"faces/a/seed-1": models["faces/a/seed-1"]}
    sample = resample_comparison(align_rdms(one, few, "ratings"), "rho-a", draws=100, seed=0)
    assert validate_weights(sample).empty
