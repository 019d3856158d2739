"""Tables of localisation, and the verdict which methods are among the best."""

import numpy as np
import pytest
import xarray as xr
from scipy import stats

from face_relevance.comparison import correct_holm, tabulate_localisation

MEASURES = ("mass", "auc")
METHODS = ("good", "equal", "middling", "poor")
CONTROLS = ("centre-prior", "mean-map")
WORTH = {
    "good": 0.8, "equal": 0.8, "middling": 0.77, "poor": 0.6, "centre-prior": 0.55, "mean-map": 0.5
}  # fmt: skip


def name_images(task, count):
    return np.array([f"{task}-{i}" for i in range(count)], dtype=object)


def identify(*tasks, count=40):
    """Every image shows another person."""
    labels = np.concatenate([name_images(task, count) for task in tasks])
    return xr.DataArray(labels, dims="image", coords={"image": labels})


def make_model(task, cues, seed, worth=WORTH, count=40, controls=CONTROLS):
    """Scores around the worth of each method; images are easy or hard for all of them."""
    rng = np.random.default_rng(seed)
    ease = 0.05 * rng.normal(size=(len(cues), 1, count))
    level = np.array(list(worth.values()))[:, None, None, None]
    score = level + ease + 0.04 * rng.normal(size=(len(worth), len(cues), len(MEASURES), count))
    effect = rng.uniform(0.2, 0.6, (len(cues), count))
    return xr.Dataset(
        {
            "score": (("explained_by", "cue", "measure", "image"), score),
            "chance": (
                ("cue", "measure", "image"),
                np.broadcast_to(np.array([0.1, 0.5])[:, None], (len(cues), 2, count)),
            ),
            "effect": (("cue", "image"), effect),
            "changed": (("cue", "image"), (effect > 0.4).astype(np.int8)),
        },
        {
            "explained_by": np.array(list(worth), dtype=object),
            "cue": np.array(cues, dtype=object),
            "measure": np.array(MEASURES, dtype=object),
            "image": name_images(task, count),
        },
        {"controls": list(controls)},
    )


@pytest.fixture(scope="module")
def found():
    return {
        f"{pretraining}/{task}/seed-{seed}": make_model(task, cues, (place, number, seed))
        for place, (task, cues) in enumerate(
            {"redundant": ["brows", "contrast"], "identity-nose": ["nose"]}.items()
        )
        for number, pretraining in enumerate(("objects", "faces"))
        for seed in (1, 2, 3)
    }


@pytest.fixture(scope="module")
def tables(found):
    return tabulate_localisation(found, identify("redundant", "identity-nose"), draws=200)


def pick(table, **where):
    for column, value in where.items():
        table = table[table[column] == value]
    return table


def test_tasks_with_other_images_and_cues_stand_in_one_table(tables):
    scores, effects = tables
    places = [(p, t, c) for p, t, c in effects[["pretraining", "task", "cue"]].to_numpy().tolist()]
    assert places == [
        (pretraining, task, cue)
        for pretraining in ("faces", "objects")
        for task, cue in (
            ("identity-nose", "nose"), ("redundant", "brows"), ("redundant", "contrast")
        )
    ]  # fmt: skip
    assert len(scores) == len(places) * len(WORTH) * len(MEASURES)
    assert (scores["images"] == 40).all()
    assert (scores["models"] == 3).all()
    assert (scores["over"] == "seeds and images").all()
    assert set(pick(scores, kind="control")["method"]) == set(CONTROLS)


def test_estimates_are_means_over_seeds_and_images(found, tables):
    scores, effects = tables
    models = [found[f"faces/redundant/seed-{seed}"].sel(cue="contrast") for seed in (1, 2, 3)]
    where = {"pretraining": "faces", "task": "redundant", "cue": "contrast"}
    (row,) = pick(scores, **where, method="poor", measure="mass").itertuples()
    at = {"explained_by": "poor", "measure": "mass"}
    assert row.estimate == pytest.approx(np.mean([m["score"].sel(at).values for m in models]))
    assert row.low < row.estimate < row.high
    assert row.chance == pytest.approx(0.1)
    (row,) = pick(effects, **where).itertuples()
    assert row.effect == pytest.approx(np.mean([m["effect"].values for m in models]))
    assert row.changed == pytest.approx(np.mean([m["changed"].values for m in models]))
    assert row.low < row.effect < row.high
    assert row.changed_low < row.changed < row.changed_high
    assert row.used


def test_those_that_are_worse_are_not_among_the_best(tables):
    scores, _ = tables
    kept = scores.groupby("method")["among_best"].mean()
    assert kept["equal"] > 0.9
    assert kept["good"] > 0.9
    assert kept[["poor", *CONTROLS]].eq(0).all()
    best = scores.loc[
        pick(scores, kind="method").groupby(["task", "pretraining", "cue", "measure"])["estimate"]
        .idxmax()
    ]  # fmt: skip
    assert best["among_best"].all()
    assert best["p_holm"].isna().all()
    assert scores.drop(best.index)["p_holm"].notna().all()


def test_with_one_model_the_test_is_students_paired_test_corrected_within_each_kind():
    data = make_model("a", ["nose"], 5)
    scores, _ = tabulate_localisation({"p/a/seed-1": data}, identify("a"), draws=50)
    rows = pick(scores, measure="auc").set_index("method")
    auc = data["score"].sel(measure="auc", cue="nose").to_pandas()
    best = auc.loc[list(METHODS)].mean(axis=1).idxmax()
    for names in ([name for name in METHODS if name != best], list(CONTROLS)):
        expected = correct_holm([stats.ttest_rel(auc.loc[best], auc.loc[n]).pvalue for n in names])
        np.testing.assert_allclose(rows.loc[names, "p_holm"], expected, rtol=1e-6)
        assert (rows.loc[names, "among_best"] == (expected > 0.05)).all()
    assert (rows["over"] == "images").all()


def test_of_methods_that_are_equally_good_few_are_called_worse():
    # Every cue is a study of its own: six equal methods, the best chosen by the same data.
    cues = [f"cue-{i:03}" for i in range(150)]
    data = make_model("a", cues, 6, dict.fromkeys("abcdef", 0.5), controls=())
    scores, _ = tabulate_localisation({"p/a/seed-1": data}, identify("a"), draws=20)
    assert 1 - scores["among_best"].mean() < 0.05


def test_a_method_equal_in_every_image_is_among_the_best():
    data = make_model("a", ["nose"], 7)
    data["score"].loc[{"explained_by": "equal"}] = data["score"].sel(explained_by="good") * 1.0
    scores, _ = tabulate_localisation({"p/a/seed-1": data}, identify("a"), draws=20)
    best_two = pick(scores, measure="auc").set_index("method").loc[["good", "equal"]]
    assert best_two["among_best"].all()
    assert best_two["p_holm"].dropna().tolist() == [1]


def test_a_control_better_than_all_methods_is_among_the_best():
    data = make_model("a", ["nose"], 8, WORTH | {"mean-map": 0.95})
    scores, _ = tabulate_localisation({"p/a/seed-1": data}, identify("a"), draws=20)
    better = pick(scores, method="mean-map")
    assert better["among_best"].all()
    assert (better["p_holm"] < 0.01).all()
    # It is no method: the best method is so beside it.
    assert pick(scores, method="good")["among_best"].all()


def test_a_cue_that_changes_no_decision_is_not_used(found):
    model = "faces/identity-nose/seed-1"
    unused = {model: found[model].assign(changed=xr.zeros_like(found[model]["changed"]))}
    _, effects = tabulate_localisation(unused, identify("identity-nose"), draws=20)
    assert not effects["used"].item()
    assert effects["changed_high"].item() == 0


def test_a_cue_is_used_only_if_every_model_uses_it(found):
    models = [f"faces/identity-nose/seed-{seed}" for seed in (1, 2)]
    same = {model: found["faces/identity-nose/seed-1"] for model in models}
    none = xr.zeros_like(same[models[1]]["changed"])
    for changed, used in ((none + 1, True), (none, False)):
        given = same | {models[1]: same[models[1]].assign(changed=changed)}
        _, effects = tabulate_localisation(given, identify("identity-nose"), draws=20)
        assert effects["used"].item() is used


def test_the_order_of_models_images_and_labels_does_not_matter(found, tables):
    turned = {
        model: found[model].isel(image=slice(None, None, -1), explained_by=[3, 0, 5, 1, 4, 2])
        for model in reversed(found)
    }
    identity = identify("redundant", "identity-nose")[::-1]
    scores, effects = tabulate_localisation(turned, identity, draws=200)
    key = ["pretraining", "task", "cue", "method", "measure"]
    one, other = (table.sort_values(key, ignore_index=True) for table in (scores, tables[0]))
    for column in ("estimate", "low", "high", "p_holm", "chance"):
        np.testing.assert_allclose(one[column], other[column])
    np.testing.assert_allclose(effects["changed_low"], tables[1]["changed_low"])


def test_what_does_not_fit_together_is_named(found):
    def tabulate(**changed):
        models = {name: found[f"faces/redundant/{name}"] for name in ("seed-1", "seed-2")}
        given = {f"faces/redundant/{n}": data for n, data in (models | changed).items()}
        return tabulate_localisation(given, identify("redundant"), draws=20)

    data = found["faces/redundant/seed-2"]
    with pytest.raises(ValueError, match=r"cue 'contrast' is in .*seed-1 but not in .*seed-2"):
        tabulate(**{"seed-2": data.sel(cue=["brows"])})
    with pytest.raises(ValueError, match=r"image 'redundant-0' is in .*seed-1 but not in"):
        tabulate(**{"seed-2": data.isel(image=slice(1, None))})
    with pytest.raises(ValueError, match=r"seed-2 has other controls than .*seed-1"):
        tabulate(**{"seed-2": data.assign_attrs(controls=["mean-map"])})
    with pytest.raises(ValueError, match=r"figures of .*seed-2 are not all numbers"):
        tabulate(**{"seed-2": data.where(data["image"] != "redundant-3")})
    with pytest.raises(ValueError, match="no scores of the control 'edge-energy'"):
        tabulate(**{n: data.assign_attrs(controls=["edge-energy"]) for n in ("seed-1", "seed-2")})
    few = data.sel(explained_by=list(CONTROLS))
    with pytest.raises(ValueError, match="scores of controls only"):
        tabulate(**{"seed-1": few, "seed-2": few})
    with pytest.raises(ValueError, match="at least one model"):
        tabulate_localisation({}, identify("redundant"))
