import pytest

from face_relevance.comparison import name_block, parse_model, sort_models


def test_identifier_is_read_into_its_factors():
    assert parse_model("faces/gender/seed-12") == ("faces", "gender", 12)


@pytest.mark.parametrize("text", ["faces/gender", "faces/gender/1", "a/b/c/seed-1", "/b/seed-1"])
def test_other_text_is_refused(text):
    with pytest.raises(ValueError, match="is no model identifier"):
        parse_model(text)


def test_models_sort_by_seed_as_a_number():
    assert sort_models(["a/t/seed-10", "b/t/seed-1", "a/t/seed-9"]) == [
        "a/t/seed-9",
        "a/t/seed-10",
        "b/t/seed-1",
    ]


@pytest.mark.parametrize(
    ("source", "block"),
    [
        ("faces/gender/seed-1", "same model"),
        ("faces/gender/seed-2", "other seed"),
        ("faces/identity/seed-1", "other task"),
        ("faces/identity/seed-2", "other task"),
        ("objects/gender/seed-1", "other pretraining"),
        ("objects/identity/seed-2", "other task and pretraining"),
        ("random", "random"),
        ("centre-prior", "centre-prior"),
    ],
)
def test_block_is_the_combination_of_factors_whatever_the_seed(source, block):
    assert name_block(source, "faces/gender/seed-1") == block
