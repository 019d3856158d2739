import numpy as np
import pytest
from PIL import Image

from face_relevance.faces import ManifestError, list_classes, load_classes

SHARES = {"validation": 0.2, "test": 0.4}


def draw(path, value=0):
    path.parent.mkdir(exist_ok=True)
    Image.fromarray(np.full((12, 8, 3), value, np.uint8)).save(path)


@pytest.fixture
def folder(tmp_path):
    """Three classes of five pictures, and a file that is none."""
    for number, name in enumerate(["cat", "dog", "n01440764"]):
        for view in range(5):
            draw(tmp_path / name / f"{view}.png", 40 * number + view)
    (tmp_path / "cat/notes.txt").write_text("not a picture")
    (tmp_path / ".hidden").mkdir()
    return tmp_path


@pytest.fixture
def manifest(folder):
    path = folder / "pictures.csv"
    rows = [f"{name}/{view}.png,{name},train" for name in ("cat", "dog") for view in range(5)]
    for row, split in ((1, "validation"), (2, "test"), (7, "none")):
        rows[row] = rows[row].replace("train", split)
    path.write_text("\n".join(["file,class,split", *rows]) + "\n")
    return path


def load(path, **options):
    return load_classes(path, 16, 1, SHARES, lambda files, description: files, **options)


def count(images, name):
    split = images["split"].sel(task="classification").values[images["class"].values == name]
    return {part: int((split == part).sum()) for part in ("train", "validation", "test")}


def test_sub_folders_are_classes_and_files_are_images(folder):
    images = load(folder)
    assert images["image"].values[:2].tolist() == ["cat/0.png", "cat/1.png"]
    assert images["class"].values.tolist() == ["cat"] * 5 + ["dog"] * 5 + ["n01440764"] * 5
    assert images["pixels"].sel(image="dog/3.png").values[5, 5].tolist() == [43] * 3
    assert images["pixels"].shape == (15, 16, 16, 3)
    assert images.attrs["simulated"] == "no"


def test_every_class_is_in_every_split(folder):
    images = load(folder)
    for name in ("cat", "dog", "n01440764"):
        assert count(images, name) == {"train": 2, "validation": 1, "test": 2}


def test_nothing_is_kept_for_training_that_is_not_trained(folder):
    # 0.2 : 0.4 of five pictures, rounded: two and three.
    assert count(load(folder, trained=False), "dog") == {"train": 0, "validation": 2, "test": 3}


def test_two_pictures_of_a_class_are_enough_for_published_weights(folder):
    for view in (2, 3, 4):
        (folder / f"dog/{view}.png").unlink()
    assert count(load(folder, trained=False), "dog") == {"train": 0, "validation": 1, "test": 1}
    with pytest.raises(ManifestError, match=r"class 'dog' has 2 of the 3 pictures .*train, valid"):
        list_classes(folder)


def test_a_class_can_be_called_by_its_label(folder):
    images = load(folder, names={"n01440764": "tench"})
    assert set(images["class"].values) == {"cat", "dog", "tench"}
    assert images["image"].values[-1] == "n01440764/4.png"


def test_a_manifest_says_class_and_split(manifest):
    images = load(manifest)
    assert images.sizes["image"] == 10
    split = images["split"].sel(task="classification")
    assert split.sel(image=["cat/1.png", "cat/2.png", "dog/2.png"]).values.tolist() == [
        *("validation", "test", "none")
    ]


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("file,class", "file,clas", "column 'clas'; did you mean 'class'"),
        ("cat/3.png,cat,train", "cat/3.png,,train", "line 5: class is empty"),
        ("cat/3.png,cat,train", "cat/3.png,cat,trein", "line 5: unknown split 'trein'"),
        ("cat/3.png", "cat/9.png", r"line 5: image .*9\.png does not exist"),
        ("cat/3.png", "cat/0.png", r"line 5: cat/0\.png is listed already in line 2"),
        ("cat,test", "cat,train", "no picture has the split 'test'"),
    ],
)
def test_what_is_wrong_in_a_manifest_of_classes_is_named(manifest, before, after, message):
    manifest.write_text(manifest.read_text().replace(before, after))
    with pytest.raises(ManifestError, match=message):
        list_classes(manifest)


def test_an_empty_or_missing_folder_is_named(folder, tmp_path):
    (tmp_path / "bird").mkdir()
    with pytest.raises(ManifestError, match="bird holds no pictures"):
        list_classes(folder)
    with pytest.raises(ManifestError, match=r"cat has no sub-folders; put the pictures"):
        list_classes(folder / "cat")
    with pytest.raises(ManifestError, match="absent does not exist"):
        list_classes(folder / "absent")


def test_a_picture_that_cannot_be_decoded_is_named_with_its_folder(folder):
    (folder / "dog/1.png").write_bytes(b"no picture")
    with pytest.raises(ManifestError, match=r"dog/1\.png cannot be read"):
        load(folder)
