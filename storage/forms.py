"""How the nouns look when they lie in a table: plain JSON going in, the same frozen values coming out."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from bot.model import (
    Account,
    Action,
    Behaviour,
    Cursor,
    Decision,
    Finding,
    Interaction,
    InteractionKind,
    Outcome,
    PlatformName,
    Protected,
    Ref,
    Verdict,
)
from bot.text.alike import gist
from storage.audit import moment, time_of

DECISION = TypeAdapter(Decision)
VERDICT = TypeAdapter(Verdict)
OUTCOME = TypeAdapter(Outcome)
ACTION = TypeAdapter(Action)
FINDINGS = TypeAdapter(tuple[Finding, ...])


def interaction_row(interaction: Interaction, *, account: str, version: int, now: str) -> dict[str, Any]:
    """An interaction as a row, first seen `now` by our own `account`."""
    author = interaction.author
    return {
        "platform": interaction.platform,
        "ref": interaction.ref.id,
        "account": account,
        "kind": interaction.kind,
        "author": author.id if author else None,
        "author_name": author.name if author else "",
        "author_handle": author.handle if author else "",
        "text": interaction.text,
        "url": interaction.url,
        "thread": interaction.thread,
        "parent": interaction.parent,
        "on_post": interaction.on,
        "posted_at": moment(interaction.posted_at),
        "edited_at": moment(interaction.edited_at) if interaction.edited_at else None,
        "attachments": list(interaction.attachments),
        "facts": dict(interaction.facts),
        "version": version,
        "first_seen_at": now,
        "gone_at": None,
        "gist": gist(interaction.text),
    }


def interaction_of(row: Row[Any]) -> Interaction:
    """The interaction that a row holds; `raw` stays in the table of versions, where evidence is."""
    platform = PlatformName(row.platform)
    author = (
        Account(platform=platform, id=row.author, name=row.author_name, handle=row.author_handle)
        if row.author is not None
        else None
    )
    return Interaction(
        ref=Ref(platform=platform, id=row.ref),
        kind=InteractionKind(row.kind),
        text=row.text,
        posted_at=time_of(row.posted_at),
        author=author,
        url=row.url,
        thread=row.thread,
        parent=row.parent,
        on=row.on_post,
        edited_at=time_of(row.edited_at) if row.edited_at else None,
        attachments=tuple(row.attachments),
        facts=row.facts,
    )


def evidence(raw: Mapping[str, Any]) -> str:
    """The platform's own answer as kept: JSON in ASCII, so that not even a lone surrogate is lost."""
    return json.dumps(raw, sort_keys=True, separators=(",", ":"), default=str)


def shown(interaction: Interaction) -> dict[str, Any]:
    """What the record holds of an interaction: everything a reader of the record needs to know what was said."""
    author = interaction.author
    return {
        "kind": str(interaction.kind),
        "text": interaction.text,
        "author": {"id": author.id, "name": author.name, "handle": author.handle} if author else None,
        "url": interaction.url,
        "on": interaction.on,
        "thread": interaction.thread,
        "posted_at": moment(interaction.posted_at),
    }


def decided(decision: Decision) -> dict[str, Any]:
    """What the record holds of a decision: what was found in which words, what is proposed, and why."""
    proposal = decision.proposal
    return {
        "outcome": decision.outcome,
        "behaviour": str(decision.behaviour) if decision.behaviour else None,
        "clause": decision.clause,
        "step": decision.step,
        "care": [str(signal) for signal in decision.care],
        "policy_version": decision.policy_version,
        "because": decision.because,
        "unread": decision.unread,
        "language": decision.language,
        "findings": [
            {
                "concern": str(f.concern),
                "detector": f.detector,
                "quote": f.quote,
                "percent": round(100 * f.confidence),
                "severe": f.severe,
                "doubtful": f.doubtful,
                "hazard": f.hazard,
            }
            for f in decision.findings
        ],
        "proposal": {"action": str(proposal.action.kind), "wording": proposal.action.wording, "way": str(proposal.way)}
        if proposal
        else None,
        "alternatives": [str(other.action.kind) for other in decision.alternatives],
        "rule": decision.rule,
        "rule_state": str(decision.rule_state),
        "step_because": decision.step_because,
        "gates": list(decision.gates),
        "passed": [
            {"concern": str(p.finding.concern), "quote": p.finding.quote, "why": p.why} for p in decision.passed
        ],
        "shadows": [
            {
                "rule": s.rule,
                "behaviour": str(s.behaviour),
                "step": s.step,
                "action": str(s.action) if s.action else None,
            }
            for s in decision.shadows
        ],
        "hold_hours": decision.hold_hours,
        "elsewhere": decision.elsewhere,
    }


def findings_of(body: str) -> tuple[Finding, ...]:
    """Everything that was found, as a kept decision holds it: what counted, then what was passed over."""
    held = json.loads(body)
    found = [*held["findings"], *(passed["finding"] for passed in held.get("passed", ()))]
    return tuple(Finding(**(one | {"concern": _CONCERNS[one["concern"]]})) for one in found)


_CONCERNS: Mapping[str, Behaviour | Protected] = {str(c): c for c in (*Behaviour, *Protected)}


def cursor_text(cursor: Cursor) -> str:
    """A cursor's marks as kept."""
    return json.dumps(cursor.marks, sort_keys=True, separators=(",", ":"))


def cursor_of(text: str) -> Cursor:
    """The cursor that `cursor_text` wrote."""
    return Cursor(marks=json.loads(text))
