"""Networks of libraries with random weights, their dense layers narrowed, in float64."""

import torch
from explicit_matrices import draw_weights
from timm.models.xception import legacy_xception
from torch import nn
from torchvision import models

from face_relevance.networks import VGG16


def narrow(model, units=24):
    """Make the hidden dense layers of a classifier small: they hold most of the weights."""
    inputs = None
    for i, layer in enumerate(model.classifier):
        if isinstance(layer, nn.Linear):
            last = i == len(model.classifier) - 1
            outputs = layer.out_features if last else units
            model.classifier[i] = nn.Linear(inputs or layer.in_features, outputs)
            inputs = outputs
    return model


LARGE_NETWORKS = {  # and the size of an image
    "alexnet": (lambda: narrow(models.alexnet(num_classes=6)), 64),
    "vgg11": (lambda: narrow(models.vgg11(num_classes=6)), 64),
    "vgg11_bn": (lambda: narrow(models.vgg11_bn(num_classes=6)), 64),
    "vgg16": (lambda: narrow(models.vgg16(num_classes=6)), 32),
    "vgg16_bn": (lambda: narrow(models.vgg16_bn(num_classes=6)), 32),
    "vgg19": (lambda: narrow(models.vgg19(num_classes=6)), 32),
    "vgg19_bn": (lambda: narrow(models.vgg19_bn(num_classes=6)), 32),
    "vgg16_of_the_workflow": (lambda: VGG16(6, 32, dense=(24, 24)), 32),
    "vgg16_of_the_workflow_bn": (lambda: VGG16(6, 64, 0.25, (24,), normalised=True), 64),
    "resnet18": (lambda: models.resnet18(num_classes=6), 32),
    "resnet50": (lambda: models.resnet50(num_classes=6), 32),
    "densenet121": (lambda: models.densenet121(num_classes=6), 32),
    "googlenet": (lambda: models.googlenet(num_classes=6, init_weights=False), 32),
    "googlenet_transforming": (
        lambda: models.googlenet(num_classes=6, init_weights=False, transform_input=True),
        32,
    ),
    "inception_v3": (lambda: models.inception_v3(num_classes=6, init_weights=False), 75),
    "mobilenet_v2": (lambda: models.mobilenet_v2(num_classes=6), 32),
    "legacy_xception": (lambda: legacy_xception(num_classes=6), 32),
}


def build(name, seed=1, dtype=torch.float64):
    """Build a network on no device, which skips an initialisation that is drawn again here."""
    make, _ = LARGE_NETWORKS[name]
    with torch.device("meta"):
        model = make()
    return draw_weights(model.to(dtype).to_empty(device="cpu"), seed)
