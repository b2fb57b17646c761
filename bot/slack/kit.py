"""The parts of which cards and forms are made, within Slack's limits; what others wrote never becomes a mention.

Limits and types: Slack, Block Kit reference.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

Block = dict[str, Any]
TEXT, BUTTON, LABEL, OPTION, VALUE = 3000, 75, 24, 75, 2000
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 100, 300, 30
INPUT = 3000
PREFIX = "s11_"
JOINER = "\u200d"  # holds an emoji of several people together; steers nothing


def cut(text: str, most: int) -> str:
    """The text, and where it is longer than `most` characters its beginning with an ellipsis; never nothing."""
    text = text if text.strip() else "–"
    return text if len(text) <= most else text[: most - 1] + "…"


def seen(text: str) -> str:
    """Somebody else's words with a middle dot for whatever cannot be seen or would turn the text around."""
    return "".join(c if c in "\n" + JOINER or unicodedata.category(c)[0] != "C" else "·" for c in text)


def escaped(text: str) -> str:
    """Words that stand in mrkdwn: no character of theirs begins a mention, a link or a format."""
    plain = seen(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"{c}\u2060" if c in "*_~`" else c for c in plain)  # a word joiner: a format needs its marks bare


def plain_text(text: str, most: int = TEXT) -> Block:
    """A text object in which Slack reads nothing."""
    return {"type": "plain_text", "text": cut(seen(text), most), "emoji": False}


def ours(text: str) -> Block:
    """A text object of our own words, with formats; whatever is not ours in it must have been `escaped`."""
    return {"type": "mrkdwn", "text": cut(text, TEXT)}


def section(text: Block, accessory: Block | None = None) -> Block:
    """A paragraph."""
    return {"type": "section", "text": text} | ({"accessory": accessory} if accessory else {})


def small(*texts: Block) -> Block:
    """A line in small print; at most ten texts."""
    return {"type": "context", "elements": list(texts[:10])}


def button(what: str, words: str, value: str, *, style: str = "", confirm: Block | None = None) -> Block:
    """A button; `what` is what it does, `style` is primary or danger."""
    found = {
        "type": "button",
        "action_id": PREFIX + what,
        "text": plain_text(words, BUTTON),
        "value": cut(value, VALUE),
    }
    found |= {"style": style} if style else {}
    return found | ({"confirm": confirm} if confirm else {})


def link_button(words: str, url: str) -> Block:
    """A button that opens an address; only https and http ones come here."""
    return {"type": "button", "action_id": PREFIX + "open", "text": plain_text(words, BUTTON), "url": url}


def confirm(title: str, text: str, yes: str, *, danger: bool = False) -> Block:
    """What is asked once more before a button does what it says."""
    found = {
        "title": plain_text(title, CONFIRM_TITLE),
        "text": plain_text(text, CONFIRM_TEXT),
        "confirm": plain_text(yes, CONFIRM_BUTTON),
        "deny": plain_text("Go back", CONFIRM_BUTTON),
    }
    return found | ({"style": "danger"} if danger else {})


def actions(name: str, *buttons: Block) -> Block:
    """A row of buttons."""
    return {"type": "actions", "block_id": name, "elements": list(buttons)}


def words_input(
    name: str, label: str, *, initial: str = "", hint: str = "", optional: bool = False, most: int = INPUT
) -> Block:
    """A field for several lines of words; the answer comes as ["words"] of the block `name`."""
    field: Block = {"type": "plain_text_input", "action_id": "words", "multiline": True, "max_length": min(most, INPUT)}
    field |= {"initial_value": initial[:INPUT]} if initial else {}
    return _input(name, label, field, hint, optional=optional)


def line_input(name: str, label: str, *, hint: str = "", most: int = 150) -> Block:
    """A field for one line."""
    return _input(name, label, {"type": "plain_text_input", "action_id": "words", "max_length": most}, hint)


def choice_input(name: str, label: str, choices: Sequence[tuple[str, str]], *, hint: str = "") -> Block:
    """A choice of one among (value, words)."""
    kind = "radio_buttons" if len(choices) <= 10 else "static_select"
    return _input(name, label, {"type": kind, "action_id": "words", "options": options(choices)}, hint)


def options(choices: Sequence[tuple[str, str]]) -> list[Block]:
    """Options of a choice, at most a hundred."""
    return [{"text": plain_text(words, OPTION), "value": value} for value, words in choices[:100]]


def _input(name: str, label: str, element: Block, hint: str, *, optional: bool = False) -> Block:
    found: Block = {"type": "input", "block_id": name, "label": plain_text(label, 2000), "element": element}
    found |= {"optional": True} if optional else {}
    return found | ({"hint": plain_text(hint, 2000)} if hint else {})


def modal(what: str, title: str, blocks: list[Block], *, submit: str = "", about: str = "") -> Block:
    """A form; without `submit` there is only something to read. `about` comes back with what was filled in."""
    found = {
        "type": "modal",
        "callback_id": PREFIX + what,
        "title": plain_text(title, LABEL),
        "close": plain_text("Close" if not submit else "Go back", LABEL),
        "private_metadata": about,
        "blocks": blocks[:100],
    }
    return found | ({"submit": plain_text(submit, LABEL)} if submit else {})


def words_of(values: Mapping[str, Any], name: str) -> str:
    """What was filled in at `name`: words, or the value that was chosen; empty where there is none."""
    found = values.get(name)
    answer = found.get("words") if isinstance(found, dict) else None
    if not isinstance(answer, dict):
        return ""
    chosen = answer.get("selected_option")
    given = chosen.get("value") if isinstance(chosen, dict) else answer.get("value")
    return given.strip() if isinstance(given, str) else ""
