import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from face_relevance.faces import read_orl

SHARES = {"validation": 0.1, "test": 0.3}


def write_carrier(path, people=40):
    """A carrier of the same form, with plain images; the stray file of the original too."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("box/ORL_faces/s10/target.jpg", b"stray")
        for person in range(1, people + 1):
            for view in range(1, 11):
                image = io.BytesIO()
                Image.fromarray(np.full((112, 92), 4 * person + view, np.uint8)).save(image, "PPM")
                archive.writestr(f"box/ORL_faces/s{person}/{view}.pgm", image.getvalue())
    return path


def test_all_people_are_read_with_their_views(tmp_path):
    wheel = write_carrier(tmp_path / "orl.whl")
    images = read_orl(wheel, "box/ORL_faces", 32, 1, SHARES)
    assert images.sizes["image"] == 400
    assert (images["pixels"].sel(image="s07-10") == 38).all()
    assert images["identity"].sel(image="s40-01").item() == "s40"
    split = images["split"].sel(task="identity").values
    people = images["identity"].values
    for name, views in (("train", 6), ("validation", 1), ("test", 3)):
        assert {(people[split == name] == p).sum() for p in set(people)} == {views}


def test_a_carrier_without_all_images_is_refused(tmp_path):
    wheel = write_carrier(tmp_path / "orl.whl", people=39)
    with pytest.raises(ValueError, match="holds 390 of the 400 ORL images"):
        read_orl(wheel, "box/ORL_faces", 32, 1, SHARES)
