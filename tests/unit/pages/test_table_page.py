import json
import re

import numpy as np
import pandas as pd
import pytest

from face_relevance.pages.table_catalogue import TABLES
from face_relevance.pages.table_page import MOST_ROWS, pack_column, round_number, write_table


def make_table(rows=3):
    numbers = np.arange(rows)
    return pd.DataFrame(
        {
            "pretraining": [f"trunk-{number}" for number in numbers],
            "task": "gender",
            "accuracy": 0.5 + numbers / 1000.3,
            "low": 0.4,
            "high": 0.6,
            "images": numbers + 120,
            "used": numbers % 2 == 0,
            "over": "seeds and images",
        }
    )


def read_columns(page):
    return json.loads(re.search(r'id="columns">(.*?)</script>', page).group(1))


def test_numbers_have_three_digits_and_whole_ones_all_of_theirs():
    assert round_number(0.123456) == 0.123
    assert round_number(0.000123456) == 0.000123
    assert round_number(-12.3456) == -12.3
    assert round_number(12345.0) == 12345
    assert round_number(float("nan")) is None
    assert round_number(float("-inf")) is None


def test_columns_of_every_kind_are_packed():
    assert pack_column(pd.Series([1, pd.NA, 3], dtype="Int64")) == {"values": [1, None, 3]}
    assert pack_column(pd.Series(["b", None, "b", "a"])) == {
        "names": ["b", "a"],
        "values": [0, None, 0, 1],
    }
    assert pack_column(pd.Series([True, False])) == {"names": ["yes", "no"], "values": [0, 1]}


def test_a_long_table_says_how_much_of_it_is_shown():
    page = write_table(make_table(MOST_ROWS + 1), "comparison/performance", "Tiny", True)
    assert "this page has the first\n2,000" in page
    assert "All 2,001 rows" in page
    assert all(len(column["values"]) == MOST_ROWS for column in read_columns(page))
    page = write_table(make_table(MOST_ROWS), "comparison/performance", "Tiny", True)
    assert "this page has the first" not in page


def test_the_page_says_what_a_row_is_and_what_intervals_are_over():
    page = write_table(make_table(), "comparison/performance", "Tiny & small", True)
    assert TABLES["comparison/performance"].rows in page
    assert "Tiny &amp; small (simulated)" in page
    assert "intervals, over seeds and images." in page
    assert "(simulated)" not in write_table(make_table(), "comparison/performance", "Tiny", False)


def test_names_cannot_end_the_script():
    table = make_table(1).assign(task="</script><b>")
    page = write_table(table, "comparison/performance", "Tiny", True)
    assert "</script><b>" not in page
    assert read_columns(page)[1]["names"] == ["</script><b>"]


def test_a_table_that_nobody_described_is_refused():
    with pytest.raises(ValueError, match=r"'comparison/other' is not described.*catalogue"):
        write_table(make_table(), "comparison/other", "Tiny", True)
    with pytest.raises(ValueError, match="has no column"):
        write_table(pd.DataFrame(), "comparison/performance", "Tiny", True)


def test_a_click_sorts_and_words_search(browser, tmp_path):
    table = make_table(12)
    table.loc[3, "accuracy"] = np.nan
    page = tmp_path / "table.html"
    page.write_text(write_table(table, "comparison/performance", "Tiny", True))
    browser.open(page)

    def column(place):
        return [cell.text for cell in browser.all(f"tbody td:nth-child({place})")]

    assert column(1) == table["pretraining"].tolist()
    browser.find("th button", "accuracy").click()
    assert column(1)[:3] == ["trunk-0", "trunk-1", "trunk-2"]
    assert column(1)[-1] == "trunk-3"
    browser.find("th button", "accuracy").click()
    assert column(1)[0] == "trunk-11"
    assert column(1)[-1] == "trunk-3"  # what is missing stays last
    assert browser.find("th[aria-sort=descending]", "accuracy")
    browser.find("th button", "pretraining").click()
    assert column(1)[1:3] == ["trunk-1", "trunk-2"]  # not trunk-10
    browser.find("#words").send_keys("trunk-1 no")
    assert column(1) == ["trunk-1", "trunk-11"]
    assert browser.find("#count", "2 of 12 rows shown")
    assert browser.errors() == []
    browser.open(page, width=400)
    assert browser.overflow() == 0
