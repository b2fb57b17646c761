"""One interaction under two policies: read once where both read alike, or as it was read when it came."""

from collections.abc import Callable, Sequence

from bot.decide import decide
from bot.detectors import DETECTORS, detect, detect_listed, what_reads
from bot.model import Abilities, Decision, Finding, Interaction
from bot.policy.model import Policy
from bot.policy.rule import LISTED
from storage.replay import Replayed

Can = Callable[[Interaction], Abilities]


class Reader:
    """A policy, and what determines what detectors find under it."""

    def __init__(self, policy: Policy) -> None:
        self.policy, self.reading = policy, what_reads(policy)
        self._own = self.reading.partition(".")[0]

    def has_read(self, said: Replayed) -> bool:
        """Whether the very detectors that this policy means read it when it was taken in; its lists apart."""
        return said.reading.partition(".")[0] == self._own

    def read(self, said: Replayed, *, again: bool) -> tuple[Finding, ...]:
        """What the detectors find in it, in their order; `again` heeds nothing that was found before."""
        if again:
            return detect(said.interaction, said.history, self.policy)
        if said.reading == self.reading:
            return _in_order(said.found)
        own = [f for f in said.found if not f.detector.startswith(LISTED)]
        return (*_in_order(own), *detect_listed(said.interaction, said.history, self.policy))


_ORDER = {detector.name: n for n, detector in enumerate(DETECTORS)}


def _in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    if len(findings) < 2:
        return tuple(findings)
    return tuple(sorted(findings, key=lambda f: (_ORDER.get(f.detector, len(_ORDER)), f.detector)))


def judged_by_both(
    said: Replayed, old: Reader, new: Reader, can: Can, then: Replayed | None = None
) -> tuple[Decision | None, Decision | None]:
    """What each policy makes of it; None where nothing was found, which is most of what people say.

    Findings depend on a policy only through its own words, names and figures: where those are the same it is read once,
    and not at all where the very same detectors read it when it was taken in. Where one policy must read it again, both
    do, so that nothing but the policies differs. `then` is what would be known under the new policy, if that differs.
    """
    then = then or said
    same = then is said or then.history == said.history
    again = not (same and old.has_read(said) and new.has_read(said))
    first = old.read(said, again=again)
    second = first if same and old.reading == new.reading else new.read(then, again=again)
    if not first and not second:
        return None, None
    abilities = can(said.interaction)
    return _decided(said, first, old.policy, abilities), _decided(then, second, new.policy, abilities)


def _decided(said: Replayed, findings: Sequence[Finding], policy: Policy, can: Abilities) -> Decision | None:
    if not findings:
        return None
    return decide(said.interaction, findings, said.history, policy, can=can, now=said.judged_at)
