"""What can be done on Facebook about one interaction, in words for an officer (policy 11.5 and 11.6)."""

from datetime import datetime, timedelta

from bot.model import Abilities, Ability, ActionKind, Interaction, InteractionKind, Way

PRIVATE_REPLY_WINDOW = timedelta(days=7)
BY_API = Ability(way=Way.BY_API)
ON_OUR_PAGE = frozenset({InteractionKind.COMMENT, InteractionKind.REPLY, InteractionKind.VISITOR_POST})


def abilities(interaction: Interaction, *, page: str, now: datetime) -> Abilities:
    """Every kind of action with how it can be had; what is not known counts as possible."""
    return {kind: _ability(kind, interaction, page, now) for kind in ActionKind}


def _ability(kind: ActionKind, interaction: Interaction, page: str, now: datetime) -> Ability:
    if interaction.author is not None and interaction.author.id == page:
        return _not_here("It is our own comment.")
    match kind:
        case ActionKind.REPLY | ActionKind.PUBLIC_WARNING:
            return _reply(interaction)
        case ActionKind.PRIVATE_WARNING:
            return _private_reply(interaction, now)
        case ActionKind.HIDE | ActionKind.UNHIDE:
            return _hide(interaction)
        case ActionKind.BLOCK | ActionKind.UNBLOCK:
            return _block(interaction)
        case ActionKind.REPORT:
            return _by_hand(interaction, "Facebook lets only people report: open it, then ⋯, then Report.")
        case ActionKind.MUTE | ActionKind.UNMUTE:
            return _not_here("A Facebook Page can't mute a person.")
        case ActionKind.RESTRICT_MESSAGES | ActionKind.ALLOW_MESSAGES:
            return _not_here("A Facebook Page can't restrict a person's messages without blocking them.")


def _reply(interaction: Interaction) -> Ability:
    match interaction.kind:
        case InteractionKind.COMMENT | InteractionKind.VISITOR_POST:
            return BY_API
        case InteractionKind.REPLY:
            return Ability(way=Way.BY_API, because="The answer will stand under the comment that began the thread.")
        case InteractionKind.REVIEW:
            return _by_hand(interaction, "Facebook no longer lets programs answer recommendations.")
        case _:
            return _by_hand(interaction, "It is not on our Page, so a person must answer it there.")


def _private_reply(interaction: Interaction, now: datetime) -> Ability:
    until = interaction.posted_at + PRIVATE_REPLY_WINDOW
    if interaction.kind not in ON_OUR_PAGE:
        return _not_here("Facebook offers a private reply only to what was said on our Page.")
    if interaction.facts.get("private_reply"):
        return _not_here("The one private reply that Facebook allows has been sent already.")
    if now >= until:
        return _not_here("Facebook allows a private reply for seven days only, and they are over.")
    if interaction.facts.get("can_reply_privately") is False:
        return _not_here("Facebook does not offer a private reply to this person.")
    return Ability(way=Way.BY_API, because="Facebook allows one private reply, within seven days.", until=until)


def _hide(interaction: Interaction) -> Ability:
    if interaction.kind not in ON_OUR_PAGE:
        return _not_here("It is not on our Page, so it can't be hidden.")
    if interaction.facts.get("can_hide") is False:
        return _not_here("Facebook does not let this comment be hidden.")
    return BY_API


def _block(interaction: Interaction) -> Ability:
    if interaction.author is None:
        return _by_hand(interaction, "Facebook does not tell us who wrote it; a person can see it on the Page.")
    return BY_API


def _by_hand(interaction: Interaction, because: str) -> Ability:
    return Ability(way=Way.BY_HAND, because=because, link=interaction.url)


def _not_here(because: str) -> Ability:
    return Ability(way=Way.NOT_HERE, because=because)
