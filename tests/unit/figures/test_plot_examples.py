"""Figure of explained images."""

import numpy as np
import pytest

from face_relevance.figures.examples import plot_examples


def draw(study, **changes):
    """Draw three images with some arguments changed."""
    arguments = {
        "images": study.images.isel(image=[0, 4, 8]), "relevance": study.relevance,
        "factors": study.factors, "study_title": study.title, "simulated": study.simulated,
    }  # fmt: skip
    return plot_examples(**(arguments | changes))


def test_every_cell_has_a_column_for_its_seeds(rendered, orl, large):
    for study, seeds in ((rendered, 2), (orl, 3), (large, 2)):
        titles = [axes.get_title() for axes in draw(study).axes if axes.get_title()]
        expected = [
            f"{pretraining}\n{task}\nseed {seed}"
            for pretraining, task in study.factors.cells
            for seed in study.factors.seed[:seeds]
        ]
        assert titles == ["image\nand truth", *expected]


def test_wrong_decisions_are_marked(rendered):
    figure = draw(rendered)
    columns = [axes.get_title() for axes in figure.axes if axes.get_title()]
    few = rendered.images.isel(image=[0, 4, 8])
    for row, label in enumerate(few["image"].values):
        for column, title in enumerate(columns[1:], start=1):
            pretraining, task, seed = title.split("\n")
            maps = rendered.relevance[f"{pretraining}/{task}/{seed.replace(' ', '-')}"]
            decision = maps["target"].sel(image=label).item()
            right = decision == few[task].sel(image=label).item()
            caption = figure.axes[row * len(columns) + column].get_xlabel()
            assert caption == (decision if right else f"{decision} ✗")


def test_image_is_shown_as_it_is_with_its_true_labels(rendered):
    axes = draw(rendered).axes[0]
    np.testing.assert_array_equal(
        axes.images[0].get_array(), rendered.images["pixels"].isel(image=0)
    )
    assert axes.get_xlabel() == "male\ns01"


def test_what_is_explained_is_said_below(rendered):
    texts = " ".join(text.get_text() for text in draw(rendered).texts)
    assert "Explained is the decision of the model on the unmasked image" in texts


def test_state_of_normalisation_is_at_the_colour_bar(rendered):
    labels = [axes.get_xlabel() for axes in draw(rendered).axes]
    assert "relevance / max |relevance| of the map" in labels


def test_long_labels_are_shortened_to_the_panel(rendered):
    images = rendered.images.isel(image=[0]).assign(
        identity=("image", np.array(["a very long name of a person"], dtype=object))
    )
    assert draw(rendered, images=images).axes[0].get_xlabel().endswith("…")


def test_cell_without_maps_is_named(rendered):
    some = {name: maps for name, maps in rendered.relevance.items() if "faces/g" not in name}
    with pytest.raises(ValueError, match="'faces/gender'"):
        draw(rendered, relevance=some)


def test_missing_image_is_named_with_the_model(rendered):
    maps = dict(rendered.relevance)
    maps["faces/gender/seed-1"] = maps["faces/gender/seed-1"].isel(image=[0])
    with pytest.raises(ValueError, match="'faces/gender/seed-1' has no relevance map of image"):
        draw(rendered, relevance=maps)


def test_mixed_methods_are_refused(rendered):
    maps = dict(rendered.relevance)
    maps["faces/gender/seed-1"] = maps["faces/gender/seed-1"].assign_attrs(method="epsilon")
    with pytest.raises(ValueError, match="several methods"):
        draw(rendered, relevance=maps)
