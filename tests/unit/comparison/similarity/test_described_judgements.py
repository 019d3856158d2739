"""The observers alone."""

import numpy as np
import pytest
import xarray as xr
from rsatoolbox.rdm import RDMs, compare

from face_relevance.comparison.similarity import describe_judgements
from face_relevance.comparison.similarity.rdms import PAIRED


@pytest.fixture(scope="module")
def groups(judged):
    names = judged["condition"].values
    genders = ["female", "male"] * (len(names) // 2)
    return xr.DataArray(genders, {"condition": names}, "condition")


@pytest.fixture(scope="module")
def table(judged, groups):
    settings = {"still": judged, "moving": judged.isel(subject=slice(0, 2)) * 2}
    return describe_judgements(settings, "spearman", groups, draws=200)


def test_means_within_and_between_groups_are_plain_means(table, judged, groups):
    rows = table[(table["setting"] == "still") & (table["statistic"] == "mean dissimilarity")]
    rows = rows.set_index(["one", "other"])
    mean = judged.mean("subject").values
    upper = np.triu(np.ones_like(mean, bool), 1)
    female = groups.values == "female"
    for (one, other), mine, theirs in (
        (("female", "female"), female, female),
        (("female", "male"), female, ~female),
        (("male", "male"), ~female, ~female),
    ):
        either = np.outer(mine, theirs) | np.outer(theirs, mine)
        assert rows.loc[(one, other), "estimate"] == pytest.approx(mean[either & upper].mean())
        assert rows.loc[(one, other), "pairs"] == (either & upper).sum()
    assert (rows["low"] < rows["estimate"]).all()
    assert (rows["estimate"] < rows["high"]).all()


def test_settings_agree_as_rsatoolbox_says(table, judged):
    row = table[table["statistic"] == "agreement"].iloc[0]
    squares = (judged.mean("subject"), judged.isel(subject=slice(0, 2)).mean("subject"))
    expected = compare(*(RDMs(square.values[None]) for square in squares), "spearman").item()
    assert (row.one, row.other) == ("still", "moving")
    assert row.estimate == pytest.approx(expected)
    assert row.low < row.estimate < row.high
    assert row.over == "faces alone"


def test_settings_agree_within_groups_on_the_pairs_of_the_group(table, judged, groups):
    rows = table[table["statistic"] == "agreement"].set_index("within")
    assert list(rows.index) == ["", "female", "male"]
    female = np.flatnonzero(groups.values == "female")
    squares = (judged.mean("subject"), judged.isel(subject=slice(0, 2)).mean("subject"))
    inside = [RDMs(square.values[np.ix_(female, female)][None]) for square in squares]
    row = rows.loc["female"]
    assert row["estimate"] == pytest.approx(compare(*inside, "spearman").item())
    assert row["pairs"] == 7 * 6 / 2


def test_each_setting_has_its_noise_ceiling(table, judged):
    ceilings = table[table["statistic"].str.startswith("ceiling")]
    assert ceilings["setting"].value_counts().to_dict() == {"still": 2, "moving": 2}
    one = describe_judgements({"still": judged.isel(subject=[0])}, "rho-a", draws=100)
    assert set(one["statistic"]) == {"mean dissimilarity"}
    assert one["one"].tolist() == [""]


def test_a_shuffled_setting_changes_nothing_and_other_faces_are_named(table, judged, groups):
    order = np.random.default_rng(0).permutation(14)
    mixed = judged.isel(condition=order).isel({PAIRED: order[::-1]})
    settings = {"still": mixed, "moving": judged.isel(subject=slice(0, 2)) * 2}
    again = describe_judgements(settings, "spearman", groups[::-1], draws=200)
    assert again.equals(table)
    with pytest.raises(ValueError, match="'face-00' is in setting still but not in setting moving"):
        describe_judgements(
            {"still": judged, "moving": judged[:, 1:, 1:]}, "spearman", groups, draws=100
        )
    with pytest.raises(ValueError, match="groups: condition 'face-00' is missing"):
        describe_judgements({"still": judged}, "spearman", groups[1:], draws=100)
