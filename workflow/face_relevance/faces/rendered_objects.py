"""Image sets of rendered objects: a pretraining that has seen no face, or a task of its own."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from face_relevance.faces.image_set import Progress, assemble_image_set, silent
from face_relevance.faces.object_families import FAMILIES
from face_relevance.faces.objects import (
    SolidObject,
    cover_pixels,
    render_object,
    sample_object,
    sample_object_view,
)
from face_relevance.faces.parameters import View
from face_relevance.faces.sampling import make_generator

# Images are drawn from the position of their split in this list: add at its end alone.
_KINDS = ("train", "test", "validation")


def rendered_objects(
    size: int,
    seed: int,
    train_views_per_family: int,
    test_views_per_family: int,
    progress: Progress = silent,
) -> xr.Dataset:
    """Draw solid objects of sixteen families to recognise in new shapes, colours and views.

    Parameters
    ----------
    size : int
        Width and height in pixels.
    seed : int
        Same seed, same bits. An image stays the same when the numbers of images change.
    train_views_per_family, test_views_per_family : int
        Number of images of each family; every image shows another object.
    progress : callable, optional
        Called as ``progress(iterable, description, total)``; yields the items.

    Returns
    -------
    xarray.Dataset
        The image set: ``pixels``, ``family``, ``split`` of the task ``pretraining`` and ``pose``
        (image, angle) in degrees.
    """
    counts = (train_views_per_family, test_views_per_family, 0)
    images, pose = _draw("pretraining", "family", counts, seed, size, progress)
    images["pose"] = ("image", "angle"), pose
    images["pose"].attrs = {"long_name": "turn of the object", "units": "degrees"}
    return images.assign_coords(angle=np.array(["yaw", "pitch"], dtype=object))


def rendered_classes(
    size: int,
    seed: int,
    train_views_per_family: int,
    validation_views_per_family: int,
    test_views_per_family: int,
    progress: Progress = silent,
) -> xr.Dataset:
    """Draw solid objects of sixteen families as the classes of a task of its own.

    Parameters
    ----------
    size, seed : int
        As for :func:`rendered_objects`, which draws the same objects.
    train_views_per_family, validation_views_per_family, test_views_per_family : int
        Number of images of each family; every image shows another object.
    progress : callable, optional
        As for :func:`rendered_objects`.

    Returns
    -------
    xarray.Dataset
        The image set: ``pixels``, ``class`` (the family) and ``split`` of the task
        ``classification``.
    """
    counts = (train_views_per_family, test_views_per_family, validation_views_per_family)
    images, _ = _draw("classification", "class", counts, seed, size, progress)
    return images


def locate_objects(images: Sequence[str], size: int, seed: int) -> xr.DataArray:
    """Find where the object is in pictures of :func:`rendered_classes`.

    Parameters
    ----------
    images : sequence of str
        Names of pictures.
    size, seed : int
        With which they were drawn.

    Returns
    -------
    xarray.DataArray, (image, y, x)
        Share of each pixel that the object covers, 0 to 1.

    Raises
    ------
    ValueError
        If a name is not one of :func:`rendered_classes`.
    """
    families = {family.replace(" ", "-"): family for family in FAMILIES}
    shares = np.empty((len(images), size, size), np.float32)
    for row, name in enumerate(images):
        family, kind, k = str(name).rsplit("-", 2) if str(name).count("-") > 1 else ("", "", "")
        if family not in families or kind not in _KINDS or not k.isdecimal():
            raise ValueError(
                f"image {str(name)!r} is no picture of an object, such as box-test-000"
            )
        solid, view = _sample(families[family], _KINDS.index(kind), int(k), seed)
        shares[row] = cover_pixels(solid, view, size)
    return xr.DataArray(shares, dims=("image", "y", "x"), coords={"image": list(images)})


def _draw(
    task: str, label: str, counts: tuple[int, ...], seed: int, size: int, progress: Progress
) -> tuple[xr.Dataset, np.ndarray]:
    """Image set with so many images of each family and kind, for one task, and the pose of each."""
    views = [(kind, k) for kind, count in enumerate(counts) for k in range(count)]
    drawn = [
        _draw_family(family, views, seed, size)
        for family in progress(FAMILIES, f"drawing objects, {size} px", len(FAMILIES))
    ]
    families = np.repeat(np.array(list(FAMILIES), dtype=object), len(views))
    images = assemble_image_set(
        np.concatenate([pixels for pixels, _ in drawn]),
        [
            f"{family.replace(' ', '-')}-{_KINDS[kind]}-{k:03d}"
            for family in FAMILIES
            for kind, k in views
        ],
        {task: [_KINDS[kind] for _ in FAMILIES for kind, _ in views]},
        {
            "title": "Rendered objects",
            "simulated": "yes",
            "source": "procedural solids, rendered by face_relevance",
            "licence": "CC0-1.0",
            "seed": seed,
        },
        **{label: families},
    )
    return images, np.concatenate([pose for _, pose in drawn])


def _draw_family(
    family: str, views: list[tuple[int, int]], seed: int, size: int
) -> tuple[np.ndarray, np.ndarray]:
    """Images (views, size, size, 3) and pose (views, 2) of a family."""
    pixels = np.empty((len(views), size, size, 3), np.uint8)
    pose = np.empty((len(views), 2), np.float32)
    for row, (kind, k) in enumerate(views):
        solid, view = _sample(family, kind, k, seed)
        pixels[row], pose[row] = render_object(solid, view, size), (view.yaw, view.pitch)
    return pixels, pose


def _sample(family: str, kind: int, k: int, seed: int) -> tuple[SolidObject, View]:
    """Object and view of one image, which depend on nothing but these numbers."""
    rng = make_generator(seed, list(FAMILIES).index(family), kind, k)
    return sample_object(rng, family), sample_object_view(rng)
