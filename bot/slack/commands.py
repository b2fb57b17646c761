"""/section11 …: what an officer may ask and stop from Slack; answers are seen by nobody else."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.brakes import EVERYTHING, limits_reached
from bot.cases import Officer
from bot.cases.allowed import plain
from bot.errors import NoSuchInteraction
from bot.model import Case, PlatformName
from bot.policy.model import Policy
from bot.slack.card import draw, is_urgent, wish
from bot.slack.kit import Block, cut, plain_text, section, small
from bot.slack.press import HISTORY
from storage.brakes import BrakeKind
from storage.health import Reading
from storage.store import Store

HELP = (
    "status – how everything is doing",
    "queue – what waits, the most urgent first",
    "pause [platform] why – stop acting at once; reading and helping go on",
    "resume [platform] why – go on, and carry out what waited",
    "explain link – what was found in that comment, and why",
)
LISTED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Commands:
    """What stands behind /section11."""

    store: Store
    policy: Callable[[], Policy]
    clock: Callable[[], datetime]
    wake: Callable[[], None]

    def answer(self, text: str, by: Officer) -> list[Block]:
        """The answer to these words; every command that changes anything is on the record."""
        what, _, rest = text.strip().partition(" ")
        match what.casefold():
            case "status":
                return _lines("How everything is doing", self._status())
            case "queue":
                return _lines("What waits", self._queue())
            case "pause" | "resume":
                return _lines(what.capitalize(), [self._brake(rest, by, on=what.casefold() == "pause")])
            case "explain":
                return self._explain(rest.strip().strip("<>").partition("|")[0])
            case _:
                return _lines("/section11", HELP)

    def _status(self) -> Iterator[str]:
        store, now = self.store, self.clock()
        for one in store.health():
            mark = "✓" if one.reading is Reading.OK else "✗"
            read = f"last read {one.read_at:%d %b %H:%M} UTC" if one.read_at else "never read"
            amiss = f": {one.detail}" if one.detail else ""
            yield f"{mark} {one.platform}:{one.account}, {read}{amiss}" + (f" → {one.remedy}" if one.remedy else "")
        waiting = store.open_cases()
        states = Counter(plain(case.state) for case in waiting)
        yield ", ".join(f"{count} {state}" for state, count in states.items()) or "nothing is open"
        alone = sum(bool(case.protected) and not case.cared_for_by for case in waiting)
        if alone:
            yield f"⚠ {alone} in which somebody needs help and nobody has said “I have it”"
        for brake in store.brakes():
            since = f"{brake.at:%d %b %H:%M} UTC"
            yield f"⏸ {brake.scope} is {plain_kind(brake.kind)} since {since}: {brake.why} ({brake.by})"
        yield from limits_reached(store, self.policy().limits, now=now)

    def _queue(self) -> Iterator[str]:
        waiting = sorted(self.store.open_cases(), key=lambda c: (not is_urgent(c), c.id))
        for case in waiting[:LISTED]:
            state = plain(case.state) + _looked_at(case, self.clock())
            yield f"{case.id} · {case.interaction.platform} · {wish(case)} · {state}"
        if len(waiting) > LISTED:
            yield f"and {len(waiting) - LISTED} more"
        if not waiting:
            yield "nothing waits"

    def _brake(self, rest: str, by: Officer, *, on: bool) -> str:
        first, _, more = rest.strip().partition(" ")
        platform = first.casefold() if first.casefold() in set(PlatformName) else ""
        scope, why = (f"platform:{platform}", more.strip()) if platform else (EVERYTHING, rest.strip())
        if not why:
            return "Say why, for the record; nothing was changed."
        now, called = self.clock(), platform or "everything"
        if on:
            fresh = self.store.put_on(BrakeKind.PAUSED, scope, by=by.name, why=why, now=now)
            return f"{called.capitalize()} is paused{'' if fresh else ' already'}. What is approved meanwhile waits."
        lifted = self.store.take_off(BrakeKind.PAUSED, scope, by=by.name, why=why, now=now)
        self.wake()
        return f"{called.capitalize()} goes on." if lifted else f"Nothing held up {called}."

    def _explain(self, link: str) -> list[Block]:
        if not link:
            return _lines("Explain", ["Say which comment: /section11 explain and its address."])
        try:
            case = self.store.case_about(link)
        except NoSuchInteraction as unknown:
            return _lines("Explain", [str(unknown)])
        if case is None:
            return _lines("Explain", ["It was read, and nothing in it needs a person."])
        drawn = draw(case, self.policy(), self.store.around(case, window=HISTORY), now=self.clock())
        return [block for block in drawn.blocks if block["type"] != "actions"]


def plain_kind(kind: BrakeKind) -> str:
    """What a brake does, as an officer would say it."""
    return str(kind).replace("_", " ")


def _looked_at(case: Case, now: datetime) -> str:
    claim = case.claimed(now)
    return f" · {claim.by} is looking at it" if claim is not None else ""


def _lines(title: str, lines: Iterator[str] | tuple[str, ...] | list[str]) -> list[Block]:
    found = [small(plain_text(line, 2000)) for line in lines]
    return [section(plain_text(cut(title, 200))), *found][:50]
