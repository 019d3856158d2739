import numpy as np
import pytest
import xarray as xr

from face_relevance.figures.maps import overlay_relevance
from face_relevance.figures.model_maps import plot_model_maps


def make_study(size=16, seeds=2):
    random = np.random.default_rng(0)
    labels = ["a", "b", "c"]
    images = xr.Dataset(
        {
            "pixels": (
                ("image", "y", "x", "channel"),
                random.integers(0, 256, (3, size, size, 3), dtype=np.uint8),
            ),
            "truth": ("image", ["female", "male", "male"]),
        },
        {"image": labels},
    )
    maps = {
        f"seed {seed}": xr.Dataset(
            {
                "relevance": (("image", "y", "x"), random.normal(size=(3, size, size))),
                "target": ("image", ["female", "female", "male"]),
            },
            {"image": labels},
        )
        for seed in range(1, seeds + 1)
    }
    return images, maps


def draw(images, maps):
    return plot_model_maps(
        images, maps, "faces, gender", "epsilon", "the decision", "Study", "Simulated.", "#D55E00"
    )


def list_texts(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def test_every_seed_has_a_column_and_wrong_decisions_a_mark():
    figure = draw(*make_study(seeds=3))
    texts = list_texts(figure)
    assert {"image", "seed 1", "seed 2", "seed 3"} <= set(texts)
    assert texts.count("female ✗") == 3
    assert texts.count("male") == 2 + 3  # true classes, then decisions


def test_maps_are_joined_by_label():
    images, maps = make_study(seeds=1)
    shown = draw(images, maps).axes[0].images[0].get_array()
    shuffled = {name: store.isel(image=[2, 0, 1]) for name, store in maps.items()}
    np.testing.assert_array_equal(draw(images, shuffled).axes[0].images[0].get_array(), shown)
    first = overlay_relevance(images["pixels"].values[0], maps["seed 1"]["relevance"].values[0])
    np.testing.assert_allclose(shown[:16, 17:33], first)


def test_large_pictures_are_averaged_and_that_is_said():
    figure = draw(*make_study(size=200, seeds=1))
    assert figure.axes[0].images[0].get_array().shape[0] < 3 * 130
    assert "Shown are means over 2 × 2 pixels." in " ".join(t.get_text() for t in figure.texts)


def test_a_missing_map_is_named():
    images, maps = make_study()
    maps["seed 2"] = maps["seed 2"].sel(image=["a", "b"])
    with pytest.raises(ValueError, match=r"seed 2, by 'epsilon': image 'c' is missing"):
        draw(images, maps)
    with pytest.raises(ValueError, match="no maps of 'faces, gender' by 'epsilon'"):
        draw(images, {})
