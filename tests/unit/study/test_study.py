from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from face_relevance.audit.artifacts.verdicts import AUDITS
from face_relevance.masking import FILLS, ORDERS, SIGNS
from face_relevance.networks import ARCHITECTURES, PUBLISHED
from face_relevance.relevance import METHODS, Epsilon, WSquare, read_composite
from face_relevance.relevance.explaining import EXPLAINED
from face_relevance.relevance.propagation.composites import RULES
from face_relevance.relevance.propagation.rules import BIAS_CONVENTIONS
from face_relevance.study.config import ConfigError, complete_config
from face_relevance.study.docs import describe_schema
from face_relevance.study.kinds import keep_used
from face_relevance.study.protocol_checks import CARRIED, FIXED_SIZES

ROOT = Path(__file__).parents[3]
SCHEMA = ROOT / "workflow/schemas/config.schema.yaml"
STUDIES = [ROOT / "config/config.yaml", *sorted((ROOT / "config/studies").glob("*.yaml"))]


def read(path):
    return yaml.safe_load(path.read_text())


@pytest.fixture
def config():
    return read(STUDIES[0])


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_the_studies_that_come_with_the_workflow_are_valid(path):
    completed = complete_config(read(path), SCHEMA)
    assert completed["study"]
    assert completed["comparison"]["draws"] == 1000


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_a_resolved_config_is_a_config_of_the_same_study(path):
    completed = complete_config(read(path), SCHEMA)
    resolved = keep_used(completed)
    assert complete_config(yaml.safe_load(yaml.safe_dump(resolved)), SCHEMA) == completed


def test_defaults_fill_in_at_every_depth(config):
    config["finetuning"] = {"gender": {"training": {"epochs": 3}}}
    completed = complete_config(config, SCHEMA)
    assert completed["finetuning"]["gender"]["training"] == {
        "epochs": 3,
        "batch_size": 16,
        "learning_rate": 0.001,
        "weight_decay": 0.01,
    }
    assert completed["finetuning"]["identity"]["frozen_through"] == "pool3"


def test_numbers_that_snakemake_reads_as_text_are_numbers(config):
    config |= {"seeds": ["1", "2"], "masking": {"fractions": ["0", "1e-1", "1"]}}
    completed = complete_config(config, SCHEMA)
    assert completed["seeds"] == [1, 2]
    assert completed["masking"]["fractions"] == [0, 0.1, 1]


def test_the_given_config_is_not_changed(config):
    before = yaml.safe_dump(config)
    complete_config(config, SCHEMA)
    assert yaml.safe_dump(config) == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seedz": [1]}, "top level: unknown key 'seedz'; did you mean 'seeds'"),
        ({"seeds": []}, "seeds: needs at least 1 entries"),
        ({"seeds": ["one"]}, "seeds.0: 'one' is not of type 'integer'"),
        ({"seeds": [1, 1]}, "seeds: .*non-unique"),
        ({"tasks": ["age"]}, "tasks.0: 'age' is not one of"),
        ({"images": {"source": "cues"}}, "tasks: with images.source 'cues' they are experiments"),
        ({"images": {"source": "rendered", "size": 48}}, "images.size: 48 is not a multiple of 32"),
        ({"masking": {"fraction": [0, 1]}}, "masking: unknown key 'fraction'; did you mean"),
        ({"masking": {"fractions": [0, 0.5, 0.2, 1]}}, "masking.fractions: must ascend"),
        ({"masking": {"fills": ["blur"]}}, "masking.fills.0: 'blur' is not one of"),
        ({"masking": {"orders": ["keep-least-relevant"]}}, "masking.orders: must have 'keep-most"),
        ({"masking": {"unit": "patch-0"}}, "masking.unit: 'patch-0' does not match"),
        ({"masking": {"unit": "patch-33"}}, "masking.unit: 'patch-33' leaves too few patches"),
        ({"masking": {"method": "zennit"}}, "masking.method: relevance.methods lacks 'zennit'"),
        ({"audit": {"methods": ["epsilom"]}}, "audit.methods: there is no method 'epsilom'"),
        ({"tasks": ["shortcut-mole"]}, "tasks: 'shortcut-mole' needs images.source 'cues'"),
        ({"images": {"source": "folder"}}, "source 'folder' needs the key 'manifest'"),
        ({"images": {"source": "orl"}}, "ORL faces have no gender"),
        (
            {"images": {"source": "rendered", "split": {"across": "age", "held_out": "old"}}},
            "images.split.across: needs images.source 'folder'",
        ),
        (
            {"images": {"source": "folder", "manifest": "m.csv", "split": {"across": "age"}}},
            "images.split: give both 'across' and 'held_out', or neither",
        ),
        ({"pretraining": {"arms": ["imagenet"]}}, "network.width: must be 1"),
        ({"similarity": {"layers": ["fc9"]}}, "similarity.layers: .*'fc9'"),
        ({"network": {"dense": [64]}}, "similarity.layers: .*'fc7'"),
        ({"finetuning": {"gender": {"frozen_through": "pool6"}}}, "frozen_through: .*'pool6'"),
        ({"relevance": {"channel_layers": ["pool6"]}}, "relevance.channel_layers: .*'pool6'"),
        ({"relevance": {"target": "best"}}, "relevance.target: 'best' is not one of"),
        (
            {"relevance": {"methods": ["epsilom"]}},
            "relevance.methods: there is no method 'epsilom'; did you mean 'epsilon'",
        ),
    ],
)
def test_what_is_wrong_is_named(config, change, message):
    with pytest.raises(ConfigError, match=message):
        complete_config(config | change, SCHEMA)


OWN = {
    "convolution": {"rule": "gamma", "gamma": 0.1},
    "dense": {"rule": "epsilon", "epsilon": 0.1},
    "first": {"rule": "box"},
    "layers": {"conv1_2": {"rule": "w-square"}, "fc8": {"rule": "epsilon", "bias": "ignored"}},
}


def with_composite(config, name="mine", **changes):
    relevance = {"methods": ["epsilon-plus-flat", name], "composites": {name: OWN | changes}}
    return config | {"relevance": relevance}


@pytest.mark.parametrize(
    ("audit", "message"),
    [
        ({"ring": 32}, "audit.ring: a border of 32 px leaves nothing of images of 64 px"),
        (
            {"thresholds": {"noise": {"warn": 2}}},
            "audit.thresholds.noise: fails from 0.5 on, before it warns (2)",
        ),
        (
            {"thresholds": {"border": {"warn": 0.5}}},
            "border.warn: 0.5 is less than the minimum of 1",
        ),
        ({"thresholds": {"bordr": {}}}, "audit.thresholds: unknown key 'bordr'; did you mean"),
    ],
)
def test_what_is_wrong_in_the_audit_is_named(config, audit, message):
    config["audit"] = audit
    with pytest.raises(ConfigError) as error:
        complete_config(config, SCHEMA)
    assert message in str(error.value)


def test_every_audit_has_thresholds(config):
    thresholds = complete_config(config, SCHEMA)["audit"]["thresholds"]
    assert list(thresholds) == list(AUDITS)
    assert all(limits["warn"] < limits["fail"] for limits in thresholds.values())


def test_a_study_without_faces_audits_artifacts_alone(protocol):
    protocol["audit"] = {"ring": 3}
    assert complete_config(protocol, SCHEMA)["audit"]["ring"] == 3
    protocol["audit"] = {"methods": ["epsilon"]}
    with pytest.raises(
        ConfigError, match="audit: a study with 'protocol' has no use for 'methods'"
    ):
        complete_config(protocol, SCHEMA)


def test_a_composite_of_ones_own_is_a_method_that_the_library_can_read(config):
    config = with_composite(config, dense={"rule": "epsilon", "epsilon": "1e-3"})
    own = complete_config(config, SCHEMA)["relevance"]["composites"]["mine"]
    # YAML, like Snakemake's command line, reads 1e-3 as text.
    assert own["dense"]["epsilon"] == 0.001
    assert read_composite(own).dense == Epsilon(0.001)
    assert read_composite(own).layers["conv1_2"] == WSquare()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"dense": {"rule": "epsilom"}}, "mine.dense.rule: 'epsilom' is not one of"),
        ({"dense": {"rule": "gamma", "gama": 1}}, "mine.dense: unknown key 'gama'; did you mean"),
        ({"dense": {"rule": "gamma", "alpha": 1}}, "mine.dense: 'alpha' is not one of .*'gamma'"),
        ({"dense": {"rule": "gamma", "gamma": "much"}}, "dense.gamma: 'much' is not of type 'num"),
        ({"dense": {"rule": "gamma", "gamma": -1}}, "dense.gamma: -1 is less than the minimum"),
        ({"dense": {"gamma": 1}}, "mine.dense: 'rule' is a required property"),
        ({"dense": {"rule": "alpha-beta", "alpha": 2}}, "mine.dense: 'beta' is a required prop"),
        ({"dense": {"rule": "alpha-beta", "alpha": 2, "beta": 0}}, "mine: alpha of dense must be"),
        ({"dense": {"rule": "box"}}, "mine: dense sees no image, so 'box' is not for it"),
        ({"first": {"rule": "box", "low": [0, 0, 0]}}, "mine.first: 'high' is a dependency of"),
        ({"rest": {"rule": "flat"}}, "mine: unknown key 'rest'"),
        ({"layers": {"conv9_1": {"rule": "flat"}}}, "mine.layers: .*'conv9_1'; did you mean"),
        ({"layers": {"pool1": {"rule": "flat"}}}, "mine.layers: there are no rules for 'pool1'"),
    ],
)
def test_what_is_wrong_in_a_composite_is_named(config, change, message):
    with pytest.raises(ConfigError, match=rf"relevance\.composites\..*{message}"):
        complete_config(with_composite(config, **change), SCHEMA)


def test_a_composite_needs_rules_for_convolutions_and_dense_layers(config):
    config = with_composite(config)
    del config["relevance"]["composites"]["mine"]["dense"]
    with pytest.raises(ConfigError, match=r"composites\.mine: 'dense' is a required property"):
        complete_config(config, SCHEMA)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("random", "composites.random: a method has this name"),
        ("My_rules", "composites: 'My_rules' does not match"),
    ],
)
def test_a_composite_needs_a_name_of_its_own(config, name, message):
    with pytest.raises(ConfigError, match=message):
        complete_config(with_composite(config, name), SCHEMA)


def test_the_schema_knows_the_names_of_the_library():
    definitions = read(SCHEMA)["$defs"]
    assert definitions["method"]["enum"] == list(METHODS)
    targets = read(SCHEMA)["properties"]["relevance"]["properties"]["target"]["enum"]
    assert targets == list(EXPLAINED)
    masking = read(SCHEMA)["properties"]["masking"]["properties"]
    assert masking["fills"]["items"]["enum"] == list(FILLS)
    assert masking["orders"]["items"]["enum"] == list(ORDERS)
    assert masking["sign"]["enum"] == list(SIGNS)
    rule = definitions["rule"]
    assert rule["properties"]["rule"]["enum"] == list(RULES)
    assert rule["properties"]["bias"]["enum"] == list(BIAS_CONVENTIONS)
    for name, made in RULES.items():
        required = {"alpha": 2, "beta": 1} if name == "alpha-beta" else {}
        parameters = {field.name for field in fields(made)}
        validator = Draft202012Validator(rule)
        for parameter in set(rule["properties"]) - {"rule"}:
            value = rule["properties"][parameter].get("enum", [[0]])[0]
            value = 2 if rule["properties"][parameter].get("type") == "number" else value
            bounds = {"low": [0], "high": [0]} if parameter in ("low", "high") else {}
            description = {"rule": name, **required, **bounds, parameter: value}
            assert validator.is_valid(description) == (parameter in parameters), description


def test_the_config_documentation_is_the_one_that_the_schema_gives():
    assert (ROOT / "config/README.md").read_text() == describe_schema(read(SCHEMA)), "run make docs"


@pytest.fixture
def protocol():
    return read(ROOT / "config/studies/advise-small.yaml")


def test_a_study_of_the_protocol_needs_neither_pretraining_nor_tasks(protocol):
    completed = complete_config(protocol, SCHEMA)
    assert "pretraining" not in completed
    assert completed["protocol"]["networks"] == ["alexnet", "vgg16", "resnet50", "xception"]
    assert completed["protocol"]["training"]["batch_size"] == 16
    assert completed["protocol"]["width"]["vgg16"] == 0.125


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"tasks": ["gender"]}, "a study with 'protocol' has no use for 'tasks'; its keys are"),
        ({"seedz": [1]}, "no use for 'seedz'; did you mean 'seeds'"),
        ({"images": {"source": "rendered"}}, "images.source: .*needs 'objects' or 'classes'"),
        ({"images": {"source": "object"}}, "'object' is not one of .*; did you mean 'objects'"),
        ({"images": {"source": "classes"}}, "'classes' needs either 'folder', .* or 'manifest'"),
        (
            {"images": {"source": "classes", "folder": "a", "manifest": "b"}},
            "'classes' needs either 'folder'",
        ),
        ({"images": {"source": "objects", "size": 100}}, "images.size: 100 is not a multiple"),
        ({"protocol": {"methods": ["advice"]}}, "'advice' is not one of .*; did you mean 'advise'"),
        ({"protocol": {"networks": ["resnet"]}}, "'resnet' is not one of .* mean 'resnet50'"),
        ({"protocol": {"network": ["vgg16"]}}, "unknown key 'network'; did you mean 'networks'"),
        ({"protocol": {"fractions": [0, 0.5, 0.9]}}, "protocol.fractions: must ascend from 0 to 1"),
        ({"protocol": {"files": {"vgg16": "a.pth"}}}, "files: needs protocol.weights 'published'"),
        ({"protocol": {"width": {"vgg": 1}}}, "width: unknown key 'vgg'; did you mean 'vgg16'"),
    ],
)
def test_what_is_wrong_in_a_study_of_the_protocol_is_named(protocol, change, message):
    with pytest.raises(ConfigError, match=message):
        complete_config(protocol | change, SCHEMA)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seeds": [1, 2]}, "seeds: published weights are one network, not 2"),
        (
            {"images": {"source": "classes", "folder": "data", "size": 299}},
            "images.size: the published 'alexnet' is for 224 pixels, not for 299",
        ),
        (
            {"protocol": {"weights": "published", "files": {"resnet": "a.pth"}}},
            "files: 'resnet' is not among protocol.networks; did you mean 'resnet50'",
        ),
    ],
)
def test_what_published_weights_are_not_for_is_named(change, message):
    with pytest.raises(ConfigError, match=message):
        complete_config(read(ROOT / "config/studies/advise.yaml") | change, SCHEMA)


def test_published_xception_and_resnet_take_other_sizes():
    config = read(ROOT / "config/studies/advise.yaml")
    config["images"]["size"] = 299
    config["protocol"]["networks"] = ["xception", "resnet50"]
    assert complete_config(config, SCHEMA)["images"]["size"] == 299


@pytest.mark.parametrize("source", ["objects", "classes"])
def test_images_of_the_protocol_need_its_key(config, source):
    with pytest.raises(ConfigError, match=f"images.source: '{source}' needs the key 'protocol'"):
        complete_config(config | {"images": {"source": source}}, SCHEMA)


def test_a_study_has_one_kind(protocol):
    with pytest.raises(ConfigError, match="'protocol' and 'fields' are different kinds of study"):
        complete_config(protocol | {"fields": {"source": "planted"}}, SCHEMA)


def test_fields_are_no_images():
    given = {"study": "squares", "fields": {"source": "planted"}, "seeds": [1]}
    assert complete_config(given, SCHEMA)["fields"]["networks"][-1] == "echo-state"
    with pytest.raises(ConfigError, match="a study with 'fields' has no use for 'images'"):
        complete_config(given | {"images": {"source": "objects"}}, SCHEMA)


def test_without_the_protocol_a_study_needs_tasks(config):
    del config["tasks"]
    with pytest.raises(ConfigError, match="'tasks' is a required property"):
        complete_config(config, SCHEMA)


def test_the_schema_knows_the_architectures_and_all_methods_of_the_protocol():
    properties = read(SCHEMA)["properties"]["protocol"]["properties"]
    assert sorted(properties["networks"]["items"]["enum"]) == sorted(ARCHITECTURES)
    assert sorted([*PUBLISHED, CARRIED]) == sorted(ARCHITECTURES)
    assert list(properties["width"]["properties"]) == properties["networks"]["default"]
    assert set(METHODS) == set(read(SCHEMA)["$defs"]["method"]["enum"])
    sizes = {name: PUBLISHED[name].size for name in FIXED_SIZES if name in PUBLISHED}
    assert sizes | {CARRIED: 224} == FIXED_SIZES
