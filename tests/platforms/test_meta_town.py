"""Stories of the Page and the Instagram account in the town: what is special about Meta."""

from datetime import timedelta

import pytest

from bot.errors import NotPermitted, NotPossible
from bot.model import ActionKind, Cursor, Interaction, InteractionKind, PlatformName, Way
from platforms.simulator.town import Town
from tests.builders import DAY, HOUR, MINUTE, an_action
from tests.platforms.stages import TownStage, heard, read, stands

SECOND = timedelta(seconds=1)


@pytest.fixture
def page(served: tuple[Town, str]) -> TownStage:
    return TownStage(*served, PlatformName.FACEBOOK)


@pytest.fixture
def instagram(served: tuple[Town, str]) -> TownStage:
    return TownStage(*served, PlatformName.INSTAGRAM)


def all_heard(stage: TownStage) -> list[Interaction]:
    stage.passes(SECOND)
    return heard(read(stage.adapter(), Cursor(), now=stage.now)[0])


def way(stage: TownStage, said: Interaction, kind: ActionKind) -> Way:
    return stage.adapter().can(said, now=stage.now)[kind].way


def test_a_visitors_post_is_read_answered_hidden_and_shown_again(page: TownStage) -> None:
    page.happens("visitor_post", "visit", who="bob", text="Your office was closed again")
    [said] = all_heard(page)
    assert (said.kind, said.text) == (InteractionKind.VISITOR_POST, "Your office was closed again")
    for kind in (ActionKind.REPLY, ActionKind.PRIVATE_WARNING, ActionKind.HIDE, ActionKind.UNHIDE):
        since = page.now
        page.adapter().act(an_action(kind), said, now=page.now)
        assert stands(page, said, an_action(kind), since=since), kind


def test_comments_under_a_visitors_post_are_read_too(page: TownStage) -> None:
    page.happens("visitor_post", "visit", who="bob", text="Your office was closed again")
    page.says("under", "Mine too", who="cat", on="visit")
    assert [i.text for i in all_heard(page)] == ["Your office was closed again", "Mine too"]


def test_tags_and_recommendations_are_read(page: TownStage) -> None:
    page.happens("tag", "tagged", who="bob", text="Look at @Derby Homes")
    page.passes(SECOND)
    page.happens("review", "reviewed", who="cat", text="Never again", recommends="negative")
    tag, review = all_heard(page)
    assert (tag.kind, tag.text) == (InteractionKind.TAG, "Look at @Derby Homes")
    assert (review.kind, review.text, review.facts["recommends"]) == (InteractionKind.REVIEW, "Never again", "negative")
    assert way(page, review, ActionKind.REPLY) is Way.BY_HAND


def test_a_comment_without_an_author_can_be_answered_and_hidden(page: TownStage) -> None:
    page.happens("comment", "nobody", who="bob", text="Guess who", on="our-post", no_author=True)
    [said] = all_heard(page)
    assert said.author is None
    assert way(page, said, ActionKind.BLOCK) is Way.BY_HAND
    for kind in (ActionKind.REPLY, ActionKind.HIDE):
        page.adapter().act(an_action(kind), said, now=page.now)
        assert stands(page, said, an_action(kind))


def test_what_facebook_does_not_let_us_hide_is_not_offered(page: TownStage) -> None:
    page.happens("comment", "stuck", who="bob", text="Rubbish", on="our-post", can_hide=False)
    [said] = all_heard(page)
    assert way(page, said, ActionKind.HIDE) is Way.NOT_HERE


def test_the_one_private_reply_is_used_once(on_meta: TownStage) -> None:
    on_meta.says("one", "I know where you live")
    [said] = all_heard(on_meta)
    words = an_action(ActionKind.PRIVATE_WARNING)
    on_meta.adapter().act(words, said, now=on_meta.now)
    with pytest.raises(NotPossible):
        on_meta.adapter().act(words, said, now=on_meta.now)


def test_a_private_reply_is_offered_for_seven_days(on_meta: TownStage) -> None:
    on_meta.says("one", "I know where you live")
    [said] = all_heard(on_meta)
    until = on_meta.adapter().can(said, now=on_meta.now)[ActionKind.PRIVATE_WARNING].until
    assert until == said.posted_at + 7 * DAY
    on_meta.passes(7 * DAY)
    assert way(on_meta, said, ActionKind.PRIVATE_WARNING) is Way.NOT_HERE


def test_somebody_who_was_just_unblocked_can_not_be_blocked_again(page: TownStage) -> None:
    page.says("one", "I know where you live")
    [said] = all_heard(page)
    for kind in (ActionKind.BLOCK, ActionKind.UNBLOCK):
        page.adapter().act(an_action(kind), said, now=page.now)
    with pytest.raises(NotPossible):
        page.adapter().act(an_action(ActionKind.BLOCK), said, now=page.now)


def test_on_instagram_only_people_who_wrote_to_us_can_be_blocked_by_program(instagram: TownStage) -> None:
    instagram.says("stranger", "I know where you live", who="bob")
    [stranger] = all_heard(instagram)
    assert way(instagram, stranger, ActionKind.BLOCK) is Way.BY_HAND
    instagram.writes_privately("ann", "Hello, I have a question")
    instagram.says("known", "I know where you live", who="ann")
    [_, known] = all_heard(instagram)
    assert way(instagram, known, ActionKind.BLOCK) is Way.BY_API


def test_an_answer_to_an_answer_stands_under_the_comment_that_began_it(on_meta: TownStage) -> None:
    on_meta.says("first", "Is the lift mended?")
    on_meta.passes(SECOND)
    on_meta.says("second", "I know where you live", who="bob", on="first")
    first, second = all_heard(on_meta)
    since = on_meta.now
    receipt = on_meta.adapter().act(an_action(ActionKind.REPLY), second, now=on_meta.now)
    assert receipt.detail["parent"] == first.ref.id
    assert stands(on_meta, second, an_action(ActionKind.REPLY), since=since)


def test_the_same_words_said_before_do_not_count(on_meta: TownStage) -> None:
    on_meta.says("one", "I know where you live")
    [said] = all_heard(on_meta)
    on_meta.adapter().act(an_action(ActionKind.REPLY), said, now=on_meta.now)
    on_meta.passes(HOUR)
    assert stands(on_meta, said, an_action(ActionKind.REPLY), since=on_meta.now) is False


def test_a_permission_taken_away_is_told_by_name(page: TownStage) -> None:
    page.says("one", "Is the lift mended?")
    page.town.graph.revoke("pages_read_user_content")
    with pytest.raises(NotPermitted) as raised:
        read(page.adapter(), Cursor(), now=page.now)
    assert "pages_read_user_content" in raised.value.remedy
    [found] = [c for c in page.adapter().check(now=page.now) if not c.ok]
    assert "pages_read_user_content" in found.detail


def test_a_post_taken_down_takes_its_comments_with_it(on_meta: TownStage) -> None:
    on_meta.says("one", "Is the lift mended?")
    on_meta.passes(SECOND)
    pages, cursor = read(on_meta.adapter(), Cursor(), now=on_meta.now)
    [said] = heard(pages)
    on_meta.deletes("our-post")
    on_meta.passes(MINUTE)
    pages, _ = read(on_meta.adapter(), cursor, now=on_meta.now)
    assert [ref for page in pages for ref in page.gone] == [said.ref]
