"""ADVISE: the relevance of units by the shape of their activations' density.

`densities` estimates densities with locally adaptive bandwidths (on `grids`, with the `stiffness`
of least cost), `units` counts their peaks, `groups` draws and measures the maps of units of one
count, `method` chooses among them, and `preparation` brings model, images and method together.
After Dehshibi et al. (2022), arXiv 2203.01289, and the authors' MATLAB code.
"""

from face_relevance.relevance.advise.displays import Display
from face_relevance.relevance.advise.method import CHOICES, DETAILS, Advise
from face_relevance.relevance.advise.preparation import count_unit_peaks, prepare_advise
from face_relevance.relevance.advise.units import ACTIVATIONS, count_peaks, score_units

__all__ = [
    "ACTIVATIONS",
    "CHOICES",
    "DETAILS",
    "Advise",
    "Display",
    "count_peaks",
    "count_unit_peaks",
    "prepare_advise",
    "score_units",
]
