import numpy as np
import pytest
import torch
import xarray as xr

from face_relevance.masking import FILLS, curve, keep_masks, rank_pixels

FRACTIONS = [0, 0.125, 0.5, 1]
COLOUR = [100, 100, 100]
INTEGERS = ["correct", "agreement"]
REALS = ["probability", "logit"]
OWN = "faces/gender/seed-1"


def run(model, preprocess, faces, maps, fractions=FRACTIONS, **options):
    return curve(model, preprocess, *faces, maps, fractions, mean_colour=COLOUR, **options)


def assert_same_curves(one, other):
    xr.testing.assert_equal(one[INTEGERS], other[INTEGERS])
    xr.testing.assert_allclose(one[REALS], other[REALS], rtol=1e-5)


@pytest.mark.parametrize("order", ["keep-most-relevant", "keep-least-relevant"])
def test_every_step_equals_a_literal_loop_over_single_images(model, preprocess, faces, maps, order):
    images, truth = faces
    result = run(model, preprocess, faces, maps, order=order, batch_size=3, seed=4)
    assert result.correct.dims == ("source", "order", "fill", "fraction", "image")
    for source, given in maps.items():
        ranks = rank_pixels(given, 4, order)
        for fraction in FRACTIONS:
            keep = keep_masks(ranks, fraction)
            for name in images["image"].values:
                shown = images.sel(image=name).values.copy()
                shown[~keep.sel(image=name).values] = COLOUR
                with torch.no_grad():
                    logits = model(preprocess(shown[None]))[0]
                    whole = model(preprocess(images.sel(image=name).values[None]))[0].argmax()
                step = result.sel(source=source, fraction=fraction, image=name).squeeze()
                assert step.correct == (logits.argmax() == truth.sel(image=name).item())
                assert step.agreement == (logits.argmax() == whole)
                assert step.logit.item() == pytest.approx(logits[whole].item(), rel=1e-4, abs=1e-4)
                probability = logits.softmax(0)[whole].item()
                assert step.probability.item() == pytest.approx(probability, rel=1e-4)


def test_relevant_pixels_raise_the_logit_and_irrelevant_ones_lower_it(
    model, preprocess, faces, maps
):
    most = run(model, preprocess, faces, maps).logit.sel(source=OWN, fraction=0.5)
    least = run(model, preprocess, faces, maps, order="keep-least-relevant")
    least = least.logit.sel(source=OWN, fraction=0.5)
    noise = run(model, preprocess, faces, maps).logit.sel(
        source="faces/gender/seed-2", fraction=0.5
    )
    assert (most.squeeze() > noise.squeeze()).all()
    assert (noise.squeeze() > least.squeeze()).all()


def test_result_does_not_depend_on_the_order_of_images_sources_or_batch_size(
    model, preprocess, faces, maps
):
    images, truth = faces
    result = run(model, preprocess, faces, maps)
    shuffle = np.random.default_rng(1).permutation(10)
    other = curve(
        model,
        preprocess,
        images[shuffle],
        truth[::-1],
        {source: given[(shuffle + 3) % 10] for source, given in reversed(maps.items())},
        FRACTIONS,
        mean_colour=COLOUR,
        batch_size=7,
    )
    other = other.sel(source=result.source, image=result.image)
    assert_same_curves(result, other)
    np.testing.assert_array_equal(result.identity, other.identity)


def test_labels_in_the_string_type_of_zarr_give_the_same_curves(model, preprocess, faces, maps):
    text = faces[0].image.values.astype(np.dtypes.StringDType())
    images, truth = (array.assign_coords(image=text) for array in faces)
    other = {source: given.assign_coords(image=text) for source, given in maps.items()}
    again = run(model, preprocess, (images, truth), other)
    assert_same_curves(run(model, preprocess, faces, maps), again)


def test_curves_survive_a_round_trip_through_zarr(model, preprocess, faces, maps, tmp_path):
    result = run(model, preprocess, faces, maps)
    result.to_zarr(tmp_path / "x.zarr", zarr_format=3, consolidated=False)
    read = xr.open_zarr(tmp_path / "x.zarr", consolidated=False)
    xr.testing.assert_equal(result, read.load())


@pytest.mark.parametrize("fill", ["uniform-noise", "road"])
def test_noise_of_a_fill_is_the_same_for_every_source_and_order_of_images(
    model, preprocess, faces, maps, fill
):
    images, truth = faces
    twice = {"one": maps[OWN], "other": maps[OWN]}
    result = run(model, preprocess, faces, twice, fill=fill, seed=4)
    both = [result.sel(source=source, drop=True) for source in twice]
    xr.testing.assert_equal(*both)
    shuffled = run(model, preprocess, (images[::-1], truth), twice, fill=fill, seed=4)
    assert_same_curves(result, shuffled.sel(image=result.image))


def test_ends_are_shared_by_all_sources_and_computed_once(model, preprocess, faces, maps):
    seen = []

    def count(images):
        seen.append(len(images))
        return preprocess(images)

    result = run(model, count, faces, maps)
    assert sum(seen) == 10 * (2 + 2 * 2)
    for fraction in (0, 1):
        step = result.sel(fraction=fraction)
        xr.testing.assert_equal(step.isel(source=0, drop=True), step.isel(source=1, drop=True))
    assert (result.agreement.sel(fraction=1) == 1).all()


def test_one_source_gives_the_same_curve_alone(model, preprocess, faces, maps):
    both = run(model, preprocess, faces, maps)
    alone = run(model, preprocess, faces, {OWN: maps[OWN]})
    assert_same_curves(both.sel(source=[OWN]), alone)


def test_more_maps_and_labels_than_images_are_joined_by_label(model, preprocess, faces, maps):
    images, truth = faces
    some = curve(model, preprocess, images[4:7], truth, maps, FRACTIONS, mean_colour=COLOUR)
    every = run(model, preprocess, faces, maps)
    assert_same_curves(every.sel(image=some.image), some)


def test_the_curve_of_a_linear_model_is_the_cumulative_sum_of_its_relevance(
    model, preprocess, faces, maps
):
    """On black, each kept pixel adds its own share to the logit of the true class."""
    fractions = np.arange(65) / 64
    given = {OWN: maps[OWN]}
    curves = {
        order: curve(
            model, preprocess, *faces, given, fractions, order=order, mean_colour=[0, 0, 0]
        )
        for order in ("keep-most-relevant", "keep-least-relevant")
    }
    shares = np.sort(maps[OWN].values.reshape(10, 64)) / 255 / 10
    for order, ordered in zip(curves, (shares[:, ::-1], shares), strict=True):
        expected = np.concatenate([np.zeros((10, 1)), ordered.cumsum(1)], 1)
        logit = curves[order].logit.squeeze().transpose("image", "fraction")
        np.testing.assert_allclose(logit, expected, atol=1e-5)
    # Read from the other end, insertion of the most relevant is deletion of the least relevant:
    # what the two orders keep adds up to the whole image.
    most, least = (curves[order].logit.squeeze().values for order in curves)
    np.testing.assert_allclose(most + least[::-1], np.tile(most[-1], (65, 1)), atol=1e-5)


def test_a_planted_patch_decides_as_soon_as_it_is_kept(preprocess, faces):
    """A model that looks at a square of 2 px only needs those 4 of 64 pixels, as a patch or not."""
    images, truth = faces
    pixels = images.values.copy()
    pixels[:, 4:6, 2:4] = np.where(truth.values == 0, 250, 5)[:, None, None, None]
    images = images.copy(data=pixels)
    weight = torch.zeros(2, 3, 8, 8)
    weight[0, :, 4:6, 2:4], weight[1, :, 4:6, 2:4] = 1, -1
    head = torch.nn.Linear(192, 2)
    head.weight.data, head.bias.data = weight.flatten(1), torch.tensor([-6.0, 6.0])
    model = torch.nn.Sequential(torch.nn.Flatten(), head).eval()
    relevance = np.zeros((10, 8, 8), np.float32)
    relevance[:, 4:6, 2:4] = 1
    one_pixel = np.zeros((10, 8, 8), np.float32)
    one_pixel[:, 5, 3] = 1
    like = images.isel(channel=0, drop=True)
    sources = {"patch": like.copy(data=relevance), "pixel": like.copy(data=one_pixel)}
    steps = [0, 4 / 64, 1]
    by_pixel = curve(model, preprocess, images, truth, sources, steps, "constant")
    by_patch = curve(model, preprocess, images, truth, sources, steps, "constant", unit="patch-2")
    kept = by_pixel.sel(fraction=4 / 64)
    whole = by_pixel.sel(fraction=1)
    assert (whole.correct == 1).all()
    np.testing.assert_allclose(
        kept.logit.sel(source="patch"), whole.logit.sel(source="patch"), atol=1e-5
    )
    assert (abs(kept.logit.sel(source="pixel") - whole.logit.sel(source="pixel")) > 1).all()
    np.testing.assert_allclose(by_patch.logit.sel(fraction=4 / 64), whole.logit, atol=1e-5)
    # Without the patch all images look alike.
    assert len(np.unique(by_pixel.logit.sel(fraction=0).values.round(4))) == 2
    assert by_pixel.correct.sel(fraction=0).mean() == 0.5
    assert (by_patch.unit, by_patch.sign) == ("patch-2", "signed")


@pytest.mark.parametrize("fill", FILLS)
def test_the_ends_of_every_fill_are_the_unmasked_and_the_fully_masked_images(
    model, preprocess, faces, maps, fill
):
    images, truth = faces
    face = images.values.mean(0)
    result = run(model, preprocess, faces, maps, fill=fill, mean_face=face, seed=9)
    assert result.fill.values.tolist() == [fill]
    with torch.no_grad():
        whole = model(preprocess(images.values))
    decision = whole.argmax(1)
    last = result.sel(fraction=1, source=OWN).squeeze()
    np.testing.assert_allclose(last.logit, whole[range(10), decision], rtol=1e-6)
    np.testing.assert_array_equal(last.correct, decision.numpy() == truth)
    empty = {"constant": [128] * 3, "mean-colour": COLOUR, "road": COLOUR, "mean-face": face}
    if fill in empty:
        shown = np.broadcast_to(np.rint(empty[fill]).astype(np.uint8), images.shape)
        with torch.no_grad():
            logits = model(preprocess(shown.copy()))
        first = result.sel(fraction=0, source=OWN).squeeze()
        np.testing.assert_allclose(first.logit, logits[range(10), decision], atol=1e-5)


def test_positive_relevance_gives_the_curve_of_the_clipped_map(model, preprocess, faces, maps):
    clipped = {source: given.clip(0) for source, given in maps.items()}
    result = run(model, preprocess, faces, maps, sign="positive")
    assert_same_curves(result, run(model, preprocess, faces, clipped))
    assert result.sign == "positive"


def test_blur_is_used_without_a_colour_and_named(model, preprocess, faces, maps):
    result = curve(model, preprocess, *faces, maps, FRACTIONS, fill="gaussian-blur")
    assert result.fill.values.tolist() == ["gaussian-blur"]
    assert result.order.values.tolist() == ["keep-most-relevant"]


def test_progress_wraps_the_sources(model, preprocess, faces, maps):
    seen = []
    with_progress = run(
        model, preprocess, faces, maps, progress=lambda steps: seen.extend(steps) or steps
    )
    assert len(seen) == len(maps)
    assert_same_curves(with_progress, run(model, preprocess, faces, maps))


def test_nothing_of_the_input_is_changed(model, preprocess, faces, maps):
    before = faces[0].copy(deep=True), maps[OWN].copy(deep=True)
    run(model, preprocess, faces, maps)
    xr.testing.assert_identical(faces[0], before[0])
    xr.testing.assert_identical(maps[OWN], before[1])


@pytest.mark.parametrize(
    ("fractions", "message"),
    [
        ([0.1, 0.5, 1], "begin with 0 and end with 1"),
        ([0, 0.5], "begin with 0 and end with 1"),
        ([0, 0.5, 0.2, 1], "ascend"),
        ([0, 0.5, 0.5, 1], "ascend"),
    ],
)
def test_wrong_fractions_are_refused(model, preprocess, faces, maps, fractions, message):
    with pytest.raises(ValueError, match=message):
        run(model, preprocess, faces, maps, fractions)


def test_nan_in_a_map_names_image_and_source(model, preprocess, faces, maps):
    maps[OWN][3, 0, 0] = np.nan
    with pytest.raises(ValueError, match=rf"image 'face-3' of source '{OWN}' contains NaN"):
        run(model, preprocess, faces, maps)


def test_maps_of_another_size_are_refused(model, preprocess, faces, maps):
    maps[OWN] = maps[OWN][:, 1:]
    with pytest.raises(ValueError, match=rf"'{OWN}' are 7 by 8 pixels but the images are 8 by 8"):
        run(model, preprocess, faces, maps)


def test_missing_map_or_label_is_named(model, preprocess, faces, maps):
    images, truth = faces
    with pytest.raises(ValueError, match="labels of model: image 'face-0' is missing"):
        run(model, preprocess, (images, truth[1:]), maps)
    maps[OWN] = maps[OWN][:-1]
    with pytest.raises(ValueError, match=rf"source '{OWN}': image 'face-9' is missing"):
        run(model, preprocess, faces, maps)


def test_labels_beyond_the_outputs_are_refused(model, preprocess, faces, maps):
    with pytest.raises(ValueError, match="labels of model run from 0 to 2 but it has 2 outputs"):
        run(model, preprocess, (faces[0], faces[1].where(faces[1] == 0, 2)), maps)


@pytest.mark.parametrize("name", ["fill", "order"])
def test_unknown_names_are_refused(model, preprocess, faces, maps, name):
    with pytest.raises(ValueError, match=f"unknown {name} 'none'"):
        run(model, preprocess, faces, maps, **{name: "none"})


@pytest.mark.parametrize("name", ["sign", "unit"])
def test_unknown_ways_of_ranking_are_refused(model, preprocess, faces, maps, name):
    with pytest.raises(ValueError, match=f"unknown {name} 'none'"):
        run(model, preprocess, faces, maps, **{name: "none"})


def test_other_bad_input_is_refused(model, preprocess, faces, maps):
    with pytest.raises(ValueError, match="no source"):
        run(model, preprocess, faces, {})
    with pytest.raises(ValueError, match="same label twice"):
        run(model, preprocess, (faces[0][[0, 0]], faces[1]), maps)
    with pytest.raises(ValueError, match="uint8"):
        run(model, preprocess, (faces[0].astype(np.float32), faces[1]), maps)
    with pytest.raises(ValueError, match="training mode"):
        run(model.train(), preprocess, faces, maps)
