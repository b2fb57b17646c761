"""The cards in Slack kept as the cases are: posted once, in order of urgency; nothing that fails is forgotten."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.cases.allowed import plain
from bot.decide.conditions import in_office_hours
from bot.model import Case, Outcome, OutcomeState
from bot.policy.model import Policy
from bot.settings_values import SlackSettings
from bot.slack.card import Drawn, draw, is_urgent
from bot.slack.kit import escaped, ours, plain_text, section, small
from bot.slack.posting import About, Poster, plainly, retry_after
from bot.slack.press import HISTORY
from storage.cards import Card
from storage.store import Store

log = structlog.get_logger("section11.slack")
CASE, CARE, REST = "case", "care", "rest"
LONGEST_WAIT = 60.0
LOOKED_AT_FIRST = timedelta(days=14)  # cards so young are looked at when the daemon starts, and all of open cases
REMEDY = {
    "invalid_auth": "the bot token is wrong: install the app again and renew it",
    "token_revoked": "the bot token was revoked: install the app again and renew it",
    "account_inactive": "the bot was removed: install the app again",
    "channel_not_found": "invite the bot into the channel that the settings name",
    "not_in_channel": "invite the bot into the channel that the settings name",
    "is_archived": "the channel is archived: name another one in the settings",
    "missing_scope": "give the app the scopes of the manifest, and install it again",
}


class Board:
    """What stands in the channels. `once` brings it up to date as far as Slack lets it; what fails comes again."""

    def __init__(
        self,
        poster: Poster,
        store: Store,
        settings: SlackSettings,
        policy: Callable[[], Policy],
        clock: Callable[[], datetime],
    ) -> None:
        """Nothing is asked of Slack yet."""
        self._poster, self._store, self._settings = poster, store, settings
        self._policy, self._clock = policy, clock
        self._seq = -1
        self._dirty: set[int] = set()  # cases that may look otherwise than their cards
        self._waiting: set[int] = set()  # open cases for whose cards there is no room yet
        self._standing: set[int] = set()  # open cases whose cards stand in the channel for cases
        self._in_danger: dict[int, datetime] = {}  # cases of people whom nobody has, and since when we have known
        self._unsure: set[int] = set()  # cards whose threads may hold more than we know of
        self._redraw: dict[int, datetime] = {}
        self._summed_up = -1
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
        """Whether everything that was noticed stands in Slack, or waits for room."""
        return not self._dirty

    def _notice(self) -> None:
        """Which cases may look otherwise than their cards."""
        seq, store, now = self._store.length(), self._store, self._clock()
        if self._seq < 0:
            young = [card for card in store.cards() if card.begun_at > now - LOOKED_AT_FIRST]
            self._unsure |= {card.id for card in store.cards()}
            self._dirty |= {case.id for case in store.open_cases()} | {card.case for card in young if card.case}
        elif seq > self._seq:
            self._dirty |= store.touched_since(self._seq)
        self._seq = seq
        due = {number for number, at in self._redraw.items() if at <= now}
        self._redraw = {number: at for number, at in self._redraw.items() if number not in due}
        self._dirty |= due

    def _bring_up_to_date(self) -> None:
        """Bring the dirty cases' cards up to date, post new ones, then tell what became of what was approved."""
        cards = {card.case: card for card in self._store.cards(self._dirty) if card.kind in {CASE, CARE}}
        fresh, settled = [], []
        for number in sorted(self._dirty):
            case, card = self._store.case(number), cards.get(number)
            self._know(case, card)
            if card is not None and card.ts:
                self._redrawn(case, card)
                settled.append((case, card))
            elif card is not None or case.state.is_open:
                fresh.append((not is_urgent(case), number, case, card))
            else:
                self._forget(number)
        for is_ordinary, number, case, card in sorted(fresh, key=lambda one: one[:2]):
            if is_ordinary and card is None and len(self._standing) >= self._settings.most_cards:
                self._dirty.discard(number)
                self._waiting.add(number)
            else:
                self._posted(case, card)
        for case, card in settled:
            self._told(case, card)
        room = self._settings.most_cards - len(self._standing)
        if room > 0 and self._waiting:
            let_in = sorted(self._waiting)[:room]
            self._waiting -= set(let_in)
            self._dirty |= set(let_in)

    def _know(self, case: Case, card: Card | None) -> None:
        """Remember what the case now means for the others."""
        if is_urgent(case) and not case.cared_for_by and case.state.is_open:
            self._in_danger[case.id] = case.opened_at
        else:
            self._in_danger.pop(case.id, None)
        if card is not None and card.ts and card.kind == CASE and case.state.is_open:
            self._standing.add(case.id)
        else:
            self._standing.discard(case.id)

    def _forget(self, number: int) -> None:
        self._dirty.discard(number)
        self._waiting.discard(number)

    def _posted(self, case: Case, card: Card | None) -> None:
        """Post the card, unless its channel takes none now; then it comes again."""
        kind = CARE if is_urgent(case) else CASE
        channel = card.channel if card else self._settings.care_channel if kind == CARE else self._settings.channel
        if not self._poster.may_post(channel):
            return
        drawn = self._drawn(case)
        begun = card or self._store.begin_card(case.id, kind, channel, now=self._clock())
        if begun is None:
            return
        ts = self._poster.found(channel, _about(begun), begun.begun_at) if card is not None else ""
        ts = ts or self._poster.post(channel, drawn, _about(begun))
        self._store.card_posted(begun, ts, drawn.digest, now=self._clock())
        self._forget(case.id)
        if begun.kind == CASE and case.state.is_open:
            self._standing.add(case.id)
        if case.outcomes:
            self._dirty.add(case.id)

    def _redrawn(self, case: Case, card: Card) -> None:
        drawn = self._drawn(case)
        if drawn.digest != card.shown:
            self._poster.update(card.channel, card.ts, drawn)
            self._store.card_shows(card, drawn.digest)

    def _told(self, case: Case, card: Card) -> None:
        """Tell the card's thread what has become of the case; what its channel does not take now comes again."""
        for n, outcome in enumerate(case.outcomes[card.told :], start=card.told + 1):
            if not self._poster.may_post(card.channel):
                return
            self._tell(case, card, n, outcome)
        self._forget(case.id)

    def _tell(self, case: Case, card: Card, n: int, outcome: Outcome) -> None:
        """Tell the card's thread of an outcome, once."""
        about: About = _about(card) | {"outcome": n}
        sure, self._unsure = card.id not in self._unsure, self._unsure | {card.id}
        drawn = Drawn(blocks=_outcome(case, outcome), text=f"Case {case.id}: {plain_state(outcome.state)}")
        if sure or not self._poster.found(card.channel, about, card.begun_at, thread=card.ts):
            self._poster.post(card.channel, drawn, about, thread=card.ts)
        self._store.card_told(card, n)
        self._unsure.discard(card.id)

    def _drawn(self, case: Case) -> Drawn:
        now = self._clock()
        claim = case.claimed(now)
        if claim is not None:
            self._redraw[case.id] = claim.until
        try:
            return draw(case, self._policy(), self._store.around(case, window=HISTORY), now=now)
        except Exception:
            log.exception("a card could not be drawn; it is shown plainly", case=case.id)
            return Drawn(blocks=plainly(f"Case {case.id}"), text=f"Case {case.id}")

    def _call_people(self) -> None:
        """Call the next people where nobody has said "I have it" for so long."""
        if not self._in_danger or not self._settings.escalation:
            return
        now = self._clock()
        known = {(card.case, card.kind): card for card in self._store.cards(self._in_danger)}
        open_now = in_office_hours(now, self._policy().calendar)
        for number, since in self._in_danger.items():
            first = known.get((number, CARE))
            for place, step in enumerate(self._settings.escalation):
                called = known.get((number, f"call {place}"))
                if first is None or not first.ts or now - since < step.after or (called is not None and called.ts):
                    continue
                people = step.people if open_now or not step.out_of_hours else step.out_of_hours
                called = called or self._store.begin_card(number, f"call {place}", first.channel, now=now)
                if called is not None:
                    self._call(called, first, people, now - since)

    def _call(self, called: Card, first: Card, people: tuple[str, ...], waited: timedelta) -> None:
        mentions = " ".join(f"<@{person}>" for person in people)
        minutes = int(waited.total_seconds() // 60)
        words = f"{mentions} nobody has case {called.case} yet; we have known of it for {minutes} minutes."
        drawn = Drawn(blocks=[section(ours(words))], text=f"Nobody has case {called.case} yet")
        ts = self._poster.found(called.channel, _about(called), called.begun_at, thread=first.ts)
        ts = ts or self._poster.post(called.channel, drawn, _about(called), thread=first.ts)
        self._store.card_posted(called, ts, "", now=self._clock())

    def _sum_up(self) -> None:
        """One message for all the cases that have no card yet, instead of a flood."""
        waiting, channel = len(self._waiting), self._settings.channel
        if waiting == self._summed_up:
            return
        card = next((card for card in self._store.cards([0]) if card.kind == REST), None)
        words = f"*{waiting} more wait.* Their cards come as these are decided, the most urgent first."
        text = f"{waiting} more cases wait" if waiting else "No more cases wait"
        drawn = Drawn(blocks=[section(ours(words if waiting else "No more wait."))], text=text)
        if card is not None and card.ts:
            self._poster.update(card.channel, card.ts, drawn)
            self._store.card_shows(card, drawn.digest)
        elif waiting or card is not None:
            if not self._poster.may_post(channel):
                return
            begun = card or self._store.begin_card(0, REST, channel, now=self._clock())
            if begun is None:
                return
            ts = self._poster.found(channel, _about(begun), begun.begun_at) or self._poster.post(
                channel, drawn, _about(begun)
            )
            self._store.card_posted(begun, ts, drawn.digest, now=self._clock())
        self._summed_up = waiting

    def _refused(self, refused: SlackApiError) -> None:
        error = str(refused.response.get("error"))
        if error == "ratelimited":
            self._rest_until = time.monotonic() + min(retry_after(refused), LONGEST_WAIT)
            log.warning("slack asks us to slow down", seconds=retry_after(refused))
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


def _about(card: Card) -> dict[str, int | str]:
    """What a card's message carries, by which it is found again."""
    return {"card": card.id, "case": card.case, "kind": card.kind}


def _outcome(case: Case, outcome: Outcome) -> list[dict[str, object]]:
    verdict = next((v for v in case.verdicts if v.round == outcome.round), None)
    what = plain(verdict.action) if verdict and verdict.action else "the action"
    mark = ":white_check_mark:" if outcome.state.took_effect else ":warning:"
    words = f"{mark} *{escaped(what)}: {escaped(plain_state(outcome.state))}*"
    return [section(ours(words)), small(plain_text(outcome.detail or "–", 2000))]
