"""Random walks through a case: whatever people and platforms do, in whatever order, the laws of the house hold."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot import cases
from bot.errors import NotPossible, RateLimited, Section11Error, Unreachable
from bot.model import ActionKind, CaseState, PlatformName, Protected, Ref
from bot.pipeline import settle, take_in
from platforms.memory import MemoryPlatform
from storage.store import Store
from tests.bot.test_cases import GAS, INSULT, POLICY, PRIYA, THREAT, THREAT_IN_COMPLAINT, TOM
from tests.builders import NOON, an_interaction

HERE = Ref(platform=PlatformName.FACEBOOK, id="1")
STEPS = 14


class Walk:
    """One case, and everything that can happen to it."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - chooses a way, keeps no secret
        self.store, self.platform = Store("sqlite://"), MemoryPlatform()
        self.there = True
        first = self.dice.choice([THREAT, INSULT, GAS, THREAT_IN_COMPLAINT, f"{THREAT}. {GAS}"])
        self.platform.hear(an_interaction(first, ref=HERE))
        take_in(self.platform, self.store, POLICY, now=NOON)

    def step(self, now: datetime) -> None:
        by, s = self.dice.choice([PRIYA, TOM]), self.store
        ways: list[Callable[[], object]] = [
            lambda: cases.approve(s, 1, by=by, policy=POLICY, now=now),
            lambda: cases.approve(s, 1, by=by, policy=POLICY, now=now, kind=self.dice.choice(list(ActionKind))),
            lambda: cases.leave_alone(s, 1, by=by, why="enough", now=now),
            lambda: cases.undo(s, 1, by=by, why="overturned", now=now),
            lambda: cases.take_care(s, 1, by=by, why="", now=now),
            lambda: cases.by_hand(s, 1, by=by, did=self.dice.random() < 0.5, why="tried", now=now),
            lambda: cases.log_complaint(s, 1, reference="C-1", by=by, now=now),
            lambda: cases.dismiss_signal(s, 1, self.dice.choice(list(Protected)), by=by, why="mistaken", now=now),
            lambda: settle({(self.platform.name, self.platform.account): self.platform}, s, now=now),
            lambda: self.platform.fail("act", self._trouble(now)),
            lambda: self._changes(now),
        ]
        try:
            self.dice.choice(ways)()
        except Section11Error:
            return

    def _trouble(self, now: datetime) -> Section11Error:
        later = RateLimited("busy", retry_at=now + timedelta(hours=1))
        return self.dice.choice([Unreachable("lost", maybe_done=True), NotPossible("never"), later])

    def _changes(self, now: datetime) -> None:
        if self.there and self.dice.random() < 0.2:
            self.there = False
            self.platform.remove(HERE)
        elif self.there:
            self.platform.edit(HERE, self.dice.choice([THREAT, GAS, INSULT, "sorry"]))
        take_in(self.platform, self.store, POLICY, now=now)


@pytest.mark.parametrize("seed", range(40))
def test_whatever_happens_the_laws_hold(seed: int) -> None:
    walk, now = Walk(seed), NOON
    for _ in range(STEPS):
        now += timedelta(minutes=walk.dice.choice([1, 10, 60]))
        walk.step(now)
        case = walk.store.case(1)
        assert ([c.id for c in walk.store.open_cases()] == [1]) is case.state.is_open
        if case.state is CaseState.APPROVED:
            assert walk.store.to_act(now)
    approved = [v for v in walk.store.case(1).verdicts if v.action is not None]
    assert len(walk.platform.done) <= len(approved)
    assert list(walk.store.verify()) == []
    walk.store.close()
