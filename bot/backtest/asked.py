"""What a backtest is asked: two policies, a database, a time; plain values, to travel to other processes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.in_force import policy_of_version
from bot.model import RuleState
from bot.policy.model import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A policy as text, with its lists, and the state in which each rule is to be tried (its own where none is named).

    Plain values, so that it travels to other processes.
    """

    source: str
    files: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)

    def policy(self) -> Policy:
        """The policy, its rules in those states. Raises PolicyInvalid."""
        found = policy_of_version(self.source, self.files)
        return found.armed({rule: RuleState(state) for rule, state in self.states.items()})

    def digest(self) -> str:
        """A hash over all of it."""
        whole = json.dumps([self.source, dict(self.files), dict(self.states)], sort_keys=True)
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be tried on what: two policies, a database, a time."""

    database: str
    old: Source
    new: Source
    since: datetime
    until: datetime

    def digest(self) -> str:
        """A hash over both policies and the time."""
        words = [self.old.digest(), self.new.digest(), self.since.isoformat(), self.until.isoformat()]
        return hashlib.sha256(json.dumps(words).encode()).hexdigest()
