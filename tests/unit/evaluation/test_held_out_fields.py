"""Cross-validation of networks on fields, and maps in the place of what they explain."""

import numpy as np
import pytest
import xarray as xr

from face_relevance.evaluation.held_out_fields import explain_held_out
from face_relevance.fields.settings import list_settings
from face_relevance.training import Settings

ROWS, COLUMNS, SAMPLES = 12, 16, 48
TRAINING = Settings(epochs=30, batch_size=8, learning_rate=0.01, weight_decay=0.0)


@pytest.fixture(scope="module")
def fields():
    """Noise in which the cells of one box say the class, and a corner has no data."""
    rng = np.random.default_rng(5)
    signs = np.resize([-1, 0, 1], SAMPLES)
    anomaly = 0.3 * rng.standard_normal((SAMPLES, ROWS, COLUMNS))
    anomaly[:, 4:7, 9:12] += 2.0 * signs[:, None, None]
    anomaly[:, :3, :4] = np.nan
    names = np.array([f"{i:02}" for i in range(SAMPLES)], dtype=object)
    return xr.Dataset(
        {
            "anomaly": (("time", "latitude", "longitude"), anomaly),
            "class": ("time", np.array(["La Niña", "neutral", "El Niño"], object)[signs + 1]),
        },
        {"time": names, "winter": ("time", names), "latitude": np.arange(ROWS),
         "longitude": 100 + np.arange(COLUMNS)},
    )  # fmt: skip


def explain(fields, network, name, seeds=(1,)):
    setting = list_settings(network, (5, 1), (0.05, 0.3), ("columns", "both"))[name]
    return explain_held_out(fields, network, setting, seeds, 3, TRAINING, 0.1)


@pytest.mark.parametrize("network", ["linear", "mlp", "cnn", "echo-state"])
def test_the_class_is_learned_and_relevance_is_in_the_box(fields, network):
    found = explain(fields, network, "base")
    right = (found["decision"] == fields["class"]).mean()
    assert right > 0.75
    events = (fields["class"] != "neutral").values
    size = np.abs(found["relevance"]).isel(time=events)
    inside = size.isel(latitude=slice(4, 7), longitude=slice(9, 12)).sum()
    assert inside / size.sum() > 2 * 9 / (ROWS * COLUMNS)
    land = size.isel(latitude=slice(0, 3), longitude=slice(0, 4))
    assert (land == 0).all()


def test_permuted_columns_are_put_back(fields):
    found = explain(fields, "linear", "permuted")
    order = found["order"].sel(seed=1).values
    assert sorted(order) == fields["longitude"].values.tolist()
    assert order.tolist() != sorted(order)
    events = (fields["class"] != "neutral").values
    size = np.abs(found["relevance"]).isel(time=events).mean(["seed", "time"])
    assert (size == 0).sum() == 12  # the land, where it was
    assert size.sum("latitude").values.argmax() in (9, 10, 11)


def test_a_seed_gives_the_same_maps_again_and_alone(fields):
    both = explain(fields, "linear", "base", (1, 2))
    alone = explain(fields, "linear", "base", (2,))
    xr.testing.assert_identical(both.sel(seed=[2]), alone)
    assert not both["relevance"][0].equals(both["relevance"][1])


def test_every_sample_is_held_out_once(fields):
    folds = explain(fields, "linear", "base")["fold"].sel(seed=1)
    assert np.bincount(folds).tolist() == [16, 16, 16]


def test_masked_land_reaches_a_cnn_as_a_second_channel_only(fields):
    base, masked = (explain(fields, "cnn", name) for name in ("base", "masked"))
    assert not base["relevance"].equals(masked["relevance"])
    base, masked = (explain(fields, "linear", name) for name in ("base", "masked"))
    xr.testing.assert_identical(base, masked)


def test_a_flat_first_layer_reaches_land_unless_it_is_dropped(fields):
    for name, reached in (("flat", True), ("flat-dropped", False)):
        land = explain(fields, "linear", name)["relevance"][:, :, :3, :4]
        assert (land != 0).any() == reached
