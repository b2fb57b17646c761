"""What can be wrong with the rules themselves: names, order, what they look at, how long anything lasts."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from zoneinfo import available_timezones

from bot.model import NEEDS_HISTORY, ON_ACCOUNT, RELEASES, ActionKind, Behaviour, FormalAction, Protected
from bot.policy.checks_words import WORDS_CHECKS, topics_and_lists_are_used
from bot.policy.clauses import CLAUSES
from bot.policy.likely import unknown
from bot.policy.made import name_of
from bot.policy.rule import TRAINED
from bot.policy.shapes import BehaviourShape, ConditionsShape, ContactsShape, PolicyShape, StepShape, UpheldShape
from bot.yaml_lines import Path_

Found = Iterator[tuple[Path_, str, str]]
RESTRICTING = ON_ACCOUNT - RELEASES
TOO_LATE = "the review would come after the end"
RULES = {str(behaviour).replace("_", "-"): behaviour for behaviour in Behaviour if behaviour != Behaviour.SCAM_LINK}
DETECTORS = RULES | {f"{TRAINED}{name}": RULES[name] for name in RULES if RULES[name] not in NEEDS_HISTORY}
"""The detectors by name, with what they find; the trained model reads one comment, so it knows of no history."""


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
                wider = repr(name_of(before)) if name_of(before) != name_of(rule) else "another rule"
                words = f"{name_of(rule)!r} can never decide: {wider} above it takes all that it would"
                yield ("behaviours", n), words, "put this one first, or take it out"
                break


def _takes_all_of(before: BehaviourShape, rule: BehaviourShape) -> bool:
    """Whether whatever makes `rule` match makes the rule before it match, and that one is armed at least as far.

    What stands under `never` counts for every rule about the behaviour, and so makes no difference between them.
    """
    armed = before.state == rule.state or (before.state.is_queued and rule.state.is_queued)
    listens = not before.detectors and before.at_least <= min([rule.at_least, *rule.detectors.values()])
    own = {*rule.words, *rule.lists, *rule.patterns} - {*before.words, *before.lists, *before.patterns}
    anywhere = before.when == ConditionsShape() and before.unless == ConditionsShape()
    same_place = before.when == rule.when and before.unless == rule.unless
    return armed and listens and not own and (anywhere or same_place)


def conditions_can_hold_together(policy: PolicyShape) -> Found:
    """What `unless` sets aside wherever `when` asks for it makes a rule that never applies."""
    for n, rule in enumerate(policy.behaviours):
        for name in ConditionsShape.model_fields:
            if _shuts_out(getattr(rule.when, name), getattr(rule.unless, name)):
                words = f"{name_of(rule)!r} never applies: 'when' asks for {name} that 'unless' sets aside"
                yield ("behaviours", n, "unless", name), words, "keep one of the two"


def _shuts_out(wanted: object, unwanted: object) -> bool:
    """Whether a condition of one kind that holds under `when` always holds under `unless` as well."""
    if isinstance(wanted, tuple) and isinstance(unwanted, tuple):
        return wanted != () and set(wanted) <= set(unwanted)
    if isinstance(wanted, UpheldShape) and isinstance(unwanted, UpheldShape):
        same = unwanted.behaviour in {None, wanted.behaviour} and unwanted.months >= wanted.months
        return same and unwanted.at_least <= wanted.at_least
    if isinstance(wanted, ContactsShape) and isinstance(unwanted, ContactsShape):
        return unwanted.minutes >= wanted.minutes and unwanted.at_least <= wanted.at_least
    if isinstance(wanted, bool) or isinstance(unwanted, bool):
        return wanted is unwanted
    return isinstance(wanted, int) and isinstance(unwanted, int) and 0 < unwanted <= wanted


def detectors_are_there(policy: PolicyShape) -> Found:
    """A threshold for a detector that does not exist, or finds something else, would change nothing."""
    for n, rule in enumerate(policy.behaviours):
        for name in rule.detectors:
            if name not in DETECTORS:
                yield ("behaviours", n, "detectors", name), *unknown("detector", name, sorted(DETECTORS))
            elif DETECTORS[name] is not rule.behaviour:
                words = f"the detector {name!r} finds {str(DETECTORS[name])!r}, not {str(rule.behaviour)!r}"
                yield ("behaviours", n, "detectors", name), words, "take it out"


def clauses_are_the_policys(policy: PolicyShape) -> Found:
    """A clause that the policy does not have could be defended before nobody."""
    for n, rule in enumerate(policy.behaviours):
        for m, clause in enumerate(rule.clauses):
            if clause not in CLAUSES:
                section = clause.split(".")[0]
                near = [known for known in CLAUSES if known.split(".")[0] == section]
                remedy = f"section {section} has {', '.join(near)}" if near else "see docs/clauses.md"
                yield ("behaviours", n, "clauses", m), f"the policy has no clause {clause!r}", remedy


def every_restriction_has_an_end(policy: PolicyShape) -> Found:
    """Whoever is restricted knows until when (policy 10.4)."""
    for kind in ActionKind:
        if kind in RESTRICTING and kind not in policy.restrictions:
            remedy = f"add '{kind}: {{for_days: 28, review_days: 14}}'"
            yield ("restrictions",), f"no end for {str(kind)!r}", remedy


def restrictions_are_looked_at_again(policy: PolicyShape) -> Found:
    """What has an end is a restriction, and is looked at again before that, or then (policy 10.4)."""
    for kind, restriction in policy.restrictions.items():
        if kind not in RESTRICTING:
            yield ("restrictions", str(kind)), f"{str(kind)!r} restricts nobody's account", "take it out"
        elif restriction.review_days > restriction.for_days:
            where = ("restrictions", str(kind), "review_days")
            yield where, TOO_LATE, f"say {restriction.for_days} or less"


def steps_last_as_long_as_they_say(policy: PolicyShape) -> Found:
    """A length of time makes sense only where a step restricts an account."""
    for name, ladder in policy.ladders.items():
        for n, step in enumerate(ladder.steps):
            for field, words, remedy in _lasting_amiss(step, policy):
                yield ("ladders", name, "steps", n, field), words, remedy


def _lasting_amiss(step: StepShape, policy: PolicyShape) -> Iterator[tuple[str, str, str]]:
    restricting = [kind for kind in step.actions if kind in RESTRICTING]
    if not restricting:
        for field in ("for_days", "review_days"):
            if getattr(step, field):
                yield field, "this step restricts nobody's account, so nothing at it has an end", "take it out"
        return
    usual = [policy.restrictions[kind].for_days for kind in restricting if kind in policy.restrictions]
    ends = step.for_days or min(usual, default=step.review_days)
    if step.review_days > ends:
        yield "review_days", TOO_LATE, f"say {ends} or less"


def authorities_come_last(policy: PolicyShape) -> Found:
    """Authorities are told in exceptional circumstances only (policy 10.1)."""
    for name, ladder in policy.ladders.items():
        for n, step in enumerate(ladder.steps[:-1]):
            if FormalAction.NOTIFY_AUTHORITIES in step.formal:
                where: Path_ = ("ladders", name, "steps", n, "formal")
                words = "authorities are told in exceptional circumstances only (policy 10.1)"
                yield where, words, "name it at the last step only"


def marks_fade(policy: PolicyShape) -> Found:
    """What was upheld counts for less with time, never for more; and what is graver never counts for less."""
    marks = policy.marks
    if marks.full_months > marks.window_months:
        words = f"counts in full for {marks.full_months} months, but not at all after {marks.window_months}"
        yield ("marks", "full_months"), words, f"say {marks.window_months} or less"
    for (_, lighter), (severity, graver) in pairwise(_worth(policy).items()):
        if graver < lighter:
            where = ("marks", "percent_by_severity", str(severity))
            words = f"severity {severity} counts for {graver} percent, what is less grave for {lighter}"
            yield where, words, f"say {lighter} or more"


def ladders_can_be_climbed(policy: PolicyShape) -> Found:
    """With marks that count for nothing nobody would ever reach the second step."""
    for n, rule in enumerate(policy.behaviours):
        ladder = policy.ladders.get(rule.ladder)
        gravest = max(other.severity for other in policy.behaviours if other.behaviour is rule.behaviour)
        if ladder is not None and len(ladder.steps) > 1 and _worth(policy)[gravest] == 0:
            words = f"severity {rule.severity} counts for nothing, so {rule.ladder!r} would never be climbed"
            yield ("behaviours", n, "severity"), words, "raise it under marks, or give the ladder one step"


def _worth(policy: PolicyShape) -> dict[int, int]:
    """What each severity counts for, in percent; in full where the file does not say."""
    return {severity: policy.marks.percent_by_severity.get(severity, 100) for severity in range(1, 6)}


def routes_are_reached(policy: PolicyShape) -> Found:
    """Whoever a signal goes to must be reachable."""
    for signal, protection in policy.protections.items():
        if protection.route not in policy.channels:
            where = ("protections", str(signal), "route")
            yield where, *unknown("channel", protection.route, list(policy.channels))


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
            words = f"{protection.within_minutes} minutes are too long for {str(signal)!r}"
            yield where, words, "say 60 or less"


def the_calendar_is_one(policy: PolicyShape) -> Found:
    """The office's clock and days must be ones that exist."""
    calendar = policy.calendar
    if calendar.timezone not in _time_zones():
        yield ("calendar", "timezone"), f"unknown time zone {calendar.timezone!r}", "say Europe/London"
    if not calendar.open_days:
        yield ("calendar", "open_days"), "the office is open on no day", "name one at least"
    for n, day in enumerate(calendar.closed_on):
        try:
            date.fromisoformat(day)
        except ValueError:
            yield ("calendar", "closed_on", n), f"{day!r} is no day of the calendar", 'write it like "2026-12-24"'


def the_office_opens_before_it_closes(policy: PolicyShape) -> Found:
    """An office that closes before it opens would never be open."""
    opens, closes = policy.calendar.opens, policy.calendar.closes
    if opens >= closes:
        words = f"the office closes at {closes} and opens only at {opens}"
        yield ("calendar", "closes"), words, "look at both times"


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


RULE_CHECKS = (
    *WORDS_CHECKS,
    rules_have_names_of_their_own,
    every_rule_can_match,
    conditions_can_hold_together,
    detectors_are_there,
    clauses_are_the_policys,
    restrictions_are_looked_at_again,
    steps_last_as_long_as_they_say,
    authorities_come_last,
    marks_fade,
    ladders_can_be_climbed,
    routes_are_reached,
    help_comes_soon,
    the_calendar_is_one,
    the_office_opens_before_it_closes,
)
"""What is there must be right."""

RULES_COMPARING = {
    rules_have_names_of_their_own: 1,
    every_rule_can_match: 1,
    conditions_can_hold_together: 2,
    restrictions_are_looked_at_again: 2,
    steps_last_as_long_as_they_say: 4,
    marks_fade: 1,
    the_office_opens_before_it_closes: 1,
}
"""Those that compare what stands together, with how much of the place they look at."""

RULES_REFERRING = {routes_are_reached: "channels"}
"""Those that look something up in a part of the file."""

RULES_COMPLETE = (topics_and_lists_are_used, every_restriction_has_an_end, channels_are_used)
"""What should be there must be."""
