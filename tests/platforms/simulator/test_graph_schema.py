"""Meta's own client knows every field and every call by name: the town must know the same ones, and no others."""

from collections.abc import Iterator
from typing import Any

import pytest
from facebook_business.adobjects.comment import Comment
from facebook_business.adobjects.igcomment import IGComment
from facebook_business.adobjects.igmedia import IGMedia
from facebook_business.adobjects.pagepost import PagePost
from facebook_business.adobjects.recommendation import Recommendation

from platforms.simulator.graph_known import KNOWN
from platforms.simulator.graph_world import PAGE_ID
from tests.platforms.simulator.graph_town import Story, a_story

KINDS = {
    "lift": PagePost,
    "rude": Comment,
    "photo": IGMedia,
    "late": IGComment,
    "kind": Recommendation,
}
BESIDES = {
    "lift": {"comments", "reactions", "likes", "attachments", "sharedposts", "to"},
    "rude": {"comments", "reactions", "likes"},
    "photo": {"comments", "children", "insights", "product_tags"},
    "late": {"replies"},
    "kind": set(),
}  # what is not a field but an edge, which may be asked for as one


def fields_of(kind: Any) -> set[str]:
    return {value for name, value in vars(kind.Field).items() if not name.startswith("_")}


@pytest.fixture(scope="module")
def story() -> Iterator[Story]:
    with a_story() as one:
        one.does("post", "lift", text="The lift is mended on Friday.")
        one.does("comment", "rude", "sam", "You lot are useless.", on="lift", attachment="https://example.org/a.jpg")
        one.does("review", "kind", "jo", "Kind people.")
        one.on_instagram("post", "photo", text="New kitchens")
        one.on_instagram("comment", "late", "sam", "Took you long enough", on="photo")
        yield one


@pytest.mark.parametrize("key", KINDS)
def test_every_field_that_meta_knows_can_be_asked_for(story: Story, key: str) -> None:
    wanted = sorted(fields_of(KINDS[key]))
    path = f"v21.0/{PAGE_ID}/ratings" if key == "kind" else f"v26.0/{story.graph.keys[key]}"

    told = story.get(path, fields=",".join(wanted)).json()

    assert "error" not in told, told
    [row] = told["data"] if key == "kind" else [told]
    assert set(row) <= set(wanted)
    assert len(row) > 5


@pytest.mark.parametrize("key", KINDS)
def test_nothing_is_known_that_meta_does_not_know(key: str) -> None:
    node = KINDS[key].__name__

    assert KNOWN[node] - fields_of(KINDS[key]) <= BESIDES[key]
