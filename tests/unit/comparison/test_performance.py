import numpy as np
import pytest

from face_relevance.comparison import BelowChanceError, require_above_chance


def decide(accuracy, people=20, views=5, classes=2, seed=0):
    rng = np.random.default_rng(seed)
    identity = np.repeat([f"p{i}" for i in range(people)], views)
    truth = np.array([f"c{i % classes}" for i in range(people)]).repeat(views)
    wrong = rng.random(len(truth)) > accuracy
    decision = np.where(wrong, "other", truth)
    return truth, decision, identity


def test_a_model_that_has_learned_passes_with_its_figures():
    truth, decision, identity = decide(0.9)
    verdict = require_above_chance("faces/gender/seed-1", truth, decision, identity)
    assert verdict["accuracy"] == (truth == decision).mean()
    assert verdict["low"] < verdict["accuracy"] < verdict["high"]
    assert verdict["chance"] == 0.5
    assert (verdict["images"], verdict["identities"], verdict["classes"]) == (100, 20, 2)


def test_a_model_at_chance_is_named_with_its_figures():
    with pytest.raises(BelowChanceError, match=r"objects/gender/seed-2 has not learned.*0\.5"):
        require_above_chance("objects/gender/seed-2", *decide(0.52))


def test_the_bound_counts_not_the_estimate():
    truth = np.array(["a", "b"] * 10)
    decision = np.where(np.arange(20) < 13, truth, "other")
    with pytest.raises(BelowChanceError, match=r"held-out accuracy 0\.650"):
        require_above_chance("m", truth, decision, [f"p{i}" for i in range(20)])


def test_chance_is_the_share_of_the_most_frequent_class():
    truth = np.array(["a"] * 15 + ["b"] * 5)
    identity = np.array([f"p{i}" for i in range(20)])
    with pytest.raises(BelowChanceError, match=r"not above chance \(0\.750\)"):
        require_above_chance("m", truth, np.full(20, "a"), identity)


def test_views_of_one_person_count_less_than_people():
    truth = np.array(["a", "b"] * 50)
    decision = np.where(np.arange(100) < 90, truth, "other")
    people = np.repeat([f"p{i}" for i in range(20)], 5)
    strangers = [f"s{i}" for i in range(100)]
    low = [require_above_chance("m", truth, decision, who)["low"] for who in (people, strangers)]
    assert low[0] < low[1]
