"""The buttons of a card: just what can be done with the case as it stands; pure."""

from collections.abc import Iterator
from datetime import datetime

from bot.cases.allowed import plain
from bot.model import INVERSE, Case, CaseState, Choice, Proposal, Protected, RuleState, Way
from bot.slack.kit import Block, actions, button, confirm, link_button

DECIDABLE = {CaseState.WAITING, CaseState.HELD, CaseState.NEEDS_SECOND, CaseState.CHANGED, CaseState.FAILED}


def rows(case: Case, mark: str, now: datetime, *, is_cut: bool) -> Iterator[Block]:
    """The rows of buttons of a case's card; `mark` is its comment as drawn, `is_cut` that not all of it shows."""
    value = f"{case.id}:{mark}"
    deciding, helping = list(_deciding(case, value)), list(_helping(case, value, now, is_cut=is_cut))
    if deciding:
        yield actions(f"decide_{case.id}", *deciding)
    if helping:
        yield actions(f"help_{case.id}", *helping)


def _deciding(case: Case, value: str) -> Iterator[Block]:
    undecided = case.state in DECIDABLE and (case.decision.behaviour is not None or case.decision.unread)
    if undecided:
        proposal = case.decision.proposal
        if proposal is not None and proposal.way is not Way.NOT_HERE:
            yield _approve(case, value, proposal)
            if proposal.action.kind.has_wording:
                yield button("wording", "Change wording", value)
        yield button("other", "Other action", value)
        yield button("leave", "Leave alone", value)
    if case.state is CaseState.BY_HAND:
        yield button("by_hand", "I have done this", value, style="primary")
        yield button("could_not", "It could not be done", value)
        link = case.outcome.link if case.outcome else ""
        if link.startswith(("https://", "http://")):
            yield link_button("Do it there", link)
    verdict = case.verdict
    done = case.state is CaseState.DONE and verdict is not None and verdict.choice is Choice.ACT
    if done and verdict and verdict.action and verdict.action.kind in INVERSE:
        yield button("undo", f"Undo: {plain(INVERSE[verdict.action.kind])}", value)


def _approve(case: Case, value: str, proposal: Proposal) -> Block:
    if case.decision.rule_state is RuleState.REVIEW:
        return button("approve_why", f"Approve: {plain(proposal.action)}", value, style="primary")
    asked = None
    if proposal.silences:
        what = f"{plain(proposal.action)} on {proposal_where(case)}"
        words = f"This will {what}. Others will no longer see it, or they can no longer write to us. It can be undone."
        asked = confirm(f"{plain(proposal.action).capitalize()}?", words, f"Yes, {plain(proposal.action)}", danger=True)
    elif proposal.action.kind.has_wording:
        words = "The words on the card are sent as they stand. What is sent can't be taken back."
        asked = confirm("Send it?", words, "Yes, send it")
    return button("approve", f"Approve: {plain(proposal.action)}", value, style="primary", confirm=asked)


def proposal_where(case: Case) -> str:
    """The platform, as its name is written."""
    return {"x": "X"}.get(str(case.interaction.platform), str(case.interaction.platform).capitalize())


def _helping(case: Case, value: str, now: datetime, *, is_cut: bool) -> Iterator[Block]:
    if case.protected and not case.cared_for_by:
        yield button("care", "I have it", value, style="primary")
    if Protected.COMPLAINT in case.protected and not case.complaint_logged:
        yield button("complaint", "Log as complaint", value)
    if case.decision.adjustment_on_record and not case.adjustment_considered and case.state in DECIDABLE:
        yield button("consider", "Consider the adjustment", value)
    if case.protected:
        yield button("dismiss", "Signal is mistaken", value)
    if case.state in DECIDABLE:
        if case.claimed(now) is None:
            yield button("claim", "Claim", value)
        else:
            yield button("release", "Let go", value)
        if not case.manager_asked and case.decision.behaviour is not None:
            yield button("manager", "Needs a manager", value)
    if is_cut:
        yield button("show", "Show all of it", value)
    if case.interaction.url.startswith(("https://", "http://")):
        yield link_button(f"Open on {proposal_where(case)}", case.interaction.url)
