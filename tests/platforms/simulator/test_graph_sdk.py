"""The named library, unchanged, against the town: facebook-sdk lists, answers, hides, replies privately and blocks."""

import json
from collections.abc import Iterator

import pytest

from platforms.graph_sdk import GraphAPIError
from platforms.simulator.graph_world import APP_ID, APP_SECRET, OFFICER_ID, PAGE_ID, PAGE_TOKEN, USER_TOKEN
from tests.platforms.simulator.graph_town import OldClient, Story, a_story


@pytest.fixture
def story() -> Iterator[Story]:
    with a_story() as one:
        one.does("post", "lift", text="The lift in Rosemary Court is mended on Friday.")
        one.does("comment", "when", "jo", "When will it be mended?", on="lift")
        one.does("comment", "rude", "sam", "You lot are useless.", on="lift")
        yield one


def test_it_reads_one_object_and_several(story: Story) -> None:
    client = OldClient(story.address)
    when, rude = story.graph.keys["when"], story.graph.keys["rude"]

    assert client.get_object("me", fields="id,name") == {"id": PAGE_ID, "name": "Derby Homes"}
    both = client.get_objects([when, rude], fields="message")

    assert {id_: one["message"] for id_, one in both.items()} == {
        when: "When will it be mended?",
        rude: "You lot are useless.",
    }


def test_it_follows_its_own_pager_over_three_pages(story: Story) -> None:
    """The library's pager needs the token in `paging.next`, as it sends it as a parameter."""
    said = [story.does("comment", f"n{n}", "jo", f"Number {n}", on="lift") for n in range(7)]

    met = [
        one["id"] for one in OldClient(story.address).get_all_connections(story.graph.keys["lift"], "comments", limit=4)
    ]

    assert met == [story.graph.keys["when"], story.graph.keys["rude"], *said]


def test_it_answers_likes_hides_and_deletes_our_own(story: Story) -> None:
    client = OldClient(story.address)
    when, rude = story.graph.keys["when"], story.graph.keys["rude"]

    made = client.put_object(when, "comments", message="On Friday, we promise.")
    client.put_like(when)
    client.request(f"v26.0/{rude}", post_args={"is_hidden": "true", "access_token": PAGE_TOKEN}, method="POST")

    assert story.graph.things[made["id"]].parent == when
    assert story.graph.things[rude].hidden
    shown = client.get_object(when, fields="like_count,user_likes,reactions.summary(total_count).limit(0)")
    assert (shown["like_count"], shown["user_likes"]) == (1, True)
    assert shown["reactions"]["summary"]["total_count"] == 1
    client.delete_object(made["id"])
    with pytest.raises(GraphAPIError) as gone:
        client.get_object(made["id"])
    assert gone.value.result["error"]["error_subcode"] == 33


def test_it_replies_privately_blocks_and_lets_back(story: Story) -> None:
    client = OldClient(story.address)
    sam = story.who("sam")

    sent = client.put_object(
        PAGE_ID,
        "messages",
        recipient=json.dumps({"comment_id": story.graph.keys["rude"]}),
        message=json.dumps({"text": "Please mind our policy."}),
        messaging_type="RESPONSE",
    )
    blocked = client.put_object(PAGE_ID, "blocked", user=json.dumps([sam]))

    assert sent["recipient_id"] == sam
    assert blocked == {sam: True}
    assert client.get_connections(PAGE_ID, "blocked", user=sam)["data"] == [{"id": sam, "name": "Sam Pike"}]
    client.request(f"v26.0/{PAGE_ID}/blocked", args={"user": sam, "access_token": PAGE_TOKEN}, method="DELETE")
    assert client.get_connections(PAGE_ID, "blocked")["data"] == []


def test_it_asks_about_the_token_and_the_version(story: Story) -> None:
    client = OldClient(story.address)

    known = client.debug_access_token(PAGE_TOKEN, APP_ID, APP_SECRET)["data"]

    assert (known["is_valid"], known["type"], known["profile_id"], known["expires_at"]) == (True, "PAGE", PAGE_ID, 0)
    assert "pages_manage_engagement" in known["scopes"]
    unknown = client.debug_access_token("stolen", APP_ID, APP_SECRET)["data"]
    assert (unknown["is_valid"], unknown["error"]["code"]) == (False, 190)


def test_a_colleagues_own_token_leads_to_the_page_but_shows_no_comments(story: Story) -> None:
    person = OldClient(story.address, USER_TOKEN)

    [page] = person.get_connections("me", "accounts")["data"]
    assert (page["id"], page["access_token"]) == (PAGE_ID, PAGE_TOKEN)
    assert person.get_object("me", fields="id")["id"] == OFFICER_ID
    assert person.get_connections(story.graph.keys["lift"], "comments")["data"] == []
    with pytest.raises(GraphAPIError) as refused:
        person.put_object(story.graph.keys["when"], "comments", message="Hello")
    assert refused.value.code == 1705
