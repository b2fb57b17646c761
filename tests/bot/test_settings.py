"""A settings file that cannot be used is told everything at once; no secret is ever shown or written into it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import SettingsInvalid
from bot.model import PlatformName
from bot.settings import load_settings, policy_named_in
from bot.settings_file import PRICES
from bot.settings_values import Secret
from platforms.x_budget import DOLLARS

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
    consumer_key: {env: X_ONE}
    consumer_secret: {env: X_TWO}
    access_token: {env: X_THREE}
    access_secret: {file: x-four}
    every_seconds: 0
"""
    with pytest.raises(SettingsInvalid) as told:
        load_settings(written(tmp_path, text), ENVIRON)
    assert str(told.value).split("\n") == [
        "section11.yaml:1: unknown name 'databse'; did you mean 'database'?",
        "section11.yaml:3: unknown platform 'facebok'; did you mean 'facebook'?",
        LITERAL,
        "section11.yaml:7: accounts.id isn't written as it should be: 'two'; write the account's number, in quotes",
        "section11.yaml:13: accounts.every_seconds should be at least 0.2, not 0",
    ]
    assert "EAAB" not in str(told.value)


def test_mistakes_of_shape_hide_none_of_sense(tmp_path: Path) -> None:
    text = """\
log: jsn
clock_from: "http://[nowhere"
database: postgresql+psycopg://section11:hunter2@db.example/section11
accounts:
  - platform: facebook
    id: 104263501927364
    tokn: {env: UNSET}
    base_url: "https://"
  - platform: mastodon
    id: "1234"
  - platform: x
    id: "2244994945"
    consumer_key: {env: not-a-name-but-the-secret}
    consumer_secret: [also-the-secret]
    access_token: 1234567890
    access_secret: {file: /nowhere, env: X_ONE}
    prices: {pots: 1, hide: free}
officers: [{name: Jo}, {name: "jo "}, {name: Al, role: boss}]
"""
    with pytest.raises(SettingsInvalid) as told:
        load_settings(written(tmp_path, text), ENVIRON)
    assert str(told.value).split("\n") == [
        "section11.yaml:1: unknown log 'jsn'; did you mean 'json'?",
        "section11.yaml:2: only a town on this machine can tell the time; leave it out",
        (
            "section11.yaml:3: a password is written into the database's address; "
            "give it by PGPASSWORD or a pgpass file; renew this one"
        ),
        "section11.yaml:6: accounts.id should be words, not 104263501927364; put it in quotes",
        "section11.yaml:7: token: the environment variable UNSET is not set; set it, then start again",
        "section11.yaml:7: unknown name 'tokn'; did you mean 'token'?",
        "section11.yaml:8: base_url must be https, or http on this machine; leave it out",
        "section11.yaml:9: unknown platform 'mastodon'; one of: facebook, instagram, x",
        "section11.yaml:11: an account on x needs its handle; add 'handle: YourHandle', without the @",
        (
            "section11.yaml:13: accounts.consumer_key.env isn't written as it should be; "
            "give the name of an environment variable, like SECTION11_META_TOKEN; if this is a secret, renew it"
        ),
        (
            "section11.yaml:14: consumer_secret is written into the file; "
            "name an environment variable instead: 'consumer_secret: {env: SECTION11_…}'; renew this one"
        ),
        (
            "section11.yaml:15: access_token is written into the file; "
            "name an environment variable instead: 'access_token: {env: SECTION11_…}'; renew this one"
        ),
        "section11.yaml:16: access_secret: needs either 'env' or 'file'; write {env: SECTION11_…}",
        "section11.yaml:17: accounts.prices.hide should be a number, not 'free'",
        "section11.yaml:17: unknown price 'pots'; did you mean 'post'?",
        "section11.yaml:18: two officers are called 'jo '; tell them apart, as by their teams",
        "section11.yaml:18: unknown role 'boss'; one of: officer, manager, executive",
    ]
    assert not any(secret in str(told.value) for secret in ("not-a-name", "also-the", "1234567890", "hunter2"))


def test_who_only_decides_needs_no_secrets(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, GOOD), {}, with_secrets=False)
    assert [account.secrets for account in settings.accounts] == [{}, {}]


def test_the_example_needs_nothing_but_its_secrets() -> None:
    root = Path(__file__).parents[2]
    example = (root / "section11.example.yaml").read_text(encoding="utf-8")
    named = dict.fromkeys(re.findall(r"env: (SECTION11_\w+)", example), "secret")
    settings = load_settings(root / "section11.example.yaml", named)
    assert {account.platform for account in settings.accounts} == set(PlatformName)
    assert settings.policy == root / "policies.yaml"


def test_every_price_of_x_may_be_set_and_no_other() -> None:
    assert set(PRICES) == set(DOLLARS)


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
        "section11.yaml:6: an account on x needs consumer_key; add 'consumer_key: {env: …}'",
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


READER = "second_reader: {url: URL, model: qwen3, key: {env: READER_KEY}, timeout_seconds: 3, most_a_day: 9}\n"


def test_a_second_reader_is_there_only_where_it_is_named(tmp_path: Path) -> None:
    assert load_settings(written(tmp_path, GOOD), ENVIRON).second_reader is None
    text = GOOD + READER.replace("URL", "https://reader.example/v1")
    found = load_settings(written(tmp_path, text), {**ENVIRON, "READER_KEY": "hunter2"}).second_reader
    assert found is not None
    assert found.key is not None
    assert (found.url, found.model, found.key.reveal()) == ("https://reader.example/v1", "qwen3", "hunter2")
    assert (found.wait, found.most_a_day) == (timedelta(seconds=3), 9)


@pytest.mark.parametrize(
    ("reader", "told"),
    [
        (
            READER.replace("URL", "http://reader.example/v1"),
            (
                "section11.yaml:18: url must be https, or http on this machine: what people wrote goes there; "
                "write it like https://host/v1"
            ),
        ),
        (
            READER.replace("URL", "http://127.0.0.1:11434/v1").replace("{env: READER_KEY}", "sk-hunter2"),
            (
                "section11.yaml:18: key is written into the file; name an environment variable instead: "
                "'key: {env: SECTION11_…}'; renew this one"
            ),
        ),
        (
            READER.replace("URL", "http://127.0.0.1:11434/v1").replace("READER_KEY", "UNSET_KEY"),
            "section11.yaml:18: key: the environment variable UNSET_KEY is not set; set it, then start again",
        ),
    ],
)
def test_a_second_reader_that_cannot_be_used(reader: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid) as wrong:
        load_settings(written(tmp_path, GOOD + reader), {**ENVIRON, "READER_KEY": "hunter2"})
    assert [str(problem) for problem in wrong.value.problems] == [told]
    assert "hunter2" not in str(wrong.value)
