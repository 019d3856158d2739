"""Figure of masked images."""

import numpy as np
import pytest
from synthetic_study import FILLS, KEPT

from face_relevance.figures.maps import choose_examples
from face_relevance.figures.masked_examples import (
    choose_fractions,
    count_images,
    plot_masked_examples,
)


def draw(study, fills=FILLS, **changes):
    """Draw with some arguments changed."""
    if not changes and fills == FILLS:
        return study.draw("masked_examples")
    relevance, masked = study.mask_images(fills)
    arguments = {
        "images": study.images, "relevance": relevance, "masked": masked,
        "study_title": study.title, "simulated": study.simulated, "decisions": study.decide(fills),
    }  # fmt: skip
    return plot_masked_examples(**(arguments | changes))


def rows_of(figure):
    """Panels in rows of image, relevance and fractions."""
    columns = len(KEPT) + 2
    return [figure.axes[at : at + columns] for at in range(0, len(figure.axes), columns)]


def test_every_image_has_a_row_per_fill_and_a_column_per_fraction(study):
    rows = rows_of(draw(study))
    assert len(rows) == 3 * len(FILLS)
    assert [row[2].get_ylabel().replace("\n", "-") for row in rows] == list(FILLS) * 3
    titles = [axes.get_title() for axes in rows[0]]
    assert titles == ["image", "relevance", "5 %", "20 %", "50 %"]


def test_kept_pixels_are_those_of_the_image_and_as_many_as_asked(rendered):
    rows = rows_of(draw(rendered))
    shown = choose_examples(rendered.images, 3)
    for row, label in zip(rows[::2], shown, strict=True):
        face = rendered.images["pixels"].sel(image=label).values
        np.testing.assert_array_equal(row[0].images[0].get_array(), face)
        for axes, fraction in zip(row[2:], KEPT, strict=True):
            picture = axes.images[0].get_array()
            same = (picture == face).all(axis=-1)
            filled = picture[~same]
            assert (filled == filled[0]).all()  # the mean colour
            assert same.sum() >= round(fraction * same.size)
            assert same.mean() < fraction + 0.1  # a few pixels have that colour themselves


def test_most_relevant_pixels_are_kept(rendered):
    relevance, masked = rendered.mask_images(("mean-colour",))
    label = masked["image"].values[0]
    face = rendered.images["pixels"].sel(image=label).values
    best = np.unravel_index(relevance["relevance"].sel(image=label).values.argmax(), face.shape[:2])
    for fraction in KEPT:
        picture = masked.sel(fill="mean-colour", fraction=fraction, image=label).values
        np.testing.assert_array_equal(picture[best], face[best])


def test_changed_decisions_are_marked_under_the_picture(rendered):
    captions = [axes.get_xlabel() for axes in rows_of(draw(rendered))[0][2:]]
    assert captions == ["0.45 ✗", "0.60", "0.90"]


def test_what_is_explained_stands_under_the_relevance_and_the_truth_under_the_image(rendered):
    relevance, masked = rendered.mask_images(FILLS)
    label = masked["image"].values[0]
    truth = str(rendered.images["gender"].sel(image=label).item())
    other = {"female": "male", "male": "female"}[truth]
    for explained, mark in ((truth, ""), (other, " ✗")):
        relevance["target"] = ("image", np.full(relevance.sizes["image"], explained, dtype=object))
        image, tint, *_ = rows_of(draw(rendered, relevance=relevance))[0]
        assert image.get_xlabel() == truth
        assert tint.get_xlabel() == explained + mark


def test_model_and_method_are_said(rendered):
    texts = " ".join(text.get_text() for text in draw(rendered).texts)
    assert "Model: objects · gender · seed 1" in texts
    assert "method: epsilon-plus-flat" in texts


def test_all_fills_find_room(rendered):
    fills = ("constant", "mean-colour", "mean-face", "gaussian-blur", "uniform-noise", "road")
    relevance, masked = rendered.mask_images(fills)
    few = masked.isel(image=slice(count_images(fills)))
    figure = draw(rendered, fills=fills, masked=few, relevance=relevance)
    assert figure.get_size_inches()[1] <= 6.5


@pytest.mark.parametrize(("fills", "count"), [(1, 3), (2, 3), (3, 2), (4, 1), (6, 1)])
def test_more_fills_leave_room_for_fewer_images(fills, count):
    assert count_images(["road"] * fills) == count


def test_fractions_leave_out_nothing_and_everything():
    assert choose_fractions([0, 0.1, 0.5, 1]) == [0.1, 0.5]
    many = choose_fractions([step / 20 for step in range(21)])
    assert len(many) == 6
    assert (many[0], many[-1]) == (0.05, 0.95)


def test_image_without_relevance_is_named(rendered):
    relevance, _ = rendered.mask_images(("mean-colour",))
    with pytest.raises(ValueError, match="the relevance has no image"):
        draw(rendered, relevance=relevance.isel(image=[0]))
