"""Everything our adapters ask of Graph stands in Meta's own specification: edges, parameters and fields."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from bot.errors import PlatformError
from bot.model import ActionKind, Cursor, Interaction, PlatformName, Way
from platforms.simulator.graph_fields import Wanted, read_fields
from platforms.simulator.graph_world import INSTAGRAM_ID, PAGE_ID, GraphWorld
from platforms.simulator.scenario import Scenario
from platforms.simulator.server import running
from platforms.simulator.town import Town
from tests.builders import NOON, an_action
from tests.platforms.stages import PEOPLE, TownStage, heard, read

FOLDER = os.environ.get("SECTION11_SPECS", "")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="SECTION11_SPECS does not point at a folder with meta/codegen/*.json"
)
EVERYWHERE = {"access_token", "appsecret_proof", "fields", "limit", "after", "before", "summary", "since", "until"}
OF_NO_NODE = {"debug_token": {"input_token"}, "": {"batch", "include_headers", "ids"}}
BELOW = {"parent": "Comment", "replies": "IGComment"}  # fields that are edges, or hold another node
MESSAGE = {"id", "message", "from", "to", "created_time"}  # of a line in a thread, a node that the folder may not hold


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, dict[str, Any]]]:
    """All that both adapters ask when they read, check, do everything they can, and read it back; with node types."""
    file = tmp_path_factory.mktemp("town") / "requests.jsonl"
    town = Town(NOON, log=file, scenario=Scenario(start=NOON, people=PEOPLE, happenings=()))
    with running(town) as address:
        for platform in (PlatformName.FACEBOOK, PlatformName.INSTAGRAM):
            do_everything(TownStage(town, address, platform))
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    requests = [one for line in lines for one in parts_of(line)]
    return [(type_of(town.graph, one["node"]), one) for one in requests]


def do_everything(stage: TownStage) -> None:
    stage.says("one", "I know where you live")
    stage.says("below", "Steady on", who="bob", on="one")
    stage.writes_privately("ann", "Hello")
    if stage.platform is PlatformName.FACEBOOK:
        stage.happens("visitor_post", "visit", who="bob", text="Closed again")
        stage.happens("review", "stars", who="cat", text="Kind people")
        stage.happens("tag", "tagged", who="cat", text="Look at them")
    stage.passes(timedelta(seconds=5))
    pages, cursor = read(stage.adapter(), Cursor(), now=stage.now)
    stage.adapter().check(now=stage.now)
    for said in heard(pages):
        for kind in ActionKind:
            try_out(stage, said, kind)
    stage.passes(timedelta(days=1))
    read(stage.adapter(), cursor, now=stage.now)


def try_out(stage: TownStage, said: Interaction, kind: ActionKind) -> None:
    """Do it where it can be done by program, and read it back; what has been used up meanwhile may be refused."""
    adapter = stage.adapter()
    if adapter.can(said, now=stage.now)[kind].way is not Way.BY_API:
        return
    with suppress(PlatformError):
        adapter.act(an_action(kind), said, now=stage.now)
    adapter.look_up(said, an_action(kind), now=stage.now)


def parts_of(line: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The requests in a line of the log: one, or a batch and its parts."""
    path = line["path"].strip("/").split("/")
    path = path[1:] if path[0].startswith("v") else path
    given = {**line["query"], **(line["body"] if isinstance(line["body"], dict) else {})}
    yield {"method": line["method"], "node": path[0] if path else "", "edge": "/".join(path[1:]), "given": given}
    for part in json.loads(given.get("batch", "[]")):
        address = urlsplit(part["relative_url"])
        form = dict(parse_qsl(address.query)) | dict(parse_qsl(part.get("body", "")))
        yield from parts_of({"method": part.get("method", "GET"), "path": address.path, "query": form, "body": {}})


def type_of(world: GraphWorld, node: str) -> str:
    accounts = {PAGE_ID: "Page", "me": "Page", INSTAGRAM_ID: "IGUser", "debug_token": "", "": ""}
    if node in accounts:
        return accounts[node]
    thing = world.find(node) or world.things.get(node)
    return thing.node if thing else "UnifiedThread"


@cache
def spec(node: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(FOLDER) / "meta" / "codegen" / f"{node}.json").read_text(encoding="utf-8"))
    return found


def call(node: str, method: str, edge: str) -> Mapping[str, Any] | None:
    return next(
        (one for one in spec(node)["apis"] if one["method"] == method and (one.get("endpoint") or "") == edge), None
    )


def unknown_fields(node: str, wanted: tuple[Wanted, ...]) -> Iterator[str]:
    known = {field["name"] for field in spec(node)["fields"]}
    for one in wanted:
        edge = call(node, "GET", one.name)
        if one.name not in known and edge is None:
            yield f"{node}.{one.name}"
        below = BELOW.get(one.name) or (edge["return"] if edge else "")
        if below and one.below:
            yield from unknown_fields(below, one.below)


def test_the_adapters_ask_for_all_that_this_test_means_to_hold_them_to(asked: list[tuple[str, dict[str, Any]]]) -> None:
    met = {(node, one["method"], one["edge"]) for node, one in asked}

    assert {
        ("Comment", "POST", ""),
        ("Comment", "POST", "comments"),
        ("Page", "POST", "messages"),
        ("Page", "POST", "blocked"),
        ("IGComment", "POST", ""),
        ("IGComment", "POST", "replies"),
        ("IGUser", "GET", "media"),
    } <= met


def test_every_edge_is_one_that_meta_specifies(asked: list[tuple[str, dict[str, Any]]]) -> None:
    unknown = {
        (node, one["method"], one["edge"]) for node, one in asked if node and not call(node, one["method"], one["edge"])
    }

    assert unknown == set()


def test_every_parameter_is_one_that_meta_specifies(asked: list[tuple[str, dict[str, Any]]]) -> None:
    unknown = set()
    for node, one in asked:
        found = call(node, one["method"], one["edge"]) if node else None
        known = {param["name"] for param in found["params"]} if found else OF_NO_NODE.get(one["node"], set())
        unknown |= {(node, one["edge"], name) for name in one["given"] if name.split("[")[0] not in known | EVERYWHERE}

    assert unknown == set()


def test_every_field_is_one_that_meta_specifies(asked: list[tuple[str, dict[str, Any]]]) -> None:
    unknown: set[str] = set()
    for node, one in asked:
        found = call(node, one["method"], one["edge"]) if node else None
        if found is None or not one["given"].get("fields"):
            continue
        wanted = read_fields(one["given"]["fields"])
        whose = found["return"] if one["edge"] else node
        if (node, one["edge"]) == ("UnifiedThread", "messages"):
            unknown |= {f"{whose}.{w.name}" for w in wanted if w.name not in MESSAGE}
        else:
            unknown |= set(unknown_fields(whose, wanted))

    assert unknown == set()


def test_a_field_that_meta_does_not_specify_would_be_found() -> None:
    wanted = read_fields("id,shoe_size,comments.limit(5){message,mood}")

    assert list(unknown_fields("PagePost", wanted)) == ["PagePost.shoe_size", "Comment.mood"]
