"""What the templates of a policy may say: how long, which braces, and nothing about anybody in particular."""

import re
from collections.abc import Iterator

from bot.model import PlatformName
from bot.policy.model import LONGEST, LONGEST_PRIVATE
from bot.policy.shapes import PolicyShape, TemplateShape
from bot.policy.told import did_you_mean
from bot.yaml_lines import Path_

Found = Iterator[tuple[Path_, str, str]]
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
NEVER_SAID = {
    "informal complaint": "the Complaint Handling Code knows no such stage; say 'complaint'",
    "info@housing-ombudsman": "the Ombudsman takes no new cases by e-mail; name the web form or the telephone",
}


def filled(words: str, policy: PolicyShape) -> str:
    """The words with the contacts and the organisation's name in the place of their {placeholders}."""
    known = {name: contact.is_ for name, contact in policy.contacts.items()} | {"organisation": policy.organisation}
    return PLACEHOLDER.sub(lambda found: known.get(found[1], found[0]), words).strip()


def words_fit_the_platforms(policy: PolicyShape) -> Found:
    """Words must fit where they may be sent, in public and in private; none with a link go to X, which charges."""
    for name, template in policy.templates.items():
        for platform in PlatformName:
            longest = min(LONGEST[platform], LONGEST_PRIVATE[platform])
            where, words = _words_on(name, template, platform)
            said = filled(words, policy)
            if len(said) > longest:
                message = f"{name!r} has {len(said)} characters on {platform}; it takes {longest}"
                yield where, message, "shorten it, or give shorter words under 'on'"
            if platform is PlatformName.X and LINK.search(said):
                yield where, f"{name!r} holds a link; X charges for it", "give words without a link under 'on: x:'"


def _words_on(name: str, template: TemplateShape, platform: PlatformName) -> tuple[Path_, str]:
    if platform in template.on:
        return ("templates", name, "on", str(platform)), template.on[platform]
    return ("templates", name, "text"), template.text


def placeholders_are_known(policy: PolicyShape) -> Found:
    """Only contacts and the organisation may be named in braces: public words hold no fact about a person."""
    known = ["organisation", *policy.contacts]
    for where, words in _all_words(policy):
        for name in PLACEHOLDER.findall(words):
            if name not in known:
                near = did_you_mean(name, known) or f"one of: {', '.join(known)}"
                yield where, f"unknown placeholder {{{name}}}", near
        if set("{}") & set(PLACEHOLDER.sub("", words)):
            yield where, "a curly bracket is open or shut without the other", "write a placeholder as {name}"


def everything_named_is_used(policy: PolicyShape) -> Found:
    """A number that nobody is told is one that nobody checks."""
    used = {name for _, words in _all_words(policy) for name in PLACEHOLDER.findall(words)}
    for name in policy.contacts:
        if name not in used:
            yield ("contacts", name), f"no template names the contact {name!r}", "take it out, or use it"


def nothing_is_said_that_must_not_be(policy: PolicyShape) -> Found:
    """Words that would mislead a tenant about complaints (Housing Ombudsman Complaint Handling Code)."""
    for where, words in _all_words(policy):
        for wrong, remedy in NEVER_SAID.items():
            if wrong in words.lower():
                yield where, f"says {wrong!r}", remedy


def _all_words(policy: PolicyShape) -> Iterator[tuple[Path_, str]]:
    for name, template in policy.templates.items():
        yield ("templates", name, "text"), template.text
        for platform, words in template.on.items():
            yield ("templates", name, "on", str(platform)), words
