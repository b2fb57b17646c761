"""Ways of telling a change of one value, and how its words are put."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from bot.model import ActionKind, PlatformName, RuleState

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


Said = Iterable[tuple[str, bool]]  # sentences, each with whether it arms
Told = Iterator[tuple[str, Said]]  # what they are about, and they
Tell = Callable[[Any, Any], Said]  # about a value as it was and as it is; nothing where that is the same
Tells = dict[str, Tell]  # for each field
Arms = Callable[[Any, Any], bool]
Show = Callable[[Any], str]

MOST_SHOWN, FEW_SHOWN = 5, 3  # phrases in one sentence; of more than the most, only a few
WHOLE = 100  # percent
ENDLESS = float("inf")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
STATES = {RuleState.DRAFT: "a draft", RuleState.SHADOW: "in shadow", RuleState.REVIEW: "on review"}
NOUNS = {
    ActionKind.HIDE: "hiding",
    ActionKind.UNHIDE: "showing again",
    ActionKind.MUTE: "muting",
    ActionKind.UNMUTE: "unmuting",
    ActionKind.RESTRICT_MESSAGES: "restricting messages",
    ActionKind.ALLOW_MESSAGES: "allowing messages again",
    ActionKind.UNBLOCK: "lifting a block",
    ActionKind.REPORT: "reporting",
}


def never(_old: object, _new: object) -> bool:
    """Nothing about this value arms."""
    return False


def lower(old: float, new: float) -> bool:
    """Less of it arms."""
    return new < old


def higher(old: float, new: float) -> bool:
    """More of it arms."""
    return new > old


def figure(words: str, arms: Arms = never, show: Show = str) -> Tell:
    """One sentence, with {new} and {old} in it."""
    return lambda old, new: [] if old == new else [(words.format(old=show(old), new=show(new)), arms(old, new))]


def switch(on: str, off: str, *, arming: bool) -> Tell:
    """One sentence for either way; `arming` is the way that arms."""
    return lambda old, new: [] if old == new else [(on if new else off, bool(new) is arming)]


def listed(words: str, *, came: bool = False, went: bool = False, secret: bool = False) -> Tell:
    """What came to a list and what went from it, and whether either arms.

    The words are for one and for many, parted by |, each with {} after its noun, in the place of “no longer”.
    """

    def tell(old: Collection[str], new: Collection[str]) -> Said:
        for here, there, is_new in ((new, old, True), (old, new, False)):
            known = set(there)
            if only := [one for one in _in_order(here) if one not in known]:
                yield _counted(words, only, is_new=is_new, secret=secret), came if is_new else went
        if old != new and set(old) == set(new):
            yield f"the {_noun_of(words)} are the same, in another order", False

    return tell


def under_each(tell: Tell, named: Show, *, blank: object = None, show: Show | None = None, went: bool = False) -> Tell:
    """What changed under each name; what comes or goes is compared with `blank`, or shown where there is none."""
    shown = show or quoted

    def one(name: object, old: Mapping[Any, object], new: Mapping[Any, object]) -> Said:
        if blank is not None or (name in old and name in new):
            said = list(tell(old.get(name, blank), new.get(name, blank)))
            return said or (
                []
                if name in old and name in new
                else [("is written out in one version only, and means the same", False)]
            )
        return [(f"is new: {shown(new[name])}", False)] if name in new else [(f"is gone: {shown(old[name])}", went)]

    def each(old: Mapping[Any, object], new: Mapping[Any, object]) -> Said:
        for name in dict.fromkeys((*new, *old)):
            yield from said_of(named(name), one(name, old, new))

    return each


def field_by_field(tells: Tells, *elsewhere: str) -> Tell:
    """Each field in its own way; one that has none is told by its name, and those told elsewhere are left out."""

    def tell(old: "DataclassInstance", new: "DataclassInstance") -> Said:
        for name in (field.name for field in fields(new) if field.name not in elsewhere):
            plainly = figure(f"{plain(name)} is now {{new}}, before {{old}}")
            yield from tells.get(name, plainly)(getattr(old, name), getattr(new, name))

    return tell


def reworded(old: str, new: str) -> Said:
    """Which words became which."""
    if old == new:
        return
    was, now, pieces = old.split(), new.split(), []
    for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        gone, come = quoted(" ".join(was[a:b])), quoted(" ".join(now[c:d]))
        if tag == "replace":
            pieces.append(f"{gone} → {come}")
        elif tag == "delete":
            pieces.append(f"{gone} is gone")
        elif tag == "insert":
            pieces.append(f"{come} is new {f'after “{now[c - 1]}”' if c else 'at the beginning'}")
    yield f"changed: {'; '.join(pieces) or 'only spaces or line breaks'}", False


def said_of(subject: str, said: Said) -> Said:
    """The sentences, each begun with what they are about."""
    return ((f"{subject} {words}", arms) for words, arms in said)


def plain(word: object) -> str:
    """A name of the code as a word of the language."""
    if isinstance(word, PlatformName):
        return word.title()
    return str(word).replace("_", " ")


def quoted(words: object) -> str:
    """The words between quotation marks."""
    return f"“{words}”"


def joined(words: Iterable[str]) -> str:
    """A list in one row, with an “and” before the last."""
    *most, last = [*words] or ["nothing"]
    return f"{', '.join(most)} and {last}" if most else last


def in_preference(kinds: Iterable[ActionKind]) -> str:
    """Actions in their order of preference."""
    return ", else ".join(map(plain, kinds))


def _counted(words: str, phrases: list[str], *, is_new: bool, secret: bool) -> str:
    one, many = words.format(*["" if is_new else "no longer "] * 2).split("|")
    count, shown = len(phrases), [quoted(phrase) for phrase in phrases]
    head = f"{'a new' if is_new else 'one'} {one}" if count == 1 else f"{count} {'new ' if is_new else ''}{many}"
    if secret:
        return head
    return f"{head}: {joined(shown)}" if count <= MOST_SHOWN else f"{head}, among them {joined(shown[:FEW_SHOWN])}"


def _noun_of(words: str) -> str:
    return words.partition("|")[2].partition("{}")[0].strip()


def _in_order(words: Collection[str]) -> list[str]:
    return sorted(words) if isinstance(words, frozenset) else list(dict.fromkeys(words))


def worded(words: str, otherwise: str, *, blanks: Collection[object] = ("", 0, ENDLESS)) -> Show:
    """The words with the value in them; others for a value that stands for none."""
    return lambda value: otherwise if value in blanks else words.format(value)


def percent(sure: float) -> str:
    """How sure, of 1, as a percentage."""
    return f"{sure * WHOLE:.6g} %"


def minutes(count: int) -> str:
    """A time, in hours where they are whole."""
    hours, rest = divmod(count, 60)
    return f"{count} minutes" if rest or hours <= 1 else f"{hours} hours"


def people(count: int) -> str:
    """How many people."""
    return "1 person" if count == 1 else f"{count} people"


def noun(kind: ActionKind) -> str:
    """An action as a noun."""
    return NOUNS.get(kind, f"a {plain(kind)}")


def account(platform: str) -> str:
    """Where an account is."""
    return f"on {platform.title()},"


def state_words(state: RuleState) -> str:
    """The state of a rule."""
    return STATES.get(state, str(state))


def weekdays(days: Iterable[int]) -> str:
    """Days of the week by name; Monday is 0."""
    return joined(WEEKDAYS[day] for day in days)


def variant(name: str) -> str:
    """In which form of a template."""
    return "in easy read" if name == "easy_read" else f"in the language “{name}”"
