"""Time of our masking curves beside plain forward passes, separate models and Quantus.

Usage: ``PYTHONPATH=workflow python tests/benchmarks/masking.py --repeats 5 --threads 2``

Networks have random weights and maps are noise: time does not depend on their values. Quantus 0.6
asks for an OpenCV that needs a display's libraries, so it is no dependency of this project; its
case is left out where it is not installed. To have it:
``pip install --no-deps quantus==0.6.0 opencv-python-headless cachetools``
"""

import argparse
import importlib.util
import warnings
from collections.abc import Callable

import numpy as np
import torch
import xarray as xr
from measuring import DEVICE, time_interleaved, write_figures
from scipy import ndimage

from face_relevance.masking import (
    FILLS,
    FillContext,
    curve,
    curve_heads,
    keep_masks,
    rank_pixels,
    share_trunk,
)
from face_relevance.networks import UNIT_RANGE, VGG16

BATCH = 64
FRACTIONS = [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1]
COLOUR = [128, 128, 128]

# Name: design of the network, size of the images and their number.
SETTINGS = {
    "quarter-width VGG-16, 64 px": ({"width": 0.25, "dense": [256, 256]}, 64, 128),
    "VGG-16, 224 px": ({"width": 1.0, "dense": [512]}, 224, 4),
}


def build(design: dict, size: int, seed: int, frozen_through: str | None = None) -> VGG16:
    """Build a network whose first layers are those of a common pretraining."""
    models = [VGG16(16, size, **design) for _ in range(2)]
    for model, number in zip(models, (0, seed), strict=True):
        model.initialise(torch.Generator().manual_seed(number))
    pretrained, model = models
    frozen, _ = pretrained.split_after(frozen_through)
    own, _ = model.split_after(frozen_through)
    own.load_state_dict(frozen.state_dict())
    return model.eval().requires_grad_(False).to(DEVICE)


def draw(size: int, number: int) -> tuple[xr.DataArray, xr.DataArray, xr.DataArray]:
    """Return images, labels and maps: ranks, without ties, of noise as smooth as relevance."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (number, size, size, 3), dtype=np.uint8)
    names = [f"face-{i}" for i in range(number)]
    coords = {"image": names}
    images = xr.DataArray(pixels, dims=("image", "y", "x", "channel"), coords=coords)
    noise = ndimage.gaussian_filter(rng.random(pixels.shape[:3]), (0, 2, 2))
    ranks = noise.reshape(number, -1).argsort(1).argsort(1).reshape(noise.shape)
    maps = xr.DataArray(ranks.astype(np.float32), dims=("image", "y", "x"), coords=coords)
    return images, xr.DataArray(np.zeros(number, int), dims="image", coords=coords), maps


@torch.inference_mode()
def decide(model: VGG16, pixels: np.ndarray) -> torch.Tensor:
    """Return logits by plain batched forward passes."""
    parts = [pixels[i : i + BATCH] for i in range(0, len(pixels), BATCH)]
    return torch.cat(
        [
            model(UNIT_RANGE(part).to(DEVICE, memory_format=torch.channels_last)).cpu()
            for part in parts
        ]
    )


def time_a_masked_forward_pass(setting: str, fill: str, repeats: int) -> dict:
    """Whole curves, with ranks and measures, beside as many forward passes of the same images."""
    design, size, number = SETTINGS[setting]
    model = build(design, size, 1)
    images, labels, maps = draw(size, number)

    def ours() -> None:
        curve(
            model,
            UNIT_RANGE,
            images,
            labels,
            {"map": maps},
            FRACTIONS,
            fill,
            mean_colour=COLOUR,
            batch_size=BATCH,
        )

    def plain() -> None:
        for _ in FRACTIONS:
            decide(model, images.values)

    seconds = time_interleaved({"ours": ours, "plain forward passes": plain}, repeats)
    return put_together(f"curve of {len(FRACTIONS)} steps, {fill} ({setting})", seconds)


def time_heads(setting: str, layer: str, count: int, repeats: int) -> dict:
    """Several models with a common frozen trunk, together and one by one."""
    design, size, number = SETTINGS[setting]
    models = {f"model {i}": build(design, size, i, layer) for i in range(1, count + 1)}
    images, labels, maps = draw(size, number)

    def together() -> None:
        trunk, heads = share_trunk(models)
        curve_heads(
            trunk,
            heads,
            UNIT_RANGE,
            images,
            dict.fromkeys(models, labels),
            {"map": maps},
            FRACTIONS,
            ["constant"],
            ["keep-most-relevant"],
            context=FillContext(),
            batch_size=BATCH,
        )

    def separate() -> None:
        for model in models.values():
            curve(
                model,
                UNIT_RANGE,
                images,
                labels,
                {"map": maps},
                FRACTIONS,
                "constant",
                batch_size=BATCH,
            )

    seconds = time_interleaved({"ours": together, "one by one": separate}, repeats)
    return put_together(f"{count} models, frozen through {layer} ({setting})", seconds)


def time_beside_quantus(setting: str, steps: int, count: int, repeats: int) -> dict:
    """Pixel flipping of models with a common trunk, on the same images in the same steps.

    Quantus removes the three channels of a pixel one by one. At every third step both have removed
    the same pixels, and the figures must agree.
    """
    from quantus import PixelFlipping

    design, size, number = SETTINGS[setting]
    models = {f"model {i}": build(design, size, i, "pool5") for i in range(1, count + 1)}
    images, labels, maps = draw(size, number)
    fractions = np.arange(steps + 1) / steps
    with torch.inference_mode():
        decisions = {name: decide(model, images.values) for name, model in models.items()}
    grey = UNIT_RANGE(np.full((1, 1, 1, 3), 128, np.uint8))[0, 0, 0, 0].item()
    flipping = PixelFlipping(
        features_in_step=3 * size**2 // steps,
        perturb_baseline=grey,
        normalise=False,
        disable_warnings=True,
    )
    batch = UNIT_RANGE(images.values).numpy()

    def ours() -> np.ndarray:
        trunk, heads = share_trunk(models)
        found = curve_heads(
            trunk,
            heads,
            UNIT_RANGE,
            images,
            dict.fromkeys(models, labels),
            {"map": maps},
            fractions,
            ["constant"],
            ["keep-least-relevant"],
            context=FillContext(),
            batch_size=BATCH,
        )
        return np.stack([one["probability"].squeeze().values[-2::-1].T for one in found.values()])

    def quantus() -> np.ndarray:
        return np.stack(
            [
                flipping(
                    model,
                    batch,
                    decisions[name].argmax(1).numpy(),
                    maps.values[:, None],
                    device=DEVICE.type,
                    batch_size=BATCH,
                )
                for name, model in models.items()
            ]
        )

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.testing.assert_allclose(ours()[..., 2::3], quantus()[..., 2::3], atol=1e-4)
        seconds = time_interleaved({"ours": ours, "Quantus": quantus}, repeats)
    whose = "one model" if count == 1 else f"{count} models, frozen through pool5"
    return put_together(f"pixel flipping in {steps} steps, {whose} ({setting})", seconds)


def time_road(fraction: float, smooth: bool, repeats: int) -> dict:
    """Noisy linear imputation of 100 images at 224 px on one core."""
    images, _, maps = draw(224, 100)
    if not smooth:
        maps = maps.copy(data=np.random.default_rng(1).random(maps.shape))
    keep = torch.from_numpy(keep_masks(rank_pixels(maps, 0), fraction).values)
    everything = slice(0, 100)
    road, colour = (
        FILLS[name](images, FillContext(mean_colour=COLOUR)) for name in ("road", "mean-colour")
    )
    contestants: dict[str, Callable[[], object]] = {
        "ours": lambda: road(everything, keep),
        "mean colour": lambda: colour(everything, keep),
    }
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    seconds = time_interleaved(contestants, repeats)
    torch.set_num_threads(threads)
    kind = "smooth maps" if smooth else "random masks"
    return put_together(f"ROAD of 100 images, 224 px, {fraction:.0%} kept, {kind}", seconds)


def put_together(case: str, seconds: dict[str, float]) -> dict:
    """Return the figures of one case as they are kept."""
    where = f"{DEVICE.type}, {torch.get_num_threads()} threads"
    return {"case": f"{case}: {where}", "unit": "s", "ours": seconds.pop("ours"), "peers": seconds}


def main() -> None:
    """Run all cases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    repeats = arguments.repeats
    small, large = SETTINGS
    figures = [
        time_a_masked_forward_pass(setting, fill, repeats)
        for setting in SETTINGS
        for fill in ("mean-colour", "gaussian-blur")
    ]
    figures += [
        time_heads(small, "pool3", 4, repeats),
        time_heads(large, "pool5", 3, repeats),
    ]
    if importlib.util.find_spec("quantus"):
        figures += [
            time_beside_quantus(small, 12, 1, repeats),
            time_beside_quantus(small, 96, 1, repeats),
            time_beside_quantus(small, 12, 4, repeats),
            time_beside_quantus(small, 12, 20, 1),
            time_beside_quantus(large, 12, 1, repeats),
        ]
    else:
        print("Quantus is not installed: its cases are left out")
    figures += [
        time_road(fraction, smooth, 1) for smooth in (True, False) for fraction in (0.1, 0.5, 0.9)
    ]
    write_figures("masking", figures)


if __name__ == "__main__":
    main()
