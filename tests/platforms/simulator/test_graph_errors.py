"""A table of Graph's refusals: what is asked, in which town, and the code that comes back in a whole envelope."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.model import PlatformName
from platforms.simulator.graph_world import INSTAGRAM_ID, PAGE_ID, PAGE_TOKEN, USER_TOKEN
from tests.platforms.simulator.graph_town import Story, a_story

NOWHERE = "1_2"


@pytest.fixture
def story() -> Iterator[Story]:
    """A thread on both platforms."""
    with a_story() as one:
        one.does("post", "lift", text="The lift is mended on Friday.")
        one.does("comment", "rude", "sam", "You lot are useless.", on="lift")
        one.does("comment", "fixed", "jo", "Shared from elsewhere", on="lift", can_hide=False)
        one.does("our_reply", "ours", text="We are sorry.", on="rude")
        one.does("tag", "tag", "sam", "Thanks to nobody at Derby Homes")
        one.on_instagram("post", "photo", text="New kitchens")
        one.on_instagram("comment", "late", "sam", "Took you long enough", on="photo")
        yield one


@dataclass(frozen=True, kw_only=True)
class Row:
    """One refusal; `path` and `form` may name keys of the story in braces."""

    method: str
    path: str
    code: int
    subcode: int | None = None
    status: int = 400
    form: dict[str, str] = field(default_factory=dict)
    first: Callable[[Story], object] | None = None
    token: str = PAGE_TOKEN


def revoked(permission: str) -> Callable[[Story], object]:
    return lambda story: story.graph.revoke(permission)


def answered_privately(story: Story) -> object:
    recipient = f'{{"comment_id":"{story.graph.keys["rude"]}"}}'
    return story.post(f"{PAGE_ID}/messages", recipient=recipient, message='{"text":"Hello"}')


def unblocked_just_now(story: Story) -> None:
    story.post(f"{PAGE_ID}/blocked", user=story.who("sam"))
    story.ask("DELETE", f"{PAGE_ID}/blocked", params={"user": story.who("sam")})


def dead_with(subcode: int) -> Callable[[Story], object]:
    return lambda story: setattr(story.graph, "token_trouble", subcode)


def wrote_long_ago(story: Story) -> None:
    story.does("direct_message", "dm", "sam", "Oi")
    story.passes(hours=25)


PRIVATE = {"recipient": '{{"comment_id":"{rude}"}}', "message": '{{"text":"Please mind our policy."}}'}
ROWS = {
    "no token": Row(method="GET", path="me", token="", code=104, status=401),
    "an unknown token": Row(method="GET", path="me", token="stolen", code=190, status=401),
    "the app was removed": Row(method="GET", path="me", code=190, subcode=458, status=401, first=dead_with(458)),
    "the token has expired": Row(method="GET", path="me", code=190, subcode=463, status=401, first=dead_with(463)),
    "the role is lost": Row(method="POST", path="{rude}", code=190, subcode=492, status=401, first=dead_with(492)),
    "no such object": Row(method="GET", path=NOWHERE, code=100, subcode=33),
    "deleted": Row(
        method="GET", path="{rude}", code=100, subcode=33, first=lambda s: s.graph.delete(s.graph.keys["rude"])
    ),
    "hiding what is gone": Row(method="POST", path=NOWHERE, form={"is_hidden": "true"}, code=100, subcode=33),
    "no such edge": Row(method="GET", path="{rude}/friends", code=100),
    "no such field": Row(method="GET", path="{rude}?fields=id,shoe_size", code=100),
    "fields that can't be read": Row(method="GET", path="{rude}?fields=id,from{{", code=100),
    "a limit that is no number": Row(method="GET", path="{lift}/comments?limit=many", code=100),
    "a broken cursor": Row(method="GET", path="{lift}/comments?after=%2a%2a", code=100),
    "a since that is no time": Row(method="GET", path="{lift}/comments?since=soon", code=100),
    "no such filter": Row(method="GET", path="{lift}/comments?filter=best", code=100),
    "one of several is gone": Row(method="GET", path="v26.0/?ids={rude},1_2", code=803, status=404),
    "recommendations today": Row(method="GET", path=f"v26.0/{PAGE_ID}/ratings", code=12),
    "visitors without leave": Row(
        method="GET",
        path=f"{PAGE_ID}/visitor_posts",
        code=283,
        status=403,
        first=revoked("pages_read_user_content"),
    ),
    "own posts without leave": Row(
        method="GET", path=f"{PAGE_ID}/published_posts", code=10, status=403, first=revoked("pages_read_engagement")
    ),
    "media without leave": Row(
        method="GET", path=f"{INSTAGRAM_ID}/media", code=10, status=403, first=revoked("instagram_basic")
    ),
    "hiding without leave": Row(
        method="POST",
        path="{rude}",
        form={"is_hidden": "true"},
        code=200,
        status=403,
        first=revoked("pages_manage_engagement"),
    ),
    "hiding on Instagram without leave": Row(
        method="POST",
        path="{late}",
        form={"hide": "true"},
        code=200,
        status=403,
        first=revoked("instagram_manage_comments"),
    ),
    "hiding what can't be": Row(
        method="POST", path="{fixed}", form={"is_hidden": "true"}, code=200, subcode=1446036, status=403
    ),
    "hiding our own": Row(
        method="POST", path="{ours}", form={"is_hidden": "true"}, code=200, subcode=1446036, status=403
    ),
    "hiding on another's page": Row(
        method="POST", path="{tag}", form={"is_hidden": "true"}, code=200, subcode=1446036, status=403
    ),
    "hiding with a strange value": Row(method="POST", path="{rude}", form={"is_hidden": "perhaps"}, code=100),
    "overwriting others' words": Row(method="POST", path="{rude}", form={"message": "Sorry"}, code=200, status=403),
    "an empty answer": Row(method="POST", path="{rude}/comments", form={"message": "  "}, code=100),
    "an answer on the wrong edge": Row(method="POST", path="{rude}/replies", form={"message": "Sorry"}, code=100),
    "the same answer twice": Row(
        method="POST", path="{rude}/comments", form={"message": "We are sorry."}, code=506, subcode=1455006
    ),
    "an answer to a hidden comment on Instagram": Row(
        method="POST",
        path="{late}/replies",
        form={"message": "Sorry"},
        code=100,
        subcode=2207041,
        first=lambda s: s.graph.change(s.graph.keys["late"], hidden=True),
    ),
    "a like on Instagram": Row(method="POST", path="{late}/likes", code=100),
    "a second private reply": Row(
        method="POST", path=f"{PAGE_ID}/messages", form=PRIVATE, code=10900, first=answered_privately
    ),
    "a private reply after a week": Row(
        method="POST",
        path=f"{PAGE_ID}/messages",
        form=PRIVATE,
        code=10903,
        first=lambda s: s.passes(days=7, seconds=5),
    ),
    "a private reply to a tag": Row(
        method="POST",
        path=f"{PAGE_ID}/messages",
        form={**PRIVATE, "recipient": '{{"post_id":"{tag}"}}'},
        code=10903,
    ),
    "a private reply without leave": Row(
        method="POST",
        path=f"{PAGE_ID}/messages",
        form=PRIVATE,
        code=200,
        status=403,
        first=revoked("pages_messaging"),
    ),
    "a private message after a day": Row(
        method="POST",
        path=f"{PAGE_ID}/messages",
        form={**PRIVATE, "recipient": '{{"id":"{sam}"}}'},
        code=10,
        subcode=2018278,
        first=wrote_long_ago,
    ),
    "a private message to a stranger": Row(
        method="POST",
        path=f"{PAGE_ID}/messages",
        form={**PRIVATE, "recipient": '{{"id":"{sam}"}}'},
        code=100,
        subcode=2018001,
    ),
    "a block list that is full": Row(
        method="POST",
        path=f"{PAGE_ID}/blocked",
        form={"user": "{sam}"},
        code=3801,
        first=lambda s: setattr(s.graph, "most_blocked", 0),
    ),
    "a block too soon after an unblock": Row(
        method="POST", path=f"{PAGE_ID}/blocked", form={"user": "{sam}"}, code=3802, first=unblocked_just_now
    ),
    "a block of nobody": Row(method="POST", path=f"{PAGE_ID}/blocked", form={"psid": '["1"]'}, code=100),
    "a block on Instagram without a conversation": Row(
        method="POST",
        path=f"{PAGE_ID}/moderate_conversations",
        form={"user_ids": '[{{"id":"{sam_on_instagram}"}}]', "actions": '["BLOCK_USER"]'},
        code=100,
    ),
    "blocking and unblocking together": Row(
        method="POST",
        path=f"{PAGE_ID}/moderate_conversations",
        form={"user_ids": '[{{"id":"{sam}"}}]', "actions": '["BLOCK_USER","UNBLOCK_USER"]'},
        code=100,
    ),
    "a person's own token": Row(
        method="POST", path="{rude}", form={"is_hidden": "true"}, token=USER_TOKEN, code=1705, status=403
    ),
    "a wrong proof": Row(method="GET", path="me?appsecret_proof=0000", code=100),
    "a proof that is required": Row(
        method="GET", path="me", code=100, first=lambda s: setattr(s.graph, "proof_required", True)
    ),
    "another method": Row(method="PUT", path="{rude}", code=100),
    "more parts than a batch may have": Row(
        method="POST", path="", form={"batch": "[" + ",".join(['{{"relative_url":"me"}}'] * 51) + "]"}, code=-3
    ),
    "a batch that is no list": Row(method="POST", path="", form={"batch": "{{}}"}, code=100),
}


@pytest.mark.parametrize("name", ROWS)
def test_it_refuses_as_meta_does(story: Story, name: str) -> None:
    row = ROWS[name]
    names = {
        **story.graph.keys,
        "sam": story.who("sam"),
        "sam_on_instagram": story.who("sam", PlatformName.INSTAGRAM),
    }
    if row.first:
        row.first(story)
    form = {key: value.format(**names) for key, value in row.form.items()}

    answer = story.ask(row.method, row.path.format(**names), row.token, data=form or None)

    error: dict[str, Any] = answer.json()["error"]
    assert (error["code"], error.get("error_subcode"), answer.status_code) == (row.code, row.subcode, row.status)
    assert error["type"] in {"OAuthException", "GraphMethodException"}
    assert error["message"]
    assert error["fbtrace_id"]
    assert "Retry-After" not in answer.headers
