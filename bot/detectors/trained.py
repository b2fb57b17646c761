"""What the trained model makes of a comment, together with what the rules found in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from bot.detectors.base import Seen
from bot.detectors.listed import never_found
from bot.detectors.ways import wordset
from bot.model import Behaviour, Concern, Finding, Protected
from bot.policy.rule import TRAINED
from bot.text.language import is_foreign
from bot.trained import Label, figures_of, figures_of_each, fingerprint, trained_model

_SENTENCE = re.compile(r"\S.*?(?:[.!?…]+(?=\s|$)|(?=\n)|$)", re.DOTALL)
MOST_SENTENCES = 12
_ONE, _MANY = (wordset("discrimination", name) for name in ("identities", "many_identities"))
_OF_AN_AGE = (  # as a group; "my elderly mum" says instead who is frail, which matters
    r"(?:older|elderly|younger)(?= (?:people|persons?|folks?|tenants?|residents?|m[ae]n|wom[ae]n|ones|lot|groups?|"
    r"famil\w+|generations?|communit\w+|neighbours?|couples?|officers?|staff)\b)"
)
_IDENTITY = re.compile(rf"\b(?:{'|'.join(sorted(_ONE | _MANY))}|{_OF_AN_AGE})\b", re.IGNORECASE)
POSSIBLE = 0.75  # of what a cry for help, the least openly said of all, needs to be spoken of; so much guards already
PLAIN_THREAT = 0.8  # rule and model together are so sure of one: then a cry for help that only the model sees
MORE_LIKELY_THAN_NOT = 0.5  # must be at least so likely, for it takes fear in threats for fear of them
LONGEST_QUOTE = 300  # characters
_MILD = {Protected.COMPLAINT, Protected.ADJUSTMENT}


def weighed(seen: Seen, found: Sequence[Finding], beside: Sequence[Finding] = ()) -> tuple[Finding, ...]:
    """What the rules found, each as sure as rule and model together are; then what only the model sees.

    Where there is any behaviour, among what the policy's lists found `beside` too, a cry for help that is only possible
    is there as well, as a doubtful one.

    A signal of which both together are not sure enough is doubtful; a behaviour is kept as it is, for a rule of the
    policy says how sure it wants to be. Where the model is switched off, or the comment is in a language that it was
    not taught, the rules stand alone. Raises ModelMissing.
    """
    if not seen.policy.trained.switched_on or not seen.reading.tokens or is_foreign(seen.interaction.text):
        return tuple(found)
    figures, labels = _figures(seen.interaction.text), _labels()
    again = [_again(finding, figures.get(str(finding.concern))) for finding in found]
    threatening = any(finding.concern is Behaviour.THREAT and finding.confidence >= PLAIN_THREAT for finding in again)
    seen_only = tuple(_only_seen(seen, {str(finding.concern) for finding in found}, labels, threatening=threatening))
    if all(finding.is_protected for finding in (*again, *seen_only, *beside)):
        return (*again, *(finding for finding in seen_only if not finding.doubtful))
    return (*again, *seen_only)


def nearest(text: str) -> float:
    """How near the model comes to speaking of a behaviour, or of somebody in need, about this text: 1 is where it does.

    Raises ModelMissing.
    """
    if not text.strip() or is_foreign(text):
        return 0.0
    figures = ((_labels()[name], figure) for name, figure in _figures(text).items())
    return max(label.sure(figure) / label.at_least for (concern, label), figure in figures if concern not in _MILD)


def reads_as() -> str:
    """A hash over the model: another model finds something else. Raises ModelMissing."""
    return fingerprint()


@cache
def _labels() -> dict[str, tuple[Concern, Label]]:
    """Each label of the model with what it means here."""
    behaviours, signals = {str(b): b for b in Behaviour}, {str(p): p for p in Protected}
    meant: dict[str, Concern] = {**behaviours, **signals}
    return {one.label: (meant[one.label], one) for one in trained_model().labels}


def _figures(text: str) -> Mapping[str, float]:
    """The model's figures about a text in which every group of people is the same one.

    So the same sentence about different groups comes out the same, whatever the model has read about them.
    """
    return figures_of(_the_same_group(text))


def _the_same_group(text: str) -> str:
    return _IDENTITY.sub(lambda word: "Poles" if word[0].casefold() in _MANY else "Polish", text)


def _again(finding: Finding, figure: float | None) -> Finding:
    """The finding, as sure as rule and model together are."""
    if figure is None:
        return finding
    _, label = _labels()[str(finding.concern)]
    sure = round(label.sure(figure, finding.confidence), 3)
    likely = sure >= label.at_least
    told = f"{finding.because}; {sure:.0%} sure with the trained model"
    doubtful = finding.is_protected and not likely
    return replace(finding, confidence=sure, because=told, doubtful=doubtful, worth_a_look=likely)


def _only_seen(
    seen: Seen, known: set[str], labels: dict[str, tuple[Concern, Label]], *, threatening: bool
) -> Iterator[Finding]:
    """What the model is sure enough of and no rule found, with the sentence that moved it; a possible cry for help too.

    Beside a plain threat (`threatening`) a cry for help must be likelier than not. Of a behaviour of which the policy
    says that such words are none, it says nothing.
    """
    text = seen.interaction.text
    known |= never_found(seen)
    for name, figure in _figures(text).items():
        concern, label = labels[name]
        sure = label.sure(figure)
        likely = sure >= label.at_least
        possible = concern is Protected.SAFEGUARDING and sure >= label.at_least * POSSIBLE
        if concern is Protected.SAFEGUARDING and threatening:
            likely = possible = sure >= MORE_LIKELY_THAN_NOT
        if name in known or not (likely or possible):
            continue
        start, end = _moved_by(text, name) if likely else _trimmed(text, 0, len(text))
        yield Finding(
            detector=f"{TRAINED}{name.replace('_', '-')}",
            concern=concern,
            quote=text[start:end],
            start=start,
            end=end,
            confidence=round(sure, 3),
            because="the trained model takes it for this; no rule does"
            if likely
            else "the trained model does not rule it out",
            doubtful=not likely,
            worth_a_look=likely,
        )


def _moved_by(text: str, label: str) -> tuple[int, int]:
    """Where the sentence stands that alone makes the model surest; of a comment of one sentence, all of it."""
    spans = [_trimmed(text, *match.span()) for match in _SENTENCE.finditer(text)]
    spans = [(start, end) for start, end in spans if end > start][:MOST_SENTENCES]
    if len(spans) <= 1:
        return _trimmed(text, 0, len(text))
    figures = figures_of_each(tuple(_the_same_group(text[start:end]) for start, end in spans))
    return max(zip(spans, figures, strict=True), key=lambda one: (one[1][label], -one[0][0]))[0]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without blanks at its ends, and no longer than a quote may be."""
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return start, min(start + len(words.strip()), start + LONGEST_QUOTE)
