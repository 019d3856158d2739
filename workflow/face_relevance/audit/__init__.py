"""Audit: whether a relevance map is about what it claims to explain."""

from face_relevance.audit.randomisation import list_layers, randomise
from face_relevance.audit.sanity import check_sanity

__all__ = ["check_sanity", "list_layers", "randomise"]
