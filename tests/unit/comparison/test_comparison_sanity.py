import numpy as np
import pytest
import xarray as xr

from face_relevance.comparison import average_cosine, average_models, compare_variants

NAMES = np.array([f"face-{i}" for i in range(12)], dtype=object)
IDENTITY = xr.DataArray(
    np.repeat(list("abcdef"), 2).astype(object), dims="image", coords={"image": NAMES}
)


def label(values, *dims, **coords):
    return xr.DataArray(values, dims=dims, coords={"image": NAMES, **coords})


def test_cosine_is_one_for_parallel_nothing_for_orthogonal_and_less_for_opposite_vectors():
    values = np.zeros((12, 3, 4))
    values[0] = np.arange(1, 4)[:, None] * np.ones(4)
    values[1, [0, 1, 2], [0, 1, 2]] = 5
    values[2, :, 0] = [1, -1, 1]
    values[3:] = 1
    found = average_cosine(label(values, "image", "variant", "unit"))
    np.testing.assert_allclose(found[:3], [1, 0, -1 / 3], atol=1e-12)


def test_cosine_equals_the_mean_over_all_pairs():
    values = np.random.default_rng(0).normal(size=(12, 5, 2, 3))
    found = average_cosine(label(values, "image", "variant", "y", "x"))
    flat = values.reshape(12, 5, -1)
    for image in range(12):
        unit = flat[image] / np.linalg.norm(flat[image], axis=1, keepdims=True)
        assert found[image] == pytest.approx((unit @ unit.T)[np.triu_indices(5, 1)].mean())


def test_a_vector_of_zeros_agrees_with_nothing():
    values = np.ones((12, 3, 4))
    values[4, 1] = 0
    found = average_cosine(label(values, "image", "variant", "unit"))
    assert found[4] == pytest.approx(1 / 3)


def test_infinite_vectors_and_single_variants_are_refused():
    values = np.ones((12, 2, 3))
    values[4, 1] = np.inf
    with pytest.raises(ValueError, match="'face-4' is not finite"):
        average_cosine(label(values, "image", "variant", "unit"))
    with pytest.raises(ValueError, match="at least two variants"):
        average_cosine(label(values[:, :1], "image", "variant", "unit"))


def test_vectors_multiplied_by_positive_matrices_converge_layer_by_layer():
    rng = np.random.default_rng(1)
    relevance = rng.random((12, 4, 30))
    layers = []
    for _ in range(4):
        layers.append(average_cosine(label(relevance, "image", "variant", "unit")))
        relevance = relevance @ rng.random((30, 30))
    curve = xr.concat(layers, "layer").assign_coords(layer=list("dcba"))
    models = {f"a/t/seed-{s}": curve for s in (1, 2, 3)}
    table = average_models(models, IDENTITY, draws=50)
    assert table.layer.tolist() == list("dcba")
    assert table.estimate.is_monotonic_increasing
    assert table.estimate.iloc[-1] > 0.999
    assert ((table.low <= table.estimate) & (table.estimate <= table.high)).all()


@pytest.fixture
def maps():
    values = np.random.default_rng(2).normal(size=(12, 10, 10)).astype(np.float32)
    return label(values, "image", "y", "x")


def test_variants_are_compared_with_the_map_of_their_image(maps):
    noise = np.random.default_rng(3).normal(size=maps.shape).astype(np.float32)
    variants = np.stack([maps.values, -maps.values, noise])
    coords = {"step": ["none", "sign", "all"]}
    shuffled = label(variants, "step", "image", "y", "x", **coords)[:, ::-1]
    found = compare_variants(maps, shuffled)
    assert found.dims == ("measure", "step", "image")
    assert found.image.values.tolist() == NAMES.tolist()
    np.testing.assert_allclose(found.sel(step="none"), 1, rtol=1e-5)
    np.testing.assert_allclose(
        found.sel(step="sign", measure=["pearson", "spearman"]), -1, rtol=1e-5
    )
    assert abs(found.sel(step="all", measure="pearson").mean()) < 0.1
    assert (found.sel(step="sign", measure="top-10%-overlap") == 0).all()


def test_a_constant_map_of_a_variant_agrees_with_nothing(maps):
    found = compare_variants(maps, xr.full_like(maps, 4.0))
    assert (found.sel(measure=["pearson", "spearman"]) == 0).all()
    np.testing.assert_allclose(found.sel(measure="top-10%-overlap"), 0.1, rtol=1e-5)


def test_a_figure_that_is_no_number_is_refused(maps):
    found = compare_variants(maps, maps)
    found[0, 3] = np.nan
    with pytest.raises(ValueError, match="figures of a/t/seed-1 are not all numbers"):
        average_models({"a/t/seed-1": found}, IDENTITY, draws=20)


def test_figures_average_over_seeds_and_images_and_join_by_label():
    rng = np.random.default_rng(4)
    values = {
        f"{p}/t/seed-{s}": label(rng.random((12, 2)), "image", "layer", layer=["fc7", "fc6"])
        for p in "ab"
        for s in (1, 2)
    }
    table = average_models(values, IDENTITY, draws=200)
    assert table.pretraining.tolist() == ["a", "a", "b", "b"]
    assert table.layer.tolist() == ["fc7", "fc6"] * 2
    expected = np.mean([values[f"b/t/seed-{s}"].sel(layer="fc6") for s in (1, 2)])
    assert table.estimate.iloc[3] == pytest.approx(expected)
    assert table.models.tolist() == [2] * 4
    assert (table.over == "seeds and images").all()
    values["b/t/seed-2"] = values["b/t/seed-2"][::-1, ::-1]
    again = average_models(values, IDENTITY[::-1], draws=200)
    np.testing.assert_allclose(again.low, table.low)


def test_maps_with_nan_are_refused(maps):
    with pytest.raises(ValueError, match="contain NaN"):
        compare_variants(maps, maps.where(maps < 1).expand_dims(head=["random"]))
