"""Ready-made nouns for the tests: say only what the test is about, the rest is an ordinary Monday at noon."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model import (
    Account,
    Action,
    ActionKind,
    Behaviour,
    Case,
    Choice,
    Decision,
    Finding,
    History,
    Interaction,
    InteractionKind,
    Outcome,
    OutcomeState,
    PlatformName,
    Proposal,
    Ref,
    Said,
    Verdict,
    Way,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def an_account(**given: Any) -> Account:
    """Jo Mellor on Facebook."""
    return Account(**{"platform": PlatformName.FACEBOOK, "id": "7001", "name": "Jo Mellor", **given})


def an_interaction(text: str = "When will the lift be mended?", *, id: str = "9001", **given: Any) -> Interaction:  # noqa: A002 - the noun says id
    """An ordinary comment of Jo's under a post of ours, an hour before noon. `author=None` withholds the author."""
    platform = given.pop("platform", PlatformName.FACEBOOK)
    usual = {
        "ref": Ref(platform=platform, id=id),
        "kind": InteractionKind.COMMENT,
        "text": text,
        "posted_at": NOON - HOUR,
        "author": an_account(platform=platform),
        "url": f"https://www.example.org/{id}",
        "thread": id,
        "on": "5001",
    }
    return Interaction(**{**usual, **given})


a_interaction = an_interaction


def a_finding(quote: str = "watch your back", *, of: str = "", **given: Any) -> Finding:
    """A threat found at the start of the text, or where `quote` stands in `of`."""
    start = max(of.find(quote), 0)
    usual = {
        "detector": "threat",
        "concern": Behaviour.THREAT,
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "confidence": 0.9,
        "because": "it says what might happen to somebody",
    }
    return Finding(**{**usual, **given})


def an_action(kind: ActionKind = ActionKind.HIDE, **given: Any) -> Action:
    """Hiding, or another kind; worded ones get words."""
    return Action(**{"kind": kind, "wording": "Please keep to our policy." if kind.has_wording else "", **given})


def a_proposal(kind: ActionKind = ActionKind.HIDE, **given: Any) -> Proposal:
    """What the policy suggests, to be done by the platform's own interface."""
    return Proposal(**{"action": an_action(kind), "way": Way.BY_API, **given})


def a_decision(**given: Any) -> Decision:
    """A first threat, for which hiding is proposed."""
    usual = {
        "findings": (a_finding(),),
        "behaviour": Behaviour.THREAT,
        "clause": "5.1",
        "step": 1,
        "proposal": a_proposal(),
        "alternatives": (),
        "care": (),
        "policy_version": "test",
        "at": NOON,
        "because": "The comment threatens somebody.",
    }
    return Decision(**{**usual, **given})


def a_verdict(kind: ActionKind | None = ActionKind.HIDE, **given: Any) -> Verdict:
    """Priya approves; without a kind she leaves it alone."""
    usual = {
        "choice": Choice.LEAVE_ALONE if kind is None else Choice.ACT,
        "action": None if kind is None else an_action(kind),
        "by": "priya",
        "why": "",
        "at": NOON,
    }
    return Verdict(**{**usual, **given})


def an_outcome(state: OutcomeState = OutcomeState.DONE, **given: Any) -> Outcome:
    """It was done."""
    return Outcome(**{"state": state, "detail": "", "at": NOON, **given})


def a_case(**given: Any) -> Case:
    """Case 1: waiting for a person, about an ordinary comment."""
    usual = {"id": 1, "interaction": an_interaction(), "decision": a_decision(), "opened_at": NOON}
    return Case(**{**usual, **given})


def a_line(text: str = "When will the lift be mended?", **given: Any) -> Said:
    """A line of theirs an hour before noon; `ours=True` for one of ours."""
    return Said(**{"at": NOON - HOUR, "text": text, **given})


def a_history(*said: Said, **given: Any) -> History:
    """What was said before, oldest first."""
    return History(said=said, **given)
