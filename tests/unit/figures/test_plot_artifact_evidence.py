"""Figures of what the audit of artifacts saw, and of where relevance is lost."""

import numpy as np
import pytest

from face_relevance.figures.artifact_evidence import plot_artifact_evidence
from face_relevance.figures.conservation import plot_conservation


def find(figure, name):
    """Marks with a name, panel by panel."""
    found = [
        mark
        for axes in figure.axes
        for mark in (*axes.lines, *axes.images, *axes.collections)
        if mark.get_gid() == name
    ]
    assert found
    return found


def test_profiles_at_the_border_are_means_on_bands_over_models(audited):
    figure = audited.draw("artifact_evidence")
    for shown in ("images", "constant"):
        expected = audited.evidence["border_profile"].sel(shown=shown)
        lines, bands = find(figure, f"border {shown}"), find(figure, f"band border {shown}")
        for at, (line, band) in enumerate(zip(lines, bands, strict=True)):
            profile = expected.isel(explained_by=at)
            np.testing.assert_allclose(line.get_ydata(), profile.mean("model"))
            assert band.get_paths()[0].vertices[:, 1].max() == pytest.approx(float(profile.max()))


def test_constant_maps_are_drawn_as_powers_of_two_of_their_mean(audited):
    images = find(audited.draw("artifact_evidence"), "constant map")
    at = audited.methods.index("grad-cam")
    ratio = audited.evidence["constant_map"].isel(explained_by=at).mean("model").values
    np.testing.assert_allclose(images[at].get_array(), np.log2(ratio).clip(-2, 2))


def test_spectra_have_ticks_at_the_frequencies_of_strides(audited):
    image = find(audited.draw("artifact_evidence"), "spectrum")[0]
    ticks = image.axes.get_xticks()
    assert {0.5, 0.25, 0.125, -0.375} <= set(ticks)
    assert len(ticks) == 9


def test_the_middle_of_a_spectrum_is_the_lowest_frequency(audited):
    array = find(audited.draw("artifact_evidence"), "spectrum")[0].get_array()
    assert np.unravel_index(array.argmax(), array.shape) == (32, 32)


def test_levels_are_drawn_for_each_model_by_itself(audited):
    figure = audited.draw("artifact_evidence")
    at = audited.methods.index("epsilon")
    for model in audited.models:
        lines = find(figure, f"blind profile {model}")
        profile = audited.evidence["blind_profile"].sel(model=model).isel(explained_by=at)
        np.testing.assert_allclose(lines[at].get_ydata(), profile / profile.median())


def test_changes_are_one_minus_the_correlation_and_noise_has_its_interval(audited):
    figure = audited.draw("artifact_evidence")
    at = audited.methods.index("gradient")
    correlation = (
        audited.evidence["transformed"].isel(explained_by=at).sel(transformation="turn-90")
    )
    (dot,) = find(figure, "change turn-90")[at].get_xdata()
    assert dot == pytest.approx(1 - float(correlation.mean()))
    table = audited.artifacts.set_index(["model", "explained_by", "audit"])
    interval = find(figure, "interval noise")[at].get_xdata()
    assert list(interval) == table.loc[("all", "gradient", "noise"), ["low", "high"]].tolist()


def test_without_a_value_of_zero_nothing_is_blind(audited):
    evidence = audited.evidence.drop_vars(["blind_profile", "blind_share"])
    figure = plot_artifact_evidence(evidence, audited.artifacts, "A study", True)
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert texts.count("none") == len(audited.methods)


def test_more_methods_than_a_page_has_room_for_are_refused(audited_many):
    with pytest.raises(ValueError, match="room for 9 methods, not for 17"):
        plot_artifact_evidence(audited_many.evidence, audited_many.artifacts, "A study", True)


def test_what_is_left_and_what_was_taken_add_up_to_the_score(audited):
    figure = audited.draw("conservation")
    taken = [find(figure, cause) for cause in ("bias", "padding", "stabiliser")]
    for left, *causes in zip(find(figure, "left"), *taken, strict=True):
        total = left.get_ydata() + sum(line.get_ydata() for line in causes)
        np.testing.assert_allclose(total, 1)
    assert len(find(figure, "left")) == 3  # composites


def test_the_last_point_is_the_sum_of_the_map(audited):
    figure = audited.draw("conservation")
    sums = audited.evidence["ledger"].isel(layer=-1, explained_by=slice(3)).mean("model")
    drawn = [point.get_ydata()[0] for point in find(figure, "map")]
    np.testing.assert_allclose(drawn, sums)
    left = [line.get_ydata()[-1] for line in find(figure, "left")]
    np.testing.assert_allclose(left, sums)


def test_methods_without_layers_leave_an_empty_page(audited):
    gradients = audited.evidence.isel(explained_by=[3, 4])
    figure = plot_conservation(gradients, "vgg16", "A study", True)
    assert figure.axes[0].texts[0].get_text().startswith("No method passes relevance")
    short = gradients.isel(layer=[0, -1])
    assert plot_conservation(short, "vgg16", "A study", True).axes[0].texts


def test_an_unknown_cause_is_named(audited):
    strange = audited.evidence.assign_coords(cause=["bias", "padding", "theft"])
    with pytest.raises(ValueError, match="absorbed by 'theft', which is unknown"):
        plot_conservation(strange, "vgg16", "A study", True)
