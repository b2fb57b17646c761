"""The X half of the town: who is there, what was posted, what we did about it, and what it cost."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from platforms.simulator import x_happen, x_shown
from platforms.simulator.clock import TownClock
from platforms.simulator.scenario import Happening
from platforms.simulator.x_limits import Limits
from platforms.simulator.x_posts import (
    EDIT_WINDOW,
    EDITS_ALLOWED,
    Snowflakes,
    XDirect,
    XPost,
    XUser,
    account_id,
    handles_in,
)
from platforms.simulator.x_prices import Purse

OUR_ID = "2244994945"
OUR_HANDLE = "DerbyHomes"
OUR_NAME = "Derby Homes"
CONSUMER_KEY = "town-x-consumer-key"
CONSUMER_SECRET = "town-x-consumer-secret"  # noqa: S105 - the town's play key, opens nothing
ACCESS_TOKEN = "town-x-access-token"  # noqa: S105 - as above
ACCESS_TOKEN_WITH_ID = f"{OUR_ID}-{ACCESS_TOKEN}"  # as X shapes them; clients read their own id from its first part
ACCESS_SECRET = "town-x-access-secret"  # noqa: S105 - as above
USER_BEARER = "town-x-user-bearer"
APP_BEARER = "town-x-app-bearer"
TOKENS = frozenset({ACCESS_TOKEN, ACCESS_TOKEN_WITH_ID, USER_BEARER, APP_BEARER})
ACCOUNTS_SINCE = datetime(2015, 3, 2, 9, 0, tzinfo=UTC)
Dialect = Literal["old", "new"]
Standing = Literal["", "protected", "suspended"]


class XWorld:
    """Everything that is true on X in the town. The API reads and changes it; so does the scenario."""

    def __init__(self, clock: TownClock) -> None:
        self.clock = clock
        self.ids = Snowflakes(clock)
        self.limits = Limits(clock)
        self.purse = Purse(clock)
        self.dialect: Dialect = "old"
        self.users: dict[str, XUser] = {}
        self.posts: dict[str, XPost] = {}
        self.versions: dict[str, list[str]] = {}
        self.deleted: set[str] = set()
        self.hidden: set[str] = set()
        self.muted: set[str] = set()
        self.blocked: set[str] = set()
        self.dm_blocked: set[str] = set()
        self.likes: dict[str, list[str]] = {}
        self.directs: list[XDirect] = []
        self.keys: dict[str, str] = {}
        self.kept_out: set[str] = set()
        self.dead_tokens: set[str] = set()
        self.us = XUser(id=OUR_ID, key="", handle=OUR_HANDLE, name=OUR_NAME, since=ACCOUNTS_SINCE)
        self.users[OUR_ID] = self.us
        self._handles = {OUR_HANDLE.lower(): OUR_ID}

    @property
    def credits(self) -> Decimal:
        """How many US dollars of prepaid credit are left; tests may set it."""
        return self.purse.credits

    @credits.setter  # noqa: A003 - what X calls it; the builtin is for the interactive shell
    def credits(self, amount: Decimal) -> None:
        self.purse.credits = amount

    @property
    def spent(self) -> Decimal:
        """How many US dollars all calls together have cost."""
        return self.purse.spent

    def happen(self, happening: Happening, at: datetime | None = None) -> None:
        """Lets one scenario happening happen, at `at` or now. One that X cannot know raises ValueError."""
        x_happen.happen(self, happening, at or self.clock.now())

    def view(self) -> list[x_shown.XRow]:
        """Shows what stands on our page and who wrote to us, for the browser page."""
        return x_shown.view(self)

    def state(self) -> dict[str, Any]:
        """Tells the whole truth as plain JSON values, also what no API answer says (what is hidden, deleted)."""
        return x_shown.state(self)

    def introduce(self, key: str, *, handle: str, name: str) -> XUser:
        """Makes the person known under `key`, with this handle and name, and gives them one id for good."""
        user = XUser(id=account_id(key), key=key, handle=handle, name=name, since=ACCOUNTS_SINCE)
        known = self.users.get(user.id)
        if known is not None:
            user = replace(user, standing=known.standing)
        self.users[user.id] = user
        self._handles[handle.lower()] = user.id
        return user

    def person(self, key: str) -> XUser:
        """Finds the person by key; somebody nobody introduced has a handle made from the key."""
        known = self.users.get(account_id(key))
        if known is not None:
            return known
        handle = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in key)[:15]
        return self.introduce(key, handle=handle or "someone", name=key)

    def by_handle(self, handle: str) -> XUser | None:
        """Finds an account by its handle, in whatever case."""
        return self.users.get(self._handles.get(handle.lower(), ""))

    def set_standing(self, key: str, standing: Standing) -> None:
        """Makes an account protected or suspended, or ordinary again."""
        user = self.person(key)
        self.users[user.id] = replace(user, standing=standing)

    def kill_token(self, *tokens: str) -> None:
        """Makes these tokens (all, when none is named) dead: every call with one is answered 401."""
        self.dead_tokens |= set(tokens or TOKENS)

    def renew_token(self, *tokens: str) -> None:
        """Makes these tokens (all, when none is named) alive again."""
        self.dead_tokens -= set(tokens or TOKENS)

    def id_of(self, key: str) -> str:
        """Gives the platform id of what the scenario calls `key`; of an edited post that of its newest version."""
        if key not in self.keys:
            raise ValueError(f"nothing on X is known under the key {key!r}")
        found = self.keys[key]
        return self.newest(found).id if found in self.posts else found

    def add_post(
        self,
        author: XUser,
        text: str,
        at: datetime | None = None,
        *,
        replies_to: str = "",
        quotes: str = "",
        reply_settings: str = "everyone",
        made_with_ai: bool = False,
        by_hand: bool = True,
    ) -> XPost:
        """Puts up a post, in the conversation of the post that it replies to or in one of its own."""
        now, id_, parent = at or self.clock.now(), self.ids.next(at), self.posts.get(replies_to)
        self.posts[id_] = XPost(
            id=id_,
            lineage=id_,
            author=author.id,
            text=text,
            posted_at=now,
            first_posted_at=now,
            conversation=parent.conversation if parent else id_,
            replies_to=replies_to,
            replies_to_user=parent.author if parent else "",
            quotes=quotes,
            reply_settings=reply_settings,
            made_with_ai=made_with_ai,
            by_hand=by_hand,
        )
        self.versions[id_] = [id_]
        return self.posts[id_]

    def edit(self, post_id: str, text: str, at: datetime | None = None) -> XPost:
        """Puts up a new version under a new id: within 30 minutes, five times at most, and never a reply."""
        now, old = at or self.clock.now(), self.newest(post_id)
        if old.is_reply:
            raise ValueError("a reply cannot be edited on X")
        if now - old.first_posted_at > EDIT_WINDOW or self.edits_left(old) == 0:
            raise ValueError("this post can no longer be edited on X")
        post = replace(old, id=self.ids.next(at), text=text, posted_at=now)
        self.posts[post.id] = post
        self.versions[post.lineage].append(post.id)
        return post

    def delete(self, post_id: str) -> None:
        """Takes a post away, with all its versions."""
        self.deleted.add(self.posts[post_id].lineage)

    def newest(self, post_id: str) -> XPost:
        """Gives the newest version of the post that this id belongs to."""
        return self.posts[self.versions[self.posts[post_id].lineage][-1]]

    def edits_left(self, post: XPost) -> int:
        """How often this post may still be edited."""
        return EDITS_ALLOWED - (len(self.versions[post.lineage]) - 1)

    def stands(self, post_id: str) -> bool:
        """Whether this post is there and has not been deleted."""
        post = self.posts.get(post_id)
        return post is not None and post.lineage not in self.deleted

    def public_posts(self) -> Iterator[XPost]:
        """Goes through all that anybody can read, newest first, each in its newest version."""
        for post_id in sorted((ids[-1] for ids in self.versions.values()), key=int, reverse=True):
            post = self.posts[post_id]
            if self.stands(post_id) and not self.users[post.author].standing:
                yield post

    def mentioned(self, text: str) -> list[XUser]:
        """Names the accounts that a text mentions, in order and once each."""
        found = (self.by_handle(handle) for _, _, handle in handles_in(text))
        return list({user.id: user for user in found if user is not None}.values())

    def mentions_us(self, post: XPost) -> bool:
        """Whether the post names our handle."""
        return self.us in self.mentioned(post.text)

    def summoned_by(self, post: XPost) -> bool:
        """Whether X lets us answer by API: its author named us or quoted us, or it is our own post."""
        quoted = self.posts.get(post.quotes)
        return post.author == OUR_ID or self.mentions_us(post) or (quoted is not None and quoted.author == OUR_ID)

    def addressed(self, target: XPost, author: XUser, text: str, left_out: Iterable[str] = ()) -> str:
        """Puts before a reply the handles that X puts there: the author answered and whoever they named."""
        named = [self.users[target.author], *self.mentioned(target.text)]
        present = {user.id for user in self.mentioned(text)} | {author.id, *left_out}
        wanted = {user.id: user.handle for user in named if user.id not in present}
        return "".join(f"@{handle} " for handle in wanted.values()) + text

    def add_direct(self, sender: XUser, participant: XUser, text: str, at: datetime, *, by_hand: bool) -> XDirect:
        """Delivers one direct message between us and this person."""
        id_ = self.ids.next(at)
        direct = XDirect(id=id_, sender=sender.id, participant=participant.id, text=text, sent_at=at, by_hand=by_hand)
        self.directs.append(direct)
        return direct

    def has_written_to_us(self, user_id: str) -> bool:
        """Whether this person has sent us a direct message at any time."""
        return any(direct.sender == user_id for direct in self.directs)

    def answered_at(self, key: str) -> datetime | None:
        """When the product last said something to this person, in public or in private; None is never."""
        user = self.person(key)
        replies = [p.posted_at for p in self.posts.values() if p.replies_to_user == user.id and not p.by_hand]
        directs = [d.sent_at for d in self.directs if d.sender == OUR_ID and d.participant == user.id and not d.by_hand]
        return max([*replies, *directs], default=None)

    def posted_lately(self, text: str, within: timedelta = timedelta(hours=24)) -> bool:
        """Whether the very same words of ours went up in the last day and still stand."""
        since = self.clock.now() - within
        ours = (post for post in self.posts.values() if post.author == OUR_ID and post.posted_at >= since)
        return any(post.text == text and self.stands(post.id) for post in ours)
