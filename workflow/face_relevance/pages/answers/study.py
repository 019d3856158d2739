"""All that the tables of a study come to, in words: for report, landing page and captions."""

from collections.abc import Callable, Mapping
from dataclasses import asdict

import pandas as pd

from face_relevance.pages.answers.artifacts import describe_artifacts, list_failures
from face_relevance.pages.answers.described import Described, Study
from face_relevance.pages.answers.masking import describe_masking, describe_transfer
from face_relevance.pages.answers.performance import describe_performance
from face_relevance.pages.answers.stability import describe_stability

SUBJECTS: tuple[tuple[Callable[..., Described], tuple[str, ...]], ...] = (
    (describe_performance, ("performance",)),
    (describe_stability, ("stability_blocks",)),
    (describe_masking, ("transfer_blocks", "order_gaps")),
    (describe_transfer, ("transfer_blocks",)),
    (describe_artifacts, ("artifacts",)),
)
"""What describes a subject and the tables that it needs, in the order of the landing page."""


def answer_study(study: Study, tables: Mapping[str, pd.DataFrame]) -> dict:
    """Say in words what a study asked and found.

    Parameters
    ----------
    study : Study
    tables : mapping
        Tables of the study by the names of their files, without ending.

    Returns
    -------
    dict
        ``study`` (name, title, simulated, kind), ``design`` (paragraphs), ``answers`` (question,
        answer, figure), ``captions`` by the name of the figure, and ``failed_audits`` (network,
        method, audits). Subjects whose tables the study has not are left out.
    """
    described = [
        describe(study, *(tables[name] for name in needed))
        for describe, needed in SUBJECTS
        if set(needed) <= set(tables)
    ]
    artifacts = tables.get("artifacts")
    return {
        "study": {key: getattr(study, key) for key in ("name", "title", "simulated", "kind")},
        "design": [],
        "answers": [asdict(answer) for subject in described for answer in subject.answers],
        "captions": {
            name: text for subject in described for name, text in subject.captions.items()
        },
        "failed_audits": [] if artifacts is None else list_failures(artifacts),
    }
