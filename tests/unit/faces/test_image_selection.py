import numpy as np
import pytest
import xarray as xr

from face_relevance.faces import select_compared, select_explained, select_of_classes, spread_evenly

IDENTITY = ["ann", "ann", "ann", "bob", "bob", "cleo", "dan", "eve", "eve"]
IMAGES = [f"{name}-{place}" for place, name in enumerate(IDENTITY)]
# ann's last image is seen in pretraining; all of eve's are trained or validated on.
SPLIT = {
    "pretraining": ["none", "none", "train", "none", "none", "none", "none", "none", "none"],
    "gender": ["test", "none", "none", "none", "none", "test", "none", "train", "none"],
    "identity": ["test", "none", "none", "none", "test", "test", "test", "none", "validation"],
}


@pytest.fixture
def images():
    return xr.Dataset(
        {
            "identity": ("image", np.array(IDENTITY, dtype=object)),
            "split": (("task", "image"), np.array(list(SPLIT.values()), dtype=object)),
        },
        coords={
            "image": np.array(IMAGES, dtype=object),
            "task": np.array(list(SPLIT), dtype=object),
        },
    )


def test_without_judgements_the_explained_images_are_compared(images):
    tasks = ["gender", "identity"]
    compared = select_compared(images, tasks, 2)
    assert compared.tolist() == ["ann-0", "cleo-5"]
    assert compared.tolist() == select_explained(images, tasks, 2).tolist()


def test_judged_identities_are_compared_on_images_that_no_network_is_trained_on(images):
    judged = ["dan", "cleo", "bob", "ann"]
    everything = select_compared(images, ["gender"], 8, judged)
    assert everything.tolist() == ["ann-0", "ann-1", "bob-3", "bob-4", "cleo-5", "dan-6"]
    one_each = select_compared(images, ["gender"], 1, judged)
    assert one_each.tolist() == ["ann-0", "bob-3", "cleo-5", "dan-6"]


def test_judged_faces_that_networks_are_trained_on_are_left_out(images):
    compared = select_compared(images, ["gender"], 1, ["ann", "bob", "cleo", "dan", "eve"])
    assert compared.tolist() == ["ann-0", "bob-3", "cleo-5", "dan-6"]


def test_judged_images_are_compared_one_by_one_whosever_they_are(images):
    judged = ["bob-4", "ann-2", "ann-1", "bob-3", "dan-6"]
    compared = select_compared(images, ["gender"], 1, judged, "image")
    assert compared.tolist() == ["ann-1", "bob-3", "bob-4", "dan-6"]


@pytest.mark.parametrize(
    ("judged", "labels", "message"),
    [
        (["ann", "bobb", "zed"], "identity", r"identity 'bobb' .*\(2 of 3 .*did you mean 'bob'"),
        (["ann-0", "%"], "image", r"judged image '%' .*\(1 of 2 .*the first one there is 'ann-0'"),
        (["ann", "bob", "eve"], "identity", "^2 judged faces can be .* every image of 1 of the 3 "),
        (["ann-2", "ann-0", "eve-7"], "image", "^1 judged .* every image of 2 of the 3 judged"),
    ],
)
def test_judged_faces_that_cannot_be_compared_are_named(images, judged, labels, message):
    with pytest.raises(ValueError, match=message):
        select_compared(images, ["gender"], 8, judged, labels)


@pytest.fixture
def classes():
    split = ["test", "train", "test", "validation", "test", "test", "test"]
    return xr.Dataset(
        {
            "class": ("image", np.array(list("bbbabab"), dtype=object)),
            "split": (("task", "image"), np.array([split], dtype=object)),
        },
        coords={"image": np.array([f"i{k}" for k in range(7)], dtype=object)}
        | {"task": np.array(["classification"], dtype=object)},
    )


def test_the_first_images_of_each_class_are_selected(classes):
    # Tested are 0, 2, 4 and 6 of class b and 5 of class a.
    assert select_of_classes(classes, "test", 2).tolist() == ["i0", "i2", "i5"]
    assert select_of_classes(classes, "test", 9).tolist() == ["i0", "i2", "i4", "i5", "i6"]
    assert select_of_classes(classes, "validation", 2).tolist() == ["i3"]


def test_a_split_without_images_is_named(classes):
    with pytest.raises(ValueError, match="no image of the set has the split 'none'"):
        select_of_classes(classes, "none", 1)


def test_few_images_are_spread_over_those_that_follow_one_another():
    labels = np.array(list("aabbccdd"))
    assert spread_evenly(labels, 4).tolist() == ["a", "b", "c", "d"]
    assert spread_evenly(labels, 3).tolist() == ["a", "b", "c"]
    assert spread_evenly(labels, 20).tolist() == labels.tolist()
