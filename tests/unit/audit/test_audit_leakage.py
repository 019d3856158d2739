"""Leakage of all sources of a study."""

import logging

import numpy as np
import pytest
import xarray as xr

from face_relevance.audit.leakage import tabulate_leakage

NAMES = [f"face-{i:02}" for i in range(48)]
WHO = np.repeat([f"p{i:02}" for i in range(12)], 4).astype(object)
GENDER = np.where(np.arange(48) % 8 < 4, "female", "male").astype(object)


@pytest.fixture
def images():
    pixels = np.random.default_rng(0).integers(0, 256, (48, 16, 16, 3), dtype=np.uint8)
    return xr.Dataset(
        {"pixels": (("image", "y", "x", "channel"), pixels), "gender": ("image", GENDER)},
        {"image": NAMES, "identity": ("image", WHO)},
    )


@pytest.fixture
def maps():
    """Maps of two models: the first looks up for men and down for women, the second anywhere."""
    rng = np.random.default_rng(1)
    telling, silent = rng.random((2, 48, 16, 16)).astype(np.float32)
    upper = (np.arange(16) < 8)[None, :, None] == (GENDER == "male")[:, None, None]
    coords = {"image": NAMES}
    return {
        "faces/gender/seed-1": xr.DataArray(telling + upper, coords, ("image", "y", "x")),
        "faces/gender/seed-2": xr.DataArray(silent, coords, ("image", "y", "x")),
    }


def test_sources_whose_masks_give_the_answer_away_stand_out(images, maps):
    table = tabulate_leakage(maps, images, ["gender", "identity"], [0, 0.05, 0.11, 0.4, 1], 0)
    assert len(table) == 2 * 2 * 5
    assert set(table["fraction"]) == {0.11, 0.4}
    assert set(table["source"][table["kind"] == "control"]) == {
        "random", "centre-prior", "edge-energy",
    }  # fmt: skip
    gender = table[(table["task"] == "gender") & (table["fraction"] == 0.11)].set_index("source")
    assert gender["accuracy"]["faces/gender/seed-1"] == 1
    assert gender["low"]["faces/gender/seed-2"] < 0.5 < gender["high"]["faces/gender/seed-2"]
    assert gender["accuracy"]["centre-prior"] <= 0.5  # the same mask for everybody


def test_a_class_that_one_person_alone_shows_is_left_out_and_said(images, maps, caplog):
    alone = images.assign(gender=("image", np.where(WHO == "p03", "male", "female").astype(object)))
    with caplog.at_level(logging.WARNING, "face_relevance"):
        table = tabulate_leakage(maps, alone, ["gender", "identity"], [0, 0.1, 1], 0)
    assert set(table["task"]) == {"identity"}
    assert "task gender is in one group only" in caplog.text
