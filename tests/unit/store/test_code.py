import pytest

from face_relevance.store import digest_code, digest_files

SCRIPT = '''"""Docstring."""
from library.room import draw

draw()  # a comment
'''
ROOM = '"""A room."""\nfrom library.room.drawing import draw\nfrom library.room.other import idle\n'
DRAWING = '''"""Drawing."""
import numpy as np
from library.lines import line


def draw():
    """Draw."""
    return line(1)
'''


@pytest.fixture
def files(tmp_path):
    package = tmp_path / "library"
    (package / "room").mkdir(parents=True)
    contents = {
        tmp_path / "script.py": SCRIPT,
        package / "__init__.py": "",
        package / "lines.py": "def line(x):\n    return x\n",
        package / "room" / "__init__.py": ROOM,
        package / "room" / "drawing.py": DRAWING,
        package / "room" / "other.py": "def idle():\n    return 0\n",
    }
    for path, text in contents.items():
        path.write_text(text)
    return tmp_path


def digest(files):
    return digest_code(files / "script.py", files / "library")


def edit(path, before, after):
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("script.py", "a comment", "another comment"),
        ("script.py", '"""Docstring."""\n', ""),
        ("library/room/drawing.py", '"""Draw."""', '"""Draw a line."""'),
        ("library/room/drawing.py", "line(1)", "line( 1 )"),
        ("library/lines.py", "    return x", "    # why\n    return x"),
        ("library/room/other.py", "return 0", "return 1"),
    ],
    ids=["comment", "no docstring", "docstring", "layout", "new comment", "module not imported"],
)
def test_edits_without_meaning_leave_the_digest(files, name, before, after):
    first = digest(files)
    edit(files / name, before, after)
    assert digest(files) == first


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("script.py", "draw()", "draw() or draw()"),
        ("library/room/drawing.py", "line(1)", "line(2)"),
        ("library/lines.py", "return x", "return -x"),
    ],
    ids=["script", "imported through the room", "imported by the imported"],
)
def test_edits_with_meaning_change_the_digest(files, name, before, after):
    first = digest(files)
    edit(files / name, before, after)
    assert digest(files) != first


def test_the_digest_does_not_depend_on_where_the_checkout_is(files, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (files / "library").rename(elsewhere / "library")
    before = digest_code(files / "script.py", elsewhere / "library")
    (elsewhere / "library").rename(files / "library")
    assert digest(files) == before


def test_code_that_does_not_parse_is_named(files):
    (files / "library/lines.py").write_text("def line(:\n")
    with pytest.raises(SyntaxError) as caught:
        digest(files)
    assert caught.value.filename.endswith("lines.py")


def test_a_digest_of_files_follows_what_is_in_them_and_not_where_they_are(tmp_path):
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "page.css").write_text("body { margin: 0 }")
    before = digest_files([tmp_path / "here/page.css"])
    assert digest_files([tmp_path / "there/page.css"]) == before
    (tmp_path / "here/page.css").write_text("body { margin: 1px }")
    assert digest_files([tmp_path / "here/page.css"]) != before
