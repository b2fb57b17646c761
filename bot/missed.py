"""What an officer saw and we missed: told with the words that show it, and judged anew by the policy."""

from collections.abc import Callable
from datetime import datetime

from bot.cases import Officer
from bot.errors import NotApproved
from bot.judge import judged_anew
from bot.model import Abilities, Concern, Finding, Interaction
from bot.policy.model import Policy
from bot.policy.rule import OFFICER
from storage.store import Store


def tell_missed(
    store: Store,
    policy: Policy,
    called: str,
    concern: Concern,
    *,
    quote: str,
    by: Officer,
    why: str,
    can: Callable[[Interaction], Abilities],
    now: datetime,
) -> int | None:
    """Record what an officer found in something that was taken in, called by its name or its address.

    `quote` are the words that show it; empty for all of them. The policy then judges it with that in hand, so a case
    stands in the queue as if we had found it ourselves. Gives its number; None where the policy makes nothing of it.
    Raises NotApproved without a reason or with words that don't stand there, NoSuchInteraction, AlreadyDecided.
    """
    if not why.strip():
        raise NotApproved("telling what we missed needs a reason: say --why")
    text = store.interaction(called).text
    start = text.find(quote) if quote else 0
    if start < 0 or not text.strip():
        raise NotApproved("these words don't stand in the comment as it is now; quote them exactly")
    end = start + len(quote or text)
    finding = Finding(
        detector=OFFICER,
        concern=concern,
        quote=text[start:end],
        start=start,
        end=end,
        confidence=1.0,
        because=f"{by.name} found it: {why.strip()}",
    )
    anew = judged_anew(policy, can, now=now)
    return store.tell_missed(called, (finding,), by=by.name, why=why.strip(), anew=anew, now=now)
