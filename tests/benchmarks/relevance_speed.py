"""Time of our relevance beside zennit's and a plain input gradient, all in one run.

Usage: ``PYTHONPATH=workflow python tests/benchmarks/relevance_speed.py --repeats 5 --threads 2``

The repeats alternate between the contestants, so that a busy moment hits all of them; medians are
compared. Networks have random weights: time does not depend on their values.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn
from torchvision.models import vgg16
from zennit.attribution import Gradient
from zennit.composites import EpsilonAlpha2Beta1Flat, EpsilonPlusFlat

from face_relevance.relevance import attribute

COMPOSITES = {
    "epsilon-plus-flat": EpsilonPlusFlat,
    "epsilon-alpha2-beta1-flat": EpsilonAlpha2Beta1Flat,
}


def build_small_vgg(classes: int = 16) -> nn.Sequential:
    """VGG-16 at a quarter of its width for 64 px, with a small head."""
    layers: list[nn.Module] = []
    channels = 3
    for width, depth in ((16, 2), (32, 2), (64, 3), (128, 3), (128, 3)):
        for _ in range(depth):
            layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU(inplace=True)]
            channels = width
        layers.append(nn.MaxPool2d(2))
    head = [
        nn.Linear(512, 256),
        nn.ReLU(),
        nn.Linear(256, 256),
        nn.ReLU(),
        nn.Linear(256, classes),
    ]
    return nn.Sequential(*layers, nn.Flatten(), *head).eval()


def initialise(model: nn.Module, generator: torch.Generator) -> nn.Module:
    """Draw weights that keep the activations alive through the depth of the network (He 2015)."""
    for module in model.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            nn.init.kaiming_normal_(module.weight, generator=generator)
            nn.init.normal_(module.bias, std=0.05, generator=generator)
    return model


def run_contestants(model: nn.Module, images: Tensor) -> Iterator[tuple[str, Callable[[], Tensor]]]:
    """Yield the name of every contestant and a call that makes its maps."""
    target = model(images).argmax(1).detach()

    def gradient(layout: torch.memory_format) -> Tensor:
        model.to(memory_format=layout)
        leaf = images.detach().contiguous(memory_format=layout).requires_grad_()
        score = model(leaf).gather(1, target[:, None]).sum()
        return torch.autograd.grad(score, leaf)[0].sum(1)

    def zennit(composite: type) -> Tensor:
        model.to(memory_format=torch.contiguous_format)
        with Gradient(model, composite()) as attributor:
            return attributor(images, start_at)[1].sum(1)

    logits = model(images).detach()
    start_at = torch.zeros_like(logits).scatter(1, target[:, None], logits.amax(1, keepdim=True))
    yield "gradient channels-last", lambda: gradient(torch.channels_last)
    yield "gradient contiguous", lambda: gradient(torch.contiguous_format)
    for name, composite in COMPOSITES.items():
        yield f"{name} zennit", lambda composite=composite: zennit(composite)
        yield (
            f"{name} ours",
            lambda name=name: attribute(model, images, target, name).maps,
        )


def time_interleaved(
    contestants: dict[str, Callable[[], Tensor]], repeats: int
) -> tuple[dict[str, float], dict[str, Tensor]]:
    """Return the median seconds and the last maps of every contestant, after one warm-up round."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    maps = {}
    for repeat in range(repeats + 1):
        for name, call in contestants.items():
            start = time.perf_counter()
            maps[name] = call()
            if repeat:
                seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in seconds.items()}, maps


def report(title: str, batch: int, seconds: dict[str, float], maps: dict[str, Tensor]) -> None:
    """Print one case as a table."""
    print(f"\n{title}")
    print(f"{'contestant':40s} {'s/batch':>9s} {'ms/image':>9s} {'/ gradient':>10s}")
    for name, value in seconds.items():
        relative = value / seconds["gradient channels-last"]
        print(f"{name:40s} {value:9.3f} {1e3 * value / batch:9.2f} {relative:10.2f}")
    for name in COMPOSITES:
        ours, theirs = (maps[f"{name} {who}"] for who in ("ours", "zennit"))
        difference = ((ours - theirs).abs().max() / theirs.abs().max()).item()
        correlation = torch.corrcoef(torch.stack([ours.flatten(), theirs.flatten()]))[0, 1].item()
        ratio = seconds[f"{name} ours"] / seconds[f"{name} zennit"]
        print(
            f"{name}: {ratio:.3f} of zennit's time; largest difference {difference:.1e} of the "
            f"largest relevance, r = {correlation:.7f}"
        )


def main() -> None:
    """Run both cases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    generator = torch.Generator().manual_seed(0)
    cases = (
        ("small VGG (quarter width), 64 px, batch 64", build_small_vgg, 64, 64),
        ("VGG-16, 224 px, batch 8", lambda: vgg16(init_weights=False).eval(), 8, 224),
    )
    for title, build, batch, size in cases:
        model = initialise(build(), generator)
        images = torch.randn(batch, 3, size, size, generator=generator)
        seconds, maps = time_interleaved(dict(run_contestants(model, images)), arguments.repeats)
        report(
            f"{title}, {arguments.threads} threads, {arguments.repeats} repeats",
            batch,
            seconds,
            maps,
        )


if __name__ == "__main__":
    main()
