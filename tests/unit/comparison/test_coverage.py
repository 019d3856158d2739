"""Simulated studies with a known truth: how often the intervals hold it."""

import numpy as np
import pytest
from scipy import special

from face_relevance.comparison import interval, resample
from face_relevance.comparison.intervals import UNIT, average_images, average_pairs
from face_relevance.comparison.resampling import share_strata, weigh_pairs

IDENTITIES, VIEWS = 60, 2
STUDIES, BATCH, DRAWS = 2000, 100, 400
# Standard deviations of seeds, identities, seeds by identities, and single images.
SCENARIOS = {
    "both vary alike": (0.13, 1, 0.5, 1),
    "seeds vary most": (1, 0.5, 0.5, 0.5),
    "identities vary most": (0.02, 1, 0.2, 0.5),
}
# Pairs of models (source, target) whose values a block averages, for one or two cells of seeds.
BLOCKS = {
    "same model": lambda s: (1, [(i, i) for i in range(s)]),
    "other seed": lambda s: (1, [(i, j) for i in range(s) for j in range(s) if i != j]),
    "other task": lambda s: (2, [(i, s + j) for i in range(s) for j in range(s)]),
}
CLUSTERS = np.repeat([f"person-{i:02}" for i in range(IDENTITIES)], VIEWS)


def simulate(rng, studies, models, pairs, scenario):
    """Values (study, pair, image) whose expectation is 0: two models meet one set of images."""
    of_seed, of_identity, of_both, of_image = SCENARIOS[scenario]
    # Of two models each brings half of the variance of a seed; a model on its own maps all of it.
    roles = rng.normal(size=(2, studies, models, 1)) * of_seed
    tastes = rng.normal(size=(2, studies, models, IDENTITIES)) * of_both
    source, target = np.array(pairs).T
    values = (roles[0][:, source] + roles[1][:, target]) / np.sqrt(2)
    values = values + (tastes[0][:, source] + tastes[1][:, target]) / np.sqrt(2)
    values = values + rng.normal(size=(studies, 1, IDENTITIES)) * of_identity
    noise = rng.normal(size=(studies, len(pairs), IDENTITIES * VIEWS)) * of_image
    return np.repeat(values, VIEWS, axis=2) + noise


def average(values, rows, pairs, seeds):
    """The block mean of every study in every row (row, study)."""
    averaged = average_images(values, rows.images)
    strata = [(i // seeds, j // seeds) for i, j in pairs]
    weights = share_strata(weigh_pairs(rows.models, *zip(*pairs, strict=True)), strata)
    return average_pairs(averaged.swapaxes(1, 2), weights)


def measure_coverage(block, seeds, scenario):
    """Share of simulated studies whose interval holds the truth."""
    rng = np.random.default_rng([list(BLOCKS).index(block), seeds, list(SCENARIOS).index(scenario)])
    cells, pairs = BLOCKS[block](seeds)
    models = [f"{cell}/t/seed-{s}" for cell in range(cells) for s in range(seeds)]
    hits = 0
    for batch in range(STUDIES // BATCH):
        values = simulate(rng, BATCH, len(models), pairs, scenario)
        rows = resample(models, CLUSTERS, DRAWS, seed=batch)
        found = interval(average(values, rows, pairs, seeds), rows)
        hits += ((found.low <= 0) & (found.high >= 0)).sum()
    return hits / STUDIES


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("seeds", [3, 4, 8])
@pytest.mark.parametrize("block", BLOCKS)
def test_intervals_of_95_per_cent_hold_the_truth_in_93_to_97_per_cent(block, seeds, scenario):
    assert 0.93 <= measure_coverage(block, seeds, scenario) <= 0.97


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("block", ["same model", "other task"])
def test_with_two_seeds_intervals_are_rather_too_long(block, scenario):
    assert 0.94 <= measure_coverage(block, 2, scenario) <= 0.99


@pytest.mark.slow
def test_the_pair_of_two_seeds_is_held_as_well_as_it_can_be_only_if_seeds_hardly_vary():
    assert measure_coverage("other seed", 2, "identities vary most") >= 0.93
    assert measure_coverage("other seed", 2, "seeds vary most") <= 0.3  # hence "images" in `over`


@pytest.mark.slow
@pytest.mark.parametrize("seeds", [3, 8])
def test_intervals_of_an_accuracy_near_1_hold_it(seeds):
    rng = np.random.default_rng(seeds)
    spread = np.sqrt(0.3**2 + 1 + 0.5**2)
    truth = special.expit(4 + spread * rng.normal(size=4_000_000)).mean()
    models, pairs = [f"0/t/seed-{s}" for s in range(seeds)], BLOCKS["same model"](seeds)[1]
    above = below = 0
    for batch in range(STUDIES // BATCH):
        ability = 4 + rng.normal(size=(BATCH, 1, IDENTITIES))
        ability = ability + 0.3 * rng.normal(size=(BATCH, seeds, 1))
        ability = ability + 0.5 * rng.normal(size=(BATCH, seeds, IDENTITIES))
        chance = np.repeat(special.expit(ability), VIEWS, axis=2)
        correct = (rng.random(chance.shape) < chance).astype(float)
        rows = resample(models, CLUSTERS, DRAWS, seed=batch)
        found = interval(average(correct, rows, pairs, seeds), rows, UNIT)
        above += (found.low > truth).sum()
        below += (found.high < truth).sum()
    assert 0.93 <= 1 - (above + below) / STUDIES <= 0.98
    assert above / STUDIES <= 0.05
