"""What an operator has set, as values; a secret among them shows itself to nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from bot.model import PlatformName


class Secret:
    """A secret value; shows itself to nobody who does not ask by name."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Keep `value` to itself."""
        self._value = value

    def reveal(self) -> str:
        """The value, for handing it to a library."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSettings:
    """One account of ours. `secrets` are named as in the file.

    `every` is the cadence of reading, in real time; `look_back` how far the first reading goes back; `re_read` for how
    long edits and deletions are looked for.
    """

    platform: PlatformName
    id: str
    handle: str
    page_id: str
    secrets: Mapping[str, Secret]
    app_id: str
    base_url: str
    version: str
    every: timedelta
    look_back: timedelta
    re_read: timedelta
    daily_budget: Decimal | None
    prices: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerSettings:
    """Somebody who may decide; `slack` is their member id there, empty for nobody who presses."""

    name: str
    role: str
    slack: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReaderSettings:
    """A language model that may be asked to look once more, so often; `wait` for one answer, `most_a_day` questions."""

    url: str
    model: str
    key: Secret | None
    wait: timedelta
    most_a_day: int
    every: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """Who is called when nobody has said "I have it" for so long; outside office hours others may be."""

    after: timedelta
    people: tuple[str, ...]
    out_of_hours: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """The workspace and channels that officers decide in. `secrets` are named as in the file."""

    mode: str
    secrets: Mapping[str, Secret]
    port: int
    base_url: str
    team: str
    channel: str
    care_channel: str
    usergroup: str
    claim_for: timedelta
    most_cards: int
    escalation: tuple[Escalation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that an operator sets. Relative paths are taken from the settings file's folder."""

    database: str
    policy: Path
    act_every: timedelta
    log_json: bool
    clock_from: str
    rehearse: bool
    accounts: tuple[AccountSettings, ...]
    officers: tuple[OfficerSettings, ...]
    second_reader: SecondReaderSettings | None = None
    slack: SlackSettings | None = None
