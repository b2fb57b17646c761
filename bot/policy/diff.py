"""What changed between two policies, in words an officer understands rather than lines of YAML."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from bot.model import ActionKind, Behaviour, PlatformName, RuleState
from bot.policy.model import (
    ALWAYS,
    HARSHNESS,
    BehaviourRule,
    Conditions,
    ContactsBefore,
    Ladder,
    Policy,
    Step,
    Template,
    UpheldBefore,
    Vocabulary,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Said = Iterable[tuple[str, bool]]  # sentences, each with whether it arms
Told = Iterator[tuple[str, Said]]  # what they are about, and they
Tell = Callable[[Any, Any], Said]  # about a value as it was and as it is; nothing where that is the same
Tells = dict[str, Tell]  # for each field
Arms = Callable[[Any, Any], bool]
Show = Callable[[Any], str]

MOST_SHOWN, FEW_SHOWN = 5, 3  # phrases in one sentence; of more than the most, only a few
WHOLE = 100  # percent
ENDLESS = float("inf")
RANKS = {"": 0, "officer": 1, "manager": 2, "executive": 3}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
STATES = {RuleState.DRAFT: "a draft", RuleState.SHADOW: "in shadow", RuleState.REVIEW: "on review"}
NOUNS = {
    ActionKind.HIDE: "hiding",
    ActionKind.UNHIDE: "showing again",
    ActionKind.MUTE: "muting",
    ActionKind.UNMUTE: "unmuting",
    ActionKind.RESTRICT_MESSAGES: "restricting messages",
    ActionKind.ALLOW_MESSAGES: "allowing messages again",
    ActionKind.UNBLOCK: "lifting a block",
    ActionKind.REPORT: "reporting",
}
KEPT = {
    "no_signal": "what holds no signal",
    "hidden": "what was hidden",
    "restriction_after_end": "a restriction that has ended",
    "profile_views": "the note of who looked at a person",
}
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
HIDDEN_AT_ONCE = "what is listed exactly is hidden at once, before a person has looked"
HELD = (f"is now switched on: {HIDDEN_AT_ONCE}", "is now switched off: nothing is hidden before a person has looked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that changed: `words` is a plain sentence, `about` the rule or the part of the policy that it is about.

    `arms` tells whether it lets the product find or propose more, or do so with fewer people or looser brakes.
    """

    about: str
    words: str
    arms: bool


def changes(old: Policy, new: Policy) -> tuple[Change, ...]:
    """Everything that differs from `old` to `new`, grouped by what it is about: the rules first, in their new order.

    No field changes unnoticed, save `version` and the digests of rules, which follow from the rest.
    """
    told = (*_rules(old, new), *_ladders(old, new), *_further(old, new))
    return tuple(Change(about=about, words=words, arms=arms) for about, said in told for words, arms in said)


# ------------------------------------------------------------------------------------ ways of telling


def _never(_old: object, _new: object) -> bool:
    return False


def _lower(old: float, new: float) -> bool:
    return new < old


def _higher(old: float, new: float) -> bool:
    return new > old


def _figure(words: str, arms: Arms = _never, show: Show = str) -> Tell:
    """One sentence, with {new} and {old} in it."""
    return lambda old, new: [] if old == new else [(words.format(old=show(old), new=show(new)), arms(old, new))]


def _switch(on: str, off: str, *, arming: bool) -> Tell:
    """One sentence for either way; `arming` is the way that arms."""
    return lambda old, new: [] if old == new else [(on if new else off, bool(new) is arming)]


def _listed(words: str, *, came: bool = False, went: bool = False, secret: bool = False) -> Tell:
    """What came to a list and what went from it, and whether either arms.

    The words are for one and for many, parted by |, each with {} after its noun, in the place of “no longer”.
    """

    def tell(old: Collection[str], new: Collection[str]) -> Said:
        for here, there, is_new in ((new, old, True), (old, new, False)):
            known = set(there)
            if only := [one for one in _in_order(here) if one not in known]:
                yield _counted(words, only, is_new=is_new, secret=secret), came if is_new else went
        if old != new and set(old) == set(new):
            yield f"the {_noun_of(words)} are the same, in another order", False

    return tell


def _each(tell: Tell, named: Show, *, blank: object = None, show: Show | None = None, went: bool = False) -> Tell:
    """What changed under each name; what comes or goes is compared with `blank`, or shown where there is none."""
    shown = show or _quoted

    def one(name: object, old: Mapping[Any, object], new: Mapping[Any, object]) -> Said:
        if blank is not None or (name in old and name in new):
            said = list(tell(old.get(name, blank), new.get(name, blank)))
            return said or (
                []
                if name in old and name in new
                else [("is written out in one version only, and means the same", False)]
            )
        return [(f"is new: {shown(new[name])}", False)] if name in new else [(f"is gone: {shown(old[name])}", went)]

    def each(old: Mapping[Any, object], new: Mapping[Any, object]) -> Said:
        for name in dict.fromkeys((*new, *old)):
            yield from _after(named(name), one(name, old, new))

    return each


def _parts(tells: Tells, *elsewhere: str) -> Tell:
    """Each field in its own way; one that has none is told by its name, and those told elsewhere are left out."""

    def tell(old: "DataclassInstance", new: "DataclassInstance") -> Said:
        for name in (field.name for field in fields(new) if field.name not in elsewhere):
            plainly = _figure(f"{_plain(name)} is now {{new}}, before {{old}}")
            yield from tells.get(name, plainly)(getattr(old, name), getattr(new, name))

    return tell


def _reworded(old: str, new: str) -> Said:
    """Which words became which."""
    if old == new:
        return
    was, now, pieces = old.split(), new.split(), []
    for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        gone, come = _quoted(" ".join(was[a:b])), _quoted(" ".join(now[c:d]))
        if tag == "replace":
            pieces.append(f"{gone} → {come}")
        elif tag == "delete":
            pieces.append(f"{gone} is gone")
        elif tag == "insert":
            pieces.append(f"{come} is new {f'after “{now[c - 1]}”' if c else 'at the beginning'}")
    yield f"changed: {'; '.join(pieces) or 'only spaces or line breaks'}", False


def _after(subject: str, said: Said) -> Said:
    return ((f"{subject} {words}", arms) for words, arms in said)


# ------------------------------------------------------------------------------------ the rules


def _rules(old: Policy, new: Policy) -> Told:
    before, after = _by_name(old.behaviours), _by_name(new.behaviours)
    were, are = _by_rule(old.vocabulary), _by_rule(new.vocabulary)
    for name in dict.fromkeys((*after, *before, *are, *were)):
        said = [*_rule(name, before.get(name), after.get(name), old, new)]
        for part, tell in PHRASES.items():
            said += tell(were.get(name, {}).get(part, ()), are.get(name, {}).get(part, ()))
        yield f"the rule “{name}”", said


def _rule(name: str, was: BehaviourRule | None, now: BehaviourRule | None, old: Policy, new: Policy) -> Said:
    if was is not None and now is not None:
        yield from _moved(name, old, new)
        yield from _parts(RULE | _in_its_policy(was, now, old, new), "digest")(was, now)
    elif now is not None:
        yield _new_rule(name, now, new), now.state is not RuleState.DRAFT
        bare = replace(now, detectors={}, when=ALWAYS, unless=ALWAYS, landlord_late_guard=False, finds=(), leaves=())
        yield from (
            (words, False) for words, _ in _parts(RULE | _in_its_policy(bare, now, old, new), "digest")(bare, now)
        )
    elif was is not None:
        yield f"is gone: “{was.title}” (clause {_and(was.clauses)})", False


def _new_rule(name: str, rule: BehaviourRule, new: Policy) -> str:
    names = list(_by_name(new.behaviours))
    following = names[names.index(name) + 1 :]
    return (
        f"is new, and {_state(rule.state)}: “{rule.title}” ({_plain(rule.behaviour)}, clause {_and(rule.clauses)}); it "
        f"counts from {_percent(rule.at_least)} sure on, climbs the ladder “{rule.ladder}”, is of severity "
        f"{rule.severity} and stands {f'before “{following[0]}”' if following else 'last'}"
    )


def _moved(name: str, old: Policy, new: Policy) -> Said:
    """Whether the rule overtook others or fell behind; of two that changed places, only one counts as moved."""
    rules = _by_name(new.behaviours)
    now = [each for each in rules if each in old.order]
    was = sorted(now, key=lambda each: old.order[each])
    blocks = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    if any(block.b <= now.index(name) < block.b + block.size for block in blocks):
        return
    ladder = {each: new.ladders.get(rules[each].ladder) for each in now}
    ahead, behind = was[: was.index(name)], now[: now.index(name)]
    if overtaken := [each for each in ahead if each not in behind]:
        arms = any(_is_harsher(ladder[each], ladder[name]) for each in overtaken)
        yield f"moved before {_and(map(_quoted, overtaken))}: it now decides first when both match", arms
    if overtook := [each for each in behind if each not in ahead]:
        arms = any(_is_harsher(ladder[name], ladder[each]) for each in overtook)
        yield f"moved after {_and(map(_quoted, overtook))}: it no longer decides first when both match", arms


def _in_its_policy(was: BehaviourRule, now: BehaviourRule, old: Policy, new: Policy) -> Tells:
    """What of a rule can only be told by what stands around it."""
    before, after = (
        old.marks.percent_by_severity.get(was.severity, WHOLE),
        new.marks.percent_by_severity.get(now.severity, WHOLE),
    )
    counts = f"an upheld case now counts for {after} % of a step, before for {before} %"
    return {
        "ladder": _figure(
            "now climbs the ladder “{new}”, before “{old}”",
            lambda left, taken: _is_harsher(old.ladders.get(left), new.ladders.get(taken)),
        ),
        "severity": _figure(f"is now of severity {{new}}, before {{old}}: {counts}", _higher),
        "detectors": lambda fewer, more: _heard(fewer, more, was.at_least),
    }


def _heard(old: Mapping[str, float], new: Mapping[str, float], at_least: float) -> Said:
    """Which detectors a rule listens to; where it names none, it listens to all of them."""
    if old and new:
        yield from DETECTORS(old, new)
    elif new:
        each = [f"“{name}” (from {_percent(least)} sure on)" for name, least in new.items()]
        yield (
            f"now listens to nothing but {_and(each)}, before to every detector",
            any(least < at_least for least in new.values()),
        )
    elif old:
        yield f"now listens to every detector, before only to {_and(map(_quoted, old))}", True


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
        of = f" of {_plain(value.behaviour)}" if value.behaviour else ""
        return f"{value.at_least} or more cases{of} were upheld within {value.months} months"
    if isinstance(value, ContactsBefore):
        return f"there were {value.at_least} contacts or more within {value.minutes} minutes"
    said = " or ".join(map(_plain, value)) if isinstance(value, tuple) else value
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


# ------------------------------------------------------------------------------------ the ladders


def _ladders(old: Policy, new: Policy) -> Told:
    for name in dict.fromkeys((*new.ladders, *old.ladders)):
        yield f"the ladder “{name}”", _ladder(old.ladders.get(name), new.ladders.get(name), old, new)


def _ladder(was: Ladder | None, now: Ladder | None, old: Policy, new: Policy) -> Said:
    if was is None or now is None:
        yield (f"is new, with {len(now.steps)} steps" if now else "is gone"), False
        return
    yield from _parts(LADDER, "steps")(was, now)
    for n, (left, taken) in enumerate(zip_longest(was.steps, now.steps), start=1):
        if left and taken:
            yield from _after(f"step {n}", _step(left, taken, old, new))
        elif taken:
            yield f"step {n} is new: {_step_words(taken)}", _is_graver(_at(was, n), taken)
        else:
            told = f"step {n} is gone: {_step_words(left)}; whoever comes so far stays at step {len(now.steps)}"
            yield told, _is_graver(left, _at(now, n))


def _step(was: Step, now: Step, old: Policy, new: Policy) -> Said:
    lasts = _figure("now restricts {new}, before {old}", lambda *_: _days(now, new) > _days(was, old), FOR_DAYS)
    return _parts(STEP | {"for_days": lasts})(was, now)


def _step_words(step: Step) -> str:
    return _else(step.actions) + (f", for {step.for_days} days" if step.for_days else "")


def _days(step: Step, policy: Policy) -> int:
    """For how long the step restricts at most, whether it says so itself or not."""
    usual = [policy.restrictions[kind].for_days for kind in step.actions if kind in policy.restrictions]
    return step.for_days or max(usual, default=0)


def _at(ladder: Ladder, n: int) -> Step:
    """The step for whoever comes so far; nobody climbs beyond the last."""
    return ladder.steps[min(n, len(ladder.steps)) - 1]


def _is_harsher(was: Ladder | None, now: Ladder | None) -> bool:
    """Whether anybody may meet something graver on this ladder than on that one."""
    if was is None or now is None:
        return now is not None
    longest = max(len(was.steps), len(now.steps))
    pairs = [(_at(was, n), _at(now, n)) for n in range(1, longest + 1)]
    return any(_is_graver(*pair) for pair in (*pairs, (_at(was, was.severe), _at(now, now.severe))))


def _is_graver(was: Step, now: Step) -> bool:
    return _chooses_harsher(was.actions, now.actions) or now.for_days > was.for_days


def _chooses_harsher(was: Iterable[ActionKind], now: Iterable[ActionKind]) -> bool:
    """Whether anything in the order of preference is harsher than what stood there, or stands where nothing did."""
    pairs = zip_longest((HARSHNESS[kind] for kind in was), (HARSHNESS[kind] for kind in now), fillvalue=-1)
    return any(taken > left for left, taken in pairs)


def _adds(was: Iterable[object], now: Iterable[object]) -> bool:
    return not set(now) <= set(was)


# ------------------------------------------------------------------------------------ everything else


def _further(old: Policy, new: Policy) -> Told:
    for about, tells in (PARTS | _as_rules_look(old, new)).items():
        yield about, [one for name, tell in tells.items() for one in tell(getattr(old, name), getattr(new, name))]
    yield "templates", _templates(old, new)
    yield "lists", (*EXACTLY(old.vocabulary, new.vocabulary), *_meant(old, new))


def _as_rules_look(old: Policy, new: Policy) -> dict[str, Tells]:
    """What arms only where a rule looks at it: the office's hours, and what our posts are about."""
    rules = (*old.behaviours, *new.behaviours)
    hours = any(c.office_hours is not None for rule in rules for c in (rule.when, rule.unless))
    when, unless = any(rule.when.topics for rule in rules), any(rule.unless.topics for rule in rules)
    words = _listed("word {}tells so|words {}tell so", came=when, went=unless)
    calendar = {
        "timezone": _figure("the office's clock is now that of {new}, before of {old}", lambda *_: hours),
        "open_days": _figure("the office is now open on {new}, before on {old}", lambda *_: hours, _weekdays),
        "opens": _figure("the office now opens at {new}, before at {old}", lambda *_: hours),
        "closes": _figure("the office now closes at {new}, before at {old}", lambda *_: hours),
        "closed_on": _listed("day {}counts as closed|days {}count as closed", came=hours, went=hours),
    }
    return {
        "topics": {"topics": _each(words, lambda name: f"our post is about “{name}”:", blank=())},
        "calendar": {"calendar": _parts(calendar)},
    }


def _templates(old: Policy, new: Policy) -> Said:
    """Every text that reads otherwise; those in which only a contact or a name is new are told in one sentence."""
    filled = {name: _refilled(template, old, new) for name, template in old.templates.items()}
    same = [n for n, t in new.templates.items() if t == filled.get(n) and t != old.templates[n]]
    if same:
        yield f"{_and(map(_quoted, same))} hold the new contacts and names; nothing else in them changed", False
    before, after = ({n: t for n, t in policy.templates.items() if n not in same} for policy in (old, new))
    yield from TEMPLATES(before, after)


def _refilled(template: Template, old: Policy, new: Policy) -> Template:
    """The template with what is filled in as the new policy fills it in."""
    changed = [(was, new.contacts.get(name, was)) for name, was in old.contacts.items()]
    named = [(p.organisation, p.appeals.to, p.appeals.reviewed_by) for p in (old, new)]

    def refill(words: str) -> str:
        for was, now in (*changed, *zip(*named, strict=True)):
            words = words.replace(was, now)
        return words

    on = {platform: refill(words) for platform, words in template.on.items()}
    variants = {name: refill(words) for name, words in template.variants.items()}
    return replace(template, text=refill(template.text), on=on, variants=variants)


def _meant(old: Policy, new: Policy) -> Said:
    """As which behaviour the phrases of a rule count, unless that follows from what was told of the rule."""
    before, after = _by_name(old.behaviours), _by_name(new.behaviours)
    for name in dict.fromkeys((*new.vocabulary.behaviours, *old.vocabulary.behaviours)):
        was, now = old.vocabulary.behaviours.get(name), new.vocabulary.behaviours.get(name)
        if was != now and (was, now) != (_behaviour(before, name), _behaviour(after, name)):
            yield (
                f"phrases of “{name}” now count as {_plain(now or 'nothing')}, before as {_plain(was or 'nothing')}",
                True,
            )


# ------------------------------------------------------------------------------------ how things are said


def _plain(word: object) -> str:
    if isinstance(word, PlatformName):
        return word.title()
    return str(word).replace("_", " ")


def _quoted(words: object) -> str:
    return f"“{words}”"


def _and(words: Iterable[str]) -> str:
    *most, last = [*words] or ["nothing"]
    return f"{', '.join(most)} and {last}" if most else last


def _else(kinds: Iterable[ActionKind]) -> str:
    return ", else ".join(map(_plain, kinds))


def _counted(words: str, phrases: list[str], *, is_new: bool, secret: bool) -> str:
    one, many = words.format(*["" if is_new else "no longer "] * 2).split("|")
    count, shown = len(phrases), [_quoted(phrase) for phrase in phrases]
    head = f"{'a new' if is_new else 'one'} {one}" if count == 1 else f"{count} {'new ' if is_new else ''}{many}"
    if secret:
        return head
    return f"{head}: {_and(shown)}" if count <= MOST_SHOWN else f"{head}, among them {_and(shown[:FEW_SHOWN])}"


def _noun_of(words: str) -> str:
    return words.partition("|")[2].partition("{}")[0].strip()


def _in_order(words: Collection[str]) -> list[str]:
    return sorted(words) if isinstance(words, frozenset) else list(dict.fromkeys(words))


def _or(words: str, otherwise: str, *, blanks: Collection[object] = ("", 0, ENDLESS)) -> Show:
    """The words with the value in them; others for a value that stands for none."""
    return lambda value: otherwise if value in blanks else words.format(value)


def _percent(sure: float) -> str:
    return f"{sure * WHOLE:.6g} %"


def _minutes(count: int) -> str:
    hours, rest = divmod(count, 60)
    return f"{count} minutes" if rest or hours <= 1 else f"{hours} hours"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _noun(kind: ActionKind) -> str:
    return NOUNS.get(kind, f"a {_plain(kind)}")


def _account(platform: str) -> str:
    return f"on {platform.title()},"


def _state(state: RuleState) -> str:
    return STATES.get(state, str(state))


def _weekdays(days: Iterable[int]) -> str:
    return _and(WEEKDAYS[day] for day in days)


def _variant(name: str) -> str:
    return "in easy read" if name == "easy_read" else f"in the language “{name}”"


def _by_name(rules: Iterable[BehaviourRule]) -> dict[str, BehaviourRule]:
    return {rule.name or str(rule.behaviour): rule for rule in rules}


def _behaviour(rules: Mapping[str, BehaviourRule], name: str) -> Behaviour | None:
    return rules[name].behaviour if name in rules else None


def _by_rule(vocabulary: Vocabulary) -> dict[str, dict[str, list[str]]]:
    """The phrases of each rule, by the part of the vocabulary that they stand in."""
    found: dict[str, dict[str, list[str]]] = {}
    for part in PHRASES:
        for phrase, rule in getattr(vocabulary, part):
            found.setdefault(rule, {}).setdefault(part, []).append(phrase)
    return found


# ------------------------------------------------------------------------------------ what is said of each field

FOR_DAYS, AFTER_DAYS = _or("for {} days", "for as long as is usual"), _or("after {} days", "when that is usual")
USUAL_WORDS, WORDS_OF = _or("the words of “{}”", "the usual words"), _or("the words of “{}”", "nothing")
RULE: Tells = {
    "behaviour": _figure("now finds {new}, before {old}", lambda *_: True, _plain),
    "title": _figure("is now called “{new}”, before “{old}”"),
    "clauses": _figure("now rests on clause {new}, before on {old}", show=_and),
    "state": _figure("is now {new}, before {old}", lambda was, now: now.rank > was.rank, _state),
    "at_least": _figure("now counts from {new} sure on, before from {old}", _lower, _percent),
    "when": _conditions("now applies only when {}", "no longer applies only when {}", unless=False),
    "unless": _conditions("no longer applies when {}", "now applies even when {}", unless=True),
    "landlord_late_guard": _switch(f"now proposes nothing {LATE}", f"now proposes something even {LATE}", arming=False),
    "finds": _listed("example {}has to be found|examples {}have to be found"),
    "leaves": _listed("example {}has to be left alone|examples {}have to be left alone"),
}
PHRASES: Tells = {
    "words": _listed("phrase {}counts as found|phrases {}count as found", came=True),
    "patterns": _listed("pattern {}counts as found|patterns {}count as found", came=True),
    "never": _listed("phrase {}protects what stands in it|phrases {}protect what stands in them", went=True),
}
EXACT: Tells = {
    "scam_links": _listed("scam link {}counts as found|scam links {}count as found", came=True),
    "staff_data": _listed(
        "line of staff data {}counts as found|lines of staff data {}count as found", came=True, secret=True
    ),
}
EXACTLY = _parts(EXACT, *PHRASES, "behaviours")
SURE = _figure(
    "now counts {new}, before {old}", _lower, lambda v: "never" if v == ENDLESS else f"from {_percent(v)} on"
)
DETECTORS = _each(SURE, lambda name: f"what the detector “{name}” finds", blank=ENDLESS)
LADDER: Tells = {"severe": _figure("grave words now start at step {new}, before at step {old}", _higher)}
STEP: Tells = {
    "actions": _figure("now proposes {new}; before {old}", _chooses_harsher, _else),
    "template": _figure("now sends {new}, before {old}", show=USUAL_WORDS),
    "review_days": _figure("is now looked at again {new}, before {old}", _higher, AFTER_DAYS),
    "formal": _figure(
        "may now lead to {new} on the formal route, before to {old}", _adds, lambda f: _and(map(_plain, f))
    ),
}
TEMPLATE: Tells = {
    "text": _reworded,
    "on": _each(_reworded, lambda platform: f"on {platform.title()}"),
    "variants": _each(_reworded, _variant),
}
TEMPLATES = _each(_parts(TEMPLATE), lambda name: f"the text of “{name}”", show=lambda template: _quoted(template.text))
COUNTS = _figure("now counts for {new} % of a step, before for {old} %", _higher)
MARKS: Tells = {
    "window_months": _figure("what was upheld now counts for {new} months, before for {old}", _higher),
    "full_months": _figure("what was upheld now counts in full for {new} months, before for {old}", _higher),
    "later_percent": _figure("after that it now counts for {new} %, before for {old} %", _higher),
    "percent_by_severity": _each(COUNTS, lambda severity: f"an upheld case of severity {severity}", blank=WHOLE),
}
RESTRICTION: Tells = {
    "for_days": _figure("now lasts {new} days, before {old}", _higher),
    "review_days": _figure("is now looked at again after {new} days, before after {old}", _higher),
}
AN_HOUR = _or("at most {} actions", "any number of actions")
ON_TRAFFIC = _or("above {} % of the newest traffic", "never", blanks={WHOLE})
LIMITS: Tells = {
    "actions_per_hour": _each(_figure("now {new} an hour, before {old}", _higher, AN_HOUR), _account, blank=ENDLESS),
    "actions_per_hour_each_behaviour": _figure(
        "about each behaviour now {new} an hour, before {old}", _higher, AN_HOUR
    ),
    "share_percent": _figure(
        "when a live rule drops to review by itself: now {new}, before {old}", _higher, ON_TRAFFIC
    ),
    "share_of_last": _figure("that share is now taken of the newest {new} interactions, before of {old}", _higher),
}
PROTECTION: Tells = {
    "title": _figure("is now called “{new}”, before “{old}”"),
    "source": _figure("now rests on “{new}”, before on “{old}”"),
    "route": _figure("now goes to “{new}”, before to “{old}”"),
    "within_minutes": _figure("is now answered within {new}, before within {old}", show=_minutes),
    "template": _figure("is now answered with {new}, before with {old}", show=WORDS_OF),
}
VOLUME: Tells = {
    "contacts": _figure("too much contact now starts at {new} contacts, before at {old}", _lower),
    "window_minutes": _figure("contacts are now counted within {new} minutes, before within {old}", _higher),
    "copies": _figure("the same words now count from {new} times on, before from {old}", _lower),
}
HOLD: Tells = {
    "switched_on": _switch(*HELD, arming=True),
    "hours": _figure("now lasts {new} hours, before {old}", _higher),
}
APPEALS: Tells = {
    "within_working_days": _figure("a review may now be asked for within {new} working days, before within {old}"),
    "answered_within_working_days": _figure("a review is now answered within {new} working days, before within {old}"),
    "to": _figure("a review is now asked for at the {new}, before at the {old}"),
    "reviewed_by": _figure("a review is now answered by {new}, before by {old}"),
}
APPROVED = _figure("now needs {new}, before {old}", _lower, _people)
ONE_OF = _or("one {}", "nobody in particular")
WITH_ROLE = _figure(
    "now needs {new} among those who approve, before {old}",
    lambda was, now: RANKS.get(now, 0) < RANKS.get(was, 0),
    ONE_OF,
)
PARTS: dict[str, Tells] = {
    "the policy": {
        "title": _figure("is now called “{new}”, before “{old}”"),
        "organisation": _figure("the organisation is now called “{new}”, before “{old}”"),
    },
    "marks": {"marks": _parts(MARKS)},
    "restrictions": {"restrictions": _each(_parts(RESTRICTION), _noun, show=lambda r: f"{r.for_days} days", went=True)},
    "approvals": {"approvals": _each(APPROVED, _noun, blank=1), "roles": _each(WITH_ROLE, _noun, blank="")},
    "the timed hold": {"hold": _parts(HOLD)},
    "limits": {"limits": _parts(LIMITS)},
    "protections": {
        "protections": _each(_parts(PROTECTION), _quoted, show=lambda p: f"it goes to “{p.route}”", went=True),
        "channels": _each(_figure("is now reached so: {new}; before: {old}"), _quoted),
    },
    "wording": {
        "wording": _each(_figure("now usually says {new}, before {old}", show=WORDS_OF), _noun, blank=""),
        "notices": _each(_figure("may now be told of with {new}, before with {old}", show=WORDS_OF), _noun, blank=""),
    },
    "contacts": {"contacts": _each(_figure("is now {new}, before {old}", show=_quoted), _quoted)},
    "appeals": {"appeals": _parts(APPEALS)},
    "volume": {"volume": _parts(VOLUME)},
    "names": {
        "staff_names": _listed("name {}counts as staff|names {}count as staff", came=True),
        "own_accounts": _each(
            _listed("account {}counts as our own|accounts {}count as our own", went=True), _account, blank=()
        ),
        "public_figures": _each(
            _listed("account {}asks for a manager|accounts {}ask for a manager", went=True), _account, blank=()
        ),
    },
    "retention": {
        "retention_days": _each(
            _figure("is now meant to be kept {new}, before {old}", show=_or("for {} days", "without end")),
            lambda kind: KEPT.get(kind, _plain(kind)),
            blank=ENDLESS,
        )
    },
}
