"""Evaluation: scores of single maps, by the protocol of ADVISE and by measures that it has not."""

from face_relevance.evaluation.predictions import explain_predictions
from face_relevance.evaluation.protocol_scores import AREAS, PREDICTIONS, SCORES, score_maps

__all__ = ["AREAS", "PREDICTIONS", "SCORES", "explain_predictions", "score_maps"]
