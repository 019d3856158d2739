import numpy as np
import pandas as pd
import pytest
import xarray as xr

from face_relevance.observers import JudgementError, choices_to_dissimilarity, read_judgements
from face_relevance.store import CsvError

CHOICES = [
    "subject,first,second,third,odd",
    "eve,a,b,c,c",
    "eve,c,a,b,a",
    "eve,b,c,d,d",
    "eve,d,a,b,d",
    "eve,c,d,a,d",
    "adam,a,b,c,c",
]


def read(path, pooled=False):
    return read_judgements("triplets", path, "odd", "similarity", pooled)


def test_dissimilarity_is_the_share_of_trials_in_which_a_pair_was_not_left_together(write):
    judged, _ = read(write(CHOICES))
    eve = judged["dissimilarity"].sel(subject="eve")
    # a and b were shown three times and left together in lines 2 and 5; c and d twice and never.
    expected = [
        [0, 1 - 2 / 3, 1 - 1 / 3, 1],
        [1 - 2 / 3, 0, 1 - 2 / 3, 1],
        [1 - 1 / 3, 1 - 2 / 3, 0, 1],
        [1, 1, 1, 0],
    ]
    np.testing.assert_allclose(eve, expected)
    adam = judged["dissimilarity"].sel(subject="adam", condition="a").values
    np.testing.assert_array_equal(adam, [0, 0, 1, np.nan])
    assert judged.attrs["kind"] == "triplets"
    assert judged.attrs["simulated"] == "no"


def test_pooled_counts_the_trials_of_all_together(write):
    judged, choices = read(write(CHOICES), pooled=True)
    assert judged["subject"].values.tolist() == ["all subjects"]
    # With adam's trial a and b were left together in three of four, not in the mean of 2/3 and 1.
    value = judged["dissimilarity"].sel(condition="a", paired_condition="b")
    np.testing.assert_allclose(value, [1 - 3 / 4])
    assert set(choices["subject"]) == {"adam", "eve"}


def test_dissimilarity_agrees_with_counting_trial_by_trial():
    rng = np.random.default_rng(0)
    shown = np.array([rng.choice(list("pqrstu"), 3, replace=False) for _ in range(300)])
    choices = pd.DataFrame(shown, columns=["first", "second", "third"])
    choices["odd"] = shown[np.arange(300), rng.integers(0, 3, 300)]
    choices["subject"] = rng.choice(["x", "y"], 300)
    result = choices_to_dissimilarity(choices, pooled=False)
    for subject in "xy":
        rows = choices[choices["subject"] == subject]
        for one in "pqrstu":
            for other in set("pqrstu") - {one}:
                both = [
                    row.odd in (one, other)
                    for row in rows.itertuples()
                    if {one, other} <= {row.first, row.second, row.third}
                ]
                place = {"subject": subject, "condition": one, "paired_condition": other}
                np.testing.assert_allclose(result.sel(place), np.mean(both))


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_the_order_of_rows_means_nothing_in_either_format(write, shuffle, tmp_path, suffix):
    judged, choices = read(write(CHOICES))
    path = write(shuffle(CHOICES, 3))
    if suffix == "parquet":
        path = tmp_path / "file.parquet"
        pd.read_csv(tmp_path / "file.csv").to_parquet(path)
    again, choices_again = read(path)
    xr.testing.assert_identical(judged.assign_attrs(source=path.name), again)
    pd.testing.assert_frame_equal(choices, choices_again)


def test_choices_are_kept_as_they_are(write):
    _, choices = read(write(CHOICES))
    assert choices.columns.tolist() == ["subject", "first", "second", "third", "odd", "simulated"]
    assert choices.iloc[2].tolist() == ["eve", "b", "c", "d", "d", False]
    assert not choices["simulated"].any()


def test_without_subjects_there_is_one(write):
    judged, choices = read(write([line.split(",", 1)[1] for line in CHOICES]))
    assert set(choices["subject"]) == {"all subjects"}
    assert judged.attrs["subjects"] == "pooled"


def test_choices_that_say_so_are_simulated(write):
    lines = [CHOICES[0] + ",simulated", *(line + ",True" for line in CHOICES[1:])]
    judged, choices = read(write(lines))
    assert judged.attrs["simulated"] == "yes"
    assert choices["simulated"].all()


@pytest.mark.parametrize(
    ("line", "becomes", "message"),
    [
        (0, "subject,first,second,other,odd", "column 'third' is missing"),
        (2, "eve,c,a,b,", "line 3: odd is empty"),
        (2, "eve,c,a,c,a", "line 3: face 'c' occurs twice in a triplet"),
        (2, "eve,c,a,b,2", r"line 3: odd is '2', none of the faces shown \(c, a, b\)"),
        (3, "eve,b,c,e,e", "nobody judged faces 'b' and 'e' together"),
    ],
)
def test_what_cannot_be_used_is_named(write, line, becomes, message):
    lines = list(CHOICES)
    lines[line] = becomes
    if "nobody" in message:
        lines = [*lines, "eve,a,e,c,c", "eve,b,d,c,c"]
        lines[3] = "eve,a,e,d,d"
    with pytest.raises((CsvError, JudgementError), match=message):
        read(write(lines))


def test_whether_it_is_simulated_is_true_or_false(write):
    lines = [CHOICES[0] + ",simulated", *(line + ",no" for line in CHOICES[1:])]
    with pytest.raises(JudgementError, match="line 2: simulated is 'no'; write true or false"):
        read(write(lines))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"odd": [None, "a"]}, "row 1: odd is empty"),
        ({"first": [1.5, 2.0]}, "first holds numbers with decimals"),
        ({"first": ["a", "b"], "third": ["c", "b"]}, "row 2: face 'b' occurs twice"),
    ],
)
def test_rows_of_parquet_files_are_named(tmp_path, change, message):
    columns = {
        name: list(pair)
        for name, pair in zip(
            ("first", "second", "third", "odd"), ("aa", "bc", "cd", "aa"), strict=True
        )
    }
    pd.DataFrame(columns | change).to_parquet(tmp_path / "trials.parquet")
    with pytest.raises((CsvError, JudgementError), match=message):
        read(tmp_path / "trials.parquet")


def test_a_parquet_file_that_is_absent_or_empty_is_named(tmp_path):
    with pytest.raises(CsvError, match=r"absent\.parquet does not exist"):
        read(tmp_path / "absent.parquet")
    empty = pd.DataFrame({"first": [], "second": [], "third": [], "odd": []}, dtype=str)
    empty.to_parquet(tmp_path / "empty.parquet")
    with pytest.raises(CsvError, match="has no rows"):
        read(tmp_path / "empty.parquet")
