"""What can be done on X about one interaction, in words for an officer (policy 11.5 and 11.6)."""

import re

from bot.model import Abilities, Ability, ActionKind, Interaction, InteractionKind, Way

BY_API = Ability(way=Way.BY_API)
_LINK = re.compile(
    r"https?://|www\.|\b[a-z0-9][a-z0-9-]*\.(com|org|net|uk|co|io|info|gov|eu|app|dev|me|tv|biz|ly|scot|wales|london)\b",
    re.IGNORECASE,
)


def has_link(words: str) -> bool:
    """Whether X would find an address in these words: such a post costs many times as much (X API, "Pricing")."""
    return _LINK.search(words) is not None


def is_private(kind: ActionKind, interaction: Interaction) -> bool:
    """Whether the words of this action go out as a direct message."""
    direct = interaction.kind is InteractionKind.DIRECT_MESSAGE
    return kind is ActionKind.PRIVATE_WARNING or (kind is ActionKind.REPLY and direct)


def abilities(interaction: Interaction, *, me: str) -> Abilities:
    """Every kind of action with how it can be had; what is not known counts as possible."""
    return {kind: _ability(kind, interaction, me) for kind in ActionKind}


def _ability(kind: ActionKind, interaction: Interaction, me: str) -> Ability:
    if interaction.author is not None and interaction.author.id == me:
        return _not_here("It is our own post.")
    match kind:
        case ActionKind.REPLY | ActionKind.PUBLIC_WARNING | ActionKind.PRIVATE_WARNING:
            return _words(kind, interaction)
        case ActionKind.HIDE | ActionKind.UNHIDE:
            return _hide(interaction)
        case ActionKind.MUTE | ActionKind.UNMUTE:
            return _on_account(interaction, "Only we stop seeing their posts; everybody else still does.")
        case ActionKind.RESTRICT_MESSAGES | ActionKind.ALLOW_MESSAGES:
            return _on_account(interaction, "It concerns their direct messages to us only.")
        case ActionKind.BLOCK | ActionKind.UNBLOCK:
            words = "X lets only people block: open the profile, then ⋯, then Block or Unblock."
            return Ability(way=Way.BY_HAND, because=words, link=_profile(interaction))
        case ActionKind.REPORT:
            return _by_hand(interaction, "X lets only people report: open it, then ⋯, then Report.")


def _words(kind: ActionKind, interaction: Interaction) -> Ability:
    direct = interaction.kind is InteractionKind.DIRECT_MESSAGE
    if is_private(kind, interaction):
        return _message(interaction)
    if direct:
        return _not_here("It was said in a direct message, so a public answer would make it public.")
    if _may_answer(interaction):
        return BY_API
    return _by_hand(interaction, "X lets programs answer only those who mentioned us; a person must answer there.")


def _may_answer(interaction: Interaction) -> bool:
    told = [interaction.facts.get(name) for name in ("mentions_us", "replies_to_us", "quotes_us")]
    return any(told) or told[0] is None or told[1] is None


def _message(interaction: Interaction) -> Ability:
    wrote = interaction.kind is InteractionKind.DIRECT_MESSAGE or interaction.facts.get("wrote_to_us") is True
    if wrote and interaction.author is not None:
        return Ability(way=Way.BY_API, because="They have written to us in a direct message, so we may answer in one.")
    words = "X lets programs message only those who wrote to us first; a person can try from the profile."
    return Ability(way=Way.BY_HAND, because=words, link=_profile(interaction))


def _hide(interaction: Interaction) -> Ability:
    if interaction.kind is InteractionKind.DIRECT_MESSAGE:
        return _not_here("A direct message is seen by nobody else, so there is nothing to hide.")
    if interaction.facts.get("in_our_thread") is False:
        return _not_here("It is not under a post of ours, and X lets us hide replies only there.")
    return Ability(way=Way.BY_API, because="The reply stays readable behind one more click.")


def _on_account(interaction: Interaction, because: str) -> Ability:
    if interaction.author is None:
        return _by_hand(interaction, "X does not tell us who wrote it; a person can see it there.")
    return Ability(way=Way.BY_API, because=because)


def _profile(interaction: Interaction) -> str:
    author = interaction.author
    if author is None:
        return interaction.url
    return f"https://x.com/{author.handle}" if author.handle else f"https://x.com/i/user/{author.id}"


def _by_hand(interaction: Interaction, because: str) -> Ability:
    newest = interaction.facts.get("newest_id")
    id_ = newest if isinstance(newest, str) and newest.isdecimal() else interaction.ref.id
    direct = interaction.kind is InteractionKind.DIRECT_MESSAGE
    link = interaction.url if direct else f"https://x.com/i/status/{id_}"
    return Ability(way=Way.BY_HAND, because=because, link=link)


def _not_here(because: str) -> Ability:
    return Ability(way=Way.NOT_HERE, because=because)
