"""Synthetic studies, each made once."""

import field_study
import protocol_study
import pytest
import similarity_study
from field_study import FieldStudy
from protocol_study import ProtocolStudy
from similarity_study import Judged
from synthetic_study import STUDIES, Study, make_large, make_orl, make_rendered


@pytest.fixture(scope="session")
def rendered() -> Study:
    return make_rendered()


@pytest.fixture(scope="session")
def orl() -> Study:
    return make_orl()


@pytest.fixture(scope="session")
def large() -> Study:
    return make_large()


@pytest.fixture(scope="session", params=list(STUDIES))
def study(request) -> Study:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def judged() -> Judged:
    return similarity_study.make_rendered()


@pytest.fixture(scope="session")
def pooled() -> Judged:
    return similarity_study.make_single()


@pytest.fixture(scope="session")
def vgg() -> Judged:
    return similarity_study.make_large()


@pytest.fixture(scope="session", params=list(similarity_study.SIZES))
def any_judged(request) -> Judged:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def protocol() -> ProtocolStudy:
    return protocol_study.make_protocol()


@pytest.fixture(scope="session")
def protocol_small() -> ProtocolStudy:
    return protocol_study.make_small()


@pytest.fixture(scope="session")
def protocol_wide() -> ProtocolStudy:
    return protocol_study.make_wide()


@pytest.fixture(scope="session")
def fields() -> FieldStudy:
    return field_study.make_fields()


@pytest.fixture(scope="session", params=list(protocol_study.SIZES))
def any_protocol(request) -> ProtocolStudy:
    return request.getfixturevalue(request.param)
