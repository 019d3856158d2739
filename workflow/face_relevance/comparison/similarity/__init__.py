"""Representational similarity analysis: whether networks and people find the same faces alike.

RDMs of models, baselines and observers are joined by the names of faces (``alignment``) and
compared in every bootstrap draw of seeds, faces and subjects (``comparators``, ``scoring``); what
follows from the draws are tables: ``scores``, ``contrasts``, ``variance``, ``weighting``,
``validation``, ``parts``, ``trials``, and ``judgements`` for the observers alone. The RDMs
themselves come from ``representations``, which needs torch and is imported by itself, and
from ``baselines``.
"""

from face_relevance.comparison.similarity.alignment import align_rdms
from face_relevance.comparison.similarity.baselines import compute_baselines
from face_relevance.comparison.similarity.comparators import COMPARATORS
from face_relevance.comparison.similarity.contrasts import contrast_scores
from face_relevance.comparison.similarity.judgements import describe_judgements, read_gender
from face_relevance.comparison.similarity.part_tables import compare_parts, tabulate_parts
from face_relevance.comparison.similarity.parts import (
    name_parts,
    weigh_observers,
    weigh_relevance,
    weigh_representations,
)
from face_relevance.comparison.similarity.rdms import (
    average_patterns,
    compute_category_rdm,
    compute_distance_rdm,
    compute_rdm,
)
from face_relevance.comparison.similarity.reading import (
    REFERENCE,
    open_compared,
    read_compared,
)
from face_relevance.comparison.similarity.references import (
    arrange_patterns,
    build_reference,
    choose_conditions,
    read_judged,
)
from face_relevance.comparison.similarity.scores import (
    representational_similarity,
    tabulate_scores,
    tabulate_seeds,
)
from face_relevance.comparison.similarity.scoring import (
    resample_comparison,
    score_representations,
)
from face_relevance.comparison.similarity.settings import (
    compare_settings,
    predict_settings,
    weigh_parts_of_settings,
    weigh_settings,
)
from face_relevance.comparison.similarity.stacking import (
    Representation,
    compute_rdms,
    stack_rdms,
)
from face_relevance.comparison.similarity.trials import predict_trials
from face_relevance.comparison.similarity.validation import validate_weights
from face_relevance.comparison.similarity.variance import partition_variance
from face_relevance.comparison.similarity.weighting import weigh_layers

__all__ = [
    "COMPARATORS",
    "REFERENCE",
    "Representation",
    "align_rdms",
    "arrange_patterns",
    "average_patterns",
    "build_reference",
    "choose_conditions",
    "compare_parts",
    "compare_settings",
    "compute_baselines",
    "compute_category_rdm",
    "compute_distance_rdm",
    "compute_rdm",
    "compute_rdms",
    "contrast_scores",
    "describe_judgements",
    "name_parts",
    "open_compared",
    "partition_variance",
    "predict_settings",
    "predict_trials",
    "read_compared",
    "read_gender",
    "read_judged",
    "representational_similarity",
    "resample_comparison",
    "score_representations",
    "stack_rdms",
    "tabulate_parts",
    "tabulate_scores",
    "tabulate_seeds",
    "validate_weights",
    "weigh_layers",
    "weigh_observers",
    "weigh_parts_of_settings",
    "weigh_relevance",
    "weigh_representations",
    "weigh_settings",
]
