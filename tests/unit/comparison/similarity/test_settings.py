"""The tables of all settings of a study, and the stores they come from."""

import numpy as np
import pytest
import xarray as xr

from face_relevance.comparison.similarity import (
    REFERENCE,
    align_rdms,
    compare_settings,
    read_compared,
    weigh_settings,
)


@pytest.fixture(scope="module")
def compared(models, judged, baselines):
    return {
        name: align_rdms(models, values, f"judgements, {name}", baselines)
        for name, values in (("still", judged), ("moving", judged.isel(subject=slice(0, 3))))
    }


def ask(compared, comparators=("rho-a",), controls=("pixels", "edges", "gender")):
    return compare_settings(compared, comparators, controls, {}, 100, 99, 0, 1)


def test_every_table_has_the_rows_of_every_setting(compared):
    tables = ask(compared, ("rho-a", "cosine"))
    assert set(tables) == {"similarity", "seeds", "contrasts", "variance"}
    for table in tables.values():
        assert table["setting"].value_counts().nunique() == 1
        assert list(table["setting"].unique()) == ["still", "moving"]
    similarity = tables["similarity"]
    assert set(similarity["comparator"]) == {"rho-a", "partial spearman", "cosine"}
    # Held constant is what the study has of the controls.
    assert set(similarity["controlled_for"]) == {"", "pixels, edges"}
    assert set(tables["contrasts"]["comparator"]) == {"rho-a"}
    weighed = weigh_settings(compared, "rho-a", 100, 0)
    assert set(weighed) == {"layer_weights", "weighted"}


def test_what_models_are_compared_with_is_never_held_constant(models, baselines):
    reference = baselines.sel(representation="pixels")
    one = {REFERENCE: align_rdms(models, reference, "pixels", baselines)}
    table = ask(one, controls=("pixels", "edges"))["similarity"]
    assert set(table["controlled_for"]) == {"", "edges"}
    alone = ask(one, controls=("pixels",))["similarity"]
    assert set(alone["controlled_for"]) == {""}


@pytest.fixture(scope="module")
def stores(models, baselines, judged):
    """What is read from the stores of a study."""
    rdms = [
        values.to_dataset(name="rdm").assign_attrs(model=model) for model, values in models.items()
    ]
    judgements = judged.to_dataset(name="dissimilarity")
    judgements = judgements.assign_attrs(setting="ratings", simulated="no")
    beside = baselines.to_dataset(name="rdm").assign_attrs(conditions="identity")
    return rdms, beside, judgements


def test_judgements_are_joined_with_all_models(stores, models, judged):
    rdms, beside, judgements = stores
    images = xr.Dataset(
        {"identity": ("image", judged["condition"].values)},
        {"image": [f"{name}-view" for name in judged["condition"].values]},
    )
    found = read_compared(rdms, beside, [judgements], images)
    assert list(found) == ["ratings"]
    one = found["ratings"]
    assert one.models == sorted(models)
    assert one.what == "judgements of people, ratings"
    assert not one.simulated
    np.testing.assert_array_equal(one.targets[0], judged.values[0][np.triu_indices(14, 1)])


def test_images_of_one_person_are_resampled_together_and_the_reference_is_who_they_are(stores):
    rdms, beside, _ = stores
    names = beside["condition"].values
    images = xr.Dataset({"identity": ("image", np.repeat(list("abcdefg"), 2))}, {"image": names})
    shuffled = images.isel(image=np.random.default_rng(0).permutation(14))
    one = read_compared(rdms, beside.assign_attrs(conditions="image"), [], shuffled)[REFERENCE]
    assert one.clusters.tolist() == np.repeat(list("abcdefg"), 2).tolist()
    assert "identity structure" in one.what
    square = np.zeros((14, 14))
    square[np.triu_indices(14, 1)] = one.targets[0]
    assert square[0, 1] == 0
    assert square[1, 2] == 1
