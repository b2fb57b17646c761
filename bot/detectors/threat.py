"""Threats of violence, damage or intimidation, open or veiled (policy 4.2 and 4.6)."""

from collections.abc import Iterator
from dataclasses import replace

from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.excuses import (
    is_football,
    is_idiom,
    is_legal_route,
    is_negated,
    is_quoted,
    is_reported_speech,
)
from bot.detectors.lexicon import Mark
from bot.detectors.vocabulary import Tag
from bot.detectors.whom import Whom, aimed_at, names_somebody
from bot.model import Behaviour

_FUTURE = frozenset({"will", "going", "gon", "would", "want", "wants", "deserve", "deserves", "need", "needs", "should", "driving",
                     "bringing", "about", "get", "gets", "hope", "wait", "let", "happily", "love", "try", "next", "until", "till"})  # fmt: skip
_I = frozenset({"i", "we", "brothers", "lads", "mates", "someone", "somebody", "gets", "get", "dog", "deserves", "wants", "needs", "dad", "hope"})
_SELF_OBJECT = frozenset({"myself", "me", "us", "ourselves"})
_BODY = frozenset({"head", "face", "legs", "leg", "neck", "teeth", "throat", "jaw", "nose", "arms", "kneecaps", "skull", "ribs", "fingers", "windows", "tyres", "car", "van", "office", "offices", "doors", "building", "reception", "depot", "house"})  # fmt: skip
_MILD = frozenset({"or else", "you have been warned", "see what happens", "last warning", "reckoning", "heads will roll", "payback",
                   "nothing to lose", "on the list", "public", "revenge", "your time will come", "in person next time", "you are finished",
                   "got a list", "karma is coming", "clock is ticking", "tick tock", "final warning to you", "patio", "limping",
                   "do something daft to", "mind yourself", "sleep tight", "turn the key", "start your car", "on my list", "the patio"})  # fmt: skip
COMING = (
    r"{i} (?:will be|am|will come|am coming|are coming|will|could be) (?:down|round|over|there|up|coming|waiting|outside|stood|back){some} with (?:a|an|my|the|some|me){some}",
    r"(?:got|have|bring|bringing|fetch|fetching) (?:a|an|my|the|some){some} (?:ready|waiting|with your name|with his name|with her name|by the door|behind the door|in the car|in the boot|for (?:you|him|her|them|the next))",
)
SAYINGS = (
    r"{i} (?:am|will be|are) (?:bringing|coming (?:down )?with|coming round with|outside with|stood outside with) {some}",
    r"(?:next|first) (?:one|person|man|bloke|lad|woman|officer|engineer|contractor|bailiff){gap} (?:gets?|is getting|will get|leaves|goes) {some}",
    r"(?:anyone|anybody|whoever|if you|if he|if she|if they|if any of you){some} (?:gets it|gets a|is getting|will get|will be leaving|leaves in|goes out|gets the){some}",
    r"(?:see|find out|wonder|watch) (?:how|what) {some}(?:windows?|cars?|tyres|office|van|house|kids|face|legs|nose|reception|front door|hair|teeth|family)(?: [a-z]+){0,2} (?:looks?|feels?|gets?|is|are|likes?|happens?|burns?|do|does|after|tomorrow|in the morning){gap}",
    r"(?:pity|shame|sad|terrible|awful|hate) {gap}if {some}(?:van|vans|cars?|offices?|windows|house|reception|something|anything|building|you|your|he|she|depot|hut|tyres|kids|family|dog){some}",
    r"(?:want|wants|had better|would better|better|best|ought to|should) (?:to )?(?:hope|pray) (?:i|we|she|he|they|you|my|it|that|nobody|no one){some}",
    r"(?:dark|quiet|lonely|empty|deserted|unlit) (?:night|alley|alleyway|car park|carpark|lane|street|corner|road|stairwell|path|by then|at that time|when){gap}",
    r"(?:car park|carpark|alley|lane|street) {gap}(?:is|s|gets|will be) {gap}(?:dark|quiet|empty|deserted){gap}",
    r"(?:somebody|someone|somebodys|people|one of (?:you|them|your lot)|they|he|she|you) (?:is|are|will|s) {gap}(?:get|be|getting|end up) (?:hurt|killed|hospitalised|battered|a slap|done in|in hospital|a kicking|in a box|bleeding|seriously hurt|in casualty|in a e)",
    r"put (?:his|her|your|their|somebody s|someone s|one of (?:their|your)|that [a-z]+ s) {gap}(?:head|heads|face|teeth|lights|windows?|eyes) {gap}(?:down|through|out|in|into|under|against)",
    r"(?:kick|knock|push|shove|pull|tip|shake|throw|chuck|boot|drag) {gap}(?:from under|out from under|off (?:that|the|his|your|her|a) {gap}(?:ladder|scaffold|scaffolding|roof|balcony|step|stairs|bridge)|down the (?:stairs|steps)|out (?:of )?(?:the|a|his|that) {gap}window|over the (?:balcony|wall|railings?|banister)|in the (?:canal|river|cut|skip|bin|trent|derwent)|under (?:a|the) (?:bus|train|tram))",
    r"(?:torch|petrol|burn|burning|brick|trash|smash|flatten|bulldoze|level|ram|blow up|torching|smashing) {gap}(?:your|the|that|his|her|their) {gap}(?:office|offices|van|vans|car|cars|depot|reception|building|windows|hub|house|place|doors|tyres|shop|gaff)",
    r"(?:she|he|they|you) (?:finish|finishes|knock off|knocks off|leave|leaves|clock off|clocks off|lock up|locks up|walk|walks|park|parks) {some}(?:alone|on her own|on his own|in the dark|dark|same way|same time|every night|behind the)",
    r"(?:go|come|be|going|coming|get) {gap}(?:round|down|after|for|at) (?:you|him|her|them|your|his|the lot of you|that [a-z]+){some}(?:with (?:a|my|the)|myself|mob handed|tooled up|and i (?:will not|am not)|properly|tonight|swinging)",
    r"(?:you|he|she|they) (?:will|is going to|are going to) (?:be )?(?:wish|wishing|need|needing|leave|leaving|get|be) {gap}(?:an ambulance|a doctor|stitches|new teeth|dentist|crutches|on a stretcher|a hearse|a new face|never been born|plastic surgery|hospital|a bodyguard|protection|in pieces)",
    r"(?:length|size|shape|height) of (?:a|an|your|the) (?:[a-z]+ )?(?:officer|inspector|surveyor|manager|director|plumber|engineer|caretaker|bailiff)",
    r"(?:out|released) (?:in|on|of prison|of nick|of jail|next) {some}(?:told (?:him|them|her)|meeting|waiting|looking for|wants a word){some}",
    r"(?:they|he|she) (?:is|are) looking forward to (?:meeting|seeing) (?:you|her|him|them)",
    r"(?:got|have|with) (?:bolt cutters|a hammer|a bat|a crowbar|petrol|a match|matches|an axe|a knife|a machete|a shotgun) and (?:a|an|no|the|nothing|plenty|all){some}",
    r"(?:come|send (?:him|her|them|someone|somebody)|talk to me|come round){some} (?:while|when) i (?:am|have){some}",
    r"(?:bomb|dynamite) (?:lettings|the|your|this|derby|office|reception|council|housing|rents|repairs){gap}",
    r"(?:tick|tick tick|tick tock) (?:tick )?(?:bomb|boom|dynamite){some}",
)


def threats(seen: Seen) -> Iterator[Hit]:
    """Every threat that no excuse takes away, whomever it is meant for."""
    for hit in (*_open(seen), *_veiled(seen)):
        at = Mark(hit.first, hit.last)
        if not any(excuse(seen, at) for excuse in (is_quoted, is_reported_speech, is_idiom, is_football)):
            yield hit


def _open(seen: Seen) -> Iterator[Hit]:
    """An intention to hurt: a harming verb with somebody to suffer it and somebody who will."""
    tokens = seen.reading.tokens
    for at in seen.of(Tag.HARM):
        before, after = tokens[max(0, at.first - 6) : at.first], tokens[at.last : at.last + 4]
        if is_negated(seen, at) or any(word in _SELF_OBJECT for word in after[:2]):
            continue
        meant = any(w in _FUTURE for w in before) and (any(w in _I for w in (*before, *tokens[max(0, at.first - 12) : at.first])) or before[-2:] == ("going", "to"))
        long = at.last - at.first >= 3
        if (meant or (long and not seen.near(at, Tag.OBJECT, after=2, before=0))) and (long or _somebody(seen, at, after)):
            yield Hit(first=at.first, last=at.last, confidence=0.88, because="it threatens to hurt people or damage property", severe=True)
    for at in seen.of(Tag.WEAPON):
        coming = seen.near(at, Tag.MENACE, Tag.HARM, before=12, after=14, across=True) or seen.says(*COMING)
        if coming and (seen.has(Tag.YOU, Tag.STAFF, Tag.ORG, Tag.THIRD) or seen.says(*COMING)) and not is_negated(seen, at):
            yield Hit(first=at.first, last=at.last, confidence=0.72, because="it speaks of a weapon and of people", severe=True)


def _somebody(seen: Seen, at: Mark, after: tuple[str, ...]) -> bool:
    """Somebody, or our building, is at the other end of the verb."""
    if any(word in _BODY for word in after) or any(word in {"you", "him", "her", "them", "your", "his", "their", "next", "first", "whoever", "anyone", "somebody", "someone", "that", "one"} for word in after[:2]):
        return not seen.near(at, Tag.OBJECT, before=0, after=2)
    return seen.near(at, Tag.STAFF, Tag.ORG, Tag.THIRD, Tag.NAME, before=0, after=5) is not None


def _veiled(seen: Seen) -> Iterator[Hit]:
    """Hints: knowing where somebody lives, days that are numbered, accidents that happen."""
    for at in seen.of(Tag.MENACE):
        words = " ".join(seen.reading.tokens[at.first : at.last])
        if is_negated(seen, at) or is_legal_route(seen, at):
            continue
        sure = 0.55 if words in _MILD else 0.8
        if words in _MILD and not seen.has(Tag.YOU, Tag.STAFF, Tag.WEAPON, Tag.HARM, Tag.THEY):
            continue
        yield Hit(first=at.first, last=at.last, confidence=sure, because="it hints at harm to people", severe=sure > 0.6)
    for at in seen.each(SAYINGS):
        if not is_legal_route(seen, at):
            yield Hit(first=at.first, last=at.last, confidence=0.72, because="it hints at harm to people", severe=True)


def _look(seen: Seen) -> Iterator[Hit]:
    for hit in seen.once(threats):
        if aimed_at(seen, Mark(hit.first, hit.last)) is Whom.STAFF:
            yield replace(hit, names_somebody=names_somebody(seen))


THREAT = Reader(
    name="threat",
    concern=Behaviour.THREAT,
    look=_look,
    patterns=(*SAYINGS, *COMING),
    examples=Examples(
        finds=(
            "I know what van you drive, watch yourself",
            "I'm going to knock your plumber's teeth out",
            "I will burn that office down with you all in it",
            "Tell your surveyor I know where he lives",
            "Shame if something happened to your nice new reception",
        ),
        ignores=(
            "Your plumber told me to watch my back on the ladder",
            "I could murder a cup of tea",
            "See you in court, my solicitor will be in touch",
            "These stairs are killing me",
            "I will kick this boiler one of these days",
        ),
    ),
)
