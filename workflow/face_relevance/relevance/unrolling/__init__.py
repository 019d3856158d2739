"""Relevance of networks of fields: traced like others, or a reservoir unrolled through time."""

from face_relevance.relevance.unrolling.explaining import FIELD_COMPOSITES, explain_field
from face_relevance.relevance.unrolling.walk import RESERVOIR_LAYERS, propagate_through_time

__all__ = ["FIELD_COMPOSITES", "RESERVOIR_LAYERS", "explain_field", "propagate_through_time"]
