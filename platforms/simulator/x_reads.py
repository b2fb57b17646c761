"""The endpoints of X that read posts and accounts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from platforms.simulator import x_errors
from platforms.simulator.x_asked import Call, Leaf, Stretch, a_number, a_page, an_id, meta_of
from platforms.simulator.x_errors import Body, invalid
from platforms.simulator.x_fields import FIELD_PARAMETERS, Wanted
from platforms.simulator.x_posts import XPost
from platforms.simulator.x_prices import Price
from platforms.simulator.x_query import read_query
from platforms.simulator.x_render import Pen, why_unreadable
from platforms.simulator.x_world import OUR_ID, XWorld

NEWEST_MENTIONS = 800
NEWEST_OWN_POSTS = 3_200
RECENT = timedelta(days=7)
MOST_IDS = 100
PROJECT_CAP = 3_000_000
PROJECT_ID = "1811000000000000001"
APP_ID = "27500001"
STRETCH = frozenset({"since_id", "until_id", "start_time", "end_time"})
PAGE = frozenset({"max_results", "pagination_token"})
SEARCH = frozenset({"query", "next_token", "sort_order"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes out."""

    body: Body
    status: int = 200


def me(world: XWorld, call: Call) -> Answer:
    """GET /2/users/me: the account that is signed in, which is ours."""
    call.check_names(FIELD_PARAMETERS)
    return _one_user(world, call, OUR_ID, "id")


def user_by_id(world: XWorld, call: Call) -> Answer:
    """GET /2/users/:id."""
    call.check_names(FIELD_PARAMETERS)
    return _one_user(world, call, call.path_id(), "id")


def user_by_name(world: XWorld, call: Call) -> Answer:
    """GET /2/users/by/username/:username."""
    call.check_names(FIELD_PARAMETERS)
    name = call.path["username"]
    user = world.by_handle(name)
    return _one_user(world, call, user.id if user else name, "username")


def _one_user(world: XWorld, call: Call, user_id: str, parameter: str) -> Answer:
    user = world.users.get(user_id)
    if user is None:
        return Answer(body={"errors": [x_errors.not_found("user", parameter, user_id)]})
    if user.standing == "suspended":
        return Answer(body={"errors": [x_errors.unavailable("user", parameter, user_id)]})
    price = Price.OWNED_READ if user_id == OUR_ID and call.caller.is_user else Price.USER_READ
    world.purse.for_reading(price, "user", [user.id])
    return Answer(body={"data": Pen(world, Wanted.read(call.query, world.dialect)).user(user)})


def mentions(world: XWorld, call: Call) -> Answer:
    """GET /2/users/:id/mentions: the newest 800 posts that name this account, newest first."""
    call.check_names(STRETCH | PAGE | FIELD_PARAMETERS)

    def names_them(post: XPost, user_id: str) -> bool:
        return post.author != user_id and any(user.id == user_id for user in world.mentioned(post.text))

    return _timeline(world, call, names_them, NEWEST_MENTIONS)


def own_posts(world: XWorld, call: Call) -> Answer:
    """GET /2/users/:id/tweets: what this account posted, newest first; `exclude=replies` leaves out answers."""
    call.check_names(STRETCH | PAGE | FIELD_PARAMETERS | {"exclude"})
    left_out = _exclude(call)
    return _timeline(
        world,
        call,
        lambda post, user_id: post.author == user_id and not (post.is_reply and "replies" in left_out),
        NEWEST_OWN_POSTS,
    )


def _exclude(call: Call) -> set[str]:
    given = {part for part in call.query.get("exclude", "").split(",") if part}
    for part in given - {"replies", "retweets"}:
        raise invalid("exclude", part, f"The `exclude` query parameter value [{part}] is not one of [replies,retweets]")
    return given


def _timeline(world: XWorld, call: Call, belongs: Callable[[XPost, str], bool], most: int) -> Answer:
    user_id = call.path_id()
    size = a_number(call.query, "max_results", 5, 100, 10)
    stretch = Stretch.read(call.query)
    if user_id not in world.users:
        return Answer(body={"errors": [x_errors.not_found("user", "id", user_id)]})
    reachable = [post for post in world.public_posts() if belongs(post, user_id)][:most]
    owned = user_id == OUR_ID and call.caller.is_user
    page = a_page(call.query, (post.id for post in reachable if stretch.holds(post)), size)
    return _posts(world, call, page, Price.OWNED_READ if owned else Price.POST_READ)


def search_recent(world: XWorld, call: Call) -> Answer:
    """GET /2/tweets/search/recent: the last seven days."""
    return _search(world, call, most=100, recent=True)


def search_all(world: XWorld, call: Call) -> Answer:
    """GET /2/tweets/search/all: everything, for the app's own token only."""
    return _search(world, call, most=500, recent=False)


def _search(world: XWorld, call: Call, *, most: int, recent: bool) -> Answer:
    call.check_names(SEARCH | STRETCH | PAGE | FIELD_PARAMETERS)
    query = read_query(world, call.query.get("query", ""))
    size = a_number(call.query, "max_results", 10, most, 10)
    stretch, floor = Stretch.read(call.query), world.clock.now() - RECENT
    if call.query.get("sort_order", "recency") not in ("recency", "relevancy"):
        raise invalid("sort_order", call.query["sort_order"], "sort_order is not one of [recency,relevancy]")
    if recent:
        stretch.not_before(floor)
    found = (
        post.id
        for post in world.public_posts()
        if stretch.holds(post) and not (recent and post.posted_at < floor) and query.test(post)
    )
    return _posts(world, call, a_page(call.query, found, size), Price.POST_READ)


def quotes(world: XWorld, call: Call) -> Answer:
    """GET /2/tweets/:id/quote_tweets."""
    call.check_names(PAGE | FIELD_PARAMETERS | {"exclude"})
    size = a_number(call.query, "max_results", 10, 100, 10)
    post_id = call.path_id()
    if missing := why_unreadable(world, post_id, "id"):
        return Answer(body={"errors": [missing]})
    family = set(world.versions[world.posts[post_id].lineage])
    page = a_page(call.query, (post.id for post in world.public_posts() if post.quotes in family), size)
    return _posts(world, call, page, Price.POST_READ, with_ends=False)


def _posts(world: XWorld, call: Call, page: Leaf, price: Price, *, with_ends: bool = True) -> Answer:
    pen = Pen(world, Wanted.read(call.query, world.dialect))
    posts = [world.posts[id_] for id_ in page.ids]
    world.purse.for_reading(price, "post", page.ids)
    body: Body = {"data": [pen.post(post) for post in posts]} if posts else {}
    body["meta"] = meta_of(page, with_ends=with_ends)
    return Answer(body=pen.shelf_for(posts).beside(body))


def posts_by_ids(world: XWorld, call: Call) -> Answer:
    """GET /2/tweets?ids=: up to 100; what cannot be read stands in `errors` beside the data."""
    call.check_names(FIELD_PARAMETERS | {"ids"})
    ids = list(dict.fromkeys(call.query.get("ids", "").split(",")))
    if len(ids) > MOST_IDS:
        raise invalid(
            "ids", str(len(ids)), f"The number of values in the `ids` query parameter list [{len(ids)}] > 100"
        )
    return _looked_up(world, call, [an_id("ids", id_) for id_ in ids], "ids", many=True)


def post_by_id(world: XWorld, call: Call) -> Answer:
    """GET /2/tweets/:id: 200 with `errors` alone when it cannot be read."""
    call.check_names(FIELD_PARAMETERS)
    return _looked_up(world, call, [call.path_id()], "id", many=False)


def _looked_up(world: XWorld, call: Call, ids: Iterable[str], parameter: str, *, many: bool) -> Answer:
    pen = Pen(world, Wanted.read(call.query, world.dialect))
    why = {id_: why_unreadable(world, id_, parameter) for id_ in ids}
    posts = [world.posts[id_] for id_, missing in why.items() if missing is None]
    errors = [missing for missing in why.values() if missing is not None]
    world.purse.for_reading(Price.POST_READ, "post", [post.id for post in posts])
    written = [pen.post(post) for post in posts]
    body: Body = {"data": written if many else written[0]} if written else {}
    if errors:
        body["errors"] = errors
    return Answer(body=pen.shelf_for(posts).beside(body))


def liking_users(world: XWorld, call: Call) -> Answer:
    """GET /2/tweets/:id/liking_users."""
    call.check_names(PAGE | FIELD_PARAMETERS)
    post_id = call.path_id()
    if missing := why_unreadable(world, post_id, "id"):
        return Answer(body={"errors": [missing]})
    return users_page(world, call, world.likes.get(world.posts[post_id].lineage, ()), Price.LIKE_READ, most=100)


def users_page(world: XWorld, call: Call, ids: Iterable[str], price: Price, *, most: int) -> Answer:
    """Answers with one page of accounts."""
    pen = Pen(world, Wanted.read(call.query, world.dialect))
    page = a_page(call.query, ids, a_number(call.query, "max_results", 1, most, 100))
    world.purse.for_reading(price, price.value, page.ids)
    body: Body = {"data": [pen.user(world.users[id_]) for id_ in page.ids]} if page.ids else {}
    return Answer(body={**body, "meta": meta_of(page, with_ends=False)})


def usage(world: XWorld, call: Call) -> Answer:
    """GET /2/usage/tweets: posts read on each day; the new dialect writes the numbers as strings."""
    call.check_names(FIELD_PARAMETERS | {"days"})
    days = a_number(call.query, "days", 1, 90, 7)
    first = world.clock.now().date() - timedelta(days=days - 1)
    as_new = world.dialect == "new"
    read = {day: count for day, count in sorted(world.purse.posts_read.items()) if day >= first}
    total = sum(read.values())
    daily = [{"date": f"{day}T00:00:00.000Z", "usage": str(count) if as_new else count} for day, count in read.items()]
    data: Body = {
        "cap_reset_day": 1,
        "project_cap": str(PROJECT_CAP) if as_new else PROJECT_CAP,
        "project_id": PROJECT_ID,
        "project_usage": str(total) if as_new else total,
    }
    wanted = call.query.get("usage.fields", "").split(",")
    if daily and "daily_project_usage" in wanted:
        data["daily_project_usage"] = {"usage": daily}
    if daily and "daily_client_app_usage" in wanted:
        data["daily_client_app_usage"] = [{"client_app_id": APP_ID, "usage": daily, "usage_result_count": len(daily)}]
    return Answer(body={"data": data})
