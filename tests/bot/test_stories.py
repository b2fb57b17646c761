"""Whole stories: those that are shipped come out, what is wrong in a file of stories is told with its line."""

from pathlib import Path

import pytest

from bot.app import offline, what_can_be_done
from bot.model import ActionKind, PlatformName
from bot.policy.load import load_policy, load_whole
from bot.stories import StoriesInvalid, load_stories, tell
from bot.trial import examples_amiss, load_and_try, steps_amiss

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "policies.yaml"
POLICY = load_policy(SHIPPED)


def written(folder: Path, text: str) -> Path:
    path = folder / "stories.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_story_that_is_shipped_comes_out() -> None:
    told = list(tell(load_stories(ROOT / "policy-stories.yaml"), POLICY, offline()))
    assert len(told) >= 14
    assert [(one.line, one.story, one.amiss) for one in told if one.amiss] == []


def test_every_example_that_is_shipped_comes_out() -> None:
    assert load_and_try(SHIPPED, what_can_be_done()).policy.version == POLICY.version
    assert sum(len(rule.finds) + len(rule.leaves) for rule in POLICY.behaviours) >= 20


def test_what_does_not_come_out_is_told_with_what_came(tmp_path: Path) -> None:
    stories = load_stories(
        written(
            tmp_path,
            """stories:
  - story: Too much is hoped for
    lines:
      - they: "You lot are pathetic idiots"
        expect: {outcome: none, behaviour: threat, step: 2, proposes: nothing, care: [emergency]}
""",
        )
    )
    (one,) = tell(stories, POLICY, offline())
    assert one.line == 5
    assert one.amiss == (
        "outcome: expected none, came review",
        "behaviour: expected threat, came abuse",
        "step: expected 2, came 1",
        "proposes: expected nothing, came private_warning",
        "care: expected emergency, came nothing",
    )


def test_what_a_rule_never_should_do_is_told(tmp_path: Path) -> None:
    text = """stories:
  - story: Never this
    lines: [{they: "You lot are pathetic idiots", expect: {never_proposes: [private_warning]}}]
"""
    (one,) = tell(load_stories(written(tmp_path, text)), POLICY, offline())
    assert one.amiss == ("proposes private_warning, which it never should",)


def test_all_that_is_wrong_in_a_file_of_stories_is_told_at_once(tmp_path: Path) -> None:
    text = """stories:
  - story: Nothing is expected
    lines:
      - they: "Hello"
  - story: Much is wrong
    platform: facebok
    lines:
      - {minute: 5, they: "Hello", we: "Hello", expect: {outcome: none}}
      - {minute: 1, we: "Hello", expect: {proposes: hidde}}
"""
    with pytest.raises(StoriesInvalid) as wrong:
        load_stories(written(tmp_path, text))
    assert [str(problem) for problem in wrong.value.problems] == [
        "stories.yaml:2: the story expects nothing; add expect: to a line",
        "stories.yaml:6: unknown platform 'facebok'; did you mean 'facebook'?",
        "stories.yaml:8: a line is either theirs or ours; say they: or we:",
        "stories.yaml:9: nothing is judged in our own lines; take expect out",
        "stories.yaml:9: this line comes before the one above; sort them",
        "stories.yaml:9: unknown action 'hidde'; did you mean 'hide'?",
    ]


def test_an_example_that_does_not_come_out_says_why(tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8").replace(
        "    ladder: warn_first\n", "    ladder: warn_first\n    at_least: 0.99\n", 1
    )
    path = tmp_path / "policies.yaml"
    path.write_text(text, encoding="utf-8")
    amiss = [words for _, words, _ in examples_amiss(load_whole(path).policy)]
    assert amiss
    assert all("% sure" in words and "should be abuse" in words for words in amiss)


def test_a_step_that_can_be_done_nowhere_is_told() -> None:
    can = {PlatformName.X: {kind: a for kind, a in what_can_be_done()[PlatformName.X].items() if kind.has_wording}}
    told = [words for _, words, _ in steps_amiss(POLICY, can)]
    assert "nothing of step 4 of 'warn_first' can be done on x" in told


@pytest.mark.parametrize("kind", [ActionKind.HIDE, ActionKind.BLOCK])
def test_whoever_it_was_done_to_may_be_told_and_how_to_appeal(kind: ActionKind) -> None:
    template = POLICY.templates[POLICY.notices[kind]]
    for platform in PlatformName:
        words = template.words(platform)
        assert "within 20 working days by writing to the Customer Experience Team at Derby Homes" in words
        assert "a member of the Executive Team will answer within 20 working days" in words
    assert "Housing Ombudsman" in POLICY.templates["block_notice"].text
    assert "look again" in template.variants["easy_read"]
