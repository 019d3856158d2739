import pytest

from face_relevance.fields.settings import list_settings, name_ordered

CAPS, LEAKS, READINGS = (5, 1), (0.05, 0.3), ("columns", "both")


@pytest.mark.parametrize("network", ["linear", "mlp", "cnn", "echo-state"])
def test_every_setting_differs_from_the_base_in_one_thing_but_those_named_after_two(network):
    settings = list_settings(network, CAPS, LEAKS, READINGS)
    base = settings["base"]
    for name, setting in settings.items():
        differences = sum(
            (
                setting.land != base.land,
                setting.cap != base.cap,
                setting.permuted != base.permuted,
                setting.composite != base.composite,
                setting.design.get("leak") != base.design.get("leak"),
                setting.design.get("reading") != base.design.get("reading"),
            )
        )
        two = name in ("flat-dropped", "permuted-leak-0.3", "both-leak-0.3")
        assert differences == {"base": 0}.get(name, 1 + two), name


def test_only_networks_with_weights_for_single_cells_drop_some():
    assert "dropped" not in list_settings("cnn", CAPS, LEAKS, READINGS)
    assert list_settings("mlp", CAPS, LEAKS, READINGS)["flat-dropped"].land == "dropped"
    assert "flat-dropped" not in list_settings("echo-state", CAPS, LEAKS, READINGS)


def test_only_echo_state_networks_have_leaks_and_readings():
    assert not [name for name in list_settings("linear", CAPS, LEAKS, READINGS) if "leak" in name]
    settings = list_settings("echo-state", CAPS, LEAKS, READINGS)
    assert settings["both-leak-0.3"].design["reading"] == "both"
    assert settings["permuted-leak-0.3"].permuted


def test_every_permuted_setting_has_one_in_order():
    settings = list_settings("echo-state", CAPS, LEAKS, READINGS)
    permuted = [name for name, setting in settings.items() if setting.permuted]
    assert [name_ordered(name) for name in permuted] == ["base", "leak-0.3"]
    for name in permuted:
        assert settings[name_ordered(name)] == settings[name]._replace(permuted=False)
