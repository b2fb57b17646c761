"""X's lists, page by page: never more than the day's budget pays for, and everything that came is booked."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests

from bot.errors import Unreachable
from platforms.graph_read import Row
from platforms.x_budget import Purse
from platforms.x_errors import is_gone, partial_error, retry_at
from platforms.x_read import (
    ASSERTED,
    DIRECT_ASSERTED,
    DIRECT_FIELDS,
    POST_FIELDS,
    People,
    next_of,
    number_of,
    people_of,
    rows_of,
)
from platforms.x_wire import XClient

MOST_ROWS = 100
MOST_PAGES = 300
MOST_REPEATS = 3  # a page may come twice; pages that lead round in a circle have no end
WITH_AUTHORS = {"expansions": ["author_id"], "user_fields": ["name", "username"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One page of a list: its rows, and whoever it tells about beside them."""

    rows: tuple[Row, ...]
    people: People


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ask:
    """How one list is asked for: by which call, what a row costs, and how few and how many rows make a page."""

    what: str
    call: Callable[..., requests.Response]
    prices: tuple[str, ...]
    least: int
    most: int = MOST_ROWS
    token: str = "pagination_token"  # noqa: S105 - the name of X's parameter for the next page
    asserted: tuple[str, ...] = ASSERTED


class Lists:
    """The lists of one account. `careful` ones stop at the budget; what acting needs to read does not."""

    def __init__(self, client: XClient, purse: Purse, *, me: str, clock: Callable[[], datetime]) -> None:
        self.client, self.purse, self.me = client, purse, me
        self._clock = clock

    def own(self, *, careful: bool = True, **asked: object) -> Iterator[Leaf]:
        """What our account posted, replies too, newest first."""
        ask = _Ask(what="our own posts", call=self._own, prices=("owned_read",), least=5)
        given = {"exclude": ["retweets"], "tweet_fields": POST_FIELDS, **asked}
        return self._pages(ask, given, careful=careful)

    def mentions(self, **asked: object) -> Iterator[Leaf]:
        """What others posted that mentions us, newest first; X shows the newest 800."""
        ask = _Ask(what="mentions", call=self._mentions, prices=("owned_read", "user_read"), least=5)
        return self._pages(ask, {"tweet_fields": POST_FIELDS, **WITH_AUTHORS, **asked}, careful=True)

    def found(self, query: str, *, careful: bool = True, authors: bool = True, **asked: object) -> Iterator[Leaf]:
        """What the recent search finds, newest first: seven days and no longer."""
        search = self.client.search_recent_tweets
        prices = ("post_read", "user_read") if authors else ("post_read",)
        beside = WITH_AUTHORS if authors else {}
        ask = _Ask(what="the search", call=search, prices=prices, least=10, token="next_token")  # noqa: S106 - as above
        given = {"query": query, "user_auth": True, "tweet_fields": POST_FIELDS, **beside, **asked}
        return self._pages(ask, given, careful=careful)

    def directs(self, *, careful: bool = True, most: int = MOST_ROWS, **asked: object) -> Iterator[Leaf]:
        """Direct messages to us and from us, newest first, `most` on a page; `participant_id` names one person."""
        call = self.client.get_direct_message_events
        prices = ("dm_read", "user_read")
        ask = _Ask(what="direct messages", call=call, prices=prices, least=1, most=most, asserted=DIRECT_ASSERTED)
        given = {
            "event_types": "MessageCreate",
            "dm_event_fields": DIRECT_FIELDS,
            "expansions": ["sender_id"],
            "user_fields": ["name", "username"],
            **asked,
        }
        return self._pages(ask, given, careful=careful)

    def muted(self) -> Iterator[Leaf]:
        """Whom we have muted."""
        ask = _Ask(what="muted accounts", call=self._muted, prices=("mute_read",), least=1, asserted=())
        return self._pages(ask, {}, careful=False)

    def posts(self, ids: Sequence[str], *, careful: bool = True, authors: bool = False) -> tuple[Leaf, frozenset[str]]:
        """Up to 100 posts by id, and the ids of those that are deleted, protected or suspended."""
        prices = ("post_read", "user_read") if authors else ("post_read",)
        if careful:
            self.purse.rows(*prices, least=len(ids), most=len(ids))
        beside = WITH_AUTHORS if authors else {}
        answer = self.client.get_tweets(list(ids), user_auth=True, tweet_fields=POST_FIELDS, **beside)
        body = self.client.body_of(answer)
        leaf = self._leaf(body, "posts", ASSERTED, prices)
        errors = body.get("errors")
        told = [e for e in errors if is_gone(e)] if isinstance(errors, list) else []
        gone = {id_ for e in told for name in ("resource_id", "value") if (id_ := number_of(e, name))}
        return leaf, frozenset(gone & set(ids)) - {number_of(row) for row in leaf.rows}

    def _own(self, **asked: object) -> requests.Response:
        response: requests.Response = self.client.get_users_tweets(self.me, user_auth=True, **asked)
        return response

    def _mentions(self, **asked: object) -> requests.Response:
        response: requests.Response = self.client.get_users_mentions(self.me, user_auth=True, **asked)
        return response

    def _muted(self, **asked: object) -> requests.Response:
        return self.client.muted(self.me, **asked)

    def _pages(self, ask: _Ask, asked: dict[str, Any], *, careful: bool) -> Iterator[Leaf]:
        token, been = "", Counter[str]()
        for _ in range(MOST_PAGES):
            size = self.purse.rows(*ask.prices, least=ask.least, most=ask.most) if careful else ask.most
            onward = {ask.token: token} if token else {}
            body = self.client.body_of(ask.call(max_results=size, **asked, **onward))
            if body.get("errors") and body.get("data") is None and "meta" not in body:
                raise partial_error(body, writing=False, retry_at=retry_at({}, now=self._clock()))
            yield self._leaf(body, ask.what, () if been else ask.asserted, ask.prices)
            token = next_of(body)
            if not token:
                return
            been[token] += 1
            if been[token] > MOST_REPEATS:
                break
        raise Unreachable(f"the pages of {ask.what} have no end")

    def _leaf(self, body: Row, what: str, asserted: Iterable[str], prices: Sequence[str]) -> Leaf:
        rows = rows_of(body, what=what, asserted=asserted)
        people = people_of(body)
        self.purse.read(prices[0], (number_of(row) for row in rows))
        if "user_read" in prices:
            self.purse.read("user_read", people)
        return Leaf(rows=rows, people=people)
