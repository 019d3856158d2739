from dataclasses import asdict

import numpy as np
import pytest

from face_relevance.faces import load_head, sample_identity, sample_view

COLOURS = ("skin_tone", "skin_redness", "hair_tone", "iris_tone")


def test_gender_is_the_only_difference_between_two_draws_from_one_seed():
    for seed in range(20):
        female = asdict(sample_identity(np.random.default_rng(seed), "female"))
        male = asdict(sample_identity(np.random.default_rng(seed), "male"))
        assert -0.15 <= female.pop("gender") <= 0
        assert 1 <= male.pop("gender") <= 1.15
        assert female == male


def test_gender_can_be_told_by_the_cues_that_are_asked_for_alone():
    for seed in range(10):
        woman, man = (
            sample_identity(np.random.default_rng(seed), gender, ["brows", "contrast"])
            for gender in ("female", "male")
        )
        assert woman.gender == man.gender == 0.5
        assert woman.brow_gender == woman.contrast_gender == -man.brow_gender
        assert 0.7 <= man.brow_gender <= 1
    plain = sample_identity(np.random.default_rng(0), "male")
    assert plain.brow_gender == plain.contrast_gender == 0
    with pytest.raises(ValueError, match="voice"):
        sample_identity(np.random.default_rng(0), "male", ["voice"])


def test_weights_and_colours_stay_in_their_ranges():
    names = set(load_head().names)
    for seed in range(50):
        person = sample_identity(np.random.default_rng(seed), "female")
        assert set(person.targets) <= names
        assert min(person.targets.values()) >= 0
        assert max(person.targets.values()) <= 0.6
        assert sum(person.ancestry) == pytest.approx(1)
        assert all(0 <= getattr(person, colour) <= 1 for colour in COLOURS)


def test_left_and_right_targets_have_the_same_weight():
    targets = sample_identity(np.random.default_rng(3), "male").targets
    left = {name.replace("/l-", "/"): w for name, w in targets.items() if "/l-" in name}
    right = {name.replace("/r-", "/"): w for name, w in targets.items() if "/r-" in name}
    assert left == right
    assert left


def test_skin_tones_of_ancestries_differ_and_overlap():
    people = [sample_identity(np.random.default_rng(seed), "female") for seed in range(300)]
    tones = {k: [p.skin_tone for p in people if np.argmax(p.ancestry) == k] for k in range(3)}
    assert np.mean(tones[0]) > np.mean(tones[1]) > np.mean(tones[2])
    assert max(tones[1]) > min(tones[0])
    assert max(tones[2]) > min(tones[1])


def test_views_stay_within_the_poses_of_the_study():
    views = [sample_view(np.random.default_rng(seed)) for seed in range(200)]
    assert max(abs(view.yaw) for view in views) <= 35
    assert max(abs(view.pitch) for view in views) <= 12


def test_an_unknown_gender_is_refused():
    with pytest.raises(ValueError, match="neither"):
        sample_identity(np.random.default_rng(0), "neither")
