"""Serious allegations of criminal, corrupt or perverse conduct without a pointer to evidence (policy 4.4)."""

from collections.abc import Iterator
from dataclasses import replace

from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.excuses import (
    is_football,
    is_idiom,
    is_negated,
    is_quoted,
    is_reported_speech,
    points_at_evidence,
)
from bot.detectors.lexicon import Mark
from bot.detectors.vocabulary import Tag
from bot.detectors.whom import Whom, aimed_at, names_somebody, speaks_of_staff
from bot.model import Behaviour

_GRAVE = frozenset(
    ["bribe", "bribes", "bribed", "bribery", "backhander", "backhanders", "embezzling", "embezzlement", "embezzled", "laundering", "fraud", "fraudsters", "corrupt", "corruption", "rigged", "rigging", "paedo", "paedos", "paedophile", "nonce", "nonces", "groping", "groped", "blackmail", "blackmailing", "extortion", "launder", "mafia", "cartel", "forged", "falsified", "doctored", "kickback", "kickbacks", "cannabis", "cocaine", "criminals", "criminal", "thieves", "loan", "bribing", "pockets", "fiddling", "conspiracy", "pocketing", "racket", "swindle"]
)
_LOOSE = frozenset(
    ["nick", "nicked", "stole", "stolen", "stealing", "con", "conned", "scam", "criminal", "killed", "killed", "pocket", "pockets", "fiddle", "fiddling", "cover", "up", "bent", "robbed", "robbing", "rob", "pinched", "invented", "made", "up", "faked", "fake", "hacked", "hacking", "favours", "freebies", "expenses", "villa", "planted", "cheats", "on", "the", "side", "family", "firm", "mob", "sold", "on", "murdered", "assaulted", "trafficking", "theft", "fixed", "the", "private", "jobs", "selling", "the", "sells", "the", "raped", "abuser", "spying", "predator", "criminals", "underwear", "camera", "in", "the", "racket"]
)
_DOERS = (Tag.STAFF, Tag.ORG, Tag.YOU, Tag.THEY, Tag.NAME, Tag.THIRD, Tag.POLITICIAN)


SAYINGS = (
    r"(?:takes?|taking|took|wants?|charges?|charging|asks? for|asking for|accepts?|slip|slipped|bung|bunged|pay|paid|pays) {gap}(?:quid|cash|money|tenner|fiver|grand|hundred|fifty|envelope|£\d[\d,.]*) {gap}(?:to|for|and) (?:bump|jump|move|get|skip|push|look the other|put|lose|sign|pass|you up|a flat|a house|the keys|top of|be next|queue){some}",
    r"(?:houses?|flats?|contracts?|jobs?|bungalows?|keys|tenders?|work|tenancies) {gap}(?:go|goes|going|went|given|handed|end up|sold|saved|kept) {gap}(?:to|with|for) {some}(?:mates?|friends?|family|cousins?|relatives?|drinks?|drink|pals|lodge|golf|wives|wife|brother|sister|son|daughter|in laws?|who know|in the know|own){gap}",
    r"(?:gets?|getting|has|have|had|want|wants|taking|takes) (?:his|her|their|a|its|your) (?:cut|slice|sweetener|bung|backhander|little envelope|envelope|share of){some}",
    r"hangs? (?:round|around|about) (?:the )?(?:swings|school|schools|playground|kids|young girls|little girls|girls|bus stop watching){some}",
    r"(?:kids|children|girls|lasses|boys) {gap}(?:not safe|are not safe|unsafe) {gap}(?:with|near|around) {some}",
    r"(?:sells?|selling|flogs?|flogging|supplies|supplying|deals?|dealing) {gap}(?:drugs|weed|coke|pills|gear|cannabis|spice|stolen|knock off|nicked|our copper|copper|lead|the keys|tools|materials|parts|boilers|taps|houses|tenancies){some}",
    r"(?:evidence|paperwork|files?|records?|signature|certificate|figures|minutes|invoices|forms?) {gap}(?:faked|forged|falsified|fiddled|doctored|shredded|destroyed|altered|made up|tampered|cooked|invented){gap}",
    r"(?:faked|forged|falsified|fiddled|doctored|shredded|destroyed|altered|cooked|invented) {gap}(?:evidence|paperwork|files?|records?|signatures?|certificates?|figures|minutes|invoices|forms?|file|petition|report|photos|numbers){gap}",
)


def accusations(seen: Seen) -> Iterator[Hit]:
    """Every accusation of a crime or of corruption with a doer, unless it is proved, reported, denied or an idiom."""
    for at in seen.of(Tag.CRIME):
        if any(excuse(seen, at) for excuse in (is_idiom, is_quoted, is_football, is_negated, is_reported_speech)):
            continue
        if points_at_evidence(seen, at) or _is_suffered(seen, at):
            continue
        words = seen.reading.tokens[at.first : at.last]
        grave = any(word in _GRAVE for word in words)
        doer = seen.near(at, *_DOERS, before=12, after=8)
        loose = all(word in _LOOSE for word in words)
        if doer is None and not (grave or (not loose and seen.near(at, *_DOERS, before=40, after=40, across=True))):
            continue
        if loose and not grave and not _is_the_subject(seen, at):
            continue
        yield Hit(first=at.first, last=at.last, confidence=0.82 if grave else 0.68, because="it accuses of crime or corruption")
    for at in seen.each(SAYINGS):
        if not any(excuse(seen, at) for excuse in (is_quoted, is_football, is_negated)) and not points_at_evidence(seen, at):
            yield Hit(first=at.first, last=at.last, confidence=0.72, because="it accuses of crime or corruption")
    for at in seen.of(Tag.SUSPECT):
        if seen.near(at, Tag.CRIME, before=20, after=20, across=True) and not points_at_evidence(seen, at):
            yield Hit(first=at.first, last=at.last, confidence=0.58, because="it hints at crime or corruption")


def _is_suffered(seen: Seen, at: Mark) -> bool:
    """It tells of a crime by nobody in particular: "somebody nicked my bike"."""
    before = seen.reading.tokens[max(0, at.first - 4) : at.first]
    unknown = any(word in {"someone", "somebody", "thieves", "scammers", "burglars"} for word in before)
    return unknown or (any(word in {"been", "was", "were", "got", "being"} for word in before[-2:]) and not seen.near(
        at, Tag.STAFF, Tag.ORG, before=0, after=6
    ))


def _is_the_subject(seen: Seen, at: Mark) -> bool:
    """Our people, or somebody named, are said to do it."""
    return seen.near(at, Tag.STAFF, Tag.ORG, Tag.NAME, Tag.THIRD, Tag.POLITICIAN, before=9, after=5) is not None or any(
        word in {"they", "you", "he", "she"} for word in seen.reading.tokens[max(0, at.first - 4) : at.first]
    )


def _look(seen: Seen) -> Iterator[Hit]:
    for hit in seen.once(accusations):
        at = Mark(hit.first, hit.last)
        if aimed_at(seen, at) is Whom.STAFF or (_at_work(seen) and names_somebody(seen)):
            yield replace(hit, names_somebody=names_somebody(seen), severe=names_somebody(seen))


def _at_work(seen: Seen) -> bool:
    """Something in the comment ties the person to our work."""
    folded = seen.reading.folded
    return speaks_of_staff(seen) or any(f" {p} " in folded for p in ("depot", "stores", "lettings", "repairs", "housing", "rents", "office", "works", "department", "tenancy"))


ALLEGATION = Reader(
    name="allegation",
    concern=Behaviour.ALLEGATION,
    look=_look,
    patterns=SAYINGS,
    examples=Examples(
        finds=(
            "They are all taking backhanders from the roofing firm",
            "Your lettings officer sells keys for cash",
            "Derby Homes is cooking the books and everyone knows",
        ),
        ignores=(
            "The Ombudsman found maladministration and fraud in the contract, case ref 2023",
            "That rent rise is daylight robbery",
            "Somebody nicked my bike from the shed",
            "I'm not saying anyone is corrupt",
        ),
    ),
)
