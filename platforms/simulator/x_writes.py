"""The endpoints of X that act on posts: create, delete, hide."""

from platforms.simulator import x_errors
from platforms.simulator.x_asked import Call, an_id, check_keys, from_body, some_text
from platforms.simulator.x_errors import Body, forbidden, invalid
from platforms.simulator.x_posts import MOST_WEIGHT, XPost, urls_in, weight, without_prefix
from platforms.simulator.x_prices import Price
from platforms.simulator.x_reads import Answer
from platforms.simulator.x_render import why_unreadable
from platforms.simulator.x_world import OUR_ID, XWorld

UNDERSTOOD = frozenset({"text", "reply", "quote_tweet_id", "reply_settings", "made_with_ai"})
REPLY_PARTS = frozenset({"in_reply_to_tweet_id", "exclude_reply_user_ids", "auto_populate_reply_metadata"})
REPLY_SETTINGS = frozenset({"following", "mentionedUsers", "subscribers", "verified"})


def create(world: XWorld, call: Call) -> Answer:
    """POST /2/tweets. A reply is allowed when its target's author named or quoted us, or it is our own post."""
    body = call.body
    check_keys(body, UNDERSTOOD)
    text, settings = some_text(body), from_body(body, "reply_settings", str)
    if settings is not None and settings not in REPLY_SETTINGS:
        raise invalid("reply_settings", settings, "$.reply_settings: does not have a value in the enumeration")
    if "quote_tweet_id" in body:
        raise x_errors.not_enrolled()  # quotes by API left self-serve access in April 2026
    if weight(without_prefix(text)) > MOST_WEIGHT:
        raise invalid("text", f"{weight(without_prefix(text))} characters", x_errors.TOO_LONG)
    target, full = _target_and_text(world, body, text)
    if world.posted_lately(full):
        raise forbidden(x_errors.DUPLICATE)
    world.purse.for_request(_price(text, target))
    post = world.add_post(
        world.us,
        full,
        replies_to=target.id if target else "",
        reply_settings=settings or "everyone",
        made_with_ai=from_body(body, "made_with_ai", bool) or False,
        by_hand=False,
    )
    data: Body = {"id": post.id, "text": post.text}
    if world.dialect == "new":
        data["edit_history_post_ids"] = [post.id]
    return Answer(body={"data": data}, status=201)


def _target_and_text(world: XWorld, body: Body, text: str) -> tuple[XPost | None, str]:
    reply = from_body(body, "reply", dict)
    if reply is None:
        return None, text
    check_keys(reply, REPLY_PARTS, "$.reply")
    if "in_reply_to_tweet_id" not in reply:
        raise invalid("$.reply", "{}", "$.reply.in_reply_to_tweet_id: is missing but it is required")
    target_id = an_id("in_reply_to_tweet_id", reply["in_reply_to_tweet_id"])
    if why_unreadable(world, target_id, "id"):
        raise forbidden(x_errors.REPLY_TO_GONE)
    target = world.posts[target_id]
    if not world.summoned_by(target):
        raise forbidden(x_errors.REPLY_NOT_ALLOWED)
    left_out = [an_id("exclude_reply_user_ids", id_) for id_ in from_body(reply, "exclude_reply_user_ids", list) or []]
    return target, world.addressed(target, world.us, text, left_out)


def _price(text: str, target: XPost | None) -> Price:
    if urls_in(text):
        return Price.POST_WITH_URL
    return Price.SUMMONED_REPLY if target is not None and target.author != OUR_ID else Price.POST


def delete(world: XWorld, call: Call) -> Answer:
    """DELETE /2/tweets/:id: our own posts only, with every version."""
    post_id = call.path_id()
    if not world.stands(post_id):
        return Answer(body={"errors": [x_errors.not_found("tweet", "id", post_id)]})
    if world.posts[post_id].author != OUR_ID:
        raise forbidden(x_errors.NOT_YOUR_POST)
    world.purse.for_request(Price.INTERACTION_DELETE)
    world.delete(post_id)
    return Answer(body={"data": {"deleted": True}})


def hide(world: XWorld, call: Call) -> Answer:
    """PUT /2/tweets/:id/hidden: hides or shows a reply under a post of ours, and nothing else."""
    post_id, hidden = call.path_id("tweet_id"), from_body(call.body, "hidden", bool)
    check_keys(call.body, frozenset({"hidden"}))
    if hidden is None:
        raise invalid("hidden", "", "$.hidden: is missing but it is required")
    if why := why_unreadable(world, post_id, "id"):
        return Answer(body={"errors": [why]})
    post = world.posts[post_id]
    root = world.posts.get(post.conversation)
    if not post.is_reply or root is None or root.author != OUR_ID:
        raise forbidden(x_errors.NOT_PERMITTED)
    world.purse.for_request(Price.CONTENT_MANAGE)
    (world.hidden.add if hidden else world.hidden.discard)(post.lineage)
    return Answer(body={"data": {"hidden": hidden}})
