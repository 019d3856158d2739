import pytest

from face_relevance.store import CsvError, read_csv_rows, read_csv_table


@pytest.fixture
def write(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "table.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_rows_keep_their_lines_and_values_their_text(write):
    path = write('\ufefffirst, second,note\n01,b ,\n\n"a,\nb",NA,x\n')
    header, rows = read_csv_rows(path)
    assert header == ["first", "second", "note"]
    # Line 3 is blank; the row with a line break inside ends on line 5.
    assert rows == {2: ["01", "b", ""], 5: ["a,\nb", "NA", "x"]}


def test_a_table_keeps_columns_that_nobody_asked_for(write):
    table = read_csv_table(write("b,a,note\n1,2,\n3,4,x\n"), ["a"], ["b"])
    assert table["a"].to_dict() == {2: "2", 3: "4"}
    assert table["note"].to_dict() == {2: "", 3: "x"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "table.csv is empty"),
        ("a,b\n", "table.csv has a header but no rows"),
        ("a;b\n1;2\n", "is separated by semicolons; save it with commas"),
        ("a\tb\n1\t2\n", "is separated by tabs; save it with commas"),
        ("a,b\n1,2\n1,2,3\n", "line 3: 3 values, but the header has 2"),
        ("a,b\n1\n", "line 2: 1 values, but the header has 2"),
        ('a,b\n1,"2\n', "line 2: unexpected end of data"),
        ("a,c\n1,2\n", "column 'b' is missing; it has 'a', 'c'"),
        ("a,b,b\n1,2,3\n", "column 'b' occurs twice"),
        ("a,b,Words\n1,2,3\n", "unknown column 'Words'; did you mean 'word'"),
        ("a,b\n1,2\n\n1,\n", "line 4: b is empty"),
        ("a,b,word\n1,2, \n", "line 2: word is empty"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(write, text, message):
    with pytest.raises(CsvError, match=message):
        read_csv_table(write(text), ["a", "b"], ["word"])


def test_a_file_that_is_absent_or_no_text_is_named(write, tmp_path):
    with pytest.raises(CsvError, match=r"absent\.csv does not exist"):
        read_csv_table(tmp_path / "absent.csv", ["a"])
    with pytest.raises(CsvError, match="is no text in UTF-8"):
        read_csv_table(write("a\nä\n", "latin-1"), ["a"])
