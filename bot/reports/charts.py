"""Charts as SVG that can stand inside a page; the same figures always give the same picture."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from bot.evaluate.measure import Bin

OLD, NEW = "#5b6b7b", "#0b6e4f"  # told apart by lightness too
STYLE: Any = {"font.family": "sans-serif", "font.size": 11, "svg.hashsalt": "section11", "svg.fonttype": "path"}


def by_day(old: Mapping[str, int], new: Mapping[str, int]) -> str:
    """Proposals a day under two policies, as two lines."""
    days = _every_day(sorted({*old, *new}))
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(9, 2.8), layout="constrained")
        axes = figure.subplots()
        axes.plot(days, [old.get(day, 0) for day in days], color=OLD, linestyle="--", label="in force")
        axes.plot(days, [new.get(day, 0) for day in days], color=NEW, label="tried")
        axes.set_ylim(bottom=0)
        axes.set_ylabel("proposals a day")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.xaxis.set_major_locator(MaxNLocator(8))
        figure.legend(loc="outside upper right", ncols=2, frameon=False)
        axes.spines[["top", "right"]].set_visible(False)
        return _svg(figure)


def by_rule(rules: Sequence[str], no_longer: Mapping[str, int], newly: Mapping[str, int]) -> str:
    """What each rule would no longer propose, to the left, and newly propose, to the right."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(9, 0.9 + 0.36 * len(rules)), layout="constrained")
        axes = figure.subplots()
        names = [rule.replace("_", " ") for rule in reversed(rules)]
        left = [-no_longer.get(rule, 0) for rule in reversed(rules)]
        right = [newly.get(rule, 0) for rule in reversed(rules)]
        axes.barh(names, left, color=OLD, label="no longer proposed")
        axes.barh(names, right, color=NEW, label="newly proposed")
        axes.axvline(0, color="black", linewidth=0.8)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value):,.0f}")
        figure.legend(loc="outside upper right", ncols=2, frameon=False)
        axes.spines[["top", "right", "left"]].set_visible(False)
        return _svg(figure)


def how_sure(bins: Sequence[Bin]) -> str:
    """How often what was said with a given confidence is right, beside the line on which both are the same."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(5, 4.4), layout="constrained")
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], color=OLD, linestyle="--", linewidth=1)
        most = max(each.count for each in bins)
        sizes = [40 + 260 * each.count / most for each in bins]
        axes.scatter([each.sure for each in bins], [each.right for each in bins], s=sizes, color=NEW, alpha=0.8)
        axes.set(xlim=(0, 1.02), ylim=(0, 1.05), xlabel="how sure", ylabel="how often right")
        axes.spines[["top", "right"]].set_visible(False)
        return _svg(figure)


def _every_day(days: Sequence[str]) -> list[str]:
    """The days from the first to the last, those without anything too."""
    first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]


def _svg(figure: Figure) -> str:
    written = io.StringIO()
    figure.set_canvas(FigureCanvasSVG(figure))
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    picture = written.getvalue()
    before, _, after = picture[picture.index("<svg") :].partition("<metadata>")
    return before + after.partition("</metadata>")[2]
