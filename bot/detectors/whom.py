"""Whom is meant: our people, somebody else, or the speaker. The same words are abuse or third-party rudeness by this."""

import re
from enum import Enum, auto

from bot.detectors.base import Seen
from bot.detectors.lexicon import Mark
from bot.detectors.vocabulary import KNOWN, Tag

_FULL_NAME = re.compile(r"(?<![\w'’])([A-Z][a-z]{1,14}) ((?:Mc|Mac|O['’])?[A-Z][a-z]{2,18})(?![\w])")
_FAMILIAR = frozenset({"derby", "homes", "housing", "council", "street", "road", "county", "park", "happy", "merry"})


PLACES = (
    r"(?:him|her|them|those|that lot|that one|he|she|the (?:ones?|lads?|lass|kids|family|woman|man|bloke|couple|girl|lady|people|lot|idiots?|youths|students|tenants?|teenagers|boys|girls|folk|residents|fella)|those (?:[a-z]+)|them (?:[a-z]+)) (?:in|at|from|on|by|across|behind|above|below|over|next to|opposite|up|down) (?:the |number |no |flat |our )?(?:[a-z0-9]+ ){0,2}(?:flat|flats|house|houses|block|floor|door|end|corner|road|street|close|estate|landing|bungalow|maisonette|site|lay ?by|bypass|field|park|bend|shops|stairs|row|avenue|court|\d+[a-z]?)",
    r"(?:at|in|from) (?:number|no|flat|house) \d+[a-z]?",
    r"(?:\w+s|\w+) (?:at|in) (?:number )?\d+[a-z]?",
    r"(?:by|on|off|near|behind) the (?:bypass|lay ?by|rec|field|car park|site|verge|canal|shops|garages|corner|common|green)",
    r"(?:upstairs|downstairs|next door|across the (?:road|landing|way|street)|over the (?:road|fence|way)|opposite|above me|below me|above us|below us|on my landing|on our landing|on my street|on our street|up our end)",
    r"(?:my|our|the|that|his|her) (?:neighbours?|lodger|dealer|commenter)",
)
ROLES = (
    r"your (?:[a-z]+ ){0,2}(?:bloke|man|men|lady|ladies|lass|fella|guy|woman|women|lad|lads|girl|girls|chap|boss|boy|boys|people|team|staff|crew|chief|head|rep|folk|firm|gaffer|person)",
    r"(?:gas|rent|rents|arrears|lettings|repairs|housing|council|maintenance|estates?|income|complaints|finance|planning|customer|asb|voids|allocations|stores|depot|reception|grounds|cleaning|lift|boiler|parking|roofing|court|tenancy|support|caretaking|environmental|social media|legal|hr|it|contracts|procurement|heating|electrical|window|door|kitchen|bathroom|fencing|damp) (?:bloke|man|men|lady|ladies|lass|fella|guy|woman|women|lad|lads|girl|girls|chap|boss|boy|boys|people|team|staff|crew|chief|rep|manager|supervisor|officer|director|assistant|head|lot|mob|person|folk|dept|department)",
    r"(?:from|in|at|of|runs|run) (?:the )?(?:lettings|repairs|housing|rents|complaints|voids|allocations|stores|depot|arrears|income team|call centre|customer services?|the council|planning|finance|maintenance|head office|reception|enquiry desk|front desk|front office|estates)",
    r"(?:he|she|they|bloke|man|woman|lad|lass|girl|person|clown|idiot|someone|somebody) (?:you|that you|who you) (?:sent|send|employ|employed|hired|pay)",
    r"(?:whoever|the (?:person|genius|clown|idiot|bright spark|one|numpty|muppet)) (?:who |that )?(?:runs|wrote|writes|signed|signs|decided|refused|designed|planned|plans|approved|answers|answered|measured|fitted|put|chose|sent|thought|is on|is behind|typed|types|booked|drew|built|ordered)",
)


class Whom(Enum):
    """The person that words are aimed at."""

    STAFF = auto()
    THIRD = auto()


def speaks_of_staff(seen: Seen) -> bool:
    """Whether any of our people is spoken of, by role or by name."""
    return seen.has(Tag.STAFF) or seen.says(*ROLES) or names_our_staff(seen) is not None


def names(seen: Seen) -> tuple[Mark, ...]:
    """People named in the comment: by the policy's staff names, by first name with a capital, by first and last name."""
    text, reading = seen.interaction.text, seen.reading
    found = [m for m in seen.of(Tag.NAME) if text[reading.spans[m.first][0]].isupper() and _is_a_name_here(seen, m)]
    for full in _FULL_NAME.finditer(text):
        first, last = full[1].casefold(), full[2].casefold()
        if first in _FAMILIAR or last in _FAMILIAR or (first in KNOWN and not _listed(seen, first)) or last in KNOWN:
            continue
        at = next((n for n, span in enumerate(reading.spans) if span[0] == full.start(1)), None)
        if at is not None:
            found.append(Mark(at, min(at + 2, len(reading.tokens))))
    return tuple(sorted(found))


def _listed(seen: Seen, name: str) -> bool:
    return any(seen.reading.tokens[m.first] == name for m in seen.of(Tag.NAME))


def _is_a_name_here(seen: Seen, m: Mark) -> bool:
    """A word that is also an everyday word (Will, Mark, June) is a name only inside a sentence."""
    word = seen.reading.tokens[m.first]
    return word not in {"will", "mark", "may", "june", "april", "joy", "dean", "max", "jack", "bob", "art", "ion", "mo"} or (
        m.first > 0 and seen.reading.tokens[m.first - 1] not in {".", "!", "?"}
    )


def names_our_staff(seen: Seen) -> Mark | None:
    """Where a name from the policy's list of staff stands, if one does."""
    folded = seen.reading.folded
    for name in seen.policy.staff_names:
        wanted = f" {name.casefold()} "
        at = folded.find(wanted)
        if at >= 0:
            return Mark(*seen.reading.tokens_of(at + 1, at + len(wanted) - 1))
    return None


def names_somebody(seen: Seen) -> bool:
    """Whether the comment names a person."""
    return names_our_staff(seen) is not None or bool(names(seen))


def aimed_at(seen: Seen, at: Mark) -> Whom:
    """Whom words at this place are aimed at: who is named in the sentence, else in the comment, else our people."""
    if names_our_staff(seen):
        return Whom.STAFF
    start, end = seen.sentence(*at)
    here = _verdict(seen, at, start, end)
    return here or _verdict(seen, at, 0, len(seen.reading.tokens), weak=True) or Whom.STAFF


def _verdict(seen: Seen, at: Mark, start: int, end: int, *, weak: bool = False) -> Whom | None:
    """The nearer of our people and others within the range; a bare you or they decides only when nobody is named."""
    def distance(marks: list[Mark]) -> int | None:
        within = [m for m in marks if m.first >= start and m.last <= end and not (at.first <= m.first and m.last <= at.last)]
        return min((min(abs(m.last - at.first), abs(m.first - at.last)) for m in within), default=None)

    third = distance([*seen.of(Tag.THIRD, Tag.POLITICIAN), *seen.each(PLACES)])
    staff = distance([*seen.of(Tag.STAFF, Tag.ORG), *seen.each(ROLES)])
    named = distance(list(names(seen)))
    if third is not None and (staff is None or third < staff):
        return Whom.THIRD
    if staff is not None:
        return Whom.STAFF
    if named is not None:
        return Whom.THIRD
    you = distance(list(seen.of(Tag.YOU)))
    return Whom.STAFF if you is not None and not weak else None
