"""The X adapter, one answer at a time. Stories over real HTTP are in test_x_town.py, refusals in test_x_errors.py."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import responses

from bot.errors import DialectChanged, NotPossible, OutOfCredit, PlatformError, Unreachable
from bot.model import Action, ActionKind, Cursor, Interaction, InteractionKind, PlatformName, Way
from platforms.x_marks import MOST_LINES, Marks, time_of_id
from tests.builders import DAY, HOUR, MINUTE, NOON, an_account, an_action
from tests.platforms.x_answers import ME, NOTHING, ROOT, a_mention, a_partial, a_post, a_problem, a_quiet_x, an_x, read

OFFER, HAND, NOT_HERE = Way.BY_API, Way.BY_HAND, Way.NOT_HERE


@pytest.fixture
def town() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def id_at(when: datetime, *, add: int = 0) -> str:
    """An id that X would give out at this time."""
    epoch = datetime.fromisoformat("2010-11-04T01:42:54.657Z")
    return str((int((when - epoch).total_seconds() * 1000) << 22) + add)


def a_list(*rows: Any, users: Any = (), **meta: Any) -> dict[str, Any]:
    return {"data": list(rows), "includes": {"users": list(users)}, "meta": {"result_count": len(rows), **meta}}


def heard(town: responses.RequestsMock, *rows: Any, **given: Any) -> list[Interaction]:
    a_quiet_x(town, mentions=a_list(*rows, **given))
    pages, _ = read(an_x())
    return [i for page in pages for i in page.interactions]


def asked(town: responses.RequestsMock, path: str) -> list[dict[str, str]]:
    urls = [urlsplit(str(call.request.url)) for call in town.calls]
    return [{k: v[0] for k, v in parse_qs(url.query).items()} for url in urls if url.path == f"/2/{path}"]


def test_the_whole_of_a_long_post_is_read_as_it_was_written(town: responses.RequestsMock) -> None:
    [post] = heard(town, a_post(text="@DerbyHomes cold &amp; …", note_tweet={"text": "cold &amp;lt; damp &lt;b&gt;"}))
    assert post.text == "cold &lt; damp <b>"


def test_the_new_names_are_read_like_the_old_ones(town: responses.RequestsMock) -> None:
    row = a_post(
        "9003",
        edit_history_tweet_ids=None,
        edit_history_post_ids=["9001", "9003"],
        referenced_posts=[{"type": "replied_to", "id": "8000"}],
        in_reply_to_user_id=ME,
        conversation_id="8000",
        note_post={"text": "all of it"},
    )
    [post] = heard(town, row, users=[{"id": "7001", "username": "jo", "name": "Jo Mellor"}])
    assert (post.ref.id, post.facts["newest_id"], post.parent, post.text) == ("9001", "9003", "8000", "all of it")
    assert post.kind is InteractionKind.COMMENT
    assert post.author == an_account(platform=PlatformName.X, handle="jo")


def test_an_outdated_version_is_replaced_by_the_newest(town: responses.RequestsMock) -> None:
    history = ["9001", "9002"]
    town.get(f"{ROOT}/tweets", json={"data": [a_post("9002", text="new words", edit_history_tweet_ids=history)]})
    [post] = heard(town, a_post("9001", text="old words", edit_history_tweet_ids=history))
    assert (post.ref.id, post.text) == ("9001", "new words")


HOSTILE_ROWS: list[dict[str, Any]] = [
    {"text": None},
    {"text": ["a"]},
    {"text": "a\x00b\ud800"},
    {"edit_history_tweet_ids": "9001"},
    {"edit_history_tweet_ids": [None, {"a": 1}, "-1"]},
    {"referenced_tweets": {"type": "replied_to"}},
    {"referenced_tweets": [None, 1, {"type": "replied_to", "id": ["9"]}]},
    {"entities": []},
    {"entities": {"mentions": {"id": ME}, "urls": [1, {"expanded_url": "javascript:alert(1)"}]}},
    {"in_reply_to_user_id": {"id": 1}},
    {"note_tweet": "all of it"},
    {"created_at": "yesterday"},
    {"created_at": True},
    {"conversation_id": "../../users"},
    {"author_id": {"$ne": ""}},
    {"deep": json.loads("[" * 400 + "]" * 400)},
]


@pytest.mark.parametrize("spoilt", HOSTILE_ROWS)
def test_a_hostile_row_neither_stops_the_reading_nor_leaves_it_as_it_is(
    town: responses.RequestsMock, spoilt: dict[str, Any]
) -> None:
    found = heard(town, a_post("9009"), {**a_post(), **spoilt})
    assert {i.ref.id for i in found} == {"9001", "9009"}
    for post in found:
        post.text.encode()
        json.dumps(dict(post.raw)).encode()
        assert not any(link.startswith("javascript") for link in post.attachments)
        assert all(part.isdecimal() for part in (post.thread, post.parent or "0", post.on or "0"))


HOSTILE_BODIES: list[Any] = [
    {},
    {"data": {"id": "9001"}},
    {"data": "x"},
    {"data": 5, "meta": []},
    [],
    None,
    {"data": [a_post()], "meta": {"next_token": "again"}},
]


@pytest.mark.parametrize("body", HOSTILE_BODIES)
def test_a_body_that_makes_no_sense_is_told_as_lost(town: responses.RequestsMock, body: Any) -> None:
    a_quiet_x(town, mentions=body)
    with pytest.raises(Unreachable):
        read(an_x())


@pytest.mark.parametrize("missing", ["author_id", "conversation_id", "created_at"])
def test_a_list_without_a_field_that_all_have_had_stops_the_reading(town: responses.RequestsMock, missing: str) -> None:
    with pytest.raises(DialectChanged, match=missing):
        heard(town, a_post("9001", **{missing: None}), a_post("9002", **{missing: None}))


@pytest.mark.parametrize("users", [None, {"id": "1"}, [None, 7, {}, {"id": "7001", "username": "<b>", "name": 3}]])
def test_hostile_people_beside_the_rows(town: responses.RequestsMock, users: Any) -> None:
    a_quiet_x(town, mentions={"data": [a_post()], "includes": {"users": users}, "meta": {}})
    pages, _ = read(an_x())
    [post] = [i for page in pages for i in page.interactions]
    assert post.author is not None
    assert (post.author.id, post.author.handle) == ("7001", "")


MARKS: list[dict[str, Any]] = [
    {"since": {"mentions": "x"}, "lines": {"1": [1, 2]}, "spent": {"today": "much"}, "threads": {"a": 1}},
    {"since": [], "lines": 4, "spent": None, "threads": "x", "done": {"own": -1}, "writers": {"a": 1}, "gaps": [1]},
    {"began": True, "lines": {"9": ["a", "b", "c", "d"]}, "spent": {"2026-11-23": "NaN"}, "gaps": {"own": ["a"]}},
    {"done": {"again": 3_999_999_999, "directs": 3_999_999_999, "search": 3_999_999_999}, "spent": {"2999-01-01": "1"}},
]


@pytest.mark.parametrize("marks", MARKS)
def test_marks_that_make_no_sense_are_read_anew(town: responses.RequestsMock, marks: dict[str, Any]) -> None:
    a_quiet_x(town, mentions=a_list(a_post()))
    pages, cursor = read(an_x(), Cursor(marks=marks))
    assert [i.ref.id for page in pages for i in page.interactions] == ["9001"]
    assert json.loads(json.dumps(dict(cursor.marks)))["done"]["own"] == int(NOON.timestamp())


def test_marks_stay_within_bounds() -> None:
    marks = Marks({}, now=NOON, look_back=7 * DAY)
    for n in range(MOST_LINES + 50):
        marks.note(str(n), "words", at=NOON - MINUTE, newest=str(n), public=True)
        marks.add_thread(id_at(NOON - HOUR, add=n))
        marks.add_writer(str(n))
    kept = marks.kept(now=NOON)
    assert (len(kept["lines"]), len(kept["threads"]), len(kept["writers"])) == (MOST_LINES, 100, 500)
    assert "words" not in json.dumps(kept)
    assert Marks(kept, now=NOON, look_back=7 * DAY).kept(now=NOON) == kept
    assert marks.kept(now=NOON + 8 * DAY)["lines"] == {}


def test_an_id_tells_its_time() -> None:
    assert time_of_id(id_at(NOON)) == NOON
    assert time_of_id("9001") is None
    assert time_of_id("x") is None


def test_lists_go_on_from_the_newest_settled_id_and_search_never_beyond_seven_days(
    town: responses.RequestsMock,
) -> None:
    settled, fresh = id_at(NOON - HOUR), id_at(NOON - MINUTE)
    a_quiet_x(town, mentions=a_list(a_post(fresh), a_post(settled)))
    x = an_x(look_back=30 * DAY)
    _, cursor = read(x)
    read(x, cursor)
    first, second = asked(town, f"users/{ME}/mentions")
    assert (first["start_time"], second["since_id"]) == ("2026-10-24T12:00:00Z", settled)
    searches = asked(town, "tweets/search/recent")
    assert [one["start_time"] for one in searches] == ["2026-11-16T12:01:00Z", "2026-11-23T11:50:00Z"]
    assert {one["query"] for one in searches} == {"(to:DerbyHomes) -from:DerbyHomes"}


def test_direct_messages_that_we_may_not_read_are_left_out(town: responses.RequestsMock) -> None:
    a_quiet_x(town, mentions=a_list(a_post()))
    town.replace("GET", f"{ROOT}/dm_events", status=403, json=a_problem(403, "oauth1-permissions"))
    x = an_x()
    pages, cursor = read(x)
    assert [i.ref.id for page in pages for i in page.interactions] == ["9001"]
    read(x, cursor)
    assert len(asked(town, "dm_events")) == 1


def test_somebody_joining_is_no_message(town: responses.RequestsMock) -> None:
    joined = {"id": "1", "event_type": "ParticipantsJoin", "created_at": "2026-11-23T11:00:00Z", "sender_id": "7001"}
    a_quiet_x(town, directs=a_list({**joined, "dm_conversation_id": "1-2"}))
    pages, _ = read(an_x())
    assert [page.interactions for page in pages] == [()]


def test_prices_may_be_replaced_by_name_only() -> None:
    an_x(prices={"post_read": Decimal("0.004")})
    with pytest.raises(ValueError, match="no such price: post_raed"):
        an_x(prices={"post_raed": Decimal(1)})


def test_the_days_spending_is_remembered_from_the_cursor(town: responses.RequestsMock) -> None:
    a_quiet_x(town)
    x = an_x(daily_budget=Decimal(1))
    with pytest.raises(OutOfCredit):
        read(x, Cursor(marks={"spent": {"2026-11-23": "0.999", "2026-11-22": "7"}}))
    assert x.spent[NOON.date()] == Decimal("0.999")
    assert read(x, Cursor(marks={"spent": {"2026-11-22": "7"}})) if not town.calls else True


# What can be done.

OURS = {"in_our_thread": True}
CASES = [
    (a_mention(), "reply hide mute restrict_messages", "private_warning block report", ""),
    (a_mention(facts={}), "reply hide mute", "private_warning", ""),
    (a_mention(facts={"mentions_us": False, "replies_to_us": True}), "reply public_warning", "", ""),
    (a_mention(facts={"mentions_us": False, "replies_to_us": False}), "hide", "reply public_warning", ""),
    (a_mention(facts={"mentions_us": False, "replies_to_us": False, "quotes_us": True}), "reply", "", ""),
    (a_mention(facts={"mentions_us": True, "in_our_thread": False}), "reply", "", "hide unhide"),
    (a_mention(facts={**OURS, "mentions_us": True}), "hide unhide", "", ""),
    (a_mention(facts={"wrote_to_us": True}), "private_warning", "", ""),
    (a_mention(author=None), "reply hide", "mute unmute restrict_messages allow_messages private_warning block", ""),
    (a_mention(author=an_account(platform=PlatformName.X, id=ME)), "", "", " ".join(ActionKind)),
    (
        a_mention(kind=InteractionKind.DIRECT_MESSAGE, facts={}),
        "reply private_warning mute restrict_messages",
        "block report",
        "public_warning hide unhide",
    ),
]


@pytest.mark.parametrize(("interaction", "by_api", "by_hand", "not_here"), CASES)
def test_what_can_be_done(interaction: Interaction, by_api: str, by_hand: str, not_here: str) -> None:
    can = an_x().can(interaction, now=NOON)
    assert set(can) == set(ActionKind)
    for kinds, way in ((by_api, OFFER), (by_hand, HAND), (not_here, NOT_HERE)):
        assert {kind: can[ActionKind(kind)].way for kind in kinds.split()} == dict.fromkeys(kinds.split(), way)
    for ability in can.values():
        assert ability.way is OFFER or ability.because.endswith(".")
        assert ability.way is not HAND or ability.link.startswith("https://")


def test_nothing_is_asked_of_x_for_what_it_does_not_offer(town: responses.RequestsMock) -> None:
    with pytest.raises(NotPossible, match="Block or Unblock"):
        an_x().act(an_action(ActionKind.BLOCK), a_mention(), now=NOON)
    assert not town.calls


# Doing it.


@pytest.mark.parametrize(
    "words",
    ["See https://derbyhomes.org/policy", "See www.derbyhomes.org", "See derbyhomes.org.", "on GOV.UK please"],
)
def test_a_reply_with_a_web_address_is_not_sent(town: responses.RequestsMock, words: str) -> None:
    with pytest.raises(NotPossible, match="web address"):
        an_x().act(an_action(ActionKind.REPLY, wording=words), a_mention(), now=NOON)
    assert not town.calls


def test_an_ordinary_full_stop_is_no_web_address(town: responses.RequestsMock) -> None:
    town.post(f"{ROOT}/tweets", status=201, json={"data": {"id": "9100"}})
    words = "Sorry.We will ring you at 5.30, e.g. on Monday. Thanks."
    receipt = an_x().act(an_action(ActionKind.REPLY, wording=words), a_mention(), now=NOON)
    assert receipt.id == "9100"
    assert json.loads(str(town.calls[0].request.body.decode())) == {
        "text": words,
        "reply": {"in_reply_to_tweet_id": "9001"},
    }


CONFIRMED = [
    (ActionKind.HIDE, "PUT", "tweets/9001/hidden", "hidden", True),
    (ActionKind.UNHIDE, "PUT", "tweets/9001/hidden", "hidden", False),
    (ActionKind.MUTE, "POST", f"users/{ME}/muting", "muting", True),
    (ActionKind.UNMUTE, "DELETE", f"users/{ME}/muting/7001", "muting", False),
    (ActionKind.RESTRICT_MESSAGES, "POST", "users/7001/dm/block", "blocked", True),
    (ActionKind.ALLOW_MESSAGES, "POST", "users/7001/dm/unblock", "blocked", False),
]


@pytest.mark.parametrize(("kind", "method", "path", "name", "wanted"), CONFIRMED)
def test_an_effect_must_be_confirmed(
    town: responses.RequestsMock, kind: ActionKind, method: str, path: str, name: str, wanted: bool
) -> None:
    x, action = an_x(), an_action(kind)
    town.add(method, f"{ROOT}/{path}", json={"data": {name: wanted}})
    assert x.act(action, a_mention(), now=NOON).id in ("9001", "7001")
    town.replace(method, f"{ROOT}/{path}", json={"data": {name: not wanted}})
    with pytest.raises(NotPossible):
        x.act(action, a_mention(), now=NOON)
    for unclear in ({"data": {}}, {"data": {name: "yes"}}, {"ok": True}):
        town.replace(method, f"{ROOT}/{path}", json=unclear)
        with pytest.raises(Unreachable) as lost:
            x.act(action, a_mention(), now=NOON)
        assert lost.value.maybe_done
    assert sum(x.spent.values()) > 0


@pytest.mark.parametrize("id_", ["", "../9", "9001?x=1", "abc"])
def test_what_is_no_id_of_x_is_never_put_into_an_address(town: responses.RequestsMock, id_: str) -> None:
    for kind in (ActionKind.HIDE, ActionKind.REPLY):
        with pytest.raises(NotPossible):
            an_x().act(an_action(kind), a_mention(id=id_, facts={}), now=NOON)
    somebody = a_mention(author=an_account(platform=PlatformName.X, id=id_))
    with pytest.raises(NotPossible):
        an_x().act(an_action(ActionKind.MUTE), somebody, now=NOON)
    assert not town.calls


# Reading back.


def test_our_words_are_found_behind_the_handles_that_x_puts_before_them(town: responses.RequestsMock) -> None:
    reply = a_post(
        id_at(NOON),
        text="@jo Please &amp; thank you",
        author_id=ME,
        created_at="2026-11-23T12:00:00.000Z",
        referenced_tweets=[{"type": "replied_to", "id": "9001"}],
    )
    town.get(f"{ROOT}/tweets", json={"data": [a_post()]})
    town.get(f"{ROOT}/users/{ME}/tweets", json=a_list(reply))
    town.get(f"{ROOT}/tweets/search/recent", json=NOTHING)
    x = an_x()

    def stands(words: str, since: datetime) -> bool | None:
        action = Action(kind=ActionKind.PUBLIC_WARNING, wording=words)
        return x.look_up(a_mention(), action, since=since, now=NOON + MINUTE).took_effect

    assert stands("Please & thank you", NOON) is True
    assert stands("Please & thank you", NOON + MINUTE) is False
    assert stands("Something else", NOON) is False
    assert stands("  ", NOON) is False


def test_our_words_are_found_by_the_search_too(town: responses.RequestsMock) -> None:
    reply = a_post("9100", text="@jo Please", author_id=ME, referenced_tweets=[{"type": "replied_to", "id": "9001"}])
    town.get(f"{ROOT}/tweets", json={"data": [a_post()]})
    town.get(f"{ROOT}/users/{ME}/tweets", json=NOTHING)
    town.get(f"{ROOT}/tweets/search/recent", json=a_list(reply))
    action = Action(kind=ActionKind.REPLY, wording="Please")
    standing = an_x().look_up(a_mention(), action, since=NOON - 2 * HOUR, now=NOON)
    assert standing.took_effect is True
    assert standing.receipt is not None
    assert standing.receipt.id == "9100"
    assert asked(town, "tweets/search/recent")[0]["query"] == "conversation_id:9001 from:DerbyHomes"


def test_the_newest_words_are_looked_up(town: responses.RequestsMock) -> None:
    history = ["9001", "9002"]
    town.get(f"{ROOT}/tweets", json={"data": [a_post(edit_history_tweet_ids=history)]})
    town.get(f"{ROOT}/tweets", json={"data": [a_post("9002", text="new", edit_history_tweet_ids=history)]})
    assert an_x().look_up(a_mention(), now=NOON).text == "new"


def test_silence_about_a_post_does_not_count_as_gone(town: responses.RequestsMock) -> None:
    town.get(f"{ROOT}/tweets", json={"meta": {}})
    with pytest.raises(Unreachable):
        an_x().look_up(a_mention(), now=NOON)


def test_a_mute_is_looked_up_even_when_the_post_has_gone(town: responses.RequestsMock) -> None:
    town.get(f"{ROOT}/tweets", json={"errors": [a_partial("resource-not-found")]})
    town.get(f"{ROOT}/users/{ME}/muting", json=a_list({"id": "1"}, next_token="more"))
    town.get(f"{ROOT}/users/{ME}/muting", json=a_list({"id": "7001"}))
    standing = an_x().look_up(a_mention(), an_action(ActionKind.MUTE), now=NOON)
    assert (standing.exists, standing.took_effect) == (False, True)
    hidden = an_x().look_up(a_mention(), an_action(ActionKind.HIDE), now=NOON)
    assert (hidden.exists, hidden.took_effect) == (False, None)


@pytest.mark.parametrize(
    "body", [{}, {"data": 5}, {"data": [5, {"id": ["9001"]}]}, {"errors": "none"}, {"errors": [7]}]
)
def test_nothing_but_our_own_errors_leaves_a_look_up(town: responses.RequestsMock, body: Any) -> None:
    town.get(f"{ROOT}/tweets", json=body)
    with pytest.raises(PlatformError):
        an_x().look_up(a_mention(), now=NOON)


@pytest.mark.parametrize(
    ("status", "remedy"),
    [(401, "Make new keys"), (402, "Top up"), (429, "Try again after 12:15 UTC"), (500, "Try again later")],
)
def test_a_check_says_what_to_do(town: responses.RequestsMock, status: int, remedy: str) -> None:
    town.get(f"{ROOT}/users/me", status=status, json=a_problem(status))
    account, budget = an_x().check(now=NOON)
    assert (account.ok, budget.ok) == (False, True)
    assert account.remedy.startswith(remedy)


def test_a_day_that_is_spent_is_told(town: responses.RequestsMock) -> None:
    town.get(f"{ROOT}/users/me", json={"data": {"id": ME, "username": "derbyhomes"}})
    town.get(f"{ROOT}/dm_events", status=403, json=a_problem(403, "oauth1-permissions"))
    checks = {check.what: check for check in an_x(daily_budget=Decimal("0.001")).check(now=NOON)}
    assert [what for what, check in checks.items() if not check.ok] == ["direct messages", "budget"]
    assert "rights" in checks["direct messages"].remedy


def test_reading_again_waits_its_time(town: responses.RequestsMock) -> None:
    a_quiet_x(town, mentions=a_list(a_post(id_at(NOON - HOUR))))
    town.get(f"{ROOT}/tweets", json={"errors": [a_partial("resource-not-found", id_at(NOON - HOUR))]})
    x, (_, cursor) = an_x(), read(an_x())
    for later, gone in ((5 * HOUR, 0), (6 * HOUR, 1)):
        pages = list(x.poll(cursor, now=NOON + later))
        assert sum(len(page.gone) for page in pages) == gone


def test_a_budget_of_nothing_still_answers(town: responses.RequestsMock) -> None:
    town.post(f"{ROOT}/tweets", status=201, json={"data": {"id": "9100"}})
    x = an_x(daily_budget=Decimal(0))
    x.act(an_action(ActionKind.REPLY), a_mention(), now=NOON)
    assert x.spent == {NOON.date(): Decimal("0.010")}
    with pytest.raises(OutOfCredit, match="our own budget"):
        list(x.poll(Cursor(), now=NOON + timedelta(0)))
