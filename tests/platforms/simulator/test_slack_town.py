"""The workspace in the town, met by Slack's own library: what it takes, and what it refuses as Slack does."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from platforms.simulator.server import running
from platforms.simulator.slack_show import mrkdwn
from platforms.simulator.slack_world import BOT_TOKEN, SlackWorld
from platforms.simulator.town import Town
from tests.builders import NOON

CASES = "C0CASES"


@dataclass
class Workspace:
    world: SlackWorld
    client: WebClient
    town: Town
    address: str


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    town = Town(NOON)
    town.slack.burst = 1000
    with running(town) as address:
        client = WebClient(token=BOT_TOKEN, base_url=f"{address}/slack/api/", retry_handlers=[])
        yield Workspace(world=town.slack, client=client, town=town, address=address)


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": plain(text)}


def a_button(**given: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": [{"type": "button", "action_id": "a", "text": plain("Go")} | given]}


def asking(**given: str) -> dict[str, Any]:
    words = {"title": "Sure?", "text": "Really?", "confirm": "Yes", "deny": "No"} | given
    return {name: plain(text) for name, text in words.items()}


def an_input(**given: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("Why?"), "element": {"type": "plain_text_input"} | given}


TAKEN = {
    "a section as long as may be": [section("x" * 3000)],
    "fifty blocks": [section("x")] * 50,
    "a button with a question": [a_button(confirm=asking(text="x" * 300), value="v" * 2000)],
    "a line in small print": [{"type": "context", "elements": [plain("x")] * 10}],
}
REFUSED = {
    "a section too long": ([section("x" * 3001)], "less than 3001"),
    "an empty text": ([section("")], "more than 0"),
    "fifty-one blocks": ([section("x")] * 51, "no more than 50"),
    "a property that Slack does not know": ([a_button(disabled=True)], "additional property not allowed: disabled"),
    "a button's words too long": ([a_button(text=plain("x" * 76))], "less than 76"),
    "a button with formats": ([a_button(text={"type": "mrkdwn", "text": "*x*"})], "must be plain_text"),
    "a button's value too long": ([a_button(value="v" * 2001)], "at most 2000"),
    "a style of our own": ([a_button(style="green")], "style must be"),
    "a question too long": ([a_button(confirm=asking(text="x" * 301))], "less than 301"),
    "an answer too long": ([a_button(confirm=asking(deny="x" * 31))], "less than 31"),
    "too many buttons": ([{"type": "actions", "elements": a_button()["elements"] * 26}], "between 1 and 25"),
    "too much in small print": ([{"type": "context", "elements": [plain("x")] * 11}], "between 1 and 10"),
    "two blocks of one name": ([section("x") | {"block_id": "b"}] * 2, "is used twice"),
    "a block that there is not": ([{"type": "marquee"}], "unsupported block type"),
    "a field in a message": ([an_input()], "only stand in views"),
    "a name too long": ([section("x") | {"block_id": "b" * 256}], "at most 255"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_slack_takes(workspace: Workspace, name: str) -> None:
    assert workspace.client.chat_postMessage(channel=CASES, text="x", blocks=TAKEN[name])["ok"]


@pytest.mark.parametrize("name", REFUSED)
def test_what_slack_refuses(workspace: Workspace, name: str) -> None:
    blocks, words = REFUSED[name]
    before = len(workspace.world.shown(CASES))
    with pytest.raises(SlackApiError) as refused:
        workspace.client.chat_postMessage(channel=CASES, text="x", blocks=blocks)
    assert refused.value.response["error"] == "invalid_blocks"
    assert words in str(refused.value.response["response_metadata"]["messages"])
    assert len(workspace.world.shown(CASES)) == before


def modal(**given: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("A form"), "submit": plain("Go"), "blocks": [an_input()]} | given


VIEWS = {
    "a title too long": (modal(title=plain("x" * 25)), "less than 25"),
    "fields without a way to send them": ({k: v for k, v in modal().items() if k != "submit"}, "submit"),
    "too much to remember": (modal(private_metadata="x" * 3001), "at most 3000"),
    "more words than there is room for": (modal(blocks=[an_input(max_length=3001)]), "between 1 and 3000"),
    "a hundred and one blocks": (modal(blocks=[section("x")] * 101), "no more than 100"),
}


@pytest.mark.parametrize("name", VIEWS)
def test_forms_that_slack_refuses(workspace: Workspace, name: str) -> None:
    view, words = VIEWS[name]
    with pytest.raises(SlackApiError) as refused:
        workspace.client.views_open(trigger_id=workspace.world.new_trigger("U0PRIYA"), view=view)
    assert refused.value.response["error"] == "invalid_arguments"
    assert words in str(refused.value.response["response_metadata"]["messages"])


def test_a_trigger_opens_one_form(workspace: Workspace) -> None:
    trigger = workspace.world.new_trigger("U0PRIYA")
    assert workspace.client.views_open(trigger_id=trigger, view=modal())["view"]["id"]
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        workspace.client.views_open(trigger_id=trigger, view=modal())


CALLS = {
    "channel_not_found": lambda c: c.chat_postMessage(channel="C0NONE", text="x"),
    "message_not_found": lambda c: c.chat_update(channel=CASES, ts="1.1", text="x"),
    "thread_not_found": lambda c: c.conversations_replies(channel=CASES, ts="1.1"),
    "user_not_found": lambda c: c.users_info(user="U0NONE"),
    "no_such_subteam": lambda c: c.usergroups_users_list(usergroup="S0NONE"),
    "unknown_method": lambda c: c.reminders_list(),
}


@pytest.mark.parametrize("error", CALLS)
def test_what_there_is_not(workspace: Workspace, error: str) -> None:
    with pytest.raises(SlackApiError) as refused:
        CALLS[error](workspace.client)
    assert refused.value.response["error"] == error


def test_a_token_of_somebody_else_and_a_scope_that_is_missing(workspace: Workspace) -> None:
    with pytest.raises(SlackApiError, match="invalid_auth"):
        WebClient(token="xoxb-else", base_url=workspace.client.base_url).auth_test()
    workspace.world.scopes.discard("users:read")
    with pytest.raises(SlackApiError) as refused:
        workspace.client.users_info(user="U0PRIYA")
    assert (refused.value.response["error"], refused.value.response["needed"]) == ("missing_scope", "users:read")
    workspace.world.scopes.add("users:read")


def test_metadata_is_only_shown_to_who_asks_for_it(workspace: Workspace) -> None:
    metadata = {"event_type": "e", "event_payload": {"n": 1}}
    ts = workspace.client.chat_postMessage(channel=CASES, text="x", metadata=metadata)["ts"]
    shown = workspace.client.conversations_history(channel=CASES, limit=1)["messages"][0]
    assert (shown["ts"], "metadata" in shown) == (ts, False)
    shown = workspace.client.conversations_history(channel=CASES, limit=1, include_all_metadata=True)["messages"][0]
    assert shown["metadata"] == metadata


def test_a_channel_takes_only_so_much(workspace: Workspace) -> None:
    workspace.world.open_channel("C0BUSY", "busy")
    workspace.world.burst = 2
    try:
        for _ in range(2):
            workspace.client.chat_postMessage(channel="C0BUSY", text="x")
        with pytest.raises(SlackApiError) as refused:
            workspace.client.chat_postMessage(channel="C0BUSY", text="x")
    finally:
        workspace.world.burst = 1000
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "1"


def test_an_address_for_answering_works_five_times(workspace: Workspace) -> None:
    workspace.world.response_urls["R1"] = {"left": 5, "channel": CASES, "user": "U0PRIYA"}
    hook = WebhookClient(f"{workspace.address}/slack/response/R1")
    assert [hook.send(text="x").status_code for _ in range(6)] == [200] * 5 + [404]


READ = {
    "*bold* & <b>": "<strong>bold</strong> &amp; &lt;b&gt;",
    "<!channel>": '<mark class="mention">@channel</mark>',
    "<https://e.org|Approve>": '<a href="https://e.org" rel="noreferrer">Approve</a>',
    "<javascript:alert(1)|x>": "&lt;javascript:alert(1)|x&gt;",
    '"><img src=x onerror=alert(1)>': "&#34;&gt;&lt;img src=x onerror=alert(1)&gt;",
    "&lt;!channel&gt;": "&lt;!channel&gt;",
}


@pytest.mark.parametrize("text", READ)
def test_what_the_page_makes_of_formats(text: str) -> None:
    assert str(mrkdwn(text)) == READ[text]
