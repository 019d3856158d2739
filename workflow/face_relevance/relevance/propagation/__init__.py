"""Layer-wise relevance propagation: rules, the composites that choose among them, and the walk."""

from face_relevance.relevance.propagation.composites import (
    COMPOSITES,
    Composite,
    read_composite,
    read_methods,
)
from face_relevance.relevance.propagation.from_lowest import FromLowest
from face_relevance.relevance.propagation.rules import (
    AlphaBeta,
    Box,
    Epsilon,
    Flat,
    Gamma,
    Rule,
    WSquare,
)
from face_relevance.relevance.propagation.walk import propagate

__all__ = [
    "COMPOSITES",
    "AlphaBeta",
    "Box",
    "Composite",
    "Epsilon",
    "Flat",
    "FromLowest",
    "Gamma",
    "Rule",
    "WSquare",
    "propagate",
    "read_composite",
    "read_methods",
]
