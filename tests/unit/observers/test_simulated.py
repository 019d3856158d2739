"""Simulated observers with known weights."""

import json

import numpy as np
import pytest
import xarray as xr
from scipy.stats import spearmanr

from face_relevance.observers import JudgementError, arrange_simulated, simulate_choices

FACES = [f"face-{i}" for i in range(8)]


@pytest.fixture
def distances():
    """Faces on a line by their eyes, in another order by their mouth."""
    rng = np.random.default_rng(0)
    places = np.stack([np.arange(8.0), rng.permutation(8)])
    values = np.abs(places[:, :, None] - places[:, None, :])
    return xr.DataArray(
        values,
        {"part": ["eyes", "mouth"], "face": FACES, "other": FACES},
        ("part", "face", "other"),
    )


def find_odd(distances, part, row):
    """Faces that are left over when the nearest pair is taken; several where pairs tie."""
    names = [row.first, row.second, row.third]
    matrix = distances.sel(part=part)
    pairs = {
        odd: matrix.sel(face=one, other=other).item()
        for odd, one, other in (names, names[1:] + names[:1], names[2:] + names[:2])
    }
    nearest = min(pairs.values())
    return {odd for odd, distance in pairs.items() if distance == nearest}


@pytest.mark.parametrize("part", ["eyes", "mouth"])
def test_a_perfect_observer_goes_by_the_part_that_counts(distances, part):
    choices = simulate_choices(distances, {part: 2.0}, 0, subjects=2, triplets=60, seed=1)
    assert len(choices) == 120
    assert choices["simulated"].all()
    for row in choices.itertuples():
        assert row.odd in find_odd(distances, part, row)


def test_noise_brings_choices_to_chance_and_weights_shift_them(distances):
    def share(weights, noise):
        choices = simulate_choices(distances, weights, noise, 4, 500, seed=2)
        return np.mean(
            [row.odd in find_odd(distances, "eyes", row) for row in choices.itertuples()]
        )

    silent = share({"eyes": 1}, 1000)
    assert 0.3 < silent < 0.45  # ties count for more than a third
    shares = [share({"eyes": eyes, "mouth": 1}, 0.2) for eyes in (0.2, 1, 5)]
    assert shares == sorted(shares)
    assert shares[-1] > shares[0] + 0.2


def test_choices_of_an_observer_do_not_depend_on_the_number_of_others(distances):
    few, many = (simulate_choices(distances, {"eyes": 1}, 0.5, n, 20, seed=3) for n in (1, 3))
    assert few.equals(many.iloc[:20])
    assert not (many["first"].values[:20] == many["first"].values[20:40]).all()


def test_what_cannot_be_weighed_is_named(distances):
    with pytest.raises(ValueError, match="part 'beard'"):
        simulate_choices(distances, {"beard": 1}, 0, 1, 1, seed=0)
    with pytest.raises(ValueError, match="must not be negative"):
        simulate_choices(distances, {"eyes": 0.0}, 0, 1, 1, seed=0)
    with pytest.raises(ValueError, match="there are 2"):
        simulate_choices(distances[:, :2, :2], {"eyes": 1}, 0, 1, 1, seed=0)


def test_choices_of_simulated_observers_are_judgements_that_say_so(distances):
    weights = {"eyes": 3.0, "mouth": 1.0}
    choices = simulate_choices(distances, weights, 0.2, subjects=3, triplets=200, seed=4)
    judged = arrange_simulated(choices, weights, pooled=False)
    assert judged.attrs["simulated"] == "yes"
    assert judged.attrs["kind"] == judged.attrs["setting"] == "simulated"
    assert json.loads(judged.attrs["planted_weights"]) == weights
    assert judged.sizes == {"subject": 3, "condition": 8, "paired_condition": 8}
    one = judged["dissimilarity"].sel(condition=FACES[2], paired_condition=FACES[5])
    for subject, value in zip(judged["subject"].values, one.values, strict=True):
        rows = choices[choices["subject"] == subject]
        shown = rows[["first", "second", "third"]]
        both = (shown == FACES[2]).any(axis=1) & (shown == FACES[5]).any(axis=1)
        assert value == pytest.approx(rows[both]["odd"].isin([FACES[2], FACES[5]]).mean())
    # People who go by the eyes find faces alike that have like eyes.
    pooled = arrange_simulated(choices, weights, pooled=True)["dissimilarity"][0].values
    upper = np.triu_indices(8, 1)
    eyes = distances.sel(part="eyes").values[upper]
    assert spearmanr(pooled[upper], eyes).statistic > 0.8


def test_too_few_simulated_trials_are_refused(distances):
    choices = simulate_choices(distances, {"eyes": 1.0}, 0, subjects=1, triplets=5, seed=0)
    with pytest.raises(JudgementError, match=r"raise observers\.simulated\.triplets"):
        arrange_simulated(choices, {"eyes": 1.0}, pooled=False)
