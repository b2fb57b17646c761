"""Answers as Meta gives them, for tests of one answer at a time."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import requests
import responses

from bot.errors import (
    ActingStopped,
    DialectChanged,
    Gone,
    NotPermitted,
    NotPossible,
    PlatformError,
    RateLimited,
    TokenDead,
    Unreachable,
)
from platforms.facebook import Facebook
from platforms.graph_wire import Patience
from platforms.instagram import Instagram
from tests.builders import HOUR, NOON

BASE = "https://graph.example.org"
ROOT = f"{BASE}/v26.0"
PAGE = "104263501927364"
QUICK = Patience(attempts=2, first_wait=0, longest_wait=0, slow_down=0)
OURS = "17841405822304914"
Answer = Mapping[str, Any]
EARLIER = (NOON - HOUR).strftime("%Y-%m-%dT%H:%M:%S+0000")


def an_error(code: int, subcode: int = 0) -> dict[str, Any]:
    return {"error": {"message": "no", "type": "OAuthException", "code": code, "error_subcode": subcode}}


def a_comment(id_: str = "5001_9001", **given: Any) -> dict[str, Any]:
    usual = {
        "id": id_,
        "message": "When will the lift be mended?",
        "from": {"id": "7001", "name": "Jo Mellor"},
        "created_time": EARLIER,
        "can_hide": True,
        "is_hidden": False,
        "can_reply_privately": True,
        "permalink_url": f"https://www.facebook.com/{id_}",
    }
    return {name: value for name, value in {**usual, **given}.items() if value is not None}


def a_post(*comments: Any, id_: str = "104_5001", **given: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "message": "Lift repairs this week",
        "from": {"id": PAGE, "name": "Derby Homes"},
        "created_time": EARLIER,
        "comments": {"data": list(comments)},
        **given,
    }


def a_batch(*bodies: Any) -> list[dict[str, Any]]:
    """Each part answered with its body; an error envelope with status 400."""
    return [{"code": 400 if "error" in body else 200, "body": json.dumps(body)} for body in bodies]


def form_of(request: requests.PreparedRequest) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(str(request.body)).items()}


def sent(meta: responses.RequestsMock) -> list[str]:
    """What was asked, as `GET /v26.0/1/comments`."""
    return [f"{c.request.method} {str(c.request.url).removeprefix(BASE).split('?')[0]}" for c in meta.calls]


def a_facebook(**given: Any) -> Facebook:
    usual = {"page_id": PAGE, "token": "page-token-of-ours", "base_url": BASE, "patience": QUICK, "clock": lambda: NOON}
    return Facebook(**{**usual, **given})


def an_instagram(**given: Any) -> Instagram:
    usual = {
        "account_id": OURS,
        "page_id": PAGE,
        "username": "@DerbyHomes",
        "token": "page-token-of-ours",
        "base_url": BASE,
        "patience": QUICK,
        "clock": lambda: NOON,
    }
    return Instagram(**{**usual, **given})


ROWS: list[tuple[int, int, type[PlatformError]]] = [
    (1, 0, Unreachable),
    (2, 0, Unreachable),
    (3, 0, NotPermitted),
    (4, 0, RateLimited),
    (17, 0, RateLimited),
    (32, 0, RateLimited),
    (341, 0, RateLimited),
    (613, 1996, RateLimited),
    (80000, 0, RateLimited),
    (80001, 0, RateLimited),
    (80002, 0, RateLimited),
    (80099, 0, RateLimited),
    (10, 0, NotPermitted),
    (10, 2018278, NotPossible),
    (200, 0, NotPermitted),
    (283, 0, NotPermitted),
    (299, 0, NotPermitted),
    (12, 0, DialectChanged),
    (2635, 0, DialectChanged),
    (100, 33, Gone),
    (100, 21, NotPermitted),
    (100, 0, NotPossible),
    (102, 0, TokenDead),
    (190, 0, TokenDead),
    (190, 458, TokenDead),
    (190, 459, TokenDead),
    (190, 460, TokenDead),
    (190, 463, TokenDead),
    (190, 464, TokenDead),
    (190, 467, TokenDead),
    (190, 492, TokenDead),
    (368, 0, ActingStopped),
    (506, 0, Unreachable),
    (803, 0, Gone),
    (1705, 0, NotPermitted),
    (3801, 0, NotPossible),
    (3802, 0, NotPossible),
    (10900, 0, NotPossible),
    (10903, 0, NotPossible),
    (99999, 0, NotPossible),
]
