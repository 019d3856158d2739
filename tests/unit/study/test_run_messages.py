"""What a run says at its end, and how results are removed."""

import subprocess

import pytest

from face_relevance.study.cleaning import clean_study
from face_relevance.study.messages import say_failed, say_finished

FAILED = """\
[Sun Nov 22 04:00:00 2026]
Error in rule check_model:
    message: None
    jobid: 7
    log: {log} (check log file(s) for error details)

[Sun Nov 22 04:00:01 2026]
Error in rule other:
    jobid: 8
    log: other.log (check log file(s) for error details)
"""


def test_only_what_is_there_is_named(tmp_path):
    (tmp_path / "figures").mkdir()
    (tmp_path / "guidance.html").touch()
    text = say_finished(tmp_path)
    assert str(tmp_path / "guidance.html") in text
    assert str(tmp_path / "figures") in text
    assert "atlas" not in text


def test_the_first_failed_job_is_named_with_the_end_of_its_log(tmp_path):
    log, own = tmp_path / "snakemake.log", tmp_path / "check.log"
    own.write_text("".join(f"line {i}\n" for i in range(30)) + "BelowChanceError: not learned\n")
    log.write_text(FAILED.format(log=own))
    text = say_failed(log, ["make run STUDY=mine"])
    assert "first job that failed: check_model" in text
    assert str(own) in text
    assert "not learned" in text
    assert "line 29" in text
    assert "line 5\n" not in text
    assert "other" not in text
    assert text.endswith("make run STUDY=mine")


def test_places_in_the_code_are_left_to_the_log(tmp_path):
    log, own = tmp_path / "snakemake.log", tmp_path / "check.log"
    own.write_text(
        "04:00 INFO read 8 maps\n04:00 ERROR Traceback (most recent call last):\n"
        '  File "check.py", line 3, in <module>\n    check()\nBelowChanceError: not learned\n'
    )
    log.write_text(FAILED.format(log=own))
    text = say_failed(log, ["make run"])
    assert "  | 04:00 INFO read 8 maps\n  | BelowChanceError: not learned\n" in text
    assert "Traceback" not in text


def test_without_a_failed_job_the_log_of_the_run_is_named(tmp_path):
    assert "lost.log" in say_failed(tmp_path / "lost.log", ["make run"])


@pytest.fixture
def results(tmp_path):
    for name in ("mine/figures", "carriers", "other"):
        (tmp_path / "results" / name).mkdir(parents=True)
    (tmp_path / "results/mine/figures/a.png").write_bytes(b"x" * 2_000_000)
    (tmp_path / "outside").mkdir()
    return tmp_path / "results"


def test_one_study_is_removed_and_said(results):
    assert clean_study(results, "mine") == f"Removed {results}/mine: 1 files, 2 MB."
    assert sorted(path.name for path in results.iterdir()) == ["carriers", "other"]


@pytest.mark.parametrize(
    ("study", "message"),
    [
        ("carriers", "belongs to all studies"),
        ("../outside", "not the name of a study"),
        ("", "not the name of a study"),
        (".", "not the name of a study"),
        ("mine/figures", "not the name of a study"),
        ("mien", "there are mine, other"),
    ],
)
def test_nothing_else_is_removed(results, study, message):
    with pytest.raises(ValueError, match=message):
        clean_study(results, study)
    assert (results / "mine/figures/a.png").is_file()
    assert (results.parent / "outside").is_dir()


def test_a_link_is_not_followed(results):
    (results / "link").symlink_to(results.parent / "outside")
    with pytest.raises(ValueError, match="not the name of a study"):
        clean_study(results, "link")


def test_make_refuses_to_remove_a_study_that_was_not_named():
    result = subprocess.run(
        ["make", "-n", "clean-study"], capture_output=True, text=True, check=False
    )
    assert result.returncode != 0
    assert "Name the study" in result.stderr
