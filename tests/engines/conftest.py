"""The engines as a fixture, and the scratch places on servers taken away at the end."""

from collections.abc import Iterator

import pytest

from tests.engines.places import PLACES, Place, clear


@pytest.fixture(scope="session", autouse=True)
def _clear() -> Iterator[None]:
    yield
    clear()


@pytest.fixture(params=PLACES, ids=lambda place: place.name)
def place(request: pytest.FixtureRequest) -> Place:
    return request.param
