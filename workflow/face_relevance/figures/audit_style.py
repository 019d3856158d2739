"""Names, colours and signs of the audits and of their verdicts."""

import pandas as pd

AUDITS = {
    "conservation": "conservation",
    "border": "border",
    "flips": "flips",
    "shifts": "shifts",
    "turns": "turns",
    "blind": "blind values",
    "checkerboard": "checkerboard",
    "ties": "ties",
    "noise": "noise",
    "agreement": "agreement",
}
"""As a reader sees them, in the order of the figures."""

SIGNS = {"pass": "✓", "warn": "!", "fail": "✗", "none": "–"}
"""Of verdicts: colour alone does not tell them apart for everyone."""

VERDICT_COLOURS = {"pass": "#D5EBE3", "warn": "#FBE7B2", "fail": "#F3B8AC", "none": "#F3F3F3"}
FAILED = "#B3001B"
"""Ink of what says that an audit failed."""


def name_audit(audit: str) -> str:
    """Name of an audit as a reader sees it.

    Raises
    ------
    ValueError
        If the audit is unknown.
    """
    if audit not in AUDITS:
        raise ValueError(f"audit '{audit}' is unknown; figures know: {', '.join(AUDITS)}")
    return AUDITS[audit]


def select_pooled(artifacts: pd.DataFrame) -> pd.DataFrame:
    """Rows of all models of a network together, whatever their pretraining."""
    return artifacts[(artifacts["model"] == "all") & (artifacts["pretraining"] == "all")]
