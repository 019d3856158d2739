"""The picture of the library in CONTRIBUTING is what its modules import."""

import ast
import re
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "workflow/face_relevance"


def read_picture() -> dict[str, set[str]]:
    """Arrows of the first picture."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    drawn = re.search(r"^```mermaid\nflowchart TD\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    arrows: dict[str, set[str]] = {}
    for source, target in re.findall(r"(\w+) --> (\w+)", drawn[1]):
        arrows.setdefault(source, set()).add(target)
    return arrows


def read_imports() -> dict[str, set[str]]:
    """Which room imports which other ones."""
    found: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).parts[0]
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE.name):
                below = node.module.split(".", 1)[1:] or [name.name for name in node.names]
                found.setdefault(room, set()).update(name.split(".")[0] for name in below)
    return {room: others - {room} for room, others in found.items()}


def reach(arrows: Mapping[str, set[str]], room: str) -> set[str]:
    """Rooms that arrows lead to from a room, however far."""
    seen: set[str] = set()
    pending = [*arrows.get(room, ())]
    while pending:
        if (other := pending.pop()) not in seen:
            seen.add(other)
            pending += arrows.get(other, ())
    return seen


def test_every_import_follows_the_arrows_of_the_picture():
    picture = read_picture()
    for room, imported in read_imports().items():
        assert imported <= reach(picture, room), room


def test_every_arrow_is_an_import_that_no_others_imply():
    picture, imports = read_picture(), read_imports()
    for room, others in picture.items():
        assert others <= imports[room], room
        for other in others:
            assert other not in reach(picture | {room: others - {other}}, room), (room, other)


def test_no_room_leads_back_to_itself():
    picture = read_picture()
    assert all(room not in reach(picture, room) for room in picture)


def test_every_room_is_described():
    text = (ROOT / "CONTRIBUTING.md").read_text()
    table = text.partition("| room of")[2].partition("\n\n")[0]
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    assert rooms <= set(re.findall(r"`(\w+)`", table))
