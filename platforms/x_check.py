"""Asking X whether keys, account, credit and direct messages are in order, in words for the operator."""

from collections.abc import Callable, Iterable

from bot.errors import NotPermitted, OutOfCredit, PlatformError, RateLimited
from platforms.base import Check
from platforms.graph_read import part_of, text_of
from platforms.x_lists import Lists
from platforms.x_read import number_of


def checks(lists: Lists, *, handle: str) -> tuple[Check, ...]:
    """Whose keys these are, and whether direct messages may be read; what the budget says comes last."""
    account = _asked("account", lambda: _account(lists, handle))
    if not account[0].ok:
        return (*account, _budget(lists))
    return (*account, *_asked("direct messages", lambda: _directs(lists)), _budget(lists))


def _account(lists: Lists, handle: str) -> Iterable[Check]:
    client = lists.client
    me = part_of(client.body_of(client.get_me(user_auth=True)), "data")
    lists.purse.read("owned_read", [number_of(me)] if number_of(me) else [])
    its = number_of(me) == lists.me
    named = text_of(me, "username").lower() == handle.lower()
    yield Check(
        what="account",
        ok=its,
        detail="the keys are our account's own" if its else "the keys belong to another account than the settings name",
        remedy="" if its else f"Put the keys of the account {lists.me} into the settings",
    )
    yield Check(
        what="handle",
        ok=named,
        detail=f"@{handle}" if named else "the account has another handle than the settings name",
        remedy="" if named else "Put the handle as X shows it into the settings: replies to us are searched by it",
    )


def _directs(lists: Lists) -> Iterable[Check]:
    client = lists.client
    answer = client.body_of(client.get_direct_message_events(max_results=1, event_types="MessageCreate"))
    rows = answer.get("data")
    lists.purse.read(
        "dm_read", [number_of(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    )
    yield Check(what="direct messages", ok=True, detail="may be read")


def _budget(lists: Lists) -> Check:
    purse = lists.purse
    spent = purse.spent.get(purse.today, 0)
    if purse.daily_budget is None:
        return Check(what="budget", ok=True, detail=f"none set; booked today: {spent} US dollars")
    ok = spent < purse.daily_budget
    detail = f"{spent} of {purse.daily_budget} US dollars booked today"
    return Check(
        what="budget", ok=ok, detail=detail, remedy="" if ok else "Raise the daily budget, or wait for tomorrow"
    )


def _asked(what: str, check: Callable[[], Iterable[Check]]) -> tuple[Check, ...]:
    """Return what a check finds; a refusal is a finding, too."""
    try:
        return tuple(check())
    except PlatformError as trouble:
        return (Check(what=what, ok=False, detail=str(trouble), remedy=_remedy(trouble)),)


def _remedy(trouble: PlatformError) -> str:
    match trouble:
        case NotPermitted() if trouble.remedy:
            return trouble.remedy
        case OutOfCredit():
            return "Top up the credit at console.x.com"
        case RateLimited():
            return f"Try again after {trouble.retry_at:%H:%M} UTC on {trouble.retry_at:%d %B}"
        case _:
            return "Try again later"
