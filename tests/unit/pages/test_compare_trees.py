import re

import pandas as pd
import pytest

from face_relevance.figures.tree_curves import plot_tree_accuracies, plot_tree_curves
from face_relevance.pages.compare_trees import write_comparison
from face_relevance.pages.tree_changes import TreeError, compare_trees

CELL = {"pretraining": "faces", "task": "gender"}


def write_tree(folder, accuracy, tables=("performance", "masking_curves"), config="seeds: [1]\n"):
    """A tree with an accuracy whose interval is 0.1 wide on either side."""
    made = {
        "performance": pd.DataFrame(
            [{**CELL, "seed": seed, "accuracy": accuracy, "chance": 0.5} for seed in (1, 2)]
        ).assign(low=accuracy - 0.1, high=accuracy + 0.1, images=128),
        "masking_curves": pd.DataFrame(
            [
                {**CELL, "fill": "mean-colour", "measure": "accuracy", "block": "same model"}
                | {"fraction": fraction, "estimate": accuracy * fraction}
                for fraction in (0.0, 0.5, 1.0)
            ]
        ).assign(low=0.0, high=1.0),
        "transfer_blocks": pd.DataFrame(
            [{"block": "other seed", "area": 0.5, "low": 0.4, "high": 0.6, "relative": 0.9}]
        ).assign(relative_low=0.8, relative_high=1.0, over="seeds"),
    }
    (folder / "comparison").mkdir(parents=True)
    for name in tables:
        made[name].to_parquet(folder / f"comparison/{name}.parquet")
    if config:
        (folder / "config.yaml").write_text(config)
    return folder


def test_estimates_are_joined_by_their_labels_and_intervals_tell_them_apart(tmp_path):
    changes, alone = compare_trees(write_tree(tmp_path / "a", 0.9), write_tree(tmp_path / "b", 0.6))
    assert alone.empty
    found = changes[changes["table"] == "comparison/performance"]
    assert found["row"].tolist() == [
        "pretraining faces, task gender, seed 1", "pretraining faces, task gender, seed 2"
    ]  # fmt: skip
    assert found["difference"].tolist() == pytest.approx([-0.3, -0.3])
    assert found["apart"].all()
    assert not changes.loc[changes["table"] == "comparison/masking_curves", "apart"].any()
    overlapping, _ = compare_trees(tmp_path / "a", write_tree(tmp_path / "c", 0.75))
    assert not overlapping["apart"].any()


def test_ends_that_rounding_has_swapped_tell_nothing_apart(tmp_path):
    for name in "ab":
        path = write_tree(tmp_path / name, 1.0, ("performance",)) / "comparison/performance.parquet"
        table = pd.read_parquet(path).assign(low=1.0000000000000002, high=1.0)
        table.to_parquet(path)
    changes, _ = compare_trees(tmp_path / "a", tmp_path / "b")
    assert not changes["apart"].any()


def test_several_estimates_of_a_row_have_intervals_of_their_own(tmp_path):
    trees = [write_tree(tmp_path / name, 0.9, ("transfer_blocks",)) for name in "ab"]
    changes, _ = compare_trees(*trees)
    assert changes[["estimate", "one_low", "one_high"]].to_numpy().tolist() == [
        ["area", 0.4, 0.6], ["relative", 0.8, 1.0]
    ]  # fmt: skip
    assert changes["row"].unique().tolist() == ["block other seed"]


def test_what_one_tree_alone_has_is_told(tmp_path):
    one = write_tree(tmp_path / "a", 0.9)
    other = write_tree(tmp_path / "b", 0.9, ("performance",))
    path = other / "comparison/performance.parquet"
    pd.read_parquet(path).replace({"seed": {2: 3}}).to_parquet(path)
    _, alone = compare_trees(one, other)
    assert sorted(alone.itertuples(index=False, name=None)) == [
        ("comparison/masking_curves", "", "one"),
        ("comparison/performance", "pretraining faces, task gender, seed 2: accuracy", "one"),
        ("comparison/performance", "pretraining faces, task gender, seed 3: accuracy", "other"),
    ]


def test_the_page_has_numbers_keys_and_curves(tmp_path):
    one = write_tree(tmp_path / "a", 0.9)
    other = write_tree(tmp_path / "b", 0.6, config="seeds: [1, 2]\nmasking: {sign: absolute}\n")
    page = write_comparison(one, other, tmp_path / "comparisons")
    assert page == tmp_path / "comparisons/a-vs-b/changes.html"
    text = re.sub(r"\s+", " ", page.read_text())
    assert "5 estimates are in both. 1 are equal to the last digit. Of 2 the 95" in text
    assert "<tr><th>seeds</th><td>[1]</td><td>[1, 2]</td></tr>" in text
    assert "<tr><th>masking.sign</th><td>–</td><td>absolute</td></tr>" in text
    assert "data:image/png;base64," in text
    assert len(pd.read_parquet(page.with_name("changes.parquet"))) == 5
    assert (page.with_name("curves.svg")).read_text().count('id="curve ') == 2


def test_trees_of_one_name_are_told_apart_by_their_folders(tmp_path):
    trees = [write_tree(tmp_path / f"{name}/results/mine", 0.9, config="") for name in "xy"]
    page = write_comparison(*trees, tmp_path)
    assert page.parent.name == "x-mine-vs-y-mine"
    assert "one of the trees has no config.yaml" in page.read_text()


@pytest.mark.parametrize(
    ("name", "message"), [("lost", "is no folder"), ("empty", "neither runs.parquet nor")]
)
def test_a_folder_that_is_no_tree_is_refused(tmp_path, name, message):
    (tmp_path / "empty").mkdir()
    with pytest.raises(TreeError, match=message):
        write_comparison(write_tree(tmp_path / "a", 0.9), tmp_path / name, tmp_path)


def test_a_tree_is_not_compared_with_itself(tmp_path):
    with pytest.raises(TreeError, match="same tree"):
        write_comparison(write_tree(tmp_path / "a", 0.9), tmp_path / "a", tmp_path)


def test_trees_with_nothing_in_common_have_a_figure_that_says_so():
    one = pd.DataFrame([{**CELL, "fill": "blur", "measure": "accuracy", "block": "same model"}])
    other = one.assign(task="identity")
    figure = plot_tree_curves(one, other, ("a", "b"))
    assert figure.axes[0].texts[0].get_text() == "No pretraining, task and fill is in both."
    models = pd.DataFrame([{"network": "cnn", "seed": 1, "accuracy": 1, "low": 0.9, "high": 1}])
    figure = plot_tree_accuracies(models, models.assign(seed=2), ("a", "b"))
    assert figure.axes[0].texts[0].get_text() == "No model is in both."


def test_models_of_both_trees_are_drawn_beside_each_other():
    models = pd.DataFrame(
        [
            {"network": "cnn", "seed": seed, "accuracy": 0.8, "low": 0.7, "high": 0.9}
            for seed in (1, 2)
        ]
    )
    figure = plot_tree_accuracies(models, models.assign(accuracy=0.75), ("a", "b"))
    one, other = (line.get_xdata().tolist() for line in figure.axes[0].lines)
    assert (one, other) == ([0.8, 0.8], [0.75, 0.75])
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["cnn/1", "cnn/2"]
