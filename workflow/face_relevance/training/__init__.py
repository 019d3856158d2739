"""Training: from scratch, of new heads on a trunk that may be frozen, and of networks of fields."""

from face_relevance.training.finetuning import compute_frozen_features, finetune
from face_relevance.training.fitting import Settings
from face_relevance.training.from_scratch import train_from_scratch
from face_relevance.training.on_fields import FIELD_SETTINGS, train_on_fields

__all__ = [
    "FIELD_SETTINGS",
    "Settings",
    "compute_frozen_features",
    "finetune",
    "train_from_scratch",
    "train_on_fields",
]
