"""Comparison: how maps, decisions and representations of different models agree.

Tables of stability, transfer and representational similarity, each with intervals that resample
seeds, images and subjects as crossed factors. Everything joins by label. What needs torch, the
representations of models, is imported by those who compute them alone.
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
from face_relevance.comparison.field_localisation import (
    tabulate_fading_memory,
    tabulate_field_localisation,
)
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
from face_relevance.comparison.peaks import tabulate_peaks
from face_relevance.comparison.performance import BelowChanceError, require_above_chance
from face_relevance.comparison.proportions import proportion_lower_bound
from face_relevance.comparison.protocol import tabulate_protocol
from face_relevance.comparison.regions import resample_regions, share_regions
from face_relevance.comparison.resampling import resample
from face_relevance.comparison.sanity import average_cosine, compare_variants
from face_relevance.comparison.similarity import representational_similarity
from face_relevance.comparison.stability import stability
from face_relevance.comparison.transfer import Transfers, join_transfers

__all__ = [
    "BLOCKS",
    "CONTROL_BLOCKS",
    "LOCALISATION_MEASURES",
    "MODEL_BLOCKS",
    "BelowChanceError",
    "Model",
    "Transfers",
    "average_cosine",
    "average_curves",
    "average_models",
    "compare_areas",
    "compare_directions",
    "compare_orders",
    "compare_variants",
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
    "representational_similarity",
    "require_above_chance",
    "resample",
    "resample_regions",
    "score_localisation",
    "share_regions",
    "share_variance",
    "sort_models",
    "stability",
    "tabulate_fading_memory",
    "tabulate_field_localisation",
    "tabulate_localisation",
    "tabulate_peaks",
    "tabulate_protocol",
]
