"""X's search language, as much of it as a landlord needs: operators, words, AND by standing together, OR, brackets."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from platforms.simulator.x_errors import Refusal, invalid
from platforms.simulator.x_posts import XPost, urls_in
from platforms.simulator.x_world import XWorld

LONGEST = 512
_TOKENS = re.compile(r'\s*(\(|\)|-?"[^"]*"|[^\s()]+)')
Test = Callable[[XPost], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query that was understood. `alone` says whether it holds an operator that may stand alone."""

    test: Test
    alone: bool


def read_query(world: XWorld, text: str) -> Query:
    """Reads a query, or refuses with 400 one that is empty, too long, broken, or has an operator unknown here."""
    if not 1 <= len(text) <= LONGEST:
        raise invalid("query", text[:40], f"The query must be between 1 and {LONGEST} characters long.")
    tokens = _TOKENS.findall(text)
    query = _Reader(world, tokens, text).whole()
    if not query.alone:
        raise _broken(text, "the query needs at least one operator that can stand alone")
    return query


def _broken(text: str, why: str) -> Refusal:
    return invalid("query", text, f"There were errors processing your request: {why}")


class _Reader:
    """Reads the tokens from left to right; standing together binds closer than OR."""

    def __init__(self, world: XWorld, tokens: list[str], text: str) -> None:
        self._world = world
        self._tokens = tokens
        self._text = text
        self._at = 0

    def whole(self) -> Query:
        query = self._any_of()
        if self._at != len(self._tokens):
            raise _broken(self._text, "unbalanced brackets")
        return query

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _any_of(self) -> Query:
        parts = [self._all_of()]
        while self._next() == "OR":
            self._at += 1
            parts.append(self._all_of())
        return Query(test=lambda post: any(part.test(post) for part in parts), alone=all(part.alone for part in parts))

    def _all_of(self) -> Query:
        parts = []
        while self._next() not in ("", ")", "OR"):
            parts.append(self._one())
        if not parts:
            raise _broken(self._text, "an operator is missing")
        return Query(test=lambda post: all(part.test(post) for part in parts), alone=any(part.alone for part in parts))

    def _one(self) -> Query:
        token = self._tokens[self._at]
        self._at += 1
        if token == "(":  # noqa: S105 - a bracket, no password
            inner = self._any_of()
            if self._next() != ")":
                raise _broken(self._text, "unbalanced brackets")
            self._at += 1
            return inner
        if token == "-" and self._next() == "(":  # noqa: S105 - a minus sign, no password
            inner = self._one()
            return Query(test=lambda post: not inner.test(post), alone=False)
        if token.startswith("-") and len(token) > 1:
            test, _ = self._operator(token[1:])
            return Query(test=lambda post: not test(post), alone=False)
        test, alone = self._operator(token)
        return Query(test=test, alone=alone)

    def _operator(self, token: str) -> tuple[Test, bool]:
        name, colon, value = token.partition(":")
        if not colon or token.startswith('"'):
            return _says(token.strip('"')), True
        if name in ("is", "has"):
            flag = FLAGS.get(f"{name}:{value}")
            if flag is None:
                raise _broken(self._text, f"Reference to invalid operator '{name}:{value}'")
            return flag, False
        find = OPERATORS.get(name)
        if find is None or not value:
            raise _broken(self._text, f"Reference to invalid operator '{name}'")
        return find(self._world, value), True


def _says(words: str) -> Test:
    return lambda post: words.lower() in post.text.lower()


def _account(world: XWorld, value: str) -> str:
    user = world.users.get(value) or world.by_handle(value.removeprefix("@"))
    return user.id if user else "nobody"


def _lineage(world: XWorld, value: str) -> set[str]:
    """All ids of the post that this id is a version of: an answer to any of them is an answer to the post."""
    post = world.posts.get(value)
    return set(world.versions[post.lineage]) if post else {value}


def _from(world: XWorld, value: str) -> Test:
    account = _account(world, value)
    return lambda post: post.author == account


def _to(world: XWorld, value: str) -> Test:
    account = _account(world, value)
    return lambda post: post.replies_to_user == account


def _conversation(world: XWorld, value: str) -> Test:
    ids = _lineage(world, value)
    return lambda post: post.conversation in ids


def _answers(world: XWorld, value: str) -> Test:
    ids = _lineage(world, value)
    return lambda post: post.replies_to in ids


def _quotes(world: XWorld, value: str) -> Test:
    ids = _lineage(world, value)
    return lambda post: post.quotes in ids


OPERATORS: dict[str, Callable[[XWorld, str], Test]] = {
    "from": _from,
    "to": _to,
    "conversation_id": _conversation,
    "in_reply_to_tweet_id": _answers,
    "quotes_of_tweet_id": _quotes,
}
FLAGS: dict[str, Test] = {
    "is:reply": lambda post: post.is_reply,
    "is:quote": lambda post: bool(post.quotes),
    "is:retweet": lambda _post: False,
    "has:mentions": lambda post: "@" in post.text,
    "has:links": lambda post: bool(urls_in(post.text)),
}
