"""A small set of images, maps and a linear model whose important pixels are known."""

import numpy as np
import pytest
import torch
import xarray as xr

SIZE = 8


class CornerModel(torch.nn.Module):
    """Two logits: the red sum of the left half minus that of the right half, and its negation."""

    def __init__(self):
        super().__init__()
        weight = torch.zeros(3, SIZE, SIZE)
        weight[0, :, : SIZE // 2] = 1
        weight[0, :, SIZE // 2 :] = -1
        self.head = torch.nn.Linear(3 * SIZE * SIZE, 2, bias=False)
        with torch.no_grad():
            self.head.weight.copy_(torch.stack([weight.flatten(), -weight.flatten()]) / 10)

    def forward(self, batch):
        return self.head(batch.flatten(1))


@pytest.fixture(autouse=True)
def one_thread():
    """Threads that wait for one another make tiny networks slow on a busy machine."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def preprocess():
    return lambda images: torch.from_numpy(images).permute(0, 3, 1, 2).float() / 255


@pytest.fixture
def model():
    return CornerModel().eval()


@pytest.fixture
def faces():
    """Images of which half are bright on the left (class 0) and half on the right (class 1)."""
    rng = np.random.default_rng(3)
    pixels = rng.integers(0, 100, (10, SIZE, SIZE, 3), dtype=np.uint8)
    truth = np.arange(10) % 2
    for image, side in zip(pixels, truth, strict=True):
        image[:, side * SIZE // 2 : (side + 1) * SIZE // 2] += 150
    names = np.array([f"face-{i}" for i in range(10)], dtype=object)
    images = xr.DataArray(
        pixels,
        dims=("image", "y", "x", "channel"),
        coords={"image": names, "identity": ("image", np.array(list("aabbccddee"), dtype=object))},
    )
    return images, xr.DataArray(truth, dims="image", coords={"image": names})


@pytest.fixture
def maps(faces):
    """Relevance of the linear model (gradient times input), and noise."""
    images, truth = faces
    sign = np.where(truth.values == 0, 1, -1)[:, None, None]
    half = np.where(np.arange(SIZE) < SIZE // 2, 1, -1)[None, None, :]
    own = images.isel(channel=0, drop=True).astype(np.float32) * (sign * half)
    noise = np.random.default_rng(5).normal(size=own.shape).astype(np.float32)
    return {"faces/gender/seed-1": own, "faces/gender/seed-2": own.copy(data=noise)}
