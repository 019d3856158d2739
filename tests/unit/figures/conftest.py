"""Synthetic studies, each made once."""

import audit_study
import field_study
import protocol_study
import pytest
import remedy_study
import similarity_study
import temperature_study
from audit_study import AuditStudy
from field_study import FieldStudy
from protocol_study import ProtocolStudy
from remedy_study import RemedyStudy
from similarity_study import Judged
from synthetic_study import STUDIES, Study, make_large, make_orl, make_rendered, make_single
from temperature_study import Temperatures


@pytest.fixture(scope="session")
def rendered() -> Study:
    return make_rendered()


@pytest.fixture(scope="session")
def orl() -> Study:
    return make_orl()


@pytest.fixture(scope="session")
def large() -> Study:
    return make_large()


@pytest.fixture(scope="session")
def single() -> Study:
    return make_single()


@pytest.fixture(scope="session", params=list(STUDIES))
def study(request) -> Study:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def judged() -> Judged:
    return similarity_study.make_rendered()


@pytest.fixture(scope="session")
def judged_thrice() -> Judged:
    return similarity_study.make_three()


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


@pytest.fixture(scope="session")
def temperatures() -> Temperatures:
    return temperature_study.make_temperatures()


@pytest.fixture(scope="session")
def temperatures_small() -> Temperatures:
    return temperature_study.make_small()


@pytest.fixture(scope="session")
def audited() -> AuditStudy:
    return audit_study.make_audited()


@pytest.fixture(scope="session")
def audited_few() -> AuditStudy:
    return audit_study.make_few()


@pytest.fixture(scope="session")
def audited_many() -> AuditStudy:
    return audit_study.make_many()


@pytest.fixture(scope="session")
def remedied() -> RemedyStudy:
    return remedy_study.make_remedies()


@pytest.fixture(scope="session")
def remedied_one() -> RemedyStudy:
    return remedy_study.make_one()
