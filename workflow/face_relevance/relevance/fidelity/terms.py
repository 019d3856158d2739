"""The terms of AVX: what is left of an image, and of the decision on it."""

from dataclasses import dataclass

import torch
from torch import Tensor

from face_relevance.relevance.fidelity.image_quality import measure_fsim, measure_mse, measure_ssim

SENSITIVE = 0.55
"""Largest |r| between the maps of two classes that counts as sensitive to the class."""

HITS = 5
"""Most probable classes among which the explained one must be."""


@dataclass(frozen=True)
class Fidelity:
    """Terms of each image.

    Parameters
    ----------
    ssim, fsim : Tensor (N,)
        Likeness of masked image and image, see `measure_ssim` and `measure_fsim`.
    mse : Tensor (N,)
        Mean squared difference of their pixels over 255².
    average_drop : Tensor (N,)
        ``max(0, y − o) / y`` with the probabilities y on the image and o on the masked image.
    hit : Tensor (N,) bool
        Whether the explained class is among the five most probable of the masked image; always, if
        there are no more than five.
    avx : Tensor (N,)
        ``4 / (1 / SSIM + 1 / FSIM + 1 / (1 − MSE) + 1 / (1 − AD))``; 0 where a term is 0 or below.
    """

    ssim: Tensor
    fsim: Tensor
    mse: Tensor
    average_drop: Tensor
    hit: Tensor
    avx: Tensor


def measure_fidelity(
    images: Tensor,
    masked: Tensor,
    scores: Tensor,
    masked_scores: Tensor,
    target: Tensor,
    sensitivity: Tensor | None = None,
    published: bool = False,
) -> Fidelity:
    """Measure the terms of AVX.

    Parameters
    ----------
    images : Tensor (N, 3, H, W), or (1, 3, H, W) for one image under N masks
        Displayed pixels, 0 to 255; then scores and target may have one row, too.
    masked : Tensor (N, 3, H, W)
        See `mask_images`.
    scores, masked_scores : Tensor (N, class)
        Softmax probabilities on image and masked image.
    target : Tensor (N,) int64
        Explained class, in the protocol the most probable one of the image.
    sensitivity : Tensor (N,), optional
        Class sensitivity, see `correlate_maps`; needed if `published`.
    published : bool
        Whether to measure as the authors' code does: o is then the largest probability of any
        class on the masked image, and an image that misses (`hit`) is penalised. Drop, SSIM, FSIM
        and MSE are multiplied by ``1 − |y − o|`` if its maps are sensitive to the class; otherwise
        drop and MSE are 1, SSIM and FSIM 0. By default o is the probability of the explained class
        and there are no penalties.

    Returns
    -------
    Fidelity

    Raises
    ------
    ValueError
        If shapes do not fit, or `published` lacks the sensitivity.

    References
    ----------
    Dehshibi et al. (2022), arXiv 2203.01289, and the authors' MATLAB code.
    """
    if published and sensitivity is None:
        raise ValueError("published: the penalties need the class sensitivity; see correlate_maps")
    ssim, fsim = measure_ssim(images, masked), measure_fsim(images, masked)
    mse = measure_mse(images, masked)
    classes = target.expand(len(masked))[:, None]
    score = scores.expand_as(masked_scores).gather(1, classes)[:, 0]
    own = masked_scores.gather(1, classes)
    hit = (masked_scores > own).sum(1) < HITS
    left = masked_scores.amax(1) if published else own[:, 0]
    # A class whose probability is rounded to 0 has nothing to lose.
    drop = ((score - left).clamp(min=0) / score).where(score > 0, 0)
    if published:
        kept = 1 - (score - left).abs()
        sensitive = is_sensitive(sensitivity)

        def penalise(term: Tensor, worst: float) -> Tensor:
            return torch.where(hit, term, torch.where(sensitive, term * kept, worst))

        ssim, fsim = penalise(ssim, 0.0), penalise(fsim, 0.0)
        mse, drop = penalise(mse, 1.0), penalise(drop, 1.0)
    terms = torch.stack([ssim, fsim, 1 - mse, 1 - drop])
    avx = (4 / (1 / terms).sum(0)).where((terms > 0).all(0), 0)
    return Fidelity(ssim, fsim, mse, drop, hit, avx)


def is_sensitive(sensitivity: Tensor) -> Tensor:
    """Tell whether maps of two classes differ enough: ``|r| ≤ 0.55``; NaN never does.

    Parameters
    ----------
    sensitivity : Tensor (N,)

    Returns
    -------
    Tensor (N,) bool
    """
    return sensitivity.abs() <= SENSITIVE
