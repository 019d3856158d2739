"""Audit: whether a relevance map, or a mask made from it, is about what it claims to explain."""

from face_relevance.audit.leakage import tabulate_leakage
from face_relevance.audit.randomisation import list_layers, randomise
from face_relevance.audit.sanity import check_sanity
from face_relevance.audit.tabulating import tabulate_sanity

__all__ = ["check_sanity", "list_layers", "randomise", "tabulate_leakage", "tabulate_sanity"]
