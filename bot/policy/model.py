"""The policy as values: what counts as unacceptable, what may be done about it, and in which words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.model import ActionKind, Behaviour, PlatformName, Protected

LONGEST: Mapping[PlatformName, int] = {PlatformName.FACEBOOK: 8000, PlatformName.INSTAGRAM: 2200, PlatformName.X: 280}
LONGEST_PRIVATE: Mapping[PlatformName, int] = {
    PlatformName.FACEBOOK: 2000,
    PlatformName.INSTAGRAM: 1000,
    PlatformName.X: 10000,
}

HARSHNESS: Mapping[ActionKind, int] = MappingProxyType(
    {
        ActionKind.UNHIDE: 0,
        ActionKind.UNMUTE: 0,
        ActionKind.ALLOW_MESSAGES: 0,
        ActionKind.UNBLOCK: 0,
        ActionKind.REPLY: 0,
        ActionKind.REPORT: 1,
        ActionKind.PRIVATE_WARNING: 1,
        ActionKind.PUBLIC_WARNING: 1,
        ActionKind.MUTE: 2,
        ActionKind.RESTRICT_MESSAGES: 2,
        ActionKind.HIDE: 3,
        ActionKind.BLOCK: 4,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BehaviourRule:
    """One behaviour as the landlord sees it; `at_least` is the confidence from which it counts."""

    behaviour: Behaviour
    title: str
    clauses: tuple[str, ...]
    ladder: str
    at_least: float = 0.5
    landlord_late_guard: bool = False
    severity: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """One protected signal: which people it goes to, within how many minutes, and what may be said in reply."""

    signal: Protected
    title: str
    source: str
    route: str
    within_minutes: int
    template: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a ladder: actions in order of preference, and the template for those that have words."""

    actions: tuple[ActionKind, ...]
    template: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Steps by upheld behaviours within the window; what is severe starts at step `severe` (counted from 1)."""

    name: str
    steps: tuple[Step, ...]
    severe: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Words that may be sent; `on` holds other words for single platforms."""

    name: str
    text: str
    on: Mapping[PlatformName, str] = field(default_factory=dict)

    def words(self, platform: PlatformName) -> str:
        """The words for this platform."""
        return self.on.get(platform, self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """From how many contacts within how many minutes, and from how many copies, the history readers speak up."""

    contacts: int = 10
    window_minutes: int = 60
    copies: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything that `policies.yaml` says. `version` is the hash of the file; the first matching behaviour wins.

    `wording` names the template for each action that has words, where a step names none.
    """

    version: str
    title: str
    organisation: str
    behaviours: tuple[BehaviourRule, ...]
    protections: Mapping[Protected, Protection]
    ladders: Mapping[str, Ladder]
    templates: Mapping[str, Template]
    wording: Mapping[ActionKind, str]
    approvals: Mapping[ActionKind, int]
    volume: Volume = Volume()
    staff_names: tuple[str, ...] = ()
    own_accounts: Mapping[PlatformName, tuple[str, ...]] = field(default_factory=dict)
    ladder_months: int = 12

    def rule(self, behaviour: Behaviour) -> BehaviourRule:
        """The rule for this behaviour. Raises KeyError if the policy has none; a loaded policy has all."""
        for rule in self.behaviours:
            if rule.behaviour is behaviour:
                return rule
        raise KeyError(behaviour)

    def longest_wording(self, platform: PlatformName, kind: ActionKind) -> int:
        """How many characters the platform takes for words of this kind."""
        longest = LONGEST_PRIVATE if kind is ActionKind.PRIVATE_WARNING else LONGEST
        return longest[platform]
