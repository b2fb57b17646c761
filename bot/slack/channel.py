"""Slack beside the daemon: connected, kept up to date, and let go of; whatever fails there stops nothing here."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import structlog
import uvicorn
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.starlette.handler import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk import Desk
from bot.policy.model import Policy
from bot.settings import SlackSettings
from bot.slack.app import Listening
from bot.slack.board import REMEDY, Board
from bot.slack.commands import Commands
from bot.slack.press import Presses
from bot.slack.who import Doorkeeper

log = structlog.get_logger("section11.slack")
OFFICIAL = "https://slack.com/api/"
PATH = "/slack/events"
CONNECT_AGAIN = 30.0  # seconds


def client_of(settings: SlackSettings, *, timeout: int = 10) -> WebClient:
    """A client that repeats nothing by itself: a repeated message would be a second card."""
    secret = settings.secrets.get("bot_token")
    token = secret.reveal() if secret else None
    return WebClient(token=token, base_url=settings.base_url or OFFICIAL, timeout=timeout, retry_handlers=[])


class SlackChannel:
    """Everything of Slack, as the daemon sees it: `start`, `once` now and then, `stop`."""

    name = "cards in slack"
    every = timedelta(seconds=0.25)

    def __init__(
        self, desk: Desk, settings: SlackSettings, policy: Callable[[], Policy], wake: Callable[[], None]
    ) -> None:
        """`policy` is the one in force; `wake` is called when there may be something to carry out."""
        self._settings = settings
        client = client_of(settings)
        door = Doorkeeper(client_of(settings, timeout=2), settings, desk.settings.officers)
        presses = Presses(store=desk.store, policy=policy, clock=desk.clock, claim_for=settings.claim_for, wake=wake)
        commands = Commands(store=desk.store, policy=policy, clock=desk.clock, wake=wake)
        self._listening = Listening(client, settings, desk.store, presses, commands, door)
        self._board = Board(client, desk.store, settings, policy, desk.clock)
        self._socket: SocketModeHandler | None = None
        self._server: uvicorn.Server | None = None
        self._connect_at = 0.0

    def start(self) -> None:
        """Begin to listen where Slack comes to us; where we go to Slack, `once` connects."""
        if self._settings.mode == "http":
            self._server = _serve(self._listening, self._settings.port)

    def once(self) -> None:
        """Connect if that is due, and bring the cards up to date."""
        if self._settings.mode == "socket" and self._socket is None and time.monotonic() >= self._connect_at:
            self._connect()
        self._board.once()

    @property
    def is_up_to_date(self) -> bool:
        """Whether everything that has happened stands in Slack."""
        return self._board.is_up_to_date

    def stop(self) -> None:
        """Listen no longer; a press that is being answered is answered."""
        if self._socket is not None:
            self._socket.close()  # type: ignore[no-untyped-call]
        if self._server is not None:
            self._server.should_exit = True

    def _connect(self) -> None:
        self._connect_at = time.monotonic() + CONNECT_AGAIN
        handler = self._listening.socket()
        try:
            handler.connect()  # type: ignore[no-untyped-call]
        except (SlackClientError, OSError) as trouble:  # expected when Slack is away: no traceback
            error = str(getattr(trouble, "response", {}).get("error") or type(trouble).__name__)
            log.error(  # noqa: TRY400 - an answer of Slack's, no fault of ours
                "slack does not let us listen", error=error, remedy=REMEDY.get(error, "look at the app token")
            )
            handler.close()  # type: ignore[no-untyped-call]
        else:
            self._socket = handler
            log.info("listening to slack")


def _serve(listening: Listening, port: int) -> uvicorn.Server:
    handler = SlackRequestHandler(listening.app)

    async def hear(request: Request) -> Response:
        return await handler.handle(request)

    app = Starlette(routes=[Route(PATH, hear, methods=["POST"])])
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, lifespan="off", ws="none")
    server = uvicorn.Server(config)
    threading.Thread(target=server.run, name="slack over http", daemon=True).start()
    return server
