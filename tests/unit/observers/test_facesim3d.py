from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from scipy.stats import spearmanr

from face_relevance.observers import JudgementError, read_judgements
from face_relevance.store import CsvError

DATA = Path(__file__).parents[2] / "data/facesim3d"
LINES = [
    ",similarity,response_time",
    '"(0, 1)",0.25,3.2',
    '"(0, 10)",0.5,3.5',
    '"(1, 10)",1.0,2.5',
]


def read(path, setting="2D"):
    return read_judgements("facesim3d", path, setting, "similarity", False)[0]


@pytest.fixture(scope="module")
def settings():
    return {name: read(DATA / f"{name}_sim.csv", name) for name in ("2D", "3D")}


def test_dissimilarity_is_one_minus_similarity_and_faces_are_called_by_their_number(write):
    judged = read(write(LINES))
    assert judged["condition"].values.tolist() == ["0", "1", "10"]
    expected = [[[0, 0.75, 0.5], [0.75, 0, 0], [0.5, 0, 0]]]
    np.testing.assert_array_equal(judged["dissimilarity"], expected)
    assert judged.attrs["kind"] == "facesim3d"
    assert judged.attrs["subjects"] == "pooled"


def test_all_pairs_of_a_hundred_faces_are_there(settings):
    for judged in settings.values():
        assert judged["dissimilarity"].shape == (1, 100, 100)
        assert set(judged["condition"].values) == {str(i) for i in range(100)}
        assert not judged["dissimilarity"].isnull().any()
    # The second line of the file of 2D: "(0, 1)",0.4489795918367347.
    first = settings["2D"]["dissimilarity"].sel(condition="1", paired_condition="0").item()
    assert first == 1 - 0.4489795918367347


def test_flat_and_solid_faces_are_judged_alike(settings):
    upper = np.triu_indices(100, 1)
    flat, solid = (judged["dissimilarity"][0].values[upper] for judged in settings.values())
    assert round(spearmanr(flat, solid).statistic, 3) == 0.933


@pytest.mark.parametrize(
    ("setting", "first_half", "second_half", "between"),
    [("2D", 0.414, 0.432, 0.245), ("3D", 0.417, 0.439, 0.241)],
)
def test_faces_of_one_gender_are_more_alike(settings, setting, first_half, second_half, between):
    women, men = [str(i) for i in range(50)], [str(i) for i in range(50, 100)]
    similarity = 1 - settings[setting]["dissimilarity"][0]
    pairs = np.triu_indices(50, 1)
    for half, mean in ((women, first_half), (men, second_half)):
        within = similarity.sel(condition=half, paired_condition=half).values[pairs]
        assert round(within.mean(), 3) == mean
    across = similarity.sel(condition=women, paired_condition=men)
    assert round(across.mean().item(), 3) == between


def test_the_order_of_lines_and_faces_means_nothing(settings, write, shuffle):
    lines = (DATA / "3D_sim.csv").read_text().splitlines()
    path = write(shuffle(lines, 1), "3D_sim.csv")
    xr.testing.assert_identical(settings["3D"], read(path, "3D"))
    swapped = [line.replace('"(0, 10)"', '"(10, 0)"') for line in LINES]
    xr.testing.assert_identical(read(write(LINES)), read(write(swapped)))


@pytest.mark.parametrize(
    ("line", "becomes", "message"),
    [
        (0, "pair,similarity,response_time", "the header is not ',similarity,response_time'"),
        (2, '"0, 10",0.5,3.5', "line 3: '0, 10' is no pair such as"),
        (2, '"(0, 10)",,3.5', "line 3: similarity '' is not a number"),
        (2, '"(0, 10)",1.5,3.5', "line 3: a similarity of 1.5 is no share from 0 to 1"),
        (2, '"(0, 0)",0.5,3.5', "line 3: face '0' is paired with itself"),
        (2, '"(0, 1)",0.5,3.5', "line 3: all subjects judged '0' and '1' already in line 2"),
        (2, '"(1, 0)",0.5,3.5', "line 3: .* in both orders, 0.5 and 0.25 in line 2: asymmetric"),
        (2, '"(0, 11)",0.5,3.5', "nobody judged faces '0' and '10' together"),
    ],
)
def test_what_cannot_be_used_is_named(write, line, becomes, message):
    lines = list(LINES)
    lines[line] = becomes
    with pytest.raises((CsvError, JudgementError), match=message):
        read(write(lines))
