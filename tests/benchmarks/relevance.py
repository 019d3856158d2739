"""Time and memory of our relevance beside zennit, captum and a plain input gradient, in one run.

Usage: ``PYTHONPATH=workflow python tests/benchmarks/relevance.py --repeats 5 --threads 2``

Networks have random weights: time does not depend on their values. The *floor* is the time of the
gradient times the multiplications in our convolutions and dense layers over those of the gradient,
which are those of two forward passes: what is above it are memory traffic and elementwise
operations. On a machine with a GPU everything runs there.
"""

import argparse
import copy
from collections.abc import Callable
from functools import partial

import torch
from captum.attr import LRP
from measuring import (
    DEVICE,
    ask_fresh_process,
    measure_peak_memory,
    time_interleaved,
    write_figures,
)
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode
from torchvision.models import resnet50, vgg16
from zennit.attribution import Gradient
from zennit.composites import (
    EpsilonAlpha2Beta1Flat,
    EpsilonPlus,
    EpsilonPlusFlat,
    LayerMapComposite,
)
from zennit.core import Composite as ZennitComposite
from zennit.rules import Epsilon, Pass
from zennit.torchvision import ResNetCanonizer

from face_relevance.relevance import attribute

BATCH, SIZE = 8, 224


class Unrolled(nn.Module):
    """VGG-16 as captum can read it: no ReLU in place."""

    def __init__(self, network: nn.Module):
        super().__init__()
        self.features, self.classifier = network.features, network.classifier
        for module in self.modules():
            if isinstance(module, nn.ReLU):
                module.inplace = False

    def forward(self, x: Tensor) -> Tensor:
        """Return logits."""
        return self.classifier(torch.flatten(self.features(x), 1))


def build(network: str) -> nn.Module:
    """Build a network whose random weights keep the activations alive (He 2015)."""
    generator = torch.Generator().manual_seed(0)
    with torch.device("meta"):
        model = {"VGG-16": vgg16, "ResNet-50": resnet50}[network]()
    model = model.to_empty(device="cpu")
    for module in model.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            nn.init.kaiming_normal_(module.weight, generator=generator)
            if module.bias is not None:
                nn.init.normal_(module.bias, std=0.05, generator=generator)
        elif isinstance(module, nn.BatchNorm2d):
            module.reset_running_stats()
            nn.init.uniform_(module.weight, 0.5, 1.0, generator=generator)
            nn.init.zeros_(module.bias)
    return model.eval().requires_grad_(False).to(DEVICE)


def epsilon_everywhere() -> ZennitComposite:
    """Zennit's ε rule on every layer."""
    return LayerMapComposite([(nn.ReLU, Pass()), ((nn.Conv2d, nn.Linear), Epsilon())])


CASES: dict[tuple[str, str], Callable[[], ZennitComposite]] = {
    ("VGG-16", "epsilon-plus-flat"): EpsilonPlusFlat,
    ("VGG-16", "epsilon-alpha2-beta1-flat"): EpsilonAlpha2Beta1Flat,
    ("VGG-16", "epsilon"): epsilon_everywhere,
    ("ResNet-50", "epsilon-plus"): lambda: EpsilonPlus(canonizers=[ResNetCanonizer()]),
}


def list_contestants(network: str, composite: str) -> dict[str, Callable[[], object]]:
    """Return, by name, calls that make the maps of one batch for its predicted classes."""
    model = build(network)
    generator = torch.Generator().manual_seed(1)
    images = torch.randn(BATCH, 3, SIZE, SIZE, generator=generator).to(DEVICE)
    with torch.no_grad():
        logits = model(images)
    target = logits.argmax(1)
    start = torch.zeros_like(logits).scatter(1, target[:, None], logits.amax(1, keepdim=True))

    channels_last = copy.deepcopy(model).to(memory_format=torch.channels_last)

    def gradient(model: nn.Module, layout: torch.memory_format) -> None:
        leaf = images.detach().contiguous(memory_format=layout).requires_grad_()
        torch.autograd.grad(model(leaf).gather(1, target[:, None]).sum(), leaf)

    def zennit() -> None:
        with Gradient(model, CASES[network, composite]()) as attributor:
            attributor(images, start)

    def captum() -> None:
        LRP(Unrolled(model)).attribute(images.clone().requires_grad_(), target=target)

    contestants = {
        "forward": torch.no_grad()(lambda: model(images)),
        "ours": lambda: attribute(model, images, target, composite),
        "zennit": zennit,
        "gradient, channels-last": partial(gradient, channels_last, torch.channels_last),
        "gradient, contiguous": partial(gradient, model, torch.contiguous_format),
    }
    if (network, composite) == ("VGG-16", "epsilon"):
        contestants["captum"] = captum
    return contestants


def count_multiplications(call: Callable[[], object]) -> int:
    """Count what convolutions and dense layers do during a call."""
    with FlopCounterMode(display=False) as counter:
        call()
    return counter.get_total_flops()


def main() -> None:
    """Run all cases, or print one contestant's memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--memory", nargs=3, metavar=("NETWORK", "COMPOSITE", "CONTESTANT"))
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    if arguments.memory:
        *case, contestant = arguments.memory
        print(measure_peak_memory(list_contestants(*case)[contestant]))
        return
    figures = []
    for case in CASES:
        contestants = list_contestants(*case)
        ratio = count_multiplications(contestants["ours"]) / (
            2 * count_multiplications(contestants.pop("forward"))
        )
        seconds = time_interleaved(contestants, arguments.repeats)
        seconds[f"floor ({ratio:.2f} × gradient)"] = ratio * seconds["gradient, channels-last"]
        memory = {
            name: ask_fresh_process(
                __file__, "--threads", str(arguments.threads), "--memory", *case, name
            )
            for name in contestants
        }
        title = (
            f"{case[0]}, {SIZE} px, batch of {BATCH}, {DEVICE.type}, {arguments.threads} threads"
        )
        for what, unit, values in (("time", "s", seconds), ("peak memory", "MiB", memory)):
            figures.append(
                {
                    "case": f"{case[1]}: {what} ({title})",
                    "unit": unit,
                    "ours": values.pop("ours"),
                    "peers": values,
                }
            )
    write_figures("relevance", figures)


if __name__ == "__main__":
    main()
