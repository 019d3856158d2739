"""The commands by which the README uses Snakemake can be given as they stand."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

README = (Path(__file__).parents[2] / "README.md").read_text()
BLOCKS = re.findall(r"^```\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
COMMANDS = [
    shlex.split(line, comments=True)[1:]
    for line in "".join(BLOCKS).splitlines()
    if line.startswith("snakemake")
]
# The profile of the cluster needs a plugin that is no part of the project.
HERE = [command for command in COMMANDS if "workflow/profiles/slurm" not in command]


def test_every_way_of_use_has_a_command():
    assert len(COMMANDS) == len(HERE) + 1
    assert any("--configfile" in command for command in HERE)
    assert any(command[-1].endswith(".png") for command in HERE)


@pytest.mark.parametrize("command", HERE, ids=" ".join)
def test_a_dry_run_of_the_command_knows_what_to_do(checkout, command):
    result = subprocess.run(
        [sys.executable, "-m", "snakemake", *command, "--dry-run", "--quiet", "rules"],
        cwd=checkout.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "train_model" in result.stdout + result.stderr
