"""How sentences write numbers, intervals and lists."""

import pandas as pd
import pytest

from face_relevance.pages.answers.wording import (
    count,
    estimate,
    join_words,
    percentage,
    say_each,
    say_intervals,
    write_decimal,
)


def row(value, low, high):
    return {"estimate": value, "low": low, "high": high}


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ((0.921, 0.904, 0.9375), "0.92 (0.90 to 0.94)"),
        ((-0.4, -0.6, 0.0), "−0.40 (−0.60 to 0.00)"),
        ((0.0072, 0.0016, 0.0125), "0.007 (0.002 to 0.013)"),
        ((0.0, -0.0001, 0.0001), "0.000 (0.000 to 0.000)"),
        ((12.34, 10.0, 15.0), "12.3 (10.0 to 15.0)"),
        ((0.5, float("nan"), float("nan")), "0.50 (interval unknown)"),
    ],
)
def test_an_interval_decides_how_many_digits_there_are(numbers, text):
    assert estimate(row(*numbers)) == text


def test_shares_are_written_in_percent():
    assert percentage(row(0.836, 0.72, 0.918)) == "84 % (72 to 92)"
    assert percentage(row(0.2161, 0.2152, 0.2171)) == "21.6 % (21.5 to 21.7)"


def test_a_number_that_rounds_to_0_has_no_sign():
    assert write_decimal(-0.001) == "0.00"
    assert write_decimal(-0.01) == "−0.01"


def test_lists_and_counts_read_like_sentences():
    assert join_words(["a", "b", "c"]) == "a, b and c"
    assert join_words(["a"]) == "a"
    assert join_words([]) == ""
    assert count(1, "model") == "1 model"
    assert count(2000, "identity", "identities") == "2,000 identities"


def test_of_many_rows_the_least_and_the_greatest_are_said():
    table = pd.DataFrame(
        {
            "estimate": [0.5, 0.25, 0.75],
            "low": [0.4, 0.15, 0.65],
            "high": [0.6, 0.35, 0.85],
            "pretraining": ["faces", "objects", "faces"],
            "task": ["gender", "gender", "identity"],
        }
    )
    assert say_each(table, estimate) == (
        "from 0.25 (0.15 to 0.35) for objects/gender to 0.75 (0.65 to 0.85) for faces/identity"
    )
    assert say_each(table[:1], estimate) == "0.50 (0.40 to 0.60) for faces/gender"
    assert say_each(table[:2], estimate).count(" and ") == 1


def test_intervals_say_what_was_resampled_and_where_it_was_less():
    assert say_intervals(["seeds and images"] * 3) == "Intervals are 95 %, over seeds and images."
    assert say_intervals(["images", "seeds and images"]) == (
        "Intervals are 95 %, over seeds and images, some over images."
    )
