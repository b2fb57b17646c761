"""Between the people in Slack and the app: presses, forms and commands, over the socket or signed HTTP."""

import asyncio
import json
import threading
import time
from typing import Any
from urllib.parse import urlencode

import requests
from slack_sdk.signature import SignatureVerifier
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from platforms.simulator.slack_world import APP_ID, SIGNING_SECRET, TEAM, SlackWorld

PATIENCE = 3.0  # seconds in which the app must acknowledge


class NotAcked(Exception):
    """The app did not acknowledge in time, or nobody listens: the member sees that it did not work."""


class _Waiting:
    """An envelope that waits for its acknowledgement."""

    def __init__(self) -> None:
        self.acked = threading.Event()
        self.payload: dict[str, Any] = {}


class SlackDoor:
    """Delivers what members do to the app, as Slack would. `address` is where the workspace itself is reached."""

    def __init__(self, world: SlackWorld) -> None:
        """With `request_url` set and no socket open, it is delivered over HTTP, signed."""
        self.world, self.address, self.request_url = world, "", ""
        self._sockets: list[tuple[WebSocket, asyncio.AbstractEventLoop]] = []
        self._waiting: dict[str, _Waiting] = {}
        self._last: dict[str, Any] = {}

    @property
    def listeners(self) -> int:
        """How many sockets are open."""
        return len(self._sockets)

    def press(self, user: str, channel: str, ts: str, action_id: str, *, value: str | None = None) -> dict[str, Any]:
        """Press a button of a message; `value` other than the button's own is a forged one. Raises NotAcked, KeyError.

        Gives the app's answer to the envelope.
        """
        message = self.world.message(channel, ts)
        element = _element(message, action_id)
        action = {
            "type": element["type"],
            "action_id": action_id,
            "block_id": element.get("block_id", ""),
            "value": element.get("value", "") if value is None else value,
            "action_ts": f"{time.time():.6f}",
        }
        container = {"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": False}
        about = {"container": container, "channel": {"id": channel, "name": self.world.channels[channel].name}}
        return self._deliver(
            "interactive",
            self._who(user) | about | {"type": "block_actions", "message": message, "actions": [action]},
            channel=channel,
        )

    def submit(self, user: str, view_id: str, values: dict[str, dict[str, Any]]) -> dict[str, Any]:
        """Send a form off with what was filled in, as view.state.values has it; gives the app's answer.

        The form is closed unless the answer holds errors. Raises NotAcked, KeyError.
        """
        view = self.world.views[view_id]
        sent = {name: view[name] for name in view if name != "user"} | {"state": {"values": values}}
        answer = self._deliver("interactive", self._who(user) | {"type": "view_submission", "view": sent})
        if answer.get("response_action") != "errors":
            del self.world.views[view_id]
        return answer

    def command(self, user: str, channel: str, text: str) -> dict[str, Any]:
        """Type /section11 with these words; gives the app's answer. Raises NotAcked."""
        who = self._who(user)
        payload = {
            "command": "/section11",
            "text": text,
            "user_id": user,
            "user_name": who["user"]["username"],
            "team_id": who["user"]["team_id"],
            "channel_id": channel,
            "api_app_id": APP_ID,
            "trigger_id": who["trigger_id"],
        }
        return self._deliver("slash_commands", payload, channel=channel)

    def again(self) -> dict[str, Any]:
        """Deliver the last envelope once more, as Slack does when it believes that it was lost."""
        return self._send(self._last | {"retry_attempt": 1, "retry_reason": "timeout"})

    def hang_up(self, reason: str = "refresh_requested") -> None:
        """Ask every listener to connect anew, and let go of it."""
        for socket, loop in list(self._sockets):
            asyncio.run_coroutine_threadsafe(_let_go(socket, reason), loop).result(timeout=PATIENCE)

    def routes(self) -> list[WebSocketRoute]:
        """The socket."""
        return [WebSocketRoute("/slack/socket", self._listen)]

    async def _listen(self, socket: WebSocket) -> None:
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self.world.tickets:
            await socket.close(code=4001)
            return
        self.world.tickets.discard(ticket)
        await socket.accept()
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": APP_ID}})
        mine = (socket, asyncio.get_running_loop())
        self._sockets.append(mine)
        try:
            while True:
                self._hear(await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            self._sockets.remove(mine)

    def _hear(self, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return
        waiting = self._waiting.pop(str(answer.get("envelope_id")), None) if isinstance(answer, dict) else None
        if waiting is not None:
            waiting.payload = answer.get("payload") or {}
            waiting.acked.set()

    def _deliver(self, kind: str, payload: dict[str, Any], *, channel: str = "") -> dict[str, Any]:
        if channel:
            number = f"R{self.world.next_number()}"
            user = payload.get("user_id") or payload["user"]["id"]
            self.world.response_urls[number] = {"left": 5, "channel": channel, "user": user}
            payload["response_url"] = f"{self.address}/slack/response/{number}"
        envelope = {"type": kind, "payload": payload, "accepts_response_payload": True}
        self._last = envelope
        return self._send(envelope)

    def _send(self, envelope: dict[str, Any]) -> dict[str, Any]:
        if not self._sockets:
            return self._over_http(envelope)
        envelope = envelope | {"envelope_id": f"envelope-{self.world.next_number()}"}
        waiting = self._waiting[envelope["envelope_id"]] = _Waiting()
        socket, loop = self._sockets[-1]
        asyncio.run_coroutine_threadsafe(socket.send_text(json.dumps(envelope)), loop)
        if not waiting.acked.wait(PATIENCE):
            raise NotAcked
        return waiting.payload

    def _over_http(self, envelope: dict[str, Any]) -> dict[str, Any]:
        if not self.request_url:
            raise NotAcked
        payload = envelope["payload"]
        form = payload if envelope["type"] == "slash_commands" else {"payload": json.dumps(payload)}
        body, at = urlencode(form), str(int(time.time()))
        signed = SignatureVerifier(SIGNING_SECRET).generate_signature(timestamp=at, body=body) or ""
        headers = {"X-Slack-Signature": signed, "X-Slack-Request-Timestamp": at}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = requests.post(self.request_url, data=body, headers=headers, timeout=PATIENCE)
        if answer.status_code != 200:
            raise NotAcked
        return dict(answer.json()) if answer.text.startswith("{") else {}

    def _who(self, user: str) -> dict[str, Any]:
        member = self.world.members[user]
        name = member.form()["name"]
        return {
            "user": {"id": user, "username": name, "name": name, "team_id": member.team},
            "team": {"id": TEAM, "domain": "town"},
            "enterprise": None,
            "is_enterprise_install": False,
            "api_app_id": APP_ID,
            "token": "legacy",
            "trigger_id": self.world.new_trigger(user),
        }


async def _let_go(socket: WebSocket, reason: str) -> None:
    await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})
    await socket.close()


def _element(message: dict[str, Any] | None, action_id: str) -> dict[str, Any]:
    """The button of that message. Raises KeyError where there is none."""
    for block in (message or {}).get("blocks") or ():
        for element in [*(block.get("elements") or ()), block.get("accessory") or {}]:
            if element.get("action_id") == action_id:
                return dict(element) | {"block_id": block.get("block_id", "")}
    raise KeyError(action_id)
