import numpy as np
import pytest
import xarray as xr

from face_relevance.comparison.sst_tables import tabulate_fields

WINTERS = [str(1970 + i) for i in range(12)]
CLASSES = xr.DataArray(
    np.array(["El Niño", "neutral", "La Niña"] * 4, dtype=object),
    {"time": np.array(WINTERS, dtype=object), "winter": ("time", np.array(WINTERS, dtype=object))},
    ("time",),
)
CHANCE = {"correct": 0.4, "mass": 0.1}
CONTROL = np.linspace(0, 0.55, 12)


def make(values):
    """Scores of three seeds: the same for both measures."""
    values = np.broadcast_to(values, (3, 12))
    return xr.DataArray(
        np.stack([values, values], axis=1),
        {"seed": [1, 2, 3], "measure": np.array(["correct", "mass"], dtype=object),
         "time": np.array(WINTERS, dtype=object)},
        ("seed", "measure", "time"),
    )  # fmt: skip


def tabulate(**settings):
    scores = {("linear", name): make(values) for name, values in settings.items()}
    controls = dict.fromkeys(scores, make(CONTROL).sel(seed=1, drop=True))
    chance = dict.fromkeys(scores, CHANCE)
    return tabulate_fields(scores, chance, controls, CLASSES, "base", 200, 1)


def test_kinds_of_samples_are_averaged_apart():
    neutral = (CLASSES == "neutral").values
    table = tabulate(base=np.where(neutral, 0.1, 0.7)).query("measure == 'mass'")
    means = table.set_index("samples")["estimate"]
    assert means["events"] == pytest.approx(0.7)
    assert means["neutral"] == pytest.approx(0.1)
    assert means["all"] == pytest.approx(0.5)
    assert table.set_index("samples")["winters"].to_dict() == {"all": 12, "events": 8, "neutral": 4}


def test_changes_are_paired_by_sample_and_seed():
    rng = np.random.default_rng(3)
    noise = 0.4 * rng.random((3, 12))
    table = tabulate(base=noise, other=noise + 0.2, same=noise)
    rows = table.query("measure == 'mass' and samples == 'all'").set_index("setting")
    # Whatever seeds and samples vary, they vary alike in all settings.
    assert rows.loc["other", ["change", "change_low", "change_high"]].tolist() == pytest.approx(
        [0.2] * 3
    )
    assert rows.loc["other", "low"] < rows.loc["other", "estimate"] - 0.02
    assert rows.loc["same", ["change", "change_low", "change_high", "p"]].tolist() == [0, 0, 0, 1]


def test_gains_over_the_control_are_paired_by_sample():
    row = tabulate(base=CONTROL + 0.1).query("measure == 'mass' and samples == 'all'").iloc[0]
    assert row["control"] == pytest.approx(CONTROL.mean())
    assert row[["gain", "gain_low", "gain_high"]].tolist() == pytest.approx([0.1] * 3)
    assert row["high"] - row["low"] > 0.1


def test_chance_of_each_setting_is_kept():
    table = tabulate(base=0.5)
    assert table.set_index("measure").loc["mass", "chance"].tolist() == [0.1] * 3


def test_a_network_without_a_base_is_named():
    with pytest.raises(ValueError, match="network 'linear' has no setting 'base'"):
        tabulate(other=0.5)
