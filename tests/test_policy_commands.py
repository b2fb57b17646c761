"""An officer's week with the policy at the terminal: every command of the page on editing it, as it is written."""

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from bot.cli import section11
from bot.errors import FileInvalid, Section11Error
from bot.in_force import PolicyInForce
from bot.pipeline import take_in
from bot.policy.load import policy_schema
from bot.yaml_lines import read_yaml
from platforms.memory import MemoryPlatform
from storage.store import Store
from tests.builders import DAY, NOON, an_account, an_interaction

ROOT = Path(__file__).parents[1]
SETTINGS = """database: sqlite:///section11.db
policy: policies.yaml
officers:
  - {name: Priya Shah}
  - {name: Tom Reed, role: manager}
accounts:
  - {platform: facebook, id: "104263501927364", app_id: "140586622674265", token: {env: T}, app_secret: {env: S}}
"""
SAID = ("You daft lot, the lift is broken again", "Your staff are a bunch of useless idiots", "Lovely planters!")


class Office:
    """A folder with settings, the policy and a week of comments; commands are run in it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.policy = folder, folder / "policies.yaml"
        (folder / "section11.yaml").write_text(SETTINGS, encoding="utf-8")
        self.policy.write_bytes((ROOT / "policies.yaml").read_bytes())
        self.store = Store(f"sqlite:///{folder / 'section11.db'}")
        self.in_force = PolicyInForce(self.policy, self.store, clock=lambda: NOON)
        platform = MemoryPlatform(page_size=50)
        for n in range(12):
            author = an_account(id=f"p{n % 5}")
            platform.hear(an_interaction(SAID[n % 3], id=f"c{n}", author=author, posted_at=NOON - DAY))
        take_in(platform, self.store, self.in_force.current, now=NOON)

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(section11, ["--settings", str(self.folder / "section11.yaml"), *words])

    def told(self, *words: str) -> str:
        result = self.run(*words)
        assert result.exit_code == 0, result.output + repr(result.exception)
        return " ".join(result.output.split())

    def change(self, was: str, becomes: str) -> None:
        text = self.policy.read_text(encoding="utf-8")
        assert was in text
        self.policy.write_text(text.replace(was, becomes, 1), encoding="utf-8")

    def waits_a_second(self) -> None:
        self.in_force.refresh()
        self.in_force.refresh()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    found = Office(tmp_path)
    yield found
    found.store.close()


def test_a_change_from_the_first_idea_to_taking_it_back(office: Office) -> None:
    before = office.in_force.current.version
    office.change("    ladder: warn_first\n", "    ladder: warn_first\n    at_least: 0.97\n")
    assert "policies.yaml is in order: 13 rules" in office.told("policy", "check", str(office.policy))
    out = str(office.folder / "backtest")
    told = office.told("policy", "backtest", "--since", "2026-11-01", "--out", out, "--workers", "1")
    assert "Read again: 12 interactions. Newly proposed 0, no longer 4, and 0 otherwise than before." in told
    assert (office.folder / "backtest" / "report.html").read_text(encoding="utf-8").count("<svg") == 2
    form = json.loads(office.told("policy", "backtest", "--since", "2026-11-01", "--out", out, "--json"))
    assert form["no_longer"] == {"abuse": 4}
    assert office.told("policy", "diff", before) == "the rule “abuse” · now counts from 97 % sure on, before from 50 %"
    office.waits_a_second()
    assert json.loads(office.told("policy", "status", "--json"))["rules"][6]["state"] == "review"
    first = office.told("policy", "promote", "abuse", "--to", "live", "--by", "Priya Shah", "--why", "tried")
    assert "a second person must sign before it is live" in first
    assert "(signed by Priya Shah)" in office.told("policy", "status")
    second = office.told("policy", "promote", "abuse", "--to", "live", "--by", "Tom Reed", "--why", "looked")
    assert second == "abuse is armed as far as live: signed by Priya Shah and Tom Reed"
    assert json.loads(office.told("policy", "status", "--json"))["rules"][6]["state"] == "live"
    assert office.told("policy", "versions").endswith("in force")
    back = office.told("policy", "rollback", before[7:13], "--by", "Tom Reed", "--why", "it missed too much")
    assert back == f"policies.yaml is {before} again; what was signed for it holds"
    assert office.policy.read_bytes() == (ROOT / "policies.yaml").read_bytes()
    assert office.run("policy", "show", before[:12]).output == office.policy.read_text(encoding="utf-8")


def test_a_broken_file_is_told_everywhere_and_stops_nobody(office: Office) -> None:
    office.change("behaviour: abuse", "behaviour: abuze")
    office.change("severity: 5", "severity: fife")
    office.waits_a_second()
    checked = office.run("policy", "check", str(office.policy), "--json")
    assert checked.exit_code == 2
    problems = json.loads(checked.output)["problems"]
    assert [problem["message"] for problem in problems] == [
        "behaviours.severity should be a whole number, not 'fife'",
        "unknown behaviour 'abuze'",
    ]
    assert all(problem["line"] > 0 for problem in problems)
    assert problems[1]["remedy"] == "did you mean 'abuse'?"
    assert isinstance(office.run("policy", "check", str(office.policy)).exception, FileInvalid)
    status = office.told("status")
    assert "the policy file was refused" in status
    assert "unknown behaviour 'abuze'; did you mean 'abuse'?" in status
    decided = office.run("approve", "1", "--by", "Priya Shah")
    assert decided.exit_code == 0
    assert "policies.yaml has 2 problems" in decided.stderr
    assert "unknown behaviour" in " ".join(json.loads(office.run("status", "--json").stdout)["urgent"])


def test_the_brakes_are_pulled_and_taken_off(office: Office) -> None:
    with_reason = ("--by", "Priya Shah", "--why", "a wrong word is listed")
    assert office.told("pause", "--behaviour", "abuse", *with_reason) == "the rule abuse is paused"
    assert office.told("pause", "--behaviour", "abuse", *with_reason) == "the rule abuse is paused already"
    assert office.told("pause", "--platform", "x", *with_reason) == "x is paused"
    assert "behaviour:abuse is paused since" in office.told("status")
    assert json.loads(office.told("policy", "status", "--json"))["rules"][6]["state"] == "shadow"
    assert "still held: x" in office.told("resume", "--behaviour", "abuse", "--by", "Tom Reed")
    assert office.told("resume", "--by", "Tom Reed") == "no brake was on everything still held: x"
    assert isinstance(office.run("pause", "--by", "Priya Shah").exception, Section11Error)
    unknown = office.run("pause", "--behaviour", "abuze", *with_reason)
    assert str(unknown.exception) == "there is no rule 'abuze'; did you mean 'abuse'?"


def test_explaining_to_an_officer_and_to_a_tenant(office: Office) -> None:
    said = "You lot are pathetic idiots"
    told = office.told("policy", "explain", said)
    assert "found abuse “pathetic idiots”" in told or "found abuse “idiots”" in told
    assert "decided by abuse (live), clause 4.2, 4.3, 4.4" in told
    assert "ladder step 1 of 5: nothing was upheld before within 12 months" in told
    short = office.told("policy", "explain", "--short", said)
    assert "Our policy (4.2, 4.3, 4.4) doesn't accept this" in short
    assert "within 20 working days by writing to the Customer Experience Team" in short
    assert not any(word in short for word in ("idiots", "pathetic", "%", "detector", "step"))
    by_case = json.loads(office.told("policy", "explain", "--case", "2", "--json"))
    assert (by_case["rule"], by_case["policy_version"]) == ("abuse", office.in_force.current.version)


def test_the_schema_accepts_what_is_shipped_and_refuses_what_is_wrong() -> None:
    schema = json.loads(CliRunner().invoke(section11, ["policy", "schema"]).output)
    assert schema == policy_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    shipped = read_yaml(ROOT / "policies.yaml").value  # YAML 1.1 would read the word "on" as a truth value
    jsonschema.validate(shipped, schema)
    for where, wrong in (("approvals", {"block": "two"}), ("behaviours", [{"behaviour": "abuze"}]), ("titel", "x")):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**shipped, where: wrong}, schema)
    assert schema["$defs"]["BehaviourShape"]["properties"]["at_least"]["description"].startswith("How sure")


def test_stories_are_tested_from_the_folder(office: Office) -> None:
    stories = str(ROOT / "policy-stories.yaml")
    good = office.told("policy", "test", "--policy", str(office.policy), "--stories", stories)
    assert good == "14 of 14 expectations in 14 stories came out"
    office.change("    severe: 3\n", "    severe: 1\n")
    office.change("      - actions: [hide, private_warning]\n", "      - actions: [private_warning]\n")
    bad = office.run("policy", "test", "--policy", str(office.policy), "--stories", stories)
    assert bad.exit_code == 1
    assert "proposes: expected hide, came" in " ".join(bad.output.split())
