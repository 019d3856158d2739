import numpy as np
import pytest
import xarray as xr

from face_relevance.observers import JudgementError, read_judgements
from face_relevance.store import CsvError

RATINGS = [
    "subject,first,second,rating,seconds",
    "eve,b,a,7,1.5",
    "eve,b,c,1,",
    "eve,a,c,3,2",
    "adam,a,b,5,1",
    "adam,c,b,2,1",
]


def read(path, scale="similarity", pooled=False):
    return read_judgements("pairs", path, "rated", scale, pooled)[0]


def test_similarity_becomes_the_largest_rating_minus_the_rating(write):
    judged = read(write(RATINGS))
    assert judged["subject"].values.tolist() == ["adam", "eve"]
    assert judged["condition"].values.tolist() == ["a", "b", "c"]
    expected = [
        [[0, 2, np.nan], [2, 0, 5], [np.nan, 5, 0]],
        [[0, 0, 4], [0, 0, 6], [4, 6, 0]],
    ]
    np.testing.assert_array_equal(judged["dissimilarity"], expected)
    assert judged.attrs == {
        "setting": "rated",
        "kind": "pairs",
        "simulated": "no",
        "subjects": "each",
        "source": "file.csv",
        "dissimilarity": "7, the largest rating, minus rating",
    }


def test_dissimilarity_stays_as_it_is(write):
    judged = read(write(RATINGS), "dissimilarity")
    assert judged["dissimilarity"].sel(subject="eve", condition="b").values.tolist() == [7, 0, 1]


def test_pooled_is_the_mean_over_the_subjects_who_judged_a_pair(write):
    judged = read(write(RATINGS), pooled=True)
    expected = [[[0, 1, 4], [1, 0, 5.5], [4, 5.5, 0]]]
    np.testing.assert_array_equal(judged["dissimilarity"], expected)
    assert judged["subject"].values.tolist() == ["all subjects"]
    assert judged.attrs["subjects"] == "pooled"


def test_without_subjects_there_is_one(write):
    judged = read(write(["first,second,rating", "a,b,1", "a,c,2", "b,c,4"]))
    assert judged["subject"].values.tolist() == ["all subjects"]
    assert judged.attrs["subjects"] == "pooled"
    np.testing.assert_array_equal(judged["dissimilarity"], [[[0, 3, 2], [3, 0, 0], [2, 0, 0]]])


@pytest.mark.parametrize("pooled", [False, True])
def test_the_order_of_lines_and_faces_means_nothing(write, shuffle, pooled):
    rng = np.random.default_rng(0)
    names = [f"face {i}" for i in range(7)]
    lines = ["first,second,rating,subject"]
    for subject in ("x", "y"):
        for i, one in enumerate(names):
            for other in names[:i]:
                lines.append(f"{one},{other},{rng.integers(1, 8)},{subject}")
    judged = read(write(lines), pooled=pooled)
    swapped = [",".join((s[1], s[0], *s[2:])) for s in (line.split(",") for line in lines[1:])]
    xr.testing.assert_identical(
        judged, read(write(shuffle([lines[0], *swapped], 1)), pooled=pooled)
    )
    # One line, rated by hand from the file.
    one, other, rating, subject = lines[5].split(",")
    if not pooled:
        value = judged["dissimilarity"].sel(subject=subject, condition=one, paired_condition=other)
        assert value == 7 - int(rating)


@pytest.mark.parametrize(
    ("line", "becomes", "message"),
    [
        (0, "subject,first,second,seconds,mark", "column 'rating' is missing; it has 'subject', "),
        (0, "subjct,first,second,rating,seconds", "column 'subjct'; did you mean 'subject'"),
        (2, "eve,,c,1,", "line 3: first is empty"),
        (2, "eve,b,c,,", "line 3: rating is empty"),
        (2, "eve,b,c,much,", "line 3: rating 'much' is not a number; leave out"),
        (2, "eve,b,c,inf,", "line 3: rating 'inf' is not a number"),
        (2, "eve,b,b,1,", "line 3: face 'b' is paired with itself"),
        (3, "eve,b,c,1,", "line 4: eve judged 'b' and 'c' already in line 3; keep one"),
        (3, "eve,c,b,1,", "line 4: eve judged 'c' and 'b' already in line 3; keep one"),
        (
            3,
            "eve,c,b,2.5,",
            "line 4: eve judged 'c' and 'b' in both orders, 2.5 and 1 in line 3: asymmetric",
        ),
        (3, "eve,a,d,3,", r"nobody judged faces 'a' and 'c' together \(3 such pairs of 6\)"),
    ],
)
def test_what_cannot_be_used_is_named(write, line, becomes, message):
    lines = list(RATINGS)
    lines[line] = becomes
    with pytest.raises((CsvError, JudgementError), match=message) as raised:
        read(write(lines))
    assert "file.csv" in str(raised.value)


def test_a_pair_rated_twice_without_subjects_asks_for_them(write):
    lines = ["first,second,rating", "a,b,1", "a,c,2", "b,c,4", "a,b,3"]
    with pytest.raises(JudgementError, match=r"line 5: all subjects .* or add a column 'subject'"):
        read(write(lines))


def test_a_negative_dissimilarity_is_named_while_similarity_may_be_negative(write):
    lines = ["first,second,rating", "a,b,-1", "a,c,2", "b,c,4"]
    with pytest.raises(JudgementError, match="line 2: a dissimilarity of -1 is negative"):
        read(write(lines), "dissimilarity")
    assert read(write(lines))["dissimilarity"].max() == 5


def test_two_faces_are_too_few(write):
    with pytest.raises(JudgementError, match="2 faces are too few"):
        read(write(["first,second,rating", "a,b,1"]))
