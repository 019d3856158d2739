"""Masking: which pixels are kept, what replaces the rest, and what the decision does then.

A map of each source model ranks the pixels of an image, the target model sees only the first of
them, and `curve` records its decision at every kept fraction. Images and maps join by label.
"""

from face_relevance.masking.controls import CONTROLS, UNTRAINED, ControlContext, make_controls
from face_relevance.masking.curves import curve, curve_heads
from face_relevance.masking.fills import (
    FILLS,
    Fill,
    FillContext,
    measure_mean_colour,
    measure_mean_face,
)
from face_relevance.masking.images import Target, keep_pixels, mask_images, measure_training_images
from face_relevance.masking.orders import ORDERS, SIGNS, keep_masks, rank_pixels
from face_relevance.masking.trunks import share_trunk
from face_relevance.masking.units import divide_images

__all__ = [
    "CONTROLS",
    "FILLS",
    "ORDERS",
    "SIGNS",
    "UNTRAINED",
    "ControlContext",
    "Fill",
    "FillContext",
    "Target",
    "curve",
    "curve_heads",
    "divide_images",
    "keep_masks",
    "keep_pixels",
    "make_controls",
    "mask_images",
    "measure_mean_colour",
    "measure_mean_face",
    "measure_training_images",
    "rank_pixels",
    "share_trunk",
]
