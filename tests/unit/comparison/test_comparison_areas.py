import numpy as np
import pytest

from face_relevance.comparison import compare_areas, compare_orders, join_transfers
from face_relevance.comparison.areas import find_kept

FRACTIONS = np.array([0, 0.1, 0.3, 1])
MODELS = ["a/t/seed-1", "a/t/seed-2", "a/t/seed-3"]


@pytest.mark.parametrize(
    ("curve", "kept"),
    [
        ([0, 0.9, 0.95, 1], 0.1),  # exactly at a step
        ([0, 0.8, 1, 1], 0.2),  # half of the way from 0.1 to 0.3
        ([0, 0, 0, 0.5], 0.3 + 0.9 * 0.7),  # only close to everything
        ([0.9, 0.2, 0.3, 1], 0),  # the first time counts, even with nothing kept
        ([0, 0.95, 0.2, 1], 0.1 * 0.9 / 0.95),
    ],
)
def test_kept_fraction_is_where_the_curve_first_reaches_90_per_cent(curve, kept):
    assert find_kept(np.array(curve, float), FRACTIONS) == pytest.approx(kept)


def test_a_model_without_any_right_decision_never_gets_there():
    assert np.isnan(find_kept(np.zeros((2, 4)), FRACTIONS)).all()


def test_curves_without_the_unmasked_images_are_refused():
    with pytest.raises(ValueError, match="fraction 1, are missing"):
        find_kept(np.zeros(4), np.array([0, 0.1, 0.2, 0.3]))


@pytest.fixture
def transfers(make_curves):
    curves = {
        "own": [0, 0.6, 1, 1],  # area 0.03 + 0.16 + 0.7 = 0.89
        "other": [0, 0.4, 0.8, 1],  # 0.02 + 0.12 + 0.63 = 0.77
        "random": [0, 0, 0.6, 1],  # 0 + 0.06 + 0.56 = 0.62
        "inverse": [0, 0, 0, 1],  # 0.35
    }
    stores = []
    for target in MODELS:
        by = {name: curves["own" if name == target else "other"] for name in MODELS}
        by |= {name: curves[name] for name in ("random", "inverse")}
        stores.append(make_curves(target, by))
    return join_transfers(stores, draws=50)


@pytest.mark.parametrize("measure", ["accuracy", "agreement", "probability"])
def test_figures_of_curves_without_any_variation_are_those_worked_out_by_hand(transfers, measure):
    for table in compare_areas(transfers, measure):
        by_block = table.groupby("block").first()
        assert by_block.area.to_dict() == pytest.approx(
            {"same model": 0.89, "other seed": 0.77, "random": 0.62, "inverse": 0.35}
        )
        assert by_block.relative["other seed"] == pytest.approx(0.77 / 0.89)
        assert by_block.advantage.to_dict() == pytest.approx(
            {"same model": 1, "other seed": 15 / 27, "random": 0, "inverse": -1}
        )
        assert by_block.kept["other seed"] == pytest.approx(0.3 + 0.7 * 0.5)
        for name in ("area", "relative", "advantage", "kept"):
            low = "low" if name == "area" else f"{name}_low"
            np.testing.assert_allclose(table[low], table[name], atol=1e-12)
        assert (table.measure == measure).all()


def test_advantage_is_unknown_where_own_pixels_are_no_better_than_random(make_curves):
    stores = [
        make_curves(
            target,
            {name: [0, 0.5, 0.5, 1] for name in MODELS} | {"random": [0, 0.5, 0.5, 1]},
        )
        for target in MODELS
    ]
    for table in compare_areas(join_transfers(stores, draws=20)):
        assert table.advantage.isna().all()
        assert table.relative.tolist() == pytest.approx([1] * len(table))


def test_advantage_is_unknown_without_random_pixels(make_curves):
    stores = [make_curves(t, {name: [0, 0.5, 0.5, 1] for name in MODELS}) for t in MODELS]
    transfers = join_transfers(stores, draws=20)
    assert compare_areas(transfers)[1].advantage.isna().all()
    assert compare_orders(transfers).empty


def test_what_was_resampled_depends_on_the_seeds_that_can_be_left_out(make_curves):
    for count, over in ((3, "seeds and images"), (2, "images")):
        models = MODELS[:count]
        stores = [make_curves(t, {name: [0, 0.5, 0.5, 1] for name in models}) for t in models]
        blocks = compare_areas(join_transfers(stores, draws=20))[1].set_index("block")
        assert blocks.over["same model"] == "seeds and images"
        assert blocks.over["other seed"] == over


def test_gap_is_the_area_of_the_own_order_over_that_of_its_inverse(transfers):
    table = compare_orders(transfers)
    assert len(table) == 1
    row = table.iloc[0]
    assert (row.pretraining, row.task, row.models) == ("a", "t", 3)
    assert row.gap == pytest.approx(0.89 - 0.35)
    assert (row.low, row.high) == pytest.approx((row.gap, row.gap))
