import numpy as np
import pytest

from face_relevance.faces import Identity, load_head, part_distances, sample_identity
from face_relevance.faces.cues import confine_shape


def weights_of(person):
    return load_head().weights(person.targets, person.gender, person.age, person.ancestry)


@pytest.fixture(scope="module")
def weights():
    people = [
        sample_identity(np.random.default_rng(k), ("female", "male")[k % 2]) for k in range(5)
    ]
    return np.stack([weights_of(person) for person in people])


def test_distances_of_the_face_are_those_of_the_shape_coordinates(weights):
    head = load_head()
    coordinates = head.shape_coordinates(weights)
    expected = np.linalg.norm(coordinates[:, None] - coordinates[None], axis=2)
    # Differences of squares lose digits where faces are equal.
    np.testing.assert_allclose(part_distances(weights, head)["face"], expected, atol=1e-4)


def test_every_part_has_symmetric_distances_in_a_plausible_range(weights):
    for distances in part_distances(weights, load_head()).values():
        np.testing.assert_allclose(distances, distances.T)
        apart = distances[~np.eye(5, dtype=bool)]
        assert apart.min() > 0.3
        assert apart.max() < 40


def test_people_who_differ_in_the_nose_alone_are_far_apart_there():
    man = confine_shape(Identity(gender=1.0), ["nose"])
    woman = confine_shape(Identity(gender=0.0), ["nose"])
    pair = np.stack([weights_of(man), weights_of(woman)])
    apart = {name: values[0, 1] for name, values in part_distances(pair, load_head()).items()}
    assert max(apart, key=apart.get) == "nose"
    assert apart["chin"] < 0.05 * apart["nose"]
