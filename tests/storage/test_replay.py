"""Replaying stored history: what is known of each author is what was known of them live; officers' words; parts."""

import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import cases
from bot.app import offline
from bot.cases import Officer
from bot.decide import decide
from bot.detectors import detect
from bot.errors import AlreadyDecided, NotApproved
from bot.judge import HISTORY, clocks_of
from bot.model import (
    ActionKind,
    Behaviour,
    Case,
    CaseState,
    Decision,
    History,
    Interaction,
    Outcome,
    OutcomeState,
    Page,
    PlatformName,
    Protected,
    Ref,
    Said,
    Upheld,
)
from bot.policy.load import load_policy
from bot.policy.rule import OFFICER
from storage.database import Database
from storage.intake import Judge
from storage.replay import Replayed, newest, parts, replay
from storage.second_readings import JudgedAnew
from storage.store import Store
from tests.builders import DAY, HOUR, MINUTE, NOON, a_finding, an_account, an_interaction

POLICY = load_policy(Path(__file__).parents[2] / "policies.yaml")
CLOCKS = clocks_of(POLICY)
PRIYA = Officer(name="Priya")
BEGAN = NOON - 20 * DAY
ABUSE = "You lot are pathetic idiots"
THANKS = "Thank you for the new planters"
LETTERS = "Could you send my letters in large print please, I am partially sighted"
GAS = "There is a strong smell of gas in the hall"
SAID = (ABUSE, ABUSE, THANKS, GAS, LETTERS, "When will the lift be mended?", "Your staff are a bunch of useless idiots")
CAN = offline()


@dataclass(slots=True, kw_only=True)
class Tale:
    """A store that takes in what people say, and remembers what was known of them each time."""

    store: Store
    known: dict[Ref, History] = field(default_factory=dict)
    made: dict[Ref, Decision] = field(default_factory=dict)

    def judge(self, now: datetime) -> Judge:
        def judge(interaction: Interaction, history: History) -> Decision:
            findings, can = detect(interaction, history, POLICY), CAN(interaction)
            decision = decide(interaction, findings, history, POLICY, can=can, now=now)
            self.known[interaction.ref], self.made[interaction.ref] = history, decision
            return decision

        return judge

    def misses(self, one: Interaction, now: datetime) -> None:
        """An officer tells what we missed in it."""
        finding = a_finding(one.text[:5], of=one.text, detector=OFFICER, concern=Behaviour.ABUSE, confidence=1.0)
        usual = {"people_needed": POLICY.approvals, "window": HISTORY, "clocks": CLOCKS, "reading": ""}
        anew = JudgedAnew(judge=self.judge(now), **usual)
        self.store.tell_missed(str(one.ref), (finding,), by="Priya", why="it is", anew=anew, now=now)

    def hears(self, *said: Interaction, now: datetime, ours: tuple[Said, ...] = ()) -> None:
        usual = {"platform": PlatformName.FACEBOOK, "account": "page", "people_needed": POLICY.approvals}
        page = Page(interactions=said, ours=ours)
        self.store.take_in(page, judge=self.judge(now), window=HISTORY, clocks=CLOCKS, now=now, **usual)

    def hears_one(self, text: str, number: int, at: datetime, who: str = "p0") -> Case | None:
        one = an_interaction(text, id=f"c{number}", posted_at=at - MINUTE, author=an_account(id=who), thread="t")
        self.hears(one, now=at)
        return next((c for c in self.store.cases() if c.interaction.ref == one.ref), None)

    def upholds(self, case: Case | None, at: datetime) -> None:
        """An officer approves what is proposed, and it is done at once."""
        assert case is not None
        approved = cases.approve(self.store, case.id, by=PRIYA, policy=POLICY, now=at)
        self.store.settle(approved, Outcome(state=OutcomeState.DONE, detail="", at=at, round=approved.round))

    def hides(self, case: Case | None, at: datetime) -> None:
        """An officer hides it, and it is done at once."""
        assert case is not None
        approved = cases.approve(
            self.store, case.id, by=PRIYA, policy=POLICY, now=at, kind=ActionKind.HIDE, why="grave"
        )
        self.store.settle(approved, Outcome(state=OutcomeState.DONE, detail="", at=at, round=approved.round))


@pytest.fixture
def tale(store: Store) -> Tale:
    return Tale(store=store)


def replayed(url: str, *, size: int = 1000, since: datetime = BEGAN - DAY, up_to: int | None = None) -> list[Replayed]:
    db, span = Database.read_only(url), {"since": since, "until": NOON + 90 * DAY}
    whole = parts(db, size=size, up_to=up_to, **span)
    found = [r for part in whole for r in replay(db, part, window=HISTORY, clocks=CLOCKS, **span)]
    db.close()
    return found


def by_ref(url: str) -> dict[str, Replayed]:
    return {r.interaction.ref.id: r for r in replayed(url)}


def something_happens(tale: Tale, dice: random.Random, number: int, now: datetime, said: list[Interaction]) -> None:
    """Somebody writes or edits, we answer perhaps, and an hour later officers do something about what is there."""
    if said and dice.random() < 0.25:
        place = dice.randrange(len(said))
        said[place] = replace(said[place], text=dice.choice(SAID), edited_at=now - MINUTE)
        tale.hears(said[place], now=now)
    else:
        author = an_account(id=f"p{dice.randint(0, 3)}") if dice.random() < 0.9 else None
        at = now - timedelta(minutes=dice.randint(1, 200))
        one = an_interaction(dice.choice(SAID), id=f"c{number}", posted_at=at, author=author, thread=f"c{number}")
        ref = Ref(platform=PlatformName.FACEBOOK, id=f"re{number}")
        answer = Said(at=at + MINUTE, text="We'll look.", ours=True, ref=ref, thread=one.thread, parent=one.ref.id)
        said.append(one)
        tale.hears(one, now=now, ours=(answer,) if dice.random() < 0.3 else ())
    if dice.random() < 0.1:
        with suppress(AlreadyDecided):
            tale.misses(dice.choice(said), now)
    for case in tale.store.cases():
        try:
            officers_do(tale, dice, case, now + HOUR)
        except (NotApproved, AlreadyDecided):
            continue


def officers_do(tale: Tale, dice: random.Random, case: Case, now: datetime) -> None:
    luck, store = dice.random(), tale.store
    if case.state is CaseState.DONE and luck < 0.04:
        undone = cases.undo(store, case.id, by=PRIYA, why="a mistake", now=now)
        store.settle(undone, Outcome(state=OutcomeState.DONE, detail="", at=now, round=undone.round))
    elif case.state in {CaseState.WAITING, CaseState.CHANGED} and luck < 0.2:
        cases.leave_alone(store, case.id, by=PRIYA, why="harmless", now=now)
    elif case.state in {CaseState.WAITING, CaseState.CHANGED} and luck < 0.6 and case.decision.proposal is not None:
        if case.decision.adjustment_on_record:
            cases.consider_adjustment(store, case.id, explains=False, tried="large print", by=PRIYA, now=now)
        (tale.hides if luck < 0.35 else tale.upholds)(store.case(case.id), now)
    elif case.decision.care and luck > 0.9:
        cases.take_care(store, case.id, by=PRIYA, why="", now=now)
    elif case.protected and luck > 0.85:
        cases.dismiss_signal(store, case.id, case.protected[0], by=PRIYA, why="mistaken", now=now)


@pytest.mark.parametrize("seed", [3, 11, 42])
def test_what_is_known_in_a_replay_is_what_was_known_live(tale: Tale, url: str, seed: int) -> None:
    dice, said = random.Random(seed), []  # noqa: S311 - a story, told the same each time
    for n in range(90):
        something_happens(tale, dice, n, BEGAN + n * 5 * HOUR, said)
    found = replayed(url, since=BEGAN - 40 * DAY)
    assert {r.interaction.ref for r in found} == set(tale.known)
    for r in found:
        ref = r.interaction.ref
        assert r.history == tale.known[ref], ref
        findings, can = detect(r.interaction, r.history, POLICY), CAN(r.interaction)
        again = decide(r.interaction, findings, r.history, POLICY, can=can, now=r.judged_at)
        assert again == tale.made[ref], ref
    seen = Counter(str(verdict.choice) for case in tale.store.cases() for verdict in case.verdicts)
    assert set(seen) >= {"act", "undo", "leave_alone"}
    assert any(r.history.landlord_late for r in found)
    assert any(r.history.adjustment_on_record for r in found)
    assert any(len(r.history.upheld) > 1 for r in found)


def test_a_mark_counts_from_the_verdict_until_it_is_taken_back(tale: Tale, url: str) -> None:
    tale.hides(tale.hears_one(ABUSE, 1, BEGAN), BEGAN + HOUR)
    (case,) = tale.store.cases()
    tale.hears_one(THANKS, 2, BEGAN + 2 * HOUR)
    undone = cases.undo(tale.store, case.id, by=PRIYA, why="a mistake", now=BEGAN + 3 * HOUR)
    tale.store.settle(undone, Outcome(state=OutcomeState.DONE, detail="", at=BEGAN + 3 * HOUR, round=undone.round))
    tale.hears_one(THANKS, 3, BEGAN + 4 * HOUR)
    found = by_ref(url)
    mark = Upheld(behaviour=Behaviour.ABUSE, at=BEGAN + HOUR, case=case.id, action=ActionKind.HIDE)
    assert [found[f"c{n}"].history.upheld for n in (1, 2, 3)] == [(), (mark,), ()]
    assert found["c1"].word is not None
    assert not found["c1"].word.upheld


def test_a_line_has_the_words_that_it_had_when_the_next_was_judged(tale: Tale, url: str) -> None:
    tale.hears_one(ABUSE, 1, BEGAN)
    tale.hears_one(THANKS, 2, BEGAN + HOUR)
    (first,) = (r.interaction for r in replayed(url) if r.interaction.ref.id == "c1")
    tale.hears(replace(first, text="Sorry about that"), now=BEGAN + 2 * HOUR)
    tale.hears_one(THANKS, 3, BEGAN + 3 * HOUR)
    found = by_ref(url)
    assert [line.text for line in found["c2"].history.said] == [ABUSE]
    assert [line.text for line in found["c3"].history.said] == ["Sorry about that", THANKS]
    assert found["c1"].interaction.text == "Sorry about that"
    assert found["c1"].judged_at == BEGAN + 2 * HOUR


def test_an_adjustment_counts_from_when_it_was_asked_for(tale: Tale, url: str) -> None:
    tale.hears_one(THANKS, 1, BEGAN)
    tale.hears_one(THANKS, 2, BEGAN + HOUR)
    tale.hears(replace(an_interaction(LETTERS, id="c1"), author=an_account(id="p0")), now=BEGAN + 2 * HOUR)
    tale.hears_one(THANKS, 3, BEGAN + 3 * HOUR)
    found = by_ref(url)
    assert [found[f"c{n}"].history.adjustment_on_record for n in (1, 2, 3)] == [False, False, True]


def test_we_are_late_until_somebody_has_it_or_the_signal_is_dismissed(tale: Tale, url: str) -> None:
    case = tale.hears_one(GAS, 1, BEGAN)
    assert case is not None
    tale.hears_one(THANKS, 2, BEGAN + 5 * MINUTE)
    tale.hears_one(THANKS, 3, BEGAN + HOUR)
    cases.dismiss_signal(tale.store, case.id, Protected.EMERGENCY, by=PRIYA, why="a barbecue", now=BEGAN + 2 * HOUR)
    tale.hears_one(THANKS, 4, BEGAN + 3 * HOUR)
    found = by_ref(url)
    assert [found[f"c{n}"].history.landlord_late for n in (1, 2, 3, 4)] == [False, False, True, False]


def test_what_officers_said_of_other_words_is_no_word_on_these(tale: Tale, url: str) -> None:
    tale.upholds(tale.hears_one(ABUSE, 1, BEGAN), BEGAN + HOUR)
    left = tale.hears_one("Your staff are a bunch of useless idiots", 2, BEGAN + 2 * HOUR)
    assert left is not None
    cases.leave_alone(tale.store, left.id, by=PRIYA, why="harmless", now=BEGAN + 3 * HOUR)
    before = by_ref(url)
    words = [before[name].word for name in ("c1", "c2")]
    assert [(w.rule, w.upheld) for w in words if w is not None] == [("abuse", True), ("abuse", False)]
    for name in ("c1", "c2"):
        tale.hears(replace(before[name].interaction, text=f"{ABUSE}, all of you"), now=BEGAN + 4 * HOUR)
    after = by_ref(url)
    assert [after[name].word for name in ("c1", "c2")] == [None, None]


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_any_way_of_parting_replays_everything_once(tale: Tale, url: str, size: int) -> None:
    for n in range(20):
        who = an_account(id=f"p{n % 5}") if n % 3 else None
        tale.hears(an_interaction(SAID[n % 7], id=f"c{n}", author=who, posted_at=BEGAN + n * HOUR), now=BEGAN + DAY)
    found = replayed(url, size=size)
    assert sorted(r.interaction.ref.id for r in found) == sorted(f"c{n}" for n in range(20))
    assert {r.interaction.ref: r.history for r in found} == {r.interaction.ref: r.history for r in replayed(url)}


def test_those_whom_a_platform_does_not_name_are_shared_out_too(tale: Tale, url: str) -> None:
    said = [an_interaction(THANKS, id=f"c{n}", author=None, posted_at=BEGAN + n * MINUTE) for n in range(50)]
    tale.hears(*said, now=BEGAN + DAY)
    db, span = Database.read_only(url), {"since": BEGAN, "until": NOON}
    whole = parts(db, size=10, **span)
    sizes = [sum(1 for _ in replay(db, part, window=HISTORY, clocks=CLOCKS, **span)) for part in whole]
    db.close()
    assert sizes == [10] * 5


def test_parts_stay_what_they_were_while_more_is_said(tale: Tale, url: str) -> None:
    for n in range(12):
        tale.hears_one(THANKS, n, BEGAN + n * HOUR, who=f"p{n % 4}")
    db, span = Database.read_only(url), {"since": BEGAN - DAY, "until": NOON + 90 * DAY}
    last, before = newest(db), parts(db, size=3, **span)
    for n in range(12, 20):
        tale.hears_one(THANKS, n, BEGAN + n * HOUR, who=f"a{n % 4}")
    assert parts(db, size=3, up_to=last, **span) == before
    assert parts(db, size=3, **span) != before
    db.close()
    assert len(replayed(url, up_to=last)) == 12


def test_an_empty_store_has_no_parts(store: Store, url: str) -> None:
    assert store.length() == 0
    assert replayed(url) == []


def test_what_was_said_before_the_time_asked_for_is_known_and_not_replayed(tale: Tale, url: str) -> None:
    for n in range(4):
        tale.hears_one(SAID[n], n, BEGAN + n * DAY)
    found = replayed(url, since=BEGAN + 2 * DAY)
    assert [r.interaction.ref.id for r in found] == ["c3"]
    assert len(found[0].history.said) == 3
