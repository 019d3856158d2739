"""Scores of maps against a loop over single images, and answers known in advance."""

import numpy as np
import pytest
import torch
import xarray as xr
from scipy import stats
from torch import nn

from face_relevance.evaluation import AREAS, SCORES, score_maps
from face_relevance.masking import FILLS, FillContext
from face_relevance.relevance.fidelity import measure_fsim, measure_ssim
from face_relevance.store import open_store, write_store

SIZE, COUNT = 16, 6
CLASSES = [f"kind-{i}" for i in range(12)]
FRACTIONS = [0, 0.1, 0.4, 0.7, 1]
CONTEXT = FillContext(mean_colour=(90, 100, 110), seed=3)


@pytest.fixture(autouse=True)
def _one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def preprocess():
    return lambda images: (torch.from_numpy(images.copy()).permute(0, 3, 1, 2).float() - 100) / 50


@pytest.fixture
def model():
    torch.manual_seed(1)
    network = nn.Sequential(
        nn.Conv2d(3, 6, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Linear(96, 12)
    )
    network[-1].weight.data *= 4  # decisions that masks change
    return network.eval()


@pytest.fixture
def images():
    rng = np.random.default_rng(2)
    rough = rng.integers(0, 255, (COUNT, 4, 4, 3)).repeat(4, 1).repeat(4, 2)
    pixels = (rough + rng.integers(-20, 20, rough.shape)).clip(0, 255).astype(np.uint8)
    names = np.array([f"solid-{i}" for i in range(COUNT)], dtype=object)
    return xr.DataArray(pixels, dims=("image", "y", "x", "channel"), coords={"image": names})


@pytest.fixture
def maps(model, preprocess, images):
    """Signed relevance: of each of the two most probable classes another pattern."""
    rng = np.random.default_rng(4)
    with torch.no_grad():
        order = model(preprocess(images.values)).argsort(1, descending=True).numpy()[:, :2].T
    relevance = rng.normal(size=(2, COUNT, SIZE, SIZE)).astype(np.float32)
    relevance[1, 0] = 0.9 * relevance[0, 0]  # the same for both classes
    relevance[1, 1] = -1  # nothing for the runner-up
    return xr.Dataset(
        {
            "relevance": (("prediction", "image", "y", "x"), relevance),
            "target": (("prediction", "image"), np.array(CLASSES, dtype=object)[order]),
            "probability": (("prediction", "image"), np.zeros((2, COUNT), np.float32)),
            "seconds": ("image", np.linspace(0.1, 0.6, COUNT)),
        },
        {
            "prediction": np.array(["top-1", "top-2"], dtype=object),
            "image": images["image"].values,
            "class": ("image", np.array(CLASSES, dtype=object)[:COUNT]),
        },
    )


def score(model, preprocess, images, maps, **options):
    return score_maps(
        model, preprocess, images, maps, CLASSES, FRACTIONS, options.pop("context", CONTEXT),
        **options,
    )  # fmt: skip


def decide(model, preprocess, image):
    with torch.no_grad():
        return model(preprocess(image[None].astype(np.uint8)))[0].softmax(0).numpy()


def stretch(relevance):
    mask = relevance.clip(0)
    return (mask - mask.min()) / np.ptp(mask) if np.ptp(mask) else mask * 0


def average_harmonically(terms):
    return 4 / sum(1 / term for term in terms) if min(terms) > 0 else 0


def score_one(model, preprocess, image, label, relevance):
    """Every score of one image, term by term, on numpy arrays."""
    masks = [stretch(one) for one in relevance]
    found = {}
    before = decide(model, preprocess, image)
    target = before.argmax()
    constant = min(np.ptp(mask) for mask in masks) == 0
    correlation = 0 if constant else stats.pearsonr(*(m.ravel() for m in masks)).statistic
    sensitive = not constant and abs(correlation) <= 0.55
    found |= {"sensitivity": correlation, "sensitive": sensitive}
    for published in (False, True):
        mask = (masks[0] >= 0.5) if published else masks[0]
        shown = np.rint(image * mask.astype(np.float32)[..., None])
        after = decide(model, preprocess, shown)
        pair = [torch.tensor(np.asarray(a, float)).permute(2, 0, 1)[None] for a in (image, shown)]
        ssim, fsim = measure_ssim(*pair).item(), measure_fsim(*pair).item()
        mse = np.mean((image.astype(float) - shown) ** 2) / 255**2
        hit = target in np.argsort(after)[-5:]
        left = after.max() if published else after[target]
        drop = max(0, before[target] - left) / before[target]
        if published:
            if not hit:
                kept = 1 - abs(before[target] - left) if sensitive else 0
                ssim, fsim = ssim * kept, fsim * kept
                mse, drop = (mse * kept, drop * kept) if sensitive else (1, 1)
            found["avx_published"] = average_harmonically([ssim, fsim, 1 - mse, 1 - drop])
        else:
            found |= {"ssim": ssim, "fsim": fsim, "mse": mse, "average_drop": drop, "hit": hit}
            found["avx"] = average_harmonically([ssim, fsim, 1 - mse, 1 - drop])
            found["increase"] = after[target] > before[target]
    order = np.argsort(-relevance[0].ravel())
    one = xr.DataArray(image[None], dims=("image", "y", "x", "channel"), coords={"image": [label]})
    for area, (first, fill) in AREAS.items():
        curve = []
        for fraction in FRACTIONS:
            count = round(fraction * SIZE**2)
            keep = np.zeros(SIZE**2, bool)
            ranked = order if first == "keep-most-relevant" else order[::-1]
            keep[ranked[:count]] = True
            shown = FILLS[fill](one, CONTEXT)(
                slice(1), torch.from_numpy(keep.reshape(1, SIZE, SIZE))
            )
            curve.append(decide(model, preprocess, shown[0].numpy())[target])
        steps = zip(curve, curve[1:], FRACTIONS, FRACTIONS[1:], strict=False)
        found[area] = sum((b + a) / 2 * (q - p) for a, b, p, q in steps)
    return found


def test_scores_are_those_of_a_loop_over_images(model, preprocess, images, maps):
    # Joined by label: images are in another order.
    found = score(model, preprocess, images[::-1], maps)
    assert set(found.data_vars) == set(SCORES)
    assert found.ssim.dims == ("image",)
    for i, label in enumerate(maps["image"].values):
        expected = score_one(
            model, preprocess, images.values[i], label, maps["relevance"].values[:, i]
        )
        for name, value in expected.items():
            got = found[name].sel(image=label).item()
            assert got == pytest.approx(float(value), abs=2e-5), (name, label)
    np.testing.assert_allclose(found.seconds, maps.seconds, rtol=1e-6)
    assert found["class"].values.tolist() == CLASSES[:COUNT]
    assert found.sensitive.values[:2].tolist() == [0, 0]
    assert found.sensitivity.values[:2] == pytest.approx([1, 0])
    assert 0 < found.hit.mean() < 1


def test_scores_of_an_image_do_not_depend_on_its_batch(
    model, preprocess, images, maps, monkeypatch
):
    together = score(model, preprocess, images, maps)
    monkeypatch.setattr("face_relevance.evaluation.protocol_scores.BATCH_PIXELS", 2 * SIZE**2)
    seen = []
    apart = score(model, preprocess, images, maps, progress=lambda s: seen.extend(s) or s)
    assert seen == [0, 2, 4]
    xr.testing.assert_allclose(together, apart, rtol=1e-5)
    few = score(model, preprocess, images, maps.isel(image=[4, 1]))
    xr.testing.assert_allclose(few, together.isel(image=[4, 1]), rtol=1e-5)


class ReadsLeft(nn.Module):
    """Of two classes the first one is the brighter the left half is."""

    def forward(self, batch):
        left = batch[..., : SIZE // 2].mean((1, 2, 3))
        return torch.stack([4 * left, torch.zeros_like(left)], dim=1)


def test_the_pixels_that_decide_are_better_than_the_others(preprocess, images):
    """Bright on the left on a dark mean colour: the left half decides, and is found by areas."""
    bright = images.copy(data=images.values // 4 + 150)
    good = np.zeros((COUNT, SIZE, SIZE), np.float32)
    good[..., : SIZE // 2] = 1
    found = {}
    for name, relevance in (("good", good), ("bad", 1 - good), ("constant", good * 0 + 2)):
        given = xr.Dataset(
            {
                "relevance": (("prediction", "image", "y", "x"), np.stack([relevance, -relevance])),
                "target": (("prediction", "image"), np.repeat([["l"], ["r"]], COUNT, axis=1)),
                "seconds": ("image", np.ones(COUNT)),
            },
            {
                "prediction": ["top-1", "top-2"], "image": images["image"].values,
                "class": ("image", np.array(["l"] * COUNT, object)),
            },
        )  # fmt: skip
        context = FillContext(mean_colour=(40, 40, 40), seed=1)
        found[name] = score_maps(
            ReadsLeft().eval(),
            preprocess,
            bright,
            given,
            ["l", "r"],
            [0, 0.25, 0.5, 0.75, 1],
            context,
        )
    good, bad, constant = found.values()
    assert (good.deletion < bad.deletion).all()
    assert (good.average_drop == 0).all()
    assert (bad.average_drop > 0.5).all()
    assert (good.increase == 0).all()
    assert (good.hit == 1).all()  # of two classes both are among five
    # A constant map shows nothing: all is black, without features.
    for name in ("avx", "avx_published", "fsim", "sensitivity", "sensitive"):
        assert (constant[name] == 0).all()


def test_scores_can_be_stored(model, preprocess, images, maps, tmp_path):
    found = score(model, preprocess, images, maps)
    write_store(found, tmp_path / "scores.zarr", tmp_path / "scores.json")
    stored = open_store(tmp_path / "scores.zarr", tmp_path / "scores.json")
    assert stored.attrs["fills"] == {
        "deletion": "mean-colour", "insertion": "gaussian-blur", "road": "road"
    }  # fmt: skip
    assert stored.attrs["fractions"] == FRACTIONS
    assert stored["ssim"].attrs["units"] == "1"
    assert stored["seconds"].attrs["units"] == "s"


def test_what_does_not_fit_is_named(model, preprocess, images, maps):
    def run(**changed):
        return score(model, preprocess, images, maps.assign(changed))

    relevance = maps["relevance"].copy(deep=True)
    relevance[0, 2, 1, 1] = np.nan
    with pytest.raises(ValueError, match="image 'solid-2' of prediction 'top-1' contains NaN"):
        run(relevance=relevance)
    with pytest.raises(ValueError, match="image 'solid-0': the explained class 'top-1' is not"):
        run(target=maps["target"][::-1].drop_vars("prediction"))
    with pytest.raises(ValueError, match="the model knows no class 'dodo'"):
        run(target=maps["target"].copy(data=np.full((2, COUNT), "dodo", object)))
    with pytest.raises(ValueError, match="images: image 'solid-5' is missing"):
        score(model, preprocess, images[:-1], maps)
    with pytest.raises(ValueError, match="prediction 'top-2' is missing"):
        score(model, preprocess, images, maps.isel(prediction=[0]))
    with pytest.raises(ValueError, match="needs a mean_colour"):
        score(model, preprocess, images, maps, context=FillContext())
