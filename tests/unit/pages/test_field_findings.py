"""What the page of guidance says about networks of fields."""

import pandas as pd
import pytest

from face_relevance.pages.field_findings import describe_places, describe_settings


def place(variant, position, measure, estimate, low, permuted=False):
    row, column = (-1, -1) if position == "all" else map(int, position.split("-"))
    return {
        "variant": variant,
        "network": "echo-state",
        "permuted": permuted,
        "position": position,
        "row": row,
        "column": column,
        "method": "" if measure == "accuracy" else "epsilon-plus",
        "measure": measure,
        "estimate": estimate,
        "low": low,
        "high": estimate + 0.1,
        "chance": 0.5 if measure == "accuracy" else 0.01,
    }


def setting(name, measure, estimate, change, samples="events"):
    return {
        "network": "cnn",
        "setting": name,
        "samples": samples,
        "measure": measure,
        "estimate": estimate,
        "low": estimate - 0.02,
        "high": estimate + 0.02,
        "chance": 0.04,
        "control": 0.1,
        "change": change,
        "change_low": change - 0.05 if change else 0.0,
        "change_high": change + 0.05 if change else 0.0,
    }


@pytest.fixture
def localisation():
    rows = []
    for variant, masses in {"one-way": (0.02, 0.3), "both": (0.25, 0.3)}.items():
        rows += [place(variant, "all", "accuracy", 0.99, 0.95)]
        rows += [place(variant, "all", "mass", sum(masses) / 2, 0.1)]
        for position, mass in zip(("0-0", "0-90"), masses, strict=True):
            rows.append(place(variant, position, "mass", mass, mass - 0.02))
    rows.append(place("one-way-permuted", "all", "mass", 0.5, 0.4, permuted=True))
    return pd.DataFrame(rows)


def test_blind_are_places_whose_interval_reaches_down_to_a_constant_map(localisation):
    looks = describe_places(localisation, "echo-state")
    assert [row[0] for row in looks.rows] == ["one-way", "both"]
    assert [row[-1] for row in looks.rows] == ["1 of 2", "0 of 2"]
    assert looks.rows[0][3] == "0.020 (0.000 to 0.120) at 0, 0"
    assert looks.conclusion == "Fewest blind places: both (0)."


def test_settings_that_change_maps_are_told_from_those_that_do_not():
    table = pd.DataFrame(
        [
            setting("base", "correct", 0.8, 0.0),
            setting("base", "mass", 0.2, 0.0),
            setting("masked", "correct", 0.84, 0.04),
            setting("masked", "mass", 0.1, -0.1),
            setting("flat", "correct", 0.8, 0.0),
            setting("flat", "mass", 0.3, 0.1),
            setting("flat", "mass", 0.9, 0.7, samples="neutral"),
        ]
    )
    looks = describe_settings(table, "cnn")
    assert looks.conclusion == "More of it than the base: flat. Less: masked."
    assert looks.rows[1][1:3] == ("0.840 (0.820 to 0.860)", "+0.040 (−0.010 to +0.090)")
    assert looks.rows[0][2] == "–"
