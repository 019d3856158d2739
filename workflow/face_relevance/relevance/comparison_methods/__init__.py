"""Comparison methods: gradients, class activation maps and chance, with the call of all methods."""

from face_relevance.relevance.comparison_methods.grad_cam import GradCAM
from face_relevance.relevance.comparison_methods.gradients import (
    Gradient,
    GradientTimesInput,
    GuidedBackprop,
    IntegratedGradients,
    SmoothGrad,
)
from face_relevance.relevance.comparison_methods.random_map import RandomMap

__all__ = [
    "GradCAM",
    "Gradient",
    "GradientTimesInput",
    "GuidedBackprop",
    "IntegratedGradients",
    "RandomMap",
    "SmoothGrad",
]
