"""What can be done on X: answer where X allows it, delete, hide, mute, write privately; edits and deletions."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
import requests
import tweepy

from platforms.simulator.x_world import ACCESS_TOKEN_WITH_ID, OUR_ID, USER_BEARER
from tests.platforms.simulator.x_town import Stage, Story, bearer, running, signed_in

STAGE = Stage()
MENTION_RULE = "You can only reply to or quote posts where you are mentioned or are the author."


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(STAGE) as where:
        yield where


@pytest.fixture
def story() -> Story:
    story = Story()
    STAGE.put_on(story.world)
    story.does("post", "ours", text="We are replacing boilers in Allenton.")
    return story


def ask(address: str, method: str, path: str, body: object = None) -> requests.Response:
    return requests.request(method, f"{address}/2{path}", json=body, headers=bearer(USER_BEARER), timeout=20)


def reply(address: str, target: str, text: str = "Sorry to hear that.", **more: object) -> requests.Response:
    return ask(address, "POST", "/tweets", {"text": text, "reply": {"in_reply_to_tweet_id": target}, **more})


def test_a_reply_to_somebody_who_named_us_stands_in_the_thread(address: str, story: Story) -> None:
    comment = story.does("comment", "c", "ann", "Mine is still broken", on="ours")
    answer = signed_in(address).create_tweet(text="Please send us your address.", in_reply_to_tweet_id=comment)
    assert answer.status_code == 201
    data = answer.json()["data"]
    assert data["text"] == "@AnnOfAllenton Please send us your address."
    post = story.world.posts[data["id"]]
    assert (post.replies_to, post.conversation, post.by_hand) == (comment, story.world.id_of("ours"), False)
    assert story.world.answered_at("ann") == story.clock.now()
    assert story.world.answered_at("bob") is None


REPLY_CASES: dict[str, tuple[Callable[[Story], str], int]] = {
    "named us": (lambda s: s.does("mention", "x", "ann", "Hello"), 201),
    "answered our post": (lambda s: s.does("comment", "x", "ann", "Hello", on="ours"), 201),
    "quoted us": (lambda s: s.does("mention", "x", "ann", "Look", quotes="ours"), 201),
    "is our own post": (lambda s: s.world.id_of("ours"), 201),
    "answered under our post without naming us": (
        lambda s: s.does("comment", "x", "ann", "Hello", on="ours", mentions_us=False),
        403,
    ),
    "answers a third party in our thread": (
        lambda s: (
            s.does("comment", "c", "ann", "Hello", on="ours")
            and s.does("reply", "x", "bob", "Rubbish", on="c", mentions_us=False)
        ),
        403,
    ),
    "answers a third party and names us too": (
        lambda s: s.does("comment", "c", "ann", "Hello", on="ours") and s.does("reply", "x", "bob", "Quite", on="c"),
        201,
    ),
}


@pytest.mark.parametrize("case", REPLY_CASES)
def test_whom_x_lets_us_answer(address: str, story: Story, case: str) -> None:
    make, status = REPLY_CASES[case]
    answer = reply(address, make(story))
    assert answer.status_code == status
    if status == 403:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json() == {"type": "about:blank", "title": "Forbidden", "detail": MENTION_RULE, "status": 403}


def test_a_reply_can_leave_people_out_and_say_how_it_was_made(address: str, story: Story) -> None:
    story.does("comment", "c", "ann", "Hello", on="ours")
    target = story.does("reply", "x", "bob", "Quite", on="c")
    left_out = {"in_reply_to_tweet_id": target, "exclude_reply_user_ids": [story.id_of("ann")]}
    body = {"text": "Thanks both.", "reply": left_out, "made_with_ai": True, "reply_settings": "mentionedUsers"}
    post = story.world.posts[ask(address, "POST", "/tweets", body).json()["data"]["id"]]
    assert (post.text, post.made_with_ai, post.reply_settings) == ("@bob_1987 Thanks both.", True, "mentionedUsers")


REFUSED_POSTS: dict[str, tuple[dict[str, object], int, str]] = {
    "nothing to say": ({"text": "  "}, 400, "$.text: is missing but it is required"),
    "too long": ({"text": "a" * 281}, 400, "Your Tweet text is too long."),
    "too heavy": ({"text": "👍" * 141}, 400, "Your Tweet text is too long."),
    "a key X does not have": ({"text": "a", "in_reply_to": "1"}, 400, "$.in_reply_to: is not defined"),
    "text of the wrong type": ({"text": 5}, 400, "$.text: wrong type"),
    "reply to nothing": ({"text": "a", "reply": {}}, 400, "$.reply.in_reply_to_tweet_id: is missing"),
    "a bad id": ({"text": "a", "reply": {"in_reply_to_tweet_id": "x"}}, 400, "`in_reply_to_tweet_id` value"),
    "settings X does not have": ({"text": "a", "reply_settings": "nobody"}, 400, "$.reply_settings: does not have"),
    "reply to a post that is gone": (
        {"text": "a", "reply": {"in_reply_to_tweet_id": "12"}},
        403,
        "deleted or not visible",
    ),
    "a quote, which self-serve no longer has": ({"text": "a", "quote_tweet_id": "1"}, 403, "access level"),
    "the same words twice": ({"text": "We are replacing boilers in Allenton."}, 403, "duplicate content"),
}


@pytest.mark.parametrize("case", REFUSED_POSTS)
def test_posts_that_x_refuses(address: str, story: Story, case: str) -> None:
    body, status, words = REFUSED_POSTS[case]
    before = story.world.spent
    answer = ask(address, "POST", "/tweets", body)
    assert answer.status_code == status
    inner = answer.json().get("errors", [{}])[0].get("message", "")
    assert words in answer.json()["detail"] + inner
    assert (story.world.spent, len(story.world.posts)) == (before, 1)


def test_280_light_letters_and_a_long_address_fit(address: str, story: Story) -> None:
    assert ask(address, "POST", "/tweets", {"text": "b" * 280}).status_code == 201
    assert ask(address, "POST", "/tweets", {"text": "c" * 256 + " https://example.org/" + "d" * 200}).status_code == 201
    assert len(story.world.posts) == 3


PRICES: dict[str, tuple[Callable[[str, Story], requests.Response], str]] = {
    "a post": (lambda a, _: ask(a, "POST", "/tweets", {"text": "Hello"}), "0.015"),
    "a post with an address in it": (lambda a, _: ask(a, "POST", "/tweets", {"text": "https://x.org/a"}), "0.200"),
    "a summoned reply": (lambda a, s: reply(a, s.does("mention", "m", "ann", "Hi")), "0.010"),
    "a summoned reply with an address": (
        lambda a, s: reply(a, s.does("mention", "m", "ann", "Hi"), "See http://x.org/b"),
        "0.200",
    ),
    "a mute": (lambda a, s: ask(a, "POST", f"/users/{OUR_ID}/muting", {"target_user_id": s.id_of("ann")}), "0.015"),
    "an unmute": (lambda a, s: ask(a, "DELETE", f"/users/{OUR_ID}/muting/{s.id_of('ann')}"), "0.005"),
    "a hidden reply": (
        lambda a, s: ask(
            a, "PUT", f"/tweets/{s.does('comment', 'c', 'ann', 'Hi', on='ours')}/hidden", {"hidden": True}
        ),
        "0.005",
    ),
    "a DM block": (lambda a, s: ask(a, "POST", f"/users/{s.id_of('ann')}/dm/block"), "0.010"),
    "a look at our own posts": (lambda a, _: ask(a, "GET", f"/users/{OUR_ID}/tweets"), "0.001"),
    "a look at somebody's posts": (
        lambda a, s: s.does("mention", "m", "ann", "Hi") and ask(a, "GET", f"/users/{s.id_of('ann')}/tweets"),  # type: ignore[dict-item, return-value]  # an id is never empty
        "0.005",
    ),
    "an empty poll": (lambda a, _: ask(a, "GET", f"/users/{OUR_ID}/mentions"), "0"),
    "a post with its author": (
        lambda a, s: ask(a, "GET", f"/tweets/{s.world.id_of('ours')}?expansions=author_id"),
        "0.015",
    ),
}


@pytest.mark.parametrize("case", PRICES)
def test_what_it_costs(address: str, story: Story, case: str) -> None:
    call, price = PRICES[case]
    credit = story.world.credits
    assert call(address, story).ok
    assert story.world.spent == Decimal(price)
    assert story.world.credits == credit - Decimal(price)


def test_reading_the_same_again_costs_nothing_until_midnight(address: str, story: Story) -> None:
    path = f"/tweets/{story.world.id_of('ours')}"
    spent = []
    for hours in (0, 1, 24):
        story.passes(hours=hours)
        ask(address, "GET", path)
        spent.append(story.world.spent)
    assert spent == [Decimal("0.005"), Decimal("0.005"), Decimal("0.010")]


def test_we_delete_our_own_posts_and_no_others(address: str, story: Story) -> None:
    comment = story.does("comment", "c", "ann", "Hello", on="ours")
    client = signed_in(address)
    assert client.delete_tweet(story.world.id_of("ours")).json() == {"data": {"deleted": True}}
    assert not story.world.stands(story.world.id_of("ours"))
    with pytest.raises(tweepy.Forbidden, match="not authorized to delete"):
        client.delete_tweet(comment)
    assert story.world.stands(comment)


def test_hiding_works_under_our_posts_only_and_can_be_taken_back(address: str, story: Story) -> None:
    comment = story.does("comment", "c", "ann", "Hello", on="ours")
    nested = story.does("reply", "n", "bob", "Rubbish", on="c", mentions_us=False)
    client = signed_in(address)
    assert client.hide_reply(comment).json() == {"data": {"hidden": True}}
    assert client.hide_reply(nested).json() == {"data": {"hidden": True}}
    assert story.world.hidden == {comment, nested}
    still_there = ask(address, "GET", f"/tweets/{comment}").json()["data"]
    assert (still_there["id"], "hidden" in still_there) == (comment, False)
    assert client.unhide_reply(comment).json() == {"data": {"hidden": False}}
    assert story.world.hidden == {nested}


@pytest.mark.parametrize("what", ["a mention outside our threads", "a reply elsewhere", "our own post"])
def test_what_cannot_be_hidden(address: str, story: Story, what: str) -> None:
    mention = story.does("mention", "m", "ann", "Hello")
    elsewhere = story.does("reply", "r", "bob", "Hello Ann", on="m")
    target = {
        "a mention outside our threads": mention,
        "a reply elsewhere": elsewhere,
        "our own post": story.world.id_of("ours"),
    }[what]
    answer = ask(address, "PUT", f"/tweets/{target}/hidden", {"hidden": True})
    assert (answer.status_code, answer.json()["title"]) == (403, "Forbidden")
    assert story.world.hidden == set()


def test_muting_and_its_list(address: str, story: Story) -> None:
    client, ann = signed_in(address, access_token=ACCESS_TOKEN_WITH_ID), story.id_of("ann")
    assert client.mute(ann).json() == {"data": {"muting": True}}
    assert [user["id"] for user in client.get_muted().json()["data"]] == [ann]
    seen = client.get_user(id=ann, user_fields=["connection_status"], user_auth=True).json()["data"]
    assert seen["connection_status"] == ["muting"]
    assert client.unmute(ann).json() == {"data": {"muting": False}}
    assert client.get_muted().json() == {"meta": {"result_count": 0}}
    refused = ask(address, "POST", f"/users/{ann}/muting", {"target_user_id": OUR_ID})
    assert "must be the same as the authenticating user" in refused.json()["errors"][0]["message"]


def test_blocking_is_for_people_and_its_list_can_be_read(address: str, story: Story) -> None:
    bob = story.id_of("bob")
    for method, path in (("POST", f"/users/{OUR_ID}/blocking"), ("DELETE", f"/users/{OUR_ID}/blocking/{bob}")):
        refused = ask(address, method, path, {"target_user_id": bob} if method == "POST" else None)
        assert (refused.status_code, refused.json()["reason"]) == (403, "client-not-enrolled")
        assert refused.json()["type"] == "https://api.x.com/2/problems/client-forbidden"
    story.world.blocked.add(bob)
    assert [user["id"] for user in ask(address, "GET", f"/users/{OUR_ID}/blocking").json()["data"]] == [bob]
    assert story.does("comment", "c", "bob", "You cannot stop me", on="ours") == ""
    assert story.does("edit", "e", "bob", "Really", on="c") == ""
    assert story.world.state()["kept_out"] == ["c", "e"]


def test_a_private_message_only_to_somebody_who_wrote_first(address: str, story: Story) -> None:
    client, ann = signed_in(address), story.id_of("ann")
    with pytest.raises(tweepy.Forbidden, match="cannot send messages"):
        client.create_direct_message(participant_id=ann, text="Please stop.")
    story.does("direct_message", "d", "ann", "Who is in charge there?")
    sent = client.create_direct_message(participant_id=ann, text="Please stop.")
    low, high = sorted([OUR_ID, ann], key=int)
    assert (sent.status_code, sent.json()["data"]["dm_conversation_id"]) == (201, f"{low}-{high}")
    assert [(one.sender, one.text) for one in story.world.directs][-1] == (OUR_ID, "Please stop.")
    assert story.world.answered_at("ann") == story.clock.now()


def test_after_a_dm_block_nothing_more_arrives_until_it_is_lifted(address: str, story: Story) -> None:
    ann = story.id_of("ann")
    assert ask(address, "POST", f"/users/{ann}/dm/block").json() == {"data": {"blocked": True}}
    assert story.does("direct_message", "d1", "ann", "Hello?") == ""
    assert ask(address, "POST", f"/users/{ann}/dm/unblock").json() == {"data": {"blocked": False}}
    assert story.does("direct_message", "d2", "ann", "Hello again")
    assert [one.text for one in story.world.directs] == ["Hello again"]


def test_an_edit_has_a_new_id_and_is_read_again(address: str, story: Story) -> None:
    first = story.does("mention", "m", "ann", "You lot are useles")
    story.does("edit", "e", "ann", "You lot are useless", on="m")
    second = story.world.id_of("m")
    assert int(second) > int(first)
    again = ask(address, "GET", f"/users/{OUR_ID}/mentions?since_id={first}&tweet.fields=edit_controls").json()["data"]
    assert [(post["id"], post["text"]) for post in again] == [(second, "@DerbyHomes You lot are useless")]
    assert again[0]["edit_history_tweet_ids"] == [first, second]
    assert again[0]["edit_controls"] == {
        "edits_remaining": 4,
        "is_edit_eligible": True,
        "editable_until": "2026-06-01T09:30:02.000Z",
    }
    old = ask(address, "GET", f"/tweets/{first}").json()["data"]
    assert (old["text"], old["edit_history_tweet_ids"]) == ("@DerbyHomes You lot are useles", [first, second])
    story.does("delete", "d", "ann", on="m")
    errors = ask(address, "GET", f"/tweets?ids={first},{second}").json()["errors"]
    assert [error["resource_id"] for error in errors] == [first, second]


def test_x_does_not_edit_replies_nor_late_nor_often(address: str, story: Story) -> None:
    assert address
    story.does("comment", "c", "ann", "Hello", on="ours")
    with pytest.raises(ValueError, match="a reply cannot be edited"):
        story.does("edit", "e", "ann", "Hi", on="c")
    story.does("mention", "m", "ann", "Hello")
    for number in range(5):
        story.does("edit", f"e{number}", "ann", f"Hello {number}", on="m")
    with pytest.raises(ValueError, match="no longer"):
        story.does("edit", "e6", "ann", "Hi", on="m")
    story.does("mention", "late", "ann", "Hello there")
    story.passes(minutes=31)
    with pytest.raises(ValueError, match="no longer"):
        story.does("edit", "e7", "ann", "Hi", on="late")


@pytest.mark.parametrize(
    ("kind", "on", "words"),
    [
        ("review", "", "no happening of the kind"),
        ("comment", "nowhere", "nothing on X"),
        ("delete", "dm", "not a post"),
    ],
)
def test_happenings_that_x_cannot_know(address: str, story: Story, kind: str, on: str, words: str) -> None:
    assert address
    story.does("direct_message", "dm", "ann", "Hello")
    with pytest.raises(ValueError, match=words):
        story.does(kind, "k", "ann", "Text", on=on)
