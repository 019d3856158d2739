"""Every artifact, planted, is seen to fail; a clean case passes."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml
from torch import nn

from face_relevance.audit.artifacts.agreement import measure_agreement
from face_relevance.audit.artifacts.maps import measure_change
from face_relevance.audit.artifacts.measuring import measure_artifacts
from face_relevance.audit.artifacts.verdicts import AUDITS, judge
from face_relevance.relevance import Relevance, attribute, trace

SCHEMA = Path(__file__).parents[3] / "workflow/schemas/config.schema.yaml"
AUDIT = yaml.safe_load(SCHEMA.read_text())["properties"]["audit"]["properties"]
SIZE = 16


def judge_mean(found, audit):
    """Judge the mean over images as if it were known exactly, by the default thresholds."""
    value = float(found["value"].sel(audit=audit).mean())
    limits = AUDIT["thresholds"]["properties"][audit]["properties"]
    return judge(audit, value, value, *(limits[end]["default"] for end in ("warn", "fail")))


def build(*layers, weights="ones"):
    """Build a network of two classes with known weights and without a bias."""
    network = nn.Sequential(*layers)
    generator = torch.Generator().manual_seed(0)
    for parameter in network.parameters():
        if weights == "ones":
            nn.init.ones_(parameter)
        else:
            nn.init.normal_(parameter, generator=generator)
    return trace(network.eval())


def convolve(kernel, channels=1, stride=1, **options):
    return nn.Conv2d(channels, channels, kernel, stride, kernel // 2, bias=False, **options)


def sum_up(channels=1):
    return [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 2, bias=False)]


def draw(count=3, channels=1, size=SIZE):
    generator = torch.Generator().manual_seed(1)
    return torch.rand(count, channels, size, size, generator=generator) * 2 - 1


def audit(graph, method, inputs=None, **options):
    """Audit a method on a network of inputs between −1 and 1."""
    inputs = draw() if inputs is None else inputs
    channels = inputs.shape[1]
    given = {
        "lowest": (-1.0,) * channels,
        "highest": (1.0,) * channels,
        "strides": graph.strides,
        "ring": 2,
        "seed": 0,
    }
    return measure_artifacts(
        partial(attribute, graph, composite=method), graph, inputs, **(given | options)
    )


def explain_by(function, inputs=None, strides=()):
    """Audit an explainer that is a function of the input alone."""
    inputs = draw() if inputs is None else inputs

    def explainer(changed, target):
        maps = function(changed)
        score = maps.flatten(1).sum(1)
        ends = torch.stack([score, score], 1).double()
        absorbed = torch.zeros(*ends.shape, 3, dtype=torch.float64)
        return Relevance(maps, ends, absorbed, ("output", "input"), target, score, {}, {})

    def classify(changed):
        return changed.flatten(1)[:, :2]

    return measure_artifacts(explainer, classify, inputs, (-1.0,), (1.0,), strides, 2, 0)


def square(inputs):
    """Explain each pixel by itself, in proportion to its square and a little more."""
    return (inputs[:, 0] ** 2) + 0.5


def test_a_bias_is_seen_as_lost_relevance():
    """The score is 9 · 0.5 of the pixels plus 6 of the bias."""
    network = nn.Sequential(nn.Flatten(), nn.Linear(9, 2))
    nn.init.ones_(network[1].weight)
    network[1].bias.data = torch.tensor([6.0, 0.0])
    graph = trace(network)
    found = audit(graph, "epsilon", torch.full((2, 1, 3, 3), 0.5), ring=1)
    np.testing.assert_allclose(found["value"].sel(audit="conservation"), 6 / 10.5, atol=1e-5)
    assert judge_mean(found, "conservation") == "fail"
    taken = found["absorbed"].sel(layer="1", cause="bias")
    assert float(taken) == pytest.approx(6 / 10.5, abs=1e-5)
    assert float(found["ledger"].sel(layer="input")) == pytest.approx(4.5 / 10.5, abs=1e-5)


def test_a_bias_that_gives_relevance_is_seen_as_well():
    """The pixels have 4.5, of which a bias of −3 leaves a score of 1.5: the map is too large."""
    network = nn.Sequential(nn.Flatten(), nn.Linear(9, 2))
    nn.init.ones_(network[1].weight)
    network[1].bias.data = torch.tensor([-3.0, -9.0])
    found = audit(trace(network), "epsilon", torch.full((2, 1, 3, 3), 0.5), ring=1)
    np.testing.assert_allclose(found["value"].sel(audit="conservation"), 3 / 4.5, atol=1e-5)


def test_relevance_is_conserved_without_a_bias():
    found = audit(build(convolve(3), nn.ReLU(), *sum_up()), "epsilon", draw().abs())
    assert float(found["value"].sel(audit="conservation").max()) < 1e-4
    assert judge_mean(found, "conservation") == "pass"


def test_only_methods_with_layers_have_a_ledger_to_audit():
    found = audit(build(convolve(3), *sum_up()), "gradient-x-input")
    assert found["value"].sel(audit="conservation").isnull().all()


def test_zero_padding_starves_the_border_by_a_known_ratio():
    """A pixel is seen by 9 windows inside, by 6 at an edge and by 4 in a corner."""
    found = audit(build(convolve(3), *sum_up()), "gradient", ring=1)
    edge, corner = 4 * (SIZE - 2), 4
    expected = (6 * edge + 4 * corner) / (edge + corner) / 9
    np.testing.assert_allclose(found["value"].sel(audit="border"), expected, rtol=1e-5)
    np.testing.assert_allclose(found["border_images"], expected, rtol=1e-5)
    profile = found["border_profile"].sel(shown="constant").values
    np.testing.assert_allclose(profile[0] / profile[1:], expected, rtol=1e-5)


def test_deep_zero_padding_fails_and_circular_padding_passes():
    deep = [convolve(5) for _ in range(3)]
    assert judge_mean(audit(build(*deep, *sum_up()), "gradient"), "border") == "fail"
    round_about = [convolve(5, padding_mode="circular") for _ in range(3)]
    found = audit(build(*round_about, *sum_up()), "gradient")
    np.testing.assert_allclose(found["value"].sel(audit="border"), 1, rtol=1e-5)
    np.testing.assert_allclose(found["constant_map"], 1, rtol=1e-5)
    assert judge_mean(found, "border") == "pass"


def test_a_map_that_does_not_follow_its_image_fails_and_one_of_pixels_passes():
    place = torch.rand(SIZE, SIZE, generator=torch.Generator().manual_seed(2))
    fixed = explain_by(lambda inputs: place.expand(len(inputs), -1, -1).clone(), strides=(2, 8))
    own = explain_by(square, strides=(2, 8))
    for name in ("flips", "shifts", "turns"):
        assert judge_mean(own, name) == "pass"
        np.testing.assert_allclose(own["value"].sel(audit=name), 0, atol=1e-6)
        assert judge_mean(fixed, name) == "fail", name
    expected = np.corrcoef(place.flatten(), place.flip(-1).flatten())[0, 1]
    single = fixed["transformed"].sel(transformation="flip-horizontal")
    assert float(single) == pytest.approx(expected, abs=1e-6)


def test_shifts_leave_out_what_the_frame_did_not_show():
    found = explain_by(square, strides=(2, 4))
    shifts = [name for name in found["transformation"].values if name.startswith("shift")]
    assert shifts == ["shift-1", "shift-2"]
    many = explain_by(square, strides=(32,))["transformation"].values
    assert "shift-4" in many  # a quarter of the side at most


def test_a_random_map_fails_every_change_of_the_image():
    def draw_map(inputs):
        seeds = [int(image.double().sum() * 1e6) for image in inputs]
        maps = [torch.randn(SIZE, SIZE, generator=torch.Generator().manual_seed(s)) for s in seeds]
        return torch.stack(maps)

    found = explain_by(draw_map, strides=(2,))
    for name in ("shifts", "noise"):
        assert judge_mean(found, name) == "fail", name
    assert judge_mean(found, "checkerboard") == "pass"


def test_inputs_times_weights_are_blind_to_zero_and_gradients_are_not():
    graph = build(convolve(3), *sum_up())
    assert judge_mean(audit(graph, "gradient-x-input"), "blind") == "fail"
    found = audit(graph, "gradient-x-input")
    np.testing.assert_allclose(found["value"].sel(audit="blind"), 1, atol=1e-6)
    profile = found["blind_profile"]
    np.testing.assert_allclose(profile["level"], [-0.5, -0.25, 0, 0.25, 0.5])
    assert profile.sel(level=0) == 0
    assert (profile.drop_sel(level=0) > 0).all()
    assert judge_mean(audit(graph, "gradient"), "blind") == "pass"


def test_values_that_no_pixel_can_have_are_not_audited():
    found = audit(build(convolve(3), *sum_up()), "gradient-x-input", lowest=(0.5,))
    assert found["value"].sel(audit="blind").isnull().all()
    assert "blind_profile" not in found


def test_blind_pixels_are_mapped():
    inputs = draw().abs() + 0.1
    inputs[0, 0, 3, 5] = 0
    inputs[:, 0, 4, 4] = 1.9 / 255
    share = audit(build(convolve(3), *sum_up()), "gradient", inputs)["blind_share"].values
    assert share[3, 5] == pytest.approx(1 / 3)
    assert share[4, 4] == 1
    assert np.count_nonzero(share) == 2


def test_a_stride_that_skips_pixels_is_seen_as_a_checkerboard():
    inputs = draw(size=32)
    skipping = nn.Conv2d(1, 1, 1, stride=2, bias=False)
    found = audit(build(skipping, *sum_up()), "gradient-x-input", inputs)
    assert judge_mean(found, "checkerboard") == "fail"
    spectrum = found["spectrum"]
    assert spectrum.sel(frequency_y=-0.5, frequency_x=0) > spectrum.median() + 1
    plain = audit(build(convolve(1), *sum_up()), "gradient-x-input", inputs, strides=(2, 4))
    assert judge_mean(plain, "checkerboard") == "pass"


def test_without_strides_there_is_no_checkerboard_to_look_for():
    found = explain_by(square)
    assert found["value"].sel(audit="checkerboard").isnull().all()


def test_equal_maxima_are_seen_where_another_one_wins():
    graph = build(nn.MaxPool2d(2), *sum_up())
    plateaus = draw(size=8).repeat_interleave(2, -1).repeat_interleave(2, -2)
    other = graph.with_last_maxima()
    tied = partial(attribute, other, composite="gradient")
    found = audit(graph, "gradient", plateaus, tied=tied)
    # All relevance moves to another pixel: it is taken off one and given to the other.
    np.testing.assert_allclose(found["value"].sel(audit="ties"), 2, rtol=1e-5)
    assert judge_mean(found, "ties") == "fail"
    found = audit(graph, "gradient", draw(), tied=tied)
    assert (found["value"].sel(audit="ties") == 0).all()
    assert judge_mean(found, "ties") == "pass"
    assert audit(graph, "gradient")["value"].sel(audit="ties").isnull().all()


def test_a_map_that_flickers_with_half_a_grey_level_fails():
    def flicker(inputs):
        return torch.sin(inputs[:, 0] * 255 * 20)

    assert judge_mean(explain_by(flicker), "noise") == "fail"
    found = audit(build(convolve(3), *sum_up()), "gradient")
    assert judge_mean(found, "noise") == "pass"


def test_every_changed_image_stays_within_the_range():
    seen = []

    def remember(inputs):
        seen.append((float(inputs.min()), float(inputs.max())))
        return inputs[:, 0]

    # Black and white images, to which noise cannot add.
    explain_by(remember, draw().sign())
    assert len(seen) > 10
    assert min(low for low, _ in seen) >= -1
    assert max(high for _, high in seen) <= 1


def test_change_is_the_share_of_both_maps_that_differs():
    one = np.array([[[1.0, 1.0]], [[1.0, 1.0]], [[0.0, 0.0]]])
    other = np.array([[[1.0, 2.0]], [[-1.0, -1.0]], [[0.0, 0.0]]])
    np.testing.assert_allclose(measure_change(one, other), [1 / 2.5, 2, np.nan])


def test_agreement_is_the_mean_over_the_other_methods_but_not_over_chance():
    one = np.arange(16.0).reshape(1, 4, 4)
    maps = {"one": one, "same": one**3, "opposite": -one, "random": one[:, ::-1]}
    found = measure_agreement(maps)
    assert found["one"] == pytest.approx(1 - (1 - 1) / 2)
    assert found["opposite"] == pytest.approx(1 + 1)
    r = np.corrcoef(one.ravel(), one[:, ::-1].ravel())[0, 1]
    assert found["random"] == pytest.approx(1 - (r + r - r) / 3)
    assert np.isnan(measure_agreement({"one": one})["one"]).all()


def test_a_map_without_relevance_is_not_audited():
    found = explain_by(lambda inputs: torch.zeros(len(inputs), SIZE, SIZE), strides=(2,))
    assert found["value"].isnull().all()
    assert found["constant_map"].isnull().all()
    assert judge("flips", np.nan, np.nan, 0.5, 0.9) == "none"


def test_a_clean_explainer_passes_all_audits_that_apply():
    found = explain_by(square, strides=(2,))
    for name in set(AUDITS) - {"conservation", "ties", "agreement"}:
        assert judge_mean(found, name) == "pass", name


@pytest.mark.parametrize(
    ("audit_name", "low", "high", "verdict"),
    [
        ("flips", 0.1, 0.4, "pass"),
        ("flips", 0.1, 0.5, "warn"),
        ("flips", 0.9, 1.2, "warn"),
        ("flips", 0.91, 1.2, "fail"),
        ("border", 0.7, 1.4, "pass"),
        ("border", 0.5, 1.4, "warn"),
        ("border", 2.1, 9.0, "fail"),
        ("border", 0.0, 0.4, "fail"),
        ("border", 0.0, 3.0, "warn"),
    ],
)
def test_verdicts_follow_the_whole_interval(audit_name, low, high, verdict):
    limits = (1.5, 2.0) if audit_name == "border" else (0.5, 0.9)
    assert judge(audit_name, low, high, *limits) == verdict


def test_a_ring_without_an_inside_and_a_range_without_an_extent_are_refused():
    graph = build(convolve(3), *sum_up())
    with pytest.raises(ValueError, match="a ring of 8 pixels leaves nothing of maps of 16 by 16"):
        audit(graph, "gradient", ring=8)
    with pytest.raises(ValueError, match="the range of a channel is empty"):
        audit(graph, "gradient", lowest=(1.0,))
