"""Batch normalisation folded into the convolution before it."""

from torch.nn.utils.fusion import fuse_conv_bn_eval

from face_relevance.networks.vgg import VGG16


def fold_batch_norm(model: VGG16) -> VGG16:
    """Build the same function without batch normalisation.

    Parameters
    ----------
    model : VGG16
        A network with batch normalisation; it is not changed but for evaluation mode.

    Returns
    -------
    VGG16
        In evaluation mode, a plain VGG-16 with the same outputs up to rounding.
    """
    model.eval()
    folded = VGG16(**{**model.design, "normalised": False})
    folded.classifier.load_state_dict(model.classifier.state_dict())
    layers = dict(model.features.named_children())
    for name, plain in folded.features.named_children():
        if name.startswith("conv"):
            norm = layers.get(name.replace("conv", "norm"))
            convolution = layers[name] if norm is None else fuse_conv_bn_eval(layers[name], norm)
            plain.load_state_dict(convolution.state_dict())
    return folded.eval()
