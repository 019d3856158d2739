"""Tables of the protocol from scores whose averages, ranks and differences are known."""

import numpy as np
import pytest
import xarray as xr
from scipy import stats

from face_relevance.comparison import correct_holm, tabulate_protocol
from face_relevance.comparison.protocol_joining import BETTER, RANKED

MEASURES = [measure for measure in BETTER if measure != "win_rate"]
COUNT = 40
NAMES = np.array([f"solid-{i:02}" for i in range(COUNT)], dtype=object)


def make_scores(worth, seed=0, noise=0.05, spread=0.0):
    """Scores of one method: all measures around its worth, images easy or hard for all methods."""
    rng = np.random.default_rng(seed)
    ease = np.random.default_rng(99).normal(size=COUNT) * spread
    return xr.Dataset(
        {name: ("image", worth + ease + noise * rng.normal(size=COUNT)) for name in MEASURES},
        {"image": NAMES},
    )


def make_study(worths, networks=("vgg16",), seeds=(1, 2, 3), **options):
    return {
        (network, seed, method): make_scores(worth, (i, seed, j), **options)
        for i, network in enumerate(networks)
        for seed in seeds
        for j, (method, worth) in enumerate(worths.items())
    }


def pick(table, **where):
    for column, value in where.items():
        table = table[table[column] == value]
    return table


WORTHS = {"advise": 0.6, "grad-cam": 0.5, "advise-all": 0.58, "rise": 0.3, "random": 0.2}


@pytest.fixture(scope="module")
def study():
    return make_study(WORTHS, ("vgg16", "alexnet"), spread=0.1)


@pytest.fixture(scope="module")
def tables(study):
    return tabulate_protocol(study, draws=200)


def test_means_are_over_images_and_seeds_and_every_network_weighs_the_same(study):
    fewer = {key: data for key, data in study.items() if key[0] != "alexnet" or key[1] < 3}
    table = tabulate_protocol(fewer, draws=100)["protocol"]
    assert list(table["network"].unique()) == ["alexnet", "vgg16", "all"]
    assert len(table) == 3 * len(WORTHS) * len(BETTER)
    means = {}
    for network, seeds in (("vgg16", (1, 2, 3)), ("alexnet", (1, 2))):
        (row,) = pick(table, network=network, method="rise", measure="avx").itertuples()
        means[network] = np.mean([fewer[network, s, "rise"]["avx"].values for s in seeds])
        assert row.mean == pytest.approx(means[network])
        assert row.low < row.mean < row.high
        assert (row.images, row.models, row.over) == (COUNT, len(seeds), "seeds and images")
        assert row.better == "high"
    (row,) = pick(table, network="all", method="rise", measure="avx").itertuples()
    assert row.mean == pytest.approx(np.mean(list(means.values())))
    assert row.models == 5
    assert pick(table, measure="sensitivity")["better"].eq("").all()


def test_the_win_rate_is_that_of_the_smallest_drop_and_ties_are_shared():
    drops = {"a": [0, 0.5, 0.2, 0.2], "b": [0.1, 0.5, 0.2, 0.3], "c": [0.3, 0.6, 0.2, 0.1]}
    names = NAMES[:4]
    study = {
        ("vgg16", 1, method): xr.Dataset(
            {
                m: ("image", np.array(values if m == "average_drop" else [0.5] * 4))
                for m in MEASURES
            },
            {"image": names},
        )
        for method, values in drops.items()
    }
    table = tabulate_protocol(study, draws=50)["protocol"]
    rates = pick(table, measure="win_rate").set_index("method")["mean"]
    assert rates.to_dict() == pytest.approx(
        {"a": (1 + 1 / 2 + 1 / 3) / 4, "b": (1 / 2 + 1 / 3) / 4, "c": (1 / 3 + 1) / 4}
    )
    assert rates.sum() == pytest.approx(1)
    ranks = tabulate_protocol(study, draws=50)["protocol_ranks"]
    by_drop = pick(ranks, measure="average_drop").set_index("method")["rank"]
    assert by_drop.to_dict() == pytest.approx(
        {"a": (1 + 1.5 + 2 + 2) / 4, "b": (2 + 1.5 + 2 + 3) / 4, "c": (3 + 3 + 2 + 1) / 4}
    )
    assert pick(ranks, measure="avx")["rank"].eq(2).all()  # nothing but ties
    assert pick(ranks, measure="avx")["friedman_p"].eq(1).all()
    assert (table["network"] == "vgg16").all()  # one network needs no average
    assert (table["over"] == "images").all()


def test_ranks_follow_what_is_good(tables):
    ranks = tables["protocol_ranks"]
    assert list(ranks["measure"].unique()) == RANKED
    assert (ranks["methods"] == len(WORTHS)).all()
    for network in ("vgg16", "alexnet", "all"):
        for measure, best in (("avx", "advise"), ("deletion", "random"), ("seconds", "random")):
            rows = pick(ranks, network=network, measure=measure).set_index("method")
            assert rows["rank"].idxmin() == best
            assert rows["rank"].mean() == pytest.approx(3)
            assert (rows["low"] >= 1).all()
            assert (rows["high"] <= 5).all()
            assert (rows["friedman_p"] < 1e-6).all()


def test_friedmans_test_is_scipys(study):
    one = {key: data for key, data in study.items() if key[:2] == ("vgg16", 1)}
    ranks = tabulate_protocol(one, draws=50)["protocol_ranks"]
    expected = stats.friedmanchisquare(*(data["road"].values for data in one.values())).pvalue
    assert pick(ranks, measure="road")["friedman_p"].iloc[0] == pytest.approx(expected)
    two = {key: one[key] for key in list(one)[:2]}
    assert tabulate_protocol(two, draws=50)["protocol_ranks"]["friedman_p"].isna().all()


def test_contrasts_hold_every_pair_once_and_those_that_are_planned_apart(tables):
    contrasts = tables["protocol_contrasts"]
    for _, rows in contrasts.groupby(["network", "measure"]):
        pairs = {frozenset(pair) for pair in rows[["one", "other"]].to_numpy().tolist()}
        assert len(rows) == len(pairs) == 10
        planned = pick(rows, family="planned")[["one", "other"]].to_numpy().tolist()
        assert planned == [["advise", "grad-cam"], ["advise", "advise-all"]]
        for _, family in rows.groupby("family"):
            np.testing.assert_allclose(family["p_holm"], correct_holm(family["p"]))


def test_differences_are_those_of_the_means_and_are_found(tables):
    contrasts, means = tables["protocol_contrasts"], tables["protocol"]
    for network in ("vgg16", "all"):
        by_method = pick(means, network=network, measure="avx").set_index("method")["mean"]
        for row in pick(contrasts, network=network, measure="avx").itertuples():
            assert row.difference == pytest.approx(by_method[row.one] - by_method[row.other])
            assert row.low < row.difference < row.high
        found = pick(contrasts, network=network, measure="avx", one="advise", other="grad-cam")
        assert found["p_holm"].item() < 0.01
        assert found["low"].item() > 0


def test_with_one_model_a_contrast_is_students_paired_test():
    study = make_study(WORTHS, seeds=(1,), spread=0.2)
    rows = tabulate_protocol(study, draws=50)["protocol_contrasts"]
    a, b = (study["vgg16", 1, name]["insertion"].values for name in ("advise", "advise-all"))
    found = pick(rows, measure="insertion", one="advise", other="advise-all")
    assert found["p"].item() == pytest.approx(stats.ttest_rel(a, b).pvalue, rel=1e-6)
    assert found["over"].item() == "images"


def test_methods_that_are_equal_in_every_image_do_not_differ():
    study = make_study({"advise": 0.5, "rise": 0.4, "grad-cam": 0.3})
    for key in list(study):
        if key[2] == "grad-cam":
            study[key] = study[*key[:2], "advise"]
    rows = tabulate_protocol(study, draws=50)["protocol_contrasts"]
    same = pick(rows, one="advise", other="grad-cam")
    assert same["difference"].eq(0).all()
    assert same["p_holm"].eq(1).all()


def test_of_methods_that_are_only_noise_few_are_found_different():
    worths = dict.fromkeys(("advise", "grad-cam", "rise", "score-cam", "random"), 0.5)
    networks = [f"network-{i}" for i in range(8)]
    tables = tabulate_protocol(make_study(worths, networks, spread=0.2), draws=200)
    families = tables["protocol_contrasts"].groupby(["network", "measure", "family"])["p_holm"]
    assert families.min().lt(0.05).mean() < 0.06
    ranks = pick(tables["protocol_ranks"], method="rise")
    assert ((ranks["low"] <= 3) & (ranks["high"] >= 3)).mean() > 0.93
    assert ranks["friedman_p"].lt(0.05).mean() < 0.1


def test_the_order_of_scores_and_images_does_not_matter(study, tables):
    turned = {key: study[key].isel(image=slice(None, None, -1)) for key in reversed(study)}
    again = tabulate_protocol(turned, draws=200)
    key = ["network", "method", "measure"]
    for name, columns in (
        ("protocol", ["mean", "low", "high"]),
        ("protocol_ranks", ["rank", "low"]),
    ):
        one, other = (t[name].sort_values(key, ignore_index=True) for t in (tables, again))
        np.testing.assert_allclose(one[columns], other[columns])


def test_what_does_not_fit_together_is_named(study):
    with pytest.raises(ValueError, match="there are no scores"):
        tabulate_protocol({})
    less = {key: data for key, data in study.items() if key != ("alexnet", 2, "rise")}
    with pytest.raises(ValueError, match=r"has scores of the method 'rise' but alexnet/.*/seed-2"):
        tabulate_protocol(less)
    short = study | {("vgg16", 1, "rise"): study["vgg16", 1, "rise"].isel(image=slice(1, None))}
    with pytest.raises(ValueError, match=r"image 'solid-00' is in .* but not in .*seed-1 by rise"):
        tabulate_protocol(short)
    broken = study["vgg16", 3, "rise"].copy(deep=True)
    broken["road"][4] = np.nan
    with pytest.raises(ValueError, match=r"figures of vgg16/.*/seed-3 are not all numbers"):
        tabulate_protocol(study | {("vgg16", 3, "rise"): broken})
