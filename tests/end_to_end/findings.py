"""Whether the findings of a study are told, of every figure."""

import json
import re
from pathlib import Path

_PAGE = re.compile(r"(?<=cue_examples)_\d+$|(?<=contact_sheet)_\w+$|_\d+$")


def assert_told(results: Path) -> dict:
    """See that every figure has a caption, and every answer its figure; return the findings."""
    found = json.loads((results / "findings.json").read_text())
    names = {path.stem for path in (results / "figures").glob("*.svg")}
    for name in sorted(names):
        assert len(found["captions"].get(_PAGE.sub("", name), "")) > 20, f"{name} has no caption"
    assert {answer["figure"] for answer in found["answers"]} <= names
    texts = [*found["design"], *found["captions"].values()]
    texts += [text for answer in found["answers"] for text in answer.values()]
    assert len(found["design"]) == 3
    for text in texts:
        assert not re.search(r"\bnan\b|None(?! of)|  |\.\.", text), text
    page = (results / "landing.html").read_text()
    assert page.count("data:image/webp") == len(found["answers"])
    return found
