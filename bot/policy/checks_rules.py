"""What can be wrong with the rules themselves: names, order, what they look at, and what could never match."""

from collections.abc import Iterator
from datetime import date
from zoneinfo import available_timezones

import re2

from bot.model import ON_ACCOUNT, RELEASES, ActionKind, Behaviour, FormalAction, Protected
from bot.policy.clauses import CLAUSES
from bot.policy.made import SCAM_LINKS, STAFF_DATA, name_of
from bot.policy.shapes import BehaviourShape, ConditionsShape, PolicyShape
from bot.policy.told import did_you_mean
from bot.yaml_lines import Path_

Found = Iterator[tuple[Path_, str, str]]
ALWAYS_THERE = frozenset({SCAM_LINKS, STAFF_DATA})
DETECTORS = {str(behaviour).replace("_", "-"): behaviour for behaviour in Behaviour if behaviour != Behaviour.SCAM_LINK}
"""The detectors by name, with what they find."""


def rules_have_names_of_their_own(policy: PolicyShape) -> Found:
    """A rule is known by its name: on the record, in a promotion, in a brake."""
    given = [name_of(rule) for rule in policy.behaviours]
    for n, (rule, name) in enumerate(zip(policy.behaviours, given, strict=True)):
        if name in given[:n]:
            words = f"a second rule called {name!r}"
            remedy = "give it another name" if rule.name else "give it a name of its own: 'name: …'"
            yield ("behaviours", n, "name" if rule.name else "behaviour"), words, remedy


def every_rule_can_match(policy: PolicyShape) -> Found:
    """The first rule that matches decides, so one behind a wider rule for the same behaviour never would."""
    for n, rule in enumerate(policy.behaviours):
        for before in policy.behaviours[:n]:
            if before.behaviour is rule.behaviour and _takes_all_of(before, rule):
                words = f"{name_of(rule)!r} can never decide: {name_of(before)!r} above it takes all that it would"
                yield ("behaviours", n), words, f"put it above {name_of(before)!r}, or take it out"
                break


def _takes_all_of(before: BehaviourShape, rule: BehaviourShape) -> bool:
    """Whether whatever makes `rule` match makes the rule before it match, and that one is armed at least as far."""
    armed = before.state == rule.state or (before.state in {"review", "live"} and rule.state in {"review", "live"})
    listens = not before.detectors and before.at_least <= min([rule.at_least, *rule.detectors.values()])
    own = {*rule.words, *rule.lists, *rule.patterns} - {*before.words, *before.lists, *before.patterns}
    anywhere = before.when == ConditionsShape() and before.unless == ConditionsShape()
    same_place = before.when == rule.when and before.unless == rule.unless
    return armed and listens and not own and not before.never and (anywhere or same_place)


def conditions_can_hold_together(policy: PolicyShape) -> Found:
    """What stands under `when` and `unless` alike makes a rule that never applies."""
    for n, rule in enumerate(policy.behaviours):
        for name in sorted(rule.when.model_fields_set & rule.unless.model_fields_set):
            wanted, unwanted = getattr(rule.when, name), getattr(rule.unless, name)
            never = set(wanted) <= set(unwanted) if isinstance(wanted, tuple) else wanted == unwanted
            if never and wanted not in ((), None):
                yield ("behaviours", n, "unless", name), f"{name} stands under 'when' too", "keep one of them"


def topics_and_lists_are_there(policy: PolicyShape) -> Found:
    """A rule can look only at topics and lists that the file has."""
    for n, rule in enumerate(policy.behaviours):
        for side in ("when", "unless"):
            for m, topic in enumerate(getattr(rule, side).topics):
                if topic not in policy.topics:
                    yield ("behaviours", n, side, "topics", m), *_unknown("topic", topic, list(policy.topics))
        for m, name in enumerate(rule.lists):
            if name not in policy.lists:
                yield ("behaviours", n, "lists", m), *_unknown("list", name, list(policy.lists))
            elif name in ALWAYS_THERE:
                told = f"{name!r} is matched by itself, exactly and not as words"
                yield ("behaviours", n, "lists", m), told, "take it out here"


def topics_and_lists_are_used(policy: PolicyShape) -> Found:
    """A list that no rule looks at does nothing."""
    topics = {t for rule in policy.behaviours for c in (rule.when, rule.unless) for t in c.topics}
    lists = {name for rule in policy.behaviours for name in rule.lists} | ALWAYS_THERE
    for kind, given, used in (("topic", policy.topics, topics), ("list", policy.lists, lists)):
        for name in given:
            if name not in used:
                yield (f"{kind}s", name), f"no rule looks at the {kind} {name!r}", "take it out, or use it"


def detectors_are_there(policy: PolicyShape) -> Found:
    """A threshold for a detector that does not exist, or finds something else, would change nothing."""
    for n, rule in enumerate(policy.behaviours):
        for name in rule.detectors:
            if name not in DETECTORS:
                yield ("behaviours", n, "detectors", name), *_unknown("detector", name, sorted(DETECTORS))
            elif DETECTORS[name] is not rule.behaviour:
                words = f"the detector {name!r} finds {DETECTORS[name]}, not {rule.behaviour}"
                yield ("behaviours", n, "detectors", name), words, "take it out"


def patterns_can_be_read(policy: PolicyShape) -> Found:
    """Patterns are RE2: matched in time that grows with the comment only, whatever the pattern."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    for n, rule in enumerate(policy.behaviours):
        for m, pattern in enumerate(rule.patterns):
            where = ("behaviours", n, "patterns", m)
            try:
                compiled = re2.compile(pattern, options)
            except re2.error as wrong:
                words = str(wrong.args[0].decode() if isinstance(wrong.args[0], bytes) else wrong.args[0])
                yield where, f"the pattern can't be read: {words}", "see the page on patterns, or use words instead"
                continue
            if compiled.search("") is not None:
                yield where, "the pattern matches anything", "ask for at least one word"


def words_hold_something(policy: PolicyShape) -> Found:
    """A phrase without a letter or figure would match nothing; a star stands only at the end of a word."""
    for n, rule in enumerate(policy.behaviours):
        for kind in ("words", "never"):
            for m, phrase in enumerate(getattr(rule, kind)):
                bare = phrase.replace("* ", " ").removesuffix("*")
                if not any(letter.isalnum() for letter in phrase):
                    yield ("behaviours", n, kind, m), f"{phrase!r} holds no word", "take it out"
                elif "*" in bare or len(bare.strip()) < 3 and "*" in phrase:
                    remedy = "put it at the end of a word of two letters or more"
                    yield ("behaviours", n, kind, m), f"{phrase!r} has a * that is too wide", remedy


def clauses_are_the_policys(policy: PolicyShape) -> Found:
    """A clause that the policy does not have could be defended before nobody."""
    for n, rule in enumerate(policy.behaviours):
        for m, clause in enumerate(rule.clauses):
            if clause not in CLAUSES:
                near = did_you_mean(clause, list(CLAUSES)) or "see docs/clauses.md"
                yield ("behaviours", n, "clauses", m), f"the policy has no clause {clause!r}", near


def restrictions_end(policy: PolicyShape) -> Found:
    """Whoever is restricted knows until when; it is looked at again before that, or then (policy 10.4)."""
    for kind in ActionKind:
        if kind in ON_ACCOUNT - RELEASES and kind not in policy.restrictions:
            remedy = f"add '{kind}: {{for_days: 28, review_days: 14}}'"
            yield ("restrictions",), f"no end for {str(kind)!r}", remedy
    for kind, restriction in policy.restrictions.items():
        if kind not in ON_ACCOUNT or kind in RELEASES:
            yield ("restrictions", str(kind)), f"{str(kind)!r} restricts nobody's account", "take it out"
        elif restriction.review_days > restriction.for_days:
            where = ("restrictions", str(kind), "review_days")
            yield where, "the review would come after the end", f"say {restriction.for_days} or less"


def steps_last_as_long_as_they_say(policy: PolicyShape) -> Found:
    """A length of time makes sense only where a step restricts an account."""
    for name, ladder in policy.ladders.items():
        for n, step in enumerate(ladder.steps):
            where: Path_ = ("ladders", name, "steps", n)
            restricts = any(kind in ON_ACCOUNT for kind in step.actions)
            if step.for_days and not restricts:
                yield (*where, "for_days"), "nothing at this step has an end", "take it out"
            if step.review_days > step.for_days > 0:
                yield (*where, "review_days"), "the review would come after the end", f"say {step.for_days} or less"
            if FormalAction.NOTIFY_AUTHORITIES in step.formal and n + 1 < len(ladder.steps):
                words = "authorities are told in exceptional circumstances only (10.1)"
                yield (*where, "formal"), words, "name it at the last step only"


def marks_fade(policy: PolicyShape) -> Found:
    """What was upheld counts for less with time, never for more."""
    if policy.marks.full_months > policy.marks.window_months:
        yield (
            ("marks", "full_months"),
            "counts in full for longer than at all",
            f"say {policy.marks.window_months} or less",
        )
    by_severity = sorted(policy.marks.percent_by_severity.items())
    for (_, lighter), (severity, graver) in zip(by_severity, by_severity[1:], strict=False):
        if graver < lighter:
            where = ("marks", "percent_by_severity", str(severity))
            yield where, f"severity {severity} counts for less than what is less grave", f"say {lighter} or more"


def ladders_can_be_climbed(policy: PolicyShape) -> Found:
    """With marks that count for nothing nobody would ever reach the second step."""
    worth = dict.fromkeys(range(1, 6), 100) | policy.marks.percent_by_severity
    for n, rule in enumerate(policy.behaviours):
        ladder = policy.ladders.get(rule.ladder)
        if ladder is not None and len(ladder.steps) > 1 and worth[rule.severity] == 0:
            words = f"severity {rule.severity} counts for nothing, so {rule.ladder!r} would never be climbed"
            yield ("behaviours", n, "severity"), words, "raise it under marks, or give the ladder one step"


def routes_are_reached(policy: PolicyShape) -> Found:
    """Whoever a signal goes to must be reachable."""
    for signal, protection in policy.protections.items():
        if protection.route not in policy.channels:
            where = ("protections", str(signal), "route")
            yield where, *_unknown("channel", protection.route, list(policy.channels))


def channels_are_used(policy: PolicyShape) -> Found:
    """A channel that nothing goes to helps nobody."""
    for name in policy.channels:
        if name not in {p.route for p in policy.protections.values()}:
            yield ("channels", name), f"nothing goes to the channel {name!r}", "take it out, or use it"


def help_comes_soon(policy: PolicyShape) -> Found:
    """Somebody in danger is helped within the hour (Awaab's Law; Care Act 2014)."""
    for signal in (Protected.EMERGENCY, Protected.SAFEGUARDING):
        protection = policy.protections.get(signal)
        if protection is not None and protection.within_minutes > 60:
            where = ("protections", str(signal), "within_minutes")
            yield where, f"{protection.within_minutes} minutes is too late for {signal}", "60 are the most"


def the_calendar_is_one(policy: PolicyShape) -> Found:
    """The office's clock must be one that exists, and close after it opens."""
    calendar = policy.calendar
    if calendar.timezone not in available_timezones():
        near = did_you_mean(calendar.timezone, sorted(available_timezones())) or "say Europe/London"
        yield ("calendar", "timezone"), f"unknown time zone {calendar.timezone!r}", near
    if calendar.opens >= calendar.closes:
        yield ("calendar", "closes"), "the office closes before it opens", "look at both times"
    for n, day in enumerate(calendar.closed_on):
        try:
            date.fromisoformat(day)
        except ValueError:
            yield ("calendar", "closed_on", n), f"{day!r} is no day of the calendar", 'write it like "2026-12-24"'


def _unknown(kind: str, given: str, known: list[str]) -> tuple[str, str]:
    near = did_you_mean(given, known) or (f"one of: {', '.join(known)}" if known else f"add it under '{kind}s'")
    return f"unknown {kind} {given!r}", near


RULE_CHECKS = (
    rules_have_names_of_their_own,
    every_rule_can_match,
    conditions_can_hold_together,
    topics_and_lists_are_there,
    detectors_are_there,
    patterns_can_be_read,
    words_hold_something,
    clauses_are_the_policys,
    steps_last_as_long_as_they_say,
    marks_fade,
    ladders_can_be_climbed,
    routes_are_reached,
    help_comes_soon,
    the_calendar_is_one,
)
"""What is there must be right."""

RULES_COMPLETE = (topics_and_lists_are_used, restrictions_end, channels_are_used)
"""What should be there must be."""
