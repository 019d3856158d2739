"""The atlas has images of all identities, in sprites that a page can load one by one."""

import numpy as np
import pytest
import xarray as xr

from face_relevance.pages.atlas.chunks import MOST_PIXELS, plan_chunks

TASKS = ("gender", "identity")


def make_images(people=6, views=4, size=16, tasks=TASKS, split=None):
    """An image set; persons in the order of the views, so that neighbours differ."""
    names = [f"p{person}-{view}" for view in range(views) for person in range(people)]
    count = len(names)
    split = split or {task: ["test"] * count for task in tasks}
    return xr.Dataset(
        {
            "pixels": (("image", "y", "x", "channel"), np.zeros((count, size, size, 3), np.uint8)),
            "split": (("task", "image"), np.array([split[task] for task in tasks], dtype=object)),
            "identity": ("image", np.array([name[:2] for name in names], dtype=object)),
        },
        {
            "image": np.array(names, dtype=object),
            "task": np.array(tasks, dtype=object),
        },
    )


def people_of(plan):
    return [label[:2] for chunk in plan.chunks for label in chunk.images]


def test_a_few_images_are_spread_over_all_identities():
    plan = plan_chunks(make_images(), [TASKS], 4, 6, 64)
    assert people_of(plan) == ["p0", "p1", "p2", "p3", "p4", "p5"]
    twice = plan_chunks(make_images(), [TASKS], 4, 12, 64)
    assert people_of(twice) == [person for i in range(6) for person in [f"p{i}"] * 2]
    assert plan.explained == twice.explained == 24


def test_zero_takes_all_explained_images_and_many_take_no_more():
    for most in (0, 100):
        plan = plan_chunks(make_images(), [TASKS], 3, most, 64)
        assert sorted(label for chunk in plan.chunks for label in chunk.images) == sorted(
            f"p{person}-{view}" for person in range(6) for view in range(3)
        )


def test_no_image_is_in_two_chunks_and_no_chunk_has_more_than_fit():
    plan = plan_chunks(make_images(people=9, views=10, size=64), [TASKS], 10, 0, 64)
    room = MOST_PIXELS // 64**2
    assert [len(chunk.images) for chunk in plan.chunks] == [room, 90 - room]
    assert [chunk.number for chunk in plan.chunks] == [0, 1]
    assert len({label for chunk in plan.chunks for label in chunk.images}) == 90
    assert plan.columns**2 >= room > (plan.columns - 1) ** 2


def test_images_that_only_some_models_explain_have_chunks_of_their_own():
    split = {
        "gender": ["test" if i % 2 else "none" for i in range(24)],
        "identity": ["none" if i % 2 else "test" for i in range(24)],
    }
    images = make_images(split=split)
    plan = plan_chunks(images, [["gender"], ["identity"]], 4, 0, 64)
    assert [chunk.tasks for chunk in plan.chunks] == [("gender",), ("identity",)]
    assert [chunk.number for chunk in plan.of_task("identity")] == [1]
    for chunk in plan.chunks:
        shown = images.sel(image=list(chunk.images))["split"].sel(task=chunk.tasks[0])
        assert (shown == "test").all()
    assert plan.explained == 24


@pytest.mark.parametrize(("size", "side", "averaged"), [(64, 112, 1), (224, 112, 2), (160, 64, 4)])
def test_large_pictures_are_averaged_without_cutting_a_pixel(size, side, averaged):
    plan = plan_chunks(make_images(2, 1, size), [TASKS], 1, 0, side)
    assert plan.averaged == averaged
    assert plan.height == plan.width == size // averaged


def test_pictures_that_cannot_be_averaged_are_refused():
    with pytest.raises(ValueError, match=r"config, atlas.pixels: images of 37 by 37 pixels"):
        plan_chunks(make_images(2, 1, 37), [TASKS], 1, 0, 18)
