"""Figure of explained images."""

import numpy as np
import pytest

from face_relevance.figures.examples import choose_examples, overlay_relevance, plot_examples


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


def test_state_of_normalisation_is_at_the_colour_bar(rendered):
    labels = [axes.get_xlabel() for axes in draw(rendered).axes]
    assert "relevance / max |relevance| of the map" in labels


def test_overlay_is_grey_where_relevance_is_zero_and_red_or_blue_by_its_sign():
    face = np.full((1, 3, 3), 128, dtype=np.uint8)
    overlay = overlay_relevance(face, np.array([[-2.0, 0.0, 2.0]]))
    negative, none, positive = overlay[0]
    assert np.ptp(none) < 1e-9
    assert negative[2] > negative[0]
    assert positive[0] > positive[2]


def test_overlay_does_not_depend_on_the_unit_of_relevance():
    face = np.full((2, 2, 3), 90, dtype=np.uint8)
    relevance = np.array([[0.1, -0.4], [0.0, 0.2]])
    np.testing.assert_allclose(
        overlay_relevance(face, relevance), overlay_relevance(face, 1e6 * relevance)
    )


def test_overlay_of_no_relevance_is_the_grey_face():
    face = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    overlay = overlay_relevance(face, np.zeros((2, 2)))
    assert np.isfinite(overlay).all()
    assert np.ptp(overlay, axis=2).max() < 1e-9


def test_face_stays_visible_under_moderate_relevance():
    dark, light = (
        overlay_relevance(np.full((1, 2, 3), level, dtype=np.uint8), np.array([[0.3, 1.0]]))[0, 0]
        for level in (30, 220)
    )
    assert (light - dark).min() > 0.2


def test_chosen_examples_mix_genders_and_identities(rendered):
    chosen = rendered.images.sel(image=choose_examples(rendered.images, 4))
    assert len(set(chosen["identity"].values)) == 4
    assert sorted(chosen["gender"].values) == ["female", "female", "male", "male"]


def test_choice_without_genders_still_mixes_identities(orl):
    chosen = orl.images.sel(image=choose_examples(orl.images, 5))
    assert len(set(chosen["identity"].values)) == 5


def test_choice_ends_with_the_identities(orl):
    assert len(choose_examples(orl.images, 100)) == 8


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
