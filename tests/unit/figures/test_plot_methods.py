"""Figure of methods side by side."""

import numpy as np
import pytest
from synthetic_study import METHODS

from face_relevance.figures.maps import overlay_relevance
from face_relevance.figures.methods import MOST_METHODS, plot_methods


def draw(study, **changes):
    """Draw two images with some arguments changed."""
    arguments = {
        "images": study.images.isel(image=[0, 4]), "relevance": study.by_method,
        "factors": study.factors, "study_title": study.title, "simulated": study.simulated,
    }  # fmt: skip
    return plot_methods(**(arguments | changes))


def arrange(figure):
    """Panels in rows, the colour bar apart."""
    columns = len(METHODS) + 1
    panels = figure.axes[:-1]
    return [panels[start : start + columns] for start in range(0, len(panels), columns)]


def test_a_column_per_method_in_the_order_given_and_a_row_per_model_and_image(rendered):
    rows = arrange(draw(rendered))
    titles = [axes.get_title().replace("\n", "") for axes in rows[0]]
    assert titles == ["image", *METHODS]
    names = [row[0].get_ylabel() for row in rows]
    assert names == ["objects\ngender\nseed 1"] * 2 + ["faces\ngender\nseed 1"] * 2


def test_every_panel_shows_the_map_of_its_model_method_and_image(rendered):
    rows = arrange(draw(rendered))
    face = rendered.images["pixels"].isel(image=4).values
    maps = rendered.by_method["faces/gender/seed-1"]["grad-cam"]["relevance"].isel(image=4)
    shown = rows[3][1 + METHODS.index("grad-cam")].images[0].get_array()
    np.testing.assert_allclose(shown, overlay_relevance(face, maps.values))
    np.testing.assert_array_equal(rows[3][0].images[0].get_array(), face)


def test_a_wrong_decision_is_marked_under_its_image(rendered):
    figure = draw(rendered)
    for row, (model, image) in zip(
        arrange(figure), [(m, i) for m in rendered.by_method for i in (0, 4)], strict=True
    ):
        decision = rendered.by_method[model][METHODS[0]]["target"].values[image]
        right = decision == rendered.images["gender"].values[image]
        assert row[0].get_xlabel() == (decision if right else f"{decision} ✗")
    assert "✗" in "".join(row[0].get_xlabel() for row in arrange(figure))


def test_what_is_explained_and_what_is_chance_are_said_below(rendered):
    texts = " ".join(text.get_text() for text in draw(rendered).texts)
    assert "Explained is the decision of the model on the unmasked image" in texts
    assert "'random' is drawn by chance" in texts
    assert "Not shown" not in texts


def test_methods_that_find_no_room_are_named(rendered):
    further = {
        model: {**maps, "mine": maps["epsilon"], "yours": maps["epsilon"]}
        for model, maps in rendered.by_method.items()
    }
    figure = draw(rendered, relevance=further)
    assert len(arrange(figure)[0]) == MOST_METHODS + 1
    assert "Not shown: mine, yours." in " ".join(text.get_text() for text in figure.texts)


@pytest.mark.parametrize("count", [1, 3])
def test_few_methods_have_large_panels_on_a_page_that_is_not_tall(rendered, count):
    few = {
        model: {method: maps[method] for method in METHODS[:count]}
        for model, maps in rendered.by_method.items()
    }
    figure = draw(rendered, relevance=few)
    figure.draw_without_rendering()
    assert figure.axes[0].get_window_extent().width / figure.dpi > 0.7
    width, height = figure.get_size_inches()
    assert 0.9 * width <= height <= width


def test_a_missing_map_is_named(rendered):
    maps = {model: dict(of_model) for model, of_model in rendered.by_method.items()}
    del maps["faces/gender/seed-1"]["gradient"]
    with pytest.raises(ValueError, match=r"'faces/gender/seed-1' has no map .* by 'gradient'"):
        draw(rendered, relevance=maps)


def test_no_model_at_all_is_an_error(rendered):
    with pytest.raises(ValueError, match="at least one model"):
        draw(rendered, relevance={})
