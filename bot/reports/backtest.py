"""What a backtest found, as a page: figures, charts and examples."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from bot.backtest import Tally, most
from bot.policy.diff import Change
from bot.reports.charts import by_day, by_rule

PAGES = Environment(
    loader=PackageLoader("bot.reports"), autoescape=select_autoescape(), undefined=StrictUndefined, trim_blocks=True
)
KINDS = ("newly", "no longer", "otherwise")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was asked: which two versions, from when to when, and what differs between them."""

    old: str
    new: str
    since: datetime
    until: datetime
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One rule's figures."""

    rule: str
    old: int
    new: int
    newly: int
    no_longer: int
    otherwise: int
    right: tuple[int, int]
    wrong: tuple[int, int]
    missed: tuple[int, int]
    shadow: int


def rows(tally: Tally) -> tuple[RuleRow, ...]:
    """The figures by rule, those with the most change first."""
    names = {name for counter in _counters(tally) for name in counter}
    found = [
        RuleRow(
            rule=name,
            old=tally.old[name],
            new=tally.new[name],
            newly=tally.newly[name],
            no_longer=tally.no_longer[name],
            otherwise=tally.otherwise[name],
            right=(tally.right_old[name], tally.right_new[name]),
            wrong=(tally.wrong_old[name], tally.wrong_new[name]),
            missed=(tally.missed_old[name], tally.missed_new[name]),
            shadow=tally.shadow[name],
        )
        for name in names
    ]
    return tuple(sorted(found, key=lambda row: (-(row.newly + row.no_longer + row.otherwise), row.rule)))


def headline(tally: Tally) -> tuple[str, ...]:
    """What matters most, in a few sentences."""
    newly, no_longer = tally.newly.total(), tally.no_longer.total()
    figures = f"Newly proposed {newly:,}, no longer {no_longer:,}, and {tally.otherwise.total():,} otherwise"
    told = [f"Read again: {tally.looked_at:,} interactions. {figures} than before."]
    wrong = (tally.wrong_old.total(), tally.wrong_new.total())
    missed = (tally.missed_old.total(), tally.missed_new.total())
    judged = tally.right_old.total() + wrong[0] + missed[0]
    if judged:
        told.append(
            f"Against what officers decided ({judged:,} cases): wrong {wrong[0]:,} before and {wrong[1]:,} now, "
            f"missed {missed[0]:,} before and {missed[1]:,} now."
        )
    else:
        told.append("No officer has decided any of these cases yet, so nobody can say which proposals were right.")
    told.append(f"Hiding or blocking would be proposed {tally.silencing_new:,} times, before {tally.silencing_old:,}.")
    if tally.protected_newly:
        told.append(
            f"Of what is newly proposed, {tally.protected_newly:,} came from people who need help: look at those first."
        )
    if tally.unread:
        told.append(f"{tally.unread:,} could not be read by the machine; live, a person would read them.")
    return tuple(told)


def as_html(tally: Tally, question: Question) -> str:
    """The whole page, standing by itself: no script, nothing fetched."""
    figures = rows(tally)
    changed = [row.rule for row in figures if row.newly or row.no_longer][:15]
    examples = [(kind, rule, found) for kind, rule, found in _examples(tally)]
    return PAGES.get_template("backtest.html").render(
        question=question,
        headline=headline(tally),
        rows=figures,
        days=by_day(tally.days_old, tally.days_new) if tally.days_old or tally.days_new else "",
        bars=by_rule(changed, tally.no_longer, tally.newly) if changed else "",
        actions=most(tally.actions, 12),
        accounts_newly=most(tally.accounts_newly),
        accounts_no_longer=most(tally.accounts_no_longer),
        examples=examples,
    )


def _examples(tally: Tally) -> Iterator[tuple[str, str, list[object]]]:
    for kind in KINDS:
        for name, found in sorted(tally.examples.items()):
            which, _, rule = name.partition(":")
            if which == kind:
                yield kind, rule, list(found)


def _counters(tally: Tally) -> Iterator[dict[str, int]]:
    yield from (tally.old, tally.new, tally.shadow, tally.missed_old, tally.missed_new)
