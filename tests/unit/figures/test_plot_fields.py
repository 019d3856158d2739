"""Figures of planted fields."""

import numpy as np
import pytest

from face_relevance.figures.fading_memory import plot_fading_memory
from face_relevance.figures.field_localisation import plot_field_localisation


def find(figure, name):
    return [artist for artist in figure.findobj() if artist.get_gid() == name]


def test_every_place_is_coloured_and_those_that_are_not_seen_are_crossed(fields):
    figure = fields.draw("field_localisation")
    grids = find(figure, "places")
    assert len(grids) == 8 * 4
    assert all(grid.get_array().shape == (5, 5) for grid in grids)
    # Of four echo-state networks and four methods, all but the last column of five rows
    assert len(find(figure, "blind")) == 4 * 4 * 20
    assert len(find(figure, "unlearned")) == 4 * 4 * 20


def test_the_square_is_outlined_where_it_is_in_every_panel(fields):
    figure = fields.draw("field_examples")
    squares = find(figure, "square")
    assert len(squares) == 3 * 9
    assert {square.get_xy() for square in squares} == {(-0.5, 44.5), (44.5, 44.5), (89.5, 44.5)}
    assert np.isfinite(np.concatenate([f.get_array().ravel() for f in find(figure, "field")])).all()


def test_relevance_is_drawn_beside_what_the_leak_alone_would_leave(fields):
    figure = fields.draw("fading_memory")
    (line, *_) = find(figure, "relevance columns True")
    assert len(line.get_xdata()) == 100
    assert len(find(figure, "expected")) == 4
    assert [text.get_text() for text in find(figure, "rate")][:2] == ["0.995–0.999", "0.993–0.997"]


def test_the_permutation_is_compared_in_every_measure(fields):
    figure = fields.draw("field_permutation")
    (dot,) = find(figure, "follows-reading echo-state-permuted")
    assert dot.get_xdata()[0] == pytest.approx(0.9)
    assert len(find(figure, "mass cnn")) == len(find(figure, "mass cnn-permuted")) == 1


def test_a_table_without_a_column_is_refused(fields):
    with pytest.raises(ValueError, match="chance"):
        plot_field_localisation(fields.localisation.drop(columns="chance"), ["epsilon"], "", True)
    with pytest.raises(ValueError, match="leak"):
        plot_fading_memory(fields.memory.drop(columns="leak"), "epsilon", "", True)
