"""Whether the app in Slack is installed as it must be; nothing is posted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.settings_values import OfficerSettings, SlackSettings
from bot.slack.board import REMEDY
from bot.slack.who import AMISS

SCOPE_REMEDY = "add it under OAuth & Permissions, install the app again, and put the new bot token in its place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at, whether it is in order, and what to do where it is not."""

    what: str
    ok: bool
    detail: str
    remedy: str = ""


def manifest() -> str:
    """The app's manifest, as it is to be pasted into Slack."""
    return (files("bot.slack") / "manifest.yaml").read_text(encoding="utf-8")


def scopes_needed() -> tuple[str, ...]:
    """The bot's scopes that the manifest asks for."""
    return tuple(yaml.safe_load(manifest())["oauth_config"]["scopes"]["bot"])


def looked_at(client: WebClient, settings: SlackSettings, officers: Sequence[OfficerSettings]) -> Iterator[Finding]:
    """Everything that must be so in Slack, in the order in which it is set up. Stops at a token that opens nothing."""
    answer, wrong = _asked(client.auth_test)
    if wrong:
        yield Finding(what="bot token", ok=False, detail=wrong, remedy=REMEDY.get(wrong, "look at bot_token"))
        return
    team = str(answer.get("team_id"))
    there = Finding(what="workspace", ok=team == settings.team, detail=f"{answer.get('team')} ({team})")
    yield (
        there if there.ok else _amiss(there, f"the settings say {settings.team}: put {team} there, or the right token")
    )
    yield _scopes(answer)
    if settings.mode == "socket":
        token = settings.secrets["app_token"].reveal()
        _, wrong = _asked(lambda: client.apps_connections_open(app_token=token))
        remedy = "make an app-level token with the scope connections:write, and switch Socket Mode on" if wrong else ""
        yield Finding(what="app token", ok=not wrong, detail=wrong or "opens a socket", remedy=remedy)
    for name, channel in (("channel", settings.channel), ("care channel", settings.care_channel)):
        yield _channel(client, name, channel)
    if settings.usergroup:
        yield _group(client, settings.usergroup, officers)
    for officer in officers:
        if officer.slack:
            yield _officer(client, officer, settings)


def _scopes(answer: Any) -> Finding:  # noqa: ANN401 - what Slack answers
    headers = {str(name).casefold(): str(value) for name, value in dict(answer.headers or {}).items()}
    held = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")}
    missing = [scope for scope in scopes_needed() if scope not in held]
    if missing:
        return Finding(what="scopes", ok=False, detail="missing: " + ", ".join(missing), remedy=SCOPE_REMEDY)
    return Finding(what="scopes", ok=True, detail=f"all {len(scopes_needed())}")


def _channel(client: WebClient, name: str, channel: str) -> Finding:
    answer, wrong = _asked(lambda: client.conversations_info(channel=channel))
    if wrong:
        return Finding(what=name, ok=False, detail=f"{channel}: {wrong}", remedy=REMEDY.get(wrong, SCOPE_REMEDY))
    found = answer.get("channel") or {}
    if found.get("is_archived"):
        return Finding(what=name, ok=False, detail=f"#{found.get('name')}", remedy=REMEDY["is_archived"])
    ok = bool(found.get("is_member"))
    return Finding(what=name, ok=ok, detail=f"#{found.get('name')}", remedy="" if ok else REMEDY["not_in_channel"])


def _group(client: WebClient, group: str, officers: Sequence[OfficerSettings]) -> Finding:
    answer, wrong = _asked(lambda: client.usergroups_users_list(usergroup=group))
    if wrong:
        remedy = "check the group's id, which begins with S; user groups need a paid plan: else leave usergroup out"
        return Finding(what="user group", ok=False, detail=wrong, remedy=remedy)
    members = set(answer.get("users") or ())
    outside = [officer.name for officer in officers if officer.slack and officer.slack not in members]
    detail = f"{len(members)} members" + (f"; not among them: {', '.join(outside)}" if outside else "")
    remedy = "add them to the group in Slack, or they can press nothing" if outside else ""
    return Finding(what="user group", ok=not outside, detail=detail, remedy=remedy)


def _officer(client: WebClient, officer: OfficerSettings, settings: SlackSettings) -> Finding:
    answer, wrong = _asked(lambda: client.users_info(user=officer.slack))
    what = f"officer {officer.name}"
    if wrong:
        return Finding(what=what, ok=False, detail=f"{officer.slack}: {wrong}", remedy="copy the member id from Slack")
    person = answer.get("user") or {}
    amiss = [name for name in AMISS if person.get(name)]
    if amiss or person.get("team_id") != settings.team:
        detail = ", ".join(name.removeprefix("is_").replace("_", " ") for name in amiss) or "of another workspace"
        return Finding(what=what, ok=False, detail=detail, remedy="only full members of our workspace can press")
    return Finding(what=what, ok=True, detail=f"@{person.get('name')}, {officer.role}")


def _amiss(found: Finding, remedy: str) -> Finding:
    return Finding(what=found.what, ok=False, detail=found.detail, remedy=remedy)


def _asked(ask: Callable[[], Any]) -> tuple[Any, str]:
    """What Slack answers, and what was wrong in its own word; empty if nothing."""
    try:
        return ask(), ""
    except SlackApiError as refused:
        return None, str(refused.response.get("error"))
    except (SlackClientError, OSError) as trouble:
        return None, f"Slack cannot be reached ({type(trouble).__name__})"
