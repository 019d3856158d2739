import numpy as np
import pytest
from PIL import Image

from face_relevance.faces import ManifestError, load_folder, read_manifest
from face_relevance.faces.manifest import crop_square
from face_relevance.faces.splits import split_identities_across, split_views_across

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


def load(folder, tasks=("gender", "identity"), size=16, **across):
    return load_folder(
        folder / "manifest.csv", tasks, size, 1, SHARES | across, lambda files, description: files
    )


def add_column(folder, name, values):
    """Append a column to the manifest, with one value per line or for all."""
    header, *lines = (folder / "manifest.csv").read_text().splitlines()
    values = [values] * len(lines) if isinstance(values, str) else values
    rows = [f"{line},{value}" for line, value in zip(lines, values, strict=True)]
    (folder / "manifest.csv").write_text("\n".join([f"{header},{name}", *rows]) + "\n")


ACROSS = {"across": "expression", "held_out": "smiling"}
EXPRESSIONS = ["neutral", "neutral", "neutral", "smiling", "smiling"] * 12


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
    kinds = ["train", "train", "train", "validation", "none"]
    add_column(folder, "split", kinds * 12)
    split = load(folder, ["identity"])["split"].sel(task="identity")
    assert split.values[:5].tolist() == kinds


def test_a_split_of_one_task_wins_over_the_common_one_and_the_drawn_one(folder):
    common = ["train", "train", "train", "validation", "test"] * 12
    drawn = load(folder)["split"].sel(task="gender").values.tolist()
    own = ["none", "train", "validation", "train", "test"] * 12
    add_column(folder, "split_identity", own)
    split = load(folder)["split"]
    assert split.sel(task="identity").values.tolist() == own
    assert split.sel(task="gender").values.tolist() == drawn
    add_column(folder, "split", common)
    split = load(folder)["split"]
    assert split.sel(task="identity").values.tolist() == own
    assert split.sel(task="gender").values.tolist() == common


def test_further_columns_become_labels_and_may_be_empty(folder):
    add_column(folder, "expression", EXPRESSIONS)
    add_column(folder, "age", ["31", ""] * 30)
    add_column(folder, "split", ["train", "train", "validation", "test", "none"] * 12)
    images = load(folder)
    assert images["expression"].sel(image="p7-3.png").item() == "smiling"
    assert images["age"].sel(image=["p0-0.png", "p0-1.png"]).values.tolist() == ["31", ""]
    assert images["split"].dims == ("task", "image")


def test_across_trains_identity_on_some_images_and_tests_it_on_the_held_out_ones(folder):
    add_column(folder, "expression", EXPRESSIONS)
    images = load(folder, **ACROSS)
    split = images["split"].sel(task="identity").values
    people, smiling = images["identity"].values, np.array(EXPRESSIONS) == "smiling"
    assert (split[~smiling] == "train").all()
    validating, tested = (set(people[split == name]) for name in ("validation", "test"))
    assert len(validating) == 2  # a fifth of twelve people, rounded
    assert len(tested) == 10
    assert not validating & tested
    assert ((split == "validation") == (smiling & np.isin(people, list(validating)))).all()


def test_across_tests_gender_on_held_out_images_of_other_people(folder):
    add_column(folder, "expression", EXPRESSIONS)
    images = load(folder, **ACROSS)
    without = load(folder)["split"].sel(task="gender").values
    split = images["split"].sel(task="gender").values
    smiling = np.array(EXPRESSIONS) == "smiling"
    for label, drawn, held, result in zip(
        images["image"].values, without, smiling, split, strict=True
    ):
        # The people are those of the split without a condition; half of their images are left.
        assert result == (drawn if held == (drawn != "train") else "none"), label
    people, genders = images["identity"].values, images["gender"].values
    sides = [set(people[split == name]) for name in ("train", "validation", "test")]
    assert [len(side) for side in sides] == [8, 2, 2]
    assert len(set.union(*sides)) == 12
    assert all(set(genders[split == name]) == {"female", "male"} for name in ("train", "test"))


def test_someone_who_is_never_held_out_is_trained_on(folder):
    expressions = ["neutral"] * 5 + EXPRESSIONS[5:]
    add_column(folder, "expression", expressions)
    split = load(folder, ["identity"], **ACROSS)["split"].sel(task="identity")
    assert (split[:5] == "train").all()


@pytest.mark.parametrize(
    ("name", "values", "across", "message"),
    [
        ("mood", EXPRESSIONS, ACROSS, "column 'expression' is missing"),
        ("expresion", EXPRESSIONS, ACROSS, "'expresion'; did you mean 'expression'"),
        ("expression", ["", *EXPRESSIONS[1:]], ACROSS, "line 2: expression is empty"),
        (
            "expression",
            EXPRESSIONS,
            ACROSS | {"held_out": "happy"},
            r"no expression is 'happy' \(images.split.held_out\); there are neutral, smiling",
        ),
        (
            "expression",
            EXPRESSIONS[:50] + ["smiling"] * 10,
            ACROSS,
            r"identity p10 has no image to train on, .* is smiling \(2 such identities\)",
        ),
        ("spilt_gender", "train", {}, "'spilt_gender'; did you mean 'split_gender'"),
        ("Split", "train", {}, "unknown column 'Split'; did you mean 'split'"),
        ("split_gender", "training", {}, "line 2: unknown split_gender 'training', known are tr"),
        ("shape", "round", {}, "image sets have a 'shape' of their own; rename the column"),
    ],
)
def test_what_is_wrong_in_further_columns_is_named(folder, name, values, across, message):
    add_column(folder, name, values)
    with pytest.raises(ManifestError, match=message):
        read_manifest(folder / "manifest.csv", ["gender", "identity"], SHARES | across)


def test_splits_of_the_manifest_leave_nothing_to_hold_out(folder):
    add_column(folder, "expression", EXPRESSIONS)
    add_column(folder, "split_gender", "train")
    read_manifest(folder / "manifest.csv", ["gender", "identity"], SHARES | ACROSS)
    with pytest.raises(ManifestError, match=r"leave nothing for images\.split\.across"):
        read_manifest(folder / "manifest.csv", ["gender"], SHARES | ACROSS)


def test_too_few_held_out_people_are_refused():
    with pytest.raises(ValueError, match="1 identities with held-out images are too few"):
        split_views_across(["a", "a", "b"], [False, True, False], 0.1, 0)
    with pytest.raises(ValueError, match="female: 2 identities are too few"):
        split_identities_across(["a", "b"], ["female"] * 2, [True, True], 0.1, 0.1, 0)


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
