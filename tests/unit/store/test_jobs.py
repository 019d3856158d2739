import warnings

import pandas as pd
import pytest

from face_relevance.store import job, progress, write_json, write_table


def test_progress_yields_everything_and_logs_each_tenth(tmp_path):
    with job(tmp_path / "job.log"):
        seen = list(progress(range(25), "counting"))
    lines = (tmp_path / "job.log").read_text().splitlines()
    assert seen == list(range(25))
    assert sum("counting: " in line and " of 25" in line for line in lines) == 10
    assert "done in" in lines[-1]


def test_a_failure_is_one_line_on_the_terminal_and_a_traceback_in_the_log(tmp_path, capsys):
    with pytest.raises(SystemExit) as caught, job(tmp_path / "job.log"):
        raise ValueError("image face-1.png cannot be read")
    assert caught.value.code == 1
    shown = capsys.readouterr().err
    assert "ERROR: image face-1.png cannot be read" in shown
    assert "Traceback" not in shown
    assert "Traceback" in (tmp_path / "job.log").read_text()


def test_warnings_go_to_the_log(tmp_path):
    with job(tmp_path / "job.log"):
        warnings.warn("the light is dim", UserWarning, stacklevel=1)
    assert "the light is dim" in (tmp_path / "job.log").read_text()


def test_tables_and_json_replace_what_was_there(tmp_path):
    for value in (1, 2):
        write_table(pd.DataFrame({"a": [value]}), tmp_path / "t.parquet")
        write_json({"a": value}, tmp_path / "t.json")
    assert pd.read_parquet(tmp_path / "t.parquet")["a"].tolist() == [2]
    assert (tmp_path / "t.json").read_text() == '{\n "a": 2\n}\n'
    assert sorted(p.name for p in tmp_path.iterdir()) == ["t.json", "t.parquet"]
