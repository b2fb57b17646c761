"""The labelled comments that the model learns from: our own, and public sets where they are at hand."""

import csv
import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BEHAVIOURS = (
    *("threat", "abuse", "discrimination", "allegation", "third_party", "demand", "recording", "personal_channel"),
    "private_info",
)
SIGNALS = ("emergency", "safeguarding", "complaint", "adjustment")
LABELS = (*BEHAVIOURS, *SIGNALS)
BLOCK = 15  # neighbouring lines of a file, of which none is learnt from while another is held out
MOST_PUBLIC = 3000  # comments of each public set


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A text, the labels that it carries, and those about which anything is known; `block` names its neighbourhood."""

    id: str
    text: str
    labels: frozenset[str]
    known: frozenset[str] = frozenset(LABELS)
    block: str = ""


class Mislabelled(ValueError):
    """A line of the training comments cannot be used; the message says which and why."""


def own_comments(folder: Path) -> list[Comment]:
    """Every comment in the folder's files, in their order. Raises Mislabelled, with all that is wrong.

    A line has the text `t`, the behaviours `b` and signals `s` that it carries, and perhaps `u`: labels about which its
    two readers did not agree, so that nothing is learnt from it about those.
    """
    found, wrong, seen = [], [], {}
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            where = f"{path.name}:{number}"
            try:
                row = json.loads(line)
                labels = frozenset(row["b"]) | frozenset(row["s"])
                unsettled = frozenset(row.get("u", ()))
                text = row["t"]
            except (ValueError, KeyError, TypeError) as bad:
                wrong.append(f"{where}: not a comment with t, b and s ({bad})")
                continue
            if (labels | unsettled) - set(LABELS):
                wrong.append(f"{where}: unknown label {', '.join(sorted((labels | unsettled) - set(LABELS)))}")
            if text in seen:
                wrong.append(f"{where}: the same words as {seen[text]}")
            seen[text] = where
            found.append(
                Comment(
                    id=where,
                    text=text,
                    labels=labels - unsettled,
                    known=frozenset(LABELS) - unsettled,
                    block=f"{path.name}:{number // BLOCK}",
                )
            )
    if wrong:
        raise Mislabelled("\n".join(wrong))
    return found


def public_comments(folder: Path) -> list[Comment]:
    """What the public sets in the folder say about some of our labels; of each set at most MOST_PUBLIC."""
    dice = random.Random(11)  # noqa: S311 - a sample
    found: list[Comment] = []
    for name, rows in (
        ("edos_labelled_aggregated.csv", _edos),
        ("hatemojibuild_train.csv", _hatemoji),
        ("pxtextmining_v6framework.csv", _patients),
        ("davidson_labeled_data.csv", _davidson),
    ):
        path = folder / name
        if not path.exists():
            continue
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            some = list(rows(csv.DictReader(file)))
        found += dice.sample(some, min(MOST_PUBLIC, len(some)))
    return found


def _comment(text: str, labels: set[str], known: set[str]) -> Comment:
    name = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Comment(id=name, text=text, labels=frozenset(labels), known=frozenset(known))


def _edos(rows: "csv.DictReader[str]") -> Iterator[Comment]:
    for row in rows:
        labels = {"discrimination"} if row["label_sexist"] == "sexist" else set()
        yield _comment(row["text"], labels, {"discrimination"})


def _hatemoji(rows: "csv.DictReader[str]") -> Iterator[Comment]:
    for row in rows:
        hateful = row.get("label_gold", row.get("label")) in {"1", "1.0", "hate"}
        yield _comment(row["text"], {"discrimination"} if hateful else set(), {"discrimination"})


def _patients(rows: "csv.DictReader[str]") -> Iterator[Comment]:
    """People who are unhappy with a public service, fairly: nothing in it is held against anybody."""
    for row in rows:
        text = row.get("FFT answer") or ""
        if len(text) > 20:
            yield _comment(text[:600], set(), set(BEHAVIOURS))


def _davidson(rows: "csv.DictReader[str]") -> Iterator[Comment]:
    """Hate, and what is neither; merely offensive words are left out, as they say nothing of whom they are aimed at."""
    for row in rows:
        if row["class"] == "0":
            yield _comment(row["tweet"], {"discrimination"}, {"discrimination"})
        elif row["class"] == "2":
            yield _comment(row["tweet"], set(), {"discrimination", "threat"})
