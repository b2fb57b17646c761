"""From the checked shape of the file to the policy as values."""

import hashlib
import json
from collections.abc import Iterator, Mapping

from bot.model import Behaviour
from bot.policy.lists import SCAM_LINKS, STAFF_DATA, Lists
from bot.policy.model import (
    Appeals,
    Calendar,
    Hold,
    Ladder,
    Limits,
    Marks,
    Policy,
    Protection,
    Restriction,
    Step,
    Template,
    Trained,
    Vocabulary,
    Volume,
)
from bot.policy.rule import ALWAYS, BehaviourRule, Conditions, ContactsBefore, UpheldBefore
from bot.policy.shapes import BehaviourShape, CalendarShape, ConditionsShape, LimitsShape, PolicyShape, TemplateShape
from bot.policy.wording import filled

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOLDABLE = frozenset({Behaviour.SCAM_LINK, Behaviour.PRIVATE_INFO})
"""The behaviours of which something may be listed exactly, and so be held."""
NOT_ARMING = {"state", "title", "examples"}


def policy_of(shape: PolicyShape, lists: Lists, *, version: str) -> Policy:
    """The policy that a file of this shape means."""
    return Policy(
        version=version,
        title=shape.title,
        organisation=shape.organisation,
        behaviours=tuple(_rule(rule, shape, lists) for rule in shape.behaviours),
        protections={s: Protection(signal=s, **p.model_dump()) for s, p in shape.protections.items()},
        ladders={
            name: Ladder(name=name, severe=ladder.severe, steps=tuple(Step(**s.model_dump()) for s in ladder.steps))
            for name, ladder in shape.ladders.items()
        },
        templates={name: _template(name, t, shape) for name, t in shape.templates.items()},
        wording=shape.wording,
        notices=shape.notices,
        approvals={kind: a.people for kind, a in shape.approvals.items()},
        roles={kind: a.one_of for kind, a in shape.approvals.items() if a.one_of},
        restrictions={kind: Restriction(**r.model_dump()) for kind, r in shape.restrictions.items()},
        marks=_marks(shape),
        volume=Volume(**shape.volume.model_dump()),
        hold=Hold(**shape.hold.model_dump()),
        trained=Trained(**shape.trained.model_dump()),
        limits=_limits(shape.limits),
        calendar=_calendar(shape.calendar),
        appeals=Appeals(**shape.appeals.model_dump()),
        retention_days=shape.retention.model_dump(),
        contacts={name: contact.is_ for name, contact in shape.contacts.items()},
        channels={name: channel.reach for name, channel in shape.channels.items()},
        topics={name: topic.words for name, topic in shape.topics.items()},
        vocabulary=_vocabulary(shape, lists),
        staff_names=shape.staff_names,
        own_accounts=shape.own_accounts,
        public_figures=shape.public_figures,
    )


def name_of(rule: BehaviourShape) -> str:
    """What a rule is called."""
    return rule.name or str(rule.behaviour)


def _rule(rule: BehaviourShape, shape: PolicyShape, lists: Lists) -> BehaviourRule:
    return BehaviourRule(
        behaviour=rule.behaviour,
        name=name_of(rule),
        title=rule.title,
        clauses=rule.clauses,
        ladder=rule.ladder,
        state=rule.state,
        at_least=rule.at_least,
        detectors=rule.detectors,
        when=_conditions(rule.when),
        unless=_conditions(rule.unless),
        landlord_late_guard=rule.landlord_late_guard,
        severity=rule.severity,
        finds=rule.examples.finds,
        leaves=rule.examples.leaves,
        digest=_digest(rule, shape, lists),
    )


def _digest(rule: BehaviourShape, shape: PolicyShape, lists: Lists) -> str:
    """A hash of everything that makes the rule do what it does: whoever changes that needs a second person again."""
    named = [*rule.lists, *((SCAM_LINKS, STAFF_DATA) if rule.behaviour in HOLDABLE else ())]
    whole = {
        "rule": rule.model_dump(mode="json", exclude=NOT_ARMING),
        "ladder": shape.ladders[rule.ladder].model_dump(mode="json"),
        "lists": {name: lists.phrases.get(name, ()) for name in named},
        "approvals": {str(kind): a.model_dump() for kind, a in sorted(shape.approvals.items())},
        "trained": shape.trained.model_dump(),
        "hold": shape.hold.model_dump() if rule.behaviour in HOLDABLE else {},
    }
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _conditions(shape: ConditionsShape) -> Conditions:
    if not shape.model_fields_set:
        return ALWAYS
    given = {name: getattr(shape, name) for name in type(shape).model_fields if name not in {"upheld", "contacts"}}
    return Conditions(
        **given,
        upheld=UpheldBefore(**shape.upheld.model_dump()) if shape.upheld else None,
        contacts=ContactsBefore(**shape.contacts.model_dump()) if shape.contacts else None,
    )


def _marks(shape: PolicyShape) -> Marks:
    given = shape.marks.model_dump()
    whole: Mapping[int, int] = dict.fromkeys(range(1, 6), 100)
    return Marks(**(given | {"percent_by_severity": {**whole, **shape.marks.percent_by_severity}}))


def _limits(shape: LimitsShape) -> Limits:
    share = shape.share_of_traffic
    return Limits(
        actions_per_hour=shape.actions_per_hour,
        actions_per_hour_each_behaviour=shape.actions_per_hour_each_behaviour,
        share_percent=share.percent if share else 100,
        share_of_last=share.of_last if share else 200,
    )


def _calendar(shape: CalendarShape) -> Calendar:
    given = shape.model_dump() | {"open_days": tuple(WEEKDAYS.index(day) for day in shape.open_days)}
    return Calendar(**given)


def _vocabulary(shape: PolicyShape, lists: Lists) -> Vocabulary:
    return Vocabulary(
        words=tuple((phrase, name_of(rule)) for rule in shape.behaviours for phrase in _phrases(rule, lists)),
        never=tuple((phrase, name_of(rule)) for rule in shape.behaviours for phrase in rule.never),
        patterns=tuple((pattern, name_of(rule)) for rule in shape.behaviours for pattern in rule.patterns),
        behaviours={name_of(rule): rule.behaviour for rule in shape.behaviours},
        scam_links=frozenset(lists.phrases.get(SCAM_LINKS, ())),
        staff_data=lists.phrases.get(STAFF_DATA, ()),
    )


def _phrases(rule: BehaviourShape, lists: Lists) -> Iterator[str]:
    yield from rule.words
    for name in rule.lists:
        yield from lists.phrases.get(name, ())


def _template(name: str, template: TemplateShape, shape: PolicyShape) -> Template:
    variants = {**({"easy_read": template.easy_read} if template.easy_read else {}), **template.languages}
    return Template(
        name=name,
        text=filled(template.text, shape),
        on={platform: filled(words, shape) for platform, words in template.on.items()},
        variants={variant: filled(words, shape) for variant, words in variants.items()},
    )
