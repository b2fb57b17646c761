"""A complaint: dissatisfaction about the landlord's service, however made (Housing Ombudsman, Complaint Handling Code 1.2)."""

from collections.abc import Iterator

from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.discrimination import slights
from bot.detectors.emergency import dangers
from bot.detectors.excuses import is_football
from bot.detectors.lexicon import Mark
from bot.detectors.threat import threats
from bot.detectors.vocabulary import Tag
from bot.model import Protected

LENGTH = (
    r"(?:for |over |nearly |almost |about |going on |after |in )?{num} (?:\w+ )?{unit}(?: now| later| ago| mind| and counting)?",
    r"since {gap}(?:{month}|{day}|last (?:week|month|year|summer|winter|spring|autumn|[a-z]+)|before|\d{4}|half term|the (?:weekend|storm|summer|clocks|start|beginning|new year|spring|winter|autumn|flood))",
    r"(?:for|in|took|taken|after|over|all) (?:ages|months|weeks|years|days|hours|forever|donkeys years|decades|yonks|the whole (?:winter|summer|week|weekend)|half an hour|an hour|a year|a month|a week|a fortnight|ever)",
    r"(?:all|every) (?:week|winter|month|summer|night|weekend|day|friday|single [a-z]+)",
    r"(?:in|from|till|until|reported in|back in) {month}",
    r"two year|two month|{num} (?:wk|mth|yr|bloody|effing|fucking) ?{unit}?",
)
COUNT = (
    r"{nth} (?:time|visit|letter|call|engineer|plumber|appointment|email|bin day|week|month|attempt|fitter|man|person|repair|leak|report|ring|winter|complaint|form)",
    r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|several|countless|umpteen) (?:times|visits|letters|calls|phone calls|appointments|emails|engineers|plumbers|collections|attempts|people|different people|men|forms|buses|no shows|texts|reports|complaints|promises|photos|inches|wrong)",
    r"£\d[\d,.]*",
    r"(?:twice|again and again|over and over|yet again|once again|time after time|time and again|still again)",
)
CONTRAST = (
    r"(?:said|told|promised|supposed|meant|booked|logged|marked|agreed|due|letter says|website says|poster says|text said|app says|the sign says){some} (?:but|and|yet|still|nobody|no one|nothing|not|never|it is|they){some}",
    r"(?:instead of|rather than|despite|even though|although|and yet|but still|but nobody|but no one|but nothing|but it|but they|but you|but not|but no){some}",
    r"(?:now|so|and now) {gap}(?:i|we|my|the kids|nan|mum){gap} (?:have to|got to|having to|use|using|am|are|sleep|wash|cook|walk|carry|climb|eat|go|drying|washing|showering){some}",
    r"(?:no|not|never|nobody|nothing|none|neither) {gap}(?:come|came|been|done|fixed|working|works|answer|answers|told|help|helped|listened|looked|turned|rang|called|replied|change|changed|cleaned|emptied|collected|delivered|finished|happened|sign|date|sense|held|cut|asked|sent|brushed|swept|painted|bothered|clue|idea|one|good|better|time|key|heard|seen){gap}",
    r"who (?:thought|decided|designed|planned|plans|writes|signed|approved|measured|chose|fitted|built|puts|put|does|did|let|orders|ordered|runs|trained|books|booked){some}",
    r"(?:why|how|how come) (?:is|are|do|does|did|have|has|am|was|were|can|must|should|would|not|my|the|it|i|we|you){some}",
    r"(?:i|we) (?:have|had|got) to {some}(?:because|since|until|while|every|again){some}",
    r"(?:shall|should|do|must|can) i (?:water|grow|frame|charge|send|bring|wear|buy|move|invoice|fix|just|name|live|wait|use|climb|start|put){some}",
    r"(?:you|they) (?:have )?(?:sold|sent|put|left|moved|cut|took|taken|closed|lost|changed|billed|charged|fitted|painted|planted|built|dug|knocked|removed|cancelled|stopped|agreed|promised|said|gave|built|blocked|binned|ignored|forgot|missed|broke|fixed|turned|keep|kept|booked){some}",
    r"(?:i was|we were|i have been|we have been|got) (?:told|sent|given|charged|billed|promised|refused|turned|passed|cut|moved|left|asked|put|made|ignored|offered|fined){some}",
    r"(?:it|he|she|they|letter|man|engineer|bloke|fitter) (?:closed|went|left|came|turned up|fitted|said|measured|brought|arrived|asked|put|fixed|took|drilled|cut|sat|walked){some}",
    r"(?:ready to let|good as new|job done|completed|resolved|sorted|like new|fully refurbished|easy to use|state of the art|high standard|your call is important|your voice matters)",
    r"want(?:s|ed)? (?:it )?(?:noted|sorting|fixing|explaining|looking at|explained|replacing|mending|doing|a reason|a date|an answer|answers|to know){gap}",
    r"(?:anyone|somebody|someone|can you|can someone|could you|could someone|please) {gap}(?:come|fix|sort|mend|look|empty|move|replace|bless|tell|explain|answer|ring|call|reply){some}",
)
ASKS = frozenset({"is", "are", "what", "which", "where", "can", "could", "does", "do", "did", "when", "would", "will", "anyone", "has", "whats"})
OFFERS = (
    r"(?:lost|found|missing|free|for sale|wanted|anyone (?:want|lost|found|fancy)|selling|giving away|swap|reward){some}",
    r"(?:see you|come along|all welcome|everyone welcome|starts at|doors open|tickets|bring a|join us|do not forget|reminder|happy|congratulations|well done|big thanks|thank you|thanks to){some}",
    r"(?:can|could|may|shall) i {gap}(?:bring|book|come|join|pay|apply|buy|help|volunteer){some}",
)
_PUBLIC = frozenset({"telly signal", "bus", "photos", "text", "event", "budget", "minutes", "money", "answer", "list", "plan", "plans", "block", "estate", "flats", "scheme",
                     "decision", "band", "points", "order", "viewing", "hotel", "surgery", "visit", "meeting", "email", "letter", "report", "update", "response",
                     "reply", "photo", "surveys", "reception", "office hours", "slot", "charge", "bid", "review", "parts", "step", "steps", "bat", "ant", "key", "swing", "slide",
                     "light", "bench", "wall", "tree", "trees", "garden", "gardens", "path", "gate", "fox", "pump", "tap", "bell", "drive", "fan", "alarm", "tile", "lock", "bath",
                     "floor", "ramp", "ring", "hall"})  # fmt: skip


def _look(seen: Seen) -> Iterator[Hit]:
    """A service matter and dissatisfaction with it; when a danger is all there is, it is an emergency and no complaint."""
    matters = [m for m in seen.of(Tag.OBJECT, Tag.SERVICE) if not is_football(seen, m)]
    if not matters:
        return
    weight, strongest = _weigh(seen, matters)
    if weight >= _bar(seen):
        at = strongest or matters[0]
        first, last = min(at.first, matters[0].first), max(at.last, matters[0].last)
        yield Hit(first=first, last=last, confidence=min(0.95, 0.5 + 0.07 * weight), because="it is unhappy with our service")


def _weigh(seen: Seen, matters: list[Mark]) -> tuple[float, Mark | None]:
    """How much dissatisfaction there is, and where it shows most."""
    grievances = [m for m in seen.of(Tag.GRIEVANCE) if m not in matters]
    failures = seen.of(Tag.FAILURE)
    weight = 1.5 * min(len(grievances), 3) + 1.2 * min(len(failures), 2) + 0.35 * min(len(seen.of(Tag.GRUMBLE)), 4)
    weight += 1.3 * seen.says(*LENGTH) + 0.9 * seen.says(*COUNT) + 0.9 * sum(1 for p in CONTRAST if p in seen.matching)
    weight += 0.9 * seen.has(Tag.SWEAR, Tag.INSULT) + 0.2 * min(len(matters), 4)
    things = [m for m in matters if m in seen.of(Tag.OBJECT)]
    if things and not _is_a_question(seen) and not seen.has(Tag.PRAISE):
        weight += 1.0 + 0.4 * (len(things) > 1)
    strongest = next(iter(grievances or list(failures) or [next(seen.spans(p)) for p in (*LENGTH, *CONTRAST) if seen.says(p)]), None)
    return weight, strongest


def _is_a_question(seen: Seen) -> bool:
    """It only asks something: how, when or whether, without a word of dissatisfaction."""
    tokens = seen.reading.tokens
    return "?" in tokens[-2:] or tokens[0] in ASKS or tokens[:2] in (("does", "anyone"), ("do", "we"))


def _bar(seen: Seen) -> float:
    """How much it takes: more beside praise, a danger or a cry for help, where the words have another reason."""
    bar = 1.5
    if seen.once(dangers):
        bar += 2.2
    if seen.has(Tag.PRAISE) and not seen.has(Tag.GRIEVANCE, Tag.FAILURE):
        bar += 1.2
    if _is_a_question(seen) and not seen.has(Tag.FAILURE):
        bar += 0.6
    if seen.says(*OFFERS):
        bar += 1.5
    if any(seen.once(look) for look in (slights, threats)):
        bar += 1.0
    return bar


COMPLAINT = Reader(
    name="complaint",
    concern=Protected.COMPLAINT,
    look=_look,
    patterns=(*LENGTH, *COUNT, *CONTRAST, *OFFERS),
    examples=Examples(
        finds=(
            "Six weeks waiting for a new back door and nobody has rung",
            "You promised to fix the gutter in March and it is still dripping",
            "Ten out of ten for the letter, shame the ceiling it is about is in another house",
            "The lift is out of order again",
        ),
        ignores=("Is the office open on Friday?", "Thank you to the lads, lovely job on the fence", "Happy Christmas everyone"),
    ),
)
