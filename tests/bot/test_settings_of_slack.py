"""What can be wrong with the settings of Slack is told with its line and what to do; no token is ever shown."""

from pathlib import Path

import pytest

from bot.errors import SettingsInvalid
from bot.settings import load_settings

GOOD = """\
accounts:
  - {platform: facebook, id: "104263501927364", token: {env: META}}
officers:
  - {name: Priya Shah, slack: U0PRIYA}
  - {name: Tom Reed, role: manager, slack: U0TOM}
slack:
  bot_token: {env: BOT}
  app_token: {env: APP}
  team: T0DERBY
  channel: C0CASES
  care_channel: C0CARE
  escalation:
    - {after_minutes: 10, people: [U0TOM]}
    - {after_minutes: 30, people: [U0PRIYA], out_of_hours: [U0TOM]}
"""
ENVIRON = {"META": "m", "BOT": "xoxb-secret", "APP": "xapp-secret"}
WRONG = {
    "a token in the file": (
        "{env: BOT}",
        "xoxb-secret",
        (
            "7: bot_token is written into the file; name an environment variable instead: "
            "'bot_token: {env: SECTION11_…}'; renew this one"
        ),
    ),
    "a variable that is not set": (
        "{env: APP}",
        "{env: NONE}",
        "8: app_token: the environment variable NONE is not set; set it, then start again",
    ),
    "no way to listen": (
        "  app_token: {env: APP}\n",
        "",
        "6: Slack in socket mode needs app_token; add 'app_token: {env: …}'",
    ),
    "http without its secret": (
        "  app_token: {env: APP}\n",
        "  mode: http\n",
        "6: Slack in http mode needs signing_secret; add 'signing_secret: {env: …}'",
    ),
    "an unknown mode": ("  team", "  mode: sockets\n  team", "9: unknown mode 'sockets'; did you mean 'socket'?"),
    "a channel by its name": (
        "C0CASES",
        "'#moderation'",
        (
            "10: slack.channel isn't written as it should be: '#moderation'; "
            "copy it from the channel's details, at the bottom: it begins with C or G"
        ),
    ),
    "an address that is not safe": (
        "  team",
        "  base_url: http://slack.example/api/\n  team",
        "9: base_url must be https, or http on this machine; leave it out",
    ),
    "two officers who are one member": (
        "U0TOM}\nslack",
        "U0PRIYA}\nslack",
        (
            "5: two officers have the Slack member id U0PRIYA; "
            "a person is one officer: two approvals must come from two people"
        ),
    ),
    "steps out of order": (
        "after_minutes: 30",
        "after_minutes: 5",
        "12: the steps of escalation are out of order; list them by after_minutes, each once",
    ),
    "a word that is nearly right": (
        "care_channel",
        "care_chanel",
        "11: unknown name 'care_chanel'; did you mean 'care_channel'?",
    ),
}


def loaded(folder: Path, text: str) -> object:
    file = folder / "section11.yaml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file, ENVIRON).slack


def test_a_good_file(tmp_path: Path) -> None:
    assert loaded(tmp_path, GOOD)
    assert loaded(tmp_path, GOOD.partition("slack:\n")[0]) is None


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told(tmp_path: Path, name: str) -> None:
    was, becomes, message = WRONG[name]
    assert was in GOOD
    with pytest.raises(SettingsInvalid) as told:
        loaded(tmp_path, GOOD.replace(was, becomes, 1))
    assert str(told.value).split("\n") == [f"section11.yaml:{message}"]
    assert "-secret" not in str(told.value)


def test_nobody_who_could_press(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="no officer has a Slack member id, so nobody could press anything"):
        loaded(tmp_path, GOOD.replace(", slack: U0PRIYA", "").replace(", slack: U0TOM", ""))
