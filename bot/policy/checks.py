"""What can be wrong with a policy although every word is in its place: a row of small named passes."""

import re
from collections.abc import Callable, Iterator

from rapidfuzz import process

from bot.model import ActionKind, Behaviour, PlatformName, Protected
from bot.policy.model import LONGEST, LONGEST_PRIVATE
from bot.policy.shapes import PolicyShape, TemplateShape
from bot.yaml_lines import Path_

Found = Iterator[tuple[Path_, str, str]]
Check = Callable[[PolicyShape], Found]
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
NEVER_SAID = {"informal complaint": "the Complaint Handling Code knows no such stage; say 'complaint'"}
RELEASES = {ActionKind.UNHIDE, ActionKind.UNMUTE, ActionKind.UNBLOCK, ActionKind.ALLOW_MESSAGES}


def every_behaviour_has_a_rule(policy: PolicyShape) -> Found:
    """A behaviour of the policy that no rule names would pass in silence."""
    given = [rule.behaviour for rule in policy.behaviours]
    for behaviour in Behaviour:
        if behaviour not in given:
            yield ("behaviours",), f"no rule for the behaviour {str(behaviour)!r}", "add one, with its clause"
    for n, behaviour in enumerate(given):
        if behaviour in given[:n]:
            yield ("behaviours", n), f"a second rule for {str(behaviour)!r} can never match", "keep the first"


def every_signal_has_a_route(policy: PolicyShape) -> Found:
    """A protected signal without people to go to would help nobody."""
    for signal in Protected:
        if signal not in policy.protections:
            yield ("protections",), f"no route for the protected signal {str(signal)!r}", "say who helps, and how soon"


def ladders_are_there(policy: PolicyShape) -> Found:
    """A rule must climb a ladder that exists, and every ladder should be climbed by some rule."""
    for n, rule in enumerate(policy.behaviours):
        if rule.ladder not in policy.ladders:
            near = _near(rule.ladder, list(policy.ladders))
            yield ("behaviours", n, "ladder"), f"unknown ladder {rule.ladder!r}", near
    climbed = {rule.ladder for rule in policy.behaviours}
    for name in policy.ladders:
        if name not in climbed:
            yield ("ladders", name), f"no behaviour climbs the ladder {name!r}", "take it out, or use it"


def severe_steps_are_there(policy: PolicyShape) -> Found:
    """The step for severe behaviour must be one of the ladder's."""
    for name, ladder in policy.ladders.items():
        if ladder.severe > len(ladder.steps):
            words = f"severe behaviour starts at step {ladder.severe}, but there are {len(ladder.steps)}"
            yield ("ladders", name, "severe"), words, "name one of the steps"


def steps_only_answer(policy: PolicyShape) -> Found:
    """A step answers behaviour; lifting something is what undo is for."""
    for name, ladder in policy.ladders.items():
        for n, step in enumerate(ladder.steps):
            for kind in step.actions:
                if kind in RELEASES:
                    where = ("ladders", name, "steps", n, "actions")
                    yield where, f"{str(kind)!r} is no answer to behaviour", "it is what undo does"


def templates_are_there(policy: PolicyShape) -> Found:
    """Every template that is named must exist, and every one that exists should be used."""
    named = dict(_named_templates(policy))
    for where, name in named.items():
        if name not in policy.templates:
            yield where, f"unknown template {name!r}", _near(name, list(policy.templates))
    for name in policy.templates:
        if name not in named.values():
            yield ("templates", name), f"the template {name!r} is never used", "take it out, or use it"


def _named_templates(policy: PolicyShape) -> Iterator[tuple[Path_, str]]:
    for signal, protection in policy.protections.items():
        yield ("protections", str(signal), "template"), protection.template
    for kind, template in policy.wording.items():
        yield ("wording", str(kind)), template
    for name, ladder in policy.ladders.items():
        for n, step in enumerate(ladder.steps):
            if step.template:
                yield ("ladders", name, "steps", n, "template"), step.template


def worded_actions_have_words(policy: PolicyShape) -> Found:
    """Every action that says something needs standard words, and only those do."""
    for kind in ActionKind:
        if kind.has_wording and kind not in policy.wording:
            yield ("wording",), f"no template for {str(kind)!r}", "name one"
        if not kind.has_wording and kind in policy.wording:
            yield ("wording", str(kind)), f"{str(kind)!r} says nothing to anybody", "take it out"


def words_fit_the_platforms(policy: PolicyShape) -> Found:
    """Words must fit where they may be sent, in public and in private; none with a link go to X, which charges."""
    for name, template in policy.templates.items():
        for platform in PlatformName:
            longest = min(LONGEST[platform], LONGEST_PRIVATE[platform])
            where, words = _words_on(name, template, platform)
            filled = _longest_filled(words, policy)
            if len(filled) > longest:
                message = f"{name!r} has {len(filled)} characters on {platform}; it takes {longest}"
                yield where, message, "shorten it, or give shorter words under 'on'"
            if platform is PlatformName.X and LINK.search(filled):
                yield where, f"{name!r} holds a link; X charges for it", "give words without a link under 'on: x:'"


def _words_on(name: str, template: TemplateShape, platform: PlatformName) -> tuple[Path_, str]:
    if platform in template.on:
        return ("templates", name, "on", str(platform)), template.on[platform]
    return ("templates", name, "text"), template.text


def _longest_filled(words: str, policy: PolicyShape) -> str:
    for name, contact in policy.contacts.items():
        words = words.replace("{" + name + "}", contact.is_)
    return words.replace("{organisation}", policy.organisation).strip()


def placeholders_are_known(policy: PolicyShape) -> Found:
    """Only contacts and the organisation may be named in braces: public words hold no fact about a person."""
    known = ["organisation", *policy.contacts]
    for where, words in _all_words(policy):
        for name in PLACEHOLDER.findall(words):
            if name not in known:
                yield where, f"unknown placeholder {{{name}}}", _near(name, known)
    used = {name for _, words in _all_words(policy) for name in PLACEHOLDER.findall(words)}
    for name in policy.contacts:
        if name not in used:
            yield ("contacts", name), f"no template names the contact {name!r}", "take it out, or use it"


def nothing_is_said_that_must_not_be(policy: PolicyShape) -> Found:
    """Words that the Complaint Handling Code does not know."""
    for where, words in _all_words(policy):
        for wrong, remedy in NEVER_SAID.items():
            if wrong in words.lower():
                yield where, f"says {wrong!r}", remedy


def _all_words(policy: PolicyShape) -> Iterator[tuple[Path_, str]]:
    for name, template in policy.templates.items():
        yield ("templates", name, "text"), template.text
        for platform, words in template.on.items():
            yield ("templates", name, "on", str(platform)), words


def blocking_needs_two(policy: PolicyShape) -> Found:
    """What stops a person from writing at all is never one person's word."""
    if policy.approvals.get(ActionKind.BLOCK, 1) < 2:
        yield ("approvals",), "a block needs two people", "say 'block: 2' or more under approvals"


def _near(word: str, words: list[str]) -> str:
    found = process.extractOne(word, words, score_cutoff=60)
    return f"did you mean {found[0]!r}?" if found else f"one of: {', '.join(words)}"


CHECKS: tuple[Check, ...] = (
    every_behaviour_has_a_rule,
    every_signal_has_a_route,
    ladders_are_there,
    severe_steps_are_there,
    steps_only_answer,
    templates_are_there,
    worded_actions_have_words,
    words_fit_the_platforms,
    placeholders_are_known,
    nothing_is_said_that_must_not_be,
    blocking_needs_two,
)
