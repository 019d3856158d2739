"""Light, tone and anti-aliasing shared by faces and objects."""

from dataclasses import dataclass

import numpy as np

from face_relevance.faces.parameters import View

SUPERSAMPLING = 2
# Red light travels further under skin, which softens and reddens the border of the shade.
_SKIN_WRAP = np.array([0.35, 0.22, 0.16], np.float32)


@dataclass(frozen=True)
class Surface:
    """Optical properties of the visible samples.

    Attributes
    ----------
    albedo : (F, 3) float32
        Linear reflectance in red, green and blue, 0 to 1.
    normal : (F, 3) float32
        Camera-space normals of any length.
    openness : (F,) float32
        Visible fraction of the sky; scales the ambient light.
    gloss, sharpness : (F,) float32
        Strength of the highlight and exponent of its falloff.
    """

    albedo: np.ndarray
    normal: np.ndarray
    openness: np.ndarray
    gloss: np.ndarray
    sharpness: np.ndarray


def rotation(view: View) -> np.ndarray:
    """Rotation matrix (3, 3) from model to camera coordinates: yaw, then pitch, then roll."""
    (cy, cp, cr), (sy, sp, sr) = (
        trigonometric(np.radians([view.yaw, view.pitch, view.roll]))
        for trigonometric in (np.cos, np.sin)
    )
    yaw = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    pitch = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    roll = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return roll @ pitch @ yaw


def illuminate(surface: Surface, view: View) -> np.ndarray:
    """Compute the light that the samples send to the camera.

    Parameters
    ----------
    surface : Surface
        F visible samples.
    view : View
        Supplies the light's direction, strength, warmth and the ambient light.

    Returns
    -------
    (F, 3) float32
        Linear radiance.

    Notes
    -----
    Wrapped Lambert diffuse light, a hemisphere of ambient light and a Blinn-Phong highlight.
    """
    normal = (
        surface.normal
        / np.maximum(np.sqrt(np.einsum("ij,ij->i", surface.normal, surface.normal)), 1e-9)[:, None]
    )
    azimuth, elevation = np.radians([view.light_azimuth, view.light_elevation])
    light = np.array(
        [
            np.sin(azimuth) * np.cos(elevation),
            np.sin(elevation),
            np.cos(azimuth) * np.cos(elevation),
        ]
    )
    halfway = light + np.array([0.0, 0.0, 1.0])
    halfway /= np.linalg.norm(halfway)
    tint = np.array([1 + 0.12 * view.light_warmth, 1.0, 1 - 0.16 * view.light_warmth])
    tint = (view.light_strength * tint).astype(np.float32)

    facing = (normal @ light.astype(np.float32))[:, None]
    diffuse = np.maximum((facing + _SKIN_WRAP) / (1 + _SKIN_WRAP), 0)
    # The key light is broad: deep folds see only a part of it.
    diffuse *= (0.35 + 0.65 * surface.openness)[:, None]
    sky = view.ambient * surface.openness * (0.8 + 0.2 * normal[:, 1])
    highlight = np.maximum(normal @ halfway.astype(np.float32), 0) ** surface.sharpness
    highlight *= surface.gloss * surface.openness
    return surface.albedo * (diffuse * tint + sky[:, None]) + highlight[:, None] * tint


def compose(pixel: np.ndarray, radiance: np.ndarray, size: int, view: View) -> np.ndarray:
    """Put samples on the backdrop, average the supersampling and encode as sRGB.

    Parameters
    ----------
    pixel : (F,) integer array
        Flat indices on the supersampled grid.
    radiance : (F, 3) float32
        Linear radiance of the samples.
    size : int
        Width and height of the image.
    view : View
        Supplies the background.

    Returns
    -------
    (size, size, 3) uint8
    """
    fine = size * SUPERSAMPLING
    across = np.linspace(-1, 1, fine, dtype=np.float32)
    fall = 1.12 - 0.1 * across[:, None] ** 2 - 0.12 * across[:, None] - 0.12 * across[None, :] ** 2
    canvas = np.repeat((view.background**2.2 * fall).ravel()[:, None], 3, axis=1)
    canvas[pixel] = radiance
    blocks = canvas.reshape(size, SUPERSAMPLING, size, SUPERSAMPLING, 3)
    image = blocks[:, 0, :, 0] + blocks[:, 0, :, 1] + blocks[:, 1, :, 0] + blocks[:, 1, :, 1]
    image = np.clip(image / SUPERSAMPLING**2, 0, 1) ** np.float32(1 / 2.2)
    return np.round(255 * image).astype(np.uint8)
