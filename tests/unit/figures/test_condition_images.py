"""Images that stand for the conditions of a matrix."""

import numpy as np
import pytest
import xarray as xr

from face_relevance.figures.condition_images import choose_images


@pytest.fixture
def images():
    """Two views of three people, the frontal one second for "b"."""
    labels = [f"{person}-{view}" for person in "abc" for view in (0, 1)]
    yaw = [0, 30, -20, 5, 0, 0]
    return xr.Dataset(
        {
            "pixels": (
                ("image", "y", "x", "channel"),
                np.arange(6, dtype=np.uint8)[:, None, None, None] * np.ones((1, 2, 2, 3), np.uint8),
            ),
            "identity": ("image", [label[0] for label in labels]),
            "gender": ("image", ["female"] * 4 + ["male"] * 2),
            "pose": (("image", "angle"), np.array([yaw, np.zeros(6)]).T),
        },
        {"image": labels},
    )


def test_an_identity_is_shown_in_its_most_frontal_view(images):
    chosen = choose_images(images[["pixels", "identity", "gender", "pose"]], ["c", "b"], "identity")
    assert chosen["condition"].values.tolist() == ["c", "b"]
    assert chosen["pixels"][:, 0, 0, 0].values.tolist() == [4, 3]
    assert chosen["gender"].values.tolist() == ["male", "female"]


def test_images_are_found_by_label_whatever_their_order(images):
    for order in ([0, 1, 2, 3, 4, 5], [4, 2, 0, 5, 3, 1]):
        chosen = choose_images(images.isel(image=order), ["b-0", "c-1"], "image")
        assert chosen["pixels"][:, 0, 0, 0].values.tolist() == [2, 5]


def test_gender_and_pose_need_not_be_known(images):
    chosen = choose_images(images[["pixels", "identity"]], ["b"], "identity")
    assert chosen["pixels"][:, 0, 0, 0].values.tolist() == [2]
    assert "gender" not in chosen


def test_a_face_without_an_image_is_named(images):
    with pytest.raises(ValueError, match=r"face 'd' was compared, .* no such identity \(1 in all"):
        choose_images(images, ["a", "d"], "identity")
