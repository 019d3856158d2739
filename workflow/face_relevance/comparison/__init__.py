"""Comparison: how maps, decisions and representations of different models agree.

Tables of stability, transfer and representational similarity, each with intervals that resample
seeds and images as crossed factors. Everything joins by label. No part of this room needs torch but
`similarity.representations` and `similarity.weighting`, which are imported from there.
"""

from face_relevance.comparison.areas import compare_areas
from face_relevance.comparison.asymmetry import compare_directions
from face_relevance.comparison.averages import average_models
from face_relevance.comparison.blocks import (
    BLOCKS,
    CONTROL_BLOCKS,
    MODEL_BLOCKS,
    Model,
    name_block,
    name_cell,
    parse_model,
    sort_models,
)
from face_relevance.comparison.curves import average_curves
from face_relevance.comparison.factors import explain_transfer, share_variance
from face_relevance.comparison.gaps import compare_orders
from face_relevance.comparison.intervals import interval
from face_relevance.comparison.leakage import measure_leakage
from face_relevance.comparison.localisation import (
    LOCALISATION_MEASURES,
    expect_chance,
    score_localisation,
)
from face_relevance.comparison.localisation_table import tabulate_localisation
from face_relevance.comparison.multiplicity import correct_holm
from face_relevance.comparison.performance import BelowChanceError, require_above_chance
from face_relevance.comparison.proportions import proportion_lower_bound
from face_relevance.comparison.regions import share_regions
from face_relevance.comparison.resampling import resample
from face_relevance.comparison.sanity import average_cosine, compare_variants
from face_relevance.comparison.similarity.baselines import compute_baselines
from face_relevance.comparison.similarity.rdms import (
    average_patterns,
    compute_category_rdm,
    compute_distance_rdm,
    compute_rdm,
)
from face_relevance.comparison.similarity.references import (
    arrange_patterns,
    build_reference,
    choose_conditions,
    read_judged,
)
from face_relevance.comparison.similarity.scores import representational_similarity
from face_relevance.comparison.similarity.stacking import (
    Representation,
    compute_rdms,
    stack_rdms,
)
from face_relevance.comparison.stability import stability
from face_relevance.comparison.transfer import Transfers, join_transfers

__all__ = [
    "BLOCKS",
    "CONTROL_BLOCKS",
    "LOCALISATION_MEASURES",
    "MODEL_BLOCKS",
    "BelowChanceError",
    "Model",
    "Representation",
    "Transfers",
    "arrange_patterns",
    "average_cosine",
    "average_curves",
    "average_models",
    "average_patterns",
    "build_reference",
    "choose_conditions",
    "compare_areas",
    "compare_directions",
    "compare_orders",
    "compare_variants",
    "compute_baselines",
    "compute_category_rdm",
    "compute_distance_rdm",
    "compute_rdm",
    "compute_rdms",
    "correct_holm",
    "expect_chance",
    "explain_transfer",
    "interval",
    "join_transfers",
    "measure_leakage",
    "name_block",
    "name_cell",
    "parse_model",
    "proportion_lower_bound",
    "read_judged",
    "representational_similarity",
    "require_above_chance",
    "resample",
    "score_localisation",
    "share_regions",
    "share_variance",
    "sort_models",
    "stability",
    "stack_rdms",
    "tabulate_localisation",
]
