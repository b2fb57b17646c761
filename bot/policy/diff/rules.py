"""What changed in the rules, in their order and in the phrases they look for."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from difflib import SequenceMatcher

from bot.model import RuleState
from bot.policy.diff.ladders import is_harsher
from bot.policy.diff.telling import (
    ENDLESS,
    WHOLE,
    Said,
    Tell,
    Tells,
    Told,
    field_by_field,
    figure,
    higher,
    joined,
    listed,
    lower,
    percent,
    plain,
    quoted,
    state_words,
    switch,
    under_each,
)
from bot.policy.model import Policy, Vocabulary
from bot.policy.rule import ALWAYS, BehaviourRule, Conditions, ContactsBefore, UpheldBefore

EITHER = {
    "media": ("it carries a picture or film", "it carries no picture or film"),
    "links": ("it holds a link", "it holds no link"),
    "office_hours": ("the office is open", "the office is closed"),
    "we_have_answered": ("we have answered them", "we have not answered them"),
    "we_are_late": ("we are late ourselves", "we are not late ourselves"),
    "adjustment_on_record": ("an adjustment is on record", "no adjustment is on record"),
}
ASKED = {
    "kinds": "it is a {}",
    "platforms": "it was said on {}",
    "topics": "our post is about {}",
    "languages": "the language is {}",
    "identity": "who they are is {}",
    "copies": "the same words came {} times or more",
    "questions_waiting": "{} or more of their questions wait for our answer",
}
LATE = "while we are late ourselves or have not answered"


def told_of_rules(old: Policy, new: Policy) -> Told:
    """Each rule that there is or was, and what changed in it."""
    before, after = by_name(old.behaviours), by_name(new.behaviours)
    were, are = _by_rule(old.vocabulary), _by_rule(new.vocabulary)
    for name in dict.fromkeys((*after, *before, *are, *were)):
        said = [*_rule(name, before.get(name), after.get(name), old, new)]
        for part, tell in PHRASES.items():
            said += tell(were.get(name, {}).get(part, ()), are.get(name, {}).get(part, ()))
        yield f"the rule “{name}”", said


def _rule(name: str, was: BehaviourRule | None, now: BehaviourRule | None, old: Policy, new: Policy) -> Said:
    if was is not None and now is not None:
        yield from _moved(name, old, new)
        yield from field_by_field(RULE | _in_its_policy(was, now, old, new), "digest")(was, now)
    elif now is not None:
        yield _new_rule(name, now, new), now.state is not RuleState.DRAFT
        bare = replace(now, detectors={}, when=ALWAYS, unless=ALWAYS, landlord_late_guard=False, finds=(), leaves=())
        detail = field_by_field(RULE | _in_its_policy(bare, now, old, new), "digest")(bare, now)
        yield from ((words, False) for words, _ in detail)
    elif was is not None:
        yield f"is gone: “{was.title}” (clause {joined(was.clauses)})", False
        if graver := _graver_below(name, was, old, new):
            yield f"what it decided may now be decided by {joined(map(quoted, graver))}, which may go further", True


def _new_rule(name: str, rule: BehaviourRule, new: Policy) -> str:
    names = list(by_name(new.behaviours))
    following = names[names.index(name) + 1 :]
    stands = f"before “{following[0]}”" if following else "last"
    return (
        f"is new, and {state_words(rule.state)}: “{rule.title}” ({plain(rule.behaviour)}, clause "
        f"{joined(rule.clauses)}); it counts from {percent(rule.at_least)} sure on, climbs the ladder "
        f"“{rule.ladder}”, is of severity {rule.severity} and stands {stands}"
    )


def _graver_below(name: str, was: BehaviourRule, old: Policy, new: Policy) -> list[str]:
    """The rules that stood after one that is gone, and climb a harsher ladder than it did."""
    ladder = old.ladders.get(was.ladder)
    after = [other for other in by_name(new.behaviours).items() if old.order.get(other[0], 0) > old.order[name]]
    return [other for other, rule in after if is_harsher(ladder, new.ladders.get(rule.ladder))]


def _moved(name: str, old: Policy, new: Policy) -> Said:
    """Whether the rule overtook others or fell behind; of two that changed places, only one counts as moved."""
    rules = by_name(new.behaviours)
    now = [each for each in rules if each in old.order]
    was = sorted(now, key=lambda each: old.order[each])
    blocks = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    if any(block.b <= now.index(name) < block.b + block.size for block in blocks):
        return
    ladder = {each: new.ladders.get(rules[each].ladder) for each in now}
    ahead, behind = was[: was.index(name)], now[: now.index(name)]
    if overtaken := [each for each in ahead if each not in behind]:
        arms = any(is_harsher(ladder[each], ladder[name]) for each in overtaken)
        yield f"moved before {joined(map(quoted, overtaken))}: it now decides first when both match", arms
    if overtook := [each for each in behind if each not in ahead]:
        arms = any(is_harsher(ladder[name], ladder[each]) for each in overtook)
        yield f"moved after {joined(map(quoted, overtook))}: it no longer decides first when both match", arms


def _in_its_policy(was: BehaviourRule, now: BehaviourRule, old: Policy, new: Policy) -> Tells:
    """What of a rule can only be told by what stands around it."""
    before, after = (
        old.marks.percent_by_severity.get(was.severity, WHOLE),
        new.marks.percent_by_severity.get(now.severity, WHOLE),
    )
    counts = f"an upheld case now counts for {after} % of a step, before for {before} %"
    return {
        "ladder": figure(
            "now climbs the ladder “{new}”, before “{old}”",
            lambda left, taken: is_harsher(old.ladders.get(left), new.ladders.get(taken)),
        ),
        "severity": figure(f"is now of severity {{new}}, before {{old}}: {counts}", higher),
        "detectors": lambda fewer, more: _heard(fewer, more, was.at_least),
    }


def _heard(old: Mapping[str, float], new: Mapping[str, float], at_least: float) -> Said:
    """Which detectors a rule listens to; where it names none, it listens to all of them."""
    if old and new:
        yield from DETECTORS(old, new)
    elif new:
        each = [f"“{name}” (from {percent(least)} sure on)" for name, least in new.items()]
        yield (
            f"now listens to nothing but {joined(each)}, before to every detector",
            any(least < at_least for least in new.values()),
        )
    elif old:
        yield f"now listens to every detector, before only to {joined(map(quoted, old))}", True


def _conditions(only: str, freed: str, *, unless: bool) -> Tell:
    """Which conditions came, went or changed; whatever lets a rule apply where it did not arms."""

    def tell(old: Conditions, new: Conditions) -> Said:
        for name in (field.name for field in fields(new)):
            was, now = getattr(old, name), getattr(new, name)
            before, after = _asked(name, was), _asked(name, now)
            if was == now:
                continue
            if before and after:
                arms = _holds_more(now, was) if unless else _holds_more(was, now)
                yield f"{only.format(after)}; before {'' if unless else 'only '}when {before}", arms
            else:
                yield only.format(after) if after else freed.format(before), not after

    return tell


def _asked(name: str, value: object) -> str:
    """A condition in plain words; nothing if it is not looked at."""
    if isinstance(value, bool):
        return EITHER[name][not value]
    if isinstance(value, UpheldBefore):
        of = f" of {plain(value.behaviour)}" if value.behaviour else ""
        return f"{value.at_least} or more cases{of} were upheld within {value.months} months"
    if isinstance(value, ContactsBefore):
        return f"there were {value.at_least} contacts or more within {value.minutes} minutes"
    said = " or ".join(map(plain, value)) if isinstance(value, tuple) else value
    return ASKED[name].format(said) if value else ""


def _holds_more(was: object, now: object) -> bool:
    """Whether a condition holds where it did not."""
    if isinstance(was, UpheldBefore) and isinstance(now, UpheldBefore):
        other = was.behaviour is not None and now.behaviour is not was.behaviour
        return other or now.at_least < was.at_least or now.months > was.months
    if isinstance(was, ContactsBefore) and isinstance(now, ContactsBefore):
        return now.at_least < was.at_least or now.minutes > was.minutes
    if isinstance(was, tuple) and isinstance(now, tuple):
        return not set(now) <= set(was)
    return isinstance(was, bool) or (isinstance(was, int) and isinstance(now, int) and now < was)


def by_name(rules: Iterable[BehaviourRule]) -> dict[str, BehaviourRule]:
    """The rules in their order, each under its name, or its behaviour where it has none."""
    return {rule.name or str(rule.behaviour): rule for rule in rules}


def _by_rule(vocabulary: Vocabulary) -> dict[str, dict[str, list[str]]]:
    """The phrases of each rule, by the part of the vocabulary that they stand in."""
    found: dict[str, dict[str, list[str]]] = {}
    for part in PHRASES:
        for phrase, rule in getattr(vocabulary, part):
            found.setdefault(rule, {}).setdefault(part, []).append(phrase)
    return found


RULE: Tells = {
    "behaviour": figure("now finds {new}, before {old}", lambda *_: True, plain),
    "title": figure("is now called “{new}”, before “{old}”"),
    "clauses": figure("now rests on clause {new}, before on {old}", show=joined),
    "state": figure("is now {new}, before {old}", lambda was, now: now.rank > was.rank, state_words),
    "at_least": figure("now counts from {new} sure on, before from {old}", lower, percent),
    "when": _conditions("now applies only when {}", "no longer applies only when {}", unless=False),
    "unless": _conditions("no longer applies when {}", "now applies even when {}", unless=True),
    "landlord_late_guard": switch(f"now proposes nothing {LATE}", f"now proposes something even {LATE}", arming=False),
    "finds": listed("example {}has to be found|examples {}have to be found"),
    "leaves": listed("example {}has to be left alone|examples {}have to be left alone"),
}
PHRASES: Tells = {
    "words": listed("phrase {}counts as found|phrases {}count as found", came=True),
    "patterns": listed("pattern {}counts as found|patterns {}count as found", came=True),
    "never": listed("phrase {}protects what stands in it|phrases {}protect what stands in them", went=True),
}
SURE = figure("now counts {new}, before {old}", lower, lambda v: "never" if v == ENDLESS else f"from {percent(v)} on")
DETECTORS = under_each(SURE, lambda name: f"what the detector “{name}” finds", blank=ENDLESS)
