"""Who judges these comments best, and at what cost: word filters, our rules alone, our rules with the trained model.

`python bench/detection.py [FILE]`: all on the same labelled comments (training/check.jsonl, which no model was shown)
in one run, each in a process of its own on one core, so that start-up and memory are its own too. One of them is no
dependency of ours: `.venv/bin/pip install alt-profanity-check==1.9.1` to have it beside the others.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

CHECK = ROOT / "training" / "check.jsonl"
Record = Mapping[str, Any]
MB = 1024


def better_profanity() -> Callable[[Record], object]:
    """The user's word list with its own matcher."""
    from better_profanity import profanity  # noqa: PLC0415 - each contestant loads its own

    profanity.load_censor_words()
    return lambda record: profanity.contains_profanity(record["text"])


def alt_profanity_check() -> Callable[[Record], object]:
    """A linear model trained on public comments."""
    from profanity_check import predict  # noqa: PLC0415 - as above

    return lambda record: bool(predict([record["text"]])[0])


def _ours(*, with_model: bool) -> Callable[[Record], object]:
    from dataclasses import replace  # noqa: PLC0415 - as above

    from bot.app import offline  # noqa: PLC0415 - as above
    from bot.evaluate import labelled_comment  # noqa: PLC0415 - as above
    from bot.policy.load import load_policy  # noqa: PLC0415 - as above
    from bot.policy.model import Trained  # noqa: PLC0415 - as above

    policy = replace(load_policy(ROOT / "policies.yaml"), trained=Trained(switched_on=with_model))
    can = offline()
    labelled_comment(FIRST, policy, can)
    return lambda record: labelled_comment(record, policy, can)


FIRST = {
    "id": "0",
    "platform": "x",
    "text": "The first comment of the day.",
    "behaviours": [],
    "protect": [],
    "outcome": "none",
}
CONTESTANTS: Mapping[str, Callable[[], Callable[[Record], object]]] = {
    "better-profanity": better_profanity,
    "alt-profanity-check": alt_profanity_check,
    "our rules alone": lambda: _ours(with_model=False),
    "our rules and model": lambda: _ours(with_model=True),
}


def contest(name: str, records: Sequence[Record], seconds: float) -> dict[str, Any]:
    """One contestant's figures, in this process alone."""
    began = time.perf_counter()
    judge = CONTESTANTS[name]()
    start_up = time.perf_counter() - began
    said = [judge(record) for record in records]
    done, started = 0, time.process_time()
    while (spent := time.process_time() - started) < seconds:
        judge({**records[done % len(records)], "text": f"{records[done % len(records)]['text']} {done}"})
        done += 1
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MB
    return {"start_up": start_up, "rate": done / spent, "memory": memory} | figures(records, said)


def figures(records: Sequence[Record], said: Sequence[Any]) -> dict[str, Any]:
    """How good it is: whether anything unacceptable is found, and for ours which, and what would be silenced."""
    truth = [bool(record["behaviours"]) for record in records]
    flagged = [one if isinstance(one, bool) else one.came == "review" for one in said]
    right = sum(t and f for t, f in zip(truth, flagged, strict=True))
    fair = [f for r, f in zip(records, flagged, strict=True) if r["protect"] and not r["behaviours"]]
    found: dict[str, Any] = {
        "precision": right / max(1, sum(flagged)),
        "recall": right / max(1, sum(truth)),
        "f1": 2 * right / max(1, sum(flagged) + sum(truth)),
        "fair_flagged": f"{sum(fair)} of {len(fair)}",
    }
    if not isinstance(said[0], bool):
        from bot.evaluate import measure  # noqa: PLC0415 - only for ours

        measured = measure(said, resamples=200)
        recall = {score.name: score.recall for score in measured.labels}
        found |= {
            "micro": measured.behaviours_micro.f1,
            "macro": measured.behaviours_macro,
            "outcome": measured.outcome_right,
            "emergency": recall.get("emergency", 1.0),
            "safeguarding": recall.get("safeguarding", 1.0),
            "complaint": recall.get("complaint", 1.0),
            "harmless_silenced": f"{measured.harmless_silenced} of {measured.harmless}",
            "protected_silenced": str(len(measured.protected_silenced)),
        }
    return found


def main() -> None:
    """Runs every contestant and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=CHECK)
    parser.add_argument("--seconds", type=float, default=5.0, help="how long to measure the speed of each")
    parser.add_argument("--only", choices=list(CONTESTANTS), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    records = [json.loads(line) for line in asked.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    if asked.only:
        print(json.dumps(contest(asked.only, records, asked.seconds)))
        return
    print(f"{len(records)} comments of {asked.file.name}")
    one_core = {**os.environ, "OMP_NUM_THREADS": "1"}
    for name in CONTESTANTS:
        command = [sys.executable, __file__, str(asked.file), "--seconds", str(asked.seconds), "--only", name]
        done = subprocess.run(command, capture_output=True, text=True, env=one_core, check=False)
        if done.returncode:
            print(f"{name}: not here ({done.stderr.strip().splitlines()[-1]})")
            continue
        told = json.loads(done.stdout.splitlines()[-1])
        print(f"\n{name}")
        for key, value in told.items():
            print(f"  {key.replace('_', ' '):20} {value if isinstance(value, str) else f'{value:,.2f}'}")


if __name__ == "__main__":
    main()
