"""Learning from verdicts: telling what we missed, and preparing what people decided for whoever teaches the machine."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import click
import yaml
from rich.console import Console
from rich.table import Table

from bot.app import offline
from bot.cli.at_desk import at_desk
from bot.cli.options import by_option, json_option, why_option
from bot.cli.showing import plain
from bot.desk import Desk
from bot.errors import NotApproved
from bot.learning.drift import Drift, drifts
from bot.learning.examples import Example, Said, examples
from bot.missed import tell_missed
from bot.model import Behaviour, Case, Concern, Protected
from bot.policy.model import Policy

console = Console(highlight=False)
CONCERNS: dict[str, Concern] = {str(c): c for c in (*Behaviour, *Protected)}
AT_ONCE = 500
MOST_OF_A_RULE = 5  # examples that are shown for one rule


@click.command()
@click.argument("which", metavar="INTERACTION")
@click.option("--as", "label", type=click.Choice(list(CONCERNS)), required=True, help="What it is.")
@click.option("--quote", default="", metavar="WORDS", help="The words that show it, exactly; all of them if left out.")
@by_option
@why_option
@click.pass_obj
def missed(settings: str, which: str, label: str, quote: str, by: str | None, why: str) -> None:
    """Tell what we missed in INTERACTION (its name, like facebook:123_456, or its address); it gets a case."""
    with at_desk(settings) as desk:
        number = tell_missed(
            desk.store,
            desk.policy,
            which,
            CONCERNS[label],
            quote=quote,
            by=desk.officer(by),
            why=why,
            can=offline(),
            now=desk.clock(),
        )
    if number is None:
        click.echo("on the record; the policy asks for nothing here: section11 explain tells why")
    else:
        click.echo(f"on the record; it is case {number} now: section11 show {number}")


@click.command()
@click.option("--days", default=28, show_default=True, type=click.IntRange(1, 3650), help="How long “now” lasts.")
@click.option("--rules", is_flag=True, help="Print examples for the policy file, under each rule that they are about.")
@click.option("--write", "file", type=click.Path(path_type=Path), help="Write labelled examples for `make train`.")
@click.option("--case", "chosen", type=int, multiple=True, help="Only this case's; may be given again.")
@by_option
@json_option
@click.pass_obj
def learn(
    settings: str, days: int, file: Path | None, chosen: tuple[int, ...], by: str | None, *, rules: bool, as_json: bool
) -> None:
    """Show how often officers agree with what is found, now and before, and prepare what they decided for learning.

    Nothing is learnt by itself. --rules prints examples to put into policies.yaml, --write makes a file for training;
    read both first, and keep with --case what you accept.
    """
    with at_desk(settings) as desk:
        since = desk.clock() - timedelta(days=days)
        found = list(examples(_cases(desk)))
        some = [e for e in found if e.at >= since and (not chosen or e.case.id in chosen)]
        in_words = [e for e in some if e.is_in_its_words]
        lacking = set(chosen) - {e.case.id for e in some}
        if lacking:
            numbers = ", ".join(str(n) for n in sorted(lacking))
            raise NotApproved(f"no verdict of the last {days} days makes an example of case {numbers}")
        if file is not None:
            _write(file, in_words, desk, by)
        elif rules:
            click.echo(_for_rules(in_words, desk.policy), nl=False)
        else:
            _show(drifts(found, since=since), some, days, as_json=as_json)


def _cases(desk: Desk) -> Iterator[Case]:
    last = 0
    while found := desk.store.cases(after=last, limit=AT_ONCE):
        yield from found
        last = found[-1].id


def _write(file: Path, some: Sequence[Example], desk: Desk, by: str | None) -> None:
    """Write what is to be learnt from; that it left the store is on the record."""
    officer = desk.officer(by)
    rows = {e.text(desk.policy): e.row(desk.policy) for e in some}
    try:
        with file.open("x", encoding="utf-8") as out:
            cases = ",".join(str(e.case.id) for e in some)
            desk.store.note("examples_written", actor=officer.name, now=desk.clock(), cases=cases)
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows.values())
    except FileExistsError:
        words = f"{file} is there already; give another name, so that nothing that was accepted is lost"
        raise NotApproved(words) from None
    except OSError as trouble:
        raise NotApproved(f"{file} can't be written: {trouble.strerror}; give another place") from None
    click.echo(f"{len(rows)} examples in {file}. Read every line: names that stand on no list may have stayed.")
    click.echo("Strike out what you don't accept, put the file into training/comments/, and run: make train")


def _for_rules(some: Sequence[Example], policy: Policy) -> str:
    """Examples in the form of the policy file, by rule; what they prove is read at every check."""
    out = []
    for rule in policy.behaviours:
        name = rule.name or str(rule.behaviour)
        mine = [e for e in some if e.rule == name]
        proofs = {
            "finds": [e.text(policy) for e in mine if e.said in {Said.MISSED, Said.UPHELD}][:MOST_OF_A_RULE],
            "leaves": [e.text(policy) for e in mine if e.said is Said.NO_BREACH][:MOST_OF_A_RULE],
        }
        kept = {key: texts for key, texts in proofs.items() if texts}
        if kept:
            written = yaml.safe_dump({"examples": kept}, allow_unicode=True, sort_keys=False, width=10_000)
            out.append(f"# under the rule {name}; `section11 policy check` tells which of them do not come out yet\n")
            out.append(written)
    return "".join(out) or "# no verdict makes an example for a rule\n"


def _show(found: Sequence[Drift], some: Sequence[Example], days: int, *, as_json: bool) -> None:
    if as_json:
        for one in found:
            now, before = one.now, one.before
            form = {"name": one.name, "right": now.right, "of": now.of, "right_before": before.right}
            form |= {"of_before": before.of, "missed": one.missed_now, "missed_before": one.missed_before}
            click.echo(json.dumps(form | {"drifted": one.has_drifted, "told": one.told}))
        return
    if not found:
        console.print("No verdict makes an example yet: decide some cases first.")
        return
    table = Table(show_edge=False)
    for name in ("found as", f"right, last {days} days", "before", "missed", "before", "what to make of it"):
        table.add_column(name)
    for one in found:
        words = (plain(one.name), str(one.now), str(one.before), str(one.missed_now), str(one.missed_before), one.told)
        table.add_row(*words, style="yellow" if one.told else None)
    console.print(table)
    counts = Counter(str(e.said) for e in some)
    console.print(", ".join(f"{n} {said}" for said, n in sorted(counts.items())) or "nothing decided in these days")
    console.print("--rules prints them for the policy file, --write FILE for training; nothing is learnt by itself.")
