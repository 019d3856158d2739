"""Pretraining from scratch, and fine-tuning with new heads on a trunk that may be frozen."""

from face_relevance.training.finetuning import compute_frozen_features, finetune
from face_relevance.training.fitting import Settings
from face_relevance.training.pretraining import pretrain

__all__ = ["Settings", "compute_frozen_features", "finetune", "pretrain"]
