"""Artifacts of networks of fields that are known to have them."""

import numpy as np
import pytest

from face_relevance.audit.field_artifacts import audit_field_network
from face_relevance.fields import Planting, plant_fields
from face_relevance.networks import build_field_network
from face_relevance.training import train_on_fields

PLANTING = Planting(size=24, square=5)


@pytest.fixture(scope="module")
def audits():
    train, test = (plant_fields(PLANTING, (9, 9), n, s, 0) for n, s in ((50, "train"), (4, "test")))
    found = {}
    for name, design in (("cnn", {}), ("echo-state", {"units": 40, "leak": 0.3})):
        network = build_field_network(name, (24, 24), 2, 1, **design)
        train_on_fields(network, train["values"].values, train["positive"].values, 1)
        found[name] = audit_field_network(
            network, test["values"], ["epsilon", "epsilon-plus-flat"], (-1.1, 1.1), ring=3
        )
    return found


def test_products_with_the_input_are_blind_for_cells_of_zero_and_a_flat_layer_cures_that(audits):
    blind = audits["cnn"]["value"].sel(audit="blind").mean("image")
    assert blind.sel(explained_by="epsilon") == pytest.approx(1)
    assert blind.sel(explained_by="epsilon-plus-flat") < 0.5


def test_a_reservoir_is_not_equivariant_and_has_neither_strides_nor_ties(audits):
    value = audits["echo-state"]["value"].sel(explained_by="epsilon")
    assert (value.sel(audit="turns") > 0.3).any()
    assert np.isnan(value.sel(audit=["checkerboard", "ties"])).all()
    assert audits["echo-state"].attrs["strides"] == []
    assert audits["cnn"].attrs["strides"] == [2, 4, 8]
    assert list(value["image"].values)[:2] == ["test-0000", "test-0001"]
