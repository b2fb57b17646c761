"""The cards in Slack kept as the cases are: posted once, in order of urgency, no faster than Slack takes them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.cases.allowed import plain
from bot.decide.conditions import in_office_hours
from bot.model import Case, Outcome, OutcomeState
from bot.policy.model import Policy
from bot.settings import SlackSettings
from bot.slack.card import Drawn, draw, is_urgent
from bot.slack.kit import escaped, ours, plain_text, section, small
from bot.slack.press import HISTORY
from storage.cards import Card
from storage.store import Store

log = structlog.get_logger("section11.slack")
CASE, CARE, REST = "case", "care", "rest"
EVENT = "section11_card"
BURST, EACH = 3, 1.0  # Slack takes about one message a second in each channel, and a few at once
LONGEST_WAIT = 60.0
LOOK_BACK = timedelta(minutes=10)
REMEDY = {
    "invalid_auth": "the bot token is wrong: install the app again and renew it",
    "token_revoked": "the bot token was revoked: install the app again and renew it",
    "account_inactive": "the bot was removed: install the app again",
    "channel_not_found": "invite the bot into the channel that the settings name",
    "not_in_channel": "invite the bot into the channel that the settings name",
    "is_archived": "the channel is archived: name another one in the settings",
    "missing_scope": "give the app the scopes of the manifest, and install it again",
}


@dataclass(slots=True)
class Pace:
    """How many messages a channel still takes, and until when it takes none."""

    left: float = BURST
    at: float = 0.0
    shut_until: float = 0.0

    def may(self, now: float) -> bool:
        """Whether a message may go now; counts it."""
        self.left, self.at = min(BURST, self.left + (now - self.at) / EACH), now
        if now < self.shut_until or self.left < 1:
            return False
        self.left -= 1
        return True


class Board:
    """What stands in the channels. `once` brings it up to date as far as Slack lets it; what fails comes again."""

    def __init__(
        self,
        client: WebClient,
        store: Store,
        settings: SlackSettings,
        policy: Callable[[], Policy],
        clock: Callable[[], datetime],
    ) -> None:
        """`client` must not repeat by itself what it did not get an answer to."""
        self._client, self._store, self._settings = client, store, settings
        self._policy, self._clock = policy, clock
        self._seq = -1
        self._dirty: set[int] = set()
        self._open: dict[int, bool] = {}  # the open cases, and whether somebody may be in danger
        self._redraw: dict[int, datetime] = {}
        self._paces: dict[str, Pace] = {}
        self._failures, self._rest_until = 0, 0.0

    def once(self) -> None:
        """Post, redraw and tell what has changed since the last time. What goes wrong is told in the log."""
        if time.monotonic() < self._rest_until:
            return
        self._notice()
        try:
            self._bring_up_to_date()
            self._call_people()
            self._sum_up()
        except SlackApiError as refused:
            self._refused(refused)
        except (SlackClientError, OSError) as trouble:
            self._wait(type(trouble).__name__)
        else:
            self._failures = 0

    @property
    def is_up_to_date(self) -> bool:
        """Whether everything that was noticed stands in Slack."""
        return not self._dirty

    def _notice(self) -> None:
        """Which cases may look otherwise than their cards."""
        seq, store = self._store.length(), self._store
        if self._seq < 0:
            self._dirty |= {case.id for case in store.open_cases()} | {card.case for card in store.cards() if card.case}
        elif seq > self._seq:
            self._dirty |= store.touched_since(self._seq)
        self._seq = seq
        now = self._clock()
        due = {number for number, at in self._redraw.items() if at <= now}
        for number in due:
            del self._redraw[number]
        self._dirty |= due

    def _bring_up_to_date(self) -> None:
        if not self._dirty:
            return
        cards = {card.case: card for card in self._store.cards(self._dirty) if card.kind in {CASE, CARE}}
        found = [self._store.case(number) for number in self._dirty]
        for case in found:
            if case.state.is_open:
                self._open[case.id] = is_urgent(case) and not case.cared_for_by
            else:
                self._open.pop(case.id, None)
        standing = len(self._standing())
        for case in sorted(found, key=lambda c: (not is_urgent(c), c.id)):
            card = cards.get(case.id)
            if card is None and not case.state.is_open:
                self._dirty.discard(case.id)
            elif card is not None and card.ts:
                self._redrawn(case, card)
            elif is_urgent(case) or standing < self._settings.most_cards or card is not None:
                standing += self._posted(case, card)

    def _standing(self) -> list[int]:
        """The open cases that have a card in the channel for cases."""
        return [c.case for c in self._store.cards(self._open) if c.kind == CASE and c.ts]

    def _posted(self, case: Case, card: Card | None) -> bool:
        """Post the card, unless its channel takes none now; true if it stands in the channel for cases."""
        kind = CARE if is_urgent(case) else CASE
        channel = card.channel if card else self._settings.care_channel if kind == CARE else self._settings.channel
        if not self._pace(channel).may(time.monotonic()):
            return False
        drawn = self._drawn(case)
        if card is None:
            card = self._store.begin_card(case.id, kind, channel, now=self._clock())
            if card is None:
                return False
            ts = self._post(card, drawn)
        else:
            ts = self._found_again(card) or self._post(card, drawn)
        self._store.card_posted(card, ts, drawn.digest, now=self._clock())
        self._dirty.discard(case.id)
        if case.outcomes:
            self._dirty.add(case.id)
        return kind == CASE

    def _post(self, card: Card, drawn: Drawn, *, thread: str | None = None) -> str:
        metadata = {"event_type": EVENT, "event_payload": {"card": card.id, "case": card.case, "kind": card.kind}}
        try:
            answer = self._client.chat_postMessage(
                channel=card.channel,
                blocks=drawn.blocks,
                text=drawn.text,
                metadata=metadata,
                thread_ts=thread,
                unfurl_links=False,
                unfurl_media=False,
                link_names=False,
            )
        except SlackApiError as refused:
            self._slow_down(card.channel, refused)
            raise
        return str(answer["ts"])

    def _found_again(self, card: Card) -> str:
        """Where the card stands that was begun and never heard of again; empty if it does not."""
        oldest = f"{(card.begun_at - LOOK_BACK).timestamp():.6f}"
        answer = self._client.conversations_history(
            channel=card.channel, oldest=oldest, include_all_metadata=True, limit=200
        )
        for message in answer.get("messages") or ():
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == EVENT and metadata.get("event_payload", {}).get("card") == card.id:
                return str(message["ts"])
        return ""

    def _redrawn(self, case: Case, card: Card) -> None:
        drawn = self._drawn(case)
        if drawn.digest != card.shown:
            self._client.chat_update(channel=card.channel, ts=card.ts, blocks=drawn.blocks, text=drawn.text)
            self._store.card_shows(card, drawn.digest)
        for n, outcome in enumerate(case.outcomes[card.told :], start=card.told + 1):
            self._store.card_told(card, n)
            self._client.chat_postMessage(
                channel=card.channel,
                thread_ts=card.ts,
                text=f"Case {case.id}: {plain_state(outcome.state)}",
                blocks=_outcome(case, outcome),
                unfurl_links=False,
                unfurl_media=False,
            )
        self._dirty.discard(case.id)

    def _drawn(self, case: Case) -> Drawn:
        claim, now = case.claimed(self._clock()), self._clock()
        if claim is not None:
            self._redraw[case.id] = claim.until
        return draw(case, self._policy(), self._store.around(case, window=HISTORY), now=now)

    def _call_people(self) -> None:
        """Call the next people where nobody has said "I have it" for so long."""
        alone = [number for number, in_danger in self._open.items() if in_danger]
        if not alone or not self._settings.escalation:
            return
        now = self._clock()
        known = {(card.case, card.kind): card for card in self._store.cards(alone)}
        open_now = in_office_hours(now, self._policy().calendar)
        for number in alone:
            first = known.get((number, CARE))
            if first is None or not first.ts:
                continue
            since = self._store.case(number).opened_at
            for place, step in enumerate(self._settings.escalation):
                if now - since >= step.after and (number, f"call {place}") not in known:
                    people = step.people if open_now or not step.out_of_hours else step.out_of_hours
                    self._call(number, f"call {place}", first, people, now - since)

    def _call(self, number: int, kind: str, first: Card, people: tuple[str, ...], waited: timedelta) -> None:
        called = self._store.begin_card(number, kind, first.channel, now=self._clock())
        if called is None:
            return
        mentions = " ".join(f"<@{person}>" for person in people)
        minutes = int(waited.total_seconds() // 60)
        words = f"{mentions} nobody has case {number} yet; we have known of it for {minutes} minutes."
        text = f"Nobody has case {number} yet"
        ts = self._post(called, Drawn(blocks=[section(ours(words))], text=text), thread=first.ts)
        self._store.card_posted(called, ts, "", now=self._clock())

    def _sum_up(self) -> None:
        """One message for all the cases that have no card yet, instead of a flood."""
        if self._dirty and len(self._standing()) < self._settings.most_cards:
            return
        standing = next((card for card in self._store.cards([0]) if card.kind == REST), None)
        waiting = len(self._dirty & set(self._open))
        if standing is None and not waiting:
            return
        words = f"*{waiting} more wait.* Their cards come as these are decided, the most urgent first."
        drawn = Drawn(blocks=[section(ours(words if waiting else "No more wait."))], text=f"{waiting} more cases wait")
        if standing is None:
            standing = self._store.begin_card(0, REST, self._settings.channel, now=self._clock())
        if standing is None or standing.shown == drawn.digest:
            return
        if standing.ts:
            self._client.chat_update(channel=standing.channel, ts=standing.ts, blocks=drawn.blocks, text=drawn.text)
            self._store.card_shows(standing, drawn.digest)
        elif self._pace(standing.channel).may(time.monotonic()):
            ts = self._found_again(standing) or self._post(standing, drawn)
            self._store.card_posted(standing, ts, drawn.digest, now=self._clock())

    def _pace(self, channel: str) -> Pace:
        return self._paces.setdefault(channel, Pace(at=time.monotonic()))

    def _slow_down(self, channel: str, refused: SlackApiError) -> None:
        if refused.response.get("error") == "ratelimited":
            self._pace(channel).shut_until = time.monotonic() + _retry_after(refused)

    def _refused(self, refused: SlackApiError) -> None:
        error = str(refused.response.get("error"))
        if error == "ratelimited":
            self._rest_until = time.monotonic() + min(_retry_after(refused), LONGEST_WAIT)
            if self._failures:
                self._failures = 0
            log.warning("slack asks us to slow down", seconds=_retry_after(refused))
            return
        self._wait(error, REMEDY.get(error, ""))

    def _wait(self, error: str, remedy: str = "") -> None:
        """Be quiet for longer and longer; everything stays in the store, and cards catch up afterwards."""
        self._failures += 1
        wait = min(0.5 * 2 ** min(self._failures, 10), LONGEST_WAIT)
        self._rest_until = time.monotonic() + wait
        log.error("slack cannot be reached; officers can go on at the terminal", error=error, remedy=remedy)


def plain_state(state: OutcomeState) -> str:
    """How an attempt ended, as an officer would say it."""
    return str(state).replace("_", " ")


def _outcome(case: Case, outcome: Outcome) -> list[dict[str, Any]]:
    verdict = next((v for v in case.verdicts if v.round == outcome.round), None)
    what = plain(verdict.action) if verdict and verdict.action else "the action"
    mark = ":white_check_mark:" if outcome.state.took_effect else ":warning:"
    words = f"{mark} *{escaped(what)}: {escaped(plain_state(outcome.state))}*"
    return [section(ours(words)), small(plain_text(outcome.detail or "–", 2000))]


def _retry_after(refused: SlackApiError) -> float:
    headers = {str(name).casefold(): value for name, value in dict(refused.response.headers or {}).items()}
    try:
        return max(0.5, float(headers.get("retry-after", 1)))
    except (TypeError, ValueError):
        return 1.0
