"""A labelled comment or thread beside what was made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.explain import Can, Explained, explain_comment, explain_thread
from bot.model import Behaviour, Protected
from bot.policy.model import Policy

LABELS = (*(str(b) for b in Behaviour), *(str(p) for p in Protected))
OUTCOMES = ("none", "care", "review")
LISTS = ("behaviours", "protect")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """What a comment holds and what should come of it, as people labelled it; and what the product found and made.

    `found` gives for each label how sure it was. `hide_ok` is None where nobody said whether hiding would be
    proportionate. `group` and `pair` are for the same sentence said about different groups of people.
    """

    id: str
    text: str
    truth: frozenset[str]
    outcome: str
    hide_ok: bool | None
    found: Mapping[str, float]
    came: str
    silences: bool
    because: Mapping[str, str]
    group: str = ""
    pair: str = ""

    @property
    def is_protected(self) -> bool:
        """Whether it holds a signal with which nothing is ever silenced, or a complaint."""
        return not self.truth.isdisjoint(str(p) for p in Protected)

    @property
    def wrongly_silenced(self) -> bool:
        """Whether hiding, blocking or the like would be proposed though it would not be proportionate."""
        return self.silences and self.hide_ok is False


def labelled_comment(record: Mapping[str, Any], policy: Policy, can: Can) -> Labelled:
    """Judge one comment as if its author had never written before, beside its labels."""
    return _beside(record, str(record["text"]), explain_comment(record, policy, can))


def labelled_thread(record: Mapping[str, Any], policy: Policy, can: Can) -> Labelled:
    """Judge what the author had said by the end of a thread, beside its labels."""
    theirs = [str(event["text"]) for event in record["events"] if event["author"] == record["author"]]
    return _beside(record, theirs[-1], explain_thread(record, policy, can))


def wrong_with(record: Mapping[str, Any]) -> str:
    """What is wrong with the labels of a record, in words; empty if nothing is."""
    for name in LISTS:
        given = record.get(name)
        if not isinstance(given, list) or not all(isinstance(label, str) for label in given):
            return f"{name} must be a list of labels, empty if there are none"
        if unknown := sorted(set(given) - set(LABELS)):
            return f"unknown label {unknown[0]!r} in {name}"
    if record.get("outcome") not in OUTCOMES:
        return f"outcome must be one of {', '.join(OUTCOMES)}"
    if not isinstance(record.get("hide_ok"), bool | None):
        return "hide_ok must be true or false, or left out"
    return ""


def _beside(record: Mapping[str, Any], text: str, explained: Explained) -> Labelled:
    decision = explained.decision
    found: dict[str, float] = {}
    because: dict[str, str] = {}
    for finding in (f for f in decision.findings if not f.doubtful):
        label = str(finding.concern)
        if finding.confidence > found.get(label, -1.0):
            found[label], because[label] = finding.confidence, f"{finding.because}: {finding.quote}"
    return Labelled(
        id=str(record["id"]),
        text=text,
        truth=frozenset((*record["behaviours"], *record["protect"])),
        outcome=record["outcome"],
        hide_ok=record.get("hide_ok"),
        found=found,
        came=decision.outcome,
        silences=decision.proposal is not None and decision.proposal.silences,
        because=because,
        group=str(record.get("group") or ""),
        pair=str(record.get("pair") or ""),
    )
