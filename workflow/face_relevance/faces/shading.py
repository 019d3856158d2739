"""Light, backdrop and anti-aliasing shared by faces and objects."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from face_relevance.faces.parameters import View

SUPERSAMPLING = 2
"""Samples along the width and the height of a pixel."""

# Red light travels further under skin, which softens and reddens the border of the shade.
_WRAP = np.array([0.35, 0.22, 0.16], np.float32)
_GAMMA = 2.2
# Encoding is a look-up of the square root, which is nearly as evenly spaced as the result.
_LEVELS = 4096
_ENCODED = np.round(255 * (np.arange(_LEVELS) / (_LEVELS - 1)) ** (2 / _GAMMA)).astype(np.uint8)


@dataclass(frozen=True)
class Illumination:
    """Light that N pictures of one mesh receive.

    Attributes
    ----------
    diffuse : (N, V, 3) float32
        Light that a white surface scatters to the camera, in red, green and blue.
    highlight : (N, V, 3) float32
        Light of the broad highlight of a glossy surface.
    halfway : (N, 3) float32
        Directions halfway between the key light and the camera.
    colour : (N, 3) float32
        Of the key light.
    """

    diffuse: np.ndarray
    highlight: np.ndarray
    halfway: np.ndarray
    colour: np.ndarray


def rotations(views: Sequence[View]) -> np.ndarray:
    """Rotation matrices (N, 3, 3) from model to camera: yaw, then pitch, then roll."""
    angles = np.radians([(view.yaw, view.pitch, view.roll) for view in views])
    (cy, cp, cr), (sy, sp, sr) = np.cos(angles).T, np.sin(angles).T
    one, nil = np.ones(len(angles)), np.zeros(len(angles))
    yaw, pitch, roll = (
        np.moveaxis(np.array(rows), -1, 0)
        for rows in (
            [[cy, nil, sy], [nil, one, nil], [-sy, nil, cy]],
            [[one, nil, nil], [nil, cp, -sp], [nil, sp, cp]],
            [[cr, -sr, nil], [sr, cr, nil], [nil, nil, one]],
        )
    )
    return (roll @ pitch @ yaw).astype(np.float32)


def place(
    vertices: np.ndarray, views: Sequence[View], turns: np.ndarray, half_extent: float
) -> np.ndarray:
    """Turn, magnify and shift the vertices (V, 3) of a mesh as N views say; (N, V, 3)."""
    scale = np.array([view.scale for view in views], np.float32)
    shift = np.array([(view.shift_x, view.shift_y, 0) for view in views], np.float32)
    placed = vertices @ (scale[:, None, None] * turns).transpose(0, 2, 1)
    return placed + np.float32(2 * half_extent) * shift[:, None]


def illuminate(
    normals: np.ndarray, openness: np.ndarray, views: Sequence[View], turns: np.ndarray
) -> Illumination:
    """Compute the light at the vertices of a mesh.

    Parameters
    ----------
    normals : (V, 3) float32
        Unit normals of the mesh.
    openness : (V,) float32
        Visible fraction of the sky; scales the ambient light.
    views : sequence of N views
        Supply the light's direction, strength, warmth and the ambient light.
    turns : (N, 3, 3) float32
        From :func:`rotations`.

    Returns
    -------
    Illumination

    Notes
    -----
    Wrapped Lambert diffuse light, a hemisphere of ambient light and a Blinn-Phong highlight of
    exponent 12.
    """
    azimuth, elevation = np.radians([(v.light_azimuth, v.light_elevation) for v in views]).T
    light = np.stack(
        [
            np.sin(azimuth) * np.cos(elevation),
            np.sin(elevation),
            np.cos(azimuth) * np.cos(elevation),
        ],
        axis=1,
    )
    halfway = light + np.array([0, 0, 1])
    halfway /= np.linalg.norm(halfway, axis=1, keepdims=True)
    warmth = np.array([view.light_warmth for view in views])
    strength = np.array([view.light_strength for view in views])
    colour = np.stack([1 + 0.12 * warmth, np.ones(len(views)), 1 - 0.16 * warmth], axis=1)
    colour = (strength[:, None] * colour).astype(np.float32)
    ambient = np.array([view.ambient for view in views], np.float32)

    # The directions are turned to the mesh, which is cheaper than the other way round.
    frame = np.stack([light, halfway, np.broadcast_to([0, 1, 0], light.shape)], axis=2)
    frame = turns.transpose(0, 2, 1) @ frame.astype(np.float32)
    facing, shining, upward = np.moveaxis(normals @ frame, 2, 0)
    # The key light is broad: deep folds see only a part of it.
    lit = np.float32(0.35) + np.float32(0.65) * openness
    sky = ambient[:, None] * openness * (np.float32(0.8) + np.float32(0.2) * upward)
    diffuse = np.empty((*facing.shape, 3), np.float32)
    for channel, wrap in enumerate(_WRAP):
        scattered = np.maximum((facing + wrap) * (1 / (1 + wrap)), 0) * lit
        diffuse[..., channel] = scattered * colour[:, channel, None] + sky
    shining = np.maximum(shining, 0)
    shining = shining * shining * shining
    shining = shining * shining
    highlight = (shining * shining * openness)[..., None] * colour[:, None]
    return Illumination(diffuse, highlight, halfway.astype(np.float32), colour)


def compose(
    pixel: np.ndarray, radiance: np.ndarray, size: int, views: Sequence[View]
) -> np.ndarray:
    """Put samples on the backdrop, average the supersampling and encode as sRGB.

    Parameters
    ----------
    pixel : (F,) integer array
        Flat indices on the supersampled grid of N pictures.
    radiance : (F, 4) float32
        Linear radiance of the samples, and ones.
    size : int
        Width and height of the pictures.
    views : sequence of N views
        Supply the backdrop.

    Returns
    -------
    (N, size, size, 3) uint8
    """
    fine = size * SUPERSAMPLING
    canvas = np.zeros((len(views) * fine * fine, 4), np.float32)
    # Taken for one number, the four floats of a sample are moved at once, which is much faster.
    canvas.view(np.complex128)[pixel] = np.minimum(radiance, 1).view(np.complex128)
    rows = canvas.reshape(-1, SUPERSAMPLING, fine * 4)
    rows = rows[:, 0] + rows[:, 1]
    blocks = rows.reshape(len(views), size, size, SUPERSAMPLING, 4)
    blocks = (blocks[..., 0, :] + blocks[..., 1, :]) * np.float32(SUPERSAMPLING**-2)
    image = blocks[..., :3]
    wall = (1 - blocks[..., 3]) * _wall(size)
    for channel, colour in enumerate(_backdrop(views).T):
        image[..., channel] += wall * colour[:, None, None]
    level = np.sqrt(np.minimum(image, 1)) * np.float32(_LEVELS - 1) + np.float32(0.5)
    return np.take(_ENCODED, level.astype(np.intp))


def _wall(size: int) -> np.ndarray:
    """Brightness (size, size) of a wall that is lit from above."""
    across = np.linspace(-1, 1, size, dtype=np.float32)
    return 1.12 - 0.1 * across[:, None] ** 2 - 0.12 * across[:, None] - 0.12 * across**2


def _backdrop(views: Sequence[View]) -> np.ndarray:
    """Linear colour (N, 3) of the wall."""
    level = np.array([view.background for view in views]) ** _GAMMA
    tint = np.array([view.background_tint for view in views])
    colour = np.stack([1 + 0.2 * tint, np.ones_like(tint), 1 - 0.3 * tint], axis=1)
    return (level[:, None] * colour).astype(np.float32)
