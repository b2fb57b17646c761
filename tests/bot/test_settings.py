"""A settings file that cannot be used is told everything at once; no secret is ever shown or written into it."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import SettingsInvalid
from bot.settings import Secret, load_settings, policy_named_in

GOOD = """\
database: sqlite:///var/section11.db
accounts:
  - platform: facebook
    id: "104263501927364"
    token: {env: SECTION11_META_TOKEN}
  - platform: x
    id: "2244994945"
    handle: DerbyHomes
    consumer_key: {env: X_ONE}
    consumer_secret: {env: X_TWO}
    access_token: {env: X_THREE}
    access_secret: {file: x-four}
    prices: {post: 0.015}
    daily_budget: 2.50
officers:
  - {name: Priya Shah}
  - {name: Tom Reed, role: manager}
"""
ENVIRON = {"SECTION11_META_TOKEN": "meta", "X_ONE": "1", "X_TWO": "2", "X_THREE": "3"}


LITERAL = (
    "section11.yaml:5: token is written into the file; name an environment variable instead: "
    "'token: {env: SECTION11_…}'; renew this one"
)


def written(folder: Path, text: str) -> Path:
    (folder / "x-four").write_text("four\n", encoding="utf-8")
    file = folder / "section11.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_good_file(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, GOOD), ENVIRON)
    facebook, x = settings.accounts
    assert facebook.secrets["token"].reveal() == "meta"
    assert x.secrets["access_secret"].reveal() == "four"
    assert (x.look_back, x.every) == (timedelta(days=7), timedelta(seconds=60))
    assert settings.database == f"sqlite:///{tmp_path}/var/section11.db"
    assert settings.policy == tmp_path / "policies.yaml"
    assert [officer.role for officer in settings.officers] == ["officer", "manager"]


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret("hunter2")
    assert "hunter2" not in f"{secret} {secret!r} {[secret]}"


def test_five_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = """\
databse: sqlite:///section11.db
accounts:
  - platform: facebok
    id: "104263501927364"
    token: EAAB-this-is-a-token
  - platform: x
    id: two
    handle: DerbyHomes
    every_seconds: 0
"""
    with pytest.raises(SettingsInvalid) as told:
        load_settings(written(tmp_path, text), {})
    assert str(told.value).split("\n") == [
        "section11.yaml:1: unknown name 'databse'; did you mean 'database'?",
        "section11.yaml:3: unknown platform 'facebok'; did you mean 'facebook'?",
        LITERAL,
        r"section11.yaml:7: accounts.1.id: string should match pattern '^\d{3,25}$' (it is 'two')",
        "section11.yaml:9: accounts.1.every_seconds: input should be greater than or equal to 0.2 (it is 0)",
    ]
    assert "EAAB" not in str(told.value)


WRONG = {
    "a variable that is not set": (
        "SECTION11_META_TOKEN}",
        "SECTION11_OTHER}",
        "section11.yaml:5: token: the environment variable SECTION11_OTHER is not set; set it, then start again",
    ),
    "a file that is not there": (
        "{file: x-four}",
        "{file: x-five}",
        "section11.yaml:12: access_secret: the file x-five cannot be read; check the path and who may read it",
    ),
    "neither of both": (
        "{env: X_ONE}",
        "{}",
        "section11.yaml:9: consumer_key: needs either 'env' or 'file'; write {env: SECTION11_…}",
    ),
    "a missing secret": (
        "    consumer_key: {env: X_ONE}\n",
        "",
        "section11.yaml:6: an account on x needs 'consumer_key'; add 'consumer_key: {env: …}'",
    ),
    "no handle": (
        "    handle: DerbyHomes\n",
        "",
        "section11.yaml:6: an account on x needs its handle; add 'handle: YourHandle', without the @",
    ),
    "the same account twice": (
        "  - platform: x\n",
        '  - platform: facebook\n    id: "104263501927364"\n    token: {env: X_ONE}\n  - platform: x\n',
        "section11.yaml:7: facebook 104263501927364 is listed twice; keep one of them",
    ),
    "an address in the clear": (
        "    token: {env",
        "    base_url: http://graph.example.org\n    token: {env",
        "section11.yaml:5: base_url must be https, or http on this machine; leave it out",
    ),
    "somebody else's clock": (
        "accounts:",
        "clock_from: https://clock.example.org/now\naccounts:",
        "section11.yaml:2: only a town on this machine can tell the time; leave it out",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_whole(name: str, tmp_path: Path) -> None:
    was, becomes, message = WRONG[name]
    assert was in GOOD
    with pytest.raises(SettingsInvalid) as told:
        load_settings(written(tmp_path, GOOD.replace(was, becomes, 1)), ENVIRON)
    assert str(told.value) == message


def test_the_policy_is_found_without_any_secret(tmp_path: Path) -> None:
    assert policy_named_in(written(tmp_path, GOOD)) == tmp_path / "policies.yaml"
    assert policy_named_in(written(tmp_path, "policy: other.yaml")) == tmp_path / "other.yaml"


def test_no_file_at_all(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match=r"section11\.yaml: cannot be read"):
        load_settings(tmp_path / "section11.yaml", {})
