"""Fields on a grid of latitude and longitude, their classes, and inputs made of them."""

from face_relevance.fields.folds import assign_folds
from face_relevance.fields.inputs import LAND, prepare_inputs, restore_columns
from face_relevance.fields.nino import (
    CLASSES,
    THRESHOLD,
    add_classes,
    classify,
    compute_nino34,
    find_box,
)
from face_relevance.fields.sst import FieldError, read_carried_winters, read_noaa

__all__ = [
    "CLASSES",
    "LAND",
    "THRESHOLD",
    "FieldError",
    "add_classes",
    "assign_folds",
    "classify",
    "compute_nino34",
    "find_box",
    "prepare_inputs",
    "read_carried_winters",
    "read_noaa",
    "restore_columns",
]
