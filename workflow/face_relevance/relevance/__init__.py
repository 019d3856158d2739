"""Relevance: which pixels of an image decide what a network says.

A network is read into a graph of operations (`graphs`); a composite chooses a rule for each of them
and a walk carries the relevance back (`propagation`); `comparison_methods` answer the same question
without rules; `attribute` calls them all. Networks of fields are explained by `explain_field`,
which unrolls those that read a field line by line through time (`unrolling`).
"""

from face_relevance.relevance.attribution import METHODS, Relevance, attribute
from face_relevance.relevance.comparison_methods import (
    RISE,
    CentrePrior,
    GradCAM,
    GradCAMPlusPlus,
    Gradient,
    GradientTimesInput,
    GuidedBackprop,
    IntegratedGradients,
    RandomMap,
    ScoreCAM,
    SmoothGrad,
)
from face_relevance.relevance.explaining import explain_images
from face_relevance.relevance.explanation import CAUSES
from face_relevance.relevance.graphs import Graph, UnsupportedOperation, trace
from face_relevance.relevance.propagation import (
    COMPOSITES,
    AlphaBeta,
    Box,
    Composite,
    Epsilon,
    Flat,
    FromLowest,
    Gamma,
    Rule,
    WSquare,
    read_composite,
    read_methods,
)
from face_relevance.relevance.remedies import REMEDIES, apply_remedy
from face_relevance.relevance.unrolling import FIELD_COMPOSITES, explain_field

__all__ = [
    "CAUSES",
    "COMPOSITES",
    "FIELD_COMPOSITES",
    "METHODS",
    "REMEDIES",
    "RISE",
    "AlphaBeta",
    "Box",
    "CentrePrior",
    "Composite",
    "Epsilon",
    "Flat",
    "FromLowest",
    "Gamma",
    "GradCAM",
    "GradCAMPlusPlus",
    "Gradient",
    "GradientTimesInput",
    "Graph",
    "GuidedBackprop",
    "IntegratedGradients",
    "RandomMap",
    "Relevance",
    "Rule",
    "ScoreCAM",
    "SmoothGrad",
    "UnsupportedOperation",
    "WSquare",
    "apply_remedy",
    "attribute",
    "explain_field",
    "explain_images",
    "read_composite",
    "read_methods",
    "trace",
]
