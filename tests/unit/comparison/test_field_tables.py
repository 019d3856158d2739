"""Tables of planted fields, from shares that are known."""

import numpy as np
import pytest
import xarray as xr

from face_relevance.comparison import tabulate_fading_memory, tabulate_field_localisation

SIZE, SQUARE, FIELDS = 20, 4, 6
CORNERS = [(8, 0), (8, 8), (8, 16)]


def make_store(seed, shares, steps, **variant):
    """What a network of one seed would leave whose lines have these shares (position, line)."""
    labels = np.array([f"test-{i}" for i in range(FIELDS)], dtype=object)
    noise = 1 + 0.01 * np.random.default_rng(seed).standard_normal((3, 1, FIELDS, SIZE))
    line_share = shares[:, None, None, :] * noise
    mass = np.stack(
        [line_share[i, ..., c : c + SQUARE].sum(-1) for i, (_, c) in enumerate(CORNERS)]
    )
    settings = {
        "network": "echo-state",
        "permuted": False,
        "reading": "columns",
        "leak": 0.1,
        "spectral_radius": 0.0,
        **variant,
    }
    right = np.ones((3, 4))
    right[0, :2] = 0
    names = np.array(["mass", "auc"], dtype=object)
    return xr.Dataset(
        {
            "right": (("variant", "position", "tested"), right[None]),
            "score": (
                ("variant", "position", "explained_by", "measure", "field"),
                np.stack([mass, np.full_like(mass, 0.7)], axis=2)[None],
            ),
            "line_share": (
                ("variant", "position", "explained_by", "field", "line"),
                line_share[None],
            ),
            "steps_to_end": (("variant", "line"), steps[None]),
        },
        {
            "variant": np.array(["made"], dtype=object),
            "position": np.array([f"{r}-{c}" for r, c in CORNERS], dtype=object),
            "row": ("position", [row for row, _ in CORNERS]),
            "column": ("position", [column for _, column in CORNERS]),
            "explained_by": np.array(["epsilon"], dtype=object),
            "measure": names,
            "field": labels,
            "tested": labels[:4],
            **{name: ("variant", [value]) for name, value in settings.items()},
        },
        {"size": SIZE, "square": SQUARE, "seed": seed},
    )


def decay(rate, steps):
    shares = rate ** steps.astype(float)
    return np.tile(shares / shares.sum(), (3, 1))


FORWARD = SIZE - 1 - np.arange(SIZE)


def test_the_rate_of_decay_is_found_and_compared_with_what_the_leak_keeps():
    stores = [make_store(seed, decay(0.8, FORWARD), FORWARD) for seed in (1, 2, 3)]
    table = tabulate_fading_memory(stores, draws=200)
    (rate,) = table[table["measure"] == "rate"].itertuples()
    assert rate.low < 0.8 < rate.high
    assert rate.high - rate.low < 0.01
    assert rate.expected == pytest.approx(0.9)
    assert rate.over == "seeds and images"
    lines = table[table["measure"] == "relevance"].set_index("steps")
    assert list(lines.index) == list(range(SIZE))
    assert lines["estimate"][0] == pytest.approx(decay(0.8, FORWARD)[0, -1], rel=0.01)
    assert lines["expected"][5] == pytest.approx(lines["estimate"][0] * 0.9**5)
    accuracy = table[table["measure"] == "accuracy"].set_index("steps")["estimate"]
    assert accuracy.to_dict() == {0: 1.0, 8: 1.0, 16: 0.5}


def test_lines_that_are_read_equally_late_are_averaged():
    steps = np.minimum(np.arange(SIZE), FORWARD)
    table = tabulate_fading_memory(
        [make_store(seed, decay(0.8, steps), steps, reading="both") for seed in (1, 2)], draws=50
    )
    lines = table[table["measure"] == "relevance"]
    assert list(lines["steps"]) == list(range(SIZE // 2))
    assert (table[table["measure"] == "mass"]["steps"] == [0, 8]).all()


def test_a_permuted_focus_follows_the_order_of_reading_and_not_the_place():
    order = np.random.default_rng(0).permutation(SIZE)
    steps = SIZE - 1 - np.argsort(order)
    stores = [make_store(seed, decay(0.8, steps), steps, permuted=True) for seed in (1, 2)]
    table = tabulate_field_localisation(stores, draws=100)
    overall = table[table["position"] == "all"].set_index("measure")
    assert overall["estimate"]["follows-reading"] > 0.95
    assert abs(overall["estimate"]["follows-place"]) < 0.6
    assert overall["estimate"]["accuracy"] == pytest.approx(5 / 6)
    assert overall["chance"][["accuracy", "auc"]].tolist() == [0.5, 0.5]
    assert overall["chance"]["mass"] == pytest.approx(0.04)
    assert overall["method"]["accuracy"] == ""
    here = table[(table["position"] == "8-16") & (table["measure"] == "mass")].iloc[0]
    assert (here["row"], here["column"], here["models"], here["fields"]) == (8, 16, 2, FIELDS)
    inside = decay(0.8, steps)[0, 16:].sum()
    assert here["low"] <= inside * 1.02
    assert here["estimate"] == pytest.approx(inside, rel=0.02)
    assert (table["low"] <= table["estimate"] + 1e-9).all()


def test_nothing_to_tabulate_is_refused():
    for tabulate in (tabulate_field_localisation, tabulate_fading_memory):
        with pytest.raises(ValueError, match="there are no fields to tabulate"):
            tabulate([])
