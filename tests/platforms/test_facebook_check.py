"""The Facebook Page, one answer at a time: what check says about token, account and version."""

from datetime import timedelta
from typing import Any

import pytest
import responses

from tests.builders import NOON
from tests.platforms.graph_answers import PAGE, ROOT, a_batch, a_facebook, an_error

NOTHING: dict[str, Any] = {"data": []}


def a_token(**data: Any) -> list[dict[str, Any]]:
    scopes = ["pages_read_engagement", "pages_read_user_content", "pages_manage_engagement", "pages_messaging"]
    return a_batch({"data": {"is_valid": True, "expires_at": 0, "scopes": scopes, **data}})


def in_days(days: int) -> int:
    return int((NOON + timedelta(days=days)).timestamp())


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({}, []),
        ({"is_valid": False}, ["token"]),
        ({"expires_at": in_days(15)}, []),
        ({"expires_at": in_days(14)}, ["token's end"]),
        ({"expires_at": in_days(3)}, ["token's end"]),
        ({"data_access_expires_at": in_days(13)}, ["access to data"]),
        ({"scopes": ["pages_read_engagement"]}, ["permissions"]),
        ({"scopes": "odd", "expires_at": "odd"}, ["permissions"]),
    ],
)
def test_check_says_what_is_wrong_with_the_token(
    meta: responses.RequestsMock, data: dict[str, Any], wrong: list[str]
) -> None:
    meta.post(f"{ROOT}/", json=a_token(**data))
    meta.get(f"{ROOT}/me", json={"id": PAGE}, headers={"facebook-api-version": "v26.0"})
    found = a_facebook().check(now=NOON)
    assert [c.what for c in found if not c.ok] == wrong
    assert all(c.remedy for c in found if not c.ok)
    assert all(not c.remedy for c in found if c.ok)


def test_check_tells_a_foreign_token_a_dead_one_and_another_version(meta: responses.RequestsMock) -> None:
    meta.post(f"{ROOT}/", json=a_batch(an_error(190, 463)))
    meta.get(f"{ROOT}/me", json={"id": "7001"}, headers={"facebook-api-version": "v27.0"})
    found = {c.what: c for c in a_facebook().check(now=NOON)}
    assert not found["token"].ok
    assert "expired" in found["token"].detail
    assert not found["account"].ok
    assert "v27.0" in found["version"].detail
    assert not found["version"].ok
