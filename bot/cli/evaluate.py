"""evaluate: how right the product is about comments that people have labelled."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from bot.app import judging
from bot.cli.explain import COMMENT, THREAD, existing, policy_in_use, records_of
from bot.cli.options import json_option
from bot.errors import Problem
from bot.evaluate import Labelled, Measured, labelled_comment, labelled_thread, measure, wrong_with
from bot.explain import Can, ExamplesInvalid
from bot.policy.model import Policy
from bot.reports.evaluation import as_html, headline

console = Console(highlight=False, soft_wrap=True)
Judge = Callable[[Mapping[str, Any], Policy, Can], Labelled]
REMEDY = 'beside the text: {"behaviours": [], "protect": ["complaint"], "outcome": "care", "hide_ok": false}'


@click.command()
@click.argument("file", type=existing, required=False)
@click.option("--threads", type=existing, help='A file of labelled threads: {"id", "platform", "events", "author", …}.')
@click.option("--policy", "policy_path", type=existing, help="The policy to judge by, instead of the one in use.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the report as a page.")
@json_option
@click.pass_obj
def evaluate(
    settings: str,
    file: Path | None,
    threads: Path | None,
    policy_path: Path | None,
    html: Path | None,
    *,
    as_json: bool,
) -> None:
    """Measure the judgement on FILE, a labelled comment a line: precision, recall, F1, and who would be wronged.

    A line is {"id", "platform", "text", "behaviours", "protect", "outcome", "hide_ok"}; "pair" and "group" beside them
    mark the same sentence said about different groups of people, which must come out the same.
    """
    if file is None and threads is None:
        raise click.UsageError("give a FILE of labelled comments, --threads FILE, or both")
    parts = judging(policy_path, policy_in_use(settings))
    asked: list[tuple[Mapping[str, Any], Judge]] = []
    if file is not None:
        asked += [(record, labelled_comment) for record in _labelled(file, COMMENT)]
    if threads is not None:
        asked += [(record, labelled_thread) for record in _labelled(threads, THREAD)]
    if not asked:
        raise click.UsageError("there is not one labelled comment in it")
    bar = (TextColumn("judging"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*bar, console=Console(stderr=True), transient=True) as progress:
        judged = [judge(record, parts.policy, parts.can) for record, judge in progress.track(asked)]
    measured = measure(judged)
    if html is not None:
        html.write_text(as_html(measured, parts.policy.version), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(asdict(measured)))
    else:
        _tell(measured, html)


def _labelled(path: Path, needs: Mapping[str, type]) -> list[Mapping[str, Any]]:
    """The labelled records of a file. Raises ExamplesInvalid with everything that is wrong in it."""
    good, problems = records_of(path, needs)
    for number, record in good:
        if words := wrong_with(record):
            problems.append(Problem(file=str(path), line=number, message=words, remedy=REMEDY))
    if problems:
        raise ExamplesInvalid(tuple(sorted(problems, key=lambda problem: problem.line)))
    return [record for _, record in good]


def _tell(measured: Measured, html: Path | None) -> None:
    for words in headline(measured):
        console.print(words, markup=False)
    table = Table(box=None, pad_edge=False)
    for name in ("label", "there", "said", "precision", "recall", "F1", "95 of 100 times"):
        table.add_column(name, justify="left" if name == "label" else "right")
    for s in (*measured.labels, measured.behaviours_micro, measured.signals_micro, measured.any_behaviour):
        figures = (f"{s.precision:.2f}", f"{s.recall:.2f}", f"{s.f1:.2f}", f"{s.low:.2f} to {s.high:.2f}")
        table.add_row(s.name.replace("_", " "), str(s.support), str(s.said), *figures)
    console.print(table)
    if html is not None:
        console.print(f"The report with the calibration plot and the worst errors: {html}", markup=False)
