"""Networks on fields with a planted square: what is known to come out."""

import numpy as np
import pytest

from face_relevance.audit.field_variants import FADING_MEMORY, Variant, list_variants
from face_relevance.audit.planted_fields import Amounts, study_places
from face_relevance.fields import Planting, spread_corners

ECHO_STATE = {"units": 60, "leak": 0.3, "spectral_radius": 0.5}
PLANTING = Planting(size=40, square=5)


@pytest.fixture(scope="module")
def found():
    variants = {
        "linear": Variant("linear", {}),
        "linear-permuted": Variant("linear", {}, permuted=True),
        **list_variants("echo-state", ECHO_STATE, []),
    }
    amounts = Amounts(per_class=60, test_per_class=10, explained=6)
    return study_places(
        variants, PLANTING, spread_corners(PLANTING, 1, 2), amounts, ["z-plus"], 1, 0
    )


def test_a_linear_model_looks_wherever_the_square_is(found):
    mass = found["score"].sel(variant="linear", measure="mass").mean("field").values
    assert (mass > 0.1).all()
    assert found["right"].sel(variant="linear").mean() == 1


def test_a_reservoir_is_blind_for_what_it_read_first_and_reading_backwards_moves_that(found):
    first, last = "18-0", "18-35"
    scores = found["score"].sel(measure="mass").mean(("field", "explained_by"))
    chance = (5 / 40) ** 2
    for variant, seen, unseen in (
        ("echo-state", last, first),
        ("echo-state-columns-reversed", first, last),
    ):
        assert scores.sel(variant=variant, position=seen) > 10 * chance
        assert scores.sel(variant=variant, position=unseen) < chance
    assert (scores.sel(variant="echo-state-both") > 5 * chance).all()


def test_maps_of_permuted_fields_are_put_back(found):
    """The square is the same cells again, and the focus is where the network read last."""
    mass = found["score"].sel(variant="linear-permuted", measure="mass").mean("field").values
    assert (mass > 0.1).all()
    permuted = found.sel(variant="echo-state-permuted")
    steps = permuted["steps_to_end"].values
    assert sorted(steps) == list(range(40))
    assert not np.array_equal(steps, np.arange(39, -1, -1))
    shares = permuted["line_share"].mean(("position", "explained_by", "field")).values
    assert np.corrcoef(np.log(shares), steps)[0, 1] < -0.8


def test_what_is_stored_fits_together(found):
    assert found.attrs["simulated"] == 1
    np.testing.assert_allclose(found["line_share"].sum("line"), 1, rtol=1e-4)
    np.testing.assert_allclose(found["focus"].sum(("y", "x")), 1, rtol=1e-4)
    # What reached the input and what was taken is the score: z-plus has no bias to lose to.
    np.testing.assert_allclose(np.abs(found["reached"]), 1, atol=0.01)
    assert list(found["shown"].values) == ["18-0", "18-35"]
    rows = found["steps_to_end"].sel(variant="echo-state-both").values
    assert rows.max() == 19


def test_groups_of_variants_are_named_and_described():
    memory = list_variants(FADING_MEMORY, ECHO_STATE, [0.1, 0.2])
    assert len(memory) == 8
    assert {(v.leak, v.design["leak"]) for v in memory.values()} == {(0.1, 0.1), (0.2, 0.2)}
    assert sum(v.spectral_radius == 0 for v in memory.values()) == 2
    assert list(list_variants("cnn", {}, [])) == ["cnn", "cnn-reflect", "cnn-permuted"]
    assert list_variants("cnn", {}, [])["cnn-reflect"].design == {"padding": "reflect"}
