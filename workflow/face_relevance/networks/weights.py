"""Weights on disk: safetensors with design, preprocessing and classes in the header."""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import save_file

from face_relevance.networks.alexnet import AlexNet
from face_relevance.networks.efficientnet_lite import EfficientNetLite0
from face_relevance.networks.network import Network
from face_relevance.networks.preprocessing import Preprocessing
from face_relevance.networks.resnet import ResNet50
from face_relevance.networks.variants import vary
from face_relevance.networks.vgg import VGG16
from face_relevance.networks.xception import Xception

ARCHITECTURES = {
    made.architecture: made for made in (AlexNet, VGG16, ResNet50, Xception, EfficientNetLite0)
}
HEADER = "face_relevance"


def save(
    model: Network, preprocessing: Preprocessing, classes: Sequence[str], path: str | Path
) -> str:
    """Write a network with all that is needed to use it.

    Parameters
    ----------
    model : Network
        The network.
    preprocessing : Preprocessing
        What its input went through in training.
    classes : sequence of str
        Labels of the output units, in order.
    path : path-like
        The safetensors file; written under a temporary name and renamed.

    Returns
    -------
    str
        SHA-256 of the file.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    network = {
        "architecture": model.architecture,
        "design": model.design,
        "preprocessing": asdict(preprocessing),
        "classes": list(classes),
        **({"variant": model.variant} if model.variant else {}),
    }
    # One entry only: safetensors writes several in random order, and the same network must give
    # the same bytes.
    header = {HEADER: json.dumps(network, sort_keys=True)}
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    save_file({k: v.contiguous() for k, v in model.state_dict().items()}, partial, header)
    digest = hashlib.sha256(partial.read_bytes()).hexdigest()
    partial.replace(path)
    return digest


def load(name: str | None, weights: str | Path) -> tuple[Network, Preprocessing]:
    """Read a network and its preprocessing.

    Parameters
    ----------
    name : str or None
        The architecture that the file must hold, a key of `ARCHITECTURES`; None for whichever it
        holds.
    weights : path-like
        A file written by :func:`save`.

    Returns
    -------
    model : Network
        In evaluation mode, with the labels of its output units as ``model.classes``, and of the
        variant that was saved.
    preprocessing : Preprocessing

    Raises
    ------
    ValueError
        If the architecture is unknown, or the file holds another one or no header of ours.
    """
    if name is not None and name not in ARCHITECTURES:
        raise ValueError(f"unknown architecture {name!r}, known are {sorted(ARCHITECTURES)}")
    with safe_open(weights, framework="pt") as file:
        network = json.loads((file.metadata() or {}).get(HEADER, "{}"))
        held = network.get("architecture")
        if held not in ([name] if name else ARCHITECTURES):
            wanted = repr(name) if name else "a network of this project"
            raise ValueError(f"{weights} holds {held!r}, not {wanted}")
        state = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    model = ARCHITECTURES[held](**network["design"])
    if "variant" in network:
        vary(model, network["variant"])
    model.load_state_dict(state)
    model.classes = network["classes"]
    stored = network["preprocessing"]
    return model.eval(), Preprocessing(
        stored["channels"], stored["scale"], tuple(stored["mean"]), tuple(stored["std"])
    )
