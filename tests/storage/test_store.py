"""Stories of the store: what comes in once stays once, the first verdict stands, every act has its intention."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import AlreadyDecided, AlreadyRunning, NoSuchCase
from bot.model import (
    Action,
    ActionKind,
    Behaviour,
    Case,
    CaseState,
    Choice,
    Cursor,
    Decision,
    Finding,
    History,
    Interaction,
    Outcome,
    OutcomeState,
    Page,
    PlatformName,
    Proposal,
    Protected,
    Receipt,
    Ref,
    Said,
    Verdict,
    Way,
)
from storage.intake import Taken
from storage.store import Store
from tests.builders import NOON, an_account, an_interaction

FACEBOOK = PlatformName.FACEBOOK
WINDOW = timedelta(days=28)


def judge(interaction: Interaction, history: History) -> Decision:
    """A plain judge: "muppets" is abuse, "gas" an emergency; remembers how much history it was shown."""
    rude, gas = "muppets" in interaction.text, "gas" in interaction.text
    findings = (a_finding(Behaviour.ABUSE, "muppets"),) if rude else ()
    return Decision(
        findings=findings + ((a_finding(Protected.EMERGENCY, "gas"),) if gas else ()),
        behaviour=Behaviour.ABUSE if rude else None,
        clause="4.3" if rude else "",
        step=1 + len(history.upheld),
        proposal=Proposal(action=Action(kind=ActionKind.HIDE), way=Way.BY_API) if rude and not gas else None,
        alternatives=(),
        care=(Protected.EMERGENCY,) if gas else (),
        policy_version="test",
        at=interaction.posted_at,
        because=f"{len(history.said)} lines before",
    )


def a_finding(concern: Behaviour | Protected, quote: str) -> Finding:
    return Finding(
        detector="test", concern=concern, quote=quote, start=0, end=len(quote), confidence=0.9, because="test"
    )


def take(store: Store, *said: Interaction, cursor: Cursor | None = None, **page: object) -> Taken:
    return store.take_in(
        Page(interactions=said, cursor=cursor, **page),
        platform=FACEBOOK,
        account="page",
        judge=judge,
        people_needed={ActionKind.BLOCK: 2},
        window=WINDOW,
        now=NOON,
    )


def says(number: int, text: str, who: str = "ann") -> Interaction:
    return an_interaction(
        ref=Ref(platform=FACEBOOK, id=f"c{number}"),
        text=text,
        author=an_account(id=who, name=who),
        posted_at=NOON + timedelta(minutes=number),
        thread=f"c{number}",
    )


def a_verdict(case: Case, kind: ActionKind = ActionKind.HIDE, by: str = "Priya") -> Verdict:
    return Verdict(
        choice=Choice.ACT,
        action=Action(kind=kind),
        by=by,
        why="vicious",
        at=NOON,
        read_version=case.version,
        round=case.round,
        seat=len(case.verdicts) + 1,
    )


def events(store: Store) -> list[str]:
    return [one.entry.event for one in store.recorded()]


def test_what_came_once_stays_once_however_often_it_is_read(store: Store) -> None:
    first = take(store, says(1, "you muppets"), says(2, "lovely day"), cursor=Cursor(marks={"newest": "2"}))
    again = take(store, says(2, "lovely day"), says(1, "you muppets"), says(1, "you muppets"))
    assert (first.new, first.cases) == (2, (1,))
    assert again == Taken()
    assert events(store) == ["seen", "seen", "case_opened"]
    assert store.cursor(FACEBOOK, "page") == Cursor(marks={"newest": "2"})
    assert store.figures().interactions == {"facebook": 2}
    assert list(store.verify()) == []


def test_an_edit_is_judged_again_and_asks_again(store: Store) -> None:
    take(store, says(1, "lovely day"))
    assert store.open_cases() == ()
    edited = take(store, says(1, "you muppets"))
    assert (edited.edited, edited.cases) == (1, (1,))
    store.record_verdict(1, a_verdict)
    assert store.case(1).state is CaseState.APPROVED
    take(store, says(1, "you lovely muppets"))
    case = store.case(1)
    assert (case.state, case.version, case.interaction.text) == (CaseState.CHANGED, 3, "you lovely muppets")
    assert store.to_act(NOON) == ()
    assert [c.id for c in store.open_cases()] == [1]
    assert [e for e in events(store) if "case" in e] == ["case_opened", "case_judged_again"]


def test_a_deletion_is_recorded_once_and_a_return_is_seen(store: Store) -> None:
    take(store, says(1, "you muppets"))
    gone = Ref(platform=FACEBOOK, id="c1")
    assert take(store, gone=(gone,)).gone == 1
    assert take(store, gone=(gone, Ref(platform=FACEBOOK, id="never-seen"))).gone == 0
    assert store.case(1).gone_at == NOON
    assert events(store).count("gone") == 1
    take(store, says(1, "you muppets"))
    assert store.case(1).gone_at is None
    assert events(store)[-1] == "back"


def test_history_holds_their_lines_our_answers_and_nothing_later(store: Store) -> None:
    take(store, says(1, "my boiler is broken"), says(2, "hello?"))
    ours = Said(
        at=NOON + timedelta(minutes=3), text="On it", ours=True, ref=Ref(platform=FACEBOOK, id="r1"), parent="c1"
    )
    take(store, says(5, "you muppets"), says(6, "still broken, you muppets"), ours=(ours,))
    assert [c.decision.because for c in store.open_cases()] == ["3 lines before", "4 lines before"]


def test_the_first_verdict_stands_and_the_second_person_sees_it(store: Store) -> None:
    take(store, says(1, "you muppets"))
    store.record_verdict(1, a_verdict)

    def too_late(case: Case) -> Verdict:
        assert case.state is CaseState.APPROVED
        raise AlreadyDecided("Priya was first", by="Priya", choice="act", at=NOON)

    with pytest.raises(AlreadyDecided):
        store.record_verdict(1, too_late)
    assert len(store.case(1).verdicts) == 1
    assert events(store).count("verdict") == 1


def test_a_block_waits_for_two_people(store: Store) -> None:
    take(store, says(1, "you muppets"))
    store.record_verdict(1, lambda case: a_verdict(case, ActionKind.BLOCK))
    assert store.case(1).state is CaseState.NEEDS_SECOND
    assert store.to_act(NOON) == ()
    store.record_verdict(1, lambda case: a_verdict(case, ActionKind.BLOCK, by="Tom"))
    assert [c.id for c in store.to_act(NOON)] == [1]


def test_an_intention_is_on_record_before_its_outcome_and_no_second_one_starts(store: Store) -> None:
    take(store, says(1, "you muppets"))
    case = store.record_verdict(1, a_verdict)
    action = Action(kind=ActionKind.HIDE)
    intention = store.intend(case, action, now=NOON)
    with pytest.raises(AlreadyDecided):
        store.intend(case, action, now=NOON)
    assert [i.id for i in store.unsettled()] == [intention.id]
    done = Outcome(state=OutcomeState.DONE, detail="seen", at=NOON, receipt=Receipt(id="x"))
    store.settle(case, done, intention=intention)
    assert (store.case(1).state, store.case(1).outcome) == (CaseState.DONE, done)
    assert store.unsettled() == store.open_cases() == ()
    assert store.figures().outcomes == {("hide", "done"): 1}
    assert events(store)[-3:] == ["verdict", "intention", "outcome"]
    assert [c.decision.step for c in _taken_cases(store, says(9, "still muppets"))] == [2]


def _taken_cases(store: Store, said: Interaction) -> list[Case]:
    return [store.case(number) for number in take(store, said).cases]


def test_put_off_until_its_time_has_come(store: Store) -> None:
    take(store, says(1, "you muppets"))
    case = store.record_verdict(1, a_verdict)
    later = Outcome(state=OutcomeState.LATER, detail="busy", at=NOON, retry_at=NOON + timedelta(hours=1))
    store.settle(case, later)
    assert store.to_act(NOON + timedelta(minutes=59)) == ()
    assert [c.id for c in store.to_act(NOON + timedelta(hours=1))] == [1]


def test_care_is_routed_until_somebody_has_it(store: Store) -> None:
    take(store, says(1, "I can smell gas"))
    assert [(c.id, c.state) for c in store.open_cases()] == [(1, CaseState.WAITING)]
    store.take_care(1, lambda _: "rang them", by="Tom", now=NOON)
    assert (store.case(1).state, store.case(1).cared_for_by) == (CaseState.CARED_FOR, "Tom")
    assert store.open_cases() == ()
    take(store, says(1, "I can smell gas, and now my head hurts"))
    assert [(c.state, c.cared_for_by) for c in store.open_cases()] == [(CaseState.WAITING, "")]


def test_a_signal_dismissed_and_a_complaint_logged_are_on_record(store: Store) -> None:
    take(store, says(1, "what a gas, you muppets"))
    store.dismiss_signal(1, Protected.EMERGENCY, by="Tom", why="a figure of speech", now=NOON)
    store.log_complaint(1, reference="C-77", by="Tom", now=NOON)
    assert (store.case(1).protected, store.case(1).complaint_logged) == ((), "C-77")
    assert events(store)[-2:] == ["signal_dismissed", "complaint_logged"]


def test_a_case_that_is_not_there(store: Store) -> None:
    with pytest.raises(NoSuchCase, match="there is no case 7"):
        store.case(7)


def test_one_daemon_at_a_time(store: Store) -> None:
    with store.db.held_alone(), pytest.raises(AlreadyRunning), store.db.held_alone():
        pass
    with store.db.held_alone():
        pass


HOSTILE = {
    "escapes": "\x1b[2J\x1b]0;owned\x07 you muppets",
    "right to left": "\u202eyou muppets\u202c",
    "slack": "<!channel> <@U123> you muppets <https://x.example|Approve>",
    "quotes": "'; DROP TABLE audit; -- you muppets",
    "emoji": "you muppets 🤡👨‍👩‍👧",
    "long": "you muppets " * 9000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_are_kept_as_they_are(store: Store, name: str) -> None:
    take(store, says(1, HOSTILE[name]))
    assert store.case(1).interaction.text == HOSTILE[name]
    assert list(store.verify()) == []


def test_an_answer_with_lone_surrogates_and_nuls_is_kept_as_evidence(store: Store) -> None:
    said = replace(says(1, "you muppets"), raw={"message": "\ud800\x00", "n": [1.5, None]})
    take(store, said)
    assert list(store.verify()) == []


def test_the_words_of_our_post_are_known_to_whoever_judges_and_are_no_answer(store: Store) -> None:
    seen: list[History] = []

    def note(interaction: Interaction, history: History) -> Decision:
        seen.append(history)
        return judge(interaction, history)

    post = Said(at=NOON, text="Rents go up in April", ours=True, ref=Ref(platform=FACEBOOK, id="5001"), thread="5001")
    page = Page(interactions=(says(1, "why?"), says(2, "and when?")), ours=(post,))
    usual = {"platform": FACEBOOK, "account": "page", "people_needed": {}, "window": WINDOW, "now": NOON}
    store.take_in(page, judge=note, **usual)
    assert [history.post for history in seen] == ["Rents go up in April"] * 2
    assert not any(line.ours for history in seen for line in history.said)


def test_we_are_late_from_the_minute_that_nobody_said_i_have_it(store: Store) -> None:
    late: list[bool] = []

    def note(interaction: Interaction, history: History) -> Decision:
        late.append(history.landlord_late)
        return judge(interaction, history)

    def hears(number: int) -> None:
        usual = {"platform": FACEBOOK, "account": "page", "people_needed": {}, "window": WINDOW, "now": NOON}
        clocks = {Protected.EMERGENCY: timedelta(minutes=10)}
        store.take_in(Page(interactions=(says(number, "and now?"),)), judge=note, clocks=clocks, **usual)

    take(store, says(0, "I smell gas"))
    hears(9)
    hears(11)
    store.take_care(1, lambda _: "", by="Priya", now=NOON + timedelta(minutes=12))
    hears(13)
    take(store, says(20, "gas again", who="ann"))
    store.dismiss_signal(2, Protected.EMERGENCY, by="Priya", why="a joke", now=NOON + timedelta(minutes=20))
    hears(60)
    assert late == [False, True, False, False]


def test_an_adjustment_asked_for_counts_for_the_next_line_of_the_same_page(store: Store) -> None:
    known: list[bool] = []

    def note(interaction: Interaction, history: History) -> Decision:
        known.append(history.adjustment_on_record)
        care = (Protected.ADJUSTMENT,) if "large print" in interaction.text else ()
        return replace(judge(interaction, history), care=care)

    usual = {"platform": FACEBOOK, "account": "page", "people_needed": {}, "window": WINDOW, "now": NOON}
    lines = (says(1, "hello"), says(2, "large print please"), says(3, "you muppets"), says(4, "hi", who="bob"))
    store.take_in(Page(interactions=lines), judge=note, **usual)
    assert known == [False, False, True, False]
