"""Batch normalisation folded into the layer before it."""

from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval, fuse_linear_bn_eval

from face_relevance.networks.vgg import VGG16


def fold_batch_norm(model: VGG16) -> VGG16:
    """Build the same function without batch normalisation.

    Parameters
    ----------
    model : VGG16
        A network with batch normalisation in either part; it is not changed.

    Returns
    -------
    VGG16
        In evaluation mode, a plain VGG-16 with the same outputs up to rounding.
    """
    folded = VGG16(**{**model.design, "normalised": []})
    for part, plain in ((model.features, folded.features), (model.classifier, folded.classifier)):
        norms = {
            name.replace("norm", ""): layer
            for name, layer in part.named_children()
            if isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d)
        }
        for name, layer in part.eval().named_children():
            if not isinstance(layer, nn.Conv2d | nn.Linear):
                continue
            norm = norms.get(name.replace("conv", "").replace("fc", ""))
            if norm is not None:
                fuse = fuse_conv_bn_eval if isinstance(layer, nn.Conv2d) else fuse_linear_bn_eval
                layer = fuse(layer, norm)
            plain.get_submodule(name).load_state_dict(layer.state_dict())
    return folded.eval()
