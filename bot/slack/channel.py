"""Slack beside the daemon: connected, kept up to date, and let go of; whatever fails there stops nothing here."""

import socket
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
from bot.settings_values import SlackSettings
from bot.slack.app import Listening
from bot.slack.board import REMEDY, Board
from bot.slack.commands import Commands
from bot.slack.posting import Poster
from bot.slack.press import Presses
from bot.slack.who import Doorkeeper

log = structlog.get_logger("section11.slack")
OFFICIAL = "https://slack.com/api/"
PATH = "/slack/events"
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds between attempts to listen


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
        self._board = Board(Poster(client), desk.store, settings, policy, desk.clock)
        self._socket: SocketModeHandler | None = None
        self._server: uvicorn.Server | None = None
        self._listen_at, self._wait = 0.0, FIRST_WAIT

    def start(self) -> None:
        """Nothing yet: `once` begins to listen, and tries again where it may not."""

    def once(self) -> None:
        """Listen if we do not, and bring the cards up to date."""
        if self._socket is None and self._server is None and time.monotonic() >= self._listen_at:
            self._listen()
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

    def _listen(self) -> None:
        """Go to Slack, or open the port that it comes to; what fails is tried again after a longer and longer wait."""
        self._listen_at = time.monotonic() + self._wait
        self._wait = min(2 * self._wait, LONGEST_WAIT)
        try:
            if self._settings.mode == "http":
                self._server = _serve(self._listening, self._settings.port)
            else:
                self._connect()
        except (SlackClientError, OSError) as trouble:
            error = str(getattr(trouble, "response", {}).get("error") or type(trouble).__name__)
            usual = "is the port free?" if self._settings.mode == "http" else "look at the app token"
            remedy = REMEDY.get(error, usual)
            log.error("slack cannot be heard; cards are shown all the same", error=error, remedy=remedy)  # noqa: TRY400 - no fault of ours
        else:
            self._wait = FIRST_WAIT
            log.info("listening to slack")

    def _connect(self) -> None:
        handler = self._listening.socket()
        try:
            handler.connect()  # type: ignore[no-untyped-call]
        except (SlackClientError, OSError):
            handler.close()  # type: ignore[no-untyped-call]
            raise
        self._socket = handler


def _serve(listening: Listening, port: int) -> uvicorn.Server:
    handler = SlackRequestHandler(listening.app)

    async def hear(request: Request) -> Response:
        return await handler.handle(request)

    app = Starlette(routes=[Route(PATH, hear, methods=["POST"])])
    listening_at = socket.create_server(("127.0.0.1", port))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", ws="none"))
    words = {"sockets": [listening_at]}
    threading.Thread(target=server.run, kwargs=words, name="slack over http", daemon=True).start()
    return server
