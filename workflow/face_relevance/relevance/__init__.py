"""Relevance: which pixels of an image decide what a network says.

A network is traced to a graph of operations (`tracing`, `graph`); a composite chooses a rule for
each of them (`composites`, `rules`); the walk carries the relevance back (`walk`).
"""

from face_relevance.relevance.attribution import METHODS, Relevance, attribute
from face_relevance.relevance.composites import COMPOSITES, Composite
from face_relevance.relevance.explaining import explain_images
from face_relevance.relevance.graph import Graph
from face_relevance.relevance.rules import (
    AlphaBeta,
    Box,
    Epsilon,
    Flat,
    Gamma,
    Rule,
    WSquare,
)
from face_relevance.relevance.tracing import trace
from face_relevance.relevance.translation import UnsupportedOperation

__all__ = [
    "COMPOSITES",
    "METHODS",
    "AlphaBeta",
    "Box",
    "Composite",
    "Epsilon",
    "Flat",
    "Gamma",
    "Graph",
    "Relevance",
    "Rule",
    "UnsupportedOperation",
    "WSquare",
    "attribute",
    "explain_images",
    "trace",
]
