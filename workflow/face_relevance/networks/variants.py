"""Variants of the architectures that should leave fewer artifacts in maps of relevance."""

from collections.abc import Callable

import torch
from torch import fx, nn

from face_relevance.networks.alexnet import AlexNet
from face_relevance.networks.network import Network
from face_relevance.networks.scale_norm import ScaleNorm
from face_relevance.networks.vgg import VGG16

RECTIFIERS = (nn.ReLU, nn.ReLU6)


def vary(model: Network, variant: str) -> Network:
    """Change the layers of a network that has not been trained yet.

    Parameters
    ----------
    model : Network
        Of any architecture; changed in place.
    variant : str
        A key of `VARIANTS`.

    Returns
    -------
    Network
        The same, with the name of the variant as ``model.variant``, by which
        :func:`face_relevance.networks.load` builds it again.

    Raises
    ------
    ValueError
        If there is no such variant, or the network is one already.
    """
    if variant not in VARIANTS:
        raise ValueError(f"no variant {variant!r} of networks: choose one of {', '.join(VARIANTS)}")
    if model.variant:
        raise ValueError(f"the network is already the variant {model.variant!r}")
    VARIANTS[variant](model)
    model.variant = variant
    return model


def pad_by_reflection(model: Network) -> None:
    """Pad convolutions with mirrored pixels instead of zeros.

    Max pooling, whose padding never wins, stays as it is.
    """
    for name, layer in list(model.named_modules()):
        if isinstance(layer, nn.Conv2d) and any(layer.padding):
            layer.padding_mode = "reflect"
        elif isinstance(layer, nn.ZeroPad2d):
            model.set_submodule(name, nn.ReflectionPad2d(layer.padding))


def leave_out_biases(model: Network) -> None:
    """Take the bias from all layers; batch normalisation only scales (see `ScaleNorm`).

    The network is then homogeneous: twice the input gives twice the logits (Mohan et al. 2020,
    arXiv 1906.05478).
    """
    for name, layer in list(model.named_modules()):
        if isinstance(layer, nn.Conv2d | nn.Linear):
            layer.register_parameter("bias", None)
        elif isinstance(layer, nn.BatchNorm2d):
            model.set_submodule(name, ScaleNorm(layer.num_features, layer.eps, layer.momentum))


def pool_by_blurring(model: Network) -> None:
    """Blur before every down-sampling (Zhang 2019, arXiv 1904.11486).

    Max pooling moves in steps of one pixel, as strided convolutions do, and a fixed kernel with
    the stride follows, behind the ReLU where the convolution has one. The convolution of a
    shortcut, of one pixel and without a ReLU, is blurred in front, which is the same and faster.
    The kernel is the triangle of twice the stride, 1-2-1 for stride 2; edges are repeated, where
    Zhang reflects them, so that a single row can be blurred too.
    """
    channels = _count_channels(model)
    rectifiers = _find_rectifiers(model)
    for name, layer in list(model.named_modules()):
        stride = _read_stride(layer)
        if stride == 1:
            continue
        layer.stride = 1 if isinstance(layer, nn.MaxPool2d) else (1, 1)
        blur = make_blur(channels[name], stride)
        if isinstance(layer, nn.MaxPool2d):
            model.set_submodule(name, nn.Sequential(layer, blur))
        elif name in rectifiers:
            rectifier = model.get_submodule(rectifiers[name])
            model.set_submodule(rectifiers[name], nn.Sequential(rectifier, blur))
        else:
            front = make_blur(layer.in_channels, stride)
            model.set_submodule(name, nn.Sequential(front, layer))


def move_in_single_steps(model: Network) -> None:
    """Leave out the first down-sampling: a convolution gets the stride 1, a max pooling goes.

    Later layers see twice the rows and columns. Where dense layers follow, means over windows at
    the end of the convolutions take the place of what was left out.
    """
    name, layer = next((n, m) for n, m in model.named_modules() if _read_stride(m) > 1)
    if isinstance(layer, nn.MaxPool2d):
        model.set_submodule(name, nn.Identity())
    else:
        layer.stride = (1, 1)
    if isinstance(model, AlexNet | VGG16):
        dense = next(m for m in model.classifier if isinstance(m, nn.Linear))
        channels = model.get_submodule(model.last_stage).out_channels
        rows = round((dense.in_features / channels) ** 0.5)
        model.features.add_module("means", nn.AdaptiveAvgPool2d(rows))


VARIANTS: dict[str, Callable[[Network], None]] = {
    "reflect-padding": pad_by_reflection,
    "no-bias": leave_out_biases,
    "blur-pooling": pool_by_blurring,
    "stride-one": move_in_single_steps,
}
"""What can be changed before training, by name."""


def make_blur(channels: int, stride: int) -> nn.Conv2d:
    """Build a convolution that blurs every channel by itself with a fixed kernel, and subsamples.

    Parameters
    ----------
    channels : int
        Of input and output.
    stride : int
        Of the subsampling; the kernel is a triangle of ``2 · stride − 1`` rows and columns.

    Returns
    -------
    torch.nn.Conv2d
        Its weights need no gradient.
    """
    size = 2 * stride - 1
    blur = nn.Conv2d(
        *(channels, channels, size, stride, stride - 1),
        groups=channels,
        bias=False,
        padding_mode="replicate",
    )
    triangle = stride - (torch.arange(size) - (stride - 1)).abs().float()
    triangle /= triangle.sum()
    blur.weight.requires_grad_(False).copy_((triangle[:, None] * triangle).expand_as(blur.weight))
    return blur


def _read_stride(layer: nn.Module) -> int:
    """Read the stride of a convolution or max pooling, the same in both directions."""
    if not isinstance(layer, nn.Conv2d | nn.MaxPool2d):
        return 1
    return layer.stride if isinstance(layer.stride, int) else layer.stride[0]


def _count_channels(model: Network) -> dict[str, int]:
    """Channels of what each convolution and max pooling gives, by the order of layers."""
    counts, last = {}, 0
    for name, layer in model.named_modules():
        if isinstance(layer, nn.Conv2d):
            last = layer.out_channels
        if isinstance(layer, nn.Conv2d | nn.MaxPool2d):
            counts[name] = last
    return counts


def _find_rectifiers(model: Network) -> dict[str, str]:
    """Name the ReLU that follows a convolution, perhaps behind a batch norm, if there is one."""
    found, modules = {}, dict(model.named_modules())
    for call in fx.symbolic_trace(model).graph.nodes:
        if call.op != "call_module" or not isinstance(modules[call.target], nn.Conv2d):
            continue
        after = call
        while len(after.users) == 1:
            (after,) = after.users
            if after.op != "call_module":
                break
            if isinstance(modules[after.target], RECTIFIERS):
                found[call.target] = after.target
            if not isinstance(modules[after.target], nn.BatchNorm2d):
                break
    return found
