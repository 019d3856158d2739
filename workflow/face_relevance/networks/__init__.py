"""Architectures, and the weights and preprocessing that belong together.

A network is stored with the preprocessing it was trained with, because a mix-up of channel
order or mean is the classic silent error of converted face networks.
"""

from face_relevance.networks.activations import read_layers
from face_relevance.networks.folding import fold_batch_norm
from face_relevance.networks.preprocessing import IMAGENET_CAFFE, UNIT_RANGE, Preprocessing
from face_relevance.networks.vgg import VGG16
from face_relevance.networks.weights import load, save

__all__ = [
    "IMAGENET_CAFFE",
    "UNIT_RANGE",
    "VGG16",
    "Preprocessing",
    "fold_batch_norm",
    "load",
    "read_layers",
    "save",
]
