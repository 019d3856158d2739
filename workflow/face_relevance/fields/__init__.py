"""Fields: numbers on a grid instead of images, their classes, and inputs made of them."""

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
from face_relevance.fields.planted import Planting, plant_fields, read_planting, spread_corners
from face_relevance.fields.sst import FieldError, read_carried_winters, read_noaa

__all__ = [
    "CLASSES",
    "LAND",
    "THRESHOLD",
    "FieldError",
    "Planting",
    "add_classes",
    "assign_folds",
    "classify",
    "compute_nino34",
    "find_box",
    "plant_fields",
    "prepare_inputs",
    "read_carried_winters",
    "read_noaa",
    "read_planting",
    "restore_columns",
    "spread_corners",
]
