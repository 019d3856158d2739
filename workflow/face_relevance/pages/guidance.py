"""The page of guidance: by architecture, which artifacts appear, what helps, and what it costs."""

import sys
from collections.abc import Sequence
from pathlib import Path

import jinja2
import pandas as pd

from face_relevance.audit.artifacts.verdicts import AUDITS
from face_relevance.figures.protocol_style import name_network
from face_relevance.pages.field_findings import describe_places, describe_settings
from face_relevance.pages.findings import (
    VERDICTS,
    Help,
    count_verdicts,
    find_help,
    list_networks,
    list_unhelped,
    pool_artifacts,
)
from face_relevance.pages.guidance_template import STYLE, TEMPLATE
from face_relevance.pages.study_tables import StudyTables, read_finished

SIGNS = {"pass": "✓", "warn": "!", "fail": "✗"}


def write_guidance(studies: Sequence[StudyTables]) -> str:
    """Write the page of guidance from the tables of some studies.

    Parameters
    ----------
    studies : sequence of StudyTables
        In the order of the page.

    Returns
    -------
    str
        HTML without any further file.

    Raises
    ------
    ValueError
        If there is no study.
    """
    if not studies:
        raise ValueError("no study has an audit yet: run one first, such as make run")
    template = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(TEMPLATE)
    audits = list(dict.fromkeys(name for study in studies for name in study.artifacts["audit"]))
    networks = [_describe(name, studies) for name in list_networks(studies)]
    return template.render(
        studies=studies, networks=networks, audits=audits, meanings=AUDITS, style=STYLE
    )


def _describe(network: str, studies: Sequence[StudyTables]) -> dict:
    """Collect what the page says about an architecture."""
    pooled = {study.name: pool_artifacts(study.artifacts, network) for study in studies}
    counts = count_verdicts(pd.concat(pooled.values()))
    return {
        "name": network,
        "title": name_network(network),
        "counts": {
            audit: {
                "numbers": row.tolist(),
                "worst": max((v for v in VERDICTS if row[v]), key=VERDICTS.index),
            }
            for audit, row in counts.iterrows()
            if row.sum()
        },
        "parts": [
            _describe_part(network, study, pooled[study.name])
            for study in studies
            if len(pooled[study.name])
        ],
    }


def _describe_part(network: str, study: StudyTables, pooled: pd.DataFrame) -> dict:
    """Collect what one study says about an architecture."""
    single = study.artifacts[study.artifacts["network"] == network]
    cells = pooled.set_index(["explained_by", "audit"])
    audits = list(dict.fromkeys(pooled["audit"]))
    part = {
        "study": study,
        "models": single.loc[single["model"] != "all", "model"].nunique(),
        "audits": audits,
        "rows": [
            (method, [_show(cells.loc[method, audit]) for audit in audits])
            for method in dict.fromkeys(pooled["explained_by"])
        ],
        "looks": [],
        "help": None,
        "unhelped": [],
    }
    for table, describe in ((study.places, describe_places), (study.settings, describe_settings)):
        if table is not None and network in set(table["network"]):
            part["looks"].append(describe(table, network))
    if study.remedies is not None and network in set(study.remedies["network"]):
        part["help"] = {}
        for found in find_help(study.remedies, network):
            part["help"].setdefault(found.audit, []).append(_say(found))
        part["unhelped"] = list_unhelped(study.remedies, network)
    return part


def _show(cell: pd.Series) -> dict:
    """Write a number with its interval."""
    return {
        "verdict": cell["verdict"],
        "text": f"{SIGNS.get(cell['verdict'], '')} {cell['value']:.2f}",
        "interval": f"{cell['low']:.2f} to {cell['high']:.2f}",
    }


def _say(found: Help) -> str:
    """Say what a remedy does and costs."""
    cost = [f"{found.seconds:.1f} × the time"]
    if found.stage == "training":
        cost.insert(
            0,
            f"accuracy {_signed(found.accuracy)} ({_signed(found.accuracy_low)} to "
            f"{_signed(found.accuracy_high)})",
        )
    return (
        f"{found.remedy} {SIGNS.get(found.verdict, '')} {found.before:.2f} → {found.after:.2f} "
        f"(change {_signed(found.low)} to {_signed(found.high)}), {', '.join(cost)}"
    )


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


if __name__ == "__main__":
    results, *configurations = map(Path, sys.argv[1:])
    page = results / "guidance.html"
    page.write_text(write_guidance(read_finished(configurations, results)))
    print(page)
