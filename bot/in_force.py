"""Which policy is in force: the file that officers edit, once it has been checked and tried; else the last good one."""

import hashlib
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import structlog

from bot.armed import FIRST_START, Armed, armed, in_states
from bot.clock import Clock
from bot.errors import PolicyInvalid
from bot.policy.load import Loaded, load_policy
from bot.policy.model import Policy
from bot.trial import AbilitiesByPlatform, load_and_try
from storage.store import Store

log = structlog.get_logger("section11.policy")
DAEMON = "section11"

Looks = tuple[tuple[str, int, int, int], ...]


class PolicyInForce:
    """The policy in force, for as long as a daemon runs; `refresh` looks whether the file or a signature has changed.

    A file that is broken, or whose examples don't come out, changes nothing: it is refused, and everyone is told.
    """

    def __init__(self, path: Path, store: Store, *, clock: Clock, can: AbilitiesByPlatform | None = None) -> None:
        """Take the file into force; if it is broken, the version before it. Raises PolicyInvalid if there is none."""
        self._path, self._store, self._clock, self._can = path, store, clock, can
        self._lock = threading.Lock()
        self._seen: Looks = ()
        self._pending: Looks = ()
        self._files: tuple[str, ...] = ()
        self._armed: tuple[Armed, ...] = ()
        self._written = self._policy = self._begin()
        self._arm()

    @property
    def current(self) -> Policy:
        """The policy in force, each rule armed as far as it may be."""
        return self._policy

    @property
    def armed(self) -> tuple[Armed, ...]:
        """How far each of its rules is armed."""
        return self._armed

    def refresh(self) -> None:
        """Take a changed file into force once it has stood still between two looks; heed signatures and brakes.

        What goes wrong is told, never raised.
        """
        with self._lock:
            try:
                self._look()
            except Exception:
                log.exception("the policy could not be looked at for a reason of our own; the last one stays in force")

    def _begin(self) -> Policy:
        self._seen = self._looks()
        try:
            loaded = load_and_try(self._path, self._can)
        except PolicyInvalid as wrong:
            self._refuse(wrong)
            kept = last_in_force(self._store)
            if kept is None:
                raise
            return kept
        return self._take(loaded)

    def _look(self) -> None:
        looks = self._looks()
        if looks != self._seen:
            if looks != self._pending:
                self._pending = looks
                return
            self._seen = looks
            try:
                self._written = self._take(load_and_try(self._path, self._can))
            except PolicyInvalid as wrong:
                self._refuse(wrong)
        self._arm()

    def _take(self, loaded: Loaded) -> Policy:
        now, policy = self._clock(), loaded.policy
        self._files = tuple(loaded.files)
        self._seen = self._looks()
        first = not self._store.signatures()
        self._store.remember_policy(policy.version, loaded.source, files=loaded.files, now=now)
        if first:
            for rule in policy.behaviours:
                why = "the policy that this landlord began with"
                self._store.sign(rule.name, rule.state, rule.digest, by=FIRST_START, why=why, now=now)
        self._store.put_in_force(policy.version, by=DAEMON, now=now)
        self._store.end_refusal(now=now)
        log.info("policy in force", version=policy.version)
        return policy

    def _arm(self) -> None:
        """Arm the rules as far as they may be now; nothing changes while nothing about that has."""
        rules = armed(self._written, self._store.signatures(), self._store.brakes())
        if rules == self._armed and self._policy.version == self._written.version:
            return
        for one in rules:
            if one.why and one not in self._armed:
                log.warning("a rule is armed less than its file asks", rule=one.rule, state=str(one.state), why=one.why)
        self._armed, self._policy = rules, in_states(self._written, rules)

    def _refuse(self, wrong: PolicyInvalid) -> None:
        told = [str(problem) for problem in wrong.problems]
        digest = hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
        self._store.note_refused(digest, told, now=self._clock())
        log.error("the policy file is broken; the last good version stays in force", problems=told[:20])

    def _looks(self) -> Looks:
        """What can be seen of the file and of the lists that it names without reading them."""
        return tuple(_look_at(path) for path in (self._path, *(self._path.parent / name for name in self._files)))


def _look_at(path: Path) -> tuple[str, int, int, int]:
    try:
        stat = path.stat()
    except OSError:
        return (path.name, 0, 0, 0)
    return (path.name, stat.st_mtime_ns, stat.st_size, stat.st_ino)


def policy_of_version(source: str, files: Mapping[str, str]) -> Policy:
    """The policy that a kept text means, with its lists. Raises PolicyInvalid."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "policies.yaml")
        path.write_bytes(source.encode())
        for name, text in files.items():
            place = Path(folder, name)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.encode())
        return load_policy(path)


def last_in_force(store: Store) -> Policy | None:
    """The policy that was last in force, as it was written; None if there never was one, or it can't be read now."""
    kept = store.policy_in_force()
    if kept is None:
        return None
    try:
        return replace(policy_of_version(kept.source, kept.files), version=kept.version)
    except PolicyInvalid:
        return None


def policy_for_desk(path: Path, store: Store) -> tuple[Policy, str]:
    """The policy for somebody who decides, armed as it may be, and a warning if the file is not the one in force.

    Raises PolicyInvalid if the file is broken and no version was ever in force.
    """
    warning = ""
    try:
        policy = load_policy(path)
    except PolicyInvalid as wrong:
        kept = last_in_force(store)
        if kept is None:
            raise
        count = len(wrong.problems)
        warning = (
            f"{path.name} has {count} problem{'s' if count > 1 else ''}; version {kept.version} stays in force: "
            f"section11 policy check {path.name}"
        )
        policy = kept
    signatures = store.signatures()
    return (in_states(policy, armed(policy, signatures, store.brakes())) if signatures else policy), warning
