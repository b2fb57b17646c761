"""What every adapter keeps, whichever platform it speaks to: one suite, over real HTTP against the town."""

import json
from datetime import timedelta

import pytest

from bot.errors import PlatformError, RateLimited, TokenDead, Unreachable
from bot.model import INVERSE, Action, ActionKind, Cursor, Interaction, PlatformName, Way
from platforms.simulator.faults import FaultKind
from tests.builders import DAY, HOUR, MINUTE, an_action
from tests.platforms.graph_answers import ROWS
from tests.platforms.stages import QUICK, Stage, TownStage, heard, read, stands, words

SECOND = timedelta(seconds=1)


def people_say(stage: Stage, number: int, *, start: int = 0) -> list[str]:
    """A crowd comments, one a second; gives what was said."""
    texts = [f"comment {n} about the lift" for n in range(start, start + number)]
    for n, text in enumerate(texts, start):
        stage.passes(SECOND)
        stage.says(f"c{n}", text, who=("ann", "bob", "cat")[n % 3])
    stage.passes(SECOND)
    return texts


def first_heard(stage: Stage, text: str = "I know where you live") -> Interaction:
    """Somebody says one thing, and it is read."""
    stage.says("one", text, who="ann")
    stage.passes(SECOND)
    pages, _ = read(stage.adapter(), Cursor(), now=stage.now)
    [said] = [i for i in heard(pages) if words(i.text) == text]
    return said


def test_everything_is_read_once_across_page_boundaries(stage: Stage) -> None:
    texts = people_say(stage, 120)
    pages, cursor = read(stage.adapter(), Cursor(), now=stage.now)
    assert sorted(words(i.text) for i in heard(pages)) == sorted(texts)
    assert len({i.ref for i in heard(pages)}) == len(texts)

    pages, _ = read(stage.adapter(), cursor, now=stage.now)
    assert not heard(pages)


def test_from_every_saved_cursor_the_rest_follows_and_nothing_twice(stage: Stage) -> None:
    texts = people_say(stage, 110)
    before: list[str] = []
    for page in stage.adapter().poll(Cursor(), now=stage.now):
        before += [words(i.text) for i in page.interactions]
        if page.cursor is not None:
            kept = Cursor(marks=json.loads(json.dumps(dict(page.cursor.marks))))
            after = [words(i.text) for i in heard(read(stage.adapter(), kept, now=stage.now)[0])]
            assert sorted(before + after) == sorted(texts)


def test_stopping_before_a_cursor_loses_nothing(stage: Stage) -> None:
    texts = people_say(stage, 110)
    next(stage.adapter().poll(Cursor(), now=stage.now))
    pages, _ = read(stage.adapter(), Cursor(), now=stage.now)
    assert sorted(words(i.text) for i in heard(pages)) == sorted(texts)


def test_what_is_said_later_is_read_later(stage: Stage) -> None:
    people_say(stage, 5)
    _, cursor = read(stage.adapter(), Cursor(), now=stage.now)
    stage.passes(HOUR)
    later = people_say(stage, 5, start=5)
    pages, _ = read(stage.adapter(), cursor, now=stage.now)
    assert sorted(words(i.text) for i in heard(pages)) == sorted(later)


def test_an_old_thread_may_have_a_new_answer(stage: Stage) -> None:
    stage.says("old", "Is the lift mended?")
    stage.passes(MINUTE)
    _, cursor = read(stage.adapter(), Cursor(), now=stage.now)
    stage.passes(5 * DAY)
    stage.says("new", "No it is not", who="bob", on="old")
    stage.passes(MINUTE)
    pages, _ = read(stage.adapter(), cursor, now=stage.now)
    assert [words(i.text) for i in heard(pages)] == ["No it is not"]


def test_a_deletion_is_seen_once(stage: Stage) -> None:
    people_say(stage, 3)
    pages, cursor = read(stage.adapter(), Cursor(), now=stage.now)
    [deleted] = [i for i in heard(pages) if words(i.text).startswith("comment 1 ")]
    stage.deletes("c1")
    stage.passes(MINUTE)
    pages, cursor = read(stage.adapter(), cursor, now=stage.now)
    assert [ref for page in pages for ref in page.gone] == [deleted.ref]
    assert stage.adapter().look_up(deleted, now=stage.now).exists is False
    pages, _ = read(stage.adapter(), cursor, now=stage.now)
    assert not [ref for page in pages for ref in page.gone]


def test_an_edit_is_the_same_with_other_words(stage: Stage) -> None:
    if isinstance(stage, TownStage) and stage.platform is PlatformName.INSTAGRAM:
        pytest.skip("nobody can edit a comment on Instagram")
    stage.begins("one", "You are all useless")
    stage.passes(SECOND)
    pages, cursor = read(stage.adapter(), Cursor(), now=stage.now)
    [said] = heard(pages)
    stage.passes(MINUTE)
    stage.edits("one", "I am sorry, I was angry")
    stage.passes(SECOND)
    pages, cursor = read(stage.adapter(), cursor, now=stage.now)
    assert [(i.ref, words(i.text)) for i in heard(pages)] == [(said.ref, "I am sorry, I was angry")]
    assert words(stage.adapter().look_up(said, now=stage.now).text or "") == "I am sorry, I was angry"
    assert not heard(read(stage.adapter(), cursor, now=stage.now)[0])


def test_our_own_words_are_ours(stage: Stage) -> None:
    stage.says("asked", "Is the lift mended?")
    stage.we_answer("answered", "It will be on Tuesday.", on="asked")
    stage.passes(SECOND)
    pages, _ = read(stage.adapter(), Cursor(), now=stage.now)
    assert [words(i.text) for i in heard(pages)] == ["Is the lift mended?"]
    assert [words(s.text) for page in pages for s in page.ours].count("It will be on Tuesday.") == 1


def test_can_speaks_of_every_kind_in_plain_words(stage: Stage) -> None:
    said = first_heard(stage)
    abilities = stage.adapter().can(said, now=stage.now)
    assert set(abilities) == set(ActionKind)
    for ability in abilities.values():
        assert ability.way is Way.BY_API or ability.because
        assert ability.way is not Way.BY_HAND or ability.link


@pytest.mark.parametrize("kind", ActionKind)
def test_what_can_be_had_works_is_read_back_and_can_be_undone(stage: Stage, kind: ActionKind) -> None:
    if isinstance(stage, TownStage):
        stage.writes_privately("ann", "Hello, I have a question")
    said = first_heard(stage)
    adapter = stage.adapter()
    if adapter.can(said, now=stage.now)[kind].way is not Way.BY_API:
        with pytest.raises(PlatformError):
            adapter.act(an_action(kind), said, now=stage.now)
        return
    inverse = INVERSE.get(kind)
    if inverse is not None and not kind.silences:
        adapter.act(Action(kind=inverse), said, now=stage.now)
        stage.passes(2 * DAY)
    since = stage.now
    receipt = adapter.act(an_action(kind), said, now=stage.now)
    stage.passes(SECOND)
    assert receipt.id
    assert not receipt.rehearsed
    assert stands(stage, said, an_action(kind), since=since)
    if inverse is not None and kind.silences:
        assert stands(stage, said, Action(kind=inverse)) is False
        adapter.act(Action(kind=inverse), said, now=stage.now)
        assert stands(stage, said, an_action(kind)) is False


def test_what_we_did_comes_back_as_ours_and_not_as_theirs(stage: Stage) -> None:
    said = first_heard(stage)
    _, cursor = read(stage.adapter(), Cursor(), now=stage.now)
    adapter = stage.adapter()
    adapter.act(an_action(ActionKind.REPLY, wording="On Tuesday."), said, now=stage.now)
    stage.passes(SECOND)
    pages, _ = read(adapter, cursor, now=stage.now)
    assert not heard(pages)


def test_check_finds_nothing_wrong(stage: Stage) -> None:
    assert [c for c in stage.adapter().check(now=stage.now) if not c.ok] == []


# When things go wrong on the way.


@pytest.mark.parametrize("kind", [FaultKind.SERVER_ERROR, FaultKind.MALFORMED, FaultKind.HTML, FaultKind.TIME_OUT])
def test_reading_gets_over_one_failure(over_http: TownStage, kind: FaultKind) -> None:
    texts = people_say(over_http, 3)
    over_http.lays(kind, times=1, skip=1)
    pages, _ = read(over_http.adapter(), Cursor(), now=over_http.now)
    assert sorted(words(i.text) for i in heard(pages)) == sorted(texts)


@pytest.mark.parametrize("kind", [FaultKind.SERVER_ERROR, FaultKind.MALFORMED, FaultKind.HTML])
def test_reading_that_fails_for_long_is_unreachable_and_loses_nothing(over_http: TownStage, kind: FaultKind) -> None:
    texts = people_say(over_http, 3)
    over_http.lays(kind, times=QUICK.attempts)
    with pytest.raises(Unreachable):
        read(over_http.adapter(), Cursor(), now=over_http.now)
    pages, _ = read(over_http.adapter(), Cursor(), now=over_http.now)
    assert sorted(words(i.text) for i in heard(pages)) == sorted(texts)


def test_being_asked_to_wait_is_told_with_a_time(over_http: TownStage) -> None:
    people_say(over_http, 3)
    over_http.lays(FaultKind.RATE_LIMITED, times=1)
    adapter = over_http.adapter()
    with pytest.raises(RateLimited) as raised:
        read(adapter, Cursor(), now=over_http.now)
    assert raised.value.retry_at > over_http.now
    over_http.passes(raised.value.retry_at - over_http.now + SECOND)
    assert len(heard(read(adapter, Cursor(), now=over_http.now)[0])) == 3


@pytest.mark.parametrize("kind", [FaultKind.DUPLICATE_PAGE, FaultKind.REORDERED_PAGE])
def test_pages_that_come_twice_or_in_another_order_lose_and_double_nothing(
    over_http: TownStage, kind: FaultKind
) -> None:
    texts = people_say(over_http, 110)
    over_http.lays(kind, times=2)
    pages, cursor = read(over_http.adapter(), Cursor(), now=over_http.now)
    assert sorted(words(i.text) for i in heard(pages)) == sorted(texts)
    assert not heard(read(over_http.adapter(), cursor, now=over_http.now)[0])


ACTIONS = [ActionKind.REPLY, ActionKind.PRIVATE_WARNING, ActionKind.HIDE]


@pytest.mark.parametrize("action", ACTIONS)
def test_an_effect_whose_answer_is_lost_is_found_by_reading(over_http: TownStage, action: ActionKind) -> None:
    over_http.writes_privately("ann", "Hello, I have a question")
    said = first_heard(over_http)
    over_http.lays(FaultKind.DROPPED_ANSWER, action=action)
    adapter, since = over_http.adapter(), over_http.now
    with pytest.raises(Unreachable) as raised:
        adapter.act(an_action(action), said, now=over_http.now)
    assert raised.value.maybe_done
    assert stands(over_http, said, an_action(action), since=since)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("kind", [FaultKind.SERVER_ERROR, FaultKind.TIME_OUT])
def test_what_did_not_happen_is_not_repeated_and_reads_so(
    over_http: TownStage, kind: FaultKind, action: ActionKind
) -> None:
    over_http.writes_privately("ann", "Hello, I have a question")
    said = first_heard(over_http)
    over_http.lays(kind, action=action)
    adapter, since = over_http.adapter(), over_http.now
    with pytest.raises(Unreachable) as raised:
        adapter.act(an_action(action), said, now=over_http.now)
    assert raised.value.maybe_done
    if kind is FaultKind.SERVER_ERROR:
        assert stands(over_http, said, an_action(action), since=since) is False


def test_each_refusal_becomes_the_error_that_says_what_to_do(on_meta: TownStage) -> None:
    said = first_heard(on_meta)
    wrong = []
    for code, subcode, expected in ROWS:
        on_meta.town.faults.clear()
        on_meta.lays(FaultKind.GRAPH_ERROR, action=ActionKind.HIDE, code=code, subcode=subcode, status=400)
        try:
            on_meta.adapter().act(an_action(ActionKind.HIDE), said, now=on_meta.now)
        except PlatformError as error:
            if isinstance(error, expected):
                continue
            wrong.append((code, subcode, type(error).__name__))
        else:
            wrong.append((code, subcode, "nothing"))
    assert wrong == []


def test_a_token_that_died_is_told_while_reading_and_in_check(on_meta: TownStage) -> None:
    on_meta.town.graph.token_trouble = 460
    with pytest.raises(TokenDead) as raised:
        read(on_meta.adapter(), Cursor(), now=on_meta.now)
    assert "password" in str(raised.value)
    assert "town-page-token" not in f"{raised.value} {raised.value.remedy}"
    assert [c.what for c in on_meta.adapter().check(now=on_meta.now) if not c.ok] != []
