"""What a second reader may answer, strictly: known labels only, each with words that stand in the comment."""

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import SecondReaderFailed
from bot.masking import Masked
from bot.model import READ_IN_WORDS, Concern, Finding, Protected
from bot.policy.rule import SECOND_READER

MEANT: dict[str, Concern] = {str(c): c for c in (*READ_IN_WORDS, *Protected)}
BOUNDS = {"minLength", "maxLength", "minimum", "maximum", "maxItems", "title", "description"}
LEAST_SURE = 0.5
MOST_SURE = 0.95  # nothing that a language model says of itself is certain
LONGEST_QUOTE = 300  # characters


class FoundShape(BaseModel):
    """One label that holds."""

    model_config = ConfigDict(extra="forbid", strict=True)

    label: Literal[
        "threat",
        "abuse",
        "discrimination",
        "allegation",
        "third_party",
        "demand",
        "recording",
        "personal_channel",
        "private_info",
        "emergency",
        "safeguarding",
        "complaint",
        "adjustment",
    ]
    quote: Annotated[str, Field(min_length=1, max_length=LONGEST_QUOTE)]
    sure: Annotated[float, Field(ge=0, le=1)]


class AnswerShape(BaseModel):
    """The whole answer."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reading_of: str
    found: Annotated[list[FoundShape], Field(max_length=len(MEANT))]


def schema() -> dict[str, Any]:
    """The answer's JSON schema, as OpenAI's strict structured outputs take it: its shape, without bounds.

    Strict endpoints refuse keywords such as maxLength; the bounds are held to when the answer is read.
    """
    return dict(_without_bounds(AnswerShape.model_json_schema()))


def _without_bounds(part: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(part, list):
        return [_without_bounds(one) for one in part]
    if isinstance(part, dict):
        return {name: _without_bounds(one) for name, one in part.items() if name not in BOUNDS}
    return part


def findings_of(content: str, *, reading_of: str, said: Masked, text: str) -> tuple[Finding, ...]:
    """What was found, in the comment's own words. Raises SecondReaderFailed for anything but an exact answer.

    One label whose words don't stand in the comment spoils the whole answer: who makes up words has not read it.
    """
    try:
        answer = AnswerShape.model_validate(json.loads(content))
    except (ValueError, RecursionError) as wrong:
        what = "it is no JSON" if not isinstance(wrong, ValidationError) else _amiss(wrong)
        raise SecondReaderFailed(f"the answer can't be used: {what}") from None
    if answer.reading_of != reading_of:
        raise SecondReaderFailed("the answer is about another comment")
    found: dict[str, Finding] = {}
    for one in answer.found:
        if one.quote not in said.text:
            raise SecondReaderFailed(f"the words given for {one.label} don't stand in the comment")
        if one.sure >= LEAST_SURE and one.label not in found:
            found[one.label] = _finding(one, said, text)
    return tuple(found.values())


def _finding(one: FoundShape, said: Masked, text: str) -> Finding:
    at = said.text.index(one.quote)
    start, end = said.original(at, at + len(one.quote))
    end = min(end, start + LONGEST_QUOTE)
    return Finding(
        detector=f"{SECOND_READER}{one.label.replace('_', '-')}",
        concern=MEANT[one.label],
        quote=text[start:end],
        start=start,
        end=end,
        confidence=round(min(one.sure, MOST_SURE), 2),
        because="the second reader takes it for this; nothing else does",
        worth_a_look=True,
    )


def _amiss(wrong: ValidationError) -> str:
    """Where the answer is not as it must be, without quoting it."""
    first = wrong.errors(include_input=False, include_url=False, include_context=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'])[:80]}: {first['type']}"
