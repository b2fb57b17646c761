"""What Graph lets a Page do in the town, and what it looks like afterwards."""

import json
from collections.abc import Iterator

import pytest

from bot.model import PlatformName
from platforms.simulator.graph_world import INSTAGRAM_ID, PAGE_ID
from tests.platforms.simulator.graph_town import Story, a_story


@pytest.fixture
def story() -> Iterator[Story]:
    with a_story() as one:
        one.does("post", "lift", text="The lift is mended on Friday.")
        one.does("comment", "rude", "sam", "You lot are useless.", on="lift")
        one.does("reply", "steady", "jo", "Steady on.", on="rude")
        one.on_instagram("post", "photo", text="New kitchens")
        one.on_instagram("comment", "late", "sam", "Took you long enough", on="photo")
        yield one


def test_an_answer_to_an_answer_stands_under_the_comment_that_began_the_thread(story: Story) -> None:
    made = story.post(f"v26.0/{story.graph.keys['steady']}/comments", message="Thank you, Jo.").json()

    shown = story.get(f"v26.0/{made['id']}", fields="parent{id,message},object,from").json()
    assert shown["parent"]["id"] == story.graph.keys["rude"]
    assert shown["object"]["id"] == story.graph.keys["lift"]
    assert shown["from"]["id"] == PAGE_ID


def test_a_visitors_post_can_be_hidden_answered_and_answered_privately(story: Story) -> None:
    bins = story.does("visitor_post", "bins", "jo", "The bins have not been emptied.")

    assert story.post(f"v26.0/{bins}", is_hidden="true").json() == {"success": True}
    assert "id" in story.post(f"v26.0/{bins}/comments", message="We have told the council.").json()
    sent = story.post(
        f"v26.0/{PAGE_ID}/messages",
        recipient=json.dumps({"post_id": bins}),
        message='{"text": "Which street is it?"}',
        messaging_type="RESPONSE",
    )
    assert sent.json()["recipient_id"] == story.who("jo")
    shown = story.get(f"v26.0/{bins}", fields="is_hidden,can_reply_privately").json()
    assert (shown["is_hidden"], shown["can_reply_privately"]) == (True, False)


def test_a_second_private_message_waits_until_the_person_has_written(story: Story) -> None:
    first = {
        "recipient": json.dumps({"comment_id": story.graph.keys["rude"]}),
        "message": '{"text": "Mind our policy"}',
    }
    later = {"recipient": json.dumps({"id": story.who("sam")}), "message": '{"text": "Thank you"}'}
    assert story.post(f"v26.0/{PAGE_ID}/messages", **first).ok
    refused = story.post(f"v26.0/{PAGE_ID}/messages", **later).json()["error"]

    story.does("direct_message", "dm", "sam", "All right, sorry.")
    sent = story.post(f"v26.0/{PAGE_ID}/messages", **later)

    assert (refused["code"], refused["error_subcode"]) == (10, 2018278)
    assert sent.json()["recipient_id"] == story.who("sam")
    [thread] = story.get(f"v26.0/{PAGE_ID}/conversations", fields="id,message_count").json()["data"]
    lines = story.get(f"v26.0/{thread['id']}/messages", fields="message").json()["data"]
    assert [line["message"] for line in lines] == ["Thank you", "All right, sorry.", "Mind our policy"]


@pytest.mark.parametrize("way", ["user", "psid", "uid", "user[]", "user[0]"])
def test_somebody_can_be_named_in_every_way_that_the_edge_takes(story: Story, way: str) -> None:
    sam = story.who("sam")

    assert story.post(f"v26.0/{PAGE_ID}/blocked", **{way: sam}).json() == {sam: True}
    assert {row.author_marks for row in story.graph.view() if row.author == "Sam Pike"} == {("blocked",)}
    assert story.post(f"v26.0/{PAGE_ID}/blocked", **{way: json.dumps([sam])}).json() == {sam: True}
    gone = story.ask("DELETE", f"v26.0/{PAGE_ID}/blocked", params={way: sam})
    assert gone.json() == {"success": True}
    assert not story.graph.is_blocked("sam", PlatformName.FACEBOOK)


def test_blocking_somebody_again_is_possible_two_days_after_unblocking(story: Story) -> None:
    sam = story.who("sam")
    story.post(f"v26.0/{PAGE_ID}/blocked", user=sam)
    story.ask("DELETE", f"v26.0/{PAGE_ID}/blocked", params={"user": sam})
    assert story.post(f"v26.0/{PAGE_ID}/blocked", user=sam).json()["error"]["code"] == 3802

    story.passes(days=2)

    assert story.post(f"v26.0/{PAGE_ID}/blocked", user=sam).json() == {sam: True}


def test_what_somebody_blocked_says_does_not_arrive_but_they_may_delete_what_they_said(story: Story) -> None:
    story.post(f"v26.0/{PAGE_ID}/blocked", user=story.who("sam"))

    assert story.does("comment", "more", "sam", "Still useless.", on="lift") == ""
    assert story.does("reply", "to-more", "jo", "Stop it.", on="more") == ""
    story.does("delete", "sorry", "sam", on="rude")

    assert story.graph.things[story.graph.keys["rude"]].deleted
    assert story.graph.things[story.graph.keys["steady"]].deleted


def test_comments_under_a_photo_can_be_closed_and_opened(story: Story) -> None:
    photo = story.graph.keys["photo"]

    story.post(f"v26.0/{photo}", comment_enabled="false")
    assert story.get(f"v26.0/{photo}", fields="is_comment_enabled").json()["is_comment_enabled"] is False
    assert story.on_instagram("comment", "closed", "jo", "Hello?", on="photo") == ""
    story.post(f"v26.0/{photo}", comment_enabled="true")
    assert story.on_instagram("comment", "open", "jo", "Hello!", on="photo")


def test_a_mention_on_instagram_is_in_no_list_but_can_be_read_and_answered_by_its_id(story: Story) -> None:
    named = story.on_instagram("mention", "named", "jo", "Ask @derbyhomes")

    assert story.get(f"v26.0/{INSTAGRAM_ID}/tags", fields="id").json() == {"data": []}
    fields = f"mentioned_media.media_id({named}){{caption,username}}"
    told = story.get(f"v26.0/{INSTAGRAM_ID}", fields=fields).json()["mentioned_media"]
    assert told == {"caption": "Ask @derbyhomes", "username": "jo.mellor", "id": named}
    assert "id" in story.post(f"v26.0/{INSTAGRAM_ID}/mentions", media_id=named, message="Ask away.").json()
    assert named not in [one["id"] for one in story.town.interactions()]


def test_instagram_blocks_only_people_in_a_conversation_and_lets_them_back(story: Story) -> None:
    sam = story.who("sam", PlatformName.INSTAGRAM)
    who = {"user_ids": json.dumps([{"id": sam}])}
    edge = f"v26.0/{INSTAGRAM_ID}/moderate_conversations"
    story.on_instagram("direct_message", "dm", "sam", "Oi")

    assert story.post(edge, **who, actions='["BLOCK_USER", "MOVE_TO_SPAM"]').json() == {sam: {"success": True}}
    assert story.on_instagram("comment", "more", "sam", "Oi", on="photo") == ""
    assert story.post(edge, **who, actions='["UNBLOCK_USER"]').json() == {sam: {"success": True}}
    assert story.on_instagram("comment", "back", "sam", "Sorry", on="photo")


def test_a_picture_under_a_comment_is_told_with_its_address(story: Story) -> None:
    address = "https://pictures.example.org/damp.jpg"
    damp = story.does("comment", "damp", "jo", "Look at this", on="lift", attachment=address)

    told = story.get(f"v26.0/{damp}", fields="attachment,message").json()["attachment"]

    assert (told["type"], told["url"], told["media"]["image"]["src"]) == ("photo", address, address)


def test_a_post_that_is_published_is_listed_and_one_that_is_deleted_takes_all_below_along(story: Story) -> None:
    made = story.post(f"v26.0/{PAGE_ID}/feed", message="The office is closed on Monday.").json()["id"]
    [first, _] = story.get(f"v26.0/{PAGE_ID}/published_posts", fields="id,message").json()["data"]
    assert first == {"id": made, "message": "The office is closed on Monday."}

    story.ask("DELETE", f"v26.0/{story.graph.keys['lift']}")

    assert story.get(f"v26.0/{story.graph.keys['steady']}").json()["error"]["error_subcode"] == 33


def test_a_private_reply_is_shown_where_it_belongs_and_every_other_note_at_the_end(story: Story) -> None:
    rude = story.graph.keys["rude"]
    story.does("direct_message", "dm", "jo", "Thank you for Tuesday")
    recipient = json.dumps({"comment_id": rude})
    story.post(f"v26.0/{PAGE_ID}/messages", recipient=recipient, message='{"text": "Mind our policy"}')

    rows = story.graph.view()

    below = rows[[row.id for row in rows].index(rude) + 1]
    assert (below.private, below.ours, below.depth, below.to, below.text) == (
        True,
        True,
        2,
        "Sam Pike",
        "Mind our policy",
    )
    assert (rows[-1].private, rows[-1].author, rows[-1].text) == (True, "Jo Mellor", "Thank you for Tuesday")
