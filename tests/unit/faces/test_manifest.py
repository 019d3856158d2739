import numpy as np
import pytest
from PIL import Image

from face_relevance.faces import ManifestError, load_folder, read_manifest
from face_relevance.faces.manifest import crop_square

SHARES = {"validation": 0.2, "test": 0.2}


@pytest.fixture
def folder(tmp_path):
    """Twelve people, half of them women, five grey images each."""
    rows = ["file,identity,gender"]
    for person in range(12):
        for view in range(5):
            name = f"p{person}-{view}.png"
            Image.fromarray(np.full((12, 8), 10 * person + view, np.uint8)).save(tmp_path / name)
            rows.append(f"{name},p{person},{'female' if person < 6 else 'male'}")
    (tmp_path / "manifest.csv").write_text("\n".join(rows) + "\n")
    return tmp_path


def load(folder, tasks=("gender", "identity"), size=16):
    return load_folder(
        folder / "manifest.csv", tasks, size, 1, SHARES, lambda files, description: files
    )


def test_images_keep_their_labels_and_levels(folder):
    images = load(folder)
    assert images["pixels"].shape == (60, 16, 16, 3)
    chosen = images.sel(image="p7-3.png")
    assert chosen["identity"].item() == "p7"
    assert chosen["gender"].item() == "male"
    assert (chosen["pixels"] == 73).all()
    assert images.attrs["simulated"] == "no"


def test_identities_are_apart_for_gender_and_in_every_split_for_identity(folder):
    images = load(folder)
    people = images["identity"].values
    gender = images["split"].sel(task="gender").values
    sides = [set(people[gender == name]) for name in ("train", "validation", "test")]
    assert all(sides)
    assert sum(map(len, sides)) == len(set.union(*sides))
    genders = images["gender"].values
    assert all(set(genders[gender == name]) == {"female", "male"} for name in ("train", "test"))
    identity = images["split"].sel(task="identity").values
    for name in ("train", "validation", "test"):
        assert set(people[identity == name]) == set(people)


def test_a_split_in_the_manifest_holds(folder):
    lines = (folder / "manifest.csv").read_text().splitlines()
    kinds = ["train", "train", "train", "validation", "test"]
    rows = [f"{line},{kinds[i % 5]}" for i, line in enumerate(lines[1:])]
    (folder / "manifest.csv").write_text("\n".join([lines[0] + ",split", *rows]))
    split = load(folder, ["identity"])["split"].sel(task="identity")
    assert split.values[:5].tolist() == kinds


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("file,identity,gender", "file,person,gender", "column 'identity' is missing"),
        ("file,identity,gender", "file,identity,sex", "column 'gender' is missing"),
        ("p0-1.png,p0,female", "p0-1.png,p0,woman", "line 3: unknown gender 'woman'"),
        ("p0-1.png,p0,female", "p0-1.png,,female", "line 3: identity is empty"),
        (
            "p0-1.png,p0,female",
            "p0-0.png,p0,female",
            "line 3: p0-0.png is listed already in line 2",
        ),
        ("p0-1.png,p0", "p0-9.png,p0", "line 3: image .*p0-9.png does not exist"),
    ],
)
def test_what_is_wrong_in_a_manifest_is_named(folder, before, after, message):
    manifest = folder / "manifest.csv"
    manifest.write_text(manifest.read_text().replace(before, after))
    with pytest.raises(ManifestError, match=message):
        read_manifest(manifest, ["gender", "identity"])


def test_an_image_that_cannot_be_decoded_is_named(folder):
    (folder / "p3-2.png").write_bytes((folder / "p3-2.png").read_bytes()[:40])
    with pytest.raises(ManifestError, match=r"image .*p3-2\.png cannot be read"):
        load(folder)


def test_too_few_images_for_the_splits_are_refused(folder):
    manifest = folder / "manifest.csv"
    kept = [line for line in manifest.read_text().splitlines() if not line.startswith("p4-2")]
    kept = [line for line in kept if not line.startswith(("p4-3", "p4-4"))]
    manifest.write_text("\n".join(kept))
    with pytest.raises(ValueError, match="identity p4 has 2 images: too few"):
        load(folder, ["identity"])


def test_the_central_square_is_cut_out():
    tall = np.zeros((8, 4), np.uint8)
    tall[2:4] = 100
    tall[4:6] = 200
    square = crop_square(Image.fromarray(tall), 4)
    assert square.shape == (4, 4, 3)
    np.testing.assert_array_equal(square[..., 0], tall[2:6])
