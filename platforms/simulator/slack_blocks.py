"""What Slack refuses in blocks and views: the documented limits, and every property that it does not know."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# For each kind: the properties that it may have; those that it must have come first, before None.
BLOCKS: Mapping[str, tuple[str | None, ...]] = {
    "header": ("text", None, "block_id"),
    "section": (None, "text", "fields", "accessory", "block_id", "expand"),
    "context": ("elements", None, "block_id"),
    "divider": (None, "block_id"),
    "actions": ("elements", None, "block_id"),
    "input": ("label", "element", None, "hint", "optional", "block_id", "dispatch_action"),
    "image": ("alt_text", None, "image_url", "slack_file", "title", "block_id"),
}
ELEMENTS: Mapping[str, tuple[str | None, ...]] = {
    "button": ("text", None, "action_id", "value", "url", "style", "confirm", "accessibility_label"),
    "overflow": ("options", None, "action_id", "confirm"),
    "static_select": ("options", None, "action_id", "placeholder", "initial_option", "confirm"),
    "radio_buttons": ("options", None, "action_id", "initial_option", "confirm"),
    "checkboxes": ("options", None, "action_id", "initial_options", "confirm"),
    "plain_text_input": (
        None,
        "action_id",
        "multiline",
        "max_length",
        "min_length",
        "initial_value",
        "placeholder",
        "dispatch_action_config",
        "focus_on_load",
    ),
}
IN_ACTIONS = {"button", "overflow", "static_select", "radio_buttons", "checkboxes"}
IN_INPUT = {"plain_text_input", "static_select", "radio_buttons", "checkboxes"}
CONFIRM = ("title", "text", "confirm", "deny", None, "style")
CONFIRM_MOST = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
VIEW: tuple[str | None, ...] = (
    "type",
    "blocks",
    None,
    "title",
    "submit",
    "close",
    "callback_id",
    "private_metadata",
    "external_id",
)
VIEW += ("clear_on_close", "notify_on_close", "submit_disabled")
MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}

Found = Iterator[str]


def problems(blocks: object, where: str) -> list[str]:
    """Everything for which Slack would refuse these blocks of a "message", "modal" or "home"; empty if nothing."""
    if not isinstance(blocks, list):
        return ["blocks must be a list"]
    found = [f"no more than {MOST_BLOCKS[where]} items allowed"] if len(blocks) > MOST_BLOCKS[where] else []
    for n, block in enumerate(blocks):
        found += [f"{words} [/blocks/{n}]" for words in _block(block, where)]
    ids = [block["block_id"] for block in blocks if isinstance(block, dict) and "block_id" in block]
    found += [f"block_id {one} is used twice" for one in {one for one in ids if ids.count(one) > 1}]
    return found


def view_problems(view: object) -> list[str]:
    """Everything for which Slack would refuse this view; empty if nothing."""
    if not isinstance(view, dict):
        return ["view must be an object"]
    kind = view.get("type")
    if kind not in {"modal", "home"}:
        return ["view must be a modal or a home"]
    found = [*_shape(view, VIEW), *problems(view.get("blocks"), kind)]
    for name in ("title", "submit", "close"):
        if name in view:
            found += _text(view[name], 24, plain=True, name=name)
    if kind == "modal" and "title" not in view:
        found.append("missing required field: title")
    if any(isinstance(b, dict) and b.get("type") == "input" for b in view.get("blocks") or ()):
        found += [] if kind == "home" or "submit" in view else ["missing required field: submit"]
    return [*found, *_length(view, "private_metadata", 3000), *_length(view, "callback_id", 255)]


def _block(block: object, where: str) -> Found:
    if not isinstance(block, dict) or block.get("type") not in BLOCKS:
        yield "unsupported block type"
        return
    kind = block["type"]
    yield from _shape(block, (*BLOCKS[kind], "type"))
    yield from _length(block, "block_id", 255)
    match kind:
        case "header":
            yield from _text(block.get("text"), 150, plain=True)
        case "section":
            yield from _section(block)
        case "context":
            yield from _all(block.get("elements"), 10, lambda one: _text(one, 3000))
        case "actions":
            yield from _all(block.get("elements"), 25, lambda one: _element(one, IN_ACTIONS))
        case "input":
            yield from _text(block.get("label"), 2000, plain=True, name="label")
            yield from _text(block["hint"], 2000, plain=True, name="hint") if "hint" in block else ()
            yield from _element(block.get("element"), IN_INPUT)
            yield from ["input blocks only stand in views"] if where == "message" else []
        case "image":
            yield from _length(block, "alt_text", 2000)
            yield from _length(block, "image_url", 3000)


def _section(block: Mapping[str, Any]) -> Found:
    if "text" not in block and "fields" not in block:
        yield "a section needs text or fields"
    if "text" in block:
        yield from _text(block["text"], 3000)
    if "fields" in block:
        yield from _all(block["fields"], 10, lambda one: _text(one, 2000))
    if "accessory" in block:
        yield from _element(block["accessory"], IN_ACTIONS)


def _element(element: object, allowed: set[str]) -> Found:
    if not isinstance(element, dict) or element.get("type") not in allowed:
        yield "unsupported element type"
        return
    kind = element["type"]
    yield from _shape(element, (*ELEMENTS[kind], "type"))
    yield from _length(element, "action_id", 255)
    if kind == "button":
        yield from _text(element.get("text"), 75, plain=True)
        yield from _length(element, "value", 2000)
        yield from _length(element, "url", 3000)
        yield from ["style must be primary or danger"] if element.get("style", "primary") not in STYLES else []
    if "options" in element:
        yield from _all(
            element["options"], {"overflow": 5, "radio_buttons": 10, "checkboxes": 10}.get(kind, 100), _option
        )
    if "placeholder" in element:
        yield from _text(element["placeholder"], 150, plain=True)
    if "confirm" in element:
        yield from _confirm(element["confirm"])
    if int(element.get("max_length", 1)) not in range(1, 3001):
        yield "max_length must be between 1 and 3000"
    if len(str(element.get("initial_value", ""))) > int(element.get("max_length", 3000)):
        yield "initial_value is longer than max_length"


STYLES = {"primary", "danger"}


def _option(option: object) -> Found:
    if not isinstance(option, dict):
        yield "an option must be an object"
        return
    yield from _shape(option, ("text", "value", None, "description", "url"))
    yield from _text(option.get("text"), 75)
    yield from _length(option, "value", 150)


def _confirm(asked: object) -> Found:
    if not isinstance(asked, dict):
        yield "confirm must be an object"
        return
    yield from _shape(asked, CONFIRM)
    for name, most in CONFIRM_MOST.items():
        yield from _text(asked.get(name), most, plain=name != "text", name=f"confirm {name}")


def _shape(value: Mapping[str, Any], names: Sequence[str | None]) -> Found:
    must = names[: names.index(None)] if None in names else ()
    for name in must:
        if name is not None and name not in value:
            yield f"missing required field: {name}"
    for name in value:
        if name not in names:
            yield f"additional property not allowed: {name}"


def _text(text: object, most: int, *, plain: bool = False, name: str = "text") -> Found:
    if not isinstance(text, dict) or text.get("type") not in {"plain_text", "mrkdwn"}:
        yield f"{name} must be a text object"
        return
    if plain and text["type"] != "plain_text":
        yield f"{name} must be plain_text"
    yield from _shape(text, ("type", "text", None, "emoji", "verbatim"))
    words = text.get("text")
    if not isinstance(words, str) or not words:
        yield f"{name} must be more than 0 characters"
    elif len(words) > most:
        yield f"{name} must be less than {most + 1} characters"


def _length(value: Mapping[str, Any], name: str, most: int) -> Found:
    if name in value and (not isinstance(value[name], str) or len(value[name]) > most):
        yield f"{name} must be a text of at most {most} characters"


def _all(values: object, most: int, look: Any) -> Found:  # noqa: ANN401 - a function over one of them
    if not isinstance(values, list) or not 0 < len(values) <= most:
        yield f"between 1 and {most} items are allowed"
        return
    for value in values:
        yield from look(value)
