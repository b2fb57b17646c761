"""What changed on the ladders, and whether anybody may meet something graver on one than on another."""

from collections.abc import Iterable
from itertools import zip_longest

from bot.model import ActionKind
from bot.policy.diff.telling import (
    Said,
    Tells,
    Told,
    field_by_field,
    figure,
    higher,
    in_preference,
    joined,
    plain,
    said_of,
    worded,
)
from bot.policy.model import HARSHNESS, Ladder, Policy, Step


def told_of_ladders(old: Policy, new: Policy) -> Told:
    """Each ladder that there is or was, and what changed on it."""
    for name in dict.fromkeys((*new.ladders, *old.ladders)):
        yield f"the ladder “{name}”", _ladder(old.ladders.get(name), new.ladders.get(name), old, new)


def _ladder(was: Ladder | None, now: Ladder | None, old: Policy, new: Policy) -> Said:
    if was is None or now is None:
        yield (f"is new, with {len(now.steps)} steps" if now else "is gone"), False
        return
    yield from field_by_field(LADDER, "steps")(was, now)
    for n, (left, taken) in enumerate(zip_longest(was.steps, now.steps), start=1):
        if left and taken:
            yield from said_of(f"step {n}", _step(left, taken, old, new))
        elif taken:
            yield f"step {n} is new: {_step_words(taken)}", _is_graver(_at(was, n), taken)
        else:
            told = f"step {n} is gone: {_step_words(left)}; whoever comes so far stays at step {len(now.steps)}"
            yield told, _is_graver(left, _at(now, n))


def _step(was: Step, now: Step, old: Policy, new: Policy) -> Said:
    lasts = figure("now restricts {new}, before {old}", lambda *_: _days(now, new) > _days(was, old), FOR_DAYS)
    return field_by_field(STEP | {"for_days": lasts})(was, now)


def _step_words(step: Step) -> str:
    return in_preference(step.actions) + (f", for {step.for_days} days" if step.for_days else "")


def _days(step: Step, policy: Policy) -> int:
    """For how long the step restricts at most, whether it says so itself or not."""
    usual = [policy.restrictions[kind].for_days for kind in step.actions if kind in policy.restrictions]
    return step.for_days or max(usual, default=0)


def _at(ladder: Ladder, n: int) -> Step:
    """The step for whoever comes so far; nobody climbs beyond the last."""
    return ladder.steps[min(n, len(ladder.steps)) - 1]


def is_harsher(was: Ladder | None, now: Ladder | None) -> bool:
    """Whether anybody may meet something graver on this ladder than on that one."""
    if was is None or now is None:
        return now is not None
    longest = max(len(was.steps), len(now.steps))
    pairs = [(_at(was, n), _at(now, n)) for n in range(1, longest + 1)]
    return any(_is_graver(*pair) for pair in (*pairs, (_at(was, was.severe), _at(now, now.severe))))


def _is_graver(was: Step, now: Step) -> bool:
    return _chooses_harsher(was.actions, now.actions) or now.for_days > was.for_days


def _chooses_harsher(was: Iterable[ActionKind], now: Iterable[ActionKind]) -> bool:
    """Whether anything in the order of preference is harsher than what stood there, or stands where nothing did."""
    pairs = zip_longest((HARSHNESS[kind] for kind in was), (HARSHNESS[kind] for kind in now), fillvalue=-1)
    return any(taken > left for left, taken in pairs)


def _adds(was: Iterable[object], now: Iterable[object]) -> bool:
    return not set(now) <= set(was)


FOR_DAYS, AFTER_DAYS = worded("for {} days", "for as long as is usual"), worded("after {} days", "when that is usual")
USUAL_WORDS = worded("the words of “{}”", "the usual words")
LADDER: Tells = {"severe": figure("grave words now start at step {new}, before at step {old}", higher)}
STEP: Tells = {
    "actions": figure("now proposes {new}; before {old}", _chooses_harsher, in_preference),
    "template": figure("now sends {new}, before {old}", show=USUAL_WORDS),
    "review_days": figure("is now looked at again {new}, before {old}", higher, AFTER_DAYS),
    "formal": figure(
        "may now lead to {new} on the formal route, before to {old}", _adds, lambda f: joined(map(plain, f))
    ),
}
