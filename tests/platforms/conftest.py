"""A stage for each adapter, and the simulated town with a clock that stands still."""

from collections.abc import Iterator

import pytest
import responses

from bot.model import PlatformName
from platforms.simulator.town import Town
from tests.platforms.stages import MemoryStage, Stage, TownStage, a_town


@pytest.fixture
def served() -> Iterator[tuple[Town, str]]:
    """The town and its address."""
    with a_town() as there:
        yield there


@pytest.fixture
def town(served: tuple[Town, str]) -> Town:
    """The town, at noon, with nothing happening but what the test makes happen."""
    return served[0]


@pytest.fixture
def address(served: tuple[Town, str]) -> str:
    """Where the town is served."""
    return served[1]


@pytest.fixture(params=["memory", *PlatformName])
def stage(request: pytest.FixtureRequest) -> Stage:
    """Each adapter in turn."""
    if request.param == "memory":
        return MemoryStage()
    there, where = request.getfixturevalue("served")
    return TownStage(there, where, request.param)


@pytest.fixture(params=list(PlatformName))
def over_http(request: pytest.FixtureRequest, served: tuple[Town, str]) -> TownStage:
    """Each adapter that speaks HTTP, in turn."""
    return TownStage(*served, request.param)


@pytest.fixture(params=[PlatformName.FACEBOOK, PlatformName.INSTAGRAM])
def on_meta(request: pytest.FixtureRequest, served: tuple[Town, str]) -> TownStage:
    """Each adapter that speaks to the Graph API, in turn."""
    return TownStage(*served, request.param)


@pytest.fixture
def meta() -> Iterator[responses.RequestsMock]:
    """Meta's answers, one by one, without a network."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock
