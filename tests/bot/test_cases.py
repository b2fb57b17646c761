"""What a person may do with a case: every refusal says why, and the first verdict stands."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import cases
from bot.cases import Officer
from bot.errors import AlreadyDecided, NotApproved
from bot.model import Action, ActionKind, Case, CaseState, Outcome, OutcomeState, PlatformName, Protected, Ref
from bot.pipeline import take_in
from bot.policy.load import load_policy
from platforms.memory import MemoryPlatform
from storage.store import Store
from tests.builders import NOON, an_interaction

POLICY = load_policy(Path(__file__).parents[2] / "policies.yaml")
PRIYA, TOM = Officer(name="Priya Shah"), Officer(name="Tom Reed", role="manager")
INSULT = "You lot are a bunch of useless idiots"
THREAT = "I know where you live and I'm coming round to break your legs"
THREAT_IN_COMPLAINT = f"Eight weeks I've waited for you to mend my kitchen door. {THREAT}"
GAS = "I can smell gas in the hallway, please help"


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store("sqlite://")
    yield opened
    opened.close()


def a_case(store: Store, text: str, number: int = 1) -> Case:
    """A case about these words, taken in through the whole pipeline."""
    platform = MemoryPlatform(account=f"page-{number}")
    platform.hear(an_interaction(text, ref=Ref(platform=PlatformName.FACEBOOK, id=str(number))))
    taken = take_in(platform, store, POLICY, now=NOON)
    return store.case(taken.cases[0])


def approve(store: Store, number: int, by: Officer = PRIYA, **more: object) -> Case:
    return cases.approve(store, number, by=by, policy=POLICY, now=NOON, **more)


def done(store: Store, case: Case) -> None:
    assert case.verdict is not None
    assert case.verdict.action is not None
    intention = store.intend(case, case.verdict.action, now=NOON)
    outcome = Outcome(state=OutcomeState.DONE, detail="seen", at=NOON, round=case.round)
    store.settle(case, outcome, intention=intention)


def test_approving_what_is_proposed(store: Store) -> None:
    a_case(store, THREAT)
    case = approve(store, 1, why="a plain threat")
    assert (case.state, case.verdicts[0].action) == (CaseState.APPROVED, Action(kind=ActionKind.HIDE))
    assert (case.verdicts[0].by, case.verdicts[0].why) == ("Priya Shah", "a plain threat")


def test_another_action_with_other_words(store: Store) -> None:
    a_case(store, THREAT)
    case = approve(store, 1, kind=ActionKind.PRIVATE_WARNING, wording="  Please don't write to us like this. ")
    assert case.verdicts[0].action == Action(
        kind=ActionKind.PRIVATE_WARNING, wording="Please don't write to us like this."
    )


def test_the_second_to_decide_is_told_who_was_first(store: Store) -> None:
    a_case(store, THREAT)
    approve(store, 1, why="plain")
    with pytest.raises(AlreadyDecided) as told:
        cases.leave_alone(store, 1, by=TOM, why="not so bad", now=NOON)
    assert str(told.value) == (
        "Priya Shah was first with case 1: decided: hide (plain), 23 Nov 2026 12:00 UTC; it is now approved"
    )
    assert (told.value.by, told.value.choice) == ("Priya Shah", "act")


REFUSALS = {
    "no reason for leaving alone": (THREAT, lambda s: cases.leave_alone(s, 1, by=PRIYA, why=" ", now=NOON), "a reason"),
    "no words": (INSULT, lambda s: approve(s, 1, wording="  "), "needs words"),
    "a placeholder left": (INSULT, lambda s: approve(s, 1, wording="Dear {name}"), "placeholder"),
    "too many words": (INSULT, lambda s: approve(s, 1, wording="x" * 9000), "takes 2000"),
    "hiding an emergency": (
        THREAT + ". " + GAS,
        lambda s: approve(s, 1, kind=ActionKind.HIDE),
        "it carries an emergency signal; if that is mistaken, dismiss the signal first",
    ),
    "hiding before the complaint is logged": (THREAT_IN_COMPLAINT, lambda s: approve(s, 1), "must be logged first"),
    "nothing is proposed": (GAS, lambda s: approve(s, 1), "nothing is proposed for case 1"),
    "undoing what was not done": (
        THREAT,
        lambda s: cases.undo(s, 1, by=PRIYA, why="", now=NOON),
        "nothing was done that could be undone",
    ),
    "caring where nobody needs it": (THREAT, lambda s: cases.take_care(s, 1, by=PRIYA, why="", now=NOON), "nobody in"),
    "done by hand, but nothing waits": (
        THREAT,
        lambda s: cases.by_hand(s, 1, by=PRIYA, did=True, why="", now=NOON),
        "nothing waits to be done by hand",
    ),
    "dismissing what is not there": (
        THREAT,
        lambda s: cases.dismiss_signal(s, 1, Protected.ADJUSTMENT, by=PRIYA, why="x", now=NOON),
        "carries no adjustment signal",
    ),
    "a complaint without its number": (
        THREAT,
        lambda s: cases.log_complaint(s, 1, reference=" ", by=PRIYA, now=NOON),
        "under which reference",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_may_not_be_done_is_refused_and_leaves_no_trace(store: Store, name: str) -> None:
    text, wish, words = REFUSALS[name]
    a_case(store, text)
    before = store.length()
    with pytest.raises(NotApproved, match=words):
        wish(store)
    assert (store.case(1).verdicts, store.length()) == ((), before)


def test_a_signal_that_is_mistaken_is_dismissed_before_hiding(store: Store) -> None:
    case = a_case(store, THREAT + ". " + GAS)
    for signal in case.protected:
        cases.dismiss_signal(store, 1, signal, by=TOM, why="a figure of speech", now=NOON)
    assert approve(store, 1, kind=ActionKind.HIDE).state is CaseState.APPROVED


def test_a_threat_in_a_complaint_is_hidden_once_the_complaint_is_logged(store: Store) -> None:
    a_case(store, THREAT_IN_COMPLAINT)
    cases.log_complaint(store, 1, reference="C-2026-77", by=PRIYA, now=NOON)
    assert approve(store, 1).state is CaseState.APPROVED


def test_a_block_needs_two_different_people_who_mean_the_same(store: Store) -> None:
    a_case(store, THREAT)
    assert approve(store, 1, kind=ActionKind.BLOCK).state is CaseState.NEEDS_SECOND
    with pytest.raises(NotApproved, match="needs a second person; Priya Shah has approved it already"):
        approve(store, 1, by=PRIYA)
    with pytest.raises(NotApproved, match="Priya Shah approved block; approve just that"):
        approve(store, 1, by=TOM, kind=ActionKind.HIDE)
    case = approve(store, 1, by=TOM)
    assert (case.state, [v.seat for v in case.verdicts]) == (CaseState.APPROVED, [1, 2])


def test_the_second_person_may_leave_it_alone_instead(store: Store) -> None:
    a_case(store, THREAT)
    approve(store, 1, kind=ActionKind.BLOCK)
    case = cases.leave_alone(store, 1, by=TOM, why="a warning will do", now=NOON)
    assert case.state is CaseState.LEFT_ALONE


def test_undoing_and_not_undoing_twice(store: Store) -> None:
    a_case(store, THREAT)
    done(store, approve(store, 1))
    case = cases.undo(store, 1, by=TOM, why="overturned", now=NOON + timedelta(days=1))
    assert (case.state, case.round) == (CaseState.APPROVED, 2)
    assert case.verdict is not None
    assert case.verdict.action == Action(kind=ActionKind.UNHIDE)
    done(store, case)
    assert store.case(1).state is CaseState.UNDONE
    with pytest.raises(AlreadyDecided, match="Tom Reed has undone case 1 already"):
        cases.undo(store, 1, by=PRIYA, why="", now=NOON)


def test_what_was_said_cannot_be_unsaid(store: Store) -> None:
    a_case(store, INSULT)
    done(store, approve(store, 1))
    with pytest.raises(NotApproved, match="can't be taken back; nothing is ever deleted"):
        cases.undo(store, 1, by=TOM, why="", now=NOON)


def test_one_person_has_it_and_the_next_is_told(store: Store) -> None:
    a_case(store, GAS)
    assert cases.take_care(store, 1, by=PRIYA, why="rang them", now=NOON).state is CaseState.CARED_FOR
    with pytest.raises(AlreadyDecided, match="Priya Shah has case 1 already"):
        cases.take_care(store, 1, by=TOM, why="", now=NOON)


def test_whoever_looks_after_somebody_may_still_answer_them(store: Store) -> None:
    a_case(store, GAS)
    cases.take_care(store, 1, by=PRIYA, why="rang them", now=NOON)
    case = approve(store, 1, kind=ActionKind.REPLY)
    assert case.state is CaseState.APPROVED
    assert case.verdict is not None
    assert case.verdict.action is not None
    assert "Please ring us now" in case.verdict.action.wording
    a_case(store, GAS, 2)
    with pytest.raises(NotApproved, match="it carries an emergency signal"):
        approve(store, 2, kind=ActionKind.HIDE)
