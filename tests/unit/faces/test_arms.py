"""The two arms of pretraining differ in what is shown, not in the statistics of the images."""

import numpy as np
import pytest

from face_relevance.faces import (
    FAMILIES,
    face_geometry,
    render_faces,
    render_object,
    sample_identity,
    sample_object,
    sample_object_view,
    sample_view,
)

COUNT, SIZE = 160, 64


def luminance(pixels):
    return np.asarray(pixels) @ np.array([0.299, 0.587, 0.114]) / 255


@pytest.fixture(scope="module")
def arms():
    """Luminance of simulated faces and objects, drawn as for a study."""
    faces, objects = [], []
    for k in range(COUNT):
        rng = np.random.default_rng(k)
        geometry = face_geometry(sample_identity(rng, ("female", "male")[k % 2]))
        faces.append(render_faces(geometry, [sample_view(rng)], SIZE)[0][0])
        solid = sample_object(rng, list(FAMILIES)[k % len(FAMILIES)])
        objects.append(render_object(solid, sample_object_view(rng), SIZE))
    return luminance(faces), luminance(objects)


def spectrum_slope(image):
    """Exponent of the amplitude's fall with spatial frequency, 2 to 27 cycles per image."""
    window = np.outer(np.hanning(SIZE), np.hanning(SIZE))
    power = np.abs(np.fft.fft2((image - image.mean()) * window)) ** 2
    ring = np.hypot(*np.meshgrid(*[np.fft.fftfreq(SIZE, 1 / SIZE)] * 2)).round().astype(int)
    mean = np.bincount(ring.ravel(), power.ravel()) / np.bincount(ring.ravel())
    cycles = np.arange(2, 28)
    return np.polyfit(np.log(cycles), np.log(mean[cycles]), 1)[0] / 2


def test_mean_luminance_matches(arms):
    faces, objects = (images.mean() for images in arms)
    assert objects == pytest.approx(faces, abs=0.04)


def test_contrast_matches(arms):
    faces, objects = (images.std(axis=(1, 2)).mean() for images in arms)
    assert objects == pytest.approx(faces, rel=0.15)


def test_slope_of_the_spectrum_matches(arms):
    faces, objects = (np.mean([spectrum_slope(image) for image in images]) for images in arms)
    assert -1.6 < faces < -1.2
    assert objects == pytest.approx(faces, abs=0.15)
