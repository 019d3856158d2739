"""Observers: what people, or simulated observers, judged about how alike faces are."""

from face_relevance.observers.simulated import simulate_choices

__all__ = ["simulate_choices"]
