"""What changed between two policies is told whole: each sentence as an officer reads it, and no field left out."""

import dataclasses
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from bot.model import ActionKind, Behaviour, FormalAction, Identity, InteractionKind, PlatformName, RuleState
from bot.policy import model
from bot.policy import rule as rule_module
from bot.policy.diff import changes
from bot.policy.load import load_policy
from bot.policy.model import Policy, Template, Vocabulary
from bot.policy.rule import Conditions, ContactsBefore, UpheldBefore

SHIPPED = Path(__file__).parents[3] / "policies.yaml"
TEXT = SHIPPED.read_text(encoding="utf-8")
OLD = load_policy(SHIPPED)
ABUSE = "    ladder: warn_first\n    severity: 2\n"
STEP = "      - actions: [hide, private_warning]\n        template: warning\n"
ON_X = "    on:\n      x: >-\n        "
RULE = """  - behaviour: abuse
    name: abuse_on_x
    title: Abuse on X
    clauses: ["4.2"]
    ladder: warn_first
    state: review
    when: {platforms: [x]}
    words: [muppet*]

"""
LATE = "while we are late ourselves or have not answered"
# What is replaced in the shipped policy, what is said of it (▲ where it arms), and of taking it back.
TOLD: dict[str, tuple[dict[str, str], str, str]] = {
    "how sure": (
        {ABUSE: f"{ABUSE}    at_least: 0.8\n"},
        """
        the rule “abuse”: now counts from 80 % sure on, before from 50 %
        """,
        """
        ▲ the rule “abuse”: now counts from 50 % sure on, before from 80 %
        """,
    ),
    "one phrase": (
        {ABUSE: f"{ABUSE}    words: [crook*]\n"},
        """
        ▲ the rule “abuse”: a new phrase counts as found: “crook*”
        """,
        """
        the rule “abuse”: one phrase no longer counts as found: “crook*”
        """,
    ),
    "many phrases": (
        {ABUSE: f"{ABUSE}    words: [aaa, bbb, ccc, ddd, eee, fff]\n"},
        """
        ▲ the rule “abuse”: 6 new phrases count as found, among them “aaa”, “bbb” and “ccc”
        """,
        """
        the rule “abuse”: 6 phrases no longer count as found, among them “aaa”, “bbb” and “ccc”
        """,
    ),
    "a pattern, and what protects": (
        {ABUSE: f"{ABUSE}    patterns: ['cro+k']\n    never: [by hook or by crook]\n"},
        """
        ▲ the rule “abuse”: a new pattern counts as found: “cro+k”
        the rule “abuse”: a new phrase protects what stands in it: “by hook or by crook”
        """,
        """
        the rule “abuse”: one pattern no longer counts as found: “cro+k”
        ▲ the rule “abuse”: one phrase no longer protects what stands in it: “by hook or by crook”
        """,
    ),
    "unless": (
        {
            ABUSE: f"{ABUSE}    unless: {{topics: [rents], office_hours: false}}\n",
            "topics: {}": "topics: {rents: [rent]}",
        },
        """
        the rule “abuse”: no longer applies when our post is about rents
        the rule “abuse”: no longer applies when the office is closed
        topics: our post is about “rents”: a new word tells so: “rent”
        """,
        """
        ▲ the rule “abuse”: now applies even when our post is about rents
        ▲ the rule “abuse”: now applies even when the office is closed
        ▲ topics: our post is about “rents”: one word no longer tells so: “rent”
        """,
    ),
    "when": (
        {ABUSE: f"{ABUSE}    when: {{platforms: [x], we_are_late: false, upheld: {{at_least: 2}}}}\n"},
        """
        the rule “abuse”: now applies only when it was said on X
        the rule “abuse”: now applies only when 2 or more cases were upheld within 12 months
        the rule “abuse”: now applies only when we are not late ourselves
        """,
        """
        ▲ the rule “abuse”: no longer applies only when it was said on X
        ▲ the rule “abuse”: no longer applies only when 2 or more cases were upheld within 12 months
        ▲ the rule “abuse”: no longer applies only when we are not late ourselves
        """,
    ),
    "detectors": (
        {ABUSE: f"{ABUSE}    detectors: {{abuse: 0.4}}\n"},
        """
        ▲ the rule “abuse”: now listens to nothing but “abuse” (from 40 % sure on), before to every detector
        """,
        """
        ▲ the rule “abuse”: now listens to every detector, before only to “abuse”
        """,
    ),
    "the guard": (
        {ABUSE: f"{ABUSE}    landlord_late_guard: true\n"},
        """
        the rule “abuse”: now proposes nothing while we are late ourselves or have not answered
        """,
        """
        ▲ the rule “abuse”: now proposes something even while we are late ourselves or have not answered
        """,
    ),
    "severity": (
        {ABUSE: ABUSE.replace("2", "4")},
        """
        ▲ the rule “abuse”: is now of severity 4, before 2: an upheld case now counts for 150 % of a step, \
            before for 100 %
        """,
        """
        the rule “abuse”: is now of severity 2, before 4: an upheld case now counts for 100 % of a step, before \
            for 150 %
        """,
    ),
    "a state": (
        {'    clauses: ["4.2", "4.3", "4.4"]\n    state: live': '    clauses: ["4.2"]\n    state: shadow'},
        """
        the rule “abuse”: now rests on clause 4.2, before on 4.2, 4.3 and 4.4
        the rule “abuse”: is now in shadow, before live
        """,
        """
        the rule “abuse”: now rests on clause 4.2, 4.3 and 4.4, before on 4.2
        ▲ the rule “abuse”: is now live, before in shadow
        """,
    ),
    "another ladder": (
        {ABUSE: ABUSE.replace("warn_first", "straight_to_hiding")},
        """
        ▲ the rule “abuse”: now climbs the ladder “straight_to_hiding”, before “warn_first”
        """,
        """
        the rule “abuse”: now climbs the ladder “warn_first”, before “straight_to_hiding”
        """,
    ),
    "a rule": (
        {"  - behaviour: third_party\n": f"{RULE}  - behaviour: third_party\n"},
        """
        ▲ the rule “abuse_on_x”: is new, and on review: “Abuse on X” (abuse, clause 4.2); it counts from 50 % \
            sure on, climbs the ladder “warn_first”, is of severity 1 and stands before “third_party”
        the rule “abuse_on_x”: now applies only when it was said on X
        ▲ the rule “abuse_on_x”: a new phrase counts as found: “muppet*”
        """,
        """
        the rule “abuse_on_x”: is gone: “Abuse on X” (clause 4.2)
        the rule “abuse_on_x”: one phrase no longer counts as found: “muppet*”
        """,
    ),
    "a mild rule before graver ones": (
        {"  - behaviour: abuse\n": f"{RULE.replace('warn_first', 'remind_first')}  - behaviour: abuse\n"},
        """
        ▲ the rule “abuse_on_x”: is new, and on review: “Abuse on X” (abuse, clause 4.2); it counts from 50 % \
            sure on, climbs the ladder “remind_first”, is of severity 1 and stands before “abuse”
        the rule “abuse_on_x”: now applies only when it was said on X
        ▲ the rule “abuse_on_x”: a new phrase counts as found: “muppet*”
        """,
        """
        the rule “abuse_on_x”: is gone: “Abuse on X” (clause 4.2)
        ▲ the rule “abuse_on_x”: what it decided may now be decided by “abuse” and “third_party”, which may go further
        the rule “abuse_on_x”: one phrase no longer counts as found: “muppet*”
        """,
    ),
    "a step": (
        {STEP: STEP.replace("[hide, private_warning]", "[block, hide]").replace("template: warning", "for_days: 10")},
        """
        ▲ the ladder “warn_first”: step 3 now proposes block, else hide; before hide, else private warning
        the ladder “warn_first”: step 3 now sends the usual words, before the words of “warning”
        ▲ the ladder “warn_first”: step 3 now restricts for 10 days, before for as long as is usual
        """,
        """
        the ladder “warn_first”: step 3 now proposes hide, else private warning; before block, else hide
        the ladder “warn_first”: step 3 now sends the words of “warning”, before the usual words
        the ladder “warn_first”: step 3 now restricts for as long as is usual, before for 10 days
        """,
    ),
    "the formal route, and where grave words start": (
        {"    severe: 3\n": "    severe: 4\n", "formal: [written_warning, writing_only]": "formal: [writing_only]"},
        """
        ▲ the ladder “warn_first”: grave words now start at step 4, before at step 3
        the ladder “warn_first”: step 3 may now lead to writing only on the formal route, before to written \
            warning and writing only
        """,
        """
        the ladder “warn_first”: grave words now start at step 3, before at step 4
        ▲ the ladder “warn_first”: step 3 may now lead to written warning and writing only on the formal route, \
            before to writing only
        """,
    ),
    "who approves": (
        {"  block: 2": "  block: {people: 3, one_of: manager}", "  hide: 1": "  hide: 2"},
        """
        approvals: hiding now needs 2 people, before 1 person
        approvals: a block now needs 3 people, before 2 people
        approvals: a block now needs one manager among those who approve, before nobody in particular
        """,
        """
        ▲ approvals: hiding now needs 1 person, before 2 people
        ▲ approvals: a block now needs 2 people, before 3 people
        ▲ approvals: a block now needs nobody in particular among those who approve, before one manager
        """,
    ),
    "the hold": (
        {"  switched_on: false\n  hours: 4": "  switched_on: true\n  hours: 8"},
        """
        ▲ the timed hold: is now switched on: what is listed exactly is hidden at once, before a person has \
            looked
        ▲ the timed hold: now lasts 8 hours, before 4
        """,
        """
        the timed hold: is now switched off: nothing is hidden before a person has looked
        the timed hold: now lasts 4 hours, before 8
        """,
    ),
    "the brakes": (
        {"facebook: 120, instagram: 60,": "facebook: 200,", "percent: 40,": "percent: 100,"},
        """
        ▲ limits: on Facebook, now at most 200 actions an hour, before at most 120 actions
        ▲ limits: on Instagram, now any number of actions an hour, before at most 60 actions
        ▲ limits: when a live rule drops to review by itself: now never, before above 40 % of the newest traffic
        """,
        """
        limits: on Facebook, now at most 120 actions an hour, before at most 200 actions
        limits: on Instagram, now at most 60 actions an hour, before any number of actions
        limits: when a live rule drops to review by itself: now above 40 % of the newest traffic, before never
        """,
    ),
    "what an upheld case counts for": (
        {"full_months: 6": "full_months: 9", "{1: 50,": "{1: 60,", "mute: {for_days: 28": "mute: {for_days: 30"},
        """
        ▲ marks: what was upheld now counts in full for 9 months, before for 6
        ▲ marks: an upheld case of severity 1 now counts for 60 % of a step, before for 50 %
        ▲ restrictions: muting now lasts 30 days, before 28
        """,
        """
        marks: what was upheld now counts in full for 6 months, before for 9
        marks: an upheld case of severity 1 now counts for 50 % of a step, before for 60 %
        restrictions: muting now lasts 28 days, before 30
        """,
    ),
    "a number that templates name": (
        {'"01332 888777"\n': '"01332 111222"\n'},
        """
        contacts: “repairs_phone” is now “01332 111222”, before “01332 888777”
        templates: “emergency_reply”, “warning”, “identity_request” and “block_notice” hold the new contacts and \
            names; nothing else in them changed
        """,
        """
        contacts: “repairs_phone” is now “01332 888777”, before “01332 111222”
        templates: “emergency_reply”, “warning”, “identity_request” and “block_notice” hold the new contacts and \
            names; nothing else in them changed
        """,
    ),
    "words that are sent": (
        {"you write to us here. If it goes on, we may": "you write. If so, we will soon"},
        """
        templates: the text of “warning” changed: “write to us here.” → “write.”; “it goes on,” → “so,”; “may” → \
            “will soon”
        """,
        """
        templates: the text of “warning” changed: “write.” → “write to us here.”; “so,” → “it goes on,”; “will \
            soon” → “may”
        """,
    ),
    "words for one platform": (
        {
            f"{ON_X}We're sorry that": f"    languages: {{pl: Przepraszamy.}}\n{ON_X}We are sorry that",
            "      We are sorry. Do you want": "      Sorry. Do you want",
        },
        """
        templates: the text of “complaint_offer” on X changed: “We're” → “We are”
        templates: the text of “complaint_offer” in easy read changed: “We are sorry.” → “Sorry.”
        templates: the text of “complaint_offer” in the language “pl” is new: “Przepraszamy.”
        """,
        """
        templates: the text of “complaint_offer” on X changed: “We are” → “We're”
        templates: the text of “complaint_offer” in easy read changed: “Sorry.” → “We are sorry.”
        templates: the text of “complaint_offer” in the language “pl” is gone: “Przepraszamy.”
        """,
    ),
    "who is who": (
        {
            "own_accounts: {}": "own_accounts: {x: [DerbyCC]}",
            "public_figures: {}": "public_figures: {x: [a_councillor]}",
            "staff_names: []": 'staff_names: ["Dawn Fox"]',
        },
        """
        ▲ names: a new name counts as staff: “Dawn Fox”
        names: on X, a new account counts as our own: “DerbyCC”
        names: on X, a new account asks for a manager: “a_councillor”
        """,
        """
        names: one name no longer counts as staff: “Dawn Fox”
        ▲ names: on X, one account no longer counts as our own: “DerbyCC”
        ▲ names: on X, one account no longer asks for a manager: “a_councillor”
        """,
    ),
    "what is matched exactly, with the numbers of our people out of sight": (
        {"  scam_links: []\n  staff_data: []": '  scam_links: [evil.example/pay]\n  staff_data: ["07700 900123"]'},
        """
        ▲ lists: a new scam link counts as found: “evil.example/pay”
        ▲ lists: a new line of staff data counts as found
        """,
        """
        lists: one scam link no longer counts as found: “evil.example/pay”
        lists: one line of staff data no longer counts as found
        """,
    ),
    "times": (
        {
            "  no_signal: 30": "  no_signal: 60",
            "within_minutes: 7200": "within_minutes: 30",
            'opens: "09:00"': 'opens: "08:00"',
        },
        """
        protections: “complaint” is now answered within 30 minutes, before within 120 hours
        retention: what holds no signal is now meant to be kept for 60 days, before for 30 days
        calendar: the office now opens at 08:00, before at 09:00
        """,
        """
        protections: “complaint” is now answered within 120 hours, before within 30 minutes
        retention: what holds no signal is now meant to be kept for 30 days, before for 60 days
        calendar: the office now opens at 09:00, before at 08:00
        """,
    ),
}


def told(old: Policy, new: Policy) -> list[str]:
    return [f"{'▲ ' if change.arms else ''}{change.about}: {change.words}" for change in changes(old, new)]


def sentences(block: str) -> list[str]:
    return [" ".join(line.split()) for line in block.strip().split("\n")]


@pytest.mark.parametrize("name", TOLD)
def test_a_change_and_taking_it_back_are_told(name: str, tmp_path: Path) -> None:
    replaced, there, back = TOLD[name]
    text = TEXT
    for was, becomes in replaced.items():
        assert was in text
        text = text.replace(was, becomes, 1)
    file = tmp_path / "policies.yaml"
    file.write_text(text, encoding="utf-8")
    new = load_policy(file)
    assert told(OLD, new) == sentences(there)
    assert told(new, OLD) == sentences(back)


def placed(*names: str) -> Policy:
    """The shipped policy with these rules first."""
    first = [rule for name in names for rule in OLD.behaviours if rule.name == name]
    return dataclasses.replace(OLD, behaviours=(*first, *(rule for rule in OLD.behaviours if rule not in first)))


def test_a_rule_that_moves_names_those_that_it_overtakes_or_falls_behind() -> None:
    milder, graver = placed("abuse", "demand", "threat"), placed("abuse", "threat", "demand")
    both, now = "when both match", "the rule “threat”: moved"
    assert told(milder, graver) == [f"▲ {now} before “demand”: it now decides first {both}"]
    assert told(OLD, placed("private_info", "scam_link", "threat")) == [
        f"{now} after “private_info” and “scam_link”: it no longer decides first {both}"
    ]


def test_the_same_policy_has_no_changes() -> None:
    assert changes(OLD, load_policy(SHIPPED)) == ()


# A policy in which nothing is empty, so that whatever a field holds can be altered.
ASKS = Conditions(
    kinds=(InteractionKind.COMMENT, InteractionKind.REPLY),
    platforms=(PlatformName.X, PlatformName.FACEBOOK),
    topics=("rents", "repairs"),
    languages=("pl", "en"),
    media=True,
    links=True,
    office_hours=True,
    upheld=UpheldBefore(at_least=2, behaviour=Behaviour.ABUSE),
    contacts=ContactsBefore(at_least=2, minutes=5),
    copies=2,
    questions_waiting=2,
    we_have_answered=True,
    we_are_late=True,
    identity=(Identity.CLAIMED, Identity.VERIFIED),
    adjustment_on_record=True,
)
WORDS = Vocabulary(
    words=(("crook*", "threat"), ("thief", "threat")),
    never=(("by crook", "threat"), ("by hook", "threat")),
    patterns=(("cro+k", "threat"), ("thi+ef", "threat")),
    behaviours={"threat": Behaviour.THREAT, "abuse": Behaviour.ABUSE},
    scam_links=frozenset({"evil.example", "bad.example"}),
    staff_data=("14 Elm Street", "07700 900123"),
)
LADDER = OLD.ladders["warn_first"]
LONGER = dataclasses.replace(LADDER.steps[4], formal=(FormalAction.WRITING_ONLY, FormalAction.LIMITED_CONTACT))
FULL = dataclasses.replace(
    OLD,
    behaviours=(
        dataclasses.replace(OLD.behaviours[0], detectors={"threat": 0.6, "abuse": 0.7}, when=ASKS, unless=ASKS),
        *OLD.behaviours[1:],
    ),
    ladders={**OLD.ladders, "warn_first": dataclasses.replace(LADDER, steps=(LONGER, *LADDER.steps))},
    templates={
        "warning": Template(
            name="warning",
            text="Please stop",
            on={PlatformName.X: "Stop", PlatformName.FACEBOOK: "Do stop"},
            variants={"easy_read": "Be kind", "pl": "Prosze"},
        ),
        **{name: template for name, template in OLD.templates.items() if name != "warning"},
    },
    roles={ActionKind.BLOCK: "manager", ActionKind.HIDE: "officer"},
    topics={"rents": ("rent", "arrears"), "repairs": ("boiler", "damp")},
    calendar=dataclasses.replace(OLD.calendar, closed_on=("2026-12-24", "2026-12-25")),
    vocabulary=WORDS,
    staff_names=("Dawn Fox", "Ray Fox"),
    own_accounts={PlatformName.X: ("DerbyCC", "DerbyHomes")},
    public_figures={PlatformName.X: ("one", "another")},
)
UNTOLD = {("Policy", "version"), ("Policy", "by_behaviour"), ("Policy", "order"), ("BehaviourRule", "digest")}
Place = tuple[tuple[str, str], ...]  # each class and field on the way in
Altered = Iterator[tuple[Place, Any]]


def altered(value: Any, at: Place = ()) -> Altered:
    """The value with one thing in it altered, dropped, added or moved, for each thing that can be."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            here = (type(value).__name__, field.name)
            if here not in UNTOLD:
                for where, other in altered(getattr(value, field.name), (*at, here)):
                    yield where, dataclasses.replace(value, **{field.name: other})
    elif isinstance(value, Mapping):
        yield from altered_mapping(value, at)
    elif isinstance(value, tuple):
        yield from ((at, other) for other in (value[1:], value[::-1]) if other != value)
        if value and isinstance(value[0], tuple):  # a phrase and whose it is
            yield from ((at, ((phrase + "x", rule), *value[1:])) for phrase, rule in value[:1])
            yield from ((at, ((phrase, rule + "x"), *value[1:])) for phrase, rule in value[:1])
        else:
            yield from ((where, (other, *value[1:])) for one in value[:1] for where, other in altered(one, at))
    elif isinstance(value, frozenset):
        yield from ((at, value ^ {one}) for one in (*value, "another"))
    else:
        yield at, plainly_altered(value)


def altered_mapping(value: Mapping[Any, Any], at: Place) -> Altered:
    for name, held in value.items():
        yield at, {key: other for key, other in value.items() if key != name}
        yield from ((where, {**value, name: other}) for where, other in altered(held, at))
    for name, held in list(value.items())[:1]:
        if (other := plainly_altered(name)) not in value:
            yield at, {**value, other: held}


def plainly_altered(value: Any) -> Any:
    if isinstance(value, Enum):
        members: list[Any] = list(type(value))
        return members[(members.index(value) + 1) % len(members)]
    if isinstance(value, bool):
        return not value
    return value + ("x" if isinstance(value, str) else 1)


def test_no_field_changes_unnoticed() -> None:
    reached: set[tuple[str, str]] = set()
    for where, other in altered(FULL):
        assert changes(FULL, other), where
        assert changes(other, FULL), where
        reached.update(where)
    values = [
        each
        for where in (model, rule_module)
        for each in vars(where).values()
        if isinstance(each, type) and each.__module__ == where.__name__
    ]
    fields = {(each.__name__, field.name) for each in values for field in dataclasses.fields(each)}
    assert reached == fields - UNTOLD


def test_whatever_a_rule_asks_can_come_and_go() -> None:
    rule = OLD.behaviours[0]
    whole = dataclasses.replace(
        OLD, behaviours=(dataclasses.replace(rule, when=ASKS, unless=ASKS), *OLD.behaviours[1:])
    )
    asked = len(dataclasses.fields(Conditions))
    assert [change.arms for change in changes(OLD, whole)] == [False] * 2 * asked
    assert [change.arms for change in changes(whole, OLD)] == [True] * 2 * asked
    assert all("_" not in change.words for change in changes(OLD, whole))


@pytest.mark.parametrize("state", RuleState)
def test_a_higher_state_arms(state: RuleState) -> None:
    for other in RuleState:
        found = changes(OLD.armed({"abuse": state}), OLD.armed({"abuse": other}))
        assert [change.arms for change in found] == ([] if other is state else [other.rank > state.rank])


WIDER: dict[str, tuple[Any, Any]] = {  # the first condition, then one that holds more often
    "platforms": (ASKS.platforms[:1], ASKS.platforms),
    "topics": (("rents",), ("rents", "repairs")),
    "upheld": (UpheldBefore(at_least=3), UpheldBefore(at_least=2)),
    "contacts": (ContactsBefore(at_least=3, minutes=5), ContactsBefore(at_least=3, minutes=50)),
    "copies": (4, 3),
    "questions_waiting": (4, 3),
}


def asking(part: str, **asked: Any) -> Policy:
    parts: dict[str, Any] = {part: Conditions(**asked)}
    return dataclasses.replace(OLD, behaviours=(dataclasses.replace(OLD.behaviours[0], **parts),))


@pytest.mark.parametrize("name", WIDER)
def test_a_wider_condition_arms_under_when_and_a_narrower_one_under_unless(name: str) -> None:
    for part, widening in (("when", True), ("unless", False)):
        narrow, wide = (asking(part, **{name: value}) for value in WIDER[name])
        assert [change.arms for change in changes(narrow, wide)] == [widening]
        assert [change.arms for change in changes(wide, narrow)] == [not widening]


def test_steps_come_and_go() -> None:
    ladder = dataclasses.replace(LADDER, steps=LADDER.steps[:3])
    shorter = dataclasses.replace(OLD, ladders={**OLD.ladders, "warn_first": ladder})
    where = "the ladder “warn_first”: step"
    assert told(shorter, OLD) == [
        f"▲ {where} 4 is new: block, else hide, for 28 days",
        f"▲ {where} 5 is new: block, else hide, for 90 days",
    ]
    assert told(OLD, shorter) == [
        f"{where} 4 is gone: block, else hide, for 28 days; whoever comes so far stays at step 3",
        f"{where} 5 is gone: block, else hide, for 90 days; whoever comes so far stays at step 3",
    ]
