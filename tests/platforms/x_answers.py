"""Answers as X gives them, for tests of one answer at a time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import responses

from bot.model import Cursor, Interaction, InteractionKind, Page, PlatformName
from platforms.base import Platform
from platforms.graph_wire import Patience
from platforms.x import X, XCredentials
from tests.builders import NOON, an_account, an_interaction

BASE = "https://api.x.example.org"
ME = "2244994945"
ROOT = f"{BASE}/2"
QUICK = Patience(attempts=3, first_wait=1, longest_wait=2)
SECRETS = ("the-consumer-key", "the-consumer-secret", "2244994945-the-access-token", "the-access-secret")
NOTHING: Mapping[str, Any] = {"meta": {"result_count": 0}}
PROBLEMS = "https://api.x.com/2/problems/"


def an_x(**given: Any) -> X:
    credentials = XCredentials(
        consumer_key=SECRETS[0], consumer_secret=SECRETS[1], access_token=SECRETS[2], access_secret=SECRETS[3]
    )
    usual = {
        "user_id": ME,
        "handle": "DerbyHomes",
        "credentials": credentials,
        "base_url": BASE,
        "clock": lambda: NOON,
        "pause": lambda _seconds: None,
        "patience": QUICK,
    }
    return X(**{**usual, **given})


def a_problem(status: int, kind: str = "", detail: str = "no", **more: Any) -> dict[str, Any]:
    return {
        "type": PROBLEMS + kind if kind else "about:blank",
        "title": "No",
        "detail": detail,
        "status": status,
        **more,
    }


def an_old_error(code: int, text: str = "no") -> dict[str, Any]:
    return {"errors": [{"code": code, "message": text}]}


def a_partial(kind: str, id_: str = "9001") -> dict[str, Any]:
    return {"type": PROBLEMS + kind, "title": "No", "detail": "no", "resource_id": id_, "value": id_}


def a_post(id_: str = "9001", **given: Any) -> dict[str, Any]:
    usual = {
        "id": id_,
        "text": "@DerbyHomes damp",
        "author_id": "7001",
        "conversation_id": id_,
        "created_at": "2026-11-23T11:00:00.000Z",
        "edit_history_tweet_ids": [id_],
    }
    return {name: value for name, value in {**usual, **given}.items() if value is not None}


def a_mention(**given: Any) -> Interaction:
    """Jo's post that mentions us."""
    usual = {
        "id": "9001",
        "platform": PlatformName.X,
        "kind": InteractionKind.MENTION,
        "author": an_account(platform=PlatformName.X, handle="jo"),
        "facts": {"newest_id": "9001", "mentions_us": True, "replies_to_us": False},
    }
    return an_interaction("@DerbyHomes damp", **{**usual, **given})


def a_quiet_x(mock: responses.RequestsMock, **given: Any) -> None:
    """Every list is empty but for those given: own, mentions, found, directs."""
    paths = {
        "own": f"users/{ME}/tweets",
        "mentions": f"users/{ME}/mentions",
        "found": "tweets/search/recent",
        "directs": "dm_events",
    }
    for name, path in paths.items():
        mock.get(f"{ROOT}/{path}", json=given.get(name, NOTHING))


def read(x: Platform, cursor: Cursor | None = None) -> tuple[list[Page], Cursor]:
    pages = list(x.poll(cursor or Cursor(), now=NOON))
    return pages, next(page.cursor for page in reversed(pages) if page.cursor is not None)


def id_at(when: datetime, *, add: int = 0) -> str:
    """An id that X would give out at this time."""
    epoch = datetime.fromisoformat("2010-11-04T01:42:54.657Z")
    return str((int((when - epoch).total_seconds() * 1000) << 22) + add)


def a_list(*rows: Any, users: Any = (), **meta: Any) -> dict[str, Any]:
    return {"data": list(rows), "includes": {"users": list(users)}, "meta": {"result_count": len(rows), **meta}}


def asked(town: responses.RequestsMock, path: str) -> list[dict[str, str]]:
    urls = [urlsplit(str(call.request.url)) for call in town.calls]
    return [{k: v[0] for k, v in parse_qs(url.query).items()} for url in urls if url.path == f"/2/{path}"]
