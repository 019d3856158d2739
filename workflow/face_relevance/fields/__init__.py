"""Fields: numbers on a grid, such as maps of an anomaly, instead of images."""

from face_relevance.fields.planted import Planting, plant_fields, spread_corners

__all__ = ["Planting", "plant_fields", "spread_corners"]
