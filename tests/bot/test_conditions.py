"""What a rule may look at beside the words, each with a case where it holds and one where it does not."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.decide import decide
from bot.decide.conditions import in_office_hours
from bot.model import (
    Abilities,
    Ability,
    ActionKind,
    Behaviour,
    History,
    Identity,
    Interaction,
    InteractionKind,
    PlatformName,
    RuleState,
    Upheld,
    Way,
)
from bot.policy.load import load_policy
from bot.policy.model import Calendar, Policy
from bot.policy.rule import Conditions, ContactsBefore, UpheldBefore
from tests.builders import DAY, HOUR, MINUTE, NOON, a_finding, a_history, a_line, an_interaction

POLICY = replace(load_policy(Path(__file__).parents[2] / "policies.yaml"), topics={"rents": ("rent", "arrears")})
ALL: Abilities = {kind: Ability(way=Way.BY_API) for kind in ActionKind}
ABUSE = a_finding("idiots", detector="abuse", concern=Behaviour.ABUSE)
MONDAY = NOON  # a Monday at noon
SATURDAY = NOON - 2 * DAY
MARK = Upheld(behaviour=Behaviour.ABUSE, at=NOON - 40 * DAY, case=1, action=ActionKind.HIDE)
ASKED = a_history(a_line("Why?"), a_line("We'll look", ours=True), a_line("When?"), a_line("And who?"))


def an_abuse(**given: object) -> Interaction:
    return an_interaction("You lot are pathetic idiots", **given)


HOLD = {
    "kinds": (Conditions(kinds=(InteractionKind.REVIEW,)), an_abuse(kind=InteractionKind.REVIEW), History()),
    "platforms": (Conditions(platforms=(PlatformName.X,)), an_abuse(platform=PlatformName.X), History()),
    "topics": (Conditions(topics=("rents",)), an_abuse(), History(post="Your RENT review: what changes in April")),
    "languages": (
        Conditions(languages=("pl",)),
        an_interaction("Dlaczego nikt nie odpowiada na moje wiadomości o ogrzewaniu, idioci"),
        History(),
    ),
    "media": (Conditions(media=True), an_abuse(attachments=("photo",)), History()),
    "links": (Conditions(links=True), an_interaction("You idiots, read example.org/news"), History()),
    "office hours": (Conditions(office_hours=True), an_abuse(posted_at=MONDAY), History()),
    "out of hours": (Conditions(office_hours=False), an_abuse(posted_at=SATURDAY), History()),
    "upheld": (Conditions(upheld=UpheldBefore(at_least=1, months=2)), an_abuse(), History(upheld=(MARK,))),
    "upheld, of one behaviour": (
        Conditions(upheld=UpheldBefore(at_least=1, months=2, behaviour=Behaviour.ABUSE)),
        an_abuse(),
        History(upheld=(MARK,)),
    ),
    "contacts": (
        Conditions(contacts=ContactsBefore(at_least=3, minutes=30)),
        an_abuse(),
        a_history(a_line("a", at=NOON - HOUR - 20 * MINUTE), a_line("b", at=NOON - HOUR - MINUTE)),
    ),
    "copies": (Conditions(copies=2), an_abuse(), a_history(a_line("You lot are PATHETIC idiots!"))),
    "questions waiting": (Conditions(questions_waiting=2), an_abuse(), ASKED),
    "we have answered": (Conditions(we_have_answered=True), an_abuse(), ASKED),
    "we are late": (Conditions(we_are_late=True), an_abuse(), History(landlord_late=True)),
    "identity": (Conditions(identity=(Identity.VERIFIED,)), an_abuse(), History(identity=Identity.VERIFIED)),
    "an adjustment": (Conditions(adjustment_on_record=True), an_abuse(), History(adjustment_on_record=True)),
}
NOT = {
    "kinds": (an_abuse(), History()),
    "platforms": (an_abuse(), History()),
    "topics": (an_abuse(), History(post="Currently recruiting: parents' forum")),
    "languages": (an_abuse(), History()),
    "media": (an_abuse(), History()),
    "links": (an_abuse(), History()),
    "office hours": (an_abuse(posted_at=SATURDAY), History()),
    "out of hours": (an_abuse(posted_at=MONDAY), History()),
    "upheld": (an_abuse(), History(upheld=(replace(MARK, at=NOON - 90 * DAY),))),
    "upheld, of one behaviour": (an_abuse(), History(upheld=(replace(MARK, behaviour=Behaviour.THREAT),))),
    "contacts": (an_abuse(), a_history(a_line("a", at=NOON - DAY), a_line("b", at=NOON - HOUR))),
    "copies": (an_abuse(), a_history(a_line("You lot are wonderful"))),
    "questions waiting": (an_abuse(), a_history(a_line("Why? When?"), a_line("Soon", ours=True))),
    "we have answered": (an_abuse(), a_history(a_line("Why?"))),
    "we are late": (an_abuse(), History()),
    "identity": (an_abuse(), History(identity=Identity.CLAIMED)),
    "an adjustment": (an_abuse(), History()),
}


def decided_by(policy: Policy, said: Interaction, history: History) -> str:
    return decide(said, (ABUSE,), history, policy, can=ALL, now=NOON).rule


def only_abuse(**given: Conditions) -> Policy:
    return replace(POLICY, behaviours=(replace(POLICY.rule(Behaviour.ABUSE), **given),))


@pytest.mark.parametrize("name", HOLD)
def test_what_a_rule_may_look_at(name: str) -> None:
    conditions, said, history = HOLD[name]
    other = NOT[name]
    assert decided_by(only_abuse(when=conditions), said, history) == "abuse"
    assert decided_by(only_abuse(when=conditions), *other) == ""
    assert decided_by(only_abuse(unless=conditions), said, history) == ""
    assert decided_by(only_abuse(unless=conditions), *other) == "abuse"


def test_all_of_when_must_hold_and_any_of_unless_is_enough() -> None:
    both = Conditions(platforms=(PlatformName.FACEBOOK,), media=True)
    assert decided_by(only_abuse(when=both), an_abuse(), History()) == ""
    assert decided_by(only_abuse(unless=both), an_abuse(), History()) == ""
    assert decided_by(only_abuse(when=both), an_abuse(attachments=("a",)), History()) == "abuse"


def test_the_first_rule_that_matches_decides_and_says_why_the_other_did_not() -> None:
    abuse = POLICY.rule(Behaviour.ABUSE)
    on_x = replace(abuse, name="abuse_on_x", when=Conditions(platforms=(PlatformName.X,)), ladder="remind_first")
    unsure = replace(abuse, name="only_when_sure", at_least=0.99)
    policy = replace(POLICY, behaviours=(on_x, unsure, abuse))
    assert decided_by(policy, an_abuse(), History()) == "abuse"
    assert decided_by(policy, an_abuse(platform=PlatformName.X), History()) == "abuse_on_x"
    decision = decide(an_abuse(), (ABUSE,), History(), replace(policy, behaviours=(on_x, unsure)), can=ALL, now=NOON)
    assert [passed.why for passed in decision.passed] == ["abuse_on_x: it applies only when it was said on x"]


def test_only_the_detectors_that_a_rule_listens_to_count() -> None:
    rule = replace(POLICY.rule(Behaviour.ABUSE), detectors={"abuse": 0.95})
    policy = replace(POLICY, behaviours=(rule,))
    assert decided_by(policy, an_abuse(), History()) == ""
    sure = replace(ABUSE, confidence=0.95)
    assert decide(an_abuse(), (sure,), History(), policy, can=ALL, now=NOON).rule == "abuse"
    another = replace(sure, detector="something-else")
    assert decide(an_abuse(), (another,), History(), policy, can=ALL, now=NOON).rule == ""


def test_a_draft_is_asleep() -> None:
    asleep = replace(POLICY, behaviours=(replace(POLICY.rule(Behaviour.ABUSE), state=RuleState.DRAFT),))
    decision = decide(an_abuse(), (ABUSE,), History(), asleep, can=ALL, now=NOON)
    assert (decision.rule, decision.shadows) == ("", ())


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (NOON.replace(hour=9, minute=0), True),
        (NOON.replace(hour=8, minute=59), False),
        (NOON.replace(hour=17, minute=0), False),
        (NOON.replace(month=7, day=6, hour=8, minute=30), True),  # summer time: half past nine in Derby
        (NOON + timedelta(days=5), False),
        (NOON.replace(month=12, day=24), False),
    ],
)
def test_the_office_keeps_its_own_clock(at: object, is_open: bool) -> None:  # noqa: FBT001 - a table's column
    assert in_office_hours(at, Calendar(closed_on=("2026-12-24",))) is is_open
