"""Who is pressing: an officer of ours, in our workspace and our group, asked of Slack at the time of acting."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.cases import Officer
from bot.errors import NotApproved
from bot.settings_values import OfficerSettings, SlackSettings

PERSON_KEPT, GROUP_KEPT = 10.0, 60.0  # seconds; Slack lets groups be asked for some twenty times a minute
AMISS = {
    "deleted": "your account in Slack was deactivated",
    "is_bot": "bots decide nothing here",
    "is_restricted": "guests decide nothing here",
    "is_ultra_restricted": "guests decide nothing here",
    "is_stranger": "people of other organisations decide nothing here",
}


class Doorkeeper:
    """Says which officer a member of Slack is. Where Slack does not tell in time, nobody is anybody."""

    def __init__(self, client: WebClient, settings: SlackSettings, officers: Sequence[OfficerSettings]) -> None:
        """`client` is asked with its own time-out; nothing is asked yet."""
        self._client, self._settings = client, settings
        self._officers = {one.slack: Officer(name=one.name, role=one.role) for one in officers if one.slack}
        self._kept: dict[str, tuple[float, Any]] = {}
        self._lock = threading.Lock()

    def officer(self, user: str, team: str) -> Officer:
        """The officer who is this member. Raises NotApproved, with words for whoever pressed."""
        if team != self._settings.team:
            raise NotApproved("only people of our own workspace decide here")
        found = self._officers.get(user)
        if found is None:
            raise NotApproved("you are not among the officers; whoever runs section11 can add you to its settings")
        person = self._asked(f"user:{user}", PERSON_KEPT, lambda: self._person(user))
        for name, words in AMISS.items():
            if person.get(name):
                raise NotApproved(words)
        if person.get("team_id", team) != team:
            raise NotApproved("only people of our own workspace decide here")
        group = self._settings.usergroup
        if group and user not in self._asked(f"group:{group}", GROUP_KEPT, lambda: self._group(group)):
            raise NotApproved("you are not in the user group whose members decide here")
        return found

    def _asked(self, name: str, kept: float, ask: Callable[[], Any]) -> Any:  # noqa: ANN401 - what Slack answers
        with self._lock:
            at, answer = self._kept.get(name, (0.0, None))
        if answer is not None and time.monotonic() - at < kept:
            return answer
        try:
            answer = ask()
        except (SlackClientError, OSError) as trouble:
            words = "Slack did not tell us in time who you are, so nothing was done; press again in a moment"
            raise NotApproved(words) from trouble
        with self._lock:
            self._kept[name] = (time.monotonic(), answer)
        return answer

    def _person(self, user: str) -> dict[str, Any]:
        found = self._client.users_info(user=user).get("user")
        return found if isinstance(found, dict) else {"deleted": True}

    def _group(self, group: str) -> frozenset[str]:
        return frozenset(self._client.usergroups_users_list(usergroup=group).get("users") or ())
