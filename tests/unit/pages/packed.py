"""Reading what the atlas packs, as its page does."""

import base64
import io
import json
import re

import numpy as np
from PIL import Image


def read_call(path):
    """Function and arguments of a script of data."""
    text = path.read_text()
    function, arguments = re.fullmatch(r"atlas\.(\w+)\((.*)\);\n", text, re.DOTALL).groups()
    return function, *json.loads(f"[{arguments}]")


def read_sprite(uri):
    """Pixels (y, x, channel) of a data URI."""
    kind, _, data = uri.partition(",")
    assert kind == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB"))


def cut(sprite, place, height, width, columns):
    """The picture of a place."""
    row, column = divmod(place, columns)
    return sprite[row * height :, column * width :][:height, :width]
