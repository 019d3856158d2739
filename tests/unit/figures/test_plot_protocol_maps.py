"""Figures of the saliency maps of the protocol, by image and by network."""

import numpy as np
import pytest
import xarray as xr

from face_relevance.figures.maps import overlay_relevance
from face_relevance.figures.protocol_maps import choose_images, count_images, plot_protocol_maps
from face_relevance.figures.protocol_networks import plot_protocol_networks
from face_relevance.figures.protocol_style import name_method, name_network, order_methods


def draw(study, **changes):
    """Draw the maps of the first network with some arguments changed."""
    network = study.networks[0]
    arguments = {
        "images": study.images, "maps": study.maps[network], "network": network,
        "study_title": study.title, "simulated": study.simulated,
    }  # fmt: skip
    return plot_protocol_maps(**(arguments | changes))


def arrange(figure, rows):
    """Panels in rows, the colour bar apart."""
    panels = figure.axes[:-1]
    columns = len(panels) // rows
    return [panels[start : start + columns] for start in range(0, len(panels), columns)]


def test_many_methods_stand_in_two_bands_and_each_has_a_panel_per_image(protocol):
    rows = arrange(protocol.draw("protocol_maps"), 6)
    titles = [panel.get_title() for row in (rows[0], rows[3]) for panel in row[1:]]
    written = [" ".join(title.split()).replace("- ", "-") for title in titles if title]
    assert written == [name_method(method) for method in order_methods(protocol.methods)]
    for row in rows:
        assert sum(panel.get_visible() for panel in row) in (9, 10)


def test_every_panel_shows_the_map_of_its_method_and_image(protocol):
    rows = arrange(protocol.draw("protocol_maps"), 6)
    methods = order_methods(protocol.methods)
    for band in range(2):
        here = methods[9 * band :][:9]
        for number in range(3):
            row = rows[3 * band + number]
            picture = protocol.images["pixels"].isel(image=number).values
            np.testing.assert_array_equal(row[0].images[0].get_array(), picture)
            for panel, method in zip(row[1:], here, strict=False):
                maps = protocol.maps["alexnet"][method]["relevance"]
                relevance = maps.sel(prediction="top-1").isel(image=number)
                shown = relevance.values - max(0, relevance.values.min())
                expected = overlay_relevance(picture, shown)
                np.testing.assert_allclose(panel.images[0].get_array(), expected)


def test_the_decision_is_under_the_image_and_marked_where_it_is_wrong(protocol_small):
    captions = [row[0].get_xlabel() for row in arrange(protocol_small.draw("protocol_maps"), 2)]
    assert captions == ["cat 0.93", "guinea pig 0.41 ✗"]


def test_a_row_per_network_says_what_the_network_decides(protocol):
    rows = arrange(protocol.draw("protocol_networks"), 8)
    sides = [row[0].texts[0].get_text() for row in rows]
    assert sides == [f"{name_network(name)}\nbox 0.93" for name in protocol.networks] * 2
    methods = order_methods(protocol.methods)
    picture = protocol.images["pixels"].isel(image=0).values
    maps = protocol.maps["resnet50"][methods[10]]["relevance"].sel(prediction="top-1")
    expected = overlay_relevance(picture, maps.isel(image=0).values)
    np.testing.assert_allclose(rows[6][2].images[0].get_array(), expected)


def test_maps_are_found_by_label_and_not_by_place(protocol_small):
    turned = {
        method: store.isel(image=[1, 0]) for method, store in protocol_small.maps["vgg16"].items()
    }
    rows = arrange(draw(protocol_small, maps=turned), 2)
    before = arrange(protocol_small.draw("protocol_maps"), 2)
    for row, expected in zip(rows, before, strict=True):
        assert row[0].get_xlabel() == expected[0].get_xlabel()
        np.testing.assert_array_equal(
            row[1].images[0].get_array(), expected[1].images[0].get_array()
        )


def test_images_of_different_classes_are_chosen_over_the_whole_range():
    names = [name for name in "abcdef" for _ in range(3)]
    images = xr.Dataset(
        {"class": ("image", names[::-1])}, {"image": [f"image-{n}" for n in range(18)]}
    )
    chosen = choose_images(images, 3)
    assert images["class"].sel(image=chosen).values.tolist() == ["a", "c", "e"]
    assert chosen == ["image-15", "image-9", "image-3"]
    assert len(choose_images(images, 9)) == 6


def test_fewer_images_are_drawn_where_there_are_more_methods():
    assert count_images(9) == 5
    assert count_images(17) == 3


def test_what_is_missing_is_named(protocol_small):
    study = protocol_small
    without = {m: store.isel(image=[0]) for m, store in study.maps["vgg16"].items()}
    with pytest.raises(ValueError, match=r"'vgg16' has no map of image .* by 'advise'"):
        draw(study, maps=without)
    with pytest.raises(ValueError, match="no maps of network 'vgg16'"):
        draw(study, maps={})
    with pytest.raises(ValueError, match="at least one network"):
        plot_protocol_networks(study.images.isel(image=0), {}, "A study", False)
    maps = {"vgg16": study.maps["vgg16"], "alexnet": {}}
    with pytest.raises(ValueError, match="network 'alexnet' has no maps by 'advise'"):
        plot_protocol_networks(study.images.isel(image=0), maps, "A study", False)
