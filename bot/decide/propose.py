"""What is proposed at a step of a ladder, what else is offered here, and in which words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.decide.gates import may_silence, names_somebody
from bot.model import Abilities, Ability, Action, ActionKind, Behaviour, Finding, Interaction, Proposal, Protected, Way
from bot.policy.model import HARSHNESS, Policy, Step

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
UNKNOWN = Ability(way=Way.NOT_HERE, because="this platform doesn't offer it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What a step comes to here: the proposal, what else is offered, and why silencing is not open, if it is not."""

    proposal: Proposal | None
    alternatives: tuple[Proposal, ...]
    refused: str | None


def propose(
    step: Step,
    counted: Sequence[Finding],
    care: Sequence[Protected],
    interaction: Interaction,
    policy: Policy,
    can: Abilities,
    *,
    signals: Sequence[Protected] = (),
) -> Proposed:
    """The first action of the step that the platform can do here, and all others that are open.

    Nothing falls back to something harsher than the step's first wish that is open. `signals` are those that may be
    there beside those that need `care`.
    """
    behaviours = [f.concern for f in counted if isinstance(f.concern, Behaviour)]
    refused = may_silence(behaviours, (*care, *signals), names_somebody=names_somebody(counted))
    allowed = [kind for kind in OFFERED if not (kind.silences and refused)]
    wished = [kind for kind in step.actions if kind in allowed] or _gentlest(step, allowed)
    offers = {kind: _offer(kind, step, care, interaction, policy, can) for kind in (*wished, *allowed)}
    gentle = [kind for kind in wished if HARSHNESS[kind] <= HARSHNESS[wished[0]]]
    by_way = [kind for way in (Way.BY_API, Way.BY_HAND) for kind in gentle if offers[kind].way is way]
    chosen = offers[by_way[0]] if by_way else None
    others = tuple(offer for offer in offers.values() if offer is not chosen)
    return Proposed(proposal=chosen, alternatives=others, refused=refused)


def left_to_a_person(proposed: Proposed) -> Proposed:
    """The same without a proposal: all that is open is offered."""
    first = (proposed.proposal,) if proposed.proposal is not None else ()
    return replace(proposed, proposal=None, alternatives=(*first, *proposed.alternatives))


def help_offered(care: Sequence[Protected], interaction: Interaction, policy: Policy, can: Abilities) -> Proposal:
    """What may be said to somebody who needs help; offered, never proposed by itself."""
    ability = can.get(ActionKind.REPLY, UNKNOWN)
    words = policy.templates[policy.protections[care[0]].template].words(interaction.platform)
    action = Action(kind=ActionKind.REPLY, wording=words)
    return Proposal(action=action, way=ability.way, because=ability.because, link=ability.link, until=ability.until)


def _offer(
    kind: ActionKind,
    step: Step,
    care: Sequence[Protected],
    interaction: Interaction,
    policy: Policy,
    can: Abilities,
) -> Proposal:
    ability = can.get(kind, UNKNOWN)
    for_days, review_days = _lasting(kind, step, policy)
    return Proposal(
        action=Action(kind=kind, wording=_wording(kind, step, care, interaction, policy)),
        way=ability.way,
        because=ability.because,
        link=ability.link,
        until=ability.until,
        needs_complaint_logged=Protected.COMPLAINT in care and kind.silences,
        for_days=for_days,
        review_days=review_days,
    )


def _lasting(kind: ActionKind, step: Step, policy: Policy) -> tuple[int, int]:
    """For how many days a restriction lasts and when it is reviewed; zeros for what restricts nobody's account."""
    usual = policy.restrictions.get(kind)
    if usual is None:
        return 0, 0
    for_days = step.for_days if kind in step.actions and step.for_days else usual.for_days
    review = step.review_days if kind in step.actions and step.review_days else usual.review_days
    return for_days, min(review, for_days)


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
