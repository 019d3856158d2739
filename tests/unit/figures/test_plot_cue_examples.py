"""Figure of images with a cue swapped, its pixels, and the maps of methods."""

import numpy as np
import pytest
import test_plot_legibility as legibility
from cue_study import METHODS, SIZES, TITLE, make_examples
from matplotlib.colors import same_color

from face_relevance.figures.cue_examples import MOST_METHODS, plot_cue_examples
from face_relevance.figures.maps import overlay_relevance

SEVERAL = SIZES["several"]


def draw(examples, factors=SEVERAL, simulated=True):
    figure = plot_cue_examples(examples, factors, TITLE, simulated)
    figure.draw_without_rendering()
    return figure


@pytest.fixture(scope="module")
def examples():
    return make_examples(SEVERAL)


@pytest.fixture(scope="module")
def figure(examples):
    return draw(examples)


def arrange(figure, methods=6):
    """Panels in rows, the colour bar apart."""
    columns = 3 + methods
    panels = figure.axes[:-1]
    return [panels[start : start + columns] for start in range(0, len(panels), columns)]


def list_cues(examples):
    return [(model, cue) for model, data in examples.items() for cue in data["cue"].values]


def shown(axes):
    return np.asarray(axes.images[0].get_array())


def test_a_row_per_cue_with_its_image_and_the_image_after_the_swap(examples, figure):
    rows, cues = arrange(figure), list_cues(examples)
    assert len(rows) == len(cues) == 8
    for row, (model, cue) in zip(rows, cues, strict=True):
        data = examples[model].sel(cue=cue)
        np.testing.assert_array_equal(shown(row[0]), data["pixels"])
        np.testing.assert_array_equal(shown(row[1]), data["swapped"])
        task, name = row[0].texts
        assert task.get_text().replace("\n", "") == model.split("/")[1]
        assert same_color(task.get_color(), SEVERAL.colour("faces"))
        assert name.get_text() == cue
        before, after = float(data["probability"]), float(data["probability_swapped"])
        assert row[0].get_xlabel() == data["decision"].item()
        assert row[1].get_xlabel() == f"{before:.2f}→{after:.2f}"


def test_pixels_of_the_cue_have_one_colour_and_all_others_are_faint_and_grey(examples, figure):
    for row, (model, cue) in zip(arrange(figure), list_cues(examples), strict=True):
        mask = examples[model]["mask"].sel(cue=cue).values
        (colour,) = np.unique(shown(row[2])[mask], axis=0)
        assert np.ptp(colour) > 60
        others = shown(row[2])[~mask]
        assert others.min() > 190
        assert (np.ptp(others, axis=1) == 0).all()


def test_maps_are_outlined_by_the_cue_and_have_their_area_below(examples, figure):
    methods = METHODS[:6]
    for row, (model, cue) in zip(arrange(figure), list_cues(examples), strict=True):
        data = examples[model].sel(cue=cue)
        mask = data["mask"].values
        for axes, method in zip(row[3:], methods, strict=True):
            expected = overlay_relevance(
                data["pixels"].values, data["relevance"].sel(explained_by=method).values
            )
            np.testing.assert_allclose(shown(axes), expected)
            assert axes.get_xlabel() == f"{data['auc'].sel(explained_by=method).item():.2f}"
            (outline,) = axes.collections
            corners = np.concatenate([path.vertices for path in outline.get_paths()])
            for place, across in enumerate(np.nonzero(mask)[::-1]):
                assert corners[:, place].min() == pytest.approx(across.min() - 0.5)
                assert corners[:, place].max() == pytest.approx(across.max() + 0.5)


def test_columns_are_named(figure):
    titles = [axes.get_title() for axes in arrange(figure)[0]]
    assert titles[:3] == ["image", "cue\nswapped", "pixels\nof cue"]
    assert [title.replace("\n", "") for title in titles[3:]] == list(METHODS[:6])


def test_what_finds_no_room_is_named_and_simulated_faces_are_said_to_be():
    names = (*METHODS, "centre-prior", "mine")
    figure = draw(make_examples(SEVERAL, names), simulated=True)
    assert len(arrange(figure, MOST_METHODS)[0]) == 3 + MOST_METHODS
    lines = sorted(figure.texts, key=lambda text: -text.get_position()[1])
    notes = " ".join(text.get_text() for text in lines)
    assert "Not shown: centre prior, mine." in notes
    assert "Simulated faces" in notes
    few = draw(make_examples(SIZES["single"]), SIZES["single"], simulated=False)
    notes = " ".join(text.get_text() for text in few.texts)
    assert "Not shown" not in notes
    assert "Simulated" not in notes


@pytest.mark.parametrize(
    ("size", "names"),
    [
        ("several", METHODS),
        ("several", (*METHODS[:5], "centre-prior", "mean-map", "edge-energy")),
        ("single", METHODS[:1]),
        ("single", METHODS),
    ],
)
def test_every_size_is_legible(size, names):
    figure = draw(make_examples(SIZES[size], names), SIZES[size])
    legibility.test_no_text_is_cut_off_or_covers_another((None, figure))
    legibility.test_no_text_is_smaller_than_seven_points((None, figure))
    legibility.test_figures_are_not_tall((None, figure))


def test_what_does_not_fit_together_is_named(examples):
    other = dict(examples)
    other["faces/redundant/seed-1"] = other["faces/redundant/seed-1"].isel(explained_by=[0, 1])
    with pytest.raises(ValueError, match="redundant/seed-1 is explained by other methods than"):
        draw(other)
    with pytest.raises(ValueError, match="12 cues find no room on a page"):
        draw(make_examples(SIZES["two-pretrainings"]), SIZES["two-pretrainings"])
    with pytest.raises(ValueError, match="at least one model"):
        draw({})
