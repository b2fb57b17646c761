"""What is said and shown on Facebook and Instagram in the town, as frozen values."""

from dataclasses import dataclass
from datetime import datetime

from bot.model import PlatformName

FACEBOOK, INSTAGRAM = PlatformName.FACEBOOK, PlatformName.INSTAGRAM
US = ""  # the author of what we say ourselves


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something said or posted: a post, a comment, a medium, a tag, a review.

    `on` is the post or medium it is under, `parent` the comment it answers; `by_hand` says that it did not come
    through the API. `touched` is when it last got a comment.
    """

    id: str
    platform: PlatformName
    kind: str
    who: str
    text: str
    at: datetime
    on: str = ""
    parent: str = ""
    hidden: bool = False
    deleted: bool = False
    edited: bool = False
    by_hand: bool = True
    can_hide: bool = True
    no_author: bool = False
    private_reply: str = ""
    touched: datetime | None = None
    recommends: str = "positive"
    rating: int = 0
    attachment: str = ""
    comments_open: bool = True

    @property
    def is_ours(self) -> bool:
        """Whether we said it ourselves."""
        return self.who == US

    @property
    def is_elsewhere(self) -> bool:
        """Whether it stands on somebody else's page, so that we can't moderate it."""
        return self.kind in {"tag", "mention"}

    @property
    def order(self) -> str:
        """Where it stands among others: by time, then by id."""
        return f"{self.at.isoformat(timespec='microseconds')} {self.id}"

    @property
    def node(self) -> str:
        """What Graph calls this kind of thing."""
        if self.kind == "review":
            return "Recommendation"
        if self.platform is INSTAGRAM:
            return "IGComment" if self.on else "IGMedia"
        return "Comment" if self.on else "PagePost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One private message between us and somebody."""

    id: str
    platform: PlatformName
    who: str
    text: str
    at: datetime
    ours: bool
    by_hand: bool = True

    @property
    def order(self) -> str:
        """Where it stands among others: by time, then by id."""
        return f"{self.at.isoformat(timespec='microseconds')} {self.id}"
