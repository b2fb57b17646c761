"""A workspace in Slack: its people, channels and messages, and what may go wrong between it and an app."""

import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from platforms.simulator.clock import TownClock

TEAM, APP_ID, BOT = "T0DERBY", "A0SECTION11", "U0BOT"
BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-town", "xapp-town", "town-signing-secret"
SCOPES: tuple[str, ...] = ("chat:write", "commands", "users:read", "usergroups:read", "channels:read", "groups:read")
SCOPES += ("channels:history", "groups:history")
TRIGGER_KEPT = 3.0  # seconds


@dataclass(slots=True, kw_only=True)
class Member:
    """Somebody in a channel of the workspace, be it a guest."""

    id: str
    name: str
    team: str = TEAM
    marks: dict[str, bool] = field(default_factory=dict)

    def form(self) -> dict[str, Any]:
        """As users.info gives it."""
        usual = dict.fromkeys(("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger"), False)
        name = self.name.casefold().replace(" ", ".")
        return {"id": self.id, "team_id": self.team, "name": name, "real_name": self.name} | usual | self.marks


@dataclass(slots=True, kw_only=True)
class Channel:
    """A channel with what stands in it, in order; `ephemeral` is what only one member sees."""

    id: str
    name: str
    has_bot: bool = True
    archived: bool = False
    messages: list[dict[str, Any]] = field(default_factory=list)
    ephemeral: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """That a call is refused, and with which error."""

    error: str = "ratelimited"
    retry_after: int = 1


class SlackWorld:
    """The whole workspace. May be used from any thread."""

    def __init__(self, clock: TownClock, *, burst: int = 10) -> None:
        """Each channel takes `burst` messages at once and then one a second, in real time; `clock` stamps them."""
        self._clock = clock
        self.lock = threading.RLock()
        self.members: dict[str, Member] = {}
        self.channels: dict[str, Channel] = {}
        self.groups: dict[str, list[str]] = {}
        self.views: dict[str, dict[str, Any]] = {}
        self.scopes = set(SCOPES)
        self.revoked = False
        self.calls: list[str] = []
        self.lost: Counter[str] = Counter()
        self.limits: dict[str, list[Limit]] = defaultdict(list)
        self.triggers: dict[str, tuple[float, str]] = {}
        self.tickets: set[str] = set()
        self.response_urls: dict[str, dict[str, Any]] = {}
        self.burst = burst
        self._paces: dict[str, tuple[float, float]] = {}
        self._count = 0

    def introduce(self, id_: str, name: str, *, team: str = TEAM, **marks: bool) -> None:
        """Let a member be there; marks are as in users.info (deleted, is_restricted, …)."""
        with self.lock:
            self.members[id_] = Member(id=id_, name=name, team=team, marks=marks)

    def open_channel(self, id_: str, name: str, *, has_bot: bool = True) -> None:
        """Make a channel."""
        with self.lock:
            self.channels[id_] = Channel(id=id_, name=name, has_bot=has_bot)

    def lose_answers(self, method: str, times: int = 1) -> None:
        """Let the next calls of this method be carried out, and their answers be lost."""
        self.lost[method] += times

    def limit(self, method: str, times: int = 1, retry_after: int = 1) -> None:
        """Refuse the next calls of this method as too many."""
        self.limits[method] += [Limit(retry_after=retry_after)] * times

    def refuse(self, method: str, error: str, times: int = 1) -> None:
        """Refuse the next calls of this method with this error."""
        self.limits[method] += [Limit(error=error)] * times

    def next_number(self) -> int:
        """A number that nothing else in the workspace has."""
        with self.lock:
            self._count += 1
            return self._count

    def new_ts(self) -> str:
        """The time stamp of a new message, later than any other."""
        return f"{int(self._clock.now().timestamp())}.{self.next_number():06d}"

    def new_trigger(self, user: str) -> str:
        """A trigger with which a view can be opened for this member, once and soon."""
        trigger = f"{self.next_number()}.{TEAM}.{user}"
        self.triggers[trigger] = (time.monotonic(), user)
        return trigger

    def may_post(self, channel: str) -> bool:
        """Whether the channel takes one more message now; counts it."""
        with self.lock:
            now = time.monotonic()
            left, at = self._paces.get(channel, (float(self.burst), now))
            left = min(float(self.burst), left + now - at)
            self._paces[channel] = (left - (left >= 1), now)
            return left >= 1

    def message(self, channel: str, ts: str) -> dict[str, Any] | None:
        """The message at that place."""
        with self.lock:
            found = self.channels.get(channel)
            return next((m for m in found.messages if m["ts"] == ts), None) if found else None

    def shown(self, channel: str) -> list[dict[str, Any]]:
        """What stands in a channel, threads too, oldest first."""
        with self.lock:
            return [dict(message) for message in self.channels[channel].messages]


def small_office(world: SlackWorld) -> None:
    """The workspace of a small comms team: three people who may decide, a guest, two channels."""
    world.introduce(BOT, "Section 11", is_bot=True)
    world.introduce("U0PRIYA", "Priya Shah")
    world.introduce("U0TOM", "Tom Reed")
    world.introduce("U0SAM", "Sam Okafor")
    world.introduce("U0GUEST", "Gail Guest", is_restricted=True)
    world.introduce("U0OTHER", "Olly Other", team="T0OTHER", is_stranger=True)
    world.open_channel("C0CASES", "moderation")
    world.open_channel("C0CARE", "moderation-urgent")
    world.groups["S0OFFICERS"] = ["U0PRIYA", "U0TOM"]
