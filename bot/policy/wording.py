"""What the templates of a policy may say: how long, which braces, and nothing about anybody in particular."""

import re
from collections.abc import Iterator

from bot.model import PlatformName
from bot.policy.likely import did_you_mean
from bot.policy.model import LONGEST, LONGEST_PRIVATE
from bot.policy.shapes import PolicyShape, TemplateShape
from bot.yaml_lines import Path_

Found = Iterator[tuple[Path_, str, str]]
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
LINK = re.compile(r"https?://|www\.|(?<![@\w.-])[\w-]+(?:\.[\w-]+)*\.(?:com|info|net|org|uk)\b", re.IGNORECASE)
"""What X makes a link of: an address with https:// before it or without, though not that of a mailbox."""
NOT_FOR_EVER = "every restriction has an end and a review (policy 10.4); say until when"
TENANCY = "a fact about a tenancy is never said in public"
NEVER_SAID = {
    "informal complaint": "the Complaint Handling Code knows no such stage; say 'complaint'",
    "stage 0": "the Complaint Handling Code knows no such stage; it has stage 1 and stage 2",
    "stage zero": "the Complaint Handling Code knows no such stage; it has stage 1 and stage 2",
    "info@housing-ombudsman": "the Ombudsman takes no new cases by e-mail; name the web form or the telephone",
    "designated person": "nobody need go through one since 2022; the Ombudsman can be reached at any time",
    "your arrears": TENANCY,
    "your rent account": TENANCY,
    "your tenancy": TENANCY,
    "your eviction": TENANCY,
    "your address is": TENANCY,
    "you have broken the law": "say what the policy asks; only a court says what is against the law",
    "permanently": NOT_FOR_EVER,
    "for ever": NOT_FOR_EVER,
}


def filled(words: str, policy: PolicyShape) -> str:
    """The words with the contacts and the organisation's name in the place of their {placeholders}."""
    known = {name: contact.is_ for name, contact in policy.contacts.items()} | _given(policy)
    return PLACEHOLDER.sub(lambda found: known.get(found[1], found[0]), words).strip()


def _given(policy: PolicyShape) -> dict[str, str]:
    """What templates may name beside the contacts."""
    return {
        "organisation": policy.organisation,
        "appeal_days": str(policy.appeals.within_working_days),
        "appeal_answer_days": str(policy.appeals.answered_within_working_days),
        "appeal_to": policy.appeals.to,
        "appeal_reviewer": policy.appeals.reviewed_by,
    }


def words_fit_the_platforms(policy: PolicyShape) -> Found:
    """Words must fit where they may be sent, in public and in private; none with a link go to X, which charges."""
    private = _only_in_private(policy)
    for name, template in policy.templates.items():
        for platform in PlatformName:
            longest = (
                LONGEST_PRIVATE[platform] if name in private else min(LONGEST[platform], LONGEST_PRIVATE[platform])
            )
            where, words = _words_on(name, template, platform)
            said = filled(words, policy)
            if len(said) > longest:
                message = f"{name!r} has {len(said)} characters; {platform.title()} takes {longest}"
                yield where, message, "shorten it, or give shorter words under 'on'"
            if platform is PlatformName.X and LINK.search(said):
                yield where, f"{name!r} holds a link; X charges for those", "give words without one under 'on: x:'"
        yield from _variants_fit(name, template, policy)


def _only_in_private(policy: PolicyShape) -> set[str]:
    """The templates that are never said in public: those of notices alone."""
    steps = {step.template for ladder in policy.ladders.values() for step in ladder.steps}
    signals = {protection.template for protection in policy.protections.values()}
    return set(policy.notices.values()) - steps - signals - set(policy.wording.values())


def _variants_fit(name: str, template: TemplateShape, policy: PolicyShape) -> Found:
    """Variants are sent where there is room: on Facebook and Instagram."""
    room = min(longest[p] for longest in (LONGEST, LONGEST_PRIVATE) for p in PlatformName if p is not PlatformName.X)
    for where, words in _variants(name, template):
        if len(filled(words, policy)) > room:
            told = f"{name!r} has {len(filled(words, policy))} characters in {where[-1]}; {room} are the most"
            yield where, told, "shorten it"


def _variants(name: str, template: TemplateShape) -> Iterator[tuple[Path_, str]]:
    if template.easy_read is not None:
        yield ("templates", name, "easy_read"), template.easy_read
    for language, words in template.languages.items():
        yield ("templates", name, "languages", language), words


def _words_on(name: str, template: TemplateShape, platform: PlatformName) -> tuple[Path_, str]:
    if platform in template.on:
        return ("templates", name, "on", str(platform)), template.on[platform]
    return ("templates", name, "text"), template.text


def templates_say_something(policy: PolicyShape) -> Found:
    """A template of mere spaces would be sent as an empty comment."""
    for where, words in _all_words(policy):
        if not words.strip():
            yield where, f"{where[1]!r} holds no words", "write them, or take it out"


def placeholders_are_known(policy: PolicyShape) -> Found:
    """Only contacts and the organisation may be named in braces: public words hold no fact about a person."""
    known = [*_given(policy), *policy.contacts]
    for where, words in _all_words(policy):
        for name in PLACEHOLDER.findall(words):
            if name not in known:
                near = did_you_mean(name, known) or f"templates hold no fact about anybody, only: {', '.join(known)}"
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
            if re.search(rf"\b{re.escape(wrong)}\b", " ".join(words.lower().split())):
                yield where, f"{where[1]!r} says {wrong!r}", remedy


def _all_words(policy: PolicyShape) -> Iterator[tuple[Path_, str]]:
    for name, template in policy.templates.items():
        yield ("templates", name, "text"), template.text
        for platform, words in template.on.items():
            yield ("templates", name, "on", str(platform)), words
        yield from _variants(name, template)
