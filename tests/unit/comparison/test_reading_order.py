"""Whether relevance stays with a place or with the step of reading."""

import numpy as np
import pytest
import xarray as xr

from face_relevance.comparison.reading_order import (
    compare_orders_read,
    share_columns,
    share_steps,
    tabulate_memory,
    tabulate_orders,
)

COLUMNS, SEEDS, TIMES = 12, 4, 10
LONGITUDE = np.arange(100.0, 100 + 5 * COLUMNS, 5)
WINTER = xr.DataArray(
    np.array([f"{i}" for i in range(TIMES)], dtype=object),
    {"time": np.array([f"{i}" for i in range(TIMES)], dtype=object)}, ("time",),
)  # fmt: skip


def make(profiles, orders):
    """Maps of two latitudes whose columns have given relevance (seed, longitude)."""
    noise = 1 + 0.01 * np.random.default_rng(1).random((SEEDS, TIMES, 2, COLUMNS))
    return xr.Dataset(
        {
            "relevance": (
                ("seed", "time", "latitude", "longitude"),
                -noise * np.asarray(profiles)[:, None, None],
            ),
            "order": (("seed", "step"), LONGITUDE[np.asarray(orders)]),
        },
        {"seed": np.arange(SEEDS), "time": WINTER["time"], "latitude": [0, 5],
         "longitude": LONGITUDE},
    )  # fmt: skip


@pytest.fixture
def orders():
    rng = np.random.default_rng(2)
    return np.stack([rng.permutation(COLUMNS) for _ in range(SEEDS)])


IN_ORDER = np.tile(np.arange(COLUMNS), (SEEDS, 1))
PROFILE = np.tile(np.linspace(1, 9, COLUMNS) ** 2, (SEEDS, 1))


def average(ordered, permuted):
    found = compare_orders_read(ordered, permuted).mean(["seed", "time"])
    return dict(zip(found["measure"].values, found.values, strict=True))


def test_relevance_that_stays_with_its_place_correlates_by_place(orders):
    found = average(make(PROFILE, IN_ORDER), make(PROFILE, orders))
    assert found["place"] > 0.99
    assert abs(found["step"]) < 0.5
    assert found["retrained"] > 0.99


def test_relevance_that_stays_with_the_step_correlates_by_step(orders):
    # The column that is read last has the relevance that the last column had.
    by_step = np.empty_like(PROFILE)
    np.put_along_axis(by_step, orders, PROFILE, axis=1)
    found = average(make(PROFILE, IN_ORDER), make(by_step, orders))
    assert found["step"] > 0.99
    assert abs(found["place"]) < 0.5


def test_shares_add_up_and_a_map_without_relevance_has_equal_ones(orders):
    maps = make(PROFILE, orders)
    maps["relevance"][0, 0] = 0
    shares = share_columns(maps)
    np.testing.assert_allclose(shares.sum("longitude"), 1)
    np.testing.assert_allclose(shares[0, 0], 1 / COLUMNS)
    np.testing.assert_allclose(share_steps(maps)[1, 0], shares[1, 0].values[orders[1]])


def test_a_single_seed_has_no_other(orders):
    one = make(PROFILE, IN_ORDER).isel(seed=[0])
    found = compare_orders_read(one, make(PROFILE, orders).isel(seed=[0]))
    assert found.sel(measure="retrained").isnull().all()
    table = tabulate_orders({("linear", "permuted"): found}, WINTER_LABELLED, 50, 1)
    assert table["measure"].tolist() == ["place", "step"]


WINTER_LABELLED = WINTER.assign_coords(winter=WINTER)


def test_planted_fading_is_found(orders):
    leak = 0.2
    kept = (1 - leak) ** np.arange(COLUMNS - 1, -1, -1)
    by_step = np.empty((SEEDS, COLUMNS))
    np.put_along_axis(by_step, orders, np.tile(kept, (SEEDS, 1)), axis=1)
    steps = share_steps(make(by_step, orders))
    memory, fading = tabulate_memory(
        {"permuted-leak-0.2": steps}, {"permuted-leak-0.2": leak}, WINTER_LABELLED, 100, 1
    )
    row = fading.iloc[0]
    assert row["setting"] == "leak-0.2"
    assert row["expected"] == pytest.approx(-np.log(0.8))
    assert row["low"] <= row["estimate"] <= row["high"]
    assert row["estimate"] == pytest.approx(row["expected"], abs=2e-3)
    np.testing.assert_allclose(memory["estimate"], memory["expected"], rtol=0.02)


def test_without_steps_there_are_no_rows():
    memory, fading = tabulate_memory({}, {}, WINTER_LABELLED, 100, 1)
    assert memory.empty
    assert fading.empty
    assert {"leak", "expected"} <= set(memory.columns) & set(fading.columns)
