"""Architectures, and the weights and preprocessing that belong together.

A network is stored with the preprocessing it was trained with, because a mix-up of channel
order or mean is the classic silent error of converted face networks.
"""

from face_relevance.networks.activations import read_layers
from face_relevance.networks.alexnet import AlexNet
from face_relevance.networks.echo_state import READINGS, EchoState
from face_relevance.networks.efficientnet_lite import (
    EFFICIENTNET_LITE_INPUT,
    EfficientNetLite0,
    read_efficientnet_lite,
)
from face_relevance.networks.field_networks import (
    FIELD_NETWORKS,
    FieldNetwork,
    build_field_network,
)
from face_relevance.networks.folding import fold_batch_norm
from face_relevance.networks.network import Network
from face_relevance.networks.preprocessing import (
    IMAGENET,
    IMAGENET_CAFFE,
    UNIT_RANGE,
    Preprocessing,
)
from face_relevance.networks.published import (
    PUBLISHED,
    PublishedWeightsError,
    download_published,
    read_published,
)
from face_relevance.networks.resnet import ResNet50
from face_relevance.networks.scale_norm import ScaleNorm
from face_relevance.networks.variants import VARIANTS, vary
from face_relevance.networks.vgg import VGG16
from face_relevance.networks.weights import ARCHITECTURES, load, save
from face_relevance.networks.xception import Xception

__all__ = [
    "ARCHITECTURES",
    "EFFICIENTNET_LITE_INPUT",
    "FIELD_NETWORKS",
    "IMAGENET",
    "IMAGENET_CAFFE",
    "PUBLISHED",
    "READINGS",
    "UNIT_RANGE",
    "VARIANTS",
    "VGG16",
    "AlexNet",
    "EchoState",
    "EfficientNetLite0",
    "FieldNetwork",
    "Network",
    "Preprocessing",
    "PublishedWeightsError",
    "ResNet50",
    "ScaleNorm",
    "Xception",
    "build_field_network",
    "download_published",
    "fold_batch_norm",
    "load",
    "read_efficientnet_lite",
    "read_layers",
    "read_published",
    "save",
    "vary",
]
