"""Simulated fields with planted squares."""

import numpy as np
import pytest

from face_relevance.fields import Planting, plant_fields, spread_corners

SMALL = Planting(size=30, square=5)


def cover(corner, size=30, square=5):
    mask = np.zeros((size, size), dtype=bool)
    mask[corner[0] : corner[0] + square, corner[1] : corner[1] + square] = True
    return mask


def test_the_sign_of_one_square_is_the_class_and_that_of_others_is_not():
    fields = plant_fields(SMALL, (10, 20), 100, "train", seed=0)
    assert fields.attrs["simulated"] == 1
    positive = fields["positive"].values
    assert positive.mean() == 0.5
    inside = fields["values"].values[:, cover((10, 20))].mean(1)
    np.testing.assert_array_equal(inside > 0, positive == 1)
    for square in (1, 2):
        corners = fields["corner"].values[:, square]
        signs = [
            np.sign(values[cover(corner)].mean())
            for values, corner in zip(fields["values"].values, corners, strict=True)
        ]
        assert abs(np.corrcoef(signs, positive)[0, 1]) < 0.25


def test_squares_do_not_overlap_and_all_else_is_noise():
    fields = plant_fields(SMALL, (0, 0), 50, "test", seed=0)
    for values, corners in zip(fields["values"].values, fields["corner"].values, strict=True):
        covered = sum(cover(corner).astype(int) for corner in corners)
        assert covered.max() == 1
        assert (np.abs(values[covered == 0]) <= 0.1).all()
        assert (np.abs(values[covered == 1]) >= 0.9).all()


def test_noise_and_signs_are_those_of_other_places_and_sets_differ():
    one, other = (plant_fields(SMALL, corner, 20, "test", 0) for corner in ((0, 0), (25, 25)))
    for number in range(40):
        both = [data["corner"].values[number] for data in (one, other)]
        free = ~np.any([cover(corner) for corners in both for corner in corners], axis=0)
        values = [data["values"].values[number] for data in (one, other)]
        np.testing.assert_array_equal(values[0][free], values[1][free])
    train = plant_fields(SMALL, (0, 0), 20, "train", 0)
    assert not np.array_equal(train["values"].values[:40], one["values"].values)
    assert not set(train["field"].values) & set(one["field"].values)


def test_places_reach_from_edge_to_edge():
    assert spread_corners(SMALL, 1, 2) == [(12, 0), (12, 25)]
    assert spread_corners(SMALL, 3, 1) == [(0, 12), (12, 12), (25, 12)]
    assert spread_corners(Planting(), 1, 10) == [(45, 10 * i) for i in range(10)]


def test_squares_without_room_are_refused():
    with pytest.raises(ValueError, match="may find no room in a field of 12"):
        Planting(size=12, square=6)
