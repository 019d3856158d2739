"""Weights of parts of the face: planted ones are recovered, models and relevance have theirs."""

import numpy as np
import pytest
import xarray as xr

from face_relevance.comparison.regions import resample_regions
from face_relevance.comparison.similarity import (
    align_rdms,
    compare_parts,
    name_parts,
    resample_comparison,
    tabulate_parts,
    weigh_observers,
    weigh_relevance,
    weigh_representations,
)
from face_relevance.comparison.similarity.rdms import PAIRED
from face_relevance.faces import face_geometry, load_head, part_distances, sample_identity
from face_relevance.faces.sampling import make_generator
from face_relevance.observers import simulate_choices

FACES = [f"face-{5000 + i}" for i in range(24)]
PLANTED = {"eyes": 3, "mouth": 2, "nose": 1}


@pytest.fixture(scope="module")
def distances():
    """Distances by part between rendered faces, as the study has them."""
    people = [
        sample_identity(make_generator(3, 4, i), ("female", "male")[i % 2])
        for i in range(len(FACES))
    ]
    found = part_distances(np.stack([face_geometry(p).weights for p in people]), load_head())
    return xr.DataArray(
        np.stack(list(found.values())),
        {"part": list(found), "face": FACES, "other": FACES},
        dims=("part", "face", "other"),
    )


@pytest.fixture(scope="module")
def choices(distances):
    return simulate_choices(distances, PLANTED, noise=0.5, subjects=8, triplets=300, seed=1)


def rate_pairs(distances, weights, rng, noise=0.3):
    """Dissimilarities of one simulated rater."""
    total = sum(
        w * distances.sel(part=p) / distances.sel(part=p).mean() for p, w in weights.items()
    )
    error = np.triu(rng.normal(size=total.shape) * noise * total.values.std(), 1)
    return np.maximum(total.values + error + error.T, 0) * (1 - np.eye(len(total)))


@pytest.fixture(scope="module")
def sample(distances, stack):
    """Models whose later layer goes by nose and chin; raters who go by the planted weights."""
    rng = np.random.default_rng(0)
    parts = [
        (str(p), "part", "", "", distances.sel(part=p).values) for p in distances.part.values[1:]
    ]
    models = {
        f"{p}/a/seed-{s}": stack(
            [
                ("pool1", "features", "pool1", "", rate_pairs(distances, {"brows": 1}, rng)),
                ("fc6", "features", "fc6", "", rate_pairs(distances, near, rng)),
            ],
            FACES,
        )
        for p, near in (("faces", PLANTED), ("objects", {"chin": 2, "nose": 1}))
        for s in (1, 2, 3)
    }
    raters = np.stack([rate_pairs(distances, PLANTED, rng) for _ in range(6)])
    judged = xr.DataArray(
        raters,
        {"subject": list("uvwxyz"), "condition": FACES, PAIRED: FACES},
        dims=("subject", "condition", PAIRED),
    )
    compared = align_rdms(models, judged, "simulated ratings", stack(parts, FACES))
    return resample_comparison(compared, "rho-a", draws=150, seed=0)


def test_planted_weights_are_recovered_from_choices(sample, choices):
    """In the right order, and each within its interval."""
    compared = sample.compared._replace(subjects=list("abcdefgh"))
    sample = resample_comparison(
        compared._replace(targets=np.tile(compared.targets[:1], (8, 1))), "rho-a", 150, 0
    )
    observers = weigh_observers(sample, choices)
    table = tabulate_parts([observers], name_parts(sample), PLANTED).set_index("part")
    weight = table["weight"]
    assert weight["eyes"] > weight["mouth"] > weight["nose"] > weight.drop(list(PLANTED)).max()
    assert ((table["low"] <= table["planted"]) & (table["planted"] <= table["high"])).all()
    assert weight.sum() == pytest.approx(1)
    assert (table.loc[list(PLANTED), "high"] - table.loc[list(PLANTED), "low"] < 0.25).all()
    assert set(table["over"]) == {"subjects and faces"}


def test_planted_weights_are_recovered_from_ratings(sample):
    table = tabulate_parts([weigh_observers(sample)], name_parts(sample), PLANTED)
    table = table.set_index("part")
    assert table["weight"].nlargest(3).index.tolist() == list(PLANTED)
    inside = (table["low"] <= table["planted"]) & (table["planted"] <= table["high"])
    assert inside.sum() >= len(table) - 1
    assert table["planted"]["eyes"] == 0.5


def test_representations_have_the_weights_that_were_planted_in_them(sample):
    observers = weigh_observers(sample)
    weighings = weigh_representations(sample, observers)
    table = tabulate_parts(weighings, name_parts(sample))
    assert table["planted"].isna().all()
    weight = table.pivot(index=["pretraining", "representation"], columns="part", values="weight")
    heaviest = weight.idxmax(axis=1)
    assert heaviest["objects", "fc6"] == "chin"
    assert heaviest["objects", "pool1"] == "brows"
    assert heaviest["faces", "fc6"] == "eyes"
    overlap = compare_parts(weighings)
    own = overlap[overlap["other_pretraining"] == ""].set_index(["pretraining", "representation"])
    assert own.loc[("faces", "fc6"), "overlap"] > 0.8
    assert own.loc[("objects", "fc6"), "overlap"] < 0.5
    apart = overlap[(overlap["other_pretraining"] != "") & (overlap["representation"] == "fc6")]
    assert len(apart) == 1
    assert apart["low"].item() > 0
    assert apart["p_holm"].item() == apart["p"].item() < 0.05


def test_the_density_of_relevance_weighs_parts_whatever_their_size(sample):
    """Eyes of one pixel with all relevance of a pixel, chin of four with half of it each."""
    images = [f"image-{i}" for i in range(4)]
    codes = np.zeros((4, 3, 3), int)
    codes[:, 0, 0], codes[:, 1:, 1:] = 1, 2
    relevance = np.zeros((4, 3, 3))
    relevance[:, 0, 0], relevance[:, 1:, 1:] = 1, 0.5
    relevance[:, 0, 2] = 100  # on the background, which is no part
    dims = ("image", "y", "x")
    maps = {
        f"faces/a/seed-{s}": xr.DataArray(relevance * s, {"image": images}, dims) for s in (1, 2)
    }
    identity = xr.DataArray(list("ppqq"), {"image": images}, "image")
    names = {0: "background", 1: "eyes", 2: "chin"}
    regions = resample_regions(maps, xr.DataArray(codes, {"image": images}, dims), names, identity)
    observers = weigh_observers(sample)
    observers = observers._replace(values=np.array([[0.5, 0.5]]))
    weighing = weigh_relevance({"epsilon": regions}, ["eyes", "chin"], observers)[0]
    np.testing.assert_allclose(weighing.values[0], [2 / 3, 1 / 3])
    assert weighing.overlap[0] == pytest.approx(0.5 + 1 / 3)
    assert compare_parts([weighing])["overlap"].item() == pytest.approx(0.5 + 1 / 3)


def test_parts_are_those_of_the_baselines(sample):
    assert name_parts(sample)[:3] == ["eyes", "brows", "nose"]
