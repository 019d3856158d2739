"""Training from scratch, and fine-tuning with new heads on a trunk that may be frozen."""

from face_relevance.training.finetuning import compute_frozen_features, finetune
from face_relevance.training.fitting import Settings
from face_relevance.training.from_scratch import train_from_scratch

__all__ = ["Settings", "compute_frozen_features", "finetune", "train_from_scratch"]
