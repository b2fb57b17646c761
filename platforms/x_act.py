"""Doing it on X: one call each, never repeated, and asserting that the answer says what was asked for."""

from collections.abc import Callable

import requests

from bot.errors import NotPossible, Unreachable
from bot.model import Action, ActionKind, Interaction, Receipt
from platforms.graph_read import clean, flag_of, part_of
from platforms.x_budget import Purse
from platforms.x_can import has_link, is_private
from platforms.x_read import number_of
from platforms.x_wire import Row, XClient


def act(client: XClient, purse: Purse, action: Action, interaction: Interaction, *, me: str, links: bool) -> Receipt:
    """Do it, once, and return what undoing needs. Public words may hold web addresses only with `links`."""
    post, who = newest_id(interaction), author_id(interaction)
    match action.kind:
        case ActionKind.REPLY | ActionKind.PUBLIC_WARNING | ActionKind.PRIVATE_WARNING:
            if is_private(action.kind, interaction):
                return _message(client, purse, who, action.wording)
            return _reply(client, purse, interaction, action.wording, links=links)
        case ActionKind.HIDE:
            _told(client, purse, "hide", lambda: client.hide_reply(post), name="hidden", wanted=True)
        case ActionKind.UNHIDE:
            _told(client, purse, "hide", lambda: client.unhide_reply(post), name="hidden", wanted=False)
        case ActionKind.MUTE:
            _told(client, purse, "mute", lambda: client.mute_person(me, _known(who)), name="muting", wanted=True)
        case ActionKind.UNMUTE:
            _told(client, purse, "unmute", lambda: client.unmute_person(me, _known(who)), name="muting", wanted=False)
        case ActionKind.RESTRICT_MESSAGES:
            refuse = client.refuse_messages
            _told(client, purse, "restrict_messages", lambda: refuse(_known(who)), name="blocked", wanted=True)
        case ActionKind.ALLOW_MESSAGES:
            take = client.take_messages
            _told(client, purse, "restrict_messages", lambda: take(_known(who)), name="blocked", wanted=False)
        case ActionKind.BLOCK | ActionKind.UNBLOCK | ActionKind.REPORT:
            raise NotPossible(f"X has no call for this: {action.kind}")
    return Receipt(id=who if action.kind.on_account else post)


def newest_id(interaction: Interaction) -> str:
    """The id to act on: that of the newest version we know. Raises NotPossible for what is no id of X's."""
    known = number_of(interaction.facts, "newest_id") or number_of({"id": interaction.ref.id})
    return _known(known)


def author_id(interaction: Interaction) -> str:
    """The author's id, or an empty string."""
    return number_of({"id": interaction.author.id}) if interaction.author is not None else ""


def _known(id_: str) -> str:
    if not id_:
        raise NotPossible("we do not know whom or what this is about on X")
    return id_


def _reply(client: XClient, purse: Purse, interaction: Interaction, words: str, *, links: bool) -> Receipt:
    linked = has_link(words)
    if linked and not links:
        raise NotPossible("a reply on X may hold no web address: it would cost many times as much; take it out")
    target = newest_id(interaction)
    summoned = "summoned_reply" if interaction.facts.get("mentions_us") else "post"
    price = "post_with_link" if linked else summoned
    answer = _once(client, purse, price, lambda: client.create_tweet(text=clean(words), in_reply_to_tweet_id=target))
    made = number_of(part_of(answer, "data"))
    if not made or made in (target, interaction.ref.id):
        raise Unreachable("the answer does not say whether the reply was posted", maybe_done=True)
    return Receipt(id=made, detail={"replied_to": target})


def _message(client: XClient, purse: Purse, who: str, words: str) -> Receipt:
    whom = _known(who)
    send = client.create_direct_message
    answer = _once(client, purse, "dm", lambda: send(participant_id=whom, text=clean(words)))
    made = number_of(part_of(answer, "data"), "dm_event_id")
    if not made:
        raise Unreachable("the answer does not say whether the message was sent", maybe_done=True)
    return Receipt(id=made, detail={"sent_to": whom})


def _told(
    client: XClient, purse: Purse, price: str, call: Callable[[], requests.Response], *, name: str, wanted: bool
) -> None:
    """Return when the answer says that it is so."""
    told = flag_of(part_of(_once(client, purse, price, call), "data"), name)
    if told is None:
        raise Unreachable("the answer does not say whether it was done", maybe_done=True)
    if told is not wanted:
        raise NotPossible("X says that it could not be done")


def _once(client: XClient, purse: Purse, price: str, call: Callable[[], requests.Response]) -> Row:
    """Ask once, and book it even when the answer was lost: it may have been done."""
    try:
        answer = client.body_of(call())
    except Unreachable as lost:
        if lost.maybe_done:
            purse.did(price)
        raise
    purse.did(price)
    return answer
