"""The life of a rule: promoted by two people, rolled back by one; the file is edited for them, comments and all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.armed import PEOPLE, confirmed
from bot.cases import Officer
from bot.errors import NotApproved
from bot.model import RuleState
from bot.policy.edit import with_value, write_safely
from bot.policy.load import load_whole
from bot.policy.model import Policy
from bot.policy.rule import BehaviourRule
from bot.policy.told import did_you_mean
from storage.signatures import Signature
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Promoted:
    """What a signature came to: the rule, the state it is to have, who has signed, and whether that is enough."""

    rule: str
    state: RuleState
    signed_by: tuple[str, ...]
    is_enough: bool
    file_changed: bool


def promote(store: Store, path: Path, rule: str, state: RuleState, *, by: Officer, why: str, now: datetime) -> Promoted:
    """Sign for a rule as it stands in the file, to be armed as far as `state`; the second signature arms it.

    The file is edited to say so, and nothing else in it. Raises NotApproved without a reason or such a rule,
    PolicyInvalid if the file is broken, EditRefused if somebody edits it at the same moment.
    """
    if not why.strip():
        raise NotApproved("promoting a rule needs a reason, and what it was tried on: say --why")
    loaded = load_whole(path)
    number, found = _rule(loaded.policy, rule)
    signed = store.sign(rule, state, found.digest, by=by.name, why=why.strip(), now=now)
    changed = found.state is not state
    if changed:
        write_safely(
            path, with_value(loaded.source, ("behaviours", number, "state"), str(state)), expected=loaded.source
        )
    people = tuple(dict.fromkeys(s.by for s in signed))
    reached = confirmed(store.signatures(), rule, found.digest)
    enough = reached is not None and reached.rank >= state.rank
    return Promoted(rule=rule, state=state, signed_by=people, is_enough=enough, file_changed=changed)


def demote(store: Store, path: Path, rule: str, state: RuleState, *, by: Officer, why: str, now: datetime) -> None:
    """Disarm a rule to a lower state: one person is enough, at once. Raises as `promote` does."""
    if not why.strip():
        raise NotApproved("say why: --why")
    loaded = load_whole(path)
    number, found = _rule(loaded.policy, rule)
    if state.rank >= found.state.rank:
        raise NotApproved(f"{rule} is in {found.state} already; to arm it further, promote it")
    write_safely(path, with_value(loaded.source, ("behaviours", number, "state"), str(state)), expected=loaded.source)
    store.note("policy_demoted", actor=by.name, now=now, subject=f"rule:{rule}", state=str(state), why=why.strip())


def roll_back(store: Store, path: Path, version: str, *, by: Officer, why: str, now: datetime) -> str:
    """Put an earlier version's very text back into the file, with its lists; gives the whole version.

    What was signed for it holds again. Raises NotApproved without a reason, NoSuchPolicy.
    """
    if not why.strip():
        raise NotApproved("rolling back needs a reason: say --why")
    kept = store.policy_source(version)
    present = path.read_bytes().decode("utf-8-sig")
    for name, text in kept.files.items():
        place = path.parent / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode())
    write_safely(path, kept.source, expected=present)
    store.note("policy_rolled_back", actor=by.name, now=now, subject=kept.version, why=why.strip())
    return str(kept.version)


def waiting_for_second(policy: Policy, signatures: Sequence[Signature]) -> tuple[tuple[str, str], ...]:
    """The rules as they stand for which one person has signed and a second is awaited, each with who signed."""
    found = []
    for rule in policy.behaviours:
        people = {s.by for s in signatures if (s.rule, s.digest) == (rule.name, rule.digest)}
        reached = confirmed(signatures, rule.name, rule.digest)
        short = reached is None or reached.rank < rule.state.rank
        if short and 0 < len(people) < PEOPLE:
            found.append((rule.name, ", ".join(sorted(people))))
    return tuple(found)


def _rule(policy: Policy, name: str) -> tuple[int, BehaviourRule]:
    for number, rule in enumerate(policy.behaviours):
        if rule.name == name:
            return number, rule
    names = [rule.name for rule in policy.behaviours]
    raise NotApproved(f"there is no rule {name!r}; {did_you_mean(name, names) or 'one of: ' + ', '.join(names)}")
