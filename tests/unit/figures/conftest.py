"""Synthetic studies, each made once."""

import pytest
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
