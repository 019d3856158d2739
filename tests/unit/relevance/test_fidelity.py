"""Terms of AVX against scikit-image, piq, a literal FSIM, and figures worked out by hand."""

import math

import piq
import pytest
import torch
from literal_fsim import compute_fsim
from scipy import stats
from skimage import data
from skimage.metrics import structural_similarity
from skimage.transform import resize

from face_relevance.relevance.fidelity import (
    correlate_maps,
    is_sensitive,
    mask_images,
    measure_fidelity,
    measure_fsim,
    measure_mse,
    measure_ssim,
    rescale_maps,
)
from face_relevance.relevance.fidelity.image_quality import CHUNK_PIXELS


@pytest.fixture(scope="module")
def photographs():
    def load(height, width, count=3, dtype=torch.float64):
        shown = [data.astronaut(), data.coffee(), data.chelsea()][:count]
        return torch.stack(
            [torch.from_numpy(resize(image, (height, width)) * 255) for image in shown]
        ).permute(0, 3, 1, 2).round().to(dtype)  # fmt: skip

    return load


@pytest.fixture
def blobs():
    def draw(height, width, count=3):
        y, x = torch.meshgrid(
            torch.linspace(0, 1, height), torch.linspace(0, 1, width), indexing="ij"
        )
        return torch.stack(
            [((-((y - 0.3 * k) ** 2) - (x - 0.4) ** 2) / 0.1).exp() for k in range(count)]
        ).double()  # fmt: skip

    return draw


def show(image):
    return image.permute(1, 2, 0).numpy()


SIZES = [(48, 64), (33, 47), (32, 32)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("published", [False, True])
def test_ssim_is_scikit_images(photographs, blobs, size, published):
    images = photographs(*size)
    masked = mask_images(images, blobs(*size), published)
    for found, image, other in zip(measure_ssim(images, masked), images, masked, strict=True):
        expected = structural_similarity(
            show(image), show(other), data_range=255, channel_axis=2, gaussian_weights=True,
            sigma=1.5, use_sample_covariance=False,
        )  # fmt: skip
        assert found.item() == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("published", [False, True])
def test_fsim_is_that_of_its_authors(photographs, blobs, size, published):
    images = photographs(*size)
    masked = mask_images(images, blobs(*size), published)
    for found, image, other in zip(measure_fsim(images, masked), images, masked, strict=True):
        # The authors' matrix of colours has three digits, and their stabiliser is another.
        assert found.item() == pytest.approx(compute_fsim(show(image), show(other)), abs=2e-4)


@pytest.mark.parametrize("size", [(48, 64), (32, 33), (33, 47), (400, 390)])
@pytest.mark.parametrize("published", [False, True])
def test_ssim_and_fsim_are_piqs(photographs, blobs, size, published):
    images = photographs(*size)
    masked = mask_images(images, blobs(*size), published)
    ssim = piq.ssim(masked, images, reduction="none", data_range=255, downsample=False)
    torch.testing.assert_close(measure_ssim(images, masked), ssim, rtol=0, atol=1e-12)
    fsim = piq.fsim(masked, images, reduction="none", data_range=255)
    torch.testing.assert_close(measure_fsim(images, masked), fsim, rtol=0, atol=1e-12)
    # In single precision piq's SSIM is up to 7e-6 off.
    fsim = piq.fsim(masked.float(), images.float(), reduction="none", data_range=255)
    found = measure_fsim(images.float(), masked.float())
    torch.testing.assert_close(found, fsim, rtol=0, atol=1e-6)


@pytest.mark.parametrize("published", [False, True])
def test_single_precision_suffices(photographs, blobs, published):
    images = photographs(224, 224)
    masked = mask_images(images, blobs(224, 224), published)
    images, masked = images.float(), masked.float()
    for measure in (measure_ssim, measure_fsim):
        expected = measure(images.double(), masked.double())
        torch.testing.assert_close(measure(images, masked).double(), expected, rtol=0, atol=1e-6)


def test_likeness_of_an_image_does_not_depend_on_its_batch(photographs, blobs):
    count = CHUNK_PIXELS // 64**2 + 2  # more than one chunk
    images = photographs(64, 64).repeat(count, 1, 1, 1)[:count]
    maps = blobs(64, 64).repeat(count, 1, 1)[:count] * torch.linspace(0.5, 1, count)[:, None, None]
    masked = mask_images(images, maps)
    for measure in (measure_ssim, measure_fsim, measure_mse):
        together = measure(images, masked)
        for k in (0, count - 2, count - 1):
            alone = measure(images[k : k + 1], masked[k : k + 1])
            torch.testing.assert_close(together[k : k + 1], alone, rtol=1e-10, atol=0)


def test_one_image_under_many_masks_is_that_image_repeated(photographs, blobs):
    image, maps = photographs(48, 48, 1), blobs(48, 48)
    masked = mask_images(image, maps)
    repeated = image.expand(3, -1, -1, -1)
    assert torch.equal(masked, mask_images(repeated, maps))
    for measure in (measure_ssim, measure_fsim, measure_mse):
        found, expected = measure(image, masked), measure(repeated.contiguous(), masked)
        torch.testing.assert_close(found, expected, rtol=1e-12, atol=0)
    scores = torch.tensor([[0.7, 0.3]]).double()
    masked_scores = torch.tensor([[0.6, 0.4], [0.2, 0.8], [0.9, 0.1]]).double()
    found = measure_fidelity(image, masked, scores, masked_scores, torch.tensor([0]))
    expected = measure_fidelity(
        repeated, masked, scores.repeat(3, 1), masked_scores, torch.zeros(3, dtype=torch.int64)
    )
    torch.testing.assert_close(found.avx, expected.avx, rtol=1e-12, atol=0)


def test_an_image_is_wholly_like_itself_and_grey_ones_are_compared_too(photographs):
    images = photographs(32, 32)
    for these in (images, images.mean(1, keepdim=True).expand(-1, 3, -1, -1)):
        torch.testing.assert_close(measure_ssim(these, these), torch.ones(3).double())
        torch.testing.assert_close(measure_fsim(these, these), torch.ones(3).double())
        assert torch.equal(measure_mse(these, these), torch.zeros(3).double())


def test_a_black_image_has_no_features(photographs):
    images = photographs(32, 32)
    black = mask_images(images, torch.zeros(3, 32, 32))
    assert torch.equal(measure_fsim(images, black), torch.zeros(3).double())
    torch.testing.assert_close(measure_mse(images, black), (images / 255).square().mean((1, 2, 3)))


@pytest.mark.parametrize("shape", [(1, 1, 32, 32), (1, 3, 10, 32), (3, 32, 32)])
def test_images_that_cannot_be_compared_are_refused(shape):
    with pytest.raises(ValueError, match="at least 11 px"):
        measure_ssim(torch.zeros(shape), torch.zeros(shape))
    with pytest.raises(ValueError, match="do not fit to images"):
        measure_fsim(torch.zeros(2, 3, 32, 32), torch.zeros(3, 3, 32, 32))


def test_masks_dim_gradually_or_as_published():
    images = torch.full((2, 3, 2, 2), 101.0)
    maps = torch.tensor([[[0.0, 0.49], [0.5, 1.0]], [[0.25, 1.0], [0.0, 0.0]]])
    soft, published = mask_images(images, maps), mask_images(images, maps, published=True)
    assert soft[:, 0].tolist() == [[[0, 49], [50, 101]], [[25, 101], [0, 0]]]
    assert published[:, 2].tolist() == [[[0, 0], [101, 101]], [[0, 101], [0, 0]]]
    with pytest.raises(ValueError, match=r"maps \(3, 2, 2\) do not fit"):
        mask_images(images, torch.zeros(3, 2, 2))


def test_maps_are_stretched_each_by_itself_and_constant_ones_become_0():
    maps = torch.tensor([[[1.0, 2.0], [3.0, 5.0]], [[7.0, 7.0], [7.0, 7.0]]])
    assert rescale_maps(maps).tolist() == [[[0, 0.25], [0.5, 1]], [[0, 0], [0, 0]]]


def test_class_sensitivity_is_pearsons_correlation():
    one, other = torch.randn(2, 4, 5, 6, generator=torch.Generator().manual_seed(0))
    other[1] = one[1] * -2 + 3
    found = correlate_maps(one, other)
    for k in range(4):
        expected = stats.pearsonr(one[k].flatten(), other[k].flatten()).statistic
        assert found[k].item() == pytest.approx(expected, abs=1e-6)
    assert found[1].item() == pytest.approx(-1)


def test_a_constant_map_has_no_sensitivity():
    other = torch.arange(4.0).view(1, 2, 2)
    for constant in (0.0, 0.1):
        found = correlate_maps(torch.full((1, 2, 2), constant), other)
        assert found.isnan().all()
        assert not is_sensitive(found).any()


def test_maps_are_sensitive_up_to_a_correlation_of_0_55():
    correlations = torch.tensor([0, 0.55, -0.55, 0.56, -0.56, math.nan], dtype=torch.float64)
    assert is_sensitive(correlations).tolist() == [True, True, True, False, False, False]


@pytest.fixture
def pairs(photographs, blobs):
    """An image under four masks, and probabilities of seven classes: the last two miss."""
    images = photographs(32, 32, 1).repeat(4, 1, 1, 1)
    masked = mask_images(images, blobs(32, 32, 4))
    scores = torch.tensor([[0.5, 0.1, 0.1, 0.1, 0.1, 0.06, 0.04]]).double().repeat(4, 1)
    low = [0.05, 0.15, 0.15, 0.15, 0.15, 0.25, 0.1]  # the class is the last of seven
    masked_scores = torch.tensor(
        [
            [0.4, 0.5, 0.1, 0.0, 0.0, 0.0, 0.0],
            [0.6, 0.4, 0.0, 0.0, 0.0, 0.0, 0.0],
            low,
            low,
        ]
    ).double()
    return images, masked, scores, masked_scores, torch.zeros(4, dtype=torch.int64)


def harmonic(ssim, fsim, mse, drop):
    return 4 / (1 / ssim + 1 / fsim + 1 / (1 - mse) + 1 / (1 - drop))


def test_avx_is_the_harmonic_mean_of_its_terms_and_follows_the_explained_class(pairs):
    found = measure_fidelity(*pairs)
    assert found.average_drop.tolist() == pytest.approx([0.2, 0, 0.9, 0.9])
    assert found.hit.tolist() == [True, True, False, False]
    torch.testing.assert_close(found.ssim, measure_ssim(*pairs[:2]))
    expected = harmonic(found.ssim, found.fsim, found.mse, found.average_drop)
    torch.testing.assert_close(found.avx, expected)
    assert (found.avx > 0).all()


def test_published_avx_takes_any_class_and_penalises_misses(pairs):
    default = measure_fidelity(*pairs)
    sensitivity = torch.tensor([0.9, math.nan, -0.3, math.nan]).double()
    found = measure_fidelity(*pairs, sensitivity, published=True)
    # The most probable class has 0.5, 0.6, 0.25 and 0.25; a miss costs |0.5 - 0.25|.
    assert found.average_drop.tolist() == pytest.approx([0, 0, 0.5 * 0.75, 1])
    for term, worst in (("ssim", 0), ("fsim", 0), ("mse", 1)):
        before, after = getattr(default, term), getattr(found, term)
        torch.testing.assert_close(after[:2], before[:2])
        torch.testing.assert_close(after[2], before[2] * 0.75)
        assert after[3] == worst
    expected = harmonic(found.ssim, found.fsim, found.mse, found.average_drop)
    torch.testing.assert_close(found.avx[:3], expected[:3])
    assert found.avx[3] == 0
    assert torch.equal(found.hit, default.hit)
    with pytest.raises(ValueError, match="need the class sensitivity"):
        measure_fidelity(*pairs, published=True)


def test_avx_is_0_where_a_term_is(pairs):
    images, masked, scores, masked_scores, target = pairs
    gone = masked_scores.clone()
    gone[0, 0] = 0
    found = measure_fidelity(images, masked, scores, gone, target)
    assert found.average_drop[0] == 1
    assert found.avx[0] == 0
    assert found.avx[1] > 0
    negative = measure_fidelity(images, 255 - images, scores, masked_scores, target)
    assert (negative.ssim < 0).all()
    assert (negative.avx == 0).all()


def test_up_to_five_classes_always_hit_and_a_class_without_probability_cannot_drop(pairs):
    images, masked, *_ = pairs
    scores = torch.tensor([[0.0, 0.2, 0.2, 0.3, 0.3]]).repeat(4, 1)
    found = measure_fidelity(images, masked, scores, scores, torch.zeros(4, dtype=torch.int64))
    assert found.hit.all()
    assert torch.equal(found.average_drop, torch.zeros(4))
