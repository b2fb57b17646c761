"""Who may come in: tokens, the app's proof, and permissions (Graph API, access tokens and securing requests)."""

import hashlib
import hmac
from typing import Any

from platforms.simulator.graph_ask import Ask
from platforms.simulator.graph_errors_town import GraphRefusal, bad, dead_token, lacks
from platforms.simulator.graph_world import APP_ID, APP_SECRET, OFFICER_ID, PAGE_ID, PAGE_TOKEN, USER_TOKEN, GraphWorld

APP_TOKEN = f"{APP_ID}|{APP_SECRET}"
KINDS = {PAGE_TOKEN: "PAGE", USER_TOKEN: "USER", APP_TOKEN: "APP"}


def admit(world: GraphWorld, ask: Ask) -> None:
    """Return when the token is good. Raises GraphRefusal."""
    if not ask.token:
        text = "An access token is required to request this resource."
        raise GraphRefusal(code=104, text=text, status=401)
    if ask.token not in KINDS:
        raise dead_token(None, "Invalid OAuth access token - Cannot parse access token")
    if world.token_trouble is not None and ask.token != APP_TOKEN:
        raise dead_token(world.token_trouble or None)
    _check_proof(world, ask)
    if ask.token == APP_TOKEN and ask.path not in {"debug_token", "", APP_ID}:
        text = "An active access token must be used to query information about the current user."
        raise GraphRefusal(code=2500, text=text)


def _check_proof(world: GraphWorld, ask: Ask) -> None:
    proof = ask.params.get("appsecret_proof")
    if proof is None:
        if world.proof_required and ask.token != APP_TOKEN:
            raise bad("API calls from the server require an appsecret_proof argument")
        return
    expected = hmac.new(APP_SECRET.encode(), ask.token.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), proof.encode()):
        raise bad("Invalid appsecret_proof provided in the API argument")


def need(world: GraphWorld, permission: str, code: int = 10) -> None:
    """Return when the permission is there. Raises GraphRefusal."""
    if permission not in world.scopes:
        raise lacks(permission, code)


def debug_token(world: GraphWorld, ask: Ask) -> dict[str, Any]:
    """What Meta knows of a token. Raises GraphRefusal."""
    token = ask.params.get("input_token", "")
    if not token:
        raise bad("You must provide an input token")
    if token not in KINDS:
        problem = {"code": 190, "message": "Invalid OAuth access token."}
        return {"data": {"error": problem, "is_valid": False, "scopes": []}}
    data: dict[str, Any] = {
        "app_id": APP_ID,
        "type": KINDS[token],
        "application": "Section 11",
        "is_valid": world.token_trouble is None or token == APP_TOKEN,
        "issued_at": 1_760_000_000,
        "expires_at": _seconds(world.token_ends),
        "data_access_expires_at": _seconds(world.data_access_ends),
        "scopes": sorted(world.scopes),
        "granular_scopes": [{"scope": scope, "target_ids": [PAGE_ID]} for scope in sorted(world.scopes)],
    }
    if token == PAGE_TOKEN:
        data |= {"profile_id": PAGE_ID, "user_id": OFFICER_ID}
    if not data["is_valid"]:
        refusal = dead_token(world.token_trouble or None)
        data["error"] = {"code": 190, "subcode": world.token_trouble, "message": refusal.text}
    return {"data": data}


def _seconds(at: Any) -> int:  # noqa: ANN401 - datetime or None
    return 0 if at is None else int(at.timestamp())
