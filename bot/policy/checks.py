"""What can be wrong with a policy although every word is in its place: a row of small named passes."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import pairwise

from bot.model import RELEASES, ActionKind, Behaviour, Protected
from bot.policy.checks_rules import RULE_CHECKS, RULES_COMPARING, RULES_COMPLETE, RULES_REFERRING
from bot.policy.likely import unknown
from bot.policy.model import HARSHNESS
from bot.policy.shapes import PolicyShape, StepShape
from bot.policy.wording import (
    everything_named_is_used,
    nothing_is_said_that_must_not_be,
    placeholders_are_known,
    templates_say_something,
    words_fit_the_platforms,
)
from bot.yaml_lines import Path_

Found = Iterator[tuple[Path_, str, str]]
Check = Callable[[PolicyShape], Found]


def every_behaviour_has_a_rule(policy: PolicyShape) -> Found:
    """A behaviour of the policy that no rule names would pass in silence."""
    given = [rule.behaviour for rule in policy.behaviours]
    for behaviour in Behaviour:
        if behaviour not in given:
            yield ("behaviours",), f"no rule for the behaviour {str(behaviour)!r}", "add one, with its clause"


def every_signal_has_a_route(policy: PolicyShape) -> Found:
    """A protected signal without people to go to would help nobody."""
    for signal in Protected:
        if signal not in policy.protections:
            yield ("protections",), f"no route for the protected signal {str(signal)!r}", "say who helps, and how soon"


def ladders_are_there(policy: PolicyShape) -> Found:
    """A rule must climb a ladder that exists."""
    for n, rule in enumerate(policy.behaviours):
        if rule.ladder not in policy.ladders:
            yield ("behaviours", n, "ladder"), *unknown("ladder", rule.ladder, list(policy.ladders))


def ladders_are_climbed(policy: PolicyShape) -> Found:
    """Every ladder should be climbed by some rule."""
    climbed = {rule.ladder for rule in policy.behaviours}
    for name in policy.ladders:
        if name not in climbed:
            yield ("ladders", name), f"no behaviour climbs the ladder {name!r}", "take it out, or use it"


def severe_steps_are_there(policy: PolicyShape) -> Found:
    """The step for severe behaviour must be one of the ladder's."""
    for name, ladder in policy.ladders.items():
        if ladder.severe > len(ladder.steps):
            words = f"severe behaviour starts at step {ladder.severe}, but there are {len(ladder.steps)}"
            yield ("ladders", name, "severe"), words, "name one of the steps"


def ladders_only_go_up(policy: PolicyShape) -> Found:
    """Who goes on should not meet something milder than before (policy 10.1; proportionality)."""
    for name, ladder in policy.ladders.items():
        for n, (before, after) in enumerate(pairwise(ladder.steps), start=2):
            if _wish(after) < _wish(before) and after.actions[0] not in RELEASES:
                where = ("ladders", name, "steps", n - 1)
                yield where, f"step {n} of {name!r} is milder than the one before", "put the milder step first"


def nothing_falls_back_to_something_harsher(policy: PolicyShape) -> Found:
    """What the platform cannot do is replaced by something as mild or milder, so a harsher one would never be used."""
    for where, step in _steps(policy):
        for n, kind in enumerate(step.actions):
            if HARSHNESS[kind] > _wish(step) and step.actions[0] not in RELEASES:
                words = f"{str(kind)!r} is harsher than {str(step.actions[0])!r} and would never be proposed here"
                yield (*where, "actions", n), words, "put the harshest first, or give it a step of its own"


def steps_only_answer(policy: PolicyShape) -> Found:
    """A step answers behaviour; lifting something is what undo is for."""
    for where, step in _steps(policy):
        for n, kind in enumerate(step.actions):
            if kind in RELEASES:
                yield (*where, "actions", n), f"{str(kind)!r} is no answer to behaviour", "it is what undo does"
            elif kind in step.actions[:n]:
                yield (*where, "actions", n), f"{str(kind)!r} stands here twice", "keep the first"


def steps_can_be_done(policy: PolicyShape) -> Found:
    """A step that only silences leaves nothing to propose where silencing isn't open or can't be had."""
    for where, step in _steps(policy):
        if all(kind.silences for kind in step.actions) and ActionKind.HIDE not in step.actions:
            words = f"nothing is left of this step where {' and '.join(map(str, step.actions))} can't be had"
            yield (*where, "actions"), words, "add hide or a warning after it"


def _steps(policy: PolicyShape) -> Iterator[tuple[Path_, StepShape]]:
    for name, ladder in policy.ladders.items():
        for n, step in enumerate(ladder.steps):
            yield ("ladders", name, "steps", n), step


def _wish(step: StepShape) -> int:
    return HARSHNESS[step.actions[0]]


def templates_are_there(policy: PolicyShape) -> Found:
    """Every template that is named must exist."""
    for where, name in _named_templates(policy):
        if name not in policy.templates:
            yield where, *unknown("template", name, list(policy.templates))


def templates_are_used(policy: PolicyShape) -> Found:
    """Every template that exists should be named somewhere."""
    named = {name for _, name in _named_templates(policy)}
    for name in policy.templates:
        if name not in named:
            yield ("templates", name), f"the template {name!r} is never used", "take it out, or use it"


def _named_templates(policy: PolicyShape) -> Iterator[tuple[Path_, str]]:
    for signal, protection in policy.protections.items():
        yield ("protections", str(signal), "template"), protection.template
    for kind, template in policy.wording.items():
        yield ("wording", str(kind)), template
    for kind, template in policy.notices.items():
        yield ("notices", str(kind)), template
    for where, step in _steps(policy):
        if step.template:
            yield (*where, "template"), step.template


def worded_actions_have_words(policy: PolicyShape) -> Found:
    """Every action that says something needs standard words."""
    for kind in ActionKind:
        if kind.has_wording and kind not in policy.wording:
            yield ("wording",), f"no standard words for {str(kind)!r}", "name a template"


def silent_actions_have_none(policy: PolicyShape) -> Found:
    """Words for an action that says nothing would never be sent."""
    for kind in policy.wording:
        if not kind.has_wording:
            yield ("wording", str(kind)), f"{str(kind)!r} says nothing to anybody", "take it out"


def contacts_were_checked_on_a_day(policy: PolicyShape) -> Found:
    """The date on which a number was last checked must be one that the calendar knows."""
    for name, contact in policy.contacts.items():
        try:
            date.fromisoformat(contact.verified_on)
        except ValueError:
            where = ("contacts", name, "verified_on")
            yield where, f"{contact.verified_on!r} is no day of the calendar", 'write it like "2026-11-02"'


def every_action_says_how_many_people(policy: PolicyShape) -> Found:
    """How many people an action takes is said, never assumed."""
    for kind in ActionKind:
        if kind not in RELEASES and kind not in policy.approvals:
            yield ("approvals",), f"no number of people for {str(kind)!r}", f"add '{kind}: 1'"


def blocking_needs_two(policy: PolicyShape) -> Found:
    """What stops a person from writing at all is never one person's word."""
    block = policy.approvals.get(ActionKind.BLOCK)
    if block is not None and block.people < 2:
        yield ("approvals", "block"), "a block needs two people", "say 'block: 2' or more"


CHECKS: tuple[Check, ...] = (
    *RULE_CHECKS,
    ladders_are_there,
    severe_steps_are_there,
    ladders_only_go_up,
    nothing_falls_back_to_something_harsher,
    steps_only_answer,
    steps_can_be_done,
    templates_are_there,
    silent_actions_have_none,
    words_fit_the_platforms,
    placeholders_are_known,
    templates_say_something,
    nothing_is_said_that_must_not_be,
    contacts_were_checked_on_a_day,
    blocking_needs_two,
)
"""What is there must be right."""

COMPARING: Mapping[Check, int] = {
    **RULES_COMPARING,
    severe_steps_are_there: 2,
    ladders_only_go_up: 2,
    nothing_falls_back_to_something_harsher: 4,
    words_fit_the_platforms: 2,
}
"""Checks that compare what stands together: in how much of the place nothing may be lost for them to be believed."""

REFERRING: Mapping[Check, str] = {
    **RULES_REFERRING,
    ladders_are_there: "ladders",
    templates_are_there: "templates",
    words_fit_the_platforms: "notices",
    placeholders_are_known: "contacts",
}
"""Checks that look something up in a part of the file: where all of that is lost, they have nothing to say."""

COMPLETE: tuple[Check, ...] = (
    *RULES_COMPLETE,
    every_behaviour_has_a_rule,
    every_signal_has_a_route,
    ladders_are_climbed,
    templates_are_used,
    worded_actions_have_words,
    everything_named_is_used,
    every_action_says_how_many_people,
)
"""What should be there must be."""
