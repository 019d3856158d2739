"""Comparison methods: gradients, class activation maps, masks and chance."""

from face_relevance.relevance.comparison_methods.centre_prior import CentrePrior
from face_relevance.relevance.comparison_methods.grad_cam import GradCAM, GradCAMPlusPlus
from face_relevance.relevance.comparison_methods.gradients import (
    Gradient,
    GradientTimesInput,
    GuidedBackprop,
    IntegratedGradients,
    SmoothGrad,
)
from face_relevance.relevance.comparison_methods.random_map import RandomMap
from face_relevance.relevance.comparison_methods.rise import RISE
from face_relevance.relevance.comparison_methods.score_cam import ScoreCAM

__all__ = [
    "RISE",
    "CentrePrior",
    "GradCAM",
    "GradCAMPlusPlus",
    "Gradient",
    "GradientTimesInput",
    "GuidedBackprop",
    "IntegratedGradients",
    "RandomMap",
    "ScoreCAM",
    "SmoothGrad",
]
