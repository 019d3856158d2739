"""Figure of the matrices of dissimilarities and of maps of faces."""

import numpy as np
import pytest
import xarray as xr
from matplotlib.colors import same_color
from test_plot_similarity import read_notes

from face_relevance.figures.rdm_maps import fill_pairs, scale_classically
from face_relevance.figures.rdm_panels import GROUP_COLOURS, arrange_rdm, order_conditions
from face_relevance.figures.rdms import plot_rdms


def draw(study, **changes):
    """Draw with some arguments changed."""
    arguments = {
        "rdms": study.rdms, "thumbnails": study.thumbnails, "groups": study.groups,
        "study_title": study.title, "simulated": study.simulated,
    }  # fmt: skip
    return plot_rdms(**(arguments | changes))


def list_matrices(figure):
    """Pictures of the matrices, in the order of the page."""
    return [image for axes in figure.axes for image in axes.images if image.get_gid() == "matrix"]


def read_places(axes):
    """Centres of the pictures of a map by face."""
    places = {}
    for image in axes.images:
        left, right, bottom, top = image.get_extent()
        name = image.get_gid().removeprefix("face ")
        places[name] = np.array([(left + right) / 2, (bottom + top) / 2])
    return places


def list_maps(figure):
    """Panels with pictures of faces."""
    return [axes for axes in figure.axes
            if axes.images and axes.images[0].get_gid().startswith("face ")]  # fmt: skip


def test_faces_are_ordered_by_group_and_then_by_name():
    groups = xr.DataArray(["f", "m", "f"], {"condition": ["c", "a", "b"]}, "condition")
    order = order_conditions(["a", "b", "c"], groups)
    assert order.conditions == ["b", "c", "a"]
    assert order.groups == ["f", "f", "m"]
    assert order.edges == [2]
    assert order.colour("m") == GROUP_COLOURS[1]
    assert order_conditions(["b", "a"], None).conditions == ["a", "b"]


def test_rows_and_columns_of_a_matrix_are_joined_by_label():
    values = np.array([[0, 1, 2], [1, 0, 3], [2, 3, 0]], float)
    names = ["a", "b", "c"]
    rdm = xr.DataArray(
        values, {"condition": names, "paired_condition": names}, ("condition", "paired_condition")
    )
    mixed = rdm[[2, 0, 1], [1, 2, 0]].T
    order = order_conditions(names, None)
    np.testing.assert_array_equal(arrange_rdm(mixed, order, "x"), values)


def test_a_shuffled_study_is_drawn_the_same(judged):
    order = np.random.default_rng(0).permutation(judged.conditions)
    shuffled = draw(
        judged,
        rdms={title: rdm[order, order[::-1]] for title, rdm in judged.rdms.items()},
        thumbnails=judged.thumbnails[order], groups=judged.groups[order[::-1]],
    )  # fmt: skip
    pairs = zip(list_matrices(judged.draw("rdms")), list_matrices(shuffled), strict=True)
    for one, other in pairs:
        np.testing.assert_array_equal(one.get_array(), other.get_array())
    pairs = zip(list_maps(judged.draw("rdms")), list_maps(shuffled), strict=True)
    for one, other in pairs:
        places = read_places(other)
        for face, place in read_places(one).items():
            np.testing.assert_allclose(places[face], place, atol=1e-9)


def test_darker_is_less_alike_the_diagonal_is_white_and_missing_pairs_are_grey(judged):
    picture = np.asarray(list_matrices(judged.draw("rdms"))[0].get_array())
    order = order_conditions(judged.conditions_known, judged.groups)
    rdm = arrange_rdm(judged.rdms["observers"], order, "observers")
    np.testing.assert_array_equal(np.einsum("iij->ij", picture), 1)
    missing = np.isnan(rdm)
    assert missing.sum() == 2
    assert len(np.unique(picture[missing])) == 1
    above = np.triu(~missing, 1)
    brightness = picture[above].mean(1)[np.argsort(rdm[above])]
    assert (np.diff(brightness) < 1e-6).all()


def test_maps_show_every_face_at_its_scaled_place(judged):
    figure = judged.draw("rdms")
    order = order_conditions(judged.conditions_known, judged.groups)
    titles = [axes.get_title().replace("\n", " ") for axes in figure.axes if axes.get_title()]
    assert titles == list(judged.rdms)
    for axes, (title, rdm) in zip(list_maps(figure), judged.rdms.items(), strict=True):
        matrix = fill_pairs(arrange_rdm(rdm, order, title), title, order.conditions)
        expected, share = scale_classically(matrix)
        places = read_places(axes)
        drawn = np.array([places[face] for face in order.conditions])
        # Turned, mirrored and scaled as a whole: distances keep their proportions.
        apart = [np.linalg.norm(where[:, None] - where, axis=2) for where in (drawn, expected)]
        np.testing.assert_allclose(apart[0] / apart[0].max(), apart[1] / apart[1].max(), atol=1e-9)
        assert axes.get_xlabel() == f"{100 * share:.0f} % in the plane"


def test_pictures_stay_within_their_map_and_keep_their_shape(any_judged):
    for axes in list_maps(any_judged.draw("rdms")):
        (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
        for image in axes.images:
            x0, x1, y0, y1 = image.get_extent()
            assert left <= x0 < x1 <= right
            assert bottom <= y0 < y1 <= top
            assert (y1 - y0) / (x1 - x0) == pytest.approx(12 / 10)


def test_rims_have_the_colour_of_the_group_that_names_the_rows(judged):
    figure = judged.draw("rdms")
    labels = {label.get_text(): label.get_color() for label in figure.axes[0].get_yticklabels()}
    assert set(labels) == {"female", "male"}
    axes = list_maps(figure)[0]
    for image, rim in zip(axes.images, axes.patches, strict=True):
        face = image.get_gid().removeprefix("face ")
        group = judged.groups.sel(condition=face).item()
        assert same_color(rim.get_edgecolor(), labels[group])


def test_notes_say_what_is_missing_only_where_it_is(judged):
    assert "Grey cells: pairs not judged." in read_notes(judged.draw("rdms"))
    whole = {title: rdm for title, rdm in judged.rdms.items() if title != "observers"}
    assert "Grey cells" not in read_notes(draw(judged, rdms=whole))


def test_what_cannot_be_drawn_is_named(judged):
    with pytest.raises(ValueError, match="0 matrices"):
        draw(judged, rdms={})
    nine = {str(number): judged.rdms["observers"] for number in range(9)}
    with pytest.raises(ValueError, match="9 matrices: a page has room for 1 to 8"):
        draw(judged, rdms=nine)
    fewer = judged.rdms | {"pixels": judged.rdms["pixels"][1:, 1:]}
    with pytest.raises(ValueError, match="matrix 'pixels' and matrix 'observers' differ in face"):
        draw(judged, rdms=fewer)
    with pytest.raises(ValueError, match=r"pictures of faces: condition 'face-015' is missing"):
        draw(judged, thumbnails=judged.thumbnails[1:])
    with pytest.raises(ValueError, match=r"groups of faces: condition 'face-015' is missing"):
        draw(judged, groups=judged.groups[1:])
