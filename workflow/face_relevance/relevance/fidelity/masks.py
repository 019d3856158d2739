"""Maps as masks of displayed images."""

from torch import Tensor


def rescale_maps(maps: Tensor) -> Tensor:
    """Stretch every map to values from 0 to 1.

    Parameters
    ----------
    maps : Tensor (N, H, W)

    Returns
    -------
    Tensor (N, H, W)
        A constant map becomes 0.
    """
    low, high = maps.amin((1, 2), keepdim=True), maps.amax((1, 2), keepdim=True)
    spread = high - low
    return ((maps - low) / spread).where(spread > 0, 0)


def mask_images(images: Tensor, maps: Tensor, published: bool = False) -> Tensor:
    """Multiply displayed images by their maps; the background is black.

    Parameters
    ----------
    images : Tensor (N, 3, H, W), or (1, 3, H, W) for one image under N maps
        0 to 255.
    maps : Tensor (N, H, W)
        0 to 1, see `rescale_maps`.
    published : bool
        Whether the map is first rounded to 0 or 1 (0.5 to 1), as in the authors' code, where the
        cast of the map to uint8 does that. By default relevance dims a pixel gradually.

    Returns
    -------
    Tensor (N, 3, H, W)
        Whole grey levels, 0 to 255, in the precision of the images, so that what is compared with
        the original is what a network is shown.

    Raises
    ------
    ValueError
        If the maps have another size than the images.
    """
    if images.shape[-2:] != maps.shape[-2:] or len(images) not in (1, len(maps)):
        raise ValueError(
            f"maps {tuple(maps.shape)} do not fit to images {tuple(images.shape)}: give a map of "
            "the same size for each image, or several for one image"
        )
    masks = (maps >= 0.5).to(images.dtype) if published else maps
    return (images * masks[:, None]).round()


def correlate_maps(one: Tensor, other: Tensor) -> Tensor:
    """Correlate two maps of every image: the class sensitivity of ADVISE.

    Parameters
    ----------
    one, other : Tensor (N, H, W)
        Maps of the two most probable classes.

    Returns
    -------
    Tensor (N,) float64
        Pearson's r over the pixels; NaN where a map is constant.
    """
    # A constant map minus its rounded mean may not be exactly 0.
    varies = (one.flatten(1).amin(1) < one.flatten(1).amax(1)) & (
        other.flatten(1).amin(1) < other.flatten(1).amax(1)
    )
    centred = [maps.double().flatten(1) for maps in (one, other)]
    centred = [maps - maps.mean(1, keepdim=True) for maps in centred]
    norms = centred[0].norm(dim=1) * centred[1].norm(dim=1)
    return ((centred[0] * centred[1]).sum(1) / norms).where(varies, float("nan"))
