"""Who may press what: every kind of member, every state, every button; and many who press at the same time."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import cases
from bot.cases import Officer
from bot.model import ActionKind, Outcome, OutcomeState
from bot.pipeline import take_in
from bot.policy.load import load_policy
from bot.slack.card import mark_of
from bot.slack.press import AT_ONCE, FORMS, HISTORY, Presses, in_slack
from platforms.memory import MemoryPlatform
from storage.store import Store
from tests.bot.slack.conftest import GUEST, OTHER, PRIYA, SAM, Office
from tests.builders import NOON, an_interaction
from tests.test_journey import POLICY as PATH

POLICY = load_policy(PATH)
OFFICER, SECOND, MANAGER = Officer(name="Priya"), Officer(name="Sam"), Officer(name="Tom", role="manager")
THREAT = "I know where you live and I'm coming round to break your legs"
GAS = "There is a strong smell of gas in the hall"
MINUTES = timedelta(minutes=15)


@dataclass
class Desk:
    """A store with one case, in whichever state."""

    store: Store
    now: datetime = NOON
    filled: dict[str, str] = field(default_factory=dict)

    def presses(self) -> Presses:
        return Presses(
            store=self.store, policy=lambda: POLICY, clock=lambda: self.now, claim_for=MINUTES, wake=lambda: None
        )

    def press(self, what: str, by: Officer) -> str:
        """Press, fill in whatever form opens, and tell what came of it: done, or refused."""
        case = self.store.case(1)
        value = f"1:{mark_of(case, self.store.around(case, window=HISTORY))}"
        answer = self.presses().press(what, value, by)
        form = answer.form
        if form is not None and form.get("submit"):
            values = {block["block_id"]: FILLED[block["block_id"]] for block in form["blocks"] if "element" in block}
            what = form["callback_id"].removeprefix("s11_")
            answer = self.presses().submit(what, form["private_metadata"], values, by)
        return "refused" if answer.refused else "done"


def words(value: str) -> dict[str, Any]:
    return {"words": {"value": value, "selected_option": {"value": value}}}


FILLED = {
    "why": words("because"),
    "wording": words("Please don't."),
    "kind": words("private_warning"),
    "reference": words("C-1"),
    "signal": words("emergency"),
    "explains": words("no"),
    "tried": words("rang them"),
}


def settled(store: Store, state: OutcomeState) -> None:
    store.settle(store.case(1), Outcome(state=state, detail="so", at=NOON, link="https://example.org"))


def approved(store: Store, kind: ActionKind | None = None) -> None:
    cases.approve(store, 1, by=OFFICER, policy=POLICY, now=NOON, kind=kind, why="so", wording=None)


def done(store: Store) -> None:
    approved(store)
    settled(store, OutcomeState.DONE)


def by_hand(store: Store) -> None:
    approved(store)
    settled(store, OutcomeState.BY_HAND)


STATES: dict[str, tuple[str, Callable[[Store], object]]] = {
    "waiting": (THREAT, Store.length),
    "claimed": (THREAT, lambda s: cases.claim(s, 1, by=SECOND, lasting=MINUTES, now=NOON)),
    "for a manager": (THREAT, lambda s: cases.ask_manager(s, 1, by=SECOND, why="hard", now=NOON)),
    "one of two": (THREAT, lambda s: approved(s, ActionKind.BLOCK)),
    "approved": (THREAT, approved),
    "by hand": (THREAT, by_hand),
    "done": (THREAT, done),
    "left alone": (THREAT, lambda s: cases.leave_alone(s, 1, by=OFFICER, why="fair", now=NOON)),
    "in need": (GAS, Store.length),
}
# The buttons in columns; in each cell what comes of it for an officer and for a manager: d done, r refused.
BUTTONS = ("approve", "approve_why", "wording", "other", "leave", "manager", "claim", "release", "undo", "by_hand")
BUTTONS += ("could_not", "care", "complaint", "dismiss", "consider", "show")
MATRIX = {
    "waiting": "dd dd dd dd dd dd dd rr rr rr rr rr dd rr rr dd",
    "claimed": "rd rd rd rd rd dd rd rr rr rr rr rr dd rr rr dd",
    "for a manager": "rd rd rd rd rd dd dd rr rr rr rr rr dd rr rr dd",
    "one of two": "rd rd rr rr dd dd dd rr rr rr rr rr dd rr rr dd",
    "approved": "rr rr rr rr rr rr rr rr rr rr rr rr dd rr rr dd",
    "by hand": "rr rr rr rr rr rr rr rr rr dd dd rr dd rr rr dd",
    "done": "rr rr rr rr rr rr rr rr dd rr rr rr dd rr rr dd",
    "left alone": "rr rr rr rr rr rr rr rr rr rr rr rr dd rr rr dd",
    "in need": "rr rr dd dd dd dd dd rr rr rr rr dd dd dd rr dd",
}


def test_every_button_is_in_the_matrix() -> None:
    assert set(BUTTONS) == AT_ONCE | FORMS
    assert set(MATRIX) == set(STATES)


@pytest.mark.parametrize("state", STATES)
def test_what_comes_of_every_button_in_every_state(state: str, tmp_path: Path) -> None:
    text, bring_about = STATES[state]
    found = []
    for n, what in enumerate(BUTTONS):
        cell = ""
        for place, by in enumerate((OFFICER, MANAGER)):
            store = Store(f"sqlite:///{tmp_path / f'{n}-{place}.db'}")
            platform = MemoryPlatform()
            platform.hear(an_interaction(text))
            take_in(platform, store, POLICY, now=NOON)
            bring_about(store)
            verdicts = len(store.case(1).verdicts)
            came = Desk(store).press(what, by)
            cell += came[0]
            assert (came == "refused") <= (len(store.case(1).verdicts) == verdicts)
            pressed = [one for one in store.record_of(1) if one.entry.event == "slack_pressed"]
            assert {one.entry.actor for one in pressed} == {by.name}
            store.close()
        found.append(cell)
    assert " ".join(found) == MATRIX[state]


def test_who_claimed_and_approved_keeps_the_second_person_waiting_no_longer(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'two.db'}")
    platform = MemoryPlatform()
    platform.hear(an_interaction(THREAT))
    take_in(platform, store, POLICY, now=NOON)
    cases.claim(store, 1, by=OFFICER, lasting=MINUTES, now=NOON)
    cases.approve(store, 1, by=OFFICER, policy=POLICY, now=NOON, kind=ActionKind.BLOCK, why="so")
    assert Desk(store).press("leave", SECOND) == "done"
    store.close()


def test_a_thousand_clicks_of_two_people_give_one_verdict(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'clicks.db'}")
    platform = MemoryPlatform()
    platform.hear(an_interaction(THREAT))
    take_in(platform, store, POLICY, now=NOON)
    presses = Desk(store).presses()
    ready = threading.Barrier(8)

    def click(n: int) -> list[bool]:
        ready.wait()
        by = (OFFICER, SECOND)[n % 2]
        return [presses.press("approve", "1:1.0.0", by).refused for _ in range(125)]

    with ThreadPoolExecutor(8) as pool:
        refused = [one for each in pool.map(click, range(8)) for one in each]
    assert len(refused) == 1000
    assert refused.count(False) == 1
    assert len(store.case(1).verdicts) == 1
    assert sum(one.entry.event == "slack_pressed" for one in store.record_of(1)) == 1000
    assert list(store.verify()) == []
    store.close()


WHO = {
    "an officer": (PRIYA, ""),
    "a member who is no officer": (SAM, "not among the officers"),
    "a guest": (GUEST, "not among the officers"),
    "somebody of another organisation": (OTHER, "only people of our own workspace"),
}


@pytest.mark.parametrize("name", WHO)
def test_who_may_press_at_all(office: Office, name: str) -> None:
    user, refusal = WHO[name]
    office.hears(THREAT)
    office.draws()
    office.press(user, 1, "approve")
    if not refusal:
        office.wait_for(lambda: office.case().verdict)
        return
    office.told(user, refusal[1:])
    assert office.case().verdicts == ()
    refused = [one for one in office.desk.store.recorded() if one.entry.event == "slack_refused"]
    assert [one.entry.actor for one in refused] == [f"slack:{user}"]


AMISS = {
    "deleted": "deactivated",
    "is_restricted": "uests decide nothing",
    "is_ultra_restricted": "uests decide nothing",
    "is_bot": "ots decide nothing",
    "is_stranger": "other organisations",
}


@pytest.mark.parametrize("mark", AMISS)
def test_an_officer_who_is_no_full_member_any_more_is_refused(office: Office, mark: str) -> None:
    office.hears(THREAT)
    office.draws()
    office.slack.members[PRIYA].marks[mark] = True
    office.press(PRIYA, 1, "approve")
    office.told(PRIYA, AMISS[mark])
    assert office.case().verdicts == ()


def test_who_left_the_group_and_whom_slack_does_not_vouch_for_is_refused(office: Office) -> None:
    office.hears(THREAT)
    office.draws()
    office.slack.limit("users.info", 1)
    office.press(PRIYA, 1, "approve")
    office.told(PRIYA, "did not tell us in time who you are")
    office.slack.groups["S0OFFICERS"].remove(PRIYA)
    office.press(PRIYA, 1, "approve")
    office.told(PRIYA, "not in the user group")
    assert office.case().verdicts == ()


def test_a_card_whose_comment_was_edited_meanwhile_says_so_and_asks_again(office: Office) -> None:
    office.hears(THREAT)
    office.draws()
    before = office.card(1)
    office.edits(1, f"{THREAT}, all of you")
    office.door.press(PRIYA, before["channel"], before["ts"], "s11_approve")
    office.told(PRIYA, "has changed since you saw it: it was edited")
    assert office.case().verdicts == ()
    office.draws()
    assert "this is version 2" in str(office.card(1)["blocks"])
    office.press(PRIYA, 1, "approve")
    office.wait_for(lambda: office.case().verdict)


FORGED = ("", "x", "2:1.0.0", "1", "999999999999999999999:1.0.0", "1:1.0.0; drop")


@pytest.mark.parametrize("value", FORGED)
def test_a_button_of_somebody_elses_making_does_nothing(office: Office, value: str) -> None:
    office.hears(THREAT)
    office.draws()
    office.press(PRIYA, 1, "approve", value=value)
    office.wait_for(lambda: office.tellings(PRIYA) or None)
    assert office.case().verdicts == () or value in {"1", "1:1.0.0; drop"}


def test_the_same_envelope_again_is_heard_once(office: Office) -> None:
    office.hears(THREAT)
    office.draws()
    office.press(PRIYA, 1, "claim")
    office.wait_for(lambda: office.case().claim)
    office.door.again()
    office.told(PRIYA, "Case 1 is yours")
    pressed = [one for one in office.desk.store.record_of(1) if one.entry.event == "slack_pressed"]
    assert len(pressed) == 1


FLAGGED = {
    "leaving a case alone needs a reason: say --why": "Leaving a case alone needs a reason",
    "the rule 'abuse' is on review, so say why: --why": "The rule 'abuse' is on review, so say why",
    "nothing is proposed for case 1: choose an action with --as, or leave it alone": "Nothing is proposed for case 1, "
    "or leave it alone",
}


@pytest.mark.parametrize("refusal", FLAGGED)
def test_refusals_speak_of_no_terminal(refusal: str) -> None:
    assert in_slack(refusal) == FLAGGED[refusal]
