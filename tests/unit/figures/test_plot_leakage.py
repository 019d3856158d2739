"""Figure of what masks alone give away."""

import numpy as np
import pandas as pd
import pytest

from face_relevance.figures.leakage import plot_leakage


def draw(study, **changes):
    """Draw with some arguments changed."""
    if not changes:
        return study.draw("leakage")
    arguments = {
        "leakage": study.leakage, "curves": study.masking_curves, "fill": "mean-colour",
        "factors": study.factors, "study_title": study.title, "simulated": study.simulated,
    }  # fmt: skip
    return plot_leakage(**(arguments | changes))


def find(axes, gid):
    return [line for line in axes.lines if line.get_gid() == gid]


def test_a_panel_per_task_and_fraction_with_a_row_per_cell_and_control(study):
    figure = draw(study)
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    kept = ("10 % kept", "35 % kept")
    assert titles == [f"{task}\n{share}" for task in study.factors.task for share in kept]
    cells = [" · ".join(cell) for cell in study.factors.cells]
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == [*cells, "edge energy", "centre prior", "random"]


def test_every_source_has_its_accuracy_on_its_interval_beside_chance(study):
    for axes in draw(study).axes:
        task, kept = axes.get_title(loc="left").split("\n")
        fraction = float(kept.split()[0]) / 100
        here = study.leakage[(study.leakage["task"] == task)]
        here = here[np.isclose(here["fraction"], fraction)]
        for row in here.itertuples():
            (interval,), (point,) = (find(axes, f"{kind} {row.source}") for kind in
                                     ("interval", "mask"))  # fmt: skip
            np.testing.assert_allclose(interval.get_xdata(), [100 * row.low, 100 * row.high])
            np.testing.assert_allclose(point.get_xdata(), 100 * row.accuracy)
        (chance,) = find(axes, "chance")
        np.testing.assert_allclose(chance.get_xdata(), 100 * study.chance[task])


def test_networks_stand_beside_their_own_masks_and_those_of_controls(rendered):
    axes = draw(rendered).axes[2]  # identity, 10 %
    curves = rendered.masking_curves
    curves = curves[
        (curves["measure"] == "accuracy") & (curves["task"] == "identity")
        & (curves["fraction"] == 0.1)
    ]  # fmt: skip
    drawn = {round(line.get_ydata()[0]): line.get_xdata()[0] for line in find(axes, "networks")}
    assert set(drawn) == {1, 3, 4, 5, 6}  # the two cells of the task, and three controls
    own = curves[(curves["block"] == "same model") & (curves["pretraining"] == "faces")]
    np.testing.assert_allclose(drawn[3], 100 * own["estimate"].item())
    control = curves[curves["block"] == "edge-energy"]
    np.testing.assert_allclose(drawn[4], 100 * control["estimate"].mean())


def test_fraction_at_which_no_network_was_masked_has_masks_alone(rendered):
    figure = draw(rendered, leakage=rendered.leakage.replace({"fraction": {0.1: 0.123}}))
    assert not find(figure.axes[0], "networks")
    assert find(figure.axes[1], "networks")


def test_many_fractions_are_thinned_to_the_room_of_a_page(rendered):
    one = rendered.leakage[rendered.leakage["fraction"] == 0.1]
    several = [one.assign(fraction=fraction) for fraction in (0.05, 0.1, 0.2, 0.5)]
    figure = draw(rendered, leakage=pd.concat(several))
    titles = [axes.get_title(loc="left").split("\n")[1] for axes in figure.axes]
    assert titles == ["5 % kept", "50 % kept"] * 2


def test_study_without_leakage_is_said_to_have_none(rendered):
    figure = draw(rendered, leakage=rendered.leakage[:0])
    assert "No task" in figure.axes[0].texts[0].get_text()


@pytest.mark.parametrize("column", ["low", "high", "chance"])
def test_missing_column_is_named(rendered, column):
    with pytest.raises(ValueError, match=f"'leakage' has no column '{column}'"):
        draw(rendered, leakage=rendered.leakage.drop(columns=column))


def test_source_that_is_not_in_the_study_is_named(rendered):
    table = rendered.leakage.replace({"source": {"faces/gender/seed-1": "x/y/seed-1"}})
    with pytest.raises(ValueError, match="source 'x/y/seed-1'"):
        draw(rendered, leakage=table)
