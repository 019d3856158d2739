import numpy as np
import pytest
from scipy.spatial import ConvexHull

from face_relevance.faces.meshes import vertex_normals
from face_relevance.faces.rasteriser import interpolate, project, rasterise

SIZE = 24


def random_triangles(seed, count=30):
    """A soup of triangles of both windings at many depths."""
    rng = np.random.default_rng(seed)
    vertices = rng.uniform(-1.3, 1.3, (3 * count, 3))
    return vertices, np.arange(3 * count).reshape(count, 3)


def cast_rays(vertices, triangles, half_extent, distance):
    """Nearest front-facing triangle at each pixel centre, by Moeller and Trumbore in a loop."""
    camera = np.array([0.0, 0.0, distance])
    seen = np.full((SIZE, SIZE), -1)
    weights = np.zeros((SIZE, SIZE, 3))
    for row in range(SIZE):
        for column in range(SIZE):
            target = np.array([column + 0.5, SIZE - row - 0.5, 0]) / SIZE * 2 - [1, 1, 0]
            ray = target * half_extent - camera
            nearest = np.inf
            for index, (a, b, c) in enumerate(vertices[triangles]):
                normal = np.cross(b - a, c - a)
                if normal @ ray >= 0:
                    continue
                t = normal @ (a - camera) / (normal @ ray)
                point = camera + t * ray
                area = normal @ normal
                bary = [
                    np.cross(c - b, point - b) @ normal / area,
                    np.cross(a - c, point - c) @ normal / area,
                    np.cross(b - a, point - a) @ normal / area,
                ]
                if min(bary) >= 0 and t < nearest:
                    nearest, seen[row, column], weights[row, column] = t, index, bary
    return seen, weights


@pytest.mark.parametrize("seed", [0, 1])
def test_visible_triangles_and_weights_agree_with_ray_casting(seed):
    vertices, triangles = random_triangles(seed)
    turned = vertices[:, [1, 2, 0]]
    stack = np.stack([vertices, turned]).astype(np.float32)
    fragments = rasterise(*project(stack, SIZE, 1.2, 5.0), triangles, SIZE)
    for picture, corners in enumerate((vertices, turned)):
        seen, weights = (
            array.reshape(SIZE**2, -1) for array in cast_rays(corners, triangles, 1.2, 5.0)
        )
        expected = np.flatnonzero(seen >= 0)
        here = fragments.pixel // SIZE**2 == picture
        triangle = fragments.triangle[here]
        np.testing.assert_array_equal(fragments.pixel[here] % SIZE**2, expected)
        np.testing.assert_array_equal(triangle, seen[expected, 0])
        np.testing.assert_allclose(fragments.weights[here], weights[expected], atol=3e-5)
        shifted = triangles[triangle] + picture * len(vertices)
        np.testing.assert_array_equal(fragments.corners[here], shifted)


def test_a_closed_surface_shows_no_background_through_its_edges():
    rng = np.random.default_rng(0)
    side = 40
    grid = np.stack(np.meshgrid(*[np.linspace(-2, 2, side)] * 2, indexing="ij"), axis=-1)
    vertices = np.concatenate([grid, rng.normal(0, 0.01, (side, side, 1))], axis=-1).reshape(-1, 3)
    vertices[:, :2] += rng.normal(0, 0.01, (side * side, 2))
    index = np.arange(side * side).reshape(side, side)
    a, b, c, d = index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]
    triangles = np.concatenate(
        [np.stack(corners, axis=-1).reshape(-1, 3) for corners in ((a, b, c), (a, c, d))]
    )
    stack = vertices[None].astype(np.float32)
    fragments = rasterise(*project(stack, 200, 1.2, 5.0), triangles, 200)
    assert len(fragments.pixel) == 200 * 200


def test_back_faces_are_not_drawn():
    triangle = np.array([[[-1, -1, 0], [1, -1, 0], [0, 1, 0]]], np.float32)
    front = rasterise(*project(triangle, SIZE, 1.2, 5.0), np.array([[0, 1, 2]]), SIZE)
    back = rasterise(*project(triangle, SIZE, 1.2, 5.0), np.array([[0, 2, 1]]), SIZE)
    assert len(front.pixel) > 0
    assert len(back.pixel) == 0


def test_interpolation_of_positions_returns_to_the_pixel_centres():
    vertices, triangles = random_triangles(2)
    stack = vertices[None].astype(np.float32)
    fragments = rasterise(*project(stack, SIZE, 1.2, 5.0), triangles, SIZE)
    points = interpolate(fragments.corners, fragments.weights, stack[0])
    (column, row), _ = project(points[None], SIZE, 1.2, 5.0)
    np.testing.assert_allclose(column[0], fragments.pixel % SIZE + 0.5, atol=1e-4)
    np.testing.assert_allclose(row[0], fragments.pixel // SIZE + 0.5, atol=1e-4)


def test_normals_of_a_sphere_are_its_directions():
    points = np.random.default_rng(0).normal(size=(400, 3))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    hull = ConvexHull(points)
    triangles = hull.simplices.copy()
    outward = np.linalg.det(points[triangles]) > 0
    triangles[~outward] = triangles[~outward][:, ::-1]
    cosine = (vertex_normals(points, triangles) * points).sum(axis=1)
    assert cosine.min() > 0.97
