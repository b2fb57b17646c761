"""What can be done on Instagram about one interaction, in words for an officer (policy 11.5 and 11.6)."""

import re
from datetime import datetime, timedelta

from bot.model import Abilities, Ability, ActionKind, Interaction, InteractionKind, Way

PRIVATE_REPLY_WINDOW = timedelta(days=7)
HOST = "https://www.instagram.com"
USERNAME = re.compile(r"[A-Za-z0-9_.]{1,30}")
BY_API = Ability(way=Way.BY_API)
UNDER_OUR_POSTS = frozenset({InteractionKind.COMMENT, InteractionKind.REPLY})


def abilities(interaction: Interaction, *, account: str, handle: str, now: datetime) -> Abilities:
    """Every kind of action with how it can be had; what is not known counts as possible."""
    author = interaction.author
    if author is not None and (author.id == account or (handle and author.handle.lower() == handle)):
        return dict.fromkeys(ActionKind, _not_here("It is our own comment."))
    return {kind: _ability(kind, interaction, now) for kind in ActionKind}


def _ability(kind: ActionKind, interaction: Interaction, now: datetime) -> Ability:
    match kind:
        case ActionKind.REPLY | ActionKind.PUBLIC_WARNING:
            return _reply(interaction)
        case ActionKind.PRIVATE_WARNING:
            return _private_reply(interaction, now)
        case ActionKind.HIDE | ActionKind.UNHIDE:
            ours = interaction.kind in UNDER_OUR_POSTS
            return BY_API if ours else _not_here("It is not under a post of ours, so it can't be hidden.")
        case ActionKind.BLOCK | ActionKind.UNBLOCK:
            return _block(interaction)
        case ActionKind.REPORT:
            return _by_hand(interaction, "Instagram lets only people report: hold the comment, or ⋯, then Report.")
        case ActionKind.MUTE | ActionKind.UNMUTE:
            return _not_here("Muting on Instagram hides nothing from other people.")
        case ActionKind.RESTRICT_MESSAGES | ActionKind.ALLOW_MESSAGES:
            return _not_here("Instagram offers programs no way to restrict an account.")


def _reply(interaction: Interaction) -> Ability:
    if interaction.kind not in UNDER_OUR_POSTS:
        return _by_hand(interaction, "It is not under a post of ours, so a person must answer it there.")
    if interaction.facts.get("hidden") is True:
        return _not_here("Instagram does not let a hidden comment be answered.")
    if interaction.kind is InteractionKind.REPLY:
        return Ability(way=Way.BY_API, because="The answer will stand under the comment that began the thread.")
    return BY_API


def _private_reply(interaction: Interaction, now: datetime) -> Ability:
    until = interaction.posted_at + PRIVATE_REPLY_WINDOW
    if interaction.kind not in UNDER_OUR_POSTS:
        return _not_here("Instagram offers a private reply only to comments under our posts.")
    if now >= until:
        return _not_here("Instagram allows a private reply for seven days only, and they are over.")
    return Ability(way=Way.BY_API, because="Instagram allows one private reply, within seven days.", until=until)


def _block(interaction: Interaction) -> Ability:
    if interaction.author is None:
        return _by_hand(interaction, "Instagram does not tell us who wrote it; a person can see it in the app.")
    profile = _profile(interaction)
    if interaction.facts.get("author_id_known") is False:
        return _by_hand(
            interaction, "Instagram tells only the username, so a person must block them in the app.", link=profile
        )
    if interaction.facts.get("conversation") is False:
        return _by_hand(
            interaction, "Instagram lets a program block only people who have written to us privately.", link=profile
        )
    return BY_API


def _by_hand(interaction: Interaction, because: str, *, link: str = "") -> Ability:
    return Ability(way=Way.BY_HAND, because=because, link=link or interaction.url)


def _profile(interaction: Interaction) -> str:
    handle = interaction.author.handle if interaction.author is not None else ""
    return f"{HOST}/{handle}/" if USERNAME.fullmatch(handle) else ""


def _not_here(because: str) -> Ability:
    return Ability(way=Way.NOT_HERE, because=because)
