"""The platform in memory keeps the promises of a real one, and a rehearsal holds back every effect."""

import pytest

from bot.errors import Gone, NotPossible, RateLimited, Unreachable
from bot.model import Ability, ActionKind, Cursor, PlatformName, Ref, Way
from platforms.base import Platform
from platforms.memory import MemoryPlatform, Rehearsal
from tests.builders import HOUR, NOON, a_line, an_action, an_interaction

JO = Ref(platform=PlatformName.FACEBOOK, id="9001")


def test_everything_is_read_once_from_any_cursor() -> None:
    memory = MemoryPlatform(page_size=2)
    memory.hear(*[an_interaction(id=str(n)) for n in range(5)])
    pages = list(memory.poll(Cursor(), now=NOON))
    assert [i.ref.id for p in pages for i in p.interactions] == ["0", "1", "2", "3", "4"]
    assert pages[0].cursor is not None
    rest = memory.poll(pages[0].cursor, now=NOON)
    assert [i.ref.id for p in rest for i in p.interactions] == ["2", "3", "4"]


def test_edits_deletions_and_our_lines_are_seen() -> None:
    memory = MemoryPlatform()
    memory.hear(an_interaction())
    memory.edit(JO, "Never mind")
    memory.remove(JO)
    memory.answer(a_line("On Tuesday.", ours=True))
    pages = list(memory.poll(Cursor(), now=NOON))
    assert [i.text for p in pages for i in p.interactions] == ["When will the lift be mended?", "Never mind"]
    assert [ref for p in pages for ref in p.gone] == [JO]
    assert [s.text for p in pages for s in p.ours] == ["On Tuesday."]
    assert memory.look_up(an_interaction(), now=NOON).exists is False
    with pytest.raises(Gone):
        memory.act(an_action(), an_interaction(), now=NOON)


@pytest.mark.parametrize("rehearsed", [False, True])
@pytest.mark.parametrize(("do", "undo"), [(ActionKind.HIDE, ActionKind.UNHIDE), (ActionKind.BLOCK, ActionKind.UNBLOCK)])
def test_what_was_done_stands_until_it_is_undone(*, do: ActionKind, undo: ActionKind, rehearsed: bool) -> None:
    memory = MemoryPlatform()
    memory.hear(an_interaction())
    platform: Platform = Rehearsal(memory) if rehearsed else memory

    def stands(kind: ActionKind) -> bool | None:
        return platform.look_up(an_interaction(), an_action(kind), now=NOON).took_effect

    assert (stands(do), stands(undo)) == (False, True)
    assert platform.act(an_action(do), an_interaction(), now=NOON).rehearsed is rehearsed
    assert (stands(do), stands(undo)) == (True, False)
    platform.act(an_action(undo), an_interaction(), now=NOON)
    assert (stands(do), stands(undo)) == (False, True)
    assert bool(memory.done) is not rehearsed


@pytest.mark.parametrize("rehearsed", [False, True])
def test_words_stand_when_they_were_said_since(*, rehearsed: bool) -> None:
    memory = MemoryPlatform()
    memory.hear(an_interaction())
    platform: Platform = Rehearsal(memory) if rehearsed else memory
    words = an_action(ActionKind.REPLY, wording="On Tuesday.")
    platform.act(words, an_interaction(), now=NOON)
    assert platform.look_up(an_interaction(), words, since=NOON, now=NOON).took_effect
    assert not platform.look_up(an_interaction(), words, since=NOON + HOUR, now=NOON).took_effect
    other = an_action(ActionKind.REPLY, wording="On Friday.")
    assert not platform.look_up(an_interaction(), other, since=NOON, now=NOON).took_effect


def test_a_lost_answer_comes_after_the_effect() -> None:
    memory = MemoryPlatform()
    memory.hear(an_interaction())
    memory.fail("act", Unreachable("lost", maybe_done=True))
    with pytest.raises(Unreachable):
        memory.act(an_action(), an_interaction(), now=NOON)
    assert memory.look_up(an_interaction(), an_action(), now=NOON).took_effect


def test_other_trouble_comes_before_it_and_ends() -> None:
    memory = MemoryPlatform()
    memory.hear(an_interaction())
    memory.fail("act", RateLimited("wait", retry_at=NOON), times=2)
    for _ in range(2):
        with pytest.raises(RateLimited):
            memory.act(an_action(), an_interaction(), now=NOON)
    assert not memory.done
    assert memory.act(an_action(), an_interaction(), now=NOON).id == "done-1"


@pytest.mark.parametrize("rehearsed", [False, True])
def test_what_cannot_be_done_is_not_rehearsed_either(*, rehearsed: bool) -> None:
    memory = MemoryPlatform(abilities={ActionKind.HIDE: Ability(way=Way.NOT_HERE, because="No.")})
    memory.hear(an_interaction())
    platform: Platform = Rehearsal(memory) if rehearsed else memory
    for kind in (ActionKind.HIDE, ActionKind.REPORT):
        with pytest.raises(NotPossible):
            platform.act(an_action(kind), an_interaction(), now=NOON)


def test_a_rehearsal_reads_through_and_tells_what_would_have_been_done() -> None:
    memory, told = MemoryPlatform(), []
    memory.hear(an_interaction())
    rehearsal = Rehearsal(memory, told=lambda done: told.append(done.action.kind))
    assert rehearsal.name is memory.name
    assert rehearsal.account == memory.account
    assert rehearsal.check(now=NOON) == memory.check(now=NOON)
    assert list(rehearsal.poll(Cursor(), now=NOON)) == list(memory.poll(Cursor(), now=NOON))
    rehearsal.act(an_action(), an_interaction(), now=NOON)
    assert told == [ActionKind.HIDE]
    assert rehearsal.look_up(an_interaction(), now=NOON).text == "When will the lift be mended?"
