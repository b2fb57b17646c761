"""explain: what the product makes of a comment, a file of comments or a file of threads, and why."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from bot.app import judging
from bot.cli.showing import plain, safe
from bot.errors import Problem
from bot.explain import Can, ExamplesInvalid, Explained, checked, explain_comment, explain_thread
from bot.model import PlatformName
from bot.policy.model import Policy
from bot.settings import policy_named_in

console = Console()
Judge = Callable[[Mapping[str, Any], Policy, Can], Explained]
COMMENT = {"id": str, "platform": str, "text": str}
THREAD = {"id": str, "platform": str, "events": list, "author": str}
platforms = click.Choice([str(platform) for platform in PlatformName])
existing = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("text", required=False)
@click.option(
    "--platform", type=click.Choice([str(p) for p in PlatformName]), default="facebook", help="Where TEXT was said."
)
@click.option("--jsonl", type=existing, help='A file of comments: {"id", "platform", "text", "author"?} a line.')
@click.option("--threads", type=existing, help='A file of threads: {"id", "platform", "events", "author"} a line.')
@click.option("--policy", "policy_path", type=existing, help="The policy to judge by, instead of the one in use.")
@click.pass_obj
def explain(
    settings: str, text: str | None, platform: str, jsonl: Path | None, threads: Path | None, policy_path: Path | None
) -> None:
    """Say what would be found in TEXT, or in files of comments and threads, and what would be proposed, and why."""
    if not text and not jsonl and not threads:
        raise click.UsageError("give a TEXT, --jsonl FILE or --threads FILE")
    parts = judging(policy_path, policy_in_use(settings))
    if text:
        _tell(explain_comment({"id": "1", "platform": platform, "text": text}, parts.policy, parts.can))
    read: list[tuple[Path | None, Mapping[str, type], Judge]] = [
        (jsonl, COMMENT, explain_comment),
        (threads, THREAD, explain_thread),
    ]
    files = [(path, needs, judge) for path, needs, judge in read if path is not None]
    records = [(records_of(path, needs), judge) for path, needs, judge in files]
    problems = [problem for (_, found), _ in records for problem in found]
    if problems:
        raise ExamplesInvalid(tuple(problems))
    for (good, _), judge in records:
        for _, record in good:
            click.echo(json.dumps(judge(record, parts.policy, parts.can).form(), ensure_ascii=True))


def policy_in_use(settings: str) -> Path | None:
    """The policy that the settings name, where there are settings; secrets need not be at hand for explaining."""
    path = Path(settings)
    return policy_named_in(path) if path.exists() else None


def records_of(path: Path, needs: Mapping[str, type]) -> tuple[list[tuple[int, Mapping[str, Any]]], list[Problem]]:
    """The records of a file that can be judged, each with its line, and a problem for each line that can't."""
    parsed: list[tuple[int, Any]] = []
    for number, line in enumerate(_lines(path), start=1):
        if line.strip():
            parsed.append((number, _loaded(line)))
    return checked(parsed, str(path), needs=needs)


def _lines(path: Path) -> Iterator[str]:
    # split on line feeds only: a comment may hold other characters that count as line breaks elsewhere
    yield from path.read_bytes().decode("utf-8", "replace").split("\n")


def _loaded(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _tell(explained: Explained) -> None:
    decision = explained.decision
    for finding in decision.findings:
        quote = safe(finding.quote, lines=False)
        words = f"{finding.called}: “{quote}” – {finding.because} ({finding.detector}, {finding.confidence:.0%})"
        console.print(words, markup=False, highlight=False)
    proposed = plain(decision.proposal.action.kind) if decision.proposal else "nothing to be done to anybody"
    console.print(f"outcome: {decision.outcome}; proposed: {proposed}", markup=False, highlight=False)
    console.print(decision.because, markup=False, highlight=False)
