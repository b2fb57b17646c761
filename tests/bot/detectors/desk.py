"""What the detectors' tests build on: an interaction, a history and a policy, all real values."""

from datetime import UTC, datetime, timedelta

from bot.model import (
    History,
    Interaction,
    InteractionKind,
    PlatformName,
    Ref,
    Said,
)
from bot.policy.model import Policy, Volume

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
POLICY = Policy(
    version="test",
    title="",
    organisation="",
    behaviours=(),
    protections={},
    ladders={},
    templates={},
    wording={},
    approvals={},
    volume=Volume(contacts=10, window_minutes=60, copies=3),
    staff_names=("Priya Ashdown",),
)


def an_interaction(text: str, *, parent: str = "", thread: str = "t1") -> Interaction:
    """A comment at noon."""
    ref = Ref(platform=PlatformName.FACEBOOK, id="c0")
    return Interaction(ref=ref, kind=InteractionKind.COMMENT, text=text, posted_at=NOON, thread=thread, parent=parent)


def a_history(*lines: str, late: bool = False, thread: str = "t1") -> History:
    """Lines such as "they: …", "we: …" and "others: …", a minute apart, the last one a minute before noon."""
    said = tuple(
        Said(
            at=NOON - timedelta(minutes=len(lines) - n),
            text=line.partition(": ")[2],
            ours=line.startswith("we: "),
            thread=thread,
        )
        for n, line in enumerate(lines)
        if not line.startswith("others: ")
    )
    elsewhere = sum(line.startswith("others: ") for line in lines)
    return History(said=said, landlord_late=late, elsewhere=elsewhere)
