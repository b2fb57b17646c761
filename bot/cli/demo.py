"""demo: the main job on one machine, no accounts needed: a town, a daemon, and you as the officer."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click
import requests
from rich.console import Console
from rich.prompt import Prompt

from bot import cases
from bot.app import policy_at_hand
from bot.cases import Officer
from bot.cli.at_desk import at_desk
from bot.cli.demo_setting import SECRETS, settings_text
from bot.cli.showing import by_urgency, case_panel, plain, safe, wish
from bot.cli.summary import summary
from bot.desk import Desk
from bot.errors import AlreadyDecided, NotApproved
from bot.model import ActionKind, Case, CaseState

console = Console(highlight=False)
FIRST_DAYS = 2 * 86_400  # seconds of the fortnight that have passed when you sit down
RATE_WITH_YOU = 300.0  # town seconds a second: a day in five minutes
RATE_ALONE = 26_000.0  # the fortnight in some fifty seconds
ASKED_ABOUT = (True, False, False, False, True)  # whether the next case is one in which somebody needs help
FORTNIGHT = 15 * 86_400
PATIENCE = 85.0
OFFICER = Officer(name="Demo Officer")
SECOND = Officer(name="Second Demo Officer", role="manager")


@click.command()
@click.option("--auto", is_flag=True, help="Unattended: a demo officer approves what is proposed.")
@click.option(
    "--folder", default="demo-data", show_default=True, type=click.Path(path_type=Path), help="Where to work."
)
@click.option("--port", default=0, help="The town's port; any free one if 0.")
def demo(folder: Path, port: int, *, auto: bool) -> None:
    """Start the town and the daemon on a fast clock, decide a few cases with you, and show what became of them."""
    with ExitStack() as stack:
        town = stack.enter_context(_town(folder, port))
        settings = folder / "section11.yaml"
        settings.write_text(settings_text(town.address, policy_at_hand()), encoding="utf-8")
        stack.enter_context(_daemon(folder, settings))
        desk = stack.enter_context(at_desk(str(settings)))
        console.print(f"[bold]The town is open:[/] {town.address}/   (its three pages, live in your browser)")
        console.print(f"[bold]Decide as in Slack:[/] {town.address}/slack/   (a workspace in the town, no account)")
        console.print(f"[bold]The daemon is watching[/]; its log is {folder / 'daemon.log'}\n")
        show = _Show(desk=desk, town=town, auto=auto)
        show.alone() if auto else show.with_you(settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Town:
    """The running town, seen from outside."""

    address: str

    def ask(self, **what: float) -> None:
        requests.post(f"{self.address}/_town/clock", json=what, timeout=10).raise_for_status()


@contextmanager
def _town(folder: Path, port: int) -> Iterator[_Town]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    ready = folder / "town.address"
    words = ["simulate", "--port", str(port), "--rate", "0", "--log", str(folder / "requests.jsonl")]
    with _running([*words, "--address-file", str(ready)], folder / "town.log") as process:
        _wait_for(ready, process)
        yield _Town(address=ready.read_text(encoding="utf-8").strip())


@contextmanager
def _daemon(folder: Path, settings: Path) -> Iterator[None]:
    with _running(["--settings", str(settings), "run"], folder / "daemon.log"):
        yield


@contextmanager
def _running(words: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run section11 itself as a process of its own; ask it to stop at the end, and wait until it has."""
    with log.open("wb") as out:
        command = [sys.executable, "-c", "from bot.cli import main; main()", *words]
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=os.environ | SECRETS)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(file: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while not file.exists() or not file.read_text(encoding="utf-8").strip():
        if process.poll() is not None or time.monotonic() > until:
            raise click.ClickException(f"the town did not start; {file.with_name('town.log')} says why")
        time.sleep(0.05)


@dataclass(slots=True, kw_only=True)
class _Show:
    """What is told and asked in the terminal while the fortnight passes."""

    desk: Desk
    town: _Town
    auto: bool
    told: set[int] = field(default_factory=set)
    reported: set[tuple[int, int]] = field(default_factory=set)

    def alone(self) -> None:
        """Let the fortnight pass, decide as the demo officer, end with the summary; exits 1 if anything is amiss."""
        self.town.ask(rate=RATE_ALONE)
        start, began = self.desk.clock(), time.monotonic()
        quiet = 0
        while quiet < 3 and time.monotonic() - began < PATIENCE:
            moved = self._tell_new() + self._decide_all() + self._report()
            over = (self.desk.clock() - start).total_seconds() > FORTNIGHT
            quiet = quiet + 1 if over and not moved and not self._under_way() else 0
            time.sleep(0.5)
        self._overturn()
        ok = summary(console, self.desk, self.town.address)
        if not ok:
            raise SystemExit(1)

    def _overturn(self) -> None:
        """Let the second officer take one hide back, to show that what was done can be undone."""
        done = [c for c in self.desk.store.cases(limit=10_000) if c.state is CaseState.DONE and _hid(c)]
        if not done:
            return
        desk, case = self.desk, done[0]
        cases.undo(desk.store, case.id, by=SECOND, why="on reflection a warning would have done", now=desk.clock())
        console.print(f"\n{SECOND.name} takes back what was done about case {case.id} …")
        self._wait_until_done()
        self._report()

    def with_you(self, settings: Path) -> None:
        """Ask about the first few cases, show what became of them, then leave everything running until Ctrl-C."""
        self.town.ask(advance=FIRST_DAYS)
        self.town.ask(rate=RATE_WITH_YOU)
        for wants_care in ASKED_ABOUT:
            self._ask(self._next(wants_care=wants_care))
        console.print("\nThe daemon is carrying out what you decided …")
        self._wait_until_done()
        self._report()
        summary(console, self.desk, self.town.address)
        _say_what_next(settings)
        while True:
            time.sleep(3600)

    def _next(self, *, wants_care: bool) -> Case:
        """The next case that you have not been asked about: one in which somebody needs help, or a proposal."""
        while True:
            waiting = [c for c in by_urgency(self.desk.store.open_cases()) if c.state is CaseState.WAITING]
            fresh = [c for c in waiting if c.id not in self.told and (c.decision.proposal is None) is wants_care]
            if fresh:
                self.told.add(fresh[0].id)
                return fresh[0]
            time.sleep(0.3)

    def _ask(self, case: Case) -> None:
        console.print(case_panel(case, self.desk.policy))
        if case.decision.proposal is None:
            choices, question = ["care", "skip"], "Do you have it ([b]care[/]), or [b]skip[/]?"
        else:
            choices, question = ["approve", "leave", "skip"], "[b]approve[/] it, [b]leave[/] it alone, or [b]skip[/]?"
        answer = Prompt.ask(question, choices=choices, default=choices[0], console=console, show_choices=False)
        try:
            match answer:
                case "approve":
                    self._approve(case, OFFICER)
                case "leave":
                    why = Prompt.ask("Why?", default="fair comment", console=console)
                    cases.leave_alone(self.desk.store, case.id, by=OFFICER, why=why, now=self.desk.clock())
                case "care":
                    cases.take_care(self.desk.store, case.id, by=OFFICER, why="", now=self.desk.clock())
        except (AlreadyDecided, NotApproved) as refused:
            console.print(f"  {safe(str(refused))}", style="yellow", markup=False)

    def _approve(self, case: Case, by: Officer) -> None:
        if case.decision.proposal is not None and case.decision.proposal.needs_complaint_logged:
            reference = f"DEMO-{case.id}"
            cases.log_complaint(self.desk.store, case.id, reference=reference, by=by, now=self.desk.clock())
        desk = self.desk
        cases.approve(desk.store, case.id, by=by, policy=desk.policy, now=desk.clock(), why="as proposed")

    def _decide_all(self) -> int:
        decided = 0
        for case in by_urgency(self.desk.store.open_cases()):
            try:
                decided += self._decide(case)
            except (AlreadyDecided, NotApproved) as refused:
                console.print(f"  case {case.id}: {safe(str(refused))}", style="yellow", markup=False)
        return decided

    def _decide(self, case: Case) -> int:
        store, now = self.desk.store, self.desk.clock()
        if case.protected and not case.cared_for_by:
            cases.take_care(store, case.id, by=OFFICER, why="rang and wrote to them", now=now)
            return 1
        if case.decision.adjustment_on_record and case.decision.proposal and not case.adjustment_considered:
            tried = "rang them, and sent it in the way they asked for"
            cases.consider_adjustment(store, case.id, explains=False, tried=tried, by=OFFICER, now=now)
            return 1
        match case.state:
            case CaseState.WAITING | CaseState.CHANGED if case.decision.proposal is None:
                if case.decision.behaviour is None and not case.decision.unread and case.state is CaseState.WAITING:
                    return 0
                cases.leave_alone(store, case.id, by=OFFICER, why="nothing to be done to anybody", now=now)
            case CaseState.WAITING | CaseState.CHANGED:
                self._approve(case, OFFICER)
            case CaseState.NEEDS_SECOND:
                self._approve(case, SECOND)
            case CaseState.FAILED:
                cases.leave_alone(store, case.id, by=OFFICER, why="could not be done", now=now)
            case _:
                return 0
        return 1

    def _tell_new(self) -> int:
        fresh = [c for c in self.desk.store.open_cases() if c.id not in self.told]
        for case in fresh:
            self.told.add(case.id)
            said = safe(case.interaction.text, lines=False)[:70]
            found = ", ".join(plain(x) for x in (*case.protected, *case.decision.behaviours))
            words = f"{self.desk.clock():%a %d %H:%M}  case {case.id:<4} {case.interaction.platform:<10} “{said}”"
            console.print(words, markup=False, soft_wrap=True)
            console.print(f"            {found} → {wish(case)}", style="dim", markup=False)
        return len(fresh)

    def _report(self) -> int:
        moved = 0
        for number in sorted(self.told):
            for place, outcome in enumerate(self.desk.store.case(number).outcomes):
                if (number, place) not in self.reported:
                    self.reported.add((number, place))
                    moved += 1
                    words = f"            case {number}: {plain(outcome.state)} – {safe(outcome.detail, lines=False)}"
                    console.print(words, style="green" if outcome.state.took_effect else "yellow", markup=False)
        return moved

    def _under_way(self) -> bool:
        waiting = {CaseState.APPROVED, CaseState.NEEDS_SECOND}
        return any(case.state in waiting for case in self.desk.store.open_cases())

    def _wait_until_done(self) -> None:
        until = time.monotonic() + 30
        while self._under_way() and time.monotonic() < until:
            time.sleep(0.3)


def _hid(case: Case) -> bool:
    verdict = case.verdict
    return verdict is not None and verdict.action is not None and verdict.action.kind is ActionKind.HIDE


def _say_what_next(settings: Path) -> None:
    command = f"{Path(sys.argv[0]).parent / 'section11'} --settings {settings}"
    console.print("\nEverything goes on running. In another terminal, try:")
    for words in ("queue", "show 3", "approve 3 --by 'Demo Officer'", "status", "audit show --last 10", "audit verify"):
        console.print(f"  {command} {words}", style="bold", markup=False, soft_wrap=True)
    console.print("Press Ctrl-C here to stop.")
