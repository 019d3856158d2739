"""Simulated studies with subjects as a third factor: how often the intervals hold the truth."""

import numpy as np
import pytest

from face_relevance.comparison import interval, resample

FACES, STUDIES, DRAWS = 30, 600, 300
NAMES = [f"face-{i:02}" for i in range(FACES)]
# Standard deviations of seeds, faces, subjects, their three pairs, and single judgements.
SCENARIOS = {
    "all vary": (0.3, 1, 0.4, 0.3, 0.2, 0.5, 1),
    "subjects vary most": (0.1, 0.5, 1, 0.2, 0.2, 0.5, 1),
    "faces vary most": (0.05, 1.5, 0.1, 0.3, 0.1, 0.3, 1),
    "single judgements vary most": (0.05, 0.3, 0.1, 0.1, 0.1, 0.1, 3),
}


def simulate(rng, seeds, subjects, scenario):
    """Values (study, seed, face, subject) whose expectation is 0."""
    sizes = (STUDIES, seeds, FACES, subjects)
    kept = ((1,), (2,), (3,), (1, 2), (1, 3), (2, 3), (1, 2, 3))
    values = np.zeros(sizes)
    for spread, axes in zip(SCENARIOS[scenario], kept, strict=True):
        shape = [size if axis in (0, *axes) else 1 for axis, size in enumerate(sizes)]
        values = values + spread * rng.normal(size=shape)
    return values


def measure_coverage(seeds, subjects, scenario):
    """Share of simulated studies whose interval holds the truth."""
    rng = np.random.default_rng([seeds, subjects, list(SCENARIOS).index(scenario)])
    values = simulate(rng, seeds, subjects, scenario)
    models = [f"p/t/seed-{s}" for s in range(seeds)]
    rows = resample(models, NAMES, DRAWS, seed=0, subjects=subjects)
    weights = [w / w.sum(axis=1, keepdims=True) for w in (rows.models, rows.images, rows.subjects)]
    averaged = np.einsum("nmfs,rm,rf,rs->rn", values, *weights, optimize=True)
    found = interval(averaged, rows)
    return ((found.low <= 0) & (found.high >= 0)).mean()


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize(("seeds", "subjects"), [(3, 6), (3, 12), (5, 20)])
def test_intervals_over_three_factors_hold_the_truth_or_are_rather_too_long(
    seeds, subjects, scenario
):
    assert 0.93 <= measure_coverage(seeds, subjects, scenario) <= 0.995


@pytest.mark.slow
def test_intervals_of_one_seed_hold_it_over_faces_and_subjects():
    """The truth then is that of the seed at hand."""
    rng = np.random.default_rng(0)
    rows = resample(["p/t/seed-1"], NAMES, DRAWS, seed=0, subjects=12)
    own = rng.normal(size=(STUDIES, 1, 1, 1))
    weights = [w / w.sum(axis=1, keepdims=True) for w in (rows.images, rows.subjects)]
    spread = SCENARIOS["all vary"]
    values = spread[1] * rng.normal(size=(STUDIES, 1, FACES, 1)) + own
    values = values + spread[2] * rng.normal(size=(STUDIES, 1, 1, 12))
    values = values + spread[6] * rng.normal(size=(STUDIES, 1, FACES, 12))
    averaged = np.einsum("nmfs,rf,rs->rn", values, *weights, optimize=True)
    found = interval(averaged, rows)
    truth = own[:, 0, 0, 0]
    assert 0.93 <= ((found.low <= truth) & (found.high >= truth)).mean() <= 0.97
