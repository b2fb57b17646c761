"""The one place where anything is done to anybody: intention, effect, read-back, outcome."""

from datetime import datetime, timedelta

from bot.errors import (
    ActingStopped,
    DialectChanged,
    Gone,
    NotApproved,
    NotPermitted,
    NotPossible,
    OutOfCredit,
    PlatformError,
    RateLimited,
    TokenDead,
    Unreachable,
)
from bot.model import Ability, Action, Case, CaseState, Outcome, OutcomeState, Receipt, Standing, Way
from platforms.base import Platform
from storage.journal import Intention
from storage.store import Store

BELIEVE_ABSENCE_AFTER = timedelta(minutes=2)  # a slow platform may still be at work on what it did not answer
CLOCKS_MAY_DIFFER = timedelta(minutes=2)
TRIES = 5
WAIT = timedelta(minutes=1)
WAIT_FOR_OPERATOR = timedelta(minutes=30)


def carry_out(case: Case, platform: Platform, store: Store, *, now: datetime) -> Outcome | None:
    """Do what was approved, once, and say what became of it; None while that can't be told yet.

    The platform is looked at first, the intention is recorded before the act, and the platform is read back after.
    What the platform can't do becomes a step for a person, with a link; never something harsher. Raises NotApproved,
    and AlreadyDecided if the case has moved on meanwhile.
    """
    verdict = case.verdict
    if verdict is None or verdict.action is None or case.state not in {CaseState.APPROVED, CaseState.LATER}:
        raise NotApproved(f"case {case.id} is {case.state}: there is nothing approved to carry out")
    action = verdict.action
    ability = platform.can(case.interaction, now=now)[action.kind]
    early = _without_acting(case, action, ability, platform, now)
    if early is not None:
        store.settle(case, early)
        return early
    intention = store.intend(case, action, now=now)
    try:
        receipt = platform.act(action, case.interaction, now=now)
    except Unreachable as lost:
        if lost.maybe_done:
            return settle_by_reading(intention, platform, store, now=now)
        outcome = _later(
            case, str(lost), retry_at=now + WAIT * 2**intention.attempt, now=now, attempt=intention.attempt
        )
    except PlatformError as refusal:
        outcome = _refused(case, refusal, ability, now=now, attempt=intention.attempt)
    else:
        outcome = _read_back(case, action, receipt, intention, platform, now)
    store.settle(case, outcome, intention=intention)
    return outcome


def settle_by_reading(intention: Intention, platform: Platform, store: Store, *, now: datetime) -> Outcome | None:
    """Settle an intention whose answer never came by reading the platform; None when that must wait.

    Nothing is repeated blindly: it is tried again only once the platform has shown, after a while, that it did not
    happen; what reading can't tell goes to a person.
    """
    case, action = intention.case, intention.action
    try:
        standing = platform.look_up(case.interaction, action, since=intention.at - CLOCKS_MAY_DIFFER, now=now)
    except Gone:
        standing = Standing(exists=False)
    except PlatformError:
        return None
    outcome = _settled(case, action, standing, intention, platform, now)
    if outcome is not None:
        store.settle(case, outcome, intention=intention)
    return outcome


def _settled(
    case: Case, action: Action, standing: Standing, intention: Intention, platform: Platform, now: datetime
) -> Outcome | None:
    if standing.took_effect:
        return _outcome(case, OutcomeState.DONE, "found done on reading back", now, receipt=standing.receipt)
    if standing.exists is False:
        return _outcome(case, OutcomeState.GONE, "it is no longer there", now)
    if standing.took_effect is None:
        ability = platform.can(case.interaction, now=now)[action.kind]
        words = (
            f"no answer came, and the platform doesn't show whether it happened: please look, {_plain(action)} by hand"
        )
        return _outcome(case, OutcomeState.BY_HAND, words, now, link=ability.link or case.interaction.url)
    if now - intention.at < BELIEVE_ABSENCE_AFTER:
        return None
    return _later(case, "the platform shows that it did not happen", retry_at=now, now=now, attempt=intention.attempt)


def _without_acting(case: Case, action: Action, ability: Ability, platform: Platform, now: datetime) -> Outcome | None:
    """What can be told without acting: not possible here, gone, changed since it was approved, or so already."""
    if ability.way is not Way.BY_API:
        link = ability.link or case.interaction.url
        return _outcome(case, OutcomeState.BY_HAND, ability.because or "not possible by API here", now, link=link)
    try:
        standing = platform.look_up(case.interaction, None if action.kind.has_wording else action, now=now)
    except Gone:
        standing = Standing(exists=False)
    except RateLimited as wait:
        return _later(case, str(wait), retry_at=wait.retry_at, now=now)
    except PlatformError as trouble:
        return _later(case, str(trouble), retry_at=now + WAIT_FOR_OPERATOR, now=now)
    if standing.exists is False:
        return _outcome(case, OutcomeState.GONE, "its author deleted it, or it is no longer shown to us", now)
    if standing.text is not None and standing.text != case.interaction.text:
        words = "the words were edited after this was approved; waiting until they have been read again"
        return _later(case, words, retry_at=now + WAIT, now=now)
    if standing.took_effect and not action.kind.has_wording:
        return _outcome(case, OutcomeState.ALREADY_SO, "it was so already", now, receipt=standing.receipt)
    return None


def _read_back(
    case: Case, action: Action, receipt: Receipt, intention: Intention, platform: Platform, now: datetime
) -> Outcome:
    if receipt.rehearsed:
        return _outcome(
            case, OutcomeState.REHEARSED, "rehearsed: nothing was asked of the platform", now, receipt=receipt
        )
    try:
        standing = platform.look_up(case.interaction, action, since=intention.at - CLOCKS_MAY_DIFFER, now=now)
    except PlatformError:
        standing = Standing(exists=None)
    if standing.took_effect is False:
        words = f"the platform said yes but doesn't show it; please look and {_plain(action)} by hand if need be"
        return _outcome(case, OutcomeState.BY_HAND, words, now, receipt=receipt, link=case.interaction.url)
    seen = "done, and seen on the platform" if standing.took_effect else "done; the platform doesn't show it back"
    return _outcome(case, OutcomeState.DONE, seen, now, receipt=receipt)


def _refused(case: Case, refusal: PlatformError, ability: Ability, *, now: datetime, attempt: int) -> Outcome:
    link = ability.link or case.interaction.url
    match refusal:
        case Gone():
            return _outcome(case, OutcomeState.GONE, "it is no longer there", now)
        case RateLimited():
            return _outcome(case, OutcomeState.LATER, str(refusal), now, retry_at=refusal.retry_at)
        case TokenDead() | ActingStopped() | OutOfCredit():
            retry_at = now + WAIT_FOR_OPERATOR
            return _outcome(case, OutcomeState.LATER, str(refusal), now, retry_at=retry_at, link=link)
        case NotPossible() | NotPermitted() | DialectChanged():
            return _outcome(case, OutcomeState.BY_HAND, str(refusal), now, link=link)
        case _:
            return _later(case, str(refusal), retry_at=now + WAIT * 2**attempt, now=now, attempt=attempt)


def _later(case: Case, detail: str, *, retry_at: datetime, now: datetime, attempt: int = 0) -> Outcome:
    tried_enough = attempt >= TRIES
    if tried_enough:
        words = f"tried {attempt} times: {detail}"
        return _outcome(case, OutcomeState.BY_HAND, words, now, link=case.interaction.url)
    return _outcome(case, OutcomeState.LATER, detail, now, retry_at=retry_at)


def _outcome(
    case: Case,
    state: OutcomeState,
    detail: str,
    now: datetime,
    *,
    receipt: Receipt | None = None,
    link: str = "",
    retry_at: datetime | None = None,
) -> Outcome:
    return Outcome(state=state, detail=detail, at=now, round=case.round, receipt=receipt, link=link, retry_at=retry_at)


def _plain(action: Action) -> str:
    return str(action.kind).replace("_", " ")
