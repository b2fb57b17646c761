"""The parameters of Graph's calls: the town takes those that Meta's own client knows, of its types, and no others."""

from collections.abc import Iterator
from typing import Any

import pytest
from facebook_business.adobjects.comment import Comment
from facebook_business.adobjects.igcomment import IGComment
from facebook_business.adobjects.igmedia import IGMedia
from facebook_business.adobjects.iguser import IGUser
from facebook_business.adobjects.page import Page
from facebook_business.adobjects.pagepost import PagePost
from facebook_business.adobjects.unifiedthread import UnifiedThread
from facebook_business.api import FacebookAdsApi
from facebook_business.session import FacebookSession

from platforms.simulator.graph_calls import CALLS, CHOICES
from platforms.simulator.graph_world import INSTAGRAM_ID, PAGE_ID, PAGE_TOKEN
from tests.platforms.simulator.graph_town import Story, a_story

KINDS = {one.__name__: one for one in (Comment, IGComment, IGMedia, IGUser, Page, PagePost, UnifiedThread)}
VERBS = {"GET": "get", "POST": "create", "DELETE": "delete"}
NODES = {"GET": "api_get", "POST": "api_update", "DELETE": "api_delete"}
OTHER_NAMES = {
    ("POST", "feed"): "create_feed",
    ("POST", "blocked"): "create_blocked",
    ("DELETE", "blocked"): "delete_blocked",
    ("POST", "messages"): "create_message",
    ("POST", "moderate_conversations"): "create_moderate_conversation",
    ("POST", "comments"): "create_comment",
    ("POST", "likes"): "create_like",
    ("POST", "replies"): "create_reply",
    ("POST", "mentions"): "create_mention",
}
NOT_IN_THE_CLIENT = {("IGUser", "GET", "conversations")}  # of the other way to sign in, with an Instagram token
TYPES = {"any": "Object", "text": "string", "count": "unsigned int", "time": "datetime"}


@pytest.fixture(scope="module")
def story() -> Iterator[Story]:
    with a_story() as one:
        one.does("post", "lift", text="The lift is mended on Friday.")
        one.does("comment", "rude", "sam", "You lot are useless.", on="lift")
        one.does("visitor_post", "visit", "jo", "Is the office open?")
        one.on_instagram("post", "photo", text="New kitchens")
        one.on_instagram("comment", "late", "sam", "Took you long enough", on="photo")
        yield one


def clients_own(kind: str, method: str, edge: str) -> tuple[dict[str, str], dict[str, set[Any]]]:
    """The types of the parameters by name, and the allowed values by type, as Meta's client has them."""
    there = KINDS[kind]("1", api=FacebookAdsApi(FacebookSession("app", "secret", PAGE_TOKEN), "v26.0"))
    name = (OTHER_NAMES.get((method, edge)) or f"{VERBS[method]}_{edge}") if edge else NODES[method]
    checker = vars(vars(getattr(there, name)(pending=True))["_param_checker"])
    return checker["_type_check_info"], {kind: set(found) for kind, found in checker["_enum_data"].items()}


KNOWN_TO_THE_CLIENT = [call for call in CALLS if call[0] in KINDS and call not in NOT_IN_THE_CLIENT]


@pytest.mark.parametrize(("kind", "method", "edge"), KNOWN_TO_THE_CLIENT)
def test_the_town_takes_what_metas_own_client_can_send_and_of_the_same_type(kind: str, method: str, edge: str) -> None:
    ours = {name.rstrip("!"): told for name, told in (one.split("=") for one in CALLS[kind, method, edge].split())}
    theirs, choices = clients_own(kind, method, edge)

    assert ours.keys() == theirs.keys()
    for name, told in ours.items():
        listed, one = told.startswith("list:"), told.removeprefix("list:")
        its = theirs[name].removeprefix("list<").removesuffix(">")
        assert listed == theirs[name].startswith("list"), name
        if its in choices:
            assert set(CHOICES.get(one, one).split("|")) <= choices[its], name
        elif its != "list":
            assert TYPES.get(one, one) == its, name


REFUSED = {
    "an unknown one on a list": ("GET", "{lift}/comments", {"sort": "new"}),
    "an unknown one on a node": ("GET", "{lift}", {"sort": "new"}),
    "a slip of the pen": ("POST", "{rude}", {"is_hiden": "true"}),
    "a reply with something besides": ("POST", "{rude}/comments", {"message": "Sorry", "colour": "red"}),
    "a flag that is none": ("GET", f"{PAGE_ID}/feed", {"include_hidden": "perhaps"}),
    "a reaction that is none": ("GET", "{lift}/reactions", {"type": "MEH"}),
    "another platform": ("GET", f"{PAGE_ID}/conversations", {"platform": "PIGEON"}),
    "no time": ("GET", f"{PAGE_ID}/feed", {"since": "soon"}),
    "no number": ("DELETE", f"{PAGE_ID}/blocked", {"user": "sam"}),
    "no list of numbers": ("POST", f"{PAGE_ID}/blocked", {"psid": '["sam"]'}),
    "one of a list that is no number": ("POST", f"{PAGE_ID}/blocked", {"psid[0]": "sam"}),
    "a list within a list": ("POST", f"{PAGE_ID}/blocked", {"user": '[["1"]]'}),
    "no list of objects": ("POST", f"{PAGE_ID}/moderate_conversations", {"user_ids": '["1"]', "actions": "[]"}),
    "a needed one that is missing": ("POST", f"{INSTAGRAM_ID}/mentions", {"comment_id": "{late}", "message": "Hello"}),
    "a filter that Instagram has not": ("GET", "{photo}/comments", {"filter": "stream"}),
    "a time that Instagram's comments have not": ("GET", "{photo}/comments", {"since": "2026-11-23"}),
    "other words on Instagram": ("POST", "{late}", {"message": "Edited"}),
    "an unknown one below a field": ("GET", "{lift}", {"fields": "comments.sort(new){{id}}"}),
    "a wrong one below a field": ("GET", "me", {"fields": "feed.include_hidden(perhaps){{id}}"}),
    "a field that no Page has": ("GET", "me", {"fields": "id,shoe_size"}),
    "a field that no Instagram account has": ("GET", INSTAGRAM_ID, {"fields": "overall_star_rating"}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_graph_does_not_know_is_refused_and_nothing_is_done(story: Story, name: str) -> None:
    method, path, asked = REFUSED[name]
    before = story.graph.state()
    sent = {key: value.format(**story.graph.keys) for key, value in asked.items()}

    answer = story.ask(method, "v26.0/" + path.format(**story.graph.keys), params=sent)

    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["type"]) == (400, 100, "OAuthException")
    assert "error_subcode" not in error
    assert story.graph.state() == before


def test_a_part_of_a_batch_is_held_to_the_same(story: Story) -> None:
    part = f'[{{"method": "GET", "relative_url": "{story.graph.keys["lift"]}/comments?sort=new"}}]'

    [answer] = story.post("v26.0/", batch=part).json()

    assert answer["code"] == 400
    assert "(#100)" in answer["body"]


@pytest.mark.parametrize(
    ("path", "asked", "told"),
    [
        (f"{PAGE_ID}/feed", {}, ["visit", "lift"]),
        (f"{PAGE_ID}/feed", {"since": "2026-11-23T12:00:03+0000", "include_hidden": "TRUE"}, ["visit"]),
        (f"{PAGE_ID}/feed", {"until": "2026-11-23T12:00:03+0000"}, ["lift"]),
        (f"{INSTAGRAM_ID}/media", {"since": "1795435200"}, ["photo"]),
        (f"{INSTAGRAM_ID}/media", {"until": "1795435200"}, []),
    ],
)
def test_posts_are_listed_by_time_where_that_is_asked_for(
    story: Story, path: str, asked: dict[str, str], told: list[str]
) -> None:
    rows = story.get(f"v26.0/{path}", **asked).json()["data"]

    assert [row["id"] for row in rows] == [story.graph.keys[key] for key in told]


def test_a_list_of_the_page_can_be_one_of_its_fields_and_is_read_on_from_there(story: Story) -> None:
    fields = "name,feed.limit(1){message,comments.limit(1){message}}"

    page = story.get("v26.0/me", fields=fields).json()
    onward = story.get(page["feed"]["paging"]["next"].removeprefix(f"{story.address}/")).json()

    assert (page["name"], [row["message"] for row in page["feed"]["data"]]) == ("Derby Homes", ["Is the office open?"])
    [post] = onward["data"]
    assert (post["message"], post["comments"]["data"][0]["message"]) == (
        "The lift is mended on Friday.",
        "You lot are useless.",
    )
