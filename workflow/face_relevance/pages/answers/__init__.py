"""What a study found, in words that are written from its tables."""

from face_relevance.pages.answers.described import Answer, Described, Study
from face_relevance.pages.answers.study import answer_study

__all__ = ["Answer", "Described", "Study", "answer_study"]
