"""What results/README.md does not explain is found."""

import pandas as pd
import xarray as xr
from data_dictionary import find_unexplained, list_patterns


def test_files_columns_arrays_and_figures_without_explanation_are_found(tmp_path):
    for folder in ("comparison", "figures", "observers"):
        (tmp_path / folder).mkdir()
    row = {"pretraining": ["faces"], "accuracy": [0.9], "accuracy_low": [0.8], "surprise": [1]}
    pd.DataFrame(row).to_parquet(tmp_path / "comparison/performance.parquet")
    pd.DataFrame(row).to_parquet(tmp_path / "comparison/nobody.parquet")
    for name in ("transfer.svg", "artifacts_vgg16.png", "nobody.svg"):
        (tmp_path / "figures" / name).touch()
    store = xr.Dataset({"dissimilarity": ("subject", [1.0]), "nothing": ("subject", [1.0])})
    store.to_zarr(tmp_path / "observers/simulated.zarr", consolidated=False)
    (tmp_path / "observers/simulated.json").touch()
    assert find_unexplained(tmp_path) == [
        "comparison/nobody.parquet",
        "comparison/performance.parquet: surprise",
        "figures/nobody.svg: question",
        "observers/simulated.zarr: nothing",
    ]


def test_a_path_after_another_in_the_same_cell_is_in_its_folder():
    patterns = [pattern for pattern, _ in list_patterns()]
    assert {r"comparison/stability_pairs\.parquet", r"comparison/stability_blocks\.parquet"} <= set(
        patterns
    )
