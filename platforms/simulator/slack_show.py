"""Slack's mrkdwn as HTML, about as Slack reads it; what is no format stays text."""

import re

from markupsafe import Markup, escape

EMOJI = {
    "white_check_mark": "✅",
    "warning": "⚠️",
    "eyes": "👀",
    "pencil2": "✏️",
    "wastebasket": "🗑️",
    "hourglass": "⏳",
    "sunny": "☀️",
}
SQUARES = {"red": "#d0021b", "purple": "#8e24aa", "yellow": "#f5c518", "blue": "#1565c0"}
_ANGLE = re.compile(r"<([^<>\n]{1,3000})>")
_EMOJI = re.compile(r":([a-z0-9_]+):")
_FORMATS = (
    (re.compile(r"(?<!\w)\*(\S(?:[^*\n]*\S)?)\*(?!\w)"), "strong"),
    (re.compile(r"(?<!\w)_(\S(?:[^_\n]*\S)?)_(?!\w)"), "em"),
    (re.compile(r"(?<!\w)~(\S(?:[^~\n]*\S)?)~(?!\w)"), "del"),
    (re.compile(r"`([^`\n]+)`"), "code"),
)


def mrkdwn(text: str) -> Markup:
    """The text with Slack's formats, links, mentions and emoji; a mention that nobody meant to make can be seen."""
    parts, at = [], 0
    for found in _ANGLE.finditer(text):
        parts += [_formatted(text[at : found.start()]), _angle(found[1])]
        at = found.end()
    return Markup("").join([*parts, _formatted(text[at:])])


def emoji(text: str) -> str:
    """The text with the short names of emoji that are known here as themselves."""
    return _EMOJI.sub(lambda name: EMOJI.get(name[1], name[0]), text)


def _formatted(text: str) -> Markup:
    plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    found = str(escape(emoji(plain)))
    for pattern, tag in _FORMATS:
        found = pattern.sub(rf"<{tag}>\1</{tag}>", found)
    for colour, code in SQUARES.items():
        found = found.replace(f":large_{colour}_square:", f'<span class="square" style="background:{code}"></span>')
    return Markup(found.replace("\n", "<br>"))  # noqa: S704 - escaped above; only our own tags are added


def _angle(inside: str) -> Markup:
    target, _, label = inside.partition("|")
    if target.startswith(("@", "#", "!")):
        return Markup('<mark class="mention">{}</mark>').format(label or target.replace("!", "@"))
    if target.startswith(("https://", "http://")):
        return Markup('<a href="{}" rel="noreferrer">{}</a>').format(target, label or target)
    return Markup("{}").format(f"<{inside}>")
