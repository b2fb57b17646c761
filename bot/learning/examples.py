"""Cases that people have decided, as labelled examples: what was right, what was no breach, what we missed."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.masking import masked
from bot.model import READ_IN_WORDS, Behaviour, Case, Protected
from bot.policy.model import Policy
from bot.policy.rule import OFFICER
from storage.upheld import officers_word

NAMES = ("Alex", "Sam", "Robin", "Jo", "Chris", "Pat", "Kim", "Lee")
STANDS = {
    "e-mail address": "someone@example.org",
    "link": "https://example.org/page",
    "address": "14 Example Street",
    "postcode": "ZZ99 9ZZ",
    "registration": "ZZ99 ZZZ",
    "number": "123456",
}


class Said(StrEnum):
    """What people said of our finding."""

    UPHELD = "upheld"
    NO_BREACH = "not a breach"
    MISSED = "missed"
    CARED_FOR = "cared for"
    NO_SIGNAL = "signal dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A comment with the labels that people gave it. `rule` is the one that had decided."""

    case: Case
    said: Said
    at: datetime
    behaviours: tuple[Behaviour, ...]
    signals: tuple[Protected, ...]
    rule: str

    @property
    def is_in_its_words(self) -> bool:
        """Whether its words alone show what it is; a copy, a flood or a refusal is only seen beside other lines."""
        decided = self.case.decision.behaviours
        return not decided or any(behaviour in READ_IN_WORDS for behaviour in decided)

    def text(self, policy: Policy) -> str:
        """Its words, with invented details in the place of personal ones: the same for the same."""
        return masked(self.case.interaction, policy, _invented).text

    def row(self, policy: Policy) -> dict[str, object]:
        """As `training/` reads it, with where it comes from beside it."""
        return {
            "p": str(self.case.interaction.platform),
            "t": self.text(policy),
            "b": [str(b) for b in self.behaviours if b in READ_IN_WORDS],
            "s": [str(s) for s in self.signals],
            "case": self.case.id,
            "said": str(self.said),
        }


def examples(cases: Iterable[Case]) -> Iterator[Example]:
    """The labelled example that each decided case makes; those still open, or edited since, make none."""
    for case in cases:
        found = _example(case)
        if found is not None:
            yield found


def _example(case: Case) -> Example | None:
    """What people made of one case; about behaviours their verdict counts, about signals what they dismissed."""
    told = [f for f in case.decision.findings if f.detector == OFFICER]
    word, verdict = officers_word(case), case.upheld or case.verdict
    if word is not None and verdict is not None:
        said = Said.NO_BREACH if not word.upheld else Said.MISSED if told else Said.UPHELD
        behaviours = case.decision.behaviours if word.upheld else ()
        at = verdict.at
    elif case.decision.behaviour is None and (case.dismissed or case.cared_for_by):
        said = Said.NO_SIGNAL if case.dismissed else Said.MISSED if told else Said.CARED_FOR
        behaviours, at = (), case.opened_at
    else:
        return None
    return Example(
        case=case,
        said=said,
        at=at,
        behaviours=behaviours,
        signals=case.protected,
        rule=case.decision.rule,
    )


def _invented(kind: str, words: str) -> str:
    """What stands for a personal detail: of the same kind, and belonging to nobody."""
    number = int.from_bytes(hashlib.sha256(words.casefold().encode()).digest()[:4], "big")
    if kind == "name":
        return "@someone" if words.startswith("@") else NAMES[number % len(NAMES)]
    if kind == "telephone number":
        return f"07700 900{number % 1000:03d}"
    return STANDS[kind]
