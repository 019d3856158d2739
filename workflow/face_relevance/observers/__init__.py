"""Observers: what people, or simulated observers, judged about how alike faces are.

Whatever file judgements come in, they become one dataset: ``dissimilarity`` (subject, condition,
paired_condition), labelled by the names of faces.
"""

from face_relevance.observers.judgements import (
    JudgementError,
    assemble_judgements,
    require_known_faces,
)
from face_relevance.observers.reading import read_judgements
from face_relevance.observers.simulated import arrange_simulated, simulate_choices
from face_relevance.observers.triplets import choices_to_dissimilarity

__all__ = [
    "JudgementError",
    "arrange_simulated",
    "assemble_judgements",
    "choices_to_dissimilarity",
    "read_judgements",
    "require_known_faces",
    "simulate_choices",
]
