"""What an evaluation found, as a page: who would be wronged, what is missed, how sure is how right."""

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from bot.evaluate import Measured
from bot.reports.charts import how_sure

PAGES = Environment(
    loader=PackageLoader("bot.reports"), autoescape=select_autoescape(), undefined=StrictUndefined, trim_blocks=True
)


def headline(measured: Measured) -> tuple[str, ...]:
    """What matters most, in a few sentences, the gravest first."""
    m = measured
    silencing = (
        f"{m.count:,} labelled comments. Silencing would be proposed {m.silenced:,} times, {len(m.wrongly_silenced):,} "
        f"of them where it is not proportionate, {len(m.protected_silenced):,} of those on a complaint or on somebody "
        f"who needs help, and {m.harmless_silenced:,} times on the {m.harmless:,} without any unacceptable behaviour."
    )
    right = (
        f"Any unacceptable behaviour: F1 {m.any_behaviour.f1:.2f}. Which behaviour: micro {m.behaviours_micro.f1:.2f}, "
        f"macro {m.behaviours_macro:.2f}. Which signal: micro {m.signals_micro.f1:.2f}, macro {m.signals_macro:.2f}. "
        f"Right outcome: {m.outcome_right:.0%}."
    )
    told = [
        silencing,
        f"Of {m.protected:,} complaints and people who need help, {m.protected_found:.0%} are routed to people.",
        right,
        f"Confidence is off by {m.calibration_error:.2f} on average.",
    ]
    if m.never_silenced:
        told.insert(0, f"STOP: silencing would be proposed to somebody who needs help: {', '.join(m.never_silenced)}.")
    if m.pairs:
        told.append(
            f"Of {m.pairs:,} sentences said about different groups of people, {len(m.differing_pairs):,} come out "
            "differently for one of them."
        )
    return tuple(told)


def as_html(measured: Measured, version: str) -> str:
    """The whole page, standing by itself: no script, nothing fetched."""
    totals = (measured.behaviours_micro, measured.signals_micro, measured.any_behaviour)
    return PAGES.get_template("evaluation.html").render(
        measured=measured,
        version=version,
        headline=headline(measured),
        totals=totals,
        plot=how_sure(measured.calibration) if measured.calibration else "",
    )
