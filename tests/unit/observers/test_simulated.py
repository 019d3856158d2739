"""Simulated observers with known weights."""

import numpy as np
import pytest
import xarray as xr

from face_relevance.observers import simulate_choices

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
