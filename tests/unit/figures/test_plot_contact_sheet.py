"""Figure of many images side by side."""

import numpy as np
import pytest
import test_plot_legibility as legibility
import xarray as xr

from face_relevance.figures.contact_sheet import plot_contact_sheet


@pytest.fixture
def images():
    """Hundred images of one grey each, their number."""
    pixels = np.broadcast_to(np.arange(100, dtype=np.uint8)[:, None, None, None], (100, 10, 12, 3))
    return xr.Dataset({"pixels": (("image", "y", "x", "channel"), pixels)})


def draw(images, rows=10, columns=10, simulated=True):
    figure = plot_contact_sheet(images, rows, columns, "A hundred faces", "Study cues", simulated)
    figure.draw_without_rendering()
    return figure


@pytest.mark.parametrize(("rows", "columns"), [(10, 10), (3, 7), (1, 1)])
def test_images_stand_row_by_row_with_white_between_them(images, rows, columns):
    (picture,) = draw(images, rows, columns).axes[0].images
    sheet = picture.get_array()
    assert sheet.shape == (11 * rows - 1, 13 * columns - 1, 3)
    for number in range(rows * columns):
        row, column = divmod(number, columns)
        top, left = 11 * row, 13 * column
        assert (sheet[top : top + 10, left : left + 12] == number).all()
        assert (sheet[top + 10 : top + 11, left : left + 12] == 255).all()
        assert (sheet[top : top + 10, left + 12 : left + 13] == 255).all()


@pytest.mark.parametrize(("rows", "columns"), [(10, 10), (5, 20), (1, 1)])
def test_a_sheet_is_legible_and_not_tall(images, rows, columns):
    figure = draw(images, rows, columns)
    legibility.test_figures_are_not_tall((None, figure))
    legibility.test_no_text_is_cut_off_or_covers_another((None, figure))
    legibility.test_no_text_is_smaller_than_seven_points((None, figure))


def test_pixels_are_square_and_fill_the_page(images):
    figure = draw(images, 5, 20)
    box = figure.axes[0].get_window_extent()
    assert box.width / box.height == pytest.approx((13 * 20 - 1) / (11 * 5 - 1), rel=0.01)
    assert box.width / figure.bbox.width > 0.96


def test_heading_and_what_is_simulated_are_said(images):
    texts = [text.get_text() for text in draw(images).texts]
    assert texts == [
        "A hundred faces",
        "Study cues",
        "Simulated images (rendered), no photographs.",
    ]
    assert len(draw(images, simulated=False).texts) == 2


def test_too_few_images_are_an_error(images):
    with pytest.raises(ValueError, match="10 by 11 needs 110 images, but there are 100"):
        draw(images, 10, 11)
