"""Writes posts, accounts and direct messages as X's JSON, with no more than the fields asked for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from platforms.simulator import x_errors
from platforms.simulator.x_errors import Body
from platforms.simulator.x_fields import Wanted
from platforms.simulator.x_posts import (
    XDirect,
    XPost,
    XUser,
    handles_in,
    hashtags_in,
    shortened,
    stamp,
    urls_in,
    without_prefix,
)
from platforms.simulator.x_prices import Price
from platforms.simulator.x_world import OUR_ID, XWorld


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What an answer carries beside its data: `includes`, and errors about what could not be included."""

    includes: dict[str, list[Body]]
    errors: list[Body]

    def beside(self, answer: Body) -> Body:
        """Puts both into the answer, where there is anything to put."""
        if self.includes:
            answer["includes"] = self.includes
        if self.errors:
            answer["errors"] = [*answer.get("errors", []), *self.errors]
        return answer


class Pen:
    """Writes for one request: knows the world and what is wanted."""

    def __init__(self, world: XWorld, wanted: Wanted) -> None:
        self._world = world
        self._wanted = wanted

    def post(self, post: XPost) -> Body:
        """Writes one version of a post. An expansion that names a field brings that field with it."""
        names, expansions = self._wanted.names, self._wanted.expansions
        fields = self._wanted.post | (expansions & {"author_id", "in_reply_to_user_id"})
        if {names.expand_referenced, f"{names.expand_referenced}.author_id"} & expansions:
            fields |= {names.referenced}
        if names.expand_history in expansions:
            fields |= {names.history}
        if "entities.mentions.username" in expansions:
            fields |= {"entities"}
        written = {name: write(post) for name, write in self._post_writers().items() if name in fields}
        return {name: value for name, value in written.items() if value not in (None, [], {})}

    def _post_writers(self) -> dict[str, Callable[[XPost], Any]]:
        names = self._wanted.names
        return {
            "id": lambda post: post.id,
            "text": lambda post: shortened(post.text),
            names.history: lambda post: list(self._world.versions[post.lineage]),
            names.referenced: _referenced,
            names.note: _note,
            "author_id": lambda post: post.author,
            "conversation_id": lambda post: post.conversation,
            "created_at": lambda post: stamp(post.posted_at),
            "in_reply_to_user_id": lambda post: post.replies_to_user or None,
            "edit_controls": self._edit_controls,
            "entities": self._entities,
            "display_text_range": lambda post: [len(post.text) - len(without_prefix(post.text)), len(post.text)],
            "lang": lambda _post: "en",
            "possibly_sensitive": lambda _post: False,
            "public_metrics": self._post_metrics,
            "reply_settings": lambda post: post.reply_settings,
        }

    def _edit_controls(self, post: XPost) -> Body:
        left = self._world.edits_left(post)
        open_ = self._world.clock.now() <= post.editable_until and not post.is_reply
        return {
            "edits_remaining": left,
            "is_edit_eligible": open_ and left > 0,
            "editable_until": stamp(post.editable_until),
        }

    def _entities(self, post: XPost) -> Body:
        mentions = []
        for start, end, handle in handles_in(post.text):
            user = self._world.by_handle(handle)
            if user is not None:
                mentions.append({"start": start, "end": end, "username": user.handle, "id": user.id})
        urls = [
            {"start": start, "end": end, "url": url, "expanded_url": url, "display_url": url.split("//", 1)[1][:30]}
            for start, end, url in urls_in(post.text)
        ]
        found = {"mentions": mentions, "urls": urls, "hashtags": hashtags_in(post.text)}
        return {name: values for name, values in found.items() if values}

    def _post_metrics(self, post: XPost) -> Body:
        others = list(self._world.public_posts())
        family = set(self._world.versions[post.lineage])
        return {
            self._wanted.names.reposts: 0,
            "reply_count": sum(other.replies_to in family for other in others),
            "like_count": len(self._world.likes.get(post.lineage, [])),
            "quote_count": sum(other.quotes in family for other in others),
            "bookmark_count": 0,
            "impression_count": 0,
        }

    def user(self, user: XUser) -> Body:
        """Writes one account."""
        world = self._world
        states = [name for name, whom in (("blocking", world.blocked), ("muting", world.muted)) if user.id in whom]
        everything: Body = {
            "id": user.id,
            "name": user.name,
            "username": user.handle,
            "connection_status": states,
            "created_at": stamp(user.since),
            "description": "",
            "protected": user.standing == "protected",
            "receives_your_dm": world.has_written_to_us(user.id),
            "verified": user.id == OUR_ID,
            "verified_type": "business" if user.id == OUR_ID else "none",
        }
        shown = {name: value for name, value in everything.items() if name in self._wanted.user}
        if "public_metrics" in self._wanted.user:
            posts = sum(post.author == user.id for post in world.public_posts())
            counts = {"followers_count": 0, "following_count": 0, "listed_count": 0}
            shown["public_metrics"] = {**counts, self._wanted.names.post_count: posts}
        return shown

    def direct(self, direct: XDirect) -> Body:
        """Writes one direct message event."""
        fields = self._wanted.dm | (self._wanted.expansions & {"sender_id", "participant_ids"})
        everything: Body = {
            "id": direct.id,
            "event_type": "MessageCreate",
            "text": direct.text,
            "created_at": stamp(direct.sent_at),
            "dm_conversation_id": direct.conversation_with(OUR_ID),
            "sender_id": direct.sender,
            "participant_ids": [direct.participant, OUR_ID],
        }
        return {name: value for name, value in everything.items() if name in fields}

    def shelf_for(self, posts: Iterable[XPost]) -> Shelf:
        """Collects and charges what the expansions bring in, and says what is missing from it."""
        posts, expansions, names = list(posts), self._wanted.expansions, self._wanted.names
        referenced, errors = self._readable([id_ for post in posts for id_ in (post.replies_to, post.quotes) if id_])
        users: list[str] = []
        for post in posts:
            users += [post.author] if "author_id" in expansions else []
            users += [post.replies_to_user] if post.replies_to_user and "in_reply_to_user_id" in expansions else []
            if "entities.mentions.username" in expansions:
                users += [user.id for user in self._world.mentioned(post.text)]
        if f"{names.expand_referenced}.author_id" in expansions:
            users += [post.author for post in referenced]
        beside: list[XPost] = referenced if self._brings_referenced() else []
        if names.expand_history in expansions:
            beside = [
                *beside,
                *(self._world.posts[id_] for post in posts for id_ in self._world.versions[post.lineage]),
            ]
        return self._shelf(users, beside, errors if self._brings_referenced() else [])

    def shelf_for_directs(self, directs: Iterable[XDirect]) -> Shelf:
        """The same for direct messages: who sent them, and between whom."""
        users: list[str] = []
        for direct in directs:
            users += [direct.sender] if "sender_id" in self._wanted.expansions else []
            users += [direct.participant, OUR_ID] if "participant_ids" in self._wanted.expansions else []
        return self._shelf(users, [], [])

    def _brings_referenced(self) -> bool:
        name = self._wanted.names.expand_referenced
        return bool({name, f"{name}.author_id"} & self._wanted.expansions)

    def _readable(self, ids: Iterable[str]) -> tuple[list[XPost], list[Body]]:
        posts, errors = [], []
        for id_ in dict.fromkeys(ids):
            missing = why_unreadable(self._world, id_, f"{self._wanted.names.referenced}.id", section="includes")
            if missing is None:
                posts.append(self._world.posts[id_])
            else:
                errors.append(missing)
        return posts, errors

    def _shelf(self, users: list[str], posts: list[XPost], errors: list[Body]) -> Shelf:
        world, includes = self._world, {}
        if users:
            once = list(dict.fromkeys(users))
            world.purse.for_reading(Price.USER_READ, "user", once)
            includes["users"] = [self.user(world.users[id_]) for id_ in once]
        if posts:
            by_id = {post.id: post for post in posts}
            world.purse.for_reading(Price.POST_READ, "post", by_id)
            includes[self._wanted.names.includes] = [self.post(post) for post in by_id.values()]
        return Shelf(includes=includes, errors=errors)


def _referenced(post: XPost) -> list[Body]:
    pairs = (("replied_to", post.replies_to), ("quoted", post.quotes))
    return [{"type": kind, "id": id_} for kind, id_ in pairs if id_]


def _note(post: XPost) -> Body | None:
    return {"text": post.text} if shortened(post.text) != post.text else None


def why_unreadable(world: XWorld, post_id: str, parameter: str, *, section: str = "data") -> Body | None:
    """Says in a partial error why this post cannot be read; None is that it can."""
    if not world.stands(post_id):
        return x_errors.not_found("tweet", parameter, post_id)
    standing = world.users[world.posts[post_id].author].standing
    if standing == "protected":
        return x_errors.not_authorized("tweet", parameter, post_id, section)
    if standing == "suspended":
        return x_errors.unavailable("tweet", parameter, post_id)
    return None
