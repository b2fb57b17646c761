"""What changed in the policy around its rules and ladders."""

from collections.abc import Mapping
from dataclasses import replace

from bot.model import Behaviour
from bot.policy.diff.rules import PHRASES, by_name
from bot.policy.diff.telling import (
    ENDLESS,
    WHOLE,
    Said,
    Tells,
    Told,
    account,
    field_by_field,
    figure,
    higher,
    joined,
    listed,
    lower,
    minutes,
    noun,
    people,
    plain,
    quoted,
    reworded,
    switch,
    under_each,
    variant,
    weekdays,
    worded,
)
from bot.policy.model import Policy, Template
from bot.policy.rule import BehaviourRule

RANKS = {"": 0, "officer": 1, "manager": 2, "executive": 3}
KEPT = {
    "no_signal": "what holds no signal",
    "hidden": "what was hidden",
    "restriction_after_end": "a restriction that has ended",
    "profile_views": "the note of who looked at a person",
}
HIDDEN_AT_ONCE = "what is listed exactly is hidden at once, before a person has looked"
HELD = (f"is now switched on: {HIDDEN_AT_ONCE}", "is now switched off: nothing is hidden before a person has looked")


def told_of_the_rest(old: Policy, new: Policy) -> Told:
    """Each other part of the policy, and what changed in it."""
    for about, tells in (PARTS | _as_rules_look(old, new)).items():
        yield about, [one for name, tell in tells.items() for one in tell(getattr(old, name), getattr(new, name))]
    yield "templates", _templates(old, new)
    yield "lists", (*EXACTLY(old.vocabulary, new.vocabulary), *_meant(old, new))


def _as_rules_look(old: Policy, new: Policy) -> dict[str, Tells]:
    """What arms only where a rule looks at it: the office's hours, and what our posts are about."""
    rules = (*old.behaviours, *new.behaviours)
    hours = any(c.office_hours is not None for rule in rules for c in (rule.when, rule.unless))
    when, unless = any(rule.when.topics for rule in rules), any(rule.unless.topics for rule in rules)
    words = listed("word {}tells so|words {}tell so", came=when, went=unless)
    calendar = {
        "timezone": figure("the office's clock is now that of {new}, before of {old}", lambda *_: hours),
        "open_days": figure("the office is now open on {new}, before on {old}", lambda *_: hours, weekdays),
        "opens": figure("the office now opens at {new}, before at {old}", lambda *_: hours),
        "closes": figure("the office now closes at {new}, before at {old}", lambda *_: hours),
        "closed_on": listed("day {}counts as closed|days {}count as closed", came=hours, went=hours),
    }
    return {
        "topics": {"topics": under_each(words, lambda name: f"our post is about “{name}”:", blank=())},
        "calendar": {"calendar": field_by_field(calendar)},
    }


def _templates(old: Policy, new: Policy) -> Said:
    """Every text that reads otherwise; those in which only a contact or a name is new are told in one sentence."""
    filled = {name: _refilled(template, old, new) for name, template in old.templates.items()}
    same = [n for n, t in new.templates.items() if t == filled.get(n) and t != old.templates[n]]
    if same:
        yield f"{joined(map(quoted, same))} hold the new contacts and names; nothing else in them changed", False
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
    before, after = by_name(old.behaviours), by_name(new.behaviours)
    for name in dict.fromkeys((*new.vocabulary.behaviours, *old.vocabulary.behaviours)):
        was, now = old.vocabulary.behaviours.get(name), new.vocabulary.behaviours.get(name)
        if was != now and (was, now) != (_behaviour(before, name), _behaviour(after, name)):
            yield (
                f"phrases of “{name}” now count as {plain(now or 'nothing')}, before as {plain(was or 'nothing')}",
                True,
            )


def _behaviour(rules: Mapping[str, BehaviourRule], name: str) -> Behaviour | None:
    return rules[name].behaviour if name in rules else None


WORDS_OF = worded("the words of “{}”", "nothing")
EXACT: Tells = {
    "scam_links": listed("scam link {}counts as found|scam links {}count as found", came=True),
    "staff_data": listed(
        "line of staff data {}counts as found|lines of staff data {}count as found", came=True, secret=True
    ),
}
EXACTLY = field_by_field(EXACT, *PHRASES, "behaviours")
TEMPLATE: Tells = {
    "text": reworded,
    "on": under_each(reworded, lambda platform: f"on {platform.title()}"),
    "variants": under_each(reworded, variant),
}
TEMPLATES = under_each(
    field_by_field(TEMPLATE), lambda name: f"the text of “{name}”", show=lambda template: quoted(template.text)
)
COUNTS = figure("now counts for {new} % of a step, before for {old} %", higher)
MARKS: Tells = {
    "window_months": figure("what was upheld now counts for {new} months, before for {old}", higher),
    "full_months": figure("what was upheld now counts in full for {new} months, before for {old}", higher),
    "later_percent": figure("after that it now counts for {new} %, before for {old} %", higher),
    "percent_by_severity": under_each(COUNTS, lambda severity: f"an upheld case of severity {severity}", blank=WHOLE),
}
RESTRICTION: Tells = {
    "for_days": figure("now lasts {new} days, before {old}", higher),
    "review_days": figure("is now looked at again after {new} days, before after {old}", higher),
}
AN_HOUR = worded("at most {} actions", "any number of actions")
ON_TRAFFIC = worded("above {} % of the newest traffic", "never", blanks={WHOLE})
LIMITS: Tells = {
    "actions_per_hour": under_each(figure("now {new} an hour, before {old}", higher, AN_HOUR), account, blank=ENDLESS),
    "actions_per_hour_each_behaviour": figure("about each behaviour now {new} an hour, before {old}", higher, AN_HOUR),
    "share_percent": figure("when a live rule drops to review by itself: now {new}, before {old}", higher, ON_TRAFFIC),
    "share_of_last": figure("that share is now taken of the newest {new} interactions, before of {old}", higher),
}
PROTECTION: Tells = {
    "title": figure("is now called “{new}”, before “{old}”"),
    "source": figure("now rests on “{new}”, before on “{old}”"),
    "route": figure("now goes to “{new}”, before to “{old}”"),
    "within_minutes": figure("is now answered within {new}, before within {old}", show=minutes),
    "template": figure("is now answered with {new}, before with {old}", show=WORDS_OF),
}
VOLUME: Tells = {
    "contacts": figure("too much contact now starts at {new} contacts, before at {old}", lower),
    "window_minutes": figure("contacts are now counted within {new} minutes, before within {old}", higher),
    "copies": figure("the same words now count from {new} times on, before from {old}", lower),
}
TRAINED: Tells = {
    "switched_on": switch(
        "is now switched on: it asks a person to look at what no rule found",
        "is now switched off: only the rules find anything",
        arming=True,
    ),
}
HOLD: Tells = {
    "switched_on": switch(*HELD, arming=True),
    "hours": figure("now lasts {new} hours, before {old}", higher),
}
APPEALS: Tells = {
    "within_working_days": figure("a review may now be asked for within {new} working days, before within {old}"),
    "answered_within_working_days": figure("a review is now answered within {new} working days, before within {old}"),
    "to": figure("a review is now asked for at the {new}, before at the {old}"),
    "reviewed_by": figure("a review is now answered by {new}, before by {old}"),
}
APPROVED = figure("now needs {new}, before {old}", lower, people)
ONE_OF = worded("one {}", "nobody in particular")
WITH_ROLE = figure(
    "now needs {new} among those who approve, before {old}",
    lambda was, now: RANKS.get(now, 0) < RANKS.get(was, 0),
    ONE_OF,
)
PARTS: dict[str, Tells] = {
    "the policy": {
        "title": figure("is now called “{new}”, before “{old}”"),
        "organisation": figure("the organisation is now called “{new}”, before “{old}”"),
    },
    "marks": {"marks": field_by_field(MARKS)},
    "restrictions": {
        "restrictions": under_each(field_by_field(RESTRICTION), noun, show=lambda r: f"{r.for_days} days", went=True)
    },
    "approvals": {"approvals": under_each(APPROVED, noun, blank=1), "roles": under_each(WITH_ROLE, noun, blank="")},
    "the timed hold": {"hold": field_by_field(HOLD)},
    "the trained model": {"trained": field_by_field(TRAINED)},
    "limits": {"limits": field_by_field(LIMITS)},
    "protections": {
        "protections": under_each(
            field_by_field(PROTECTION), quoted, show=lambda p: f"it goes to “{p.route}”", went=True
        ),
        "channels": under_each(figure("is now reached so: {new}; before: {old}"), quoted),
    },
    "wording": {
        "wording": under_each(figure("now usually says {new}, before {old}", show=WORDS_OF), noun, blank=""),
        "notices": under_each(
            figure("may now be told of with {new}, before with {old}", show=WORDS_OF), noun, blank=""
        ),
    },
    "contacts": {"contacts": under_each(figure("is now {new}, before {old}", show=quoted), quoted)},
    "appeals": {"appeals": field_by_field(APPEALS)},
    "volume": {"volume": field_by_field(VOLUME)},
    "names": {
        "staff_names": listed("name {}counts as staff|names {}count as staff", came=True),
        "own_accounts": under_each(
            listed("account {}counts as our own|accounts {}count as our own", went=True), account, blank=()
        ),
        "public_figures": under_each(
            listed("account {}asks for a manager|accounts {}ask for a manager", went=True), account, blank=()
        ),
    },
    "retention": {
        "retention_days": under_each(
            figure("is now meant to be kept {new}, before {old}", show=worded("for {} days", "without end")),
            lambda kind: KEPT.get(kind, plain(kind)),
            blank=ENDLESS,
        )
    },
}
