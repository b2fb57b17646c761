"""Looking once more: what hardly escaped notice is shown to the second reader, while nothing waits for it."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from bot.decide.gates import is_ours
from bot.detectors.trained import nearest
from bot.errors import SecondReaderFailed
from bot.judge import judged_anew
from bot.masking import masked
from bot.model import NEEDS_HISTORY, Finding, InteractionKind
from bot.policy.model import Policy
from bot.second_reader.answer import findings_of
from bot.second_reader.asking import Asker, Endpoint, Question
from platforms.base import Platform
from storage.second_readings import LeftAlone, ReadingState
from storage.store import Store

log = structlog.get_logger("section11.second_reader")
NEAR = 0.5  # of what the trained model needs to speak of a label; from there on it hardly escaped notice
LOOK_BACK = timedelta(days=1)
LONGEST = 8000  # characters of a comment that are shown: as long as Facebook allows
REST, LONGEST_REST = timedelta(minutes=5), timedelta(hours=2)


class SecondLook:
    """The second look at one account's comments; what goes wrong is noted and told, never raised."""

    def __init__(self, endpoint: Endpoint, platform: Platform, store: Store, policy: Callable[[], Policy]) -> None:
        """Nothing is asked until `once` is called."""
        self._asker, self._platform, self._store, self._policy = Asker(endpoint), platform, store, policy
        self._mark = self._failures = 0
        self._rests_until: datetime | None = None
        self._spent_on = ""

    @property
    def every(self) -> timedelta:
        """How often it should be given the chance."""
        return self._asker.endpoint.every

    def once(self, *, now: datetime, stop: Callable[[], bool] = lambda: False) -> int:
        """Show it what came to nothing and hardly so, within the day's budget; gives how many cases were opened.

        After a failure it rests: five minutes, and twice as long each time.
        """
        if self._rests_until is not None and now < self._rests_until:
            return 0
        policy, opened = self._policy(), 0
        while ones := self._store.left_alone(
            self._platform.name, self._platform.account, after=self._mark, since=now - LOOK_BACK
        ):
            for one in ones:
                borderline = is_borderline(one, policy)
                if stop() or (borderline and not self._may_ask(now)):
                    return opened
                self._mark = one.mark
                if borderline:
                    opened += self._ask(one, policy, now) is not None
                    if self._rests_until is not None:
                        return opened
        return opened

    def _may_ask(self, now: datetime) -> bool:
        most = self._asker.endpoint.most_a_day
        day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        if self._store.asked_since(day) < most:
            return True
        if self._spent_on != str(day):
            self._spent_on = str(day)
            log.warning("the second reader's budget for today is spent", most_a_day=most)
        return False

    def _ask(self, one: LeftAlone, policy: Policy, now: datetime) -> int | None:
        """Ask about one comment; gives the case that was opened, if any."""
        endpoint = self._asker.endpoint
        said = masked(one.interaction, policy)
        question = Question(reading_of=secrets.token_hex(8), comment=said.text[:LONGEST])
        sent = question.digest(endpoint.model)
        number = self._store.ask_second_reader(one, by=endpoint.called, sent=sent, now=now)
        found: tuple[Finding, ...] = ()
        state, detail = ReadingState.ANSWERED, ""
        try:
            content = self._asker.ask(question)
            text = one.interaction.text
            found = findings_of(content, reading_of=question.reading_of, said=said, text=text)
            self._failures, self._rests_until = 0, None
        except SecondReaderFailed as failed:
            state, detail = ReadingState.FAILED, str(failed)
            self._rest(now, detail)
        anew = judged_anew(policy, partial(self._platform.can, now=now), now=now)
        return self._store.note_second_reading(
            number,
            one,
            found,
            state=state,
            detail=detail,
            anew=anew,
            now=now,
        )

    def _rest(self, now: datetime, detail: str) -> None:
        self._failures += 1
        rest = min(REST * 2 ** min(self._failures - 1, 8), LONGEST_REST)
        self._rests_until = now + rest
        log.warning("the second reader failed and is left in peace", detail=detail, until=self._rests_until.isoformat())


def is_borderline(one: LeftAlone, policy: Policy) -> bool:
    """Whether a comment that came to nothing hardly did: something was found and passed over, or nearly found.

    Never one of our own, and never a private message: what was said to us alone is shown to nobody else.
    """
    interaction = one.interaction
    if interaction.kind is InteractionKind.DIRECT_MESSAGE or is_ours(interaction, policy):
        return False
    passed = any(p.finding.concern not in NEEDS_HISTORY for p in one.decision.passed)
    return passed or (policy.trained.switched_on and nearest(interaction.text) >= NEAR)
