"""The training comments: each can be used, none stands twice, none of those kept for checking is among them."""

import json
from pathlib import Path

import pytest

from training.comments import LABELS, Mislabelled, own_comments

TRAINING = Path(__file__).parents[1] / "training"
OWN = own_comments(TRAINING / "comments")
CHECK = [
    json.loads(line)
    for name in ("check.jsonl", "check2.jsonl")
    for line in (TRAINING / name).read_text(encoding="utf-8").splitlines()
]


def test_there_is_enough_of_every_label_and_of_what_carries_none() -> None:
    counts = {label: sum(label in c.labels for c in OWN) for label in LABELS}
    assert min(counts.values()) >= 40, counts
    assert sum(not c.labels for c in OWN) >= len(OWN) / 6


def test_what_is_kept_for_checking_is_never_learnt_from() -> None:
    learnt = {" ".join(c.text.casefold().split()) for c in OWN}
    assert not [row["id"] for row in CHECK if " ".join(row["text"].casefold().split()) in learnt]


def test_everything_wrong_with_the_comments_is_told_at_once(tmp_path: Path) -> None:
    lines = ('{"t": "one", "b": ["abuze"], "s": []}', '{"t": "one", "b": [], "s": []}', "[]", "{")
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(Mislabelled) as wrong:
        own_comments(tmp_path)
    told = str(wrong.value).splitlines()
    assert told[:2] == ["a.jsonl:1: unknown label abuze", "a.jsonl:2: the same words as a.jsonl:1"]
    assert [line.split(":")[1] for line in told] == ["1", "2", "3", "4"]


def test_nothing_is_learnt_about_what_two_readers_did_not_agree_on(tmp_path: Path) -> None:
    line = '{"t": "one", "b": ["abuse"], "s": ["complaint"], "u": ["complaint"]}'
    (tmp_path / "a.jsonl").write_text(line, encoding="utf-8")
    (comment,) = own_comments(tmp_path)
    assert comment.labels == {"abuse"}
    assert set(LABELS) - comment.known == {"complaint"}
