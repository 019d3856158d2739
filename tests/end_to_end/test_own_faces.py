"""A user's own folder of faces with ratings, and judgements without any images."""

import shutil
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from face_relevance.faces import rendered_faces

DATA = Path(__file__).parents[1] / "data"
STUDY = """
study: own
images: {source: folder, size: 32, manifest: data/own/manifest.csv}
pretraining: {arms: [random]}
tasks: [gender]
seeds: [1, 2]
network: {width: 0.25, dense: [32]}
finetuning: {gender: {frozen_through: null, training: {epochs: 12, learning_rate: 0.002}}}
relevance: {methods: [epsilon-plus-flat]}
observers: {source: pairs, files: {ratings: data/own/ratings.csv}}
similarity: {layers: [pool3, fc6], methods: [epsilon-plus-flat], permutations: 99}
comparison: {draws: 100}
"""


def write_own_faces(folder):
    """Pictures, a manifest and simulated ratings, as a user would have them."""
    folder.mkdir(parents=True)
    gender = {"train_identities": 240, "validation_identities": 8, "views": 3}
    few = {"identities": 2, "train_views": 1, "validation_views": 1, "test_views": 1}
    faces = rendered_faces(
        32, 5, few, gender, few | {"identities": 40}, {"identities": 16, "views": 2}
    )
    split = faces["split"].sel(task="gender").values
    judged = faces["identity"].isin(faces["face"].values).values
    rows = []
    for place in np.flatnonzero((split != "none") | judged):
        image = faces.isel(image=place)
        name = f"{image['image'].item()}.png"
        Image.fromarray(image["pixels"].values).save(folder / name)
        rows.append((name, image["identity"].item(), image["gender"].item(), split[place]))
    columns = ["file", "identity", "gender", "split"]
    pd.DataFrame(rows, columns=columns).to_csv(folder / "manifest.csv", index=False)
    rng = np.random.default_rng(0)
    distance = faces["distance"].sel(shaped_part="face")
    ratings = [
        (subject, one, other, round(9 - 1.5 * (distance.sel(face=one, other=other).item() + noise)))
        for subject in ("s1", "s2", "s3")
        for one, other in combinations(distance["face"].values, 2)
        for noise in [rng.normal() * 0.5]
    ]
    columns = ["subject", "first", "second", "rating"]
    pd.DataFrame(ratings, columns=columns).to_csv(folder / "ratings.csv", index=False)


@pytest.fixture(scope="module")
def own(fresh):
    write_own_faces(fresh.folder / "data/own")
    (fresh.folder / "own.yaml").write_text(STUDY)
    figures = [f"results/own/figures/{name}.png" for name in ("similarity", "judgements", "rdms")]
    result = fresh.run(*figures, configfile="own.yaml")
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    return fresh


def test_two_files_and_a_folder_lead_to_the_figures(own):
    table = pd.read_parquet(own.folder / "results/own/comparison/similarity.parquet")
    assert set(table["setting"]) == {"ratings"}
    assert not table["simulated"].any()
    assert set(table["subjects"]) == {3}
    assert set(table["conditions"]) == {16}
    assert (table["ceiling_low"].dropna() > 0.3).all()
    pixels = np.asarray(Image.open(own.folder / "results/own/figures/similarity.png").convert("L"))
    assert (pixels < 128).mean() > 0.002


def test_lines_of_the_ratings_in_another_order_give_the_same_table(own):
    path = own.folder / "data/own/ratings.csv"
    before = (own.folder / "results/own/observers/ratings.json").read_text()
    pd.read_csv(path).sample(frac=1, random_state=1).to_csv(path, index=False)
    result = own.run("results/own/observers/ratings.json", configfile="own.yaml")
    assert "rule read_judgements:" in result.stdout + result.stderr
    assert (own.folder / "results/own/observers/ratings.json").read_text() == before


def test_the_human_side_of_facesim3d_needs_no_pictures(fresh):
    shutil.copytree(DATA / "facesim3d", fresh.folder / "data/facesim3d")
    result = fresh.run(configfile="config/studies/facesim3d.yaml")
    said = result.stdout + result.stderr
    assert result.returncode == 0, said[-3000:]
    assert said.count("There is no data/cfd/manifest.csv: only the judgements are described") == 1
    results = fresh.folder / "results/facesim3d"
    assert sorted(path.name for path in (results / "figures").iterdir()) == [
        "judgements.png", "judgements.svg",
    ]  # fmt: skip
    table = pd.read_parquet(results / "comparison/judgements.parquet")
    means = table[table["statistic"] == "mean dissimilarity"].set_index(["setting", "one", "other"])
    similarity = 1 - means["estimate"]
    assert similarity["2D", "female", "female"] == pytest.approx(0.414, abs=5e-4)
    assert similarity["2D", "male", "male"] == pytest.approx(0.432, abs=5e-4)
    assert similarity["2D", "female", "male"] == pytest.approx(0.245, abs=5e-4)
    agreement = table[table["statistic"] == "agreement"].iloc[0]
    assert agreement["estimate"] == pytest.approx(0.93, abs=5e-3)
    assert agreement["low"] < agreement["estimate"] < agreement["high"]
