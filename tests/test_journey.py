"""Journeys: from a comment in the town to what became of it there, over real HTTP, through every part."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import cases
from bot.app import build_daemon, build_platform
from bot.cases import Officer
from bot.cli import section11
from bot.cli.demo_setting import SECRETS, settings_text
from bot.desk import Desk, open_desk
from bot.errors import AlreadyDecided, NotApproved
from bot.model import CaseState, PlatformName, Ref
from bot.pipeline import settle, take_in
from platforms.simulator.faults import Fault, FaultKind
from platforms.simulator.scenario import Happening, load_scenario
from platforms.simulator.server import running
from platforms.simulator.town import Town
from storage.health import Reading

POLICY = Path(__file__).parents[1] / "policies.yaml"
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
PRIYA, TOM = Officer(name="Demo Officer"), Officer(name="Second Demo Officer", role="manager")
THREAT = "I know where you live and I'm coming round to break your legs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A running town with settings for it in a folder."""

    town: Town
    settings: Path

    def say(self, platform: PlatformName, kind: str, key: str, text: str, *, who: str = "ann", on: str = "") -> None:
        happening = Happening(
            after=timedelta(0), platform=platform, kind=kind, key=key, who=who, text=text, on=on, extra={}
        )
        self.town.happen(happening)

    def run(self, *words: str) -> Result:
        return CliRunner(env=SECRETS).invoke(section11, ["--settings", str(self.settings), *words])


@contextmanager
def a_place(folder: Path, town: Town) -> Iterator[Place]:
    with running(town) as address:
        settings = folder / "section11.yaml"
        settings.write_text(settings_text(address, POLICY), encoding="utf-8")
        yield Place(town=town, settings=settings)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with a_place(tmp_path, Town(MONDAY)) as found:
        yield found


@pytest.fixture
def desk(place: Place) -> Iterator[Desk]:
    with open_desk(place.settings, with_secrets=True, environ=SECRETS) as opened:
        yield opened


def read_all(desk: Desk, place: Place) -> None:
    for account in desk.settings.accounts:
        platform = build_platform(account, clock=place.town.clock.now)
        take_in(platform, desk.store, desk.policy, now=place.town.clock.now())


def act_all(desk: Desk, place: Place) -> None:
    platforms = {}
    for account in desk.settings.accounts:
        platform = build_platform(account, clock=place.town.clock.now)
        platforms[platform.name, platform.account] = platform
    settle(platforms, desk.store, now=place.town.clock.now())


def hidden(place: Place) -> set[str]:
    return {one["platform"] for one in place.town.interactions() if one["hidden"]}


def test_from_a_comment_to_hidden_and_back_on_every_platform(place: Place, desk: Desk) -> None:
    for platform in PlatformName:
        place.say(platform, "post", f"post-{platform}", "Bins go out on Thursday")
        place.say(platform, "comment", f"c-{platform}", THREAT, on=f"post-{platform}")
    place.town.clock.advance(60)
    read_all(desk, place)
    open_ones = desk.store.open_cases()
    assert sorted(c.interaction.platform for c in open_ones) == sorted(PlatformName)
    for case in open_ones:
        cases.approve(desk.store, case.id, by=PRIYA, policy=desk.policy, now=place.town.clock.now())
    act_all(desk, place)
    assert hidden(place) == {"facebook", "instagram", "x"}
    assert {desk.store.case(c.id).state for c in open_ones} == {CaseState.DONE}
    for case in open_ones:
        cases.undo(desk.store, case.id, by=TOM, why="overturned", now=place.town.clock.now())
    act_all(desk, place)
    assert hidden(place) == set()
    assert {desk.store.case(c.id).state for c in open_ones} == {CaseState.UNDONE}
    assert list(desk.store.verify()) == []


def test_nothing_acts_without_a_person(place: Place, desk: Desk) -> None:
    place.say(PlatformName.FACEBOOK, "post", "p", "Bins")
    place.say(PlatformName.FACEBOOK, "comment", "c", THREAT, on="p")
    read_all(desk, place)
    act_all(desk, place)
    assert hidden(place) == set()
    assert [c.state for c in desk.store.open_cases()] == [CaseState.WAITING]


def test_an_edit_after_the_approval_asks_again_instead_of_acting(place: Place, desk: Desk) -> None:
    place.say(PlatformName.FACEBOOK, "post", "p", "Bins")
    place.say(PlatformName.FACEBOOK, "comment", "c", THREAT, on="p")
    read_all(desk, place)
    cases.approve(desk.store, 1, by=PRIYA, policy=desk.policy, now=place.town.clock.now())
    place.say(PlatformName.FACEBOOK, "edit", "e", "I'm sorry, that was uncalled for", on="c")
    place.town.clock.advance(120)
    act_all(desk, place)
    assert hidden(place) == set()
    assert desk.store.case(1).state is CaseState.LATER
    read_all(desk, place)
    assert desk.store.case(1).state is CaseState.CHANGED


def test_a_deletion_is_recorded_and_there_is_nothing_left_to_do(place: Place, desk: Desk) -> None:
    place.say(PlatformName.FACEBOOK, "post", "p", "Bins")
    place.say(PlatformName.FACEBOOK, "comment", "c", THREAT, on="p")
    read_all(desk, place)
    cases.approve(desk.store, 1, by=PRIYA, policy=desk.policy, now=place.town.clock.now())
    place.say(PlatformName.FACEBOOK, "delete", "d", "", on="c")
    place.town.clock.advance(60)
    act_all(desk, place)
    read_all(desk, place)
    case = desk.store.case(1)
    assert case.gone_at is not None
    assert case.outcome is not None
    assert case.outcome.state == "gone"


LOST_ANSWERS = {
    "the answer is dropped after the effect": FaultKind.DROPPED_ANSWER,
    "the server fails before it": FaultKind.SERVER_ERROR,
    "the answer is no JSON": FaultKind.MALFORMED,
}


@pytest.mark.parametrize("name", LOST_ANSWERS)
def test_a_lost_answer_is_settled_by_reading_and_never_said_twice(place: Place, desk: Desk, name: str) -> None:
    place.say(PlatformName.FACEBOOK, "post", "p", "Bins")
    place.say(PlatformName.FACEBOOK, "comment", "c", "You lot are a bunch of useless idiots", on="p")
    read_all(desk, place)
    kind = desk.store.case(1).decision.proposal
    assert kind is not None
    cases.approve(desk.store, 1, by=PRIYA, policy=desk.policy, now=place.town.clock.now())
    place.town.faults.add(Fault(kind=LOST_ANSWERS[name], path="/messages", method="POST"))
    for _ in range(8):
        act_all(desk, place)
        place.town.clock.advance(180)
    assert desk.store.case(1).state is CaseState.DONE
    assert len(place.town.graph.notes) == 1


def test_a_dead_token_stops_that_account_and_no_other(place: Place, desk: Desk) -> None:
    place.town.graph.token_trouble = 463
    place.say(PlatformName.X, "mention", "m", "thank you for the new bins")
    daemon = build_daemon(desk, rehearse=False)
    worker = threading.Thread(target=daemon.run)
    worker.start()
    try:
        _until(lambda: len(desk.store.health()) == 3)
    finally:
        daemon.stop()
        worker.join()
    health = {one.platform: one for one in desk.store.health()}
    assert health[PlatformName.FACEBOOK].reading is Reading.STOPPED
    assert health[PlatformName.FACEBOOK].remedy
    assert health[PlatformName.X].reading is Reading.OK
    assert desk.store.figures().interactions == {"x": 1}


def test_one_slow_platform_never_delays_another(place: Place, desk: Desk) -> None:
    place.town.faults.add(Fault(kind=FaultKind.TIME_OUT, path="published_posts", times=3))
    place.say(PlatformName.X, "mention", "m", "thank you for the new bins")
    daemon = build_daemon(desk, rehearse=False)
    worker = threading.Thread(target=daemon.run)
    worker.start()
    try:
        _until(lambda: desk.store.figures().interactions.get("x") == 1)
        assert PlatformName.FACEBOOK not in {one.platform for one in desk.store.health()}
    finally:
        place.town.faults.clear()
        daemon.stop()
        worker.join()


def test_a_rehearsal_does_everything_but_the_effect(place: Place, desk: Desk) -> None:
    place.say(PlatformName.FACEBOOK, "post", "p", "Bins")
    place.say(PlatformName.FACEBOOK, "comment", "c", THREAT, on="p")
    read_all(desk, place)
    cases.approve(desk.store, 1, by=PRIYA, policy=desk.policy, now=place.town.clock.now())
    daemon = build_daemon(desk, rehearse=True)
    worker = threading.Thread(target=daemon.run)
    worker.start()
    try:
        _until(lambda: desk.store.case(1).outcome is not None)
    finally:
        daemon.stop()
        worker.join()
    outcome = desk.store.case(1).outcome
    assert outcome is not None
    assert (outcome.state, hidden(place)) == ("rehearsed", set())


HOSTILE = {
    "escapes": "\x1b[2J\x1b]0;owned\x07you useless idiots\x1b[31m",
    "right to left": "\u202eyou useless idiots\u202c",
    "nul": "you useless\x00 idiots",
    "lone surrogate": "you useless \ud83d idiots",
    "slack": "<!channel> <@U1> you useless idiots <https://evil.example|Approve>",
    "markdown": "[x](javascript:1) **you useless idiots** `rm -rf`",
    "rich markup": "[bold red]you useless idiots[/] [link=https://evil.example]x[/]",
    "long": "you useless idiots " * 5400,
    "new lines": "you useless idiots\n2026-11-02 [info] approved by=Priya\n\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_pass_through_everything_harmlessly(place: Place, desk: Desk, name: str) -> None:
    for platform in PlatformName:
        place.say(platform, "post", f"post-{platform}", "Bins")
        place.say(platform, "comment", f"c-{platform}", HOSTILE[name], on=f"post-{platform}")
    place.town.clock.advance(60)
    read_all(desk, place)
    shown = [place.run("queue"), place.run("show", "1"), place.run("audit", "show"), place.run("audit", "verify")]
    for result in shown:
        assert result.exit_code == 0, result.output
        assert not any(c in result.output for c in ("\x1b[2J", "\x1b]0;", "\x07", "\x00", "\u202e"))
    exported = place.run("audit", "export").output
    assert all(isinstance(json.loads(line), dict) for line in exported.splitlines())
    assert {c.interaction.platform for c in desk.store.open_cases()} == set(PlatformName)


def test_two_people_at_the_terminal_decide_at_once(place: Place, desk: Desk) -> None:
    place.say(PlatformName.FACEBOOK, "post", "p", "Bins")
    place.say(PlatformName.FACEBOOK, "comment", "c", THREAT, on="p")
    read_all(desk, place)
    first = place.run("approve", "1", "--by", "Demo Officer", "--why", "plain threat")
    assert first.exit_code == 0
    second = place.run("leave-alone", "1", "--by", "Second Demo Officer", "--why", "not so bad")
    assert isinstance(second.exception, AlreadyDecided)
    assert "Demo Officer was first with case 1: decided: hide (plain threat)" in str(second.exception)
    stranger = place.run("approve", "1", "--by", "Somebody Else")
    assert isinstance(stranger.exception, NotApproved)


def test_killed_ten_times_nothing_is_lost_and_nothing_said_twice(tmp_path: Path) -> None:
    town = Town(load_scenario().start, log=tmp_path / "requests.jsonl", scenario=load_scenario())
    dice = random.Random(11)  # noqa: S311 - chooses when to kill, keeps no secret
    with a_place(tmp_path, town) as place, open_desk(place.settings) as desk:
        town.clock.set_rate(16_000)
        for _ in range(10):
            daemon = _daemon(place)
            _kill_while_acting(daemon, desk, tmp_path / "requests.jsonl", wait_for=dice.randint(1, 3))
        daemon = _daemon(place)
        _until(lambda: _decide(desk) == 0 and _over(town), patience=150)
        town.clock.set_rate(60)
        _until(lambda: _decide(desk) == 0 and not desk.store.unsettled() and not desk.store.to_act(desk.clock()))
        time.sleep(3)
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(timeout=30) == 0
        shown = {
            Ref(platform=PlatformName(one["platform"]), id=one["id"])
            for one in town.interactions()
            if not one["deleted"]
        }
        assert shown - desk.store.known(shown) == set()
        assert list(desk.store.verify()) == []
        assert desk.store.unsettled() == ()
        said = Counter((t.parent or t.on, t.text) for t in town.graph.things.values() if t.is_ours and not t.by_hand)
        answers = (p for p in town.x.posts.values() if p.author == town.x.us.id and not p.by_hand)
        said += Counter((p.replies_to, p.text) for p in answers)
        notes = Counter((n.who, n.text, n.platform) for n in town.graph.notes if n.ours)
        approved = Counter(
            c.interaction.author.id for c in desk.store.cases(limit=10_000) if c.outcomes and c.interaction.author
        )
        assert said
        assert max(said.values()) == 1
        assert sum(notes.values()) <= sum(approved.values())
        events = Counter(one.entry.event for one in desk.store.recorded())
        assert events["seen"] == sum(desk.store.figures().interactions.values())
        assert events["outcome"] >= 5


def _daemon(place: Place) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "from bot.cli import main; main()", "--settings", str(place.settings), "run"]
    with (place.settings.parent / "daemon.log").open("ab") as out:
        return subprocess.Popen(command, stdout=out, stderr=out, env=os.environ | SECRETS)


def _kill_while_acting(daemon: subprocess.Popen[bytes], desk: Desk, log: Path, *, wait_for: int) -> None:
    """Approve whatever is proposed, and kill the daemon as soon as the town has got so many more writes."""
    before, until = _writes(log), time.monotonic() + 8
    while _writes(log) < before + wait_for and time.monotonic() < until:
        _decide(desk)
    daemon.kill()
    daemon.wait()


def _writes(log: Path) -> int:
    if not log.exists():
        return 0
    return sum('"method": "POST"' in line or '"method": "PUT"' in line for line in log.read_text("utf-8").splitlines())


def _decide(desk: Desk) -> int:
    decided = 0
    for case in desk.store.open_cases():
        if case.decision.proposal is None or case.state not in {CaseState.WAITING, CaseState.NEEDS_SECOND}:
            continue
        by = TOM if case.state is CaseState.NEEDS_SECOND else PRIYA
        try:
            if case.decision.proposal.needs_complaint_logged and not case.complaint_logged:
                cases.log_complaint(desk.store, case.id, reference="C-1", by=by, now=desk.clock())
            cases.approve(desk.store, case.id, by=by, policy=desk.policy, now=desk.clock())
            decided += 1
        except (AlreadyDecided, NotApproved):
            continue
    return decided


def _over(town: Town) -> bool:
    return town.clock.now() > load_scenario().start + timedelta(days=14, hours=12)


def _until(true: Callable[[], bool], patience: float = 30) -> None:
    until = time.monotonic() + patience
    while not true():
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.1)
