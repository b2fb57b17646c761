"""What others said and found: the same words from other accounts; what an officer or the second reader told."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from bot.model import Finding, Interaction, PlatformName
from bot.text.alike import gist
from storage import tables as t
from storage.audit import digest_of, moment, time_of
from storage.forms import FINDINGS

NOTHING = "[]"  # nothing was found
COPIED_WITHIN = timedelta(days=14)
MOST_COPIES = 99

Copies = dict[str, list[tuple[str, datetime]]]  # who said nearly the same, and when, by its gist


def copies(connection: Connection, platform: PlatformName, interactions: Sequence[Interaction]) -> Copies:
    """Who said nearly the same as each of these, not long before, and when."""
    found: Copies = defaultdict(list)
    gists = sorted({words for one in interactions if (words := gist(one.text))})
    if gists:
        i = t.interactions.c
        since = min(one.posted_at for one in interactions) - COPIED_WITHIN
        where = (i.platform == platform) & i.author.is_not(None) & (i.posted_at >= moment(since))
        for row in connection.execute(select(i.gist, i.author, i.posted_at).where(where & i.gist.in_(gists))):
            found[row.gist].append((row.author, time_of(row.posted_at)))
    return found


def others_before(said: Sequence[tuple[str, datetime]], author: str, at: datetime) -> int:
    """How many other accounts said it before that time, not long before; at most MOST_COPIES are counted."""
    those = {who for who, when in said if who != author and at - COPIED_WITHIN <= when <= at}
    return min(len(those), MOST_COPIES)


def told(connection: Connection, platform: PlatformName, refs: Sequence[str]) -> dict[str, list[Any]]:
    """What somebody else found, by the interaction's id, in the order in which it was told."""
    i, r = t.interactions.c, t.second_readings.c
    query = (
        select(i.ref, r.words, r.findings, r.answered_at)
        .join(t.second_readings, r.interaction_id == i.id)
        .where((i.platform == platform) & (r.findings != NOTHING))
        .order_by(r.id)
    )
    found: dict[str, list[Any]] = defaultdict(list)
    for start in range(0, len(refs), 5000):
        for row in connection.execute(query.where(i.ref.in_(refs[start : start + 5000]))):
            found[row.ref].append(row)
    return found


def findings_in(rows: Sequence[Any], text: str, by: datetime | None = None) -> tuple[Finding, ...]:
    """What was found in just these words, and told by that time if one is given."""
    if not rows:
        return ()
    words, latest = digest_of(text), moment(by) if by is not None else None
    those = (row for row in rows if row.words == words and (latest is None or row.answered_at <= latest))
    return tuple(finding for row in those for finding in FINDINGS.validate_json(row.findings))
