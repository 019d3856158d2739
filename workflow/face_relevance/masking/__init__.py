"""Masking: which pixels are kept, what replaces the rest, and what the decision does then.

A map of each source model ranks the pixels of an image, the target model sees only the first of
them, and `curve` records its decision at every kept fraction. Images and maps join by label.
"""

from face_relevance.masking.controls import CONTROLS, centre_prior, invert, randomise
from face_relevance.masking.curves import curve
from face_relevance.masking.fills import FILLS, measure_mean_colour
from face_relevance.masking.images import mask_images
from face_relevance.masking.orders import ORDERS, keep_masks, rank_pixels

__all__ = [
    "CONTROLS",
    "FILLS",
    "ORDERS",
    "centre_prior",
    "curve",
    "invert",
    "keep_masks",
    "mask_images",
    "measure_mean_colour",
    "randomise",
    "rank_pixels",
]
