"""Names and marks of methods."""

import pytest

from face_relevance.figures.protocol_style import (
    ADVISE,
    draw_key,
    method_colour,
    method_marker,
    name_method,
    name_network,
    order_methods,
    say_circular,
)
from face_relevance.relevance import METHODS


def test_every_method_of_the_library_has_a_name_of_its_own():
    names = {name_method(method) for method in (*METHODS, *ADVISE)}
    assert len(names) == len({*METHODS, *ADVISE})


def test_no_two_methods_look_alike():
    methods = order_methods({*METHODS, *ADVISE, "rise", "score-cam", "centre-prior"})
    looks = {(method_colour(method), method_marker(method)) for method in methods}
    assert len(looks) == len(methods)


def test_variants_of_advise_share_a_colour_and_come_first():
    assert order_methods(["random", "grad-cam", *reversed(ADVISE)])[: len(ADVISE)] == list(ADVISE)
    assert len({method_colour(method) for method in ADVISE}) == 1
    assert draw_key("advise").get_label() == "ADVISE (held out)"


def test_networks_are_written_as_their_authors_write_them():
    assert name_network("vgg16") == "VGG-16"
    assert name_network("a-net-of-mine") == "a-net-of-mine"


def test_it_is_said_which_methods_were_chosen_by_their_own_score():
    assert say_circular(["grad-cam", "advise"]) == ""
    assert say_circular(["advise-published"]).startswith("ADVISE (published) chooses its units")
    both = say_circular(["advise-same-image", "advise-published"])
    assert both.startswith("ADVISE (published) and ADVISE (same image) choose their units")


def test_an_unknown_method_is_named():
    with pytest.raises(ValueError, match="method 'magic' is unknown"):
        order_methods(["grad-cam", "magic"])
