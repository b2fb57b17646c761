"""What comes of a backtest, or of a part of one: counts and examples, which any way of parting adds up to the same."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

EXAMPLES = 20  # of each sort, for each rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One interaction about which the two policies differ; `care` are the signals that it carries, if any."""

    rank: str
    ref: str
    url: str
    at: str
    quote: str
    rule: str
    before: str
    after: str
    why: str
    care: str = ""


@dataclass(slots=True, kw_only=True)
class Tally:
    """What came of a backtest, or of a part of one. Counters are by rule unless they say otherwise.

    A proposal is right if officers upheld the case, wrong if they left it alone or took it back; missed is what they
    upheld and a policy does not propose. Most of what is newly proposed nobody has judged: it is unknown.
    """

    looked_at: int = 0
    old: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    newly: Counter[str] = field(default_factory=Counter)
    no_longer: Counter[str] = field(default_factory=Counter)
    otherwise: Counter[str] = field(default_factory=Counter)
    right_old: Counter[str] = field(default_factory=Counter)
    right_new: Counter[str] = field(default_factory=Counter)
    wrong_old: Counter[str] = field(default_factory=Counter)
    wrong_new: Counter[str] = field(default_factory=Counter)
    missed_old: Counter[str] = field(default_factory=Counter)
    missed_new: Counter[str] = field(default_factory=Counter)
    shadow: Counter[str] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)  # "hide -> nothing"
    accounts_newly: Counter[str] = field(default_factory=Counter)  # by author
    accounts_no_longer: Counter[str] = field(default_factory=Counter)
    days_old: Counter[str] = field(default_factory=Counter)  # by day
    days_new: Counter[str] = field(default_factory=Counter)
    silencing_old: int = 0
    silencing_new: int = 0
    protected_newly: int = 0
    unread: int = 0
    examples: dict[str, list[Example]] = field(default_factory=dict)  # "newly:abuse", "no longer:abuse", …

    def __add__(self, other: "Tally") -> "Tally":
        """Both together; the order does not matter."""
        both = Tally()
        for name in COUNTERS:
            setattr(both, name, getattr(self, name) + getattr(other, name))
        for kind in {*self.examples, *other.examples}:
            found = [*self.examples.get(kind, ()), *other.examples.get(kind, ())]
            both.examples[kind] = sorted(found, key=lambda example: example.rank)[:EXAMPLES]
        return both

    def form(self) -> dict[str, Any]:
        """As JSON values."""
        counts = {name: _plain(getattr(self, name)) for name in COUNTERS}
        kept = {kind: [_example_form(e) for e in found] for kind, found in sorted(self.examples.items())}
        return counts | {"examples": kept}

    @classmethod
    def of(cls, form: Mapping[str, Any]) -> "Tally":
        """The tally that `form` wrote."""
        found = cls()
        for name in COUNTERS:
            setattr(found, name, Counter(form[name]) if isinstance(form[name], dict) else form[name])
        found.examples = {kind: [Example(**one) for one in some] for kind, some in form["examples"].items()}
        return found


COUNTERS = tuple(name for name in Tally.__dataclass_fields__ if name != "examples")


def _plain(value: object) -> object:
    return dict(sorted(value.items())) if isinstance(value, Counter) else value


def _example_form(example: Example) -> dict[str, str]:
    return {name: getattr(example, name) for name in Example.__dataclass_fields__}


def most(counter: Counter[str], number: int = 10) -> Iterable[tuple[str, int]]:
    """The greatest counts, the names of equals in order."""
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:number]
