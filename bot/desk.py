"""An officer's desk: the store, the policy, the clock and who may decide; nothing here can reach a platform."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.cases import Officer
from bot.clock import Clock, TownClock, machine_clock
from bot.errors import NotApproved
from bot.in_force import policy_for_desk
from bot.policy.model import Policy
from bot.settings import load_settings, officer_from_environment
from bot.settings_values import Settings
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything needed to look and to decide. `warning` tells if the policy file is not the one in force."""

    settings: Settings
    store: Store
    policy: Policy
    clock: Clock
    warning: str = ""

    def officer(self, name: str | None) -> Officer:
        """The person of that name, or whom the environment names. Raises NotApproved if they may not decide."""
        wanted = (name or officer_from_environment()).strip()
        if not wanted:
            raise NotApproved("say who decides: --by 'Your Name' (or set SECTION11_OFFICER)")
        known = {officer.name.casefold(): officer for officer in self.settings.officers}
        if not known:
            return Officer(name=wanted)
        if wanted.casefold() not in known:
            names = ", ".join(officer.name for officer in self.settings.officers)
            raise NotApproved(f"{wanted} is not among the officers in the settings ({names})")
        found = known[wanted.casefold()]
        return Officer(name=found.name, role=found.role)


@contextmanager
def open_desk(
    settings_path: str | Path, *, with_secrets: bool = False, environ: Mapping[str, str] = os.environ
) -> Iterator[Desk]:
    """Read settings and policy and open the store; deciding needs no secrets.

    A broken policy file stops nobody from deciding while an earlier version is in force. Raises SettingsInvalid, or
    PolicyInvalid where none ever was, with all that is wrong.
    """
    settings = load_settings(Path(settings_path), environ, with_secrets=with_secrets)
    store = Store(settings.database)
    try:
        policy, warning = policy_for_desk(settings.policy, store)
        yield Desk(settings=settings, store=store, policy=policy, clock=clock_of(settings), warning=warning)
    finally:
        store.close()


def clock_of(settings: Settings) -> Clock:
    """The clock that the settings name: the machine's, or a town's."""
    return TownClock(settings.clock_from) if settings.clock_from else machine_clock
