import numpy as np
import pytest
import xarray as xr
from rsatoolbox.data import Dataset
from rsatoolbox.rdm import calc_rdm

from face_relevance.comparison.similarity import compute_baselines
from face_relevance.comparison.similarity.baselines import describe_edges
from face_relevance.faces import rendered_faces


@pytest.fixture
def photographs():
    """Two images of bo, two of al and one of cy; the second of bo is a brighter copy."""
    values = np.random.default_rng(0).integers(10, 90, (5, 32, 24, 3), dtype=np.uint8)
    values[2] = 2 * values[0] + 20
    return xr.Dataset(
        {
            "pixels": (("image", "y", "x", "channel"), values),
            "identity": ("image", np.array(["bo", "al", "bo", "al", "cy"], dtype=object)),
            "gender": ("image", np.array(["male", "female", "male", "female", "male"], object)),
        },
        coords={"image": np.array([f"i{i}" for i in range(5)], dtype=object)},
    )


def read(images, conditions):
    dataset = compute_baselines(images, conditions)
    return {name: dataset["rdm"].sel(representation=name) for name in dataset.representation.values}


def test_pixels_are_compared_by_their_correlation_as_rsatoolbox_does(photographs):
    flat = photographs["pixels"].values.reshape(5, -1).astype(float)
    expected = calc_rdm(Dataset(flat), method="correlation").get_matrices()[0]
    np.testing.assert_allclose(read(photographs, "image")["pixels"], expected, atol=1e-11)
    means = np.array([flat[[1, 3]].mean(0), flat[[0, 2]].mean(0), flat[4]])
    expected = calc_rdm(Dataset(means), method="correlation").get_matrices()[0]
    rdm = read(photographs, "identity")["pixels"]
    assert rdm["condition"].values.tolist() == ["al", "bo", "cy"]
    np.testing.assert_allclose(rdm, expected, atol=1e-6)


def test_edges_do_not_see_brightness_and_contrast(photographs):
    rdm = read(photographs, "image")["edges"]
    assert rdm.sel(condition="i0", paired_condition="i2").item() == pytest.approx(0, abs=1e-4)
    assert rdm.sel(condition="i0", paired_condition="i1").item() > 0.2


def test_identical_images_have_distance_zero(photographs):
    photographs["pixels"][3] = photographs["pixels"][1]
    for name in ("pixels", "edges"):
        rdm = read(photographs, "image")[name]
        assert rdm.sel(condition="i1", paired_condition="i3").item() == 0


def test_an_edge_is_in_the_cell_where_it_is_with_the_orientation_it_has():
    values = np.zeros((1, 32, 32, 3), dtype=np.uint8)
    values[:, :, 18:] = 200  # a vertical edge in the fifth of eight columns of cells
    pixels = xr.DataArray(values, dims=("image", "y", "x", "channel"), coords={"image": ["i"]})
    edges = describe_edges(pixels).values.reshape(7, 7, 2, 2, 9)
    where = np.argwhere(edges > 0)
    assert set(where[:, 1] + where[:, 3]) == {4}
    assert len(set(where[:, 4])) == 1


def test_categories_are_those_that_the_conditions_have(photographs):
    by_image = read(photographs, "image")
    assert list(by_image) == ["pixels", "edges", "gender", "identity"]
    assert by_image["gender"].sel(condition="i0").values.tolist() == [0, 1, 0, 1, 0]
    assert by_image["identity"].sel(condition="i0").values.tolist() == [0, 1, 0, 1, 1]
    by_identity = read(photographs, "identity")
    assert list(by_identity) == ["pixels", "edges", "gender"]
    np.testing.assert_array_equal(by_identity["gender"], [[0, 1, 1], [1, 0, 0], [1, 0, 0]])
    of_one_gender = photographs.isel(image=[0, 4])
    assert list(read(of_one_gender, "image")) == ["pixels", "edges"]
    assert list(read(photographs.drop_vars("gender"), "identity")) == ["pixels", "edges"]


def test_an_identity_with_two_genders_is_named(photographs):
    photographs["gender"][2] = "female"
    with pytest.raises(ValueError, match="identity 'bo' is labelled with two genders"):
        compute_baselines(photographs, "identity")


def test_rendered_faces_have_shape_and_parts():
    none = {"identities": 0, "train_views": 0, "validation_views": 0, "test_views": 0}
    images = rendered_faces(
        32,
        seed=1,
        pretraining=none,
        gender={"train_identities": 0, "validation_identities": 0, "views": 0},
        identity=none | {"identities": 2, "test_views": 1},
        similarity={"identities": 4, "views": 2},
    )
    judged = images.sel(image=~images["image"].str.startswith("face-4"))
    shuffled = judged.isel(image=[7, 2, 0, 1, 5, 4, 6, 3])
    dataset = compute_baselines(shuffled, "identity")
    xr.testing.assert_allclose(dataset, compute_baselines(judged, "identity"), atol=1e-6)
    parts = ["eyes", "brows", "nose", "mouth", "chin", "cheeks", "forehead", "ears"]
    names = dataset["representation"].values.tolist()
    assert names == ["pixels", "edges", "gender", "shape", *parts]
    assert dataset["kind"].values.tolist() == ["baseline"] * 4 + ["part"] * 8
    assert set(dataset["layer"].values) | set(dataset["method"].values) == {""}
    one, other = dataset["condition"].values[[0, 3]]
    pair = {"condition": one, "paired_condition": other}
    nose = images["distance"].sel(shaped_part="nose", face=one, other=other)
    assert dataset["rdm"].sel(representation="nose", **pair).item() == nose.item()
    shape = [images["shape"].sel(image=f"{name}-view-00").values for name in (one, other)]
    assert dataset["rdm"].sel(representation="shape", **pair).item() == pytest.approx(
        np.linalg.norm(shape[0] - shape[1]), rel=1e-5
    )
    # Distances are known between the faces of one set only.
    assert "part" not in compute_baselines(images, "identity")["kind"].values
