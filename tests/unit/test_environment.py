import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
CONDA_NAMES = {"torch": "pytorch", "matplotlib": "matplotlib-base", "seaborn": "seaborn-base"}
# Jobs do not need the program that starts them.
NOT_IN_JOBS = {"snakemake"}


def split(requirement):
    """Name and version specifier of a requirement."""
    name, specifier = re.match(r"([\w.-]+?)\s*([=<>].*)", requirement).groups()
    return name, specifier.replace("==", "=").split(",")[0]


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_the_conda_environment_asks_for_what_the_project_asks_for():
    wanted = dict(map(split, project()["project"]["dependencies"]))
    conda = yaml.safe_load((ROOT / "envs/face-relevance.yaml").read_text())["dependencies"]
    offered = dict(split(line) for line in conda if line != "pip")
    assert offered.pop("python") == "=3.12"
    assert offered == {
        CONDA_NAMES.get(name, name): specifier
        for name, specifier in wanted.items()
        if name not in NOT_IN_JOBS
    }


def test_the_lock_pins_every_dependency_with_hashes_and_names_no_address():
    lock = (ROOT / "envs/requirements.lock").read_text()
    entries = re.findall(r"^([\w.-]+)==\S+.*?((?: \\\n    --hash=sha256:\w{64})+)", lock, re.M)
    pinned = {name for name, _ in entries}
    tools = project()["dependency-groups"]["dev"]
    wanted = {split(line)[0] for line in project()["project"]["dependencies"] + tools}
    assert wanted <= pinned
    assert len(entries) == len(re.findall(r"^[\w.-]+==", lock, re.M))
    assert "://" not in lock
    assert "index" not in lock.replace("importlib", "")
