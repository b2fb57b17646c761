"""What a person sees of X on the town's page, and the whole truth behind it."""

import json

from platforms.simulator.x_world import OUR_ID
from tests.platforms.simulator.x_town import Story


def test_the_page_shows_threads_newest_first_and_private_words_last() -> None:
    story = Story()
    story.does("post", "old", text="Office closed on Monday")
    story.does("post", "new", text="New boilers")
    story.does("comment", "c1", "ann", "And repairs?", on="old")
    story.does("comment", "c2", "bob", "Rubbish", on="old")
    story.does("our_reply", "r1", text="As usual.", on="c1")
    story.does("mention", "m", "bob", "Hello")
    story.does("edit", "e", "bob", "Hello again", on="m")
    story.does("direct_message", "d", "ann", "Thanks")
    story.world.hidden.add(story.world.id_of("c2"))
    story.does("delete", "x", "ann", on="c1")
    story.world.muted.add(story.id_of("bob"))
    shown = [
        (row.depth * "  " + row.text, row.kind, "".join(sign for sign, on in zip("OHDEM", flags, strict=True) if on))
        for row in story.world.view()
        for flags in [(row.ours, row.hidden, row.deleted, row.edited, row.author_muted)]
    ]
    assert shown == [
        ("@DerbyHomes Hello again", "mention", "EM"),
        ("New boilers", "post", "O"),
        ("Office closed on Monday", "post", "O"),
        ("  @DerbyHomes And repairs?", "reply", "D"),
        ("    @AnnOfAllenton As usual.", "reply", "O"),
        ("  @DerbyHomes Rubbish", "reply", "HM"),
        ("Thanks", "direct_message", ""),
    ]


def test_the_state_is_plain_json_and_tells_what_no_answer_says() -> None:
    story = Story()
    ours = story.does("post", "ours", text="New boilers")
    comment = story.does("comment", "c", "ann", "Rubbish", on="ours")
    story.does("direct_message", "d", "ann", "Hello")
    story.world.hidden.add(comment)
    state = json.loads(json.dumps(story.world.state()))
    assert state["keys"] == {"ours": ours, "c": comment, "d": story.world.id_of("d")}
    assert [(post["id"], post["author_id"], post["hidden"]) for post in state["tweets"]] == [
        (ours, OUR_ID, False),
        (comment, story.id_of("ann"), True),
    ]
    assert [(one["text"], one["ours"]) for one in state["directs"]] == [("Hello", False)]
    assert (state["spent"], state["credits"]) == ("0", "25.00")
