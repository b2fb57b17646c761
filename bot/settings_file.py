"""The shape of `section11.yaml`, and what can be wrong with it although every word is in its place."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal, get_args
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, ConfigDict, Field

from bot.model import PlatformName
from bot.policy.told import Wordlist
from bot.yaml_lines import Path_

ENVIRONMENT_NAME = r"^[A-Z][A-Z0-9_]*$"
LOCAL = {"127.0.0.1", "localhost", "::1"}
SECRETS = (
    "token",
    "app_secret",
    "consumer_key",
    "consumer_secret",
    "access_token",
    "access_secret",
    "key",
    "bot_token",
    "app_token",
    "signing_secret",
)
READER = "second_reader"
SLACK = "slack"
SLACK_ID = "[A-Z0-9]{2,20}"
NEEDED: Mapping[PlatformName, tuple[str, ...]] = {
    PlatformName.FACEBOOK: ("token",),
    PlatformName.INSTAGRAM: ("token",),
    PlatformName.X: ("consumer_key", "consumer_secret", "access_token", "access_secret"),
}
ROLES = ("officer", "manager", "executive")
LOGS = ("readable", "json")
PriceName = Literal[
    "post_read",
    "user_read",
    "dm_read",
    "mute_read",
    "owned_read",
    "post",
    "post_with_link",
    "summoned_reply",
    "dm",
    "mute",
    "unmute",
    "hide",
    "restrict_messages",
]
PRICES: tuple[str, ...] = get_args(PriceName)


class Shape(BaseModel):
    """Nothing unknown is let in."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SecretShape(Shape):
    """Where a secret is kept; never the secret."""

    env: Annotated[str, Field(pattern=ENVIRONMENT_NAME)] | None = None
    file: str | None = None


class AccountShape(Shape):
    """One entry under `accounts`."""

    platform: PlatformName
    id: Annotated[str, Field(pattern=r"^\d{3,25}$")]
    handle: str = ""
    page_id: str = ""
    token: SecretShape | None = None
    app_secret: SecretShape | None = None
    app_id: str = ""
    consumer_key: SecretShape | None = None
    consumer_secret: SecretShape | None = None
    access_token: SecretShape | None = None
    access_secret: SecretShape | None = None
    base_url: str = ""
    version: Annotated[str, Field(pattern=r"^v\d{2}\.0$")] = "v26.0"
    every_seconds: Annotated[float, Field(ge=0.2, le=86_400)] = 60.0
    look_back_days: Annotated[float, Field(gt=0, le=90)] = 7.0
    re_read_days: Annotated[float, Field(gt=0, le=90)] = 7.0
    daily_budget: Annotated[Decimal, Field(ge=0)] | None = None
    prices: dict[PriceName, Annotated[Decimal, Field(ge=0)]] = {}


class OfficerShape(Shape):
    """One entry under `officers`."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    role: Literal["officer", "manager", "executive"] = "officer"
    slack: Annotated[str, Field(pattern=rf"^([UW]{SLACK_ID})?$")] = ""


class SecondReaderShape(Shape):
    """What stands under `second_reader`; where it is left out, nothing is ever sent to one."""

    url: Annotated[str, Field(min_length=1, max_length=500)]
    model: Annotated[str, Field(min_length=1, max_length=200)]
    key: SecretShape | None = None
    timeout_seconds: Annotated[float, Field(ge=0.1, le=120)] = 20.0
    most_a_day: Annotated[int, Field(ge=1, le=100_000)] = 200
    every_seconds: Annotated[float, Field(ge=0.2, le=3600)] = 30.0


class EscalationShape(Shape):
    """One entry under `slack.escalation`: who is called when nobody has said "I have it" for so long."""

    after_minutes: Annotated[int, Field(ge=0, le=1440)]
    people: Annotated[tuple[Annotated[str, Field(pattern=rf"^[UW]{SLACK_ID}$")], ...], Field(min_length=1)]
    out_of_hours: tuple[Annotated[str, Field(pattern=rf"^[UW]{SLACK_ID}$")], ...] = ()


class SlackShape(Shape):
    """What stands under `slack`; where it is left out, officers decide at the terminal."""

    mode: Literal["socket", "http"] = "socket"
    bot_token: SecretShape | None = None
    app_token: SecretShape | None = None
    signing_secret: SecretShape | None = None
    port: Annotated[int, Field(ge=1, le=65535)] = 8011
    base_url: str = ""
    team: Annotated[str, Field(pattern=rf"^T{SLACK_ID}$")]
    channel: Annotated[str, Field(pattern=rf"^[CG]{SLACK_ID}$")]
    care_channel: Annotated[str, Field(pattern=rf"^[CG]{SLACK_ID}$")]
    usergroup: Annotated[str, Field(pattern=rf"^(S{SLACK_ID})?$")] = ""
    claim_minutes: Annotated[int, Field(ge=1, le=480)] = 15
    most_cards: Annotated[int, Field(ge=1, le=200)] = 20
    escalation: tuple[EscalationShape, ...] = ()


class SettingsShape(Shape):
    """The whole file."""

    database: str = "sqlite:///var/section11.db"
    policy: str = "policies.yaml"
    act_every_seconds: Annotated[float, Field(ge=0.2, le=3600)] = 5.0
    log: Literal["readable", "json"] = "readable"
    clock_from: str = ""
    rehearse: bool = False
    accounts: tuple[AccountShape, ...]
    officers: tuple[OfficerShape, ...] = ()
    second_reader: SecondReaderShape | None = None
    slack: SlackShape | None = None


WORDS = Wordlist(
    names=tuple(
        name
        for shape in (
            SettingsShape,
            AccountShape,
            OfficerShape,
            SecretShape,
            SecondReaderShape,
            SlackShape,
            EscalationShape,
        )
        for name in shape.model_fields
    ),
    closed={
        "platform": ("platform", tuple(PlatformName)),
        "role": ("role", ROLES),
        "log": ("log", LOGS),
        "mode": ("mode", ("socket", "http")),
        "prices": ("price", PRICES),
    },
    remedies={
        "id": "write the account's number, in quotes",
        "env": "give the name of an environment variable, like SECTION11_META_TOKEN; if this is a secret, renew it",
        "version": "write it like v26.0",
        "team": "copy it from the address of your workspace: it begins with T",
        "channel": "copy it from the channel's details, at the bottom: it begins with C or G",
        "care_channel": "copy it from the channel's details, at the bottom: it begins with C or G",
        "usergroup": "copy the user group's id: it begins with S",
        "people": "copy a member's id from their profile: it begins with U or W",
        "slack": "copy the member's id from their profile: it begins with U or W",
    },
    secret=SECRETS,
)

Fault = tuple[Path_, str, str]
Found = Iterator[Fault]
Check = Callable[[SettingsShape], Found]


def accounts_are_listed_once(settings: SettingsShape) -> Found:
    """Two daemons' worth of reading for one account would count everybody twice."""
    if not settings.accounts:
        yield ("accounts",), "no account is listed", "add at least one"
    keys = [(account.platform, account.id) for account in settings.accounts]
    for n, (platform, number) in enumerate(keys):
        if (platform, number) in keys[:n]:
            yield ("accounts", n, "id"), f"{platform} {number} is listed twice", "keep one of them"


def accounts_have_what_they_need(settings: SettingsShape) -> Found:
    """Each platform signs in its own way."""
    for n, account in enumerate(settings.accounts):
        where = ("accounts", n, "platform")
        missing = [name for name in NEEDED[account.platform] if getattr(account, name) is None]
        if missing:
            remedy = "add " + ", ".join(f"'{name}: {{env: …}}'" for name in missing)
            yield where, f"an account on {account.platform} needs {', '.join(missing)}", remedy
        if account.platform is PlatformName.X and not account.handle:
            yield where, "an account on x needs its handle", "add 'handle: YourHandle', without the @"
        if account.platform is PlatformName.INSTAGRAM and not account.page_id:
            yield where, "an account on instagram needs its linked Page's id", "add 'page_id: …'"


def addresses_are_safe(settings: SettingsShape) -> Found:
    """Tokens go to the platform alone, or to a town on this machine."""
    for n, account in enumerate(settings.accounts):
        if account.base_url and not (_is_secure(account.base_url) or _is_here(account.base_url)):
            where = ("accounts", n, "base_url")
            yield where, "base_url must be https, or http on this machine", "leave it out"
    reader = settings.second_reader
    if reader is not None and not (_is_secure(reader.url) or _is_here(reader.url)):
        words = "url must be https, or http on this machine: what people wrote goes there"
        yield (READER, "url"), words, "write it like https://host/v1"
    if settings.clock_from and not _is_here(settings.clock_from):
        yield ("clock_from",), "only a town on this machine can tell the time", "leave it out"


def databases_hold_no_password(settings: SettingsShape) -> Found:
    """A password in the address ends up in every copy of the file."""
    parts = _split(settings.database)
    if parts is None or "://" not in settings.database:
        yield ("database",), "database is no address", "write it like sqlite:///var/section11.db"
    elif parts.password:
        remedy = "give it by PGPASSWORD or a pgpass file; renew this one"
        yield ("database",), "a password is written into the database's address", remedy


def officers_are_listed_once(settings: SettingsShape) -> Found:
    """Two people of one name would be one person on the record, so a second approval could never be given."""
    names = [officer.name.strip().casefold() for officer in settings.officers]
    for n, name in enumerate(names):
        if name in names[:n]:
            words = f"two officers are called {settings.officers[n].name!r}"
            yield ("officers", n, "name"), words, "tell them apart, as by their teams"


def slack_has_what_it_needs(settings: SettingsShape) -> Found:
    """Each way into Slack signs in its own way, and nobody can press who is not among the officers."""
    slack = settings.slack
    if slack is None:
        return
    needed = ("bot_token", "app_token") if slack.mode == "socket" else ("bot_token", "signing_secret")
    missing = [name for name in needed if getattr(slack, name) is None]
    if missing:
        remedy = "add " + ", ".join(f"'{name}: {{env: …}}'" for name in missing)
        yield (SLACK,), f"Slack in {slack.mode} mode needs {', '.join(missing)}", remedy
    if slack.base_url and not (_is_secure(slack.base_url) or _is_here(slack.base_url)):
        yield (SLACK, "base_url"), "base_url must be https, or http on this machine", "leave it out"
    if not any(officer.slack for officer in settings.officers):
        remedy = "add 'slack: U…', the member's id, to each officer who may press"
        yield (SLACK,), "no officer has a Slack member id, so nobody could press anything", remedy
    ids = [officer.slack for officer in settings.officers]
    for n, one in enumerate(ids):
        if one and one in ids[:n]:
            words = f"two officers have the Slack member id {one}"
            yield ("officers", n, "slack"), words, "a person is one officer: two approvals must come from two people"
    times = [step.after_minutes for step in slack.escalation]
    if times != sorted(set(times)):
        yield (SLACK, "escalation"), "the steps of escalation are out of order", "list them by after_minutes, each once"


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _is_secure(address: str) -> bool:
    parts = _split(address)
    return parts is not None and parts.scheme == "https" and bool(parts.hostname)


def _is_here(address: str) -> bool:
    parts = _split(address)
    return parts is not None and parts.scheme == "http" and parts.hostname in LOCAL


CHECKS: tuple[Check, ...] = (
    accounts_are_listed_once,
    accounts_have_what_they_need,
    addresses_are_safe,
    databases_hold_no_password,
    officers_are_listed_once,
    slack_has_what_it_needs,
)
