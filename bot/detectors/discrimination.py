"""Discrimination: slurs, and scorn for people because of what they are (policy 4.4)."""

import re
from collections.abc import Iterator

from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.excuses import is_counter_speech, is_football, is_negated, is_quoted, is_reported_speech
from bot.detectors.lexicon import Mark
from bot.detectors.vocabulary import Tag
from bot.model import Behaviour

_DOUBLE = frozenset(
    ["tinker", "mick", "micks", "paddy", "paddies", "taffy", "jap", "queer", "queers", "cracker", "crackers", "bender", "mong", "slope", "fag", "fags", "homo", "schizo", "dyke", "dykes", "knacker", "knackers", "turk", "crip", "tinkers", "ponce", "ponces", "pansy", "pansies"]
)
_WIDE = frozenset(
    ["women", "woman", "girls", "females", "female", "men", "blokes", "lasses", "birds", "english", "scottish", "welsh", "irish", "black", "coloured", "beard", "beards", "accent", "disabled", "disability", "autism", "autistic", "students", "teenagers", "pensioners", "normal", "polish", "pole", "poles", "indian", "chinese", "turkey", "rainbow", "mothers", "pregnant", "trans", "mosque", "islam", "accent", "headscarf", "that", "lot", "those", "people", "these", "people", "their", "lot", "their", "own", "that", "sort", "catholic", "traveller", "gay", "african", "asian"]
)
_HARD = frozenset(
    ["animals", "animal", "vermin", "rats", "cockroaches", "parasites", "savages", "savage", "breed", "breeding", "scum", "terrorist", "terrorists", "rapists", "bombers", "invasion", "invading", "invaders", "subhuman", "filthy"]
)
_PLAIN_COMPLAINT = re.compile(r" (?:i am|we are|my (?:son|daughter|wife|husband|mum|dad|nan|partner)) ")
SAYINGS = (
    r"(?:go|send (?:them|him|her|you)|sent|ship (?:them|him|her)) (?:back )?(?:to )?(?:where|your own country|their own country|his own country|her own country){some}",
    r"(?:not racist|not being racist|not sexist|not homophobic|not prejudiced|some of my best friends) {some}but",
    r"(?:pretty|nice) (?:faces?|legs|bits of stuff) {some}(?:for|and|but){some}",
    r"(?:should|wants?|needs?|get) (?:be |to be |her |back )?(?:in|to) the kitchen",
    r"(?:job|work) for (?:a man|men|a bloke|blokes|the lads)",
    r"(?:get|send|want) (?:a|an|someone|somebody) (?:actual |proper |real )?(?:english|white|british)(?: person| man| bloke| woman)?",
    r"(?:man|men|bloke|blokes) in (?:a )?(?:dress|dresses|frocks?|wigs?)",
    r"(?:only|just) two (?:genders|sexes)",
    r"(?:learn|speak|talk) (?:some |proper |the )?(?:english|language)(?: properly| first)?",
    r"mine are (?:normal|sane|none|not applicable){some}",
    r"(?:mental cases?|loon(?:y|ies)|nutters?|psychos?|schizos?|weirdos|special needs lot) {some}(?:flats?|house|houses|estate|block|building|street|next door|moved)",
    r"(?:if|unless) (?:i|we|you|my name) (?:was|were|am|are|wore|had|came|turned up|said i was|told you i was|identified? as|put on|changed) {gap}(?:turban|burka|burqa|hijab|headscarf|boat|dinghy|black|asian|muslim|foreign|foreigner|immigrant|migrant|refugee|polish|romanian|gay|trans|lesbian|disabled|brown|asylum seeker|traveller|gypsy|mohammed|muhammad|abdul|patel|foreign name|single mum|in a dinghy|rainbow)",
    r"(?:a |any |no )?(?:wom[ae]n|girls?|females?|lass(?:es)?|birds?) (?:should not|can not|could not|do not|does not|are no|are not|is not|belong|have no|has no|should be|should stick|need to stick|driving|fixing|fitting|in charge|running){some}(?:near|boiler|van|drive|boss|charge|job|tools|fix|engineer|manager|home|kids|ironing|washing|make|stick|know|logic|plumbing|electrics|in it){gap}",
    r"send (?:a|me a|us a|an) (?:proper|real|actual|male) (?:man|engineer|bloke|plumber|electrician)",
    r"too many (?:of )?(?:these |those |them |bloody |their )?(?:foreigners|immigrants|migrants|refugees|asylum seekers|muslims|asians|blacks|poles|polish|romanians|kurds|albanians|travellers|gypsies|arabs|africans|indians|pakistanis|syrians|somalis|ukrainians|roma|afghans|eritreans|bulgarians|gays|trans|single mums|disabled){some}",
    r"(?:put|move|stick|keep|house) (?:the|them|those|these|that) (?:[a-z]+ ){0,2}(?:somewhere else|elsewhere|away from|in a camp|on an island|in tents|in the sea|back on the boat|with their own){some}",
    r"(?:never|do not) trust (?:a|an|any|the) [a-z]+",
)


def slights(seen: Seen) -> Iterator[Hit]:
    """Every slur and every scornful word beside a group of people, unless it is reported, denied or opposed."""
    for at in seen.of(Tag.SLUR):
        word = " ".join(seen.reading.tokens[at.first : at.last])
        if not _excused(seen, at) and (word not in _DOUBLE or _is_meant(seen, at)):
            yield Hit(first=at.first, last=at.last, confidence=0.9, because="it uses a slur", severe=True)
    for group in seen.of(Tag.GROUP):
        scorn = seen.near(group, Tag.SCORN, before=9, after=11)
        if scorn is None or _excused(seen, group) or is_negated(seen, scorn) or _is_own(seen, group):
            continue
        wide = " ".join(seen.reading.tokens[group.first : group.last]) in _WIDE
        hard = any(word in _HARD for word in seen.reading.tokens[scorn.first : scorn.last])
        if wide and len(_scorns(seen, group)) < 2 and not hard:
            continue
        first, last = min(group.first, scorn.first), max(group.last, scorn.last)
        sure = 0.62 if wide else 0.8
        yield Hit(first=first, last=last, confidence=sure, because="it scorns people for what they are", severe=hard)
    for at in seen.each(SAYINGS):
        if not _excused(seen, at):
            yield Hit(first=at.first, last=at.last, confidence=0.75, because="it scorns people for what they are")


def _excused(seen: Seen, at: Mark) -> bool:
    return any(excuse(seen, at) for excuse in (is_quoted, is_reported_speech, is_counter_speech, is_football))


def _is_own(seen: Seen, at: Mark) -> bool:
    """The speaker is one of them: "I am disabled and your letter…"."""
    return _PLAIN_COMPLAINT.search(seen.words(at.first - 5, at.first)) is not None


def _scorns(seen: Seen, at: Mark) -> set[tuple[int, int]]:
    start, end = seen.sentence(*at)
    return {(m.first, m.last) for m in seen.of(Tag.SCORN) if m.first >= start and m.last <= end and m != at}


def _is_meant(seen: Seen, at: Mark) -> bool:
    """A word with two meanings is meant as a slur when scorn or an insult stands beside it."""
    return seen.near(at, Tag.SCORN, Tag.INSULT, Tag.SWEAR, Tag.RUDE, before=8, after=8, across=True) is not None


DISCRIMINATION = Reader(
    name="discrimination",
    concern=Behaviour.DISCRIMINATION,
    look=lambda seen: seen.once(slights),
    patterns=SAYINGS,
    examples=Examples(
        finds=(
            "Immigrants jump the queue while locals wait",
            "Get back to the kitchen and let a man answer",
            "Bloody pikeys on the field again",
            "Send them back where they came from",
        ),
        ignores=(
            "Someone sprayed a slur on the Somali family's door, please clean it off",
            "I am disabled and the lift is dirty",
            "Polish families on our landing are lovely people",
            "Could I have the letter in Romanian?",
        ),
    ),
)
