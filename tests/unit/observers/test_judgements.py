import numpy as np
import pytest

from face_relevance.observers import JudgementError, read_judgements, require_known_faces
from face_relevance.store import open_store, write_store


@pytest.fixture
def judged(write):
    lines = ["first,second,rating", "7,anna,1", "7,berta.png,2", "anna,berta.png,4"]
    return read_judgements("pairs", write(lines), "rated", "similarity", False)[0]


def test_faces_that_are_all_known_pass_in_any_order(judged):
    require_known_faces(judged, ["berta.png", "clara", "anna", "7"], "identity")


@pytest.mark.parametrize(
    ("known", "message"),
    [
        (["anna", "berta.png", "17", "007"], "face '7' is no identity of m.csv .*'007'"),
        (["7", "hanna", "berta.png"], r"face 'anna' .* \(1 of 3 .*; did you mean 'hanna'\?"),
        (["7", "anna", "berta.jpg"], r"face 'berta.png' .*; did you mean 'berta.jpg'\?"),
        (["x", "y"], r"face '7' .* \(3 of 3 faces are unknown\); there are x, y"),
    ],
)
def test_a_face_that_is_unknown_is_named_with_one_like_it(judged, known, message):
    with pytest.raises(JudgementError, match=message) as raised:
        require_known_faces(judged, known, "identity of m.csv")
    assert str(raised.value).startswith("file.csv (rated): ")


def test_judgements_survive_their_store(judged, tmp_path):
    path, manifest = tmp_path / "rated.zarr", tmp_path / "rated.json"
    write_store(judged, path, manifest)
    stored = open_store(path, manifest)
    np.testing.assert_array_equal(stored["dissimilarity"], judged["dissimilarity"])
    assert stored["condition"].values.tolist() == ["7", "anna", "berta.png"]
    assert stored.attrs.items() >= judged.attrs.items()


def test_a_kind_that_is_unknown_is_named(write):
    with pytest.raises(ValueError, match="not 'arrangements'"):
        read_judgements("arrangements", write(["a"]), "x", "similarity", False)
