"""How long packing a large study for the atlas takes, and how large its files get.

Run as ``python tests/benchmarks/atlas.py [images] [pixels]``: simulated maps of one model of the
default design by two methods, one of noise, as gradients have it, and one smooth, as Grad-CAM has
it. Figures of a whole study follow from these by the number of models and methods.
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import xarray as xr
from measuring import write_figures
from scipy import ndimage

from face_relevance.networks import UNIT_RANGE, VGG16
from face_relevance.pages.atlas.chunks import plan_chunks
from face_relevance.pages.atlas.model import Explained, Ranking, pack_model
from face_relevance.pages.atlas.study import write_images
from face_relevance.store import open_store, write_store

FRACTIONS = (0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1)
MODEL = "faces/gender/seed-1"


def simulate_images(count: int, size: int) -> xr.Dataset:
    """Smooth pictures with the grain of photographs, ten of each person."""
    rng = np.random.default_rng(0)
    coarse = rng.normal(size=(count, 8, 8, 3))
    pixels = ndimage.zoom(coarse, (1, size / 8, size / 8, 1), order=1) * 40 + 128
    pixels += rng.normal(scale=6, size=pixels.shape)
    names = np.array([f"simulated-{i:04d}" for i in range(count)], dtype=object)
    return xr.Dataset(
        {
            "pixels": (("image", "y", "x", "channel"), pixels.clip(0, 255).astype(np.uint8)),
            "split": (("task", "image"), np.full((1, count), "test", dtype=object)),
            "identity": ("image", np.array([f"p{i // 10:03d}" for i in range(count)], object)),
            "gender": ("image", np.array(["female", "male"] * (count // 2), dtype=object)),
        },
        {"image": names, "task": np.array(["gender"], dtype=object)},
    )


def simulate_maps(images: xr.Dataset, method: str) -> xr.Dataset:
    """Maps of noise, or smooth ones."""
    shape = tuple(images.sizes[dim] for dim in ("image", "y", "x"))
    values = np.random.default_rng(1).normal(size=shape).astype(np.float32)
    if method == "smooth":
        values = ndimage.gaussian_filter(values, (0, shape[1] / 12, shape[1] / 12))
    return xr.Dataset(
        {
            "relevance": (("image", "y", "x"), values),
            "target": ("image", images["gender"].values),
            "score": ("image", np.ones(shape[0])),
        },
        {"image": images["image"].values},
        {"method": method, "explained": "the decision of the model on the unmasked image"},
    )


def main(count: int = 500, size: int = 224) -> None:
    """Pack one model and the images, and say what it took."""
    images = simulate_images(count, size)
    plan = plan_chunks(images, [["gender"]], 10, 0, 112)
    network = VGG16(2, size, width=0.25, dense=[256, 256]).eval()
    network.classes = ["female", "male"]
    curves = np.random.default_rng(2).random((len(FRACTIONS), count)).astype(np.float32)
    decisions = xr.Dataset(
        {name: (("fraction", "image"), curves) for name in ("probability", "agreement")},
        {"image": images["image"].values, "identity": ("image", images["identity"].values)},
    )
    accuracy = {"value": 0.9}
    with tempfile.TemporaryDirectory() as folder:
        stores = {}
        for method in ("noise", "smooth"):
            path = Path(folder) / f"{method}.zarr"
            write_store(simulate_maps(images, method), path, path.with_suffix(".json"))
            stores[method] = (path, path.with_suffix(".json"))
        start = time.process_time()
        pack_model(
            Explained(MODEL, network, UNIT_RANGE, accuracy, decisions),
            images,
            (open_store(*paths) for paths in stores.values()),
            plan,
            Ranking(FRACTIONS, "signed", "pixel", 0),
            1000,
            Path(folder, "seed-1.js"),
            Path(folder, "maps"),
        )
        seconds = time.process_time() - start
        write_images(images, plan, Path(folder, "images"))
        sizes = {
            name: [path.stat().st_size / 1e6 for path in Path(folder).glob(pattern)]
            for name, pattern in {
                "facts of a model": "seed-1.js",
                "sprite of noise": "maps/noise-*.js",
                "smooth sprite": "maps/smooth-*.js",
                "sprite of images": "images/*.js",
            }.items()
        }
    case = f"{count} images of {size} px"
    figures = [{"case": f"{case}, two methods", "unit": "s", "ours": seconds, "peers": {}}]
    figures += [
        {"case": f"{case}, largest {name} of {len(found)}", "unit": "MB", "ours": max(found),
         "peers": {}}
        for name, found in sizes.items()
    ]  # fmt: skip
    write_figures("atlas", figures)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
