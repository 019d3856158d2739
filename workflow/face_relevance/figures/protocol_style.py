"""Names, families and marks of the methods and measures that figures of the protocol show."""

from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.lines import Line2D

from face_relevance.figures.style import INK

FAMILY_COLOURS = {
    "ADVISE": "#9C123C",
    "activation maps": "#14307F",
    "masking": "#7ADADF",
    "relevance propagation": "#3F9143",
    "gradients": "#E9B410",
    "controls": "#858585",
}
"""What a method rests on; the order of the legends."""

_FAMILIES = {
    "ADVISE": {
        "advise": "ADVISE (held out)",
        "advise-published": "ADVISE (published)",
        "advise-same-image": "ADVISE (same image)",
        "advise-random": "ADVISE (random units)",
        "advise-all": "ADVISE (all units)",
    },
    "activation maps": {
        "grad-cam": "Grad-CAM",
        "grad-cam-plus-plus": "Grad-CAM++",
        "score-cam": "Score-CAM",
    },
    "masking": {"rise": "RISE"},
    "relevance propagation": {
        "epsilon-plus-flat": "epsilon-plus-flat",
        "epsilon-alpha2-beta1-flat": "epsilon-alpha2-beta1-flat",
        "epsilon-plus": "epsilon-plus",
        "epsilon-alpha2-beta1": "epsilon-alpha2-beta1",
        "epsilon-gamma-box": "epsilon-gamma-box",
        "epsilon": "epsilon",
        "lrp-0": "lrp-0",
        "preset-a": "preset-a",
        "preset-a-flat": "preset-a-flat",
        "preset-b": "preset-b",
        "preset-b-flat": "preset-b-flat",
    },
    "gradients": {
        "gradient": "gradient",
        "gradient-x-input": "gradient × input",
        "integrated-gradients": "integrated gradients",
        "smoothgrad": "SmoothGrad",
        "guided-backprop": "guided backprop",
    },
    "controls": {"centre-prior": "centre prior", "random": "random"},
}
_MARKERS = ("o", "D", "s", "^", "v", "P", "X", "<", ">", "p", "h")

_NETWORKS = {
    "alexnet": "AlexNet",
    "vgg16": "VGG-16",
    "resnet50": "ResNet-50",
    "xception": "Xception",
    "efficientnet-lite0": "EfficientNet-lite0",
    "linear": "linear model",
    "mlp": "MLP",
    "cnn": "CNN",
    "echo-state": "echo-state network",
}

ADVISE = tuple(_FAMILIES["ADVISE"])
"""Variants of ADVISE by name."""

CIRCULAR = ("advise-published", "advise-same-image")
"""Variants that choose their units by AVX on the image on which AVX is then measured."""


@dataclass(frozen=True)
class Measure:
    """A measure of the protocol.

    Parameters
    ----------
    title : str
        What a reader sees.
    group : str
        What it is about.
    """

    title: str
    group: str


MEASURES = {
    "ssim": Measure("SSIM", "similarity to image"),
    "fsim": Measure("FSIM", "similarity to image"),
    "mse": Measure("MSE", "similarity to image"),
    "average_drop": Measure("average drop", "class score when masked"),
    "increase": Measure("increase", "class score when masked"),
    "win_rate": Measure("win rate", "class score when masked"),
    "hit": Measure("hit@5", "class score when masked"),
    "sensitivity": Measure("r (top-1, top-2)", "class sensitivity"),
    "sensitive": Measure("check passed", "class sensitivity"),
    "avx": Measure("AVX (ours)", "summary"),
    "avx_published": Measure("AVX (published)", "summary"),
    "deletion": Measure("deletion", "independent"),
    "insertion": Measure("insertion", "independent"),
    "road": Measure("ROAD", "independent"),
    "seconds": Measure("seconds", "cost"),
}
"""In the order of the columns of a table."""

_NAMES = {method: name for names in _FAMILIES.values() for method, name in names.items()}
_OF = {method: family for family, names in _FAMILIES.items() for method in names}


def order_methods(methods: Iterable[str]) -> list[str]:
    """Methods by family, in the order of the legends.

    Raises
    ------
    ValueError
        If a method is unknown.
    """
    present = set(methods)
    for method in sorted(present):
        name_method(method)
    return [method for method in _NAMES if method in present]


def name_method(method: str) -> str:
    """Name of a method as a reader sees it.

    Raises
    ------
    ValueError
        If the method is unknown.
    """
    if method not in _NAMES:
        raise ValueError(
            f"method '{method}' is unknown; add it to figures/protocol_style.py, which knows: "
            f"{', '.join(_NAMES)}"
        )
    return _NAMES[method]


def name_network(network: str) -> str:
    """Name of a network as a reader sees it."""
    return _NETWORKS.get(network, network)


def method_family(method: str) -> str:
    """Return what a method rests on."""
    name_method(method)
    return _OF[method]


def method_colour(method: str) -> str:
    """Colour of the family of a method."""
    return FAMILY_COLOURS[method_family(method)]


def method_marker(method: str) -> str:
    """Marker of a method, its own within its family."""
    return _MARKERS[list(_FAMILIES[method_family(method)]).index(method)]


def say_circular(methods: Iterable[str]) -> str:
    """Say which of the methods were chosen by what they are then scored by."""
    present = set(methods)
    names = [name_method(method) for method in CIRCULAR if method in present]
    if not names:
        return ""
    verb = "chooses its" if len(names) == 1 else "choose their"
    return f"{' and '.join(names)} {verb} units by the AVX on the very image that is scored."


def draw_key(method: str) -> Line2D:
    """Legend entry of a method."""
    return Line2D(
        [], [], linestyle="", marker=method_marker(method), color=method_colour(method),
        markersize=4.5, markeredgecolor=INK if method in ADVISE else "white",
        markeredgewidth=0.5, label=name_method(method),
    )  # fmt: skip
