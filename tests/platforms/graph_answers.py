"""Answers as Meta gives them, for tests of one answer at a time."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import requests
import responses

from platforms.graph_wire import Patience
from tests.builders import HOUR, NOON

BASE = "https://graph.example.org"
ROOT = f"{BASE}/v26.0"
PAGE = "104263501927364"
QUICK = Patience(attempts=2, first_wait=0, longest_wait=0, slow_down=0)
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
