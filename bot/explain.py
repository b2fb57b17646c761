"""Judging a text or a whole exchange that lies in a file: the very code that runs live, without a platform."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.decide import decide
from bot.detectors import detect
from bot.errors import FileInvalid, Problem
from bot.model import (
    NO_HISTORY,
    Abilities,
    Account,
    Decision,
    Finding,
    History,
    Interaction,
    InteractionKind,
    PlatformName,
    Ref,
    Said,
)
from bot.policy.model import Policy

OURS = "LANDLORD"
NEW_POST = "[new post]"
A_DAY = datetime(2026, 1, 5, 9, tzinfo=UTC)  # any Monday: only the minutes between lines matter

Can = Callable[[Interaction], Abilities]


class ExamplesInvalid(FileInvalid):
    """A file of comments or threads cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One judged text: its id in the file, and the decision."""

    id: str
    decision: Decision

    def form(self) -> dict[str, Any]:
        """The judgement as JSON values."""
        decision = self.decision
        proposal = decision.proposal
        return {
            "id": self.id,
            "findings": [
                {
                    "concern": str(f.concern),
                    "detector": f.detector,
                    "quote": f.quote,
                    "confidence": round(f.confidence, 3),
                    "doubtful": f.doubtful,
                }
                for f in decision.findings
            ],
            "behaviours": [str(b) for b in decision.behaviours],
            "protect": [str(p) for p in decision.care],
            "outcome": decision.outcome,
            "proposal": {"kind": str(proposal.action.kind), "way": str(proposal.way)} if proposal else None,
            "silences": proposal is not None and proposal.silences,
            "because": decision.because,
        }


def explain_comment(record: Mapping[str, Any], policy: Policy, can: Can) -> Explained:
    """Judge one comment, `{"id", "platform", "text", "author"?}`, as if its author had never written before."""
    interaction = _interaction(record, str(record.get("author") or "somebody"), str(record["text"]), A_DAY, "0")
    findings = detect(interaction, NO_HISTORY, policy)
    decision = decide(interaction, findings, NO_HISTORY, policy, can=can(interaction), now=A_DAY)
    return Explained(id=str(record["id"]), decision=decision)


def explain_thread(record: Mapping[str, Any], policy: Policy, can: Can) -> Explained:
    """Judge the last state of `author` in a thread `{"id", "platform", "events": [{"minute", "author", "text"}]}`.

    Each of the author's lines is read with what went before; the decision is on the last with all that was found.
    """
    author = str(record["author"])
    said: list[Said] = []
    findings: dict[tuple[str, str], Finding] = {}
    last, last_history, on = None, NO_HISTORY, "post-0"
    for number, line in enumerate(record["events"]):
        at, text, who = A_DAY + timedelta(minutes=float(line["minute"])), str(line["text"]), str(line["author"])
        if who == OURS and text.startswith(NEW_POST):
            on = f"post-{number}"
        elif who == OURS:
            said.append(_line(record, at, text, number, on, ours=True))
        elif who == author:
            last = _interaction(record, who, text, at, str(number), on=on)
            last_history = History(said=tuple(said))
            for finding in detect(last, last_history, policy):
                findings.setdefault((finding.concern, finding.detector), finding)
            said.append(_line(record, at, text, number, on, ours=False))
    if last is None:
        raise ValueError(f"{author} says nothing in this thread")
    now = last.posted_at
    return Explained(
        id=str(record["id"]),
        decision=decide(last, tuple(findings.values()), last_history, policy, can=can(last), now=now),
    )


def checked(
    lines: Iterable[tuple[int, Any]], file: str, *, needs: Mapping[str, type]
) -> tuple[list[tuple[int, Mapping[str, Any]]], list[Problem]]:
    """The records of a file that can be judged, each with its line, and a problem for each that can't."""
    good: list[tuple[int, Mapping[str, Any]]] = []
    problems = []
    for number, record in lines:
        words = _wrong_with(record, needs)
        if words:
            remedy = 'one object a line: {"id": …, "platform": "facebook", "text": …}'
            problems.append(Problem(file=file, line=number, message=words, remedy=remedy))
        else:
            good.append((number, record))
    return good, problems


def _wrong_with(record: object, needs: Mapping[str, type]) -> str:
    if not isinstance(record, dict):
        return "not a JSON object"
    missing = [name for name, kind in needs.items() if not isinstance(record.get(name), kind)]
    if missing:
        return "missing or of the wrong type: " + ", ".join(missing)
    if record["platform"] not in list(PlatformName):
        return f"unknown platform {record['platform']!r}"
    for line in record.get("events", ()):
        if not isinstance(line, dict) or not isinstance(line.get("minute"), int | float):
            return "an event without a minute"
        if not isinstance(line.get("author"), str) or not isinstance(line.get("text"), str):
            return "an event without author or text"
    return ""


def _interaction(
    record: Mapping[str, Any], author: str, text: str, at: datetime, number: str, *, on: str = "post-0"
) -> Interaction:
    platform = PlatformName(record["platform"])
    return Interaction(
        ref=Ref(platform=platform, id=f"{record['id']}-{number}"),
        kind=InteractionKind.COMMENT,
        text=text.encode("utf-8", "replace").decode(),
        posted_at=at,
        author=Account(platform=platform, id=author, name=author),
        thread=f"{record['id']}-{on}",
        on=on,
    )


def _line(record: Mapping[str, Any], at: datetime, text: str, number: int, on: str, *, ours: bool) -> Said:
    ref = Ref(platform=PlatformName(record["platform"]), id=f"{record['id']}-{number}")
    return Said(at=at, text=text, ours=ours, ref=ref, thread=f"{record['id']}-{on}", on=on)
