"""Which action a person means, with its words, its end and its review."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.cases.allowed import plain
from bot.errors import NotApproved
from bot.model import Action, ActionKind, Case, CaseState, PlatformName, Proposal, Way
from bot.policy.model import Policy


def meant(
    case: Case, kind: ActionKind | None, wording: str | None, policy: Policy, now: datetime, *, variant: str = ""
) -> Action:
    """The action that the person means, with its words: theirs, the first approver's or the proposal's.

    A restriction gets its end and its review; a second approver's are those that the first approved.
    """
    first = case.given[0].action if case.state is CaseState.NEEDS_SECOND else None
    offers = _offers(case)
    proposal = case.decision.proposal
    wanted = kind or (first.kind if first else None) or (proposal.action.kind if proposal else None)
    if wanted is None:
        raise NotApproved(f"nothing is proposed for case {case.id}: choose an action with --as, or leave it alone")
    offered = offers.get(wanted)
    if offered is not None and offered.way is Way.NOT_HERE:
        raise NotApproved(f"{plain(wanted)} isn't possible here: {offered.because}")
    said = wording if wording is not None else (first.wording if first and first.kind is wanted else "")
    if not said and offered is not None:
        said = offered.action.wording
    if first is not None and first.kind is wanted:
        return replace(first, wording=_worded(wanted, said, case, policy))
    if variant:
        said = in_other_form(said, variant, case.interaction.platform, policy)
    until, review_at = _lasting(wanted, offered, policy, now)
    words = _worded(wanted, said, case, policy)
    return Action(kind=wanted, wording=words, until=until, review_at=review_at)


def _lasting(
    kind: ActionKind, offered: Proposal | None, policy: Policy, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """When a restriction ends, and when it is looked at again (policy 10.4); None for what restricts nobody."""
    usual = policy.restrictions.get(kind)
    if usual is None:
        return None, None
    for_days = (offered.for_days if offered else 0) or usual.for_days
    review_days = (offered.review_days if offered else 0) or usual.review_days
    return now + timedelta(days=for_days), now + timedelta(days=min(review_days, for_days))


def _offers(case: Case) -> dict[ActionKind, Proposal]:
    proposal = case.decision.proposal
    return {p.action.kind: p for p in (*case.decision.alternatives, *([proposal] if proposal else []))}


def _worded(kind: ActionKind, said: str, case: Case, policy: Policy) -> str:
    if not kind.has_wording:
        return ""
    wording = said.strip()
    longest = policy.longest_wording(case.interaction.platform, kind)
    if not wording:
        raise NotApproved(f"a {plain(kind)} needs words: say --wording")
    if len(wording) > longest:
        raise NotApproved(f"these words have {len(wording)} characters; {case.interaction.platform} takes {longest}")
    if "{" in wording or "}" in wording:
        raise NotApproved("these words still hold a placeholder in curly brackets; fill it in")
    return wording


def in_other_form(words: str, variant: str, platform: PlatformName, policy: Policy) -> str:
    """The same words in Easy Read or another language, as their template has them.

    Raises NotApproved where the words are no template's, or it has no such variant.
    """
    template = next((one for one in policy.templates.values() if one.words(platform) == words), None)
    if template is None or variant not in template.variants:
        there = ", ".join(template.variants) if template else ""
        raise NotApproved(f"these words have no variant {variant!r}" + (f"; there is: {there}" if there else ""))
    return template.variants[variant]
