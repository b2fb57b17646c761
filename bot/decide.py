"""From findings to a decision: pure, the same input always giving the same answer."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import dropwhile

from bot.model import (
    Abilities,
    Ability,
    Action,
    ActionKind,
    Behaviour,
    Decision,
    Finding,
    History,
    Interaction,
    Proposal,
    Protected,
    Way,
)
from bot.policy.model import HARSHNESS, BehaviourRule, Ladder, Policy, Step

NEVER_SILENCED_WITH = (Protected.EMERGENCY, Protected.SAFEGUARDING, Protected.ADJUSTMENT)
ADJUSTMENT_FIRST = " They have asked us for an adjustment before, which must be considered first (9.2)."
OVERRIDES_COMPLAINT = frozenset(
    {Behaviour.THREAT, Behaviour.DISCRIMINATION, Behaviour.PRIVATE_INFO, Behaviour.RECORDING}
)
OFFERED = (
    ActionKind.REPLY,
    ActionKind.PRIVATE_WARNING,
    ActionKind.PUBLIC_WARNING,
    ActionKind.MUTE,
    ActionKind.RESTRICT_MESSAGES,
    ActionKind.HIDE,
    ActionKind.BLOCK,
    ActionKind.REPORT,
)
MONTH = timedelta(days=365) / 12
UNKNOWN = Ability(way=Way.NOT_HERE, because="this platform doesn't offer it")


def decide(
    interaction: Interaction,
    findings: Sequence[Finding],
    history: History,
    policy: Policy,
    *,
    can: Abilities,
    now: datetime,
) -> Decision:
    """What the policy makes of it: at most one proposal, what else is possible, and who should care.

    Protected signals always route to people; they gate what silences exactly as `may_silence` says.
    """
    care = _care(findings)
    found = _counted(findings, policy)
    counted = tuple(f for f in found if not _held_back(f, history, policy))
    ours = _is_ours(interaction, policy)
    rules = [] if ours else _rules(counted, policy)
    if not rules:
        because = _why_nothing(care, policy, ours=ours, held_back=len(counted) < len(found))
        offers = () if ours or not care else (_help(care, interaction, policy, can),)
        return _decision(counted, None, "", 0, None, offers, care, policy, now, because)
    rule = rules[0]
    ladder = policy.ladders[rule.ladder]
    step = _step(rule, ladder, counted, history, policy, now)
    proposal, alternatives = _proposals(ladder.steps[step - 1], counted, care, interaction, policy, can)
    because = f"Our policy ({', '.join(rule.clauses)}) doesn't accept this: {_uncapped(rule.title)}."
    if history.adjustment_on_record:
        because += ADJUSTMENT_FIRST
    return _decision(
        counted, rule.behaviour, ", ".join(rule.clauses), step, proposal, alternatives, care, policy, now, because
    )


def may_silence(
    behaviours: Iterable[Behaviour],
    protected: Iterable[Protected],
    *,
    names_somebody: bool = False,
    complaint_logged: bool = True,
) -> str | None:
    """Why silencing is not open here, in words for an officer; None if it is.

    Never with an emergency, safeguarding or adjustment signal. With a complaint only for a threat, discrimination,
    private information, a published recording or an allegation naming somebody, and only once it is logged
    (Complaint Handling Code 5.1; policy 9 and 11.6).
    """
    signals, found = set(protected), set(behaviours)
    for signal in NEVER_SILENCED_WITH:
        if signal in signals:
            return f"it carries {_with_article(signal)} signal; if that is mistaken, dismiss the signal first"
    if Protected.COMPLAINT not in signals:
        return None
    if not (found & OVERRIDES_COMPLAINT or (Behaviour.ALLEGATION in found and names_somebody)):
        return "it is a complaint, which must stay where others can see it"
    return None if complaint_logged else "it holds a complaint, which must be logged first"


def _is_ours(interaction: Interaction, policy: Policy) -> bool:
    """Whether one of the landlord's own accounts said it, named in the policy by its id or its handle."""
    if interaction.author is None:
        return False
    ours = {name.removeprefix("@").casefold() for name in policy.own_accounts.get(interaction.platform, ())}
    return interaction.author.id in ours or interaction.author.handle.removeprefix("@").casefold() in ours - {""}


def _uncapped(title: str) -> str:
    return title[:1].lower() + title[1:].rstrip(".")


def _with_article(signal: Protected) -> str:
    return f"an {signal}" if signal in {Protected.EMERGENCY, Protected.ADJUSTMENT} else f"a {signal}"


def _care(findings: Iterable[Finding]) -> tuple[Protected, ...]:
    found = {f.concern for f in findings}
    return tuple(signal for signal in Protected if signal in found)


def _counted(findings: Iterable[Finding], policy: Policy) -> tuple[Finding, ...]:
    """The findings that count: every protected signal, and behaviours from their rule's confidence on."""
    kept = [f for f in findings if isinstance(f.concern, Protected) or f.confidence >= policy.rule(f.concern).at_least]
    return tuple(sorted(kept, key=lambda f: -f.confidence))


def _rules(counted: Iterable[Finding], policy: Policy) -> list[BehaviourRule]:
    found = {f.concern for f in counted}
    return [rule for rule in policy.behaviours if rule.behaviour in found]


def _held_back(finding: Finding, history: History, policy: Policy) -> bool:
    """The landlord-late guard: chasing us while we are late, or have not answered, is nobody's misbehaviour."""
    if isinstance(finding.concern, Protected) or not policy.rule(finding.concern).landlord_late_guard:
        return False
    return history.landlord_late or _unanswered(history)


def _unanswered(history: History) -> bool:
    """Whether they have written before and nothing of ours has come since their first line."""
    since_first = dropwhile(lambda line: line.ours, history.said)
    return next(since_first, None) is not None and not any(line.ours for line in since_first)


def _step(
    rule: BehaviourRule, ladder: Ladder, counted: Iterable[Finding], history: History, policy: Policy, now: datetime
) -> int:
    since = now - MONTH * policy.ladder_months
    climbed = 1 + sum(mark.at >= since for mark in history.upheld)
    severe = any(_is_severe(f) for f in counted if f.concern is rule.behaviour)
    return min(max(climbed, ladder.severe if severe else 1), len(ladder.steps))


def _is_severe(finding: Finding) -> bool:
    return finding.severe or (finding.concern is Behaviour.ALLEGATION and finding.names_somebody)


def _proposals(
    step: Step,
    counted: Sequence[Finding],
    care: Sequence[Protected],
    interaction: Interaction,
    policy: Policy,
    can: Abilities,
) -> tuple[Proposal | None, tuple[Proposal, ...]]:
    behaviours = [f.concern for f in counted if isinstance(f.concern, Behaviour)]
    names = any(f.names_somebody for f in counted if f.concern is Behaviour.ALLEGATION)
    silence_refused = may_silence(behaviours, care, names_somebody=names)
    logged_first = Protected.COMPLAINT in care

    def propose(kind: ActionKind) -> Proposal:
        ability = can.get(kind, UNKNOWN)
        wording = _wording(kind, step, care, interaction, policy)
        return Proposal(
            action=Action(kind=kind, wording=wording),
            way=ability.way,
            because=ability.because,
            link=ability.link,
            until=ability.until,
            needs_complaint_logged=logged_first and kind.silences,
        )

    allowed = [kind for kind in OFFERED if not (kind.silences and silence_refused)]
    wished = [kind for kind in step.actions if kind in allowed] or _gentlest(step, allowed)
    offers = {kind: propose(kind) for kind in (*wished, *allowed)}
    wish = HARSHNESS[wished[0]]
    gentle = [kind for kind in wished if HARSHNESS[kind] <= wish]
    by_way = [kind for way in (Way.BY_API, Way.BY_HAND) for kind in gentle if offers[kind].way is way]
    chosen = offers[by_way[0]] if by_way else None
    return chosen, tuple(offer for offer in offers.values() if offer is not chosen)


def _help(care: Sequence[Protected], interaction: Interaction, policy: Policy, can: Abilities) -> Proposal:
    """What may be said to somebody who needs help; offered, never proposed by itself."""
    ability = can.get(ActionKind.REPLY, UNKNOWN)
    words = policy.templates[policy.protections[care[0]].template].words(interaction.platform)
    action = Action(kind=ActionKind.REPLY, wording=words)
    return Proposal(action=action, way=ability.way, because=ability.because, link=ability.link, until=ability.until)


def _gentlest(step: Step, allowed: Sequence[ActionKind]) -> list[ActionKind]:
    """What is left of a step whose silencing is not open here: to say something, privately if that can be had."""
    said = [kind for kind in (ActionKind.PRIVATE_WARNING, ActionKind.PUBLIC_WARNING) if kind in allowed]
    return said if any(kind.silences for kind in step.actions) else [ActionKind.REPLY]


def _wording(kind: ActionKind, step: Step, care: Sequence[Protected], interaction: Interaction, policy: Policy) -> str:
    if not kind.has_wording:
        return ""
    standard = policy.wording[kind]
    if kind is ActionKind.REPLY:
        name = policy.protections[care[0]].template if care else standard
    else:
        name = step.template or standard
    return policy.templates[name].words(interaction.platform)


def _why_nothing(care: Iterable[Protected], policy: Policy, *, ours: bool, held_back: bool) -> str:
    if ours:
        return "This is one of our own accounts."
    if held_back:
        return "We have not answered yet, or are late ourselves, so asking again is nothing we hold against anybody."
    needs = "; ".join(_uncapped(policy.protections[signal].title) for signal in care)
    if needs:
        return f"Somebody should be helped here ({needs}); nothing is held against anybody."
    return "Nothing here is against our policy."


def _decision(
    findings: tuple[Finding, ...],
    behaviour: Behaviour | None,
    clause: str,
    step: int,
    proposal: Proposal | None,
    alternatives: tuple[Proposal, ...],
    care: tuple[Protected, ...],
    policy: Policy,
    now: datetime,
    because: str,
) -> Decision:
    return Decision(
        findings=findings,
        behaviour=behaviour,
        clause=clause,
        step=step,
        proposal=proposal,
        alternatives=alternatives,
        care=care,
        policy_version=policy.version,
        at=now,
        because=because,
    )
