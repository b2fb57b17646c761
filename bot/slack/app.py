"""Listening to Slack: acknowledge, ask who it is, hand over, answer; nothing is decided here."""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.cases import Officer
from bot.errors import NotApproved
from bot.settings_values import SlackSettings
from bot.slack.commands import Commands
from bot.slack.kit import PREFIX, seen
from bot.slack.press import Answer, Presses
from bot.slack.who import Doorkeeper
from storage.store import Store

log = structlog.get_logger("section11.slack")
OURS = re.compile(rf"^{PREFIX}")
REMEMBERED = 2000
WENT_WRONG = "Something went wrong on our side, and nothing was decided. Whoever runs section11 finds it in the log."


class Listening:
    """The ears: one Bolt app whose listeners hand over to `presses`."""

    def __init__(
        self,
        client: WebClient,
        settings: SlackSettings,
        store: Store,
        presses: Presses,
        commands: Commands,
        door: Doorkeeper,
    ) -> None:
        """Nothing is connected yet."""
        self._client, self._settings, self._store = client, settings, store
        self._presses, self._commands, self._door = presses, commands, door
        self._heard: OrderedDict[tuple[str, ...], None] = OrderedDict()
        self._lock = threading.Lock()
        secret = settings.secrets.get("signing_secret")
        self.app = App(
            client=client,
            signing_secret=secret.reveal() if secret else None,
            token_verification_enabled=False,
            request_verification_enabled=settings.mode == "http",
            raise_error_for_unhandled_request=False,
        )
        self.app.action(OURS)(self._pressed)
        self.app.view(OURS)(self._submitted)
        self.app.command("/section11")(self._commanded)

    def socket(self) -> SocketModeHandler:
        """A handler for Socket Mode, not yet connected."""
        token = self._settings.secrets["app_token"].reveal()
        own = WebClient(base_url=self._client.base_url, timeout=10)
        return SocketModeHandler(self.app, app_token=token, web_client=own)

    def _pressed(self, ack: Ack, body: dict[str, Any]) -> None:
        ack()
        action = (body.get("actions") or [{}])[0]
        what = str(action.get("action_id", "")).removeprefix(PREFIX)
        user, channel, ts = _user(body), *_place(body)
        if what == "open" or self._heard_before(user, str(action.get("action_ts")), ts, what):
            return
        value = str(action.get("value", ""))

        def do(by: Officer) -> Answer:
            card = self._store.card_at(channel, ts)
            if card is None or str(card.case) != value.partition(":")[0]:
                return Answer(words="This is no card of ours; nothing was done.", refused=True)
            return self._presses.press(what, value, by)

        answer = self._answered(body, what, do)
        if answer.form is not None:
            self._opened(body, answer, channel, user)
        elif answer.words:
            self._tell(channel, user, answer.words)

    def _submitted(self, ack: Ack, body: dict[str, Any]) -> None:
        view = body.get("view") or {}
        what = str(view.get("callback_id", "")).removeprefix(PREFIX)
        values = (view.get("state") or {}).get("values") or {}
        about = str(view.get("private_metadata", ""))
        answer = self._answered(body, what, lambda by: self._presses.submit(what, about, values, by))
        if not answer.refused:
            ack()
            return
        wrong = answer.wrong or {"": answer.words}
        fields = [block["block_id"] for block in view.get("blocks") or () if block.get("type") == "input"]
        ack(response_action="errors", errors={_field(name, fields): words for name, words in wrong.items()})

    def _commanded(self, ack: Ack, body: dict[str, Any]) -> None:
        user, text = str(body.get("user_id", "")), str(body.get("text", ""))[:3000]
        try:
            by = self._door.officer(user, str(body.get("team_id", "")))
            ack(response_type="ephemeral", text="section11", blocks=self._commands.answer(text, by))
        except NotApproved as refused:
            told = {"what": "command", "answer": f"refused: {refused}"}
            self._store.note("slack_refused", actor=f"slack:{user}"[:60], now=self._presses.clock(), **told)
            ack(response_type="ephemeral", text=f"{str(refused)[:1].upper()}{str(refused)[1:]}.")
        except Exception:
            log.exception("a command failed for a reason of our own")
            ack(response_type="ephemeral", text=WENT_WRONG)

    def _answered(self, body: dict[str, Any], what: str, do: Callable[[Officer], Answer]) -> Answer:
        """What comes of it; somebody who may not is refused, and that is on the record too."""
        user = _user(body)
        try:
            by = self._door.officer(user, _team(body))
            return do(by)
        except NotApproved as refused:
            told = {"what": what, "answer": f"refused: {refused}"}
            self._store.note("slack_refused", actor=f"slack:{user}"[:60], now=self._presses.clock(), **told)
            return Answer(words=f"{str(refused)[:1].upper()}{str(refused)[1:]}.", refused=True)
        except Exception:
            log.exception("a press failed for a reason of our own", what=what)
            return Answer(words=WENT_WRONG, refused=True)

    def _opened(self, body: dict[str, Any], answer: Answer, channel: str, user: str) -> None:
        try:
            self._client.views_open(trigger_id=str(body.get("trigger_id", "")), view=answer.form or {})
        except SlackClientError as trouble:
            log.warning("a form could not be opened", error=type(trouble).__name__)
            self._tell(channel, user, "The form could not be opened in time; press again.")

    def _tell(self, channel: str, user: str, words: str) -> None:
        """Tell just whoever pressed; that they may not be told does not undo anything."""
        text = {"type": "plain_text", "text": seen(words)[:2900], "emoji": False}
        try:
            self._client.chat_postEphemeral(
                channel=channel, user=user, text="section11", blocks=[{"type": "section", "text": text}]
            )
        except SlackClientError as trouble:
            log.warning("somebody could not be told", error=type(trouble).__name__)

    def _heard_before(self, *press: str) -> bool:
        """Whether just this press has come already: Slack repeats what it believes was lost."""
        with self._lock:
            if press in self._heard:
                return True
            self._heard[press] = None
            while len(self._heard) > REMEMBERED:
                self._heard.popitem(last=False)
        return False


def _user(body: dict[str, Any]) -> str:
    return str((body.get("user") or {}).get("id", ""))


def _team(body: dict[str, Any]) -> str:
    """The workspace of whoever pressed, who may be somebody else's guest in our channel."""
    user, team = body.get("user") or {}, body.get("team") or {}
    return str(user.get("team_id") or team.get("id") or "")


def _place(body: dict[str, Any]) -> tuple[str, str]:
    where = body.get("container") or {}
    return str(where.get("channel_id", "")), str(where.get("message_ts", ""))


def _field(name: str, fields: list[str]) -> str:
    """Where an error is shown: at its field, else at the last one."""
    return name if name in fields else fields[-1] if fields else name
