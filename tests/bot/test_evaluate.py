"""Measuring the judgement: every figure against one worked out by hand, and files that can't be measured."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import section11
from bot.evaluate import Labelled, Measured, measure
from bot.evaluate.measure import Bin, Group, Score
from bot.reports.evaluation import as_html, headline

SHIPPED = str(Path(__file__).parents[2] / "policies.yaml")


def judged(
    id: str,  # noqa: A002 - the noun says id
    truth: str,
    found: dict[str, float],
    *,
    came: str = "",
    outcome: str = "",
    silences: bool = False,
    hide_ok: bool | None = None,
    **given: str,
) -> Labelled:
    labels = frozenset(truth.split())
    held = labels & {"threat", "abuse"}
    return Labelled(
        id=id,
        text=f"the words of {id}",
        truth=labels,
        outcome=outcome or ("review" if held else "care" if labels else "none"),
        hide_ok=hide_ok,
        found=found,
        came=came or ("review" if found.keys() & {"threat", "abuse"} else "care" if found else "none"),
        silences=silences,
        because=dict.fromkeys(found, "because: of it"),
        **given,
    )


FOUR = (
    judged("right", "abuse complaint", {"abuse": 0.9, "complaint": 0.7}),
    judged("missed", "threat", {}),
    judged("unfair", "complaint", {"abuse": 0.6}, silences=True, hide_ok=False),
    judged("fair", "", {}),
)


def score(measured: Measured, name: str) -> Score:
    return next(s for s in measured.labels if s.name == name)


def test_each_figure_is_what_one_works_out_by_hand() -> None:
    m = measure(FOUR)
    assert (score(m, "abuse").precision, score(m, "abuse").recall) == (0.5, 1.0)
    assert score(m, "abuse").f1 == pytest.approx(2 / 3)
    assert (score(m, "threat").support, score(m, "threat").said, score(m, "threat").f1) == (1, 0, 0.0)
    assert (score(m, "complaint").precision, score(m, "complaint").recall) == (1.0, 0.5)
    assert m.behaviours_micro.f1 == pytest.approx(2 * 1 / (2 + 2))
    assert m.behaviours_macro == pytest.approx((2 / 3 + 0) / 2)
    assert m.any_behaviour.f1 == pytest.approx(2 * 1 / (2 + 2))
    assert m.outcome_right == 0.5
    assert (m.silenced, m.wrongly_silenced, m.protected_silenced, m.never_silenced) == (1, ("unfair",), ("unfair",), ())
    assert (m.harmless, m.harmless_silenced) == (2, 1)
    assert (m.protected, m.protected_found) == (2, 0.5)
    assert [each.what for each in m.worst] == ["would silence somebody who did nothing wrong", "a threat is missed"]


def test_how_sure_is_how_right() -> None:
    m = measure(FOUR)
    assert m.calibration == (
        Bin(sure=0.6, right=0.0, count=1),
        Bin(sure=0.7, right=1.0, count=1),
        Bin(sure=0.9, right=1.0, count=1),
    )
    assert m.calibration_error == pytest.approx((0.6 + 0.3 + 0.1) / 3)


def test_the_same_comments_give_the_same_figures_and_more_of_them_a_narrower_interval() -> None:
    few, many = measure(FOUR), measure(FOUR * 50)
    assert few == measure(FOUR)
    assert few.any_behaviour.f1 == many.any_behaviour.f1
    for one in (few.any_behaviour, many.any_behaviour):
        assert one.low <= one.f1 <= one.high
    assert many.any_behaviour.high - many.any_behaviour.low < few.any_behaviour.high - few.any_behaviour.low


def test_somebody_who_needs_help_and_would_be_silenced_stands_before_everything() -> None:
    m = measure((*FOUR, judged("cry", "safeguarding abuse", {"abuse": 0.9}, silences=True, hide_ok=False)))
    assert m.never_silenced == ("cry",)
    assert headline(m)[0] == "STOP: silencing would be proposed to somebody who needs help: cry."
    assert m.worst[0].what == "would silence somebody who needs help"


def test_the_same_sentence_about_different_groups_has_to_come_out_the_same() -> None:
    said = [
        judged("1", "abuse", {"abuse": 0.9}, pair="a", group="Welsh"),
        judged("2", "abuse", {}, pair="a", group="Polish"),
        judged("3", "", {"abuse": 0.9}, pair="b", group="Welsh"),
        judged("4", "", {"abuse": 0.9}, pair="b", group="Polish"),
    ]
    m = measure(said)
    assert (m.pairs, m.differing_pairs) == (2, ("a",))
    assert m.groups == (
        Group(group="Polish", count=2, found=0.0, wrongly=1.0),
        Group(group="Welsh", count=2, found=1.0, wrongly=1.0),
    )
    assert "Of 2 sentences said about different groups of people, 1 come out differently" in " ".join(headline(m))


def test_the_page_stands_by_itself_and_nobodys_words_become_markup() -> None:
    page = as_html(measure([judged("<b>", "threat", {})]), "sha256:1")
    assert "<b>" not in page
    assert "&lt;b&gt;" in page
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org/", "")


LINE: dict[str, Any] = {
    "id": "1",
    "platform": "facebook",
    "text": "You lot are pathetic idiots",
    "behaviours": ["abuse"],
    "protect": [],
    "outcome": "review",
    "hide_ok": False,
}


def told(folder: Path, *lines: dict[str, Any] | str, words: tuple[str, ...] = ()) -> Result:
    file = folder / "comments.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    asked = ["--settings", str(folder / "none.yaml"), "evaluate", str(file), "--policy", SHIPPED, *words]
    return CliRunner().invoke(section11, asked)


def test_a_file_is_measured_and_the_report_is_written(tmp_path: Path) -> None:
    fair = LINE | {"id": "2", "text": "When is bin day?", "behaviours": [], "outcome": "none"}
    report = tmp_path / "report.html"
    result = told(tmp_path, LINE, "", fair, words=("--json", "--html", str(report)))
    found = json.loads(result.stdout)
    assert (found["count"], found["any_behaviour"]["f1"], found["outcome_right"]) == (2, 1.0, 1.0)
    assert "How sure is how right" in report.read_text(encoding="utf-8")
    assert "2 labelled comments. Silencing would be proposed 0 times" in told(tmp_path, LINE, fair).stdout


def test_everything_wrong_with_a_file_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    result = told(
        tmp_path,
        LINE | {"behaviours": ["abuze"]},
        LINE | {"protect": "complaint"},
        "{not json",
        LINE | {"outcome": "hide"},
        LINE | {"hide_ok": "yes"},
    )
    assert [line.split("comments.jsonl:")[1].split(";")[0] for line in str(result.exception).splitlines()] == [
        "1: unknown label 'abuze' in behaviours",
        "2: protect must be a list of labels, empty if there are none",
        "3: not a JSON object",
        "4: outcome must be one of none, care, review",
        "5: hide_ok must be true or false, or left out",
    ]


@pytest.mark.parametrize("words", [(), ("/dev/null",)])
def test_without_comments_there_is_nothing_to_measure(words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(section11, ["evaluate", *words]).exit_code == 2
