"""The policy as values: what counts as unacceptable, what may be done about it, and in which words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from bot.model import (
    ActionKind,
    Behaviour,
    FormalAction,
    PlatformName,
    Protected,
    RuleState,
)
from bot.policy.rule import BehaviourRule

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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vocabulary:
    """What the policy itself lists, each phrase with the rule whose it is. Compared by identity: it may be large."""

    words: tuple[tuple[str, str], ...] = ()
    never: tuple[tuple[str, str], ...] = ()
    patterns: tuple[tuple[str, str], ...] = ()
    behaviours: Mapping[str, Behaviour] = field(default_factory=dict)
    scam_links: frozenset[str] = frozenset()
    staff_data: tuple[str, ...] = ()


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
    """One step of a ladder: actions in order of preference, and the template for those that have words.

    A restriction at this step lasts `for_days` and is reviewed after `review_days`; 0 leaves that to `restrictions`.
    `formal` names what the formal route may consider here (policy 10.1), for a verified person only.
    """

    actions: tuple[ActionKind, ...]
    template: str = ""
    for_days: int = 0
    review_days: int = 0
    formal: tuple[FormalAction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Steps by upheld behaviours within the window; what is severe starts at step `severe` (counted from 1)."""

    name: str
    steps: tuple[Step, ...]
    severe: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What an upheld behaviour counts for on the ladder, in percent of a step, by the severity of its rule.

    It counts in full for `full_months`, then `later_percent` of that, and nothing after `window_months` (policy 10.4).
    """

    window_months: int = 12
    full_months: int = 12
    later_percent: int = 50
    percent_by_severity: Mapping[int, int] = field(default_factory=lambda: dict.fromkeys(range(1, 6), 100))


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """For how long an account is restricted where the step does not say, and when that is looked at again."""

    for_days: int
    review_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Words that may be sent; `on` holds other words for single platforms, `variants` the same in other forms.

    A variant is `easy_read` or a language (ISO 639-1).
    """

    name: str
    text: str
    on: Mapping[PlatformName, str] = field(default_factory=dict)
    variants: Mapping[str, str] = field(default_factory=dict)

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
class Hold:
    """Hiding at once what is listed exactly, until a person confirms it or `hours` are over; off unless switched on."""

    switched_on: bool = False
    hours: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """The trained model that reads beside the rules: it never proposes what silences, only that a person looks."""

    switched_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The brakes: how many actions an hour, and from what share of the newest traffic a rule drops to review."""

    actions_per_hour: Mapping[PlatformName, int] = field(default_factory=dict)
    actions_per_hour_each_behaviour: int = 1000
    share_percent: int = 100
    share_of_last: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When the office is open, in local time; weekdays count from Monday, 0."""

    timezone: str = "Europe/London"
    open_days: tuple[int, ...] = (0, 1, 2, 3, 4)
    opens: str = "09:00"
    closes: str = "17:00"
    closed_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeals:
    """The right of appeal (policy 12.1 to 12.3), in working days."""

    within_working_days: int = 20
    answered_within_working_days: int = 20
    to: str = "Customer Experience Team"
    reviewed_by: str = "a member of the Executive Team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything that `policies.yaml` says. `version` is the hash of the file and of the lists that it names.

    The first matching rule wins. `wording` names the template for each action that has words, where a step names none;
    `roles` the role that one of
    those who approve an action must have, `notices` the template of what may be told to whom it was done to.
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
    notices: Mapping[ActionKind, str] = field(default_factory=dict)
    roles: Mapping[ActionKind, str] = field(default_factory=dict)
    restrictions: Mapping[ActionKind, Restriction] = field(default_factory=dict)
    marks: Marks = Marks()
    volume: Volume = Volume()
    hold: Hold = Hold()
    trained: Trained = Trained()
    limits: Limits = Limits()
    calendar: Calendar = Calendar()
    appeals: Appeals = Appeals()
    retention_days: Mapping[str, int] = field(default_factory=dict)
    contacts: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    vocabulary: Vocabulary = Vocabulary()
    staff_names: tuple[str, ...] = ()
    own_accounts: Mapping[PlatformName, tuple[str, ...]] = field(default_factory=dict)
    public_figures: Mapping[PlatformName, tuple[str, ...]] = field(default_factory=dict)
    by_behaviour: Mapping[Behaviour, tuple[BehaviourRule, ...]] = field(init=False, repr=False, compare=False)
    order: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[Behaviour, tuple[BehaviourRule, ...]] = {}
        for rule in self.behaviours:
            found[rule.behaviour] = (*found.get(rule.behaviour, ()), rule)
        object.__setattr__(self, "by_behaviour", MappingProxyType(found))
        names = {rule.name or str(rule.behaviour): n for n, rule in enumerate(self.behaviours)}
        object.__setattr__(self, "order", MappingProxyType(names))

    def rule(self, behaviour: Behaviour) -> BehaviourRule:
        """The first rule for this behaviour. Raises KeyError if the policy has none; a loaded policy has all."""
        return self.by_behaviour[behaviour][0]

    def rules_about(self, behaviours: Iterable[Behaviour]) -> list[BehaviourRule]:
        """Every rule about these behaviours, in the order of the file."""
        found = [rules for behaviour in set(behaviours) if (rules := self.by_behaviour.get(behaviour))]
        if len(found) == 1:
            return list(found[0])
        several = [rule for some in found for rule in some]
        return sorted(several, key=lambda rule: self.order[rule.name or str(rule.behaviour)])

    def severity(self, behaviour: Behaviour) -> int:
        """How grave an upheld behaviour is: the gravest of its rules."""
        return max((rule.severity for rule in self.by_behaviour.get(behaviour, ())), default=1)

    def armed(self, states: Mapping[str, RuleState]) -> "Policy":
        """The same policy with these rules in other states."""
        rules = tuple(replace(rule, state=states.get(rule.name, rule.state)) for rule in self.behaviours)
        return replace(self, behaviours=rules)

    def longest_wording(self, platform: PlatformName, kind: ActionKind) -> int:
        """How many characters the platform takes for words of this kind."""
        longest = LONGEST_PRIVATE if kind is ActionKind.PRIVATE_WARNING else LONGEST
        return longest[platform]
