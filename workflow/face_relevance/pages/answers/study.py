"""All that the tables of a study come to, in words: for report, landing page and captions."""

from collections.abc import Callable, Mapping
from dataclasses import asdict

import pandas as pd

from face_relevance.pages.answers.artifacts import describe_artifacts, list_failures
from face_relevance.pages.answers.asymmetry import describe_asymmetry
from face_relevance.pages.answers.described import Described, Study
from face_relevance.pages.answers.design import describe_design, say_images
from face_relevance.pages.answers.fields import describe_fading, describe_places
from face_relevance.pages.answers.leakage import describe_leakage
from face_relevance.pages.answers.localisation import describe_localisation
from face_relevance.pages.answers.masking import describe_masking, describe_transfer
from face_relevance.pages.answers.observers import (
    describe_judgements,
    describe_part_weights,
    describe_trials,
)
from face_relevance.pages.answers.performance import describe_performance
from face_relevance.pages.answers.protocol import describe_peaks, describe_protocol
from face_relevance.pages.answers.regions import describe_regions
from face_relevance.pages.answers.remedies import describe_remedies
from face_relevance.pages.answers.sanity import describe_sanity
from face_relevance.pages.answers.similarity import (
    describe_contrasts,
    describe_similarity,
    describe_weighted,
)
from face_relevance.pages.answers.sst import describe_memory, describe_seas
from face_relevance.pages.answers.stability import describe_stability

SUBJECTS: tuple[tuple[Callable[..., Described], tuple[str, ...]], ...] = (
    (describe_performance, ("performance",)),
    (describe_stability, ("stability_blocks",)),
    (describe_regions, ("region_shares",)),
    (describe_masking, ("transfer_blocks", "order_gaps")),
    (describe_transfer, ("transfer_blocks",)),
    (describe_asymmetry, ("transfer_asymmetry", "transfer_factors")),
    (describe_leakage, ("leakage",)),
    (describe_judgements, ("judgements",)),
    (describe_similarity, ("similarity",)),
    (describe_contrasts, ("similarity_contrasts",)),
    (describe_weighted, ("similarity_weighted",)),
    (describe_part_weights, ("part_weights", "part_overlaps")),
    (describe_trials, ("trials",)),
    (describe_localisation, ("localisation", "cue_effects")),
    (describe_protocol, ("protocol", "protocol_ranks", "protocol_contrasts")),
    (describe_peaks, ("peak_counts",)),
    (describe_remedies, ("remedies",)),
    (describe_places, ("field_localisation",)),
    (describe_fading, ("fading_memory",)),
    (describe_seas, ("sst_measures", "sst_orders")),
    (describe_memory, ("sst_fading",)),
    (describe_sanity, ("sanity",)),
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
        "design": describe_design(study, tables),
        "answers": [asdict(answer) for subject in described for answer in subject.answers],
        "captions": {
            "contact_sheet": say_images(study, tables),
            **{name: text for subject in described for name, text in subject.captions.items()},
        },
        "failed_audits": [] if artifacts is None else list_failures(artifacts),
    }
