"""A copy of the workflow to run, so that tests neither see nor leave results in the checkout."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chromium import PROGRAMS, Browser

ROOT = Path(__file__).parents[1]
PARTS = ("Snakefile", "workflow", "config", "envs", "tests/tiny.yaml")
PARTS += tuple(f"tests/{name}.yaml" for name in ("cues", "advise", "fields", "enso", "remedies"))


class Workflow:
    """A checkout in a folder of its own, run with Snakemake like a user would."""

    def __init__(self, folder: Path):
        self.folder = folder

    @classmethod
    def copy(cls, source: Path, folder: Path) -> "Workflow":
        """Copy the parts of a checkout, and its results if it has any."""
        for part in (*PARTS, "results", ".snakemake"):
            if (source / part).is_dir() and (part in PARTS or source != ROOT):
                ignored = shutil.ignore_patterns("__pycache__", "locks", "log")
                shutil.copytree(source / part, folder / part, ignore=ignored)
            elif (source / part).is_file():
                (folder / part).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source / part, folder / part)
        return cls(folder)

    def command(self, *arguments: str, configfile: str | None = "tests/tiny.yaml") -> list[str]:
        chosen = ["--configfile", configfile] if configfile else []
        return [sys.executable, "-m", "snakemake", "--cores", "2", *arguments, *chosen]

    def run(self, *arguments: str, **options) -> subprocess.CompletedProcess:
        return subprocess.run(
            self.command(*arguments, **options),
            cwd=self.folder,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )

    def finish(self, config: str) -> Path:
        """Run a study from nothing, see that a second run has nothing to do; return its results."""
        result = self.run(configfile=config)
        assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
        again = self.run(configfile=config)
        assert "Nothing to be done" in again.stdout + again.stderr
        (results,) = (self.folder / "results").glob("tiny-*")
        return results

    def plan(self, *arguments: str, **options) -> dict[str, list[str]]:
        """Rules that a dry run would execute, each with the outputs of its jobs."""
        result = self.run("--dry-run", *arguments, **options)
        assert result.returncode == 0, result.stdout + result.stderr
        jobs: dict[str, list[str]] = {}
        pattern = r"^(?:local)?rule (\w+):\n(?:    input: .*\n)?    output: (.*)$"
        for rule, outputs in re.findall(pattern, result.stdout + result.stderr, re.MULTILINE):
            jobs.setdefault(rule, []).append(outputs)
        return jobs

    def edit(self, path: str, before: str, after: str) -> None:
        file = self.folder / path
        text = file.read_text()
        assert before in text, f"{path} does not contain {before!r}"
        file.write_text(text.replace(before, after, 1))


@pytest.fixture(scope="module")
def fresh(tmp_path_factory) -> Workflow:
    """A checkout of its own for the tests of a module."""
    return Workflow.copy(ROOT, tmp_path_factory.mktemp("fresh"))


@pytest.fixture(scope="session")
def finished(tmp_path_factory) -> Workflow:
    """The tiny study, run once from nothing."""
    workflow = Workflow.copy(ROOT, tmp_path_factory.mktemp("finished"))
    result = workflow.run()
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    return workflow


@pytest.fixture(scope="session")
def evaluated(tmp_path_factory) -> Workflow:
    """The tiny study of the protocol, run once from nothing."""
    workflow = Workflow.copy(ROOT, tmp_path_factory.mktemp("evaluated"))
    result = workflow.run(configfile="tests/advise.yaml")
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    return workflow


@pytest.fixture
def study(finished, tmp_path) -> Workflow:
    """A copy of the finished tiny study, to change."""
    return Workflow.copy(finished.folder, tmp_path)


@pytest.fixture
def checkout(tmp_path) -> Workflow:
    """A fresh checkout without results."""
    return Workflow.copy(ROOT, tmp_path)


@pytest.fixture(scope="session")
def browser():
    """A Chromium for all tests of pages."""
    missing = [program for program in PROGRAMS if not shutil.which(program)]
    if missing:
        pytest.skip(f"NO PAGE WAS CLICKED THROUGH: {' and '.join(missing)} not installed")
    browser = Browser()
    yield browser
    browser.driver.quit()
