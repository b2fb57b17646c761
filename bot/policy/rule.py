"""One rule of the policy: what it looks for, under which conditions, and from how sure on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.model import Behaviour, Finding, Identity, InteractionKind, PlatformName, RuleState

LISTED = "listed:"
"""How the detector is called that finds what the policy itself lists, before the name of the rule or of the list."""
USUALLY_SURE = 0.5
"""From how sure a rule counts what was found, unless it says otherwise."""
TRAINED = "trained-"
"""How the detectors are called that the trained model stands behind, before the name of what they find."""
SECOND_READER = "second-reader-"
"""How the detectors are called that the second reader stands behind, before the name of what it finds."""
OFFICER = "officer"
"""How an officer is called who found what we missed."""
MANY_ACCOUNTS = "many-accounts"
"""How the detector is called that sees the same words from many accounts."""
SUSPECTS = (TRAINED, SECOND_READER, MANY_ACCOUNTS)
"""Who can only ask a person to look: on their word alone nothing is proposed against anybody."""
EXACT_LISTS = frozenset({"listed:scam_links", "listed:staff_data"})


@dataclass(frozen=True, slots=True, kw_only=True)
class UpheldBefore:
    """At least so many behaviours upheld within so many months; of one behaviour, or of any."""

    at_least: int
    months: int = 12
    behaviour: Behaviour | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsBefore:
    """At least so many contacts, this one counted, within so many minutes."""

    at_least: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What a rule looks at beside the words themselves; what is empty or None is not looked at.

    There is no condition on a person's traits (name, photo, friends, age of the account): only on what was said, where
    and when, and on what passed between them and us.
    """

    kinds: tuple[InteractionKind, ...] = ()
    platforms: tuple[PlatformName, ...] = ()
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    media: bool | None = None
    links: bool | None = None
    office_hours: bool | None = None
    upheld: UpheldBefore | None = None
    contacts: ContactsBefore | None = None
    copies: int = 0
    questions_waiting: int = 0
    we_have_answered: bool | None = None
    we_are_late: bool | None = None
    identity: tuple[Identity, ...] = ()
    adjustment_on_record: bool | None = None


ALWAYS = Conditions()


@dataclass(frozen=True, slots=True, kw_only=True)
class BehaviourRule:
    """One rule about one behaviour; the first in the file that matches decides.

    It counts what a detector found from `at_least` on (`detectors` says otherwise for single ones, and then only those
    count), and the phrases of `words` and `patterns`; never inside a phrase of `never`. All of `when` must hold, and
    nothing of `unless`. `digest` covers everything that it does, its ladder and lists included, but not its state.
    """

    behaviour: Behaviour
    title: str
    clauses: tuple[str, ...]
    ladder: str
    name: str = ""
    state: RuleState = RuleState.LIVE
    at_least: float = USUALLY_SURE
    detectors: Mapping[str, float] = field(default_factory=dict)
    when: Conditions = ALWAYS
    unless: Conditions = ALWAYS
    landlord_late_guard: bool = False
    severity: int = 1
    finds: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    digest: str = ""

    def counts(self, finding: Finding) -> bool:
        """Whether this rule counts a finding: it is as sure as the rule asks, or the trained model says to look.

        A rule that asks to be surer than usual is not moved by less.
        """
        least = self.needs(finding.detector)
        return self.is_sure(finding) or (least is not None and finding.worth_a_look and least <= USUALLY_SURE)

    def is_sure(self, finding: Finding) -> bool:
        """Whether a finding is as sure as this rule asks."""
        least = self.needs(finding.detector)
        return least is not None and finding.confidence >= least

    def needs(self, detector: str) -> float | None:
        """From which confidence this rule counts what `detector` found; None if it doesn't listen to it."""
        if detector == OFFICER:
            return USUALLY_SURE
        if detector.startswith(LISTED):
            own = detector == f"{LISTED}{self.name}"
            return self.at_least if own or detector in EXACT_LISTS else None
        return self.detectors.get(detector) if self.detectors else self.at_least
