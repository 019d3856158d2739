"""Time of adaptive densities beside a literal version and a library, and of ADVISE beside Grad-CAM.

Usage: ``PYTHONPATH=workflow:tests/unit/relevance python tests/benchmarks/advise.py --repeats 5``

The literal version and the library estimate a few units, and their time is scaled to a layer of 512
units of 14 × 14. The network has random weights.
"""

import argparse
import warnings

import numpy as np
import torch
from literal_density import literal_density
from measuring import DEVICE, time_interleaved, write_figures
from torchvision.models import vgg16

from face_relevance.relevance import attribute, trace
from face_relevance.relevance.advise import Advise, score_units
from face_relevance.relevance.advise.densities import estimate_densities

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the docstrings of the library have invalid escapes
    from adaptivekde import ssvkernel

UNITS, SIDE = 512, 14
LITERAL_UNITS, LIBRARY_UNITS = 2, 8
LAYER = "features.28"  # conv5_3, before its ReLU
BOUNDS = ([0.0] * 3, [1.0] * 3)


def measure_densities(repeats: int) -> dict:
    """Time the densities of a layer of VGG-16 whose units have one or two humps."""
    rng = np.random.default_rng(0)
    count = SIDE**2
    samples = np.stack(
        [
            rng.beta(2, 5, count)
            if unit % 2
            else np.r_[rng.normal(0.3, 0.05, count // 2), rng.normal(0.7, 0.1, count // 2)]
            for unit in range(UNITS)
        ]
    )
    grid, every = np.linspace(0, 1, count), torch.from_numpy(samples).to(DEVICE)
    seconds = time_interleaved(
        {
            "ours": lambda: estimate_densities(every),
            "literal version": lambda: [
                literal_density(row, fourier=True) for row in samples[:LITERAL_UNITS]
            ],
            "adaptivekde": lambda: [
                ssvkernel(row, grid, M=10, nbs=1, WinFunc="Gauss")
                for row in samples[:LIBRARY_UNITS]
            ],
        },
        repeats,
    )
    return {
        "case": f"densities of {UNITS} units of {SIDE} x {SIDE}",
        "unit": "s",
        "ours": seconds["ours"],
        "peers": {
            "literal version": seconds["literal version"] * UNITS / LITERAL_UNITS,
            "adaptivekde": seconds["adaptivekde"] * UNITS / LIBRARY_UNITS,
        },
    }


def measure_method(repeats: int) -> list[dict]:
    """Time ADVISE on one image beside three times Grad-CAM and one forward pass for each group."""
    torch.manual_seed(0)
    model = vgg16(weights=None).eval().to(DEVICE)
    graph, image = trace(model), torch.rand(1, 3, 224, 224, device=DEVICE)
    inner = image.contiguous(memory_format=torch.channels_last)

    def forward(network) -> None:
        with torch.inference_mode():
            network(inner if network is graph else image)

    with torch.no_grad():
        names = [node.name for node in graph.nodes]
        activations = graph.evaluate(inner)[names.index(LAYER)]
    groups = len(score_units(activations, "normalised").peaks.unique())
    same = Advise(choice="same-image", layer=LAYER)
    held_out = Advise(layer=LAYER, ranking=(4, 3, 5, 2, 6, 1))
    seconds = time_interleaved(
        {
            "ADVISE": lambda: attribute(graph, image, composite=same, bounds=BOUNDS),
            "held out": lambda: attribute(graph, image, composite=held_out, bounds=BOUNDS),
            "Grad-CAM": lambda: attribute(graph, image, composite="grad-cam"),
            "our forward": lambda: forward(graph),
            "torch's forward": lambda: forward(model),
        },
        repeats,
    )
    budgets = {
        f"3 Grad-CAM + {groups} of {name} passes": 3 * seconds["Grad-CAM"]
        + groups * seconds[f"{name} forward"]
        for name in ("our", "torch's")
    }
    return [
        {
            "case": f"ADVISE, VGG-16, 224 px, {groups} groups, chosen on the image",
            "unit": "s",
            "ours": seconds["ADVISE"],
            "peers": {**budgets, "Grad-CAM": seconds["Grad-CAM"]},
        },
        {
            "case": "ADVISE, VGG-16, 224 px, group chosen on held-out images",
            "unit": "s",
            "ours": seconds["held out"],
            "peers": {"Grad-CAM": seconds["Grad-CAM"]},
        },
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    densities = measure_densities(arguments.repeats)
    write_figures("advise", [densities, *measure_method(arguments.repeats)])
