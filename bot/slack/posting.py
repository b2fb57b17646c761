"""Putting words into Slack: no faster than a channel takes them, and never twice where that can be told."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack.card import Drawn
from bot.slack.kit import plain_text, section

log = structlog.get_logger("section11.slack")
EVENT = "section11_card"
BURST, EACH = 3, 1.0  # Slack takes about one message a second in each channel, and a few at once
LOOK_BACK = timedelta(minutes=10)
UNFIT = {"invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long", "no_text"}
About = Mapping[str, int | str]


@dataclass(slots=True)
class Pace:
    """How many messages a channel still takes, and until when it takes none."""

    left: float = BURST
    at: float = 0.0
    shut_until: float = 0.0

    def may(self, now: float) -> bool:
        """Whether a message may go now; counts it."""
        self.left, self.at = min(BURST, self.left + (now - self.at) / EACH), now
        if now < self.shut_until or self.left < 1:
            return False
        self.left -= 1
        return True


class Poster:
    """Posts and changes messages. Every message carries what it is `about`, by which it is found again."""

    def __init__(self, client: WebClient) -> None:
        """`client` must not repeat by itself what it did not get an answer to."""
        self._client = client
        self._paces: dict[str, Pace] = {}

    def may_post(self, channel: str) -> bool:
        """Whether the channel takes a message now; counts it."""
        return self._pace(channel).may(time.monotonic())

    def post(self, channel: str, drawn: Drawn, about: About, *, thread: str | None = None) -> str:
        """Post it, and give its place. Raises what the library raises; what Slack finds unfit is posted plainly."""
        return _fitting(drawn, lambda fit: self._post(channel, fit, about, thread))

    def update(self, channel: str, ts: str, drawn: Drawn) -> None:
        """Let the message at that place show this. Raises as `post`."""

        def change(fit: Drawn) -> str:
            self._client.chat_update(channel=channel, ts=ts, blocks=fit.blocks, text=fit.text)
            return ts

        _fitting(drawn, change)

    def found(self, channel: str, about: About, since: datetime, *, thread: str | None = None) -> str:
        """Where a message stands of which we never heard whether it was posted; empty if it does not.

        Where the app may not read the channel, nobody can tell, and it is posted again. Raises what the library does.
        """
        oldest = f"{(since - LOOK_BACK).timestamp():.6f}"
        asked: dict[str, Any] = {"channel": channel, "include_all_metadata": True, "limit": 200, "oldest": oldest}
        try:
            if thread is None:
                answer = self._client.conversations_history(**asked)
            else:
                answer = self._client.conversations_replies(ts=thread, **asked)
        except SlackApiError as refused:
            if refused.response.get("error") != "missing_scope":
                raise
            log.warning("the app may not read its channel, so a message may stand there twice")
            return ""
        for message in answer.get("messages") or ():
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == EVENT and metadata.get("event_payload") == dict(about):
                return str(message["ts"])
        return ""

    def _post(self, channel: str, drawn: Drawn, about: About, thread: str | None) -> str:
        try:
            answer = self._client.chat_postMessage(
                channel=channel,
                blocks=drawn.blocks,
                text=drawn.text,
                metadata={"event_type": EVENT, "event_payload": dict(about)},
                thread_ts=thread,
                unfurl_links=False,
                unfurl_media=False,
                link_names=False,
            )
        except SlackApiError as refused:
            if refused.response.get("error") == "ratelimited":
                self._pace(channel).shut_until = time.monotonic() + retry_after(refused)
            raise
        return str(answer["ts"])

    def _pace(self, channel: str) -> Pace:
        return self._paces.setdefault(channel, Pace(at=time.monotonic()))


def plainly(text: str) -> list[dict[str, Any]]:
    """The blocks of a card that can't be drawn: that it is there, and where it can be decided."""
    return [section(plain_text(f"{text}. This card can't be shown in Slack; decide it at the terminal."))]


def retry_after(refused: SlackApiError) -> float:
    """For how many seconds Slack wants to be left in peace."""
    headers = {str(name).casefold(): value for name, value in dict(refused.response.headers or {}).items()}
    try:
        return max(0.5, float(headers.get("retry-after", 1)))
    except (TypeError, ValueError):
        return 1.0


def _fitting(drawn: Drawn, send: Callable[[Drawn], str]) -> str:
    """Send it; what Slack finds unfit is sent plainly, for one bad card must not keep the others waiting."""
    try:
        return send(drawn)
    except SlackApiError as refused:
        if refused.response.get("error") not in UNFIT:
            raise
        log.error("slack finds a card unfit; it is shown plainly", error=refused.response.get("error"))  # noqa: TRY400 - Slack's answer
        return send(replace(drawn, blocks=plainly(drawn.text)))
