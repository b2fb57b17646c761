"""What a decision opens: its row, the case that a person looks at, and the lines that say so on the record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.model import ActionKind, Decision, Interaction, Ref
from storage import tables as t
from storage.audit import Line, moment
from storage.forms import DECISION

DAEMON = "section11"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """An interaction as it was seen: which version of its words, its row if it was known, and its words before."""

    interaction: Interaction
    version: int
    row_id: int | None
    was: str = ""


def decision_row(sighting: Sighting, decision: Decision, row_id: int | None, at: str) -> dict[str, Any]:
    """A decision about what was seen, as a row."""
    return {
        "interaction_id": row_id,
        "version": sighting.version,
        "at": at,
        "outcome": decision.outcome,
        "behaviour": decision.behaviour,
        "care": ",".join(decision.care),
        "policy_version": decision.policy_version,
        "elsewhere": decision.elsewhere,
        "body": DECISION.dump_json(decision).decode(),
    }


def open_cases(
    connection: Connection,
    judged: list[tuple[Sighting, Decision]],
    ids: Mapping[Ref, tuple[int, int]],
    people_needed: Mapping[ActionKind, int],
    now: datetime,
) -> dict[Ref, tuple[int, str]]:
    """Open a case for whatever a person should look at; an edited interaction's case looks at the new decision.

    Gives, by ref, the number of the case and the name of what happened to it.
    """
    touched: dict[Ref, tuple[int, str]] = {}
    new: dict[Ref, dict[str, Any]] = {}
    needed = {str(kind): n for kind, n in people_needed.items()}
    for s, decision in judged:
        ref = s.interaction.ref
        row_id, decision_id = ids[ref]
        where = t.cases.c.interaction_id == row_id
        known = connection.execute(select(t.cases.c.id).where(where)).scalar() if s.row_id is not None else None
        if known is not None:
            connection.execute(update(t.cases).where(where).values(decision_id=decision_id))
            touched[ref] = (known, "case_judged_again")
        elif decision.outcome != "none":
            row = {"interaction_id": row_id, "decision_id": decision_id}
            new[ref] = row | {"opened_at": moment(now), "people_needed": needed}
    if new:
        made = insert(t.cases).returning(t.cases.c.id, sort_by_parameter_order=True)
        numbers = connection.execute(made, list(new.values())).scalars()
        touched |= {ref: (number, "case_opened") for ref, number in zip(new, numbers, strict=True)}
    return touched


def case_lines(
    judged: list[tuple[Sighting, Decision]],
    ids: Mapping[Ref, tuple[int, int]],
    touched: Mapping[Ref, tuple[int, str]],
    now: datetime,
) -> list[Line]:
    """What the record says of the cases that were opened or judged again, and of who needs help in them."""
    lines = []
    for s, decision in judged:
        ref = s.interaction.ref
        if ref not in touched:
            continue
        number, event = touched[ref]
        subject = f"case:{number}"
        payload = {"interaction": str(ref), "decision": ids[ref][1], "outcome": decision.outcome}
        lines.append(Line(at=now, actor=DAEMON, event=event, subject=subject, payload=payload))
        if decision.care:
            care: dict[str, Any] = {
                "interaction": str(ref),
                "signals": [str(p) for p in decision.care],
                "known_since": moment(now),
            }
            hazards = sorted({f.hazard for f in decision.findings if f.hazard and not f.doubtful})
            care |= {"hazards": hazards} if hazards else {}
            lines.append(Line(at=now, actor=DAEMON, event="care_routed", subject=subject, payload=care))
    return lines
