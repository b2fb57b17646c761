"""Meta's own client, unchanged, as the judge of the town: the whole journey on Facebook and on Instagram."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from facebook_business.adobjects.comment import Comment
from facebook_business.adobjects.igcomment import IGComment
from facebook_business.adobjects.igmedia import IGMedia
from facebook_business.adobjects.iguser import IGUser
from facebook_business.adobjects.page import Page
from facebook_business.adobjects.pagepost import PagePost
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

from bot.model import PlatformName
from platforms.simulator.graph_world import APP_ID, APP_SECRET, INSTAGRAM_ID, PAGE_ID, PAGE_TOKEN
from tests.platforms.simulator.graph_town import Story, a_story

COMMENT = ["id", "message", "from", "created_time", "parent", "is_hidden", "can_hide", "can_reply_privately"]
IG_COMMENT = "id,text,timestamp,from,username,hidden,parent_id"


@pytest.fixture
def story() -> Iterator[Story]:
    with a_story() as one:
        one.does("post", "lift", text="The lift in Rosemary Court is mended on Friday.")
        one.does("comment", "when", "jo", "When will it be mended?", on="lift")
        one.does("comment", "rude", "sam", "You lot are useless.", on="lift")
        one.does("reply", "steady", "jo", "Steady on, Sam.", on="rude")
        yield one


def api_of(story: Story, version: str = "v26.0", token: str = PAGE_TOKEN) -> Any:
    """The client signed in with the Page's token and the app's secret, so that every call carries the proof."""

    class ToTheTown(FacebookSession):  # type: ignore[misc]  # the library has no types
        GRAPH = story.address

    return FacebookAdsApi(ToTheTown(APP_ID, APP_SECRET, token, timeout=20), api_version=version)


def test_it_lists_comments_under_a_post_with_their_authors(story: Story) -> None:
    [post] = Page(PAGE_ID, api=api_of(story)).get_published_posts(fields=["id", "message", "created_time"])
    assert post["message"] == "The lift in Rosemary Court is mended on Friday."

    comments = PagePost(post["id"], api=api_of(story)).get_comments(
        fields=COMMENT, params={"filter": "stream", "order": "chronological"}
    )

    assert [(c["message"], c["from"]["name"], c.get("parent", {}).get("id")) for c in comments] == [
        ("When will it be mended?", "Jo Mellor", None),
        ("You lot are useless.", "Sam Pike", None),
        ("Steady on, Sam.", "Jo Mellor", story.graph.keys["rude"]),
    ]


def test_it_answers_in_public_and_finds_the_answer_below(story: Story) -> None:
    comment = Comment(story.graph.keys["when"], api=api_of(story))

    made = comment.create_comment(params={"message": "On Friday, we promise."})

    [answer] = comment.get_comments(fields=COMMENT)
    assert answer["id"] == made["id"] != comment["id"]
    assert (answer["message"], answer["from"]["id"]) == ("On Friday, we promise.", PAGE_ID)
    assert answer["parent"]["id"] == comment["id"]


def test_it_hides_a_comment_and_shows_it_again(story: Story) -> None:
    comment = Comment(story.graph.keys["rude"], api=api_of(story))

    comment.api_update(params={"is_hidden": True})
    assert comment.api_get(fields=["is_hidden"])["is_hidden"] is True

    comment.api_update(params={"is_hidden": False})
    assert comment.api_get(fields=["is_hidden"])["is_hidden"] is False


def test_the_call_of_metas_guide_edits_what_is_ours_and_is_refused_for_others(story: Story) -> None:
    ours = story.does("our_reply", "hello", text="On Friday.", on="when")
    theirs = story.graph.keys["when"]

    Comment(ours, api=api_of(story)).api_update(params={"message": "On Saturday."})
    with pytest.raises(FacebookRequestError) as refused:
        Comment(theirs, api=api_of(story)).api_update(params={"message": "On Saturday."})

    assert refused.value.api_error_code() == 200
    assert story.graph.things[ours].text == "On Saturday."
    assert story.graph.things[theirs].text == "When will it be mended?"


def test_it_answers_privately_once(story: Story) -> None:
    page = Page(PAGE_ID, api=api_of(story))
    words = {
        "recipient": {"comment_id": story.graph.keys["rude"]},
        "message": {"text": "Please mind our policy."},
        "messaging_type": "RESPONSE",
    }

    sent = page.create_message(params=words)

    assert sent["recipient_id"] == story.who("sam")
    [thread] = page.get_conversations(params={"platform": "MESSENGER", "user_id": story.who("sam")})
    [line] = api_of(story).call("GET", (thread["id"], "messages"), {"fields": "message,from"}).json()["data"]
    assert (line["message"], line["from"]["id"]) == ("Please mind our policy.", PAGE_ID)
    with pytest.raises(FacebookRequestError) as again:
        page.create_message(params=words)
    assert again.value.api_error_code() == 10900
    comment = Comment(story.graph.keys["rude"], api=api_of(story))
    known = comment.api_get(fields=["can_reply_privately", "private_reply_conversation"])
    assert known["can_reply_privately"] is False
    assert known["private_reply_conversation"]["id"] == thread["id"]


def test_it_blocks_somebody_whose_words_no_longer_arrive_and_lets_them_back(story: Story) -> None:
    page = Page(PAGE_ID, api=api_of(story))
    sam = story.who("sam")

    page.create_blocked(params={"user": [sam]})
    assert [one["id"] for one in page.get_blocked()] == [sam]
    assert story.does("comment", "more", "sam", "Still useless.", on="lift") == ""

    page.delete_blocked(params={"user": sam})
    assert list(page.get_blocked(params={"user": sam})) == []
    assert story.does("comment", "back", "sam", "Sorry about that.", on="lift")


def test_recommendations_are_withdrawn_from_version_22_on(story: Story) -> None:
    story.does("review", "star", "jo", "Kind people on the phone.")

    with pytest.raises(FacebookRequestError) as refused:
        Page(PAGE_ID, api=api_of(story)).get_ratings()
    [review] = Page(PAGE_ID, api=api_of(story, "v21.0")).get_ratings(fields=["review_text", "reviewer", "created_time"])

    assert refused.value.api_error_code() == 12
    assert (review["review_text"], review["reviewer"]["name"]) == ("Kind people on the phone.", "Jo Mellor")


def test_it_reads_on_over_three_pages_and_meets_everything_once(story: Story) -> None:
    said = [story.does("comment", f"n{n}", "jo", f"Number {n}", on="lift") for n in range(7)]
    post = PagePost(story.graph.keys["lift"], api=api_of(story))

    met = [c["id"] for c in post.get_comments(fields=["id"], params={"limit": 4})]

    assert met == [story.graph.keys["when"], story.graph.keys["rude"], *said]


def test_a_batch_is_answered_part_by_part(story: Story) -> None:
    api = api_of(story)
    answers: list[Any] = []
    batch = api.new_batch()
    for id_ in (story.graph.keys["when"], "1_999"):
        batch.add("GET", (id_,), params={"fields": "message"}, success=answers.append, failure=answers.append)
    batch.add("POST", (story.graph.keys["rude"],), params={"is_hidden": True}, success=answers.append)

    assert batch.execute() is None

    assert [one.status() for one in answers] == [200, 400, 200]
    assert answers[0].json()["message"] == "When will it be mended?"
    assert json.loads(answers[1].body())["error"]["error_subcode"] == 33
    assert story.graph.things[story.graph.keys["rude"]].hidden


def test_it_reads_visitors_posts_and_tags_apart_from_our_own(story: Story) -> None:
    story.does("visitor_post", "bins", "jo", "The bins have not been emptied.")
    story.does("tag", "thanks", "sam", "Thanks to Derby Homes for the new fence!")
    page = Page(PAGE_ID, api=api_of(story))

    assert [p["message"] for p in page.get_visitor_posts(fields=["message"])] == ["The bins have not been emptied."]
    assert [p["message"] for p in page.get_tagged(fields=["message"])] == ["Thanks to Derby Homes for the new fence!"]
    assert len(page.get_feed(fields=["message"])) == 3
    assert list(page.get_ads_posts()) == []


def test_instagram_from_reading_to_blocking(story: Story) -> None:
    story.on_instagram("post", "photo", text="New kitchens at Rosemary Court")
    story.on_instagram("comment", "late", "sam", "Took you long enough", on="photo")
    story.on_instagram("reply", "true", "jo", "True", on="late")
    api = api_of(story)

    [medium] = IGUser(INSTAGRAM_ID, api=api).get_media(fields=["id", "caption", "comments_count"])
    assert medium["comments_count"] == 2
    asked = {"fields": f"{IG_COMMENT},replies{{id,text,username}}"}
    [comment] = IGMedia(medium["id"], api=api).get_comments(params=asked)
    assert (comment["text"], comment["from"]["username"]) == ("Took you long enough", "sampike")
    [reply] = comment["replies"]["data"]
    assert (reply["text"], reply["username"]) == ("True", "jo.mellor")

    made = IGComment(comment["id"], api=api).create_reply(params={"message": "We are sorry for the wait."})
    IGComment(comment["id"], api=api).api_update(params={"hide": True})
    replies = list(IGComment(comment["id"], api=api).get_replies(fields=["id", "text", "parent_id"]))

    assert {r["text"] for r in replies} == {"We are sorry for the wait.", "True"}
    assert made["id"] in {r["id"] for r in replies}
    assert IGComment(comment["id"], api=api).api_get(fields=["hidden"])["hidden"] is True
    who = {"user_ids": [{"id": story.who("sam", PlatformName.INSTAGRAM)}], "actions": ["BLOCK_USER"]}
    with pytest.raises(FacebookRequestError) as refused:
        Page(PAGE_ID, api=api).create_moderate_conversation(params=who)
    assert refused.value.api_error_code() == 100
    story.on_instagram("direct_message", "dm", "sam", "Oi")
    Page(PAGE_ID, api=api).create_moderate_conversation(params=who)
    assert story.on_instagram("comment", "again", "sam", "Oi!", on="photo") == ""


def test_the_answer_tells_its_version_its_trace_and_the_allowance(story: Story) -> None:
    answer = api_of(story).call("GET", (PAGE_ID,), {"fields": "name"})

    told = {name.lower(): value for name, value in answer.headers().items()}
    assert told["facebook-api-version"] == "v26.0"
    assert told["x-fb-trace-id"]
    assert json.loads(told["x-app-usage"]).keys() == {"call_count", "total_time", "total_cputime"}
    assert PAGE_ID in json.loads(told["x-business-use-case-usage"])
    assert answer.etag() == told["etag"]


def test_a_time_is_written_as_meta_writes_it(story: Story) -> None:
    told = Comment(story.graph.keys["when"], api=api_of(story)).api_get(fields=["created_time"])["created_time"]

    assert datetime.strptime(told, "%Y-%m-%dT%H:%M:%S%z").astimezone(UTC) == story.graph.things[
        story.graph.keys["when"]
    ].at.replace(microsecond=0)


def test_a_refusal_carries_everything_that_the_client_reads_out_of_it(story: Story) -> None:
    story.graph.token_trouble = 463

    with pytest.raises(FacebookRequestError) as refused:
        Comment(story.graph.keys["when"], api=api_of(story)).api_get(fields=["message"])

    told = refused.value
    assert (told.api_error_code(), told.api_error_subcode(), told.http_status()) == (190, 463, 401)
    assert (told.api_error_type(), told.api_transient_error()) == ("OAuthException", False)
    assert "expired" in told.api_error_message()
    assert json.loads(json.dumps(told.body()))["error"]["fbtrace_id"]
    assert PAGE_TOKEN not in told.api_error_message()


def test_it_proves_that_it_knows_the_apps_secret(story: Story) -> None:
    story.graph.proof_required = True

    assert Page(PAGE_ID, api=api_of(story)).api_get(fields=["name"])["name"] == "Derby Homes"
    assert story.get(PAGE_ID).json()["error"]["code"] == 100
