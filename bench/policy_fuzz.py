"""A million mutated bytes: whatever is done to `policies.yaml`, it loads or says what is wrong; no crash, no hang.

`python bench/policy_fuzz.py [--mutations N] [--seed S] [--workers N]`. In each load of the shipped file between one and
two hundred bytes are touched: bits flipped, bytes dropped or doubled, lines swapped or pushed in, words of YAML put in.
A load that takes more than five seconds counts as a hang. The number of whatever goes wrong is printed, so that
`--seed S --only N` does it again; it ends with 1 then.
"""

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from rich.progress import Progress

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.errors import PolicyInvalid
from bot.policy.load import load_policy

POLICY = Path(__file__).parents[1] / "policies.yaml"
TOO_LONG = 5.0  # seconds
AT_ONCE = 200  # files
FINE = {"loaded", "refused"}
WORDS = (
    *(b"&a ", b"*a ", b"<<: ", b"!!python/object:os.system ", b"- ", b": ", b"? ", b"---\n", b"...\n", b"\t", b"\x00"),
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b"'",
        b'"',
        b"|\n",
        b">-\n",
        b"#",
        b"%YAML 9\n",
        b"null",
        b"~",
        b"1e9999",
        b".inf",
        b"0x",
    ),
    *(b"9" * 400, b"12:30:45", b"2026-02-30", b"\xff\xfe", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\r", b"\x85", b"yes"),
    *("ß".encode(), "\u202e".encode(), "🔥".encode(), b"{" * 60, b"[" * 60, b"a: " * 30),
)
Mutate = Callable[[bytearray, random.Random], int]


def flip(data: bytearray, dice: random.Random) -> int:
    """Flip a bit."""
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return 1


def drop(data: bytearray, dice: random.Random) -> int:
    """Drop some bytes."""
    at, size = dice.randrange(len(data)), dice.randint(1, 30)
    del data[at : at + size]
    return size


def double(data: bytearray, dice: random.Random) -> int:
    """Say some bytes twice."""
    at, size = dice.randrange(len(data)), dice.randint(1, 80)
    data[at:at] = data[at : at + size]
    return size


def put_in(data: bytearray, dice: random.Random) -> int:
    """Put something in that means something to YAML."""
    word = dice.choice(WORDS)
    at = dice.randrange(len(data))
    data[at:at] = word
    return len(word)


def write_over(data: bytearray, dice: random.Random) -> int:
    """Write a random byte over one that is there."""
    data[dice.randrange(len(data))] = dice.randrange(256)
    return 1


def swap_lines(data: bytearray, dice: random.Random) -> int:
    """Change the places of two lines."""
    lines = bytes(data).split(b"\n")
    a, b = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    data[:] = b"\n".join(lines)
    return len(lines[a]) + len(lines[b])


def indent(data: bytearray, dice: random.Random) -> int:
    """Push a line further in or out."""
    lines = bytes(data).split(b"\n")
    at = dice.randrange(len(lines))
    lines[at] = lines[at].lstrip() if dice.random() < 0.5 else b"  " + lines[at]
    data[:] = b"\n".join(lines)
    return 2


MUTATIONS: tuple[Mutate, ...] = (flip, drop, double, put_in, put_in, write_over, write_over, swap_lines, indent)


def mutated(seed: int, number: int, shipped: bytes) -> tuple[bytes, int]:
    """The file of that number under that seed, and how many of its bytes were touched."""
    dice = random.Random(f"{seed}:{number}")  # noqa: S311 - does the same again, keeps no secret
    data, touched, wanted = bytearray(shipped), 0, int(200 ** dice.random())
    while touched < wanted and data:
        touched += dice.choice(MUTATIONS)(data, dice)
    return bytes(data), touched


def try_one(asked: tuple[int, int]) -> tuple[int, int, str]:
    """Load one mutated file: its number, the bytes touched, and what came of it."""
    seed, number = asked
    data, touched = mutated(seed, number, POLICY.read_bytes())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "policies.yaml")
        path.write_bytes(data)
        began = time.perf_counter()
        try:
            load_policy(path)
            came = "loaded"
        except PolicyInvalid as told:
            lines = data.count(b"\n") + 2
            whole = told.problems and all(p.message and 0 <= p.line <= lines for p in told.problems)
            came = "refused" if whole else f"told badly: {told}"
        except BaseException as wrong:  # noqa: BLE001 - whatever it is, it is what we are looking for
            came = f"crashed: {type(wrong).__name__}: {wrong}"
        spent = time.perf_counter() - began
    return number, touched, f"hung for {spent:.0f} s" if spent > TOO_LONG else came


def main() -> None:
    """Mutate until so many bytes were touched; tell what came of it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--mutations", type=int, default=1_000_000, help="how many bytes to touch")
    asked.add_argument("--seed", type=int, default=11)
    asked.add_argument("--workers", type=int, default=multiprocessing.cpu_count())
    asked.add_argument("--only", type=int, help="do this number again")
    given = asked.parse_args()
    if given.only is not None:
        print(try_one((given.seed, given.only)))
        return
    counts: Counter[str] = Counter()
    touched, number, bad = 0, 0, []
    with multiprocessing.Pool(given.workers) as pool, Progress() as bar:
        mutating = bar.add_task("bytes mutated", total=given.mutations)
        while touched < given.mutations:
            asks = [(given.seed, number + n) for n in range(AT_ONCE)]
            number += AT_ONCE
            for one, size, came in pool.imap_unordered(try_one, asks):
                touched += size
                counts[came if came in FINE else "bad"] += 1
                if came not in FINE:
                    bad.append((one, came))
                bar.update(mutating, completed=min(touched, given.mutations))
    print(f"{touched:,} bytes mutated in {counts.total():,} files: {dict(counts)}")
    for one, came in bad[:20]:
        print(f"--seed {given.seed} --only {one}: {came}")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
