"""Fidelity: how well the masked image stands for the image, in the terms of ADVISE.

Images are masked by their maps (`masks`), compared with the originals (`image_quality`), and what
the network says of both is added (`terms`).
"""

from face_relevance.relevance.fidelity.image_quality import measure_fsim, measure_mse, measure_ssim
from face_relevance.relevance.fidelity.masks import correlate_maps, mask_images, rescale_maps
from face_relevance.relevance.fidelity.terms import Fidelity, is_sensitive, measure_fidelity

__all__ = [
    "Fidelity",
    "correlate_maps",
    "is_sensitive",
    "mask_images",
    "measure_fidelity",
    "measure_fsim",
    "measure_mse",
    "measure_ssim",
    "rescale_maps",
]
