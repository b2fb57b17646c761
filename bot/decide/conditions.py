"""Whether a rule applies here: what it asks of the place, the time and the history beside the words themselves."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz

from bot.model import History, Interaction, Said
from bot.policy.model import Calendar, Policy
from bot.policy.rule import ALWAYS, BehaviourRule, Conditions, ContactsBefore, UpheldBefore
from bot.text.language import language_of
from bot.text.links import links_in

SAME_WORDS = 90  # rapidfuzz's ratio, of 100, from which two lines are copies
MONTH = timedelta(days=365) / 12

Holds = tuple[bool, Callable[[], str]]  # whether a condition holds, and what it says in plain words


def applies(rule: BehaviourRule, interaction: Interaction, history: History, policy: Policy, now: datetime) -> str:
    """Why a rule does not apply here, in words for an officer; empty if it does.

    All that stands under `when` must hold; anything that holds under `unless` is enough to set the rule aside.
    """
    if rule.when is not ALWAYS:
        for holds, words in looked_at(rule.when, interaction, history, policy, now):
            if not holds:
                return f"it applies only when {words()}"
    if rule.unless is not ALWAYS:
        for holds, words in looked_at(rule.unless, interaction, history, policy, now):
            if holds:
                return f"it does not apply when {words()}"
    return ""


def looked_at(
    conditions: Conditions, interaction: Interaction, history: History, policy: Policy, now: datetime
) -> Iterator[Holds]:
    """Whether each condition that is written holds, with its words; worked out only as far as it is asked for."""
    c = conditions
    if c.kinds:
        yield interaction.kind in c.kinds, lambda: f"it is {_or(c.kinds)}"
    if c.platforms:
        yield interaction.platform in c.platforms, lambda: f"it was said on {_or(c.platforms)}"
    if c.topics:
        about = any(is_about(history.post, policy.topics[topic]) for topic in c.topics)
        yield about, lambda: f"our post is about {_or(c.topics)}"
    if c.languages:
        yield language_of(interaction.text) in c.languages, lambda: f"the language is {_or(c.languages)}"
    if c.media is not None:
        yield bool(interaction.attachments) is c.media, lambda: _so(c.media, "it carries a picture or film")
    if c.links is not None:
        yield bool(links_in(interaction.text)) is c.links, lambda: _so(c.links, "it holds a link")
    if c.office_hours is not None:
        is_open = in_office_hours(interaction.posted_at, policy.calendar)
        yield is_open is c.office_hours, lambda: _so(c.office_hours, "the office is open")
    yield from _about_history(c, interaction, history, now)


def _about_history(c: Conditions, interaction: Interaction, history: History, now: datetime) -> Iterator[Holds]:
    upheld, contacts = c.upheld, c.contacts
    if upheld is not None:
        yield _upheld(upheld, history, now) >= upheld.at_least, lambda: _upheld_words(upheld)
    if contacts is not None:
        yield _contacts(contacts, interaction, history) >= contacts.at_least, lambda: _contacts_words(contacts)
    if c.copies:
        yield 1 + _copies(interaction, history) >= c.copies, lambda: f"the same words came {c.copies} times or more"
    if c.questions_waiting:
        waiting = questions_waiting(history) >= c.questions_waiting
        yield waiting, lambda: f"{c.questions_waiting} or more of their questions wait for our answer"
    if c.we_have_answered is not None:
        answered = any(line.ours for line in history.said)
        yield answered is c.we_have_answered, lambda: _so(c.we_have_answered, "we have answered them")
    if c.we_are_late is not None:
        yield history.landlord_late is c.we_are_late, lambda: _so(c.we_are_late, "we are late ourselves")
    if c.identity:
        yield history.identity in c.identity, lambda: f"who they are is {_or(c.identity)}"
    if c.adjustment_on_record is not None:
        on_record = history.adjustment_on_record is c.adjustment_on_record
        yield on_record, lambda: _so(c.adjustment_on_record, "an adjustment is on record")


def is_about(words: str, phrases: tuple[str, ...]) -> bool:
    """Whether a text holds any of the phrases as whole words, whatever their case."""
    spaced = _spaced(words)
    return any(_spaced(phrase) in spaced for phrase in phrases)


def in_office_hours(at: datetime, calendar: Calendar) -> bool:
    """Whether the office is open at that time, by its own clock."""
    here = at.astimezone(ZoneInfo(calendar.timezone))
    if here.weekday() not in calendar.open_days or here.date().isoformat() in calendar.closed_on:
        return False
    return time.fromisoformat(calendar.opens) <= here.time() < time.fromisoformat(calendar.closes)


def questions_waiting(history: History) -> int:
    """How many of their lines with a question have come since our last line to them."""
    waiting = 0
    for line in history.said:
        waiting = 0 if line.ours else waiting + ("?" in line.text)
    return waiting


def _upheld(asked: UpheldBefore, history: History, now: datetime) -> int:
    since = now - MONTH * asked.months
    return sum(m.at >= since and asked.behaviour in (None, m.behaviour) for m in history.upheld)


def _upheld_words(asked: UpheldBefore) -> str:
    what = f"of {plain(asked.behaviour)} " if asked.behaviour else ""
    return f"{asked.at_least} or more cases {what}were upheld within {asked.months} months"


def _contacts_words(asked: ContactsBefore) -> str:
    return f"there were {asked.at_least} contacts or more within {asked.minutes} minutes"


def _contacts(asked: ContactsBefore, interaction: Interaction, history: History) -> int:
    since = interaction.posted_at - timedelta(minutes=asked.minutes)
    return 1 + sum(line.at >= since for line in _theirs(history, interaction))


def _copies(interaction: Interaction, history: History) -> int:
    said = interaction.text.casefold()
    return sum(
        fuzz.ratio(said, line.text.casefold(), score_cutoff=SAME_WORDS) > 0 for line in _theirs(history, interaction)
    )


def _theirs(history: History, interaction: Interaction) -> Iterator[Said]:
    return (line for line in history.said if not line.ours and line.ref != interaction.ref)


@lru_cache(maxsize=4096)
def _spaced_phrase(phrase: str) -> str:
    return _spaced_words(phrase)


def _spaced(words: str) -> str:
    return _spaced_phrase(words) if len(words) < 80 else _spaced_words(words)


def _spaced_words(words: str) -> str:
    kept = "".join(letter if letter.isalnum() else " " for letter in words.casefold())
    return f" {' '.join(kept.split())} "


def plain(word: object) -> str:
    """A word of the model as somebody would say it."""
    return str(word).replace("_", " ")


def _or(words: tuple[object, ...]) -> str:
    return " or ".join(plain(word) for word in words)


def _so(wanted: bool | None, words: str) -> str:  # noqa: FBT001 - the condition's own value
    return words if wanted else f"it is not so that {words}"
