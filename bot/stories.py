"""Whole stories that a policy is tested on: several lines of an exchange, and what should be proposed at each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.decide import decide
from bot.detectors import detect
from bot.errors import FileInvalid, Problem
from bot.model import (
    Abilities,
    Account,
    ActionKind,
    Behaviour,
    Decision,
    History,
    Identity,
    Interaction,
    InteractionKind,
    PlatformName,
    Protected,
    Ref,
    Said,
    Upheld,
)
from bot.policy.model import Policy
from bot.policy.shapes import Shape, Words
from bot.policy.told import Wordlist, checked
from bot.yaml_lines import Path_, read_yaml

A_DAY = datetime(2026, 1, 5, 9, tzinfo=UTC)  # a Monday, in office hours
MONTH = timedelta(days=365) / 12
NOTHING = "nothing"
Can = Callable[[Interaction], Abilities]


class StoriesInvalid(FileInvalid):
    """A file of stories cannot be read."""


class Proposes(StrEnum):
    """What may be proposed: an action, or nothing."""

    NOTHING = "nothing"
    REPLY = "reply"
    PUBLIC_WARNING = "public_warning"
    PRIVATE_WARNING = "private_warning"
    MUTE = "mute"
    RESTRICT_MESSAGES = "restrict_messages"
    HIDE = "hide"
    BLOCK = "block"
    REPORT = "report"


class ExpectShape(Shape):
    """What should come of a line; what is left out may be anything."""

    outcome: Annotated[str, Field(pattern="^(none|care|review)$")] | None = None
    behaviour: Behaviour | None = None
    rule: Words | None = None
    step: Annotated[int, Field(ge=0, le=20)] | None = None
    proposes: Proposes | None = None
    never_proposes: tuple[ActionKind, ...] = ()
    care: tuple[Protected, ...] | None = None


class LineShape(Shape):
    """One line of an exchange: theirs or ours."""

    minute: Annotated[float, Field(ge=0, le=1_000_000)] = 0
    they: str | None = None
    we: str | None = None
    kind: InteractionKind = InteractionKind.COMMENT
    thread: str = "thread"
    expect: ExpectShape | None = None


class UpheldShape(Shape):
    """What was upheld against them before the story begins."""

    behaviour: Behaviour
    months_ago: Annotated[float, Field(ge=0, le=120)]


class StoryShape(Shape):
    """One story."""

    story: Words
    platform: PlatformName = PlatformName.FACEBOOK
    who: Words = "somebody"
    our_post: str = ""
    identity: Identity = Identity.UNVERIFIED
    adjustment_on_record: bool = False
    we_are_late: bool = False
    upheld: tuple[UpheldShape, ...] = ()
    lines: Annotated[tuple[LineShape, ...], Field(min_length=1)]


class StoriesShape(Shape):
    """The whole file."""

    stories: Annotated[tuple[StoryShape, ...], Field(min_length=1)]


SHAPES = (StoriesShape, StoryShape, LineShape, ExpectShape, UpheldShape)
WORDS = Wordlist(
    names=tuple(name for shape in SHAPES for name in shape.model_fields),
    closed={
        "behaviour": ("behaviour", tuple(Behaviour)),
        "platform": ("platform", tuple(PlatformName)),
        "proposes": ("action", tuple(Proposes)),
        "never_proposes": ("action", tuple(ActionKind)),
        "care": ("protected signal", tuple(Protected)),
        "identity": ("identity", tuple(Identity)),
        "kind": ("kind of interaction", tuple(InteractionKind)),
    },
    remedies={"outcome": "say none, care or review", "lines": "give at least one line"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stories:
    """The stories of a file, and the line at which each part of it stands."""

    file: str
    stories: tuple[StoryShape, ...]
    line: Callable[[Path_], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How one expectation came out: where it stands, what was expected that did not come, and the decision."""

    story: str
    line: int
    amiss: tuple[str, ...]
    decision: Decision


def load_stories(path: Path) -> Stories:
    """The stories in a file. Raises StoriesInvalid with every problem in it, by their lines."""
    read = read_yaml(path)
    if read.problems:
        raise StoriesInvalid(read.problems)
    found = checked(StoriesShape, read, path.name, WORDS)
    problems = {*found.problems, *(_amiss(found.shape, path.name, read.line) if found.shape else ())}
    if problems or found.shape is None:
        raise StoriesInvalid(tuple(sorted(problems)))
    return Stories(file=path.name, stories=found.shape.stories, line=read.line)


def tell(stories: Stories, policy: Policy, can: Can) -> Iterator[Told]:
    """Judge every line of every story as it would be live; one answer for each line that expects something."""
    for n, story in enumerate(stories.stories):
        for m, decision in _judged(story, policy, can):
            expect = story.lines[m].expect
            if expect is not None:
                line = stories.line(("stories", n, "lines", m, "expect"))
                yield Told(story=story.story, line=line, amiss=tuple(_differs(expect, decision)), decision=decision)


def _amiss(shape: StoriesShape, file: str, line: Callable[[Path_], int]) -> Iterator[Problem]:
    for n, story in enumerate(shape.stories):
        for m, said in enumerate(story.lines):
            at = line(("stories", n, "lines", m))
            if (said.they is None) == (said.we is None):
                yield Problem(file=file, line=at, message="a line is either theirs or ours", remedy="say they: or we:")
            elif said.we is not None and said.expect is not None:
                yield Problem(
                    file=file, line=at, message="nothing is judged in our own lines", remedy="take expect out"
                )
            if m and said.minute < story.lines[m - 1].minute:
                yield Problem(file=file, line=at, message="this line comes before the one above", remedy="sort them")
        if not any(said.expect for said in story.lines):
            at = line(("stories", n))
            yield Problem(file=file, line=at, message="the story expects nothing", remedy="add expect: to a line")


def _judged(story: StoryShape, policy: Policy, can: Can) -> Iterator[tuple[int, Decision]]:
    """Each of their lines with what was decided about it, all that went before being known."""
    said: list[Said] = []
    upheld = tuple(
        Upheld(behaviour=u.behaviour, at=A_DAY - MONTH * u.months_ago, case=n, action=ActionKind.PRIVATE_WARNING)
        for n, u in enumerate(story.upheld)
    )
    for number, line in enumerate(story.lines):
        at = A_DAY + timedelta(minutes=line.minute)
        ref = Ref(platform=story.platform, id=f"line-{number}")
        if line.they is not None:
            history = History(
                said=tuple(said),
                upheld=upheld,
                landlord_late=story.we_are_late,
                adjustment_on_record=story.adjustment_on_record,
                identity=story.identity,
                post=story.our_post,
            )
            interaction = _interaction(story, line, ref, at)
            findings = detect(interaction, history, policy)
            yield number, decide(interaction, findings, history, policy, can=can(interaction), now=at)
        words = line.they if line.they is not None else str(line.we)
        said.append(Said(at=at, text=words, ours=line.they is None, ref=ref, thread=line.thread, on="post"))


def _interaction(story: StoryShape, line: LineShape, ref: Ref, at: datetime) -> Interaction:
    author = Account(platform=story.platform, id=story.who, name=story.who, handle=story.who)
    return Interaction(
        ref=ref, kind=line.kind, text=str(line.they), posted_at=at, author=author, thread=line.thread, on="post"
    )


def _differs(expect: ExpectShape, decision: Decision) -> Iterator[str]:
    """What was expected and did not come, in words."""
    proposed = str(decision.proposal.action.kind) if decision.proposal else NOTHING
    came = {
        "outcome": decision.outcome,
        "behaviour": str(decision.behaviour or NOTHING),
        "rule": decision.rule or NOTHING,
        "step": decision.step,
        "proposes": proposed,
    }
    for name, value in came.items():
        wanted = getattr(expect, name)
        if wanted is not None and str(wanted) != str(value):
            yield f"{name}: expected {wanted}, came {value}"
    if expect.care is not None and set(expect.care) != set(decision.care):
        yield f"care: expected {_listed(expect.care)}, came {_listed(decision.care)}"
    if proposed in expect.never_proposes:
        yield f"proposes {proposed}, which it never should"


def _listed(signals: tuple[Protected, ...]) -> str:
    return ", ".join(signals) or NOTHING
