from dataclasses import replace

import numpy as np
import pytest

from face_relevance.faces import (
    GENDERED_PARTS,
    HeadModelError,
    extract_head,
    face_geometry,
    load_head,
    sample_identity,
)
from face_relevance.faces.head import SHIFTS


@pytest.fixture(scope="module")
def people():
    return [sample_identity(np.random.default_rng(k), ("female", "male")[k % 2]) for k in range(4)]


def weights_of(person):
    return load_head().weights(person.targets, person.gender, person.age, person.ancestry)


def test_the_committed_model_has_all_macro_and_local_targets():
    head = load_head()
    macro = [name for name in head.names if "/" not in name]
    assert len(macro) == 12
    gendered = [name for name in head.names if name.startswith("gender/")]
    assert gendered == [f"gender/{part}" for part in GENDERED_PARTS]
    assert head.names[-3:] == SHIFTS
    assert len(head.names) - len(macro) - len(gendered) - len(SHIFTS) == 270
    assert head.targets.shape == (293, len(head.base), 3)
    assert set(np.unique(head.part)) == {0, 1, 2}
    assert head.triangles.max() < len(head.base)


def test_a_file_without_all_macro_targets_is_refused(tmp_path):
    from face_relevance.faces import head as module

    with np.load(module.Path(module.__file__).with_name("head.npz")) as file:
        data = dict(file)
    data["macro_names"] = data["macro_names"][:11]
    np.savez(tmp_path / "head.npz", **data)
    with pytest.raises(HeadModelError, match="11 macro targets"):
        load_head(tmp_path / "head.npz")


def test_an_unknown_target_is_named():
    with pytest.raises(KeyError, match="nose/of-cleopatra"):
        load_head().weights({"nose/of-cleopatra": 0.5}, 0.5, 0.2, (0, 0, 1))


def test_macro_weights_share_out_one_person(people):
    for person in people:
        assert weights_of(person)[:12].sum() == pytest.approx(1)


def test_distances_of_shape_coordinates_are_displacements_of_the_face_in_millimetres(people):
    head = load_head()
    weights = np.stack([weights_of(person) for person in people])
    coordinates = head.shape_coordinates(weights)
    for i in range(len(people)):
        for j in range(i):
            moved = head.vertices(weights[i]) - head.vertices(weights[j])
            direct = 100 * np.sqrt((moved[head.face].astype(float) ** 2).sum(axis=1).mean())
            distance = np.linalg.norm(coordinates[i] - coordinates[j])
            assert distance == pytest.approx(direct, rel=1e-4)
            assert distance > 1


def test_the_back_of_the_head_can_be_held_while_a_part_changes():
    head = load_head()
    targets = {"nose/nose-trans-up": 0.6, "mouth/mouth-trans-forward": 0.4}
    person = {"gender": 0.5, "age": 0.2, "ancestry": (0, 0, 1)}
    neutral, free, held = (
        head.vertices(head.weights(given, **person))
        for given in ({}, targets, targets | head.hold_back(targets))
    )
    back = head.base[:, 2] < -1.2
    assert np.linalg.norm(free - neutral, axis=1)[back].min() > 0.005
    np.testing.assert_allclose(held[back], neutral[back], atol=1e-5)


def test_no_target_shifts_the_face_as_a_whole():
    head = load_head()
    targets = head.targets[[not name.startswith(("gender/", "shift/")) for name in head.names]]
    # Stored with half precision, hence the tolerance, in decimetres.
    assert np.abs(targets[:, head.face].mean(axis=1)).max() < 1e-4


def test_a_gender_swap_changes_the_shape_and_no_painted_coordinate(people):
    person = people[0]
    swapped = replace(person, gender=1 - person.gender)
    one, other = face_geometry(person), face_geometry(swapped)
    moved = 100 * np.linalg.norm(one.vertices - other.vertices, axis=1)
    assert moved[: len(load_head().base)][load_head().face].mean() > 1
    np.testing.assert_array_equal(one.albedo, other.albedo)
    assert one.figure is other.figure


def test_a_folder_without_the_base_mesh_cannot_be_extracted(tmp_path):
    with pytest.raises(ValueError, match=r"base\.obj"):
        extract_head(tmp_path, tmp_path / "head.npz")
