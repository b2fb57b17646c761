"""The command line as people and programs use it: what is told, in which words, with which exit code."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli.demo_setting import SECRETS, settings_text
from bot.model import PlatformName
from platforms.simulator.scenario import Happening
from platforms.simulator.server import running
from platforms.simulator.town import Town
from tests.bot.second_reader.odd_reader import finds, finds_nothing, listening

POLICY = Path(__file__).parents[1] / "policies.yaml"
THREAT = "I know where you live and I'm coming round to break your legs"
INSULT = "You lot are pathetic idiots"
COMMAND = [sys.executable, "-c", "from bot.cli import main; main()"]


def section11(*words: str, folder: Path, secrets: bool = True) -> subprocess.CompletedProcess[str]:
    environ = {k: v for k, v in os.environ.items() if not k.startswith("SECTION11_")} | (SECRETS if secrets else {})
    return subprocess.run(
        [*COMMAND, *words], cwd=folder, env=environ, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town with one threat in it, and settings for it in the folder."""
    found = Town(datetime(2026, 11, 2, 9, tzinfo=UTC))
    said = [("post", "p", "", "Bins", ""), ("comment", "c", "jo", THREAT, "p"), ("comment", "d", "al", "Ta", "p")]
    for kind, key, who, text, on in said:
        happening = Happening(
            after=timedelta(0), platform=PlatformName.FACEBOOK, kind=kind, key=key, who=who, text=text, on=on
        )
        found.happen(happening)
    with running(found) as address:
        (tmp_path / "section11.yaml").write_text(settings_text(address, POLICY), encoding="utf-8")
        yield found


def test_the_daemon_shows_what_hardly_escaped_notice_to_the_second_reader(town: Town, tmp_path: Path) -> None:
    strict = POLICY.read_text(encoding="utf-8").replace("switched_on: true", "switched_on: false")
    strict = strict.replace("    ladder: warn_first\n", "    ladder: warn_first\n    when: {platforms: [x]}\n")
    (tmp_path / "strict.yaml").write_text(strict, encoding="utf-8")
    insult = Happening(
        after=timedelta(0), platform=PlatformName.FACEBOOK, kind="comment", key="i", who="al", text=INSULT, on="p"
    )
    town.happen(insult)
    settings = tmp_path / "section11.yaml"
    with listening(finds_nothing, finds("threat", "pathetic")) as reader:
        own = f"second_reader: {{url: {reader.address}/v1, model: odd, every_seconds: 0.3}}\n"
        text = settings.read_text(encoding="utf-8").replace(str(POLICY), str(tmp_path / "strict.yaml"))
        settings.write_text(text + own, encoding="utf-8")
        assert "second reader odd at 127.0.0.1: answers" in section11("doctor", folder=tmp_path).stdout
        daemon = subprocess.Popen(
            [*COMMAND, "run"], cwd=tmp_path, env=os.environ | SECRETS, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
        )
        try:
            _wait(lambda: "second-reader" in section11("show", "2", "--json", folder=tmp_path, secrets=False).stdout)
        finally:
            daemon.send_signal(signal.SIGTERM)
            _, log = daemon.communicate(timeout=30)
    assert "the second reader asks a person to look" in log.decode()
    assert INSULT not in log.decode()
    shown = section11("show", "2", folder=tmp_path, secrets=False).stdout
    assert "look at it: perhaps threat" in " ".join(shown.split())


def test_a_day_at_the_terminal(town: Town, tmp_path: Path) -> None:
    daemon = subprocess.Popen(
        [*COMMAND, "run"], cwd=tmp_path, env=os.environ | SECRETS, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    try:
        _wait(lambda: "case" in section11("queue", "--json", folder=tmp_path, secrets=False).stdout)
        case = json.loads(section11("queue", "--json", folder=tmp_path, secrets=False).stdout)
        assert (case["text"], case["behaviours"], case["proposal"]["kind"]) == (THREAT, ["threat"], "hide")
        shown = section11("show", "1", folder=tmp_path, secrets=False).stdout
        assert "case 1 · waiting" in shown
        assert THREAT in shown
        claimed = section11("claim", "1", "--by", "Demo Officer", folder=tmp_path, secrets=False).stdout
        assert claimed == "case 1: Demo Officer is looking at it for 15 minutes\n"
        asked = section11("needs-manager", "1", "--by", "Demo Officer", "--why", "hard", folder=tmp_path, secrets=False)
        assert asked.stdout == "case 1: a manager is asked to decide\n"
        by_officer = ("approve", "1", "--by", "Demo Officer", "--why", "plain")
        assert "needs a manager" in section11(*by_officer, folder=tmp_path, secrets=False).stderr
        approved = section11(
            "approve", "1", "--by", "Second Demo Officer", "--why", "plain", folder=tmp_path, secrets=False
        )
        assert approved.stdout == "case 1: Second Demo Officer decided “hide”; it is now approved\n"
        _wait(lambda: any(one["hidden"] for one in town.interactions()))
        _wait(lambda: "is now done" in section11("leave-alone", "1", "--by", "Demo Officer", "--why", "x",
                                                folder=tmp_path, secrets=False).stderr)  # fmt: skip
        undone = section11("undo", "1", "--by", "second demo officer", "--why", "overturned", folder=tmp_path)
        assert undone.stdout == "case 1: Second Demo Officer decided “unhide”; it is now approved\n"
        _wait(lambda: not any(one["hidden"] for one in town.interactions()))
        status = section11("status", folder=tmp_path, secrets=False).stdout
        assert "2 interactions, 1 cases" in status
    finally:
        daemon.send_signal(signal.SIGTERM)
        log = daemon.communicate(timeout=30)[1].decode()
    assert daemon.returncode == 0
    assert THREAT not in log
    assert not any(secret in log for secret in SECRETS.values())
    assert section11("audit", "verify", folder=tmp_path).stdout.startswith("the record holds: ")
    entries = [json.loads(line) for line in section11("audit", "export", folder=tmp_path).stdout.splitlines()]
    events = [entry["event"] for entry in entries]
    assert [e for e in events if e in {"verdict", "intention", "outcome"}] == ["verdict", "intention", "outcome"] * 2
    of_case = section11("audit", "show", "--case", "1", "--json", folder=tmp_path).stdout.splitlines()
    told = {json.loads(line)["event"] for line in of_case}
    decided = {"claimed", "manager_asked", "verdict", "intention", "outcome"}
    assert told - {"card_posted"} == {"seen", "case_opened"} | decided


def test_a_second_daemon_refuses_to_start(town: Town, tmp_path: Path) -> None:  # noqa: ARG001 - it must be open
    environ = os.environ | SECRETS
    first = subprocess.Popen([*COMMAND, "run"], cwd=tmp_path, env=environ, stderr=subprocess.DEVNULL)
    try:
        _wait(lambda: "never" not in (told := section11("status", folder=tmp_path).stdout) and "facebook" in told)
        second = section11("run", folder=tmp_path)
        assert second.returncode == 1
        assert "another section11 daemon is at work on this database" in second.stderr
    finally:
        first.terminate()
        first.wait(timeout=30)


def test_doctor_says_what_to_do(town: Town, tmp_path: Path) -> None:
    well = section11("doctor", folder=tmp_path)
    assert (well.returncode, "checks are in order" in well.stdout) == (0, True), well.stdout
    town.graph.token_trouble = 463
    ill = section11("doctor", folder=tmp_path)
    assert ill.returncode == 1
    assert "→" in ill.stdout


MISUSE = {
    "no settings": (["queue"], 2, "section11.yaml: cannot be read"),
    "no such command": (["aprove", "1"], 2, "No such command"),
    "no such case": (["--settings", "s.yaml", "show", "99"], 1, "there is no case 99"),
    "nobody decides": (["--settings", "s.yaml", "approve", "1"], 1, "say who decides: --by"),
    "a stranger": (["--settings", "s.yaml", "approve", "1", "--by", "Eve"], 1, "Eve is not among the officers"),
    "nothing to explain": (["explain"], 2, "give a TEXT"),
}


@pytest.mark.parametrize("name", MISUSE)
def test_misuse_is_told_plainly_and_never_as_a_traceback(name: str, tmp_path: Path) -> None:
    words, code, message = MISUSE[name]
    (tmp_path / "s.yaml").write_text(settings_text("http://127.0.0.1:1", POLICY).replace("clock_from", "# clock_from"))
    told = section11(*words, folder=tmp_path, secrets=False)
    assert (told.returncode, message in told.stderr) == (code, True), told.stderr
    assert "Traceback" not in told.stderr


def test_explaining_a_text(tmp_path: Path) -> None:
    told = section11("explain", THREAT, folder=tmp_path).stdout
    assert "proposed: hide" in told
    assert "4.2" in told


def test_an_officer_checks_the_policy_without_any_secret(tmp_path: Path) -> None:
    good = section11("policy", "check", str(POLICY), folder=tmp_path, secrets=False)
    assert (good.returncode, good.stdout.startswith("policies.yaml is in order: 13 rules")) == (0, True)
    bad = POLICY.read_text(encoding="utf-8").replace("behaviour: threat", "behaviour: thret")
    (tmp_path / "policies.yaml").write_text(bad, encoding="utf-8")
    told = section11("policy", "check", folder=tmp_path, secrets=False)
    assert told.returncode == 2
    assert "unknown behaviour 'thret'; did you mean 'threat'?" in told.stderr


COMMENTS = [
    {"id": "1", "platform": "facebook", "text": THREAT},
    {"id": "2", "platform": "x", "text": "My boiler is bloody broken again, three weeks now"},
    {"id": "3", "platform": "instagram", "text": "lovely pumpkins", "author": "jo"},
    {"id": "4", "platform": "facebook", "text": "I can smell gas \ud800\u0000\x1b[2J"},
]
NAMES = {"id", "findings", "behaviours", "protect", "outcome", "proposal", "silences", "because"}


def test_explaining_a_file_of_comments(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text("\n".join(json.dumps(one) for one in COMMENTS), encoding="utf-8")
    told = [
        json.loads(line) for line in section11("explain", "--jsonl", "c.jsonl", folder=tmp_path).stdout.splitlines()
    ]
    assert [one["id"] for one in told] == ["1", "2", "3", "4"]
    assert all(set(one) == NAMES for one in told)
    assert [one["outcome"] for one in told] == ["review", "care", "none", "care"]
    assert (told[0]["proposal"]["kind"], told[0]["silences"]) == ("hide", True)
    assert [one["silences"] for one in told[1:]] == [False] * 3
    for finding in told[0]["findings"]:
        assert finding["quote"] in THREAT


def test_explaining_a_file_of_threads(tmp_path: Path) -> None:
    words = ["hello", "anybody", "well", "tick tock", "still here", "the fence", "fence", "now", "now!", "now!!", "?"]
    events = [{"minute": 0, "author": "sid", "text": "the fence is down"}]
    events += [{"minute": 2, "author": "LANDLORD", "text": "Sorry Sid, somebody will be with you on Friday."}]
    events += [{"minute": 3 + n, "author": "sid", "text": text} for n, text in enumerate(words)]
    thread = {"id": "t1", "platform": "facebook", "events": events, "author": "sid"}
    (tmp_path / "t.jsonl").write_text(json.dumps(thread), encoding="utf-8")
    told = json.loads(section11("explain", "--threads", "t.jsonl", folder=tmp_path).stdout)
    assert (told["id"], "contact_volume" in told["behaviours"], told["outcome"]) == ("t1", True, "review")


def test_a_file_with_broken_lines_is_told_whole(tmp_path: Path) -> None:
    lines = ['{"id": "1", "platform": "facebook", "text": "fine"}', "{not json", '{"id": "3"}', '["4"]']
    lines += ['{"id": "5", "platform": "myspace", "text": "hm"}']
    (tmp_path / "c.jsonl").write_text("\n".join(lines), encoding="utf-8")
    told = section11("explain", "--jsonl", "c.jsonl", folder=tmp_path)
    assert told.returncode == 2
    assert [line.split("; ")[0] for line in told.stderr.splitlines()] == [
        "c.jsonl:2: not a JSON object",
        "c.jsonl:3: missing or of the wrong type: platform, text",
        "c.jsonl:4: not a JSON object",
        "c.jsonl:5: unknown platform 'myspace'",
    ]
    assert told.stdout == ""


def _wait(true: Callable[[], bool], patience: float = 40) -> None:
    until = time.monotonic() + patience
    while not true():
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.2)
