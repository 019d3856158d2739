from itertools import product

import numpy as np
import pytest

from face_relevance.comparison import compare_areas, compare_directions, join_transfers

MODELS = [f"{p}/{t}/seed-{s}" for p, t, s in product(("faces", "objects"), "gi", (1, 2, 3))]


def height(source, target):
    """Relevance of faces serves objects well, not the other way; tasks are on a par."""
    if source == target:
        return 1.0
    return {("faces", "objects"): 0.9, ("objects", "faces"): 0.6}.get(
        (source.split("/")[0], target.split("/")[0]), 0.8
    )


@pytest.fixture
def transfers(make_curves):
    rng = np.random.default_rng(0)
    stores = []
    for target in MODELS:
        curves = {name: [0, *[height(name, target)] * 2, 1] for name in MODELS}
        store = make_curves(target, curves)
        noise = rng.normal(0, 0.02, store["correct"].shape)
        middle = ((store.fraction > 0) & (store.fraction < 1)).values[:, None]
        noise[store.source.values == target] = 0
        stores.append(store.assign(correct=store.correct + noise * middle))
    return join_transfers(stores, draws=200)


def test_direction_of_a_factor_is_there_minus_back_with_its_sign(transfers):
    _, directions = compare_directions(transfers)
    assert len(directions) == 4
    row = directions[directions.factor == "pretraining"].iloc[0]
    assert (row.origin, row.destination) == ("faces", "objects")
    assert row.pairs == 18
    # The difference 0.3 of the two inner steps has an area of 0.3 (0.05 + 0.2 + 0.35), over 0.95.
    assert row.area == pytest.approx(0.3 * 0.6, abs=0.01)
    assert row.relative == pytest.approx(row.area / (0.05 + 0.2 + 0.7), abs=1e-6)
    assert row.relative_low < row.relative < row.relative_high
    assert row.p < 1e-4
    assert row.over == "seeds and images"


def test_a_symmetric_factor_is_not_found_to_differ(transfers):
    _, directions = compare_directions(transfers)
    row = directions[directions.factor == "task"].iloc[0]
    assert (row.origin, row.destination) == ("g", "i")
    assert row.relative_low < 0 < row.relative_high
    assert row.p_holm > 0.05


def test_models_that_differ_in_both_are_compared_level_by_level(transfers):
    _, directions = compare_directions(transfers)
    both = directions[directions.factor == "pretraining and task"]
    assert list(zip(both.origin, both.destination, strict=True)) == [
        ("faces/g", "objects/i"),
        ("faces/i", "objects/g"),
    ]
    assert both.pairs.tolist() == [9, 9]


def test_each_unordered_pair_is_the_difference_of_both_entries_of_the_matrix(transfers):
    pairs, _ = compare_directions(transfers)
    matrix = compare_areas(transfers)[0].set_index(["source", "target"])
    assert len(pairs) == 66
    for row in pairs.sample(8, random_state=0).itertuples():
        there, back = matrix.loc[(row.source, row.target)], matrix.loc[(row.target, row.source)]
        assert row.area == pytest.approx(there.area - back.area)
        assert row.relative == pytest.approx(there.relative - back.relative)
    tested = pairs.p.notna()
    assert (pairs.p_holm[tested] >= pairs.p[tested]).all()


def test_a_single_model_has_no_direction(make_curves):
    store = make_curves("a/t/seed-1", {"a/t/seed-1": [0, 0.5, 0.5, 1]})
    pairs, directions = compare_directions(join_transfers([store], draws=10))
    assert pairs.empty
    assert directions.empty
    assert {"p_holm", "relative_low"} <= set(directions.columns)
