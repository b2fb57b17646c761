"""What can be read on X: who we are, mentions, search, own posts, single posts, in both dialects."""

from collections.abc import Iterator

import pytest
import requests
import tweepy

from platforms.simulator.x_world import APP_BEARER, OUR_ID, USER_BEARER
from tests.platforms.simulator.x_town import Stage, Story, bearer, running, signed_in

STAGE = Stage()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(STAGE) as where:
        yield where


@pytest.fixture
def story() -> Story:
    story = Story()
    STAGE.put_on(story.world)
    return story


def get(address: str, path: str, token: str = USER_BEARER, **params: str | int) -> requests.Response:
    return requests.get(f"{address}/2{path}", params=params, headers=bearer(token), timeout=20)


def ids(answer: requests.Response) -> list[str]:
    return [post["id"] for post in answer.json().get("data", [])]


def test_who_am_i_by_every_sign_in_that_has_a_user(address: str, story: Story) -> None:
    signed = signed_in(address).get_me(user_auth=True, user_fields=["verified_type"])
    assert signed.json() == {
        "data": {"id": OUR_ID, "name": "Derby Homes", "username": "DerbyHomes", "verified_type": "business"}
    }
    assert get(address, "/users/me").json()["data"]["id"] == OUR_ID
    assert get(address, "/users/me", APP_BEARER).status_code == 403
    assert story.world.dialect == "old"


def test_mentions_are_newest_first_and_paged_to_the_end(address: str, story: Story) -> None:
    posted = [story.does("mention", f"m{n}", "ann", f"Boiler, day {n}") for n in range(12)]
    story.does("post", "ours", text="Good morning @DerbyHomes")
    client = signed_in(address)
    first = client.get_users_mentions(OUR_ID, max_results=5, user_auth=True)
    assert ids(first) == posted[:-6:-1]
    meta = first.json()["meta"]
    assert (meta["result_count"], meta["newest_id"], meta["oldest_id"]) == (5, posted[-1], posted[-5])
    second = client.get_users_mentions(OUR_ID, max_results=5, pagination_token=meta["next_token"], user_auth=True)
    third = client.get_users_mentions(
        OUR_ID, max_results=5, pagination_token=second.json()["meta"]["next_token"], user_auth=True
    )
    assert ids(first) + ids(second) + ids(third) == posted[::-1]
    assert "next_token" not in third.json()["meta"]


def test_the_library_pages_through_by_itself(address: str, story: Story) -> None:
    posted = [story.does("mention", f"m{n}", "ann", f"Boiler, day {n}") for n in range(12)]
    client = signed_in(address, return_type=tweepy.Response)
    pages = tweepy.Paginator(client.get_users_mentions, OUR_ID, max_results=5, user_auth=True)
    assert [str(tweet.id) for tweet in pages.flatten()] == posted[::-1]


def test_a_new_mention_between_two_pages_shifts_nothing(address: str, story: Story) -> None:
    posted = [story.does("mention", f"m{n}", "ann", f"Boiler, day {n}") for n in range(8)]
    token = get(address, f"/users/{OUR_ID}/mentions", max_results=5).json()["meta"]["next_token"]
    story.does("mention", "late", "bob", "Me too")
    assert ids(get(address, f"/users/{OUR_ID}/mentions", max_results=5, pagination_token=token)) == posted[2::-1]


def test_mentions_within_a_stretch(address: str, story: Story) -> None:
    posted = [story.does("mention", f"m{n}", "ann", f"Boiler, day {n}") for n in range(4)]
    path = f"/users/{OUR_ID}/mentions"
    assert ids(get(address, path, since_id=posted[1])) == [posted[3], posted[2]]
    assert ids(get(address, path, until_id=posted[1])) == [posted[0]]
    assert ids(get(address, path, start_time="2026-06-01T09:00:02Z", end_time="2026-06-01T09:00:04Z")) == [
        posted[2],
        posted[1],
    ]
    empty = get(address, path, since_id=posted[3]).json()
    assert empty == {"meta": {"result_count": 0}}


def test_only_the_newest_800_mentions_can_be_reached(address: str, story: Story) -> None:
    posted = [story.does("mention", f"m{n}", "ann", f"Number {n}") for n in range(803)]
    oldest = get(address, f"/users/{OUR_ID}/mentions", until_id=posted[5], max_results=100)
    assert ids(oldest) == [posted[4], posted[3]]


def test_search_finds_the_thread_the_replies_and_the_quotes(address: str, story: Story) -> None:
    ours = story.does("post", "ours", text="We are replacing boilers in Allenton.")
    comment = story.does("comment", "c1", "ann", "About time!", on="ours")
    aside = story.does("reply", "c2", "bob", "He said that last year too", on="c1", mentions_us=False)
    quote = story.does("mention", "q1", "bob", "Look at this", quotes="ours")
    client = signed_in(address)

    def found(query: str) -> list[str]:
        return ids(client.search_recent_tweets(query, user_auth=True, max_results=10))

    assert found(f"conversation_id:{ours}") == [aside, comment, ours]
    assert found(f"conversation_id:{ours} is:reply") == [aside, comment]
    assert found(f"conversation_id:{ours} -from:DerbyHomes -from:bob_1987") == [comment]
    assert found("to:DerbyHomes -from:DerbyHomes") == [comment]
    assert found(f"in_reply_to_tweet_id:{comment}") == [aside]
    assert found(f"quotes_of_tweet_id:{ours}") == [quote]
    assert found(f"(in_reply_to_tweet_id:{comment} OR quotes_of_tweet_id:{ours}) -(from:ann from:bob)") == [
        quote,
        aside,
    ]
    assert found('"About time"') == [comment]
    assert found("@DerbyHomes has:mentions") == [comment]
    assert ids(client.get_quote_tweets(ours, user_auth=True)) == [quote]
    texts = {key: story.world.posts[story.world.id_of(key)].text for key in ("c1", "c2", "q1")}
    assert texts == {
        "c1": "@DerbyHomes About time!",
        "c2": "@AnnOfAllenton He said that last year too",
        "q1": "Look at this",
    }


def test_search_reaches_back_seven_days_and_the_app_further(address: str, story: Story) -> None:
    old = story.does("mention", "old", "ann", "Still waiting")
    story.passes(days=8)
    new = story.does("mention", "new", "ann", "Still waiting, week two")
    assert ids(get(address, "/tweets/search/recent", query="from:AnnOfAllenton")) == [new]
    assert ids(get(address, "/tweets/search/all", APP_BEARER, query="from:AnnOfAllenton", max_results=500)) == [
        new,
        old,
    ]
    refused = get(address, "/tweets/search/recent", query="from:AnnOfAllenton", since_id=old)
    assert refused.status_code == 400
    assert "'since_id' must be a tweet id created after" in refused.json()["errors"][0]["message"]
    assert get(address, "/tweets/search/recent", query="to:x", start_time="2026-06-01T09:00:00Z").status_code == 400


def test_own_posts_with_and_without_replies(address: str, story: Story) -> None:
    first = story.does("post", "ours", text="Office closed on Monday")
    story.does("comment", "c1", "ann", "And repairs?", on="ours")
    reply = story.does("our_reply", "r1", text="Repairs run as usual.", on="c1")
    client = signed_in(address)
    assert ids(client.get_users_tweets(OUR_ID, user_auth=True)) == [reply, first]
    assert ids(client.get_users_tweets(OUR_ID, exclude=["replies", "retweets"], user_auth=True)) == [first]
    assert story.world.posts[reply].text == "@AnnOfAllenton Repairs run as usual."


def test_posts_by_id_tell_what_is_missing_and_why(address: str, story: Story) -> None:
    there = story.does("mention", "there", "ann", "Hello")
    gone = story.does("mention", "gone", "ann", "Oops")
    shut = story.does("mention", "shut", "bob", "Private now")
    barred = story.does("mention", "barred", "cat", "Suspended later")
    story.does("delete", "d", "ann", on="gone")
    story.world.set_standing("bob", "protected")
    story.world.set_standing("cat", "suspended")
    answer = signed_in(address).get_tweets([there, gone, shut, barred, "999"], user_auth=True)
    assert answer.status_code == 200
    assert ids(answer) == [there]
    assert [(e["resource_id"], e["type"].rpartition("/")[2]) for e in answer.json()["errors"]] == [
        (gone, "resource-not-found"),
        (shut, "not-authorized-for-resource"),
        (barred, "resource-unavailable"),
        ("999", "resource-not-found"),
    ]
    alone = get(address, f"/tweets/{gone}")
    assert (alone.status_code, list(alone.json())) == (200, ["errors"])
    assert ids(get(address, f"/users/{OUR_ID}/mentions")) == [there]


def test_likers_are_named(address: str, story: Story) -> None:
    ours = story.does("post", "ours", text="Thank you all")
    story.world.likes[ours] = [story.id_of("ann"), story.id_of("bob")]
    answer = signed_in(address).get_liking_users(ours, user_auth=True)
    assert {user["username"] for user in answer.json()["data"]} == {"AnnOfAllenton", "bob_1987"}


def test_only_default_fields_unless_asked(address: str, story: Story) -> None:
    posted = story.does("mention", "m", "ann", "Hello")
    assert get(address, f"/tweets/{posted}").json() == {
        "data": {"id": posted, "text": "@DerbyHomes Hello", "edit_history_tweet_ids": [posted]}
    }


OLD_WORDS = "author_id,conversation_id,created_at,in_reply_to_user_id,referenced_tweets,entities,nonsense"


def test_the_old_dialect(address: str, story: Story) -> None:
    ours = story.does("post", "ours", text="Office closed")
    comment = story.does("comment", "c", "ann", "Why? https://example.org/a #derby", on="ours")
    answer = get(
        address, f"/tweets/{comment}", **{"tweet.fields": OLD_WORDS, "expansions": "author_id,referenced_tweets.id"}
    ).json()
    assert answer["data"] == {
        "id": comment,
        "text": "@DerbyHomes Why? https://example.org/a #derby",
        "edit_history_tweet_ids": [comment],
        "author_id": story.id_of("ann"),
        "conversation_id": ours,
        "created_at": "2026-06-01T09:00:02.000Z",
        "in_reply_to_user_id": OUR_ID,
        "referenced_tweets": [{"type": "replied_to", "id": ours}],
        "entities": {
            "mentions": [{"start": 0, "end": 11, "username": "DerbyHomes", "id": OUR_ID}],
            "urls": [
                {
                    "start": 17,
                    "end": 38,
                    "url": "https://example.org/a",
                    "expanded_url": "https://example.org/a",
                    "display_url": "example.org/a",
                }
            ],
            "hashtags": [{"start": 39, "end": 45, "tag": "derby"}],
        },
    }
    assert [user["username"] for user in answer["includes"]["users"]] == ["AnnOfAllenton"]
    assert [post["id"] for post in answer["includes"]["tweets"]] == [ours]


def test_the_new_dialect_has_expansions_where_the_old_had_fields(address: str, story: Story) -> None:
    ours = story.does("post", "ours", text="Office closed")
    comment = story.does("comment", "c", "ann", "Why?", on="ours")
    wanted = {
        "post.fields": "conversation_id,author_id,public_metrics",
        "expansions": "author_id,in_reply_to_user_id,referenced_posts,edit_history_post_ids",
    }
    answer = get(address, f"/tweets/{comment}", **wanted).json()
    assert answer["data"]["edit_history_post_ids"] == [comment]
    assert answer["data"]["referenced_posts"] == [{"type": "replied_to", "id": ours}]
    assert answer["data"]["author_id"] == story.id_of("ann")
    assert "repost_count" in answer["data"]["public_metrics"]
    assert {post["id"] for post in answer["includes"]["posts"]} == {ours, comment}
    assert {user["id"] for user in answer["includes"]["users"]} == {story.id_of("ann"), OUR_ID}
    fields_only = get(address, f"/tweets/{comment}", **{"post.fields": "author_id,created_at"}).json()["data"]
    assert sorted(fields_only) == ["created_at", "id", "text"]


def test_a_server_that_forgot_the_old_dialect_leaves_the_fields_out(address: str, story: Story) -> None:
    story.does("post", "ours", text="Office closed")
    story.does("comment", "c", "ann", "Why?", on="ours")
    story.world.dialect = "new"
    answer = signed_in(address).get_users_mentions(
        OUR_ID,
        tweet_fields=["conversation_id", "created_at", "referenced_tweets"],
        expansions=["author_id", "referenced_tweets.id"],
        user_auth=True,
    )
    assert answer.status_code == 200
    assert sorted(answer.json()["data"][0]) == ["author_id", "id", "text"]
    assert "errors" not in answer.json()


def test_a_deleted_parent_is_an_error_beside_the_data(address: str, story: Story) -> None:
    story.does("mention", "parent", "bob", "Anybody else without heating?")
    child = story.does("reply", "child", "ann", "Yes, us", on="parent")
    story.does("delete", "d", "bob", on="parent")
    answer = get(address, f"/tweets/{child}", expansions="referenced_tweets.id").json()
    assert answer["data"]["id"] == child
    assert "includes" not in answer
    assert answer["errors"][0]["parameter"] == "referenced_tweets.id"


def test_a_long_post_is_cut_and_stands_whole_in_its_note(address: str, story: Story) -> None:
    words = "It has been raining through the bathroom ceiling since March. " * 8
    posted = story.does("mention", "m", "ann", words)
    data = get(address, f"/tweets/{posted}", **{"tweet.fields": "note_tweet"}).json()["data"]
    assert data["text"].endswith("…")
    assert len(data["text"]) <= 280
    assert data["note_tweet"]["text"] == f"@DerbyHomes {words}"


def test_direct_messages_are_read_newest_first(address: str, story: Story) -> None:
    first = story.does("direct_message", "d1", "ann", "Can you ring me?")
    story.does("direct_message", "d2", "bob", "Hello")
    answer = story.does("our_reply", "d3", text="We will ring at two.", on="d1")
    client = signed_in(address)
    everything = client.get_direct_message_events(user_auth=True, dm_event_fields=["sender_id", "dm_conversation_id"])
    assert [event["text"] for event in everything.json()["data"]] == [
        "We will ring at two.",
        "Hello",
        "Can you ring me?",
    ]
    with_ann = client.get_direct_message_events(
        participant_id=story.id_of("ann"), dm_event_fields=["sender_id", "dm_conversation_id"], user_auth=True
    ).json()["data"]
    low, high = sorted([OUR_ID, story.id_of("ann")], key=int)
    assert [(event["id"], event["sender_id"]) for event in with_ann] == [(answer, OUR_ID), (first, story.id_of("ann"))]
    assert {event["dm_conversation_id"] for event in with_ann} == {f"{low}-{high}"}


def test_usage_counts_each_post_once_a_day(address: str, story: Story) -> None:
    posted = story.does("mention", "m", "ann", "Hello")
    for _ in range(3):
        get(address, f"/tweets/{posted}")
    answer = get(address, "/usage/tweets", APP_BEARER, **{"usage.fields": "daily_project_usage"}).json()["data"]
    assert answer["project_usage"] == 1
    assert answer["daily_project_usage"]["usage"] == [{"date": "2026-06-01T00:00:00.000Z", "usage": 1}]
