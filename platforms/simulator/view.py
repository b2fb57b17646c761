"""How things in the town look to a person who opens the page: one row for everything said."""

from dataclasses import dataclass
from datetime import datetime

from bot.model import PlatformName


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One thing said, as a person looking at the page would see it. `depth` is how far it is indented.

    `author_marks` say what we did about the author (blocked, muted, …); `to` whom a private note of ours is for.
    """

    platform: PlatformName
    id: str
    kind: str
    author: str
    text: str
    at: datetime
    depth: int = 0
    ours: bool = False
    by_hand: bool = True
    private: bool = False
    hidden: bool = False
    deleted: bool = False
    edited: bool = False
    author_marks: tuple[str, ...] = ()
    to: str = ""
