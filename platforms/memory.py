"""Platforms that touch nobody: one wholly in memory for tests, and a rehearsal that holds back every effect."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import Gone, NotPossible, PlatformError, Unreachable
from bot.model import (
    INVERSE,
    RELEASES,
    Abilities,
    Ability,
    Action,
    ActionKind,
    Cursor,
    Interaction,
    Page,
    PlatformName,
    Receipt,
    Ref,
    Said,
    Standing,
    Way,
)
from platforms.base import Check, Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Something that was done, or would have been."""

    action: Action
    ref: Ref
    on: str
    at: datetime
    receipt: Receipt


def _subject(action: Action, interaction: Interaction) -> str:
    """What an action changes: the account that wrote it, or the one interaction."""
    author = interaction.author
    return f"account {author.id}" if action.kind.on_account and author is not None else str(interaction.ref)


def _stands(done: list[Done], action: Action, interaction: Interaction, since: datetime | None) -> Done | None:
    """The last thing done of this kind, unless its inverse was done after it; None when it does not stand."""
    kinds = {action.kind, INVERSE.get(action.kind, action.kind)}
    subject = _subject(action, interaction)
    for past in reversed(done):
        if past.on != subject or past.action.kind not in kinds:
            continue
        if not action.kind.has_wording:
            return past if past.action.kind is action.kind else None
        if past.action.wording == action.wording and (since is None or past.at >= since):
            return past
    return None


class MemoryPlatform:
    """A platform in memory that keeps every promise of `Platform`.

    `hear`, `edit`, `remove`, `answer` and `publish` are what people do there; `fail` makes the next calls go wrong;
    `done` is what we did, in order. Kinds of action that are not in `abilities` can be had.
    """

    def __init__(
        self,
        name: PlatformName = PlatformName.FACEBOOK,
        *,
        account: str = "our-page",
        page_size: int = 2,
        abilities: Mapping[ActionKind, Ability] | None = None,
        checks: tuple[Check, ...] = (),
    ) -> None:
        self._name, self._account, self._page_size = name, account, page_size
        self._abilities = dict(abilities or {})
        self._checks = checks
        self._log: list[Interaction | Ref | Said] = []
        self._there: dict[Ref, Interaction] = {}
        self._troubles: list[tuple[str, PlatformError]] = []
        self.done: list[Done] = []

    @property
    def name(self) -> PlatformName:
        """The platform it stands for."""
        return self._name

    @property
    def account(self) -> str:
        """Our account there."""
        return self._account

    def hear(self, *interactions: Interaction) -> None:
        """Somebody says something."""
        for interaction in interactions:
            self._there[interaction.ref] = interaction
            self._log.append(interaction)

    def edit(self, ref: Ref, text: str) -> None:
        """Its author changes what it says."""
        self.hear(replace(self._there[ref], text=text))

    def remove(self, ref: Ref) -> None:
        """Its author deletes it."""
        del self._there[ref]
        self._log.append(ref)

    def answer(self, said: Said) -> None:
        """A colleague answers by hand."""
        self._log.append(said)

    def publish(self, id_: str, text: str, *, at: datetime) -> None:
        """A colleague posts something; what has this id as its `on` stands under it. It answers nobody."""
        ref = Ref(platform=self._name, id=id_)
        self._log.append(Said(at=at, text=text, ours=True, ref=ref, thread=id_, on=id_))

    def fail(self, method: str, error: PlatformError, *, times: int = 1) -> None:
        """Make the next calls of `poll`, `act`, `look_up` or `check` raise; `Unreachable(maybe_done=True)` in `act`
        is raised after the effect, as when the answer is lost on its way."""
        self._troubles += [(method, error)] * times

    def can(self, interaction: Interaction, *, now: datetime) -> Abilities:  # noqa: ARG002 - nothing ends here
        """Everything, but what was said otherwise."""
        link = interaction.url
        usual = {kind: Ability(way=Way.BY_API) for kind in ActionKind}
        usual[ActionKind.REPORT] = Ability(way=Way.BY_HAND, because="Only a person can report.", link=link)
        return usual | self._abilities

    def poll(self, cursor: Cursor, *, now: datetime) -> Iterator[Page]:  # noqa: ARG002 - all of it has happened
        """Read on, a page at a time; every page can be stopped at."""
        self._trouble("poll")
        start = int(cursor.marks.get("read", 0))
        while start < len(self._log):
            some = self._log[start : start + self._page_size]
            start += len(some)
            yield Page(
                interactions=tuple(x for x in some if isinstance(x, Interaction)),
                gone=tuple(x for x in some if isinstance(x, Ref)),
                ours=tuple(x for x in some if isinstance(x, Said)),
                cursor=Cursor(marks={"read": start}),
            )

    def act(self, action: Action, interaction: Interaction, *, now: datetime) -> Receipt:
        """Do it, and remember."""
        lost = self._trouble("act")
        ability = self.can(interaction, now=now)[action.kind]
        if ability.way is not Way.BY_API:
            raise NotPossible(ability.because)
        if interaction.ref not in self._there:
            raise Gone("it is no longer there")
        receipt = Receipt(id=f"done-{len(self.done) + 1}")
        past = Done(action=action, ref=interaction.ref, on=_subject(action, interaction), at=now, receipt=receipt)
        self.done.append(past)
        if lost is not None:
            raise lost
        return receipt

    def look_up(
        self,
        interaction: Interaction,
        action: Action | None = None,
        *,
        since: datetime | None = None,
        now: datetime,  # noqa: ARG002 - nothing ends here
    ) -> Standing:
        """What it says now, and whether an action stands. What was never silenced counts as released."""
        self._trouble("look_up")
        here = self._there.get(interaction.ref)
        if here is None:
            return Standing(exists=False)
        if action is None:
            return Standing(exists=True, text=here.text)
        past = _stands(self.done, action, interaction, since)
        took = past is not None
        if not took and action.kind in RELEASES:
            took = _stands(self.done, Action(kind=INVERSE[action.kind]), interaction, None) is None
        return Standing(exists=True, text=here.text, took_effect=took, receipt=past.receipt if past else None)

    def check(self, *, now: datetime) -> tuple[Check, ...]:  # noqa: ARG002 - nothing ends here
        """Say what was given."""
        self._trouble("check")
        return self._checks or (Check(what="memory", ok=True),)

    def _trouble(self, method: str) -> PlatformError | None:
        """Raise what was arranged; a lost answer is given back, to be raised after the effect."""
        for number, (where, error) in enumerate(self._troubles):
            if where == method:
                del self._troubles[number]
                if isinstance(error, Unreachable) and error.maybe_done and method == "act":
                    return error
                raise error
        return None


class Rehearsal:
    """A platform where everything happens but effects: reading goes through, `act` never reaches it.

    What would have been done is remembered, so that looking it up agrees; receipts say that it was rehearsed.
    """

    def __init__(self, platform: Platform, *, told: Callable[[Done], None] | None = None) -> None:
        self._platform = platform
        self._told = told
        self.done: list[Done] = []

    @property
    def name(self) -> PlatformName:
        """The platform that is rehearsed on."""
        return self._platform.name

    @property
    def account(self) -> str:
        """Our account there."""
        return self._platform.account

    def can(self, interaction: Interaction, *, now: datetime) -> Abilities:
        """As the platform says."""
        return self._platform.can(interaction, now=now)

    def poll(self, cursor: Cursor, *, now: datetime) -> Iterator[Page]:
        """As the platform says."""
        return self._platform.poll(cursor, now=now)

    def act(self, action: Action, interaction: Interaction, *, now: datetime) -> Receipt:
        """Remember it and do nothing. Raises NotPossible where the platform could not do it, either."""
        ability = self.can(interaction, now=now)[action.kind]
        if ability.way is not Way.BY_API:
            raise NotPossible(ability.because)
        receipt = Receipt(id=f"rehearsed-{len(self.done) + 1}", rehearsed=True)
        past = Done(action=action, ref=interaction.ref, on=_subject(action, interaction), at=now, receipt=receipt)
        self.done.append(past)
        if self._told is not None:
            self._told(past)
        return receipt

    def look_up(
        self,
        interaction: Interaction,
        action: Action | None = None,
        *,
        since: datetime | None = None,
        now: datetime,
    ) -> Standing:
        """As the platform says, but for what was rehearsed: that stands, and what it undid does not."""
        if action is None:
            return self._platform.look_up(interaction, now=now)
        past = _stands(self.done, action, interaction, since)
        inverse = INVERSE.get(action.kind)
        undone = inverse is not None and _stands(self.done, Action(kind=inverse), interaction, None) is not None
        if past is None and not undone:
            return self._platform.look_up(interaction, action, since=since, now=now)
        seen = self._platform.look_up(interaction, now=now)
        return replace(seen, took_effect=past is not None, receipt=past.receipt if past else None)

    def check(self, *, now: datetime) -> tuple[Check, ...]:
        """As the platform says."""
        return self._platform.check(now=now)
