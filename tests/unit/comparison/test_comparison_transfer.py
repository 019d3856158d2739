import numpy as np
import pandas as pd
import pytest
import xarray as xr

from face_relevance.comparison import (
    average_curves,
    compare_areas,
    interval,
    join_transfers,
    resample,
)

MODELS = [f"{p}/{t}/seed-{s}" for p in ("faces", "objects") for t in "gi" for s in (1, 2)]
CONTROLS = ["random", "inverse", "centre-prior", "other-image"]
FRACTIONS = np.array([0, 0.1, 0.3, 1])
NAMES = np.array([f"face-{i}" for i in range(12)], dtype=object)
IDENTITY = np.repeat(list("abcd"), 3).astype(object)


def make_store(target, sources, rng):
    shape = (len(sources), 1, 2, 4, 12)
    chance = np.array([0.3, 0.5, 0.8, 1.0])[:, None]
    dims = ("source", "order", "fill", "fraction", "image")
    return xr.Dataset(
        {
            "correct": (dims, (rng.random(shape) < chance).astype(np.int8)),
            "agreement": (dims, (rng.random(shape) < chance).astype(np.int8)),
            "probability": (dims, rng.random(shape, dtype=np.float32)),
            "logit": (dims, rng.normal(size=shape).astype(np.float32)),
        },
        {
            "source": np.array(sources, dtype=object),
            "order": np.array(["keep-most-relevant"], dtype=object),
            "fill": np.array(["mean-colour", "gaussian-blur"], dtype=object),
            "fraction": FRACTIONS,
            "image": NAMES,
            "identity": ("image", IDENTITY),
        },
        {"target": target},
    )


@pytest.fixture(scope="module")
def stores():
    rng = np.random.default_rng(0)
    groups = ([m for m in MODELS if m.endswith(end)] for end in ("1", "2"))
    groups = [*groups, CONTROLS]
    return [make_store(target, sources, rng) for target in MODELS for sources in groups]


@pytest.fixture(scope="module")
def transfers(stores):
    return join_transfers(stores, draws=200, seed=3)


@pytest.fixture(scope="module")
def areas(transfers):
    return compare_areas(transfers)


def find(stores, source, target):
    for store in stores:
        if store.attrs["target"] == target and source in store.source:
            return store.sel(source=source)
    raise LookupError


def test_area_is_the_trapezoid_of_the_mean_accuracy(stores, areas):
    pairs, _ = areas
    assert len(pairs) == 2 * (64 + 32)
    for row in pairs.sample(12, random_state=0).itertuples():
        curve = find(stores, row.source, row.target).correct.sel(fill=row.fill).mean("image")
        y = curve.squeeze().values
        expected = sum((y[i] + y[i + 1]) / 2 * (FRACTIONS[i + 1] - FRACTIONS[i]) for i in range(3))
        assert row.area == pytest.approx(expected)
        assert row.low <= row.area <= row.high


def test_own_map_has_a_relative_area_of_exactly_one(areas):
    pairs, blocks = areas
    columns = ["relative", "relative_low", "relative_high"]
    assert (pairs.loc[pairs.source == pairs.target, columns] == 1).all(axis=None)
    assert (pairs.block[pairs.source == pairs.target] == "same model").all()
    np.testing.assert_allclose(blocks.loc[blocks.block == "same model", columns], 1, rtol=1e-12)


def test_relative_interval_is_that_of_the_paired_ratio(stores, areas):
    pairs, _ = areas
    row = pairs[(pairs.source == "random") & (pairs.target == MODELS[5])].iloc[0]
    rows = resample(MODELS, IDENTITY, 200, seed=3)
    ratios = []
    for draw in rows.images.astype(int):
        images = np.repeat(np.arange(12), draw)
        area = [
            np.trapezoid(
                find(stores, source, row.target)
                .correct.sel(fill=row.fill)
                .squeeze()
                .values[:, images]
                .mean(1),
                FRACTIONS,
            )
            for source in ("random", row.target)
        ]
        ratios.append(area[0] / area[1])
    found = interval(np.array(ratios), rows)
    assert (row.relative_low, row.relative_high) == pytest.approx((found.low, found.high))


def test_blocks_average_their_pairs(areas):
    pairs, blocks = areas
    counts = {"same model": 8, "other seed": 8, "other task": 16, "other pretraining": 16}
    counts |= {"other task and pretraining": 16} | dict.fromkeys(CONTROLS, 8)
    assert len(blocks) == 2 * len(counts)
    for row in blocks.itertuples():
        inside = pairs[(pairs.fill == row.fill) & (pairs.block == row.block)]
        assert row.pairs == len(inside) == counts[row.block]
        assert row.images == 12
        assert row.area == pytest.approx(inside.area.mean())
        assert row.relative == pytest.approx(inside.relative.mean())
        assert row.low < row.area < row.high


def test_curves_average_targets_of_one_kind(stores, transfers):
    table = average_curves(transfers)
    assert set(table.measure) == {"accuracy", "agreement", "probability"}
    assert len(table) == 2 * 3 * 9 * 4 * 4
    row = table[
        (table.fill == "mean-colour") & (table.measure == "probability")
        & (table.block == "other task") & (table.pretraining == "faces") & (table.task == "i")
        & (table.fraction == 0.3)
    ].squeeze()  # fmt: skip
    values = [
        find(stores, f"faces/g/seed-{s}", f"faces/i/seed-{t}").probability.sel(
            fill="mean-colour", fraction=0.3
        )
        for s in (1, 2)
        for t in (1, 2)
    ]
    assert row.estimate == pytest.approx(np.mean(values), rel=1e-6)
    assert row.low < row.estimate < row.high


def test_shuffled_stores_sources_and_images_give_the_same_tables(stores, transfers, areas):
    rng = np.random.default_rng(8)
    shuffled = [
        store.isel(
            source=rng.permutation(store.sizes["source"]),
            image=rng.permutation(12),
            fill=[1, 0],
        )
        for store in reversed(stores)
    ]
    again = join_transfers(shuffled, draws=200, seed=3)
    pd.testing.assert_frame_equal(average_curves(transfers), average_curves(again))
    for one, two in zip(areas, compare_areas(again), strict=True):
        pd.testing.assert_frame_equal(one, two)


def test_stores_read_from_disk_give_the_same_tables(stores, areas, tmp_path):
    for i, store in enumerate(stores):
        store.to_zarr(tmp_path / f"{i}.zarr", zarr_format=3, consolidated=False)
    read = [xr.open_zarr(tmp_path / f"{i}.zarr", consolidated=False) for i in range(len(stores))]
    again = compare_areas(join_transfers(read, draws=200, seed=3))
    for one, two in zip(areas, again, strict=True):
        pd.testing.assert_frame_equal(one, two)


def test_incomplete_or_contradictory_stores_are_named(stores):
    with pytest.raises(ValueError, match="never masked by the maps of 'faces/g/seed-1'"):
        join_transfers(stores[1:])
    with pytest.raises(ValueError, match="is in two stores"):
        join_transfers([*stores, stores[0]])
    with pytest.raises(ValueError, match=r"'face-0' is .* not in the curves"):
        join_transfers([*stores[:-1], stores[-1].isel(image=slice(1, None))])
    other = stores[-1].assign_coords(fraction=[0, 0.1, 0.4, 1])
    with pytest.raises(ValueError, match="have other fractions"):
        join_transfers([*stores[:-1], other])
    other = stores[-1].assign_coords(identity=("image", IDENTITY[::-1]))
    with pytest.raises(ValueError, match="other identities"):
        join_transfers([*stores[:-1], other])
    with pytest.raises(ValueError, match="lacks the order"):
        join_transfers([stores[0].assign_coords(order=["other"])])
    with pytest.raises(ValueError, match="lacks its attribute 'target'"):
        join_transfers([stores[0].drop_attrs()])
    with pytest.raises(ValueError, match="no masking stores"):
        join_transfers([])


def test_a_target_that_is_never_right_is_named(stores):
    dead = [
        store.assign(correct=store.correct * 0) if store.attrs["target"] == MODELS[2] else store
        for store in stores
    ]
    with pytest.raises(ValueError, match=f"{MODELS[2]} is never right on its own maps"):
        compare_areas(join_transfers(dead, draws=20))
