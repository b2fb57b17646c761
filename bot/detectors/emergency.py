"""Danger to life or home, or a repair that cannot wait: it goes to people at once, whatever else the comment says."""

from collections.abc import Iterator

from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.excuses import is_football, is_idiom, is_praise
from bot.detectors.lexicon import Mark
from bot.detectors.vocabulary import Tag
from bot.model import Protected

_HEAT = ("heat", "heating", "boiler", "hot water", "freezing")
_NEEDS_COLD = frozenset({"no heat", "no heating", "heating off", "heating is off", "heating has gone", "heating gone", "heating packed up",
                         "heating broke", "heating broken", "heating out", "boiler broken", "boiler broke", "boiler packed up", "boiler has packed",
                         "boiler is off", "boiler off", "boiler dead", "boiler died", "boiler has gone", "boiler gone", "boiler out", "boiler is dead",
                         "no hot water", "freezing with"})  # fmt: skip
_NEEDS_TROUBLE = frozenset({"fire door", "fire doors", "fire exit", "fire escape", "fire alarm", "fire alarms", "oxygen", "insulin", "asbestos", "sprinkler",
                            "flood", "condemned", "careline", "melting", "trapped", "sharps", "dry riser", "locked in", "can not get out", "in the meter cupboard",
                            "masonry", "escape route", "sewage", "flooding the", "flooding my", "leaning over", "chimney pot", "emergency cord", "hoist broken",
                            "tree down", "scorched", "on fire", "lock broken", "lock is broken", "foc", "aag", "prad", "gaz", "no water", "is smoking", "pouring in"})  # fmt: skip
BUILT = r"(?:wall|chimney|ceiling|roof|balcony|ledge|canopy|porch|stairs?|staircase|floor|lintel|gable|parapet|scaffold|scaffolding|tree|lamp ?post|pylon|boundary wall|garden wall|retaining wall|window|pane|cladding|panel|slab|beam|joist|step|steps|handrail|banister|railings?|gate|light fitting|masonry|bricks?|tiles?|slates?|coping stone|guttering|gutter|sign|aerial)"
FALLS = r"(?:leaning|moved|moving|bulging|bowing|sagging|swaying|giving way|gave way|given way|collapsed|collapsing|hanging|dropped|dropping|coming away|come away|came away|coming down|came down|come down|falling|fallen|fell|cracking|crumbling|shifted|tilting|wobbling|about to go|about to come|about to fall|going to go|going to fall|flapping|dangling|blown|blowing|loose above|snapped|come off|came off|come out|gone through|given out)"
OVER = r"(?:path|pavement|entrance|doors?|bus (?:stop|shelter)|playground|play area|kids|children|people|pram|bungalows?|head|heads|car park|cars|walkway|school|road|footpath|residents|tenants|overnight|balcony|cordon|someone|somebody|anyone|underneath|below|gap|storm|wind|right now|tonight|any minute|any second)"
SAYINGS = (
    r"burn(?:ing|t) {gap}(?:smell|plastic|rubber|wires?|electrics?|wiring|fishy){gap}",
    r"(?:fuse ?board|fuse ?box|consumer unit|socket|sockets|plug|plugs|switch|cooker|wiring|electrics|meter|light fitting|adaptor|heater){some} (?:melted|melting|hot|burning|burnt|smoking|smoke|sparking|sparks|sparked|buzzing|crackling|fizzing|tripping constantly|exploded|banged|went bang|on fire|shock|wet|scorched|black marks)",
    r"(?:sparking|smoking|burning|melted|melting|fizzing|crackling|buzzing|scorched|exploding|arcing) {gap}(?:fuse ?board|fuse ?box|consumer unit|sockets?|plugs?|switch|cooker|wiring|wires?|electrics|meter|light|boiler|cable|cables|heater|drier|dryer)",
    r"(?:carbon monoxide|monoxide|co alarm){some}",
    r"(?:stair ?rail|handrail|banister|railings?|balustrade|balcony|rail|canopy|gutter|sign|lintel|ledge|window|door|panel|light|ceiling){some} (?:came|come|coming|broke|broken|snapped|torn|pulled|hanging|swinging|dangling) {gap}(?:away|off|loose|by a|over|above){some}",
    r"(?:joists?|beams?|party wall|foundations?|gable|lintels?|floor|stairs|balcony|ceiling|wall){some} (?:dropped|moved|shifted|split|opened|cracked|sunk|sinking|bouncing|given|bowed|parted|rotted through) {some}(?:inch|inches|since|overnight|top to bottom|through|today|tonight|week|dinner|morning|foot|hand|arm|fist)",
    r"(?:slates?|tiles?|bricks?|masonry|glass|concrete|render|cladding|ice|branches?|scaffold boards?|plaster|coping|stones?|chimney pots?|panels?|lumps|chunks|bits of (?:roof|wall|ceiling|concrete)){gap} (?:are |is |has |have |keep |keeps )?(?:coming|come|came|falling|fell|fallen|dropping|dropped|landing|landed|flying|blowing|raining|sliding|crashing|hitting) {gap}(?:off|down|out|onto|on|in|over|past|from|path|street|everywhere){some}",
    r"(?:nailed|screwed|chained|padlocked|welded|bolted|locked|blocked|boarded|bricked) {some}(?:escape|fire|exit|emergency|stairs|stair|back|only way out) {gap}(?:door|doors|exit|stairs|route|way){some}",
    r"(?:capped|cut|turned|switched|shut|knocked|disconnected) (?:us|me|him|her|them|it|the gas|our gas|my gas|the heating|off)(?: [a-z]+){0,3} (?:off|monday|tuesday|since|yesterday|friday|days|and left|nobody|weeks?){some}",
    r"(?:sat|sitting|sleeping|sleep|wrapped|huddled|stuck|live|living|cooking) in (?:her|his|their|our|my|a|the) (?:coats?|hats?|blankets?|duvets?|sleeping bags?|gloves|scarf){some}",
    r"\d+ (?:degrees?|c) (?:in|inside|upstairs|indoors|at night|this morning|when we){gap}",
    r"(?:drop|hanging over|nothing stopping|no barrier|no rail|no railing|unguarded|sheer drop|fall from|open shaft|lift shaft){some}",
    r"(?:light|lights|bulb|bulbs|lamp|ceiling rose|light fitting|pendant|spotlights?){some} (?:full of water|dripping|filling|water|wet|leaking|raining){gap}",
    r"(?:water|rain|leak|sewage|drips?){some} (?:ceiling rose|bulb|pendant|spotlights?|consumer unit|fuse ?board|cooker|plug sockets?|tv|extension lead)",
    rf"{BUILT}{{gap}} (?:is |has |have |are |has been |s )?{FALLS}{{some}} {OVER}{{gap}}",
    rf"{OVER}{{some}} {BUILT}{{gap}} {FALLS}{{gap}}",
    rf"(?:crack|gap|hole){{some}} {BUILT}{{some}} (?:leaning|moved|bigger|wider|growing|arm|fist|through|bulging|daylight|overnight){{gap}}",
    r"(?:water|wet|rain|leak|leaking|dripping|drips|damp){some} (?:light fitting|lights?|sockets?|plugs?|fuse ?box|consumer unit|electrics?|electric|meter|switch|switches|wiring|wires|cooker point){gap}",
    r"(?:light fitting|lights?|sockets?|plugs?|fuse ?box|consumer unit|electrics?|meter|switch|wires|drier|dryer|cooker|boiler|cable){some} (?:sparks?|sparking|sparked|smoke|smoking|fizzing|buzzing and|crackling|burning|burnt|burned|melted|melting|hot to touch|too hot to touch|shock|shocks|flames?|bang|banging and|arcing|wet|soaked|water){gap}",
    r"(?:smoke|flames?|fire|burning|sparks) {some}(?:flat|bin|bins|bin store|loft|socket|plug|stairs|stairwell|landing|cupboard|lift|roof|window|balcony|kitchen|drier|dryer|room|corridor|garage|electric|meter|upstairs|downstairs|next door){gap}",
    r"(?:smell|smells|smelling|stinks?|stink|reeks?|whiff|hissing){some} (?:gas|burning|fumes|smoke|petrol|chemicals)",
    r"gas {some}(?:leak|leaks|leaking|smell|smells|hissing|escaping|hiss|fumes|headache|headaches|dizzy|sick|alarm|strong){gap}",
    r"(?:co|carbon monoxide|monoxide) {gap}(?:alarm|detector|beeping|going off|sounding|poisoning|leak){gap}",
    r"(?:headache|headaches|dizzy|sick|sleepy){some} (?:boiler|fire|flue|gas|fumes){gap}",
    r"(?:boiler|fire|gas) flame{some} (?:orange|yellow){gap}",
    r"(?:fire|escape|emergency|back|front|exit|communal) {gap}(?:doors?|exit|escape|stairs?){some} (?:chained|padlocked|locked|blocked|jammed|wedged|nailed|screwed|boarded|bricked|stuck|will not open|does not close|will not close|propped|missing|off its hinges|hanging off|broken|smashed|does not shut|will not shut|does not lock|can not get|can not open){some}",
    r"(?:chained|padlocked|locked|blocked|jammed|wedged|nailed|screwed|boarded|bricked|broken|smashed) {some}(?:fire door|fire doors|fire exit|fire escape|escape route|emergency exit)",
    r"(?:fire|smoke) (?:alarms?|detectors?|panel){some} (?:not working|dead|faulty|broken|missing|disconnected|ripped|will not stop|does not|do not|taken down|hanging|fault|beeping|no batter[a-z]+){gap}",
    r"(?:front|back|main|patio|flat) door{some} (?:will not|does not|can not|not|cannot) (?:lock|shut|close|be locked|be shut|secure|locking|closing){gap}",
    r"(?:front|back|main|patio|my|our|the) (?:door|window){gap} (?:kicked in|booted in|smashed in|forced|jemmied|put through|off its hinges|broken into|wide open all night|hanging off|has no lock|with no lock){gap}",
    r"(?:lock|handle) {gap}(?:snapped|broken|come off|came off|spun off|fell off|has gone|jammed|seized){some} (?:shut|lock|close|locked in|can not get|night|kids|children|stuck|ground floor|alone|trapped){gap}",
    r"(?:stuck|trapped|shut|jammed|locked) (?:in|inside|between){gap} (?:lift|flat|floors?|bathroom|toilet|room|house|bin store|bedroom|kitchen){gap}",
    r"lift{gap} (?:stuck|stopped|jammed|dropped|trapped|plunged|fell){some} (?:in it|inside|with|people|floors?|someone|somebody|man|woman|lady|kids|wheelchair|door open|doors open){gap}",
    r"(?:can not|cannot|could not|unable to) get (?:out of|down from|off|out|in or out){gap} (?:flat|house|home|building|block|bath|lift|room){gap}",
    r"(?:water|sewage|rain|it) {gap}(?:pouring|gushing|flooding|streaming|running|coming|cascading|spraying|rising|spewing|bubbling) {gap}(?:through|down|out|in|up|from|into|under){gap} (?:ceiling|ceilings|walls?|lights?|light|roof|door|stairs|floor|kitchen|bathroom|bedroom|lounge|hall|toilet|bath|drain|manhole|electrics|flat|house|everywhere|lift){gap}",
    r"(?:main|mains|pipe|tank|cylinder|radiator|hose|stopcock|boiler|valve){gap} (?:burst|bursting|blown|exploded|split|snapped|gushing|spraying|pouring){gap}",
    r"burst {gap}(?:main|mains|pipe|tank|cylinder|radiator|stopcock){gap}",
    r"(?:inches|foot|feet|inch|ankle|knee) {gap}(?:of water|deep in|of sewage|deep){gap}",
    r"(?:sewage|poo|shit|shite|turds|human waste|raw sewage|toilet water) {gap}(?:coming|come|came|bubbling|backing|pouring|overflowing|floating|all over|everywhere|running|across|in the|up){some}",
    r"(?:no|without|not had|have not had|zero) {gap}(?:heat|heating|hot water|gas|electric|electricity|power|water|toilet|running water|boiler){some}",
    r"(?:heat|heating|boiler|hot water|electric|electrics|electricity|power) {gap}(?:gone off|gone|off|out|packed up|packed in|cut off|been off|been out|been down|broke|broken|dead|died|down|bust|conked out|stopped|cut out|not working|failed|kaput|knackered){some}",
    r"(?:bare|live|exposed|loose|open|dangling|hanging|naked|cut|chewed) {gap}(?:wires?|wiring|cables?|electrics|electricity|socket|terminals)",
    r"(?:wires?|wiring|cables?) {gap}(?:hanging|dangling|exposed|bare|live|sticking out|showing|poking|fizzing|sparking|loose|chewed|out of the|crackling|smoking|melted){gap}",
    r"(?:electric|electrical|a|nasty) (?:shock|shocks|belt|jolt) {gap}(?:off|from|out of|when|when|every time){some}",
    r"(?:asbestos|lagging){some} (?:dust|broken|smashed|drilled|drilling|exposed|crumbling|snapped|everywhere|ripped|cut|floor|open|flaking){gap}",
    r"(?:dust|broken|smashed|drilled|drilling|exposed|snapped|ripped|cracked){some} asbestos",
    r"(?:manhole|drain|inspection) {gap}(?:cover )?(?:missing|open|gone|collapsed|stolen|nicked|wide open){some}",
    r"(?:hole|sinkhole|void|crater) {gap}(?:opened|appeared|opened up|in the (?:floor|pavement|path|road|stairs|ceiling|playground)){some}",
    r"(?:needles?|syringes?|sharps|broken glass){some} (?:playground|play area|stairwell|stairs|sandpit|kids|children|garden|landing|lift|park|bin room)",
    r"(?:alarm|pull) cords?{some} (?:not|dead|nobody|no one|does not|do not|cut|tied up|broken|unanswered|disconnected){some}",
    r"(?:ambulance|fire engine|fire brigade|paramedics|fire service|999){some} (?:could not|can not|not get|blocked|on (?:its|their|the) way|here|called|outside|been out){gap}",
    r"(?:barbecue|bbq|bonfire|fireworks?|disposable barbecue|fire pit|candles?) {gap}(?:on|in|under|inside|against) {gap}(?:balcony|stairwell|landing|flat|hall|corridor|fence|shed|bin store){gap}",
)
_WEATHER = (" freezing ", " snow ", " snowing ", " minus ", " frost ", " ice ", " icy ", " cold ", " winter ", " shivering ", " see our breath ", " see my breath ", " blue ", " can not get warm ")


def dangers(seen: Seen) -> Iterator[Hit]:
    """Every hazard named; heating counts when somebody frail or the cold is spoken of, or when it is out altogether."""
    for at in seen.of(Tag.HAZARD):
        words = " ".join(seen.reading.tokens[at.first : at.last])
        if words in _NEEDS_TROUBLE or is_idiom(seen, at) or is_football(seen, at) or _is_over(seen, at):
            continue
        if words in _NEEDS_COLD and not is_out_in_the_cold(seen):
            continue
        yield Hit(first=at.first, last=at.last, confidence=0.85, because="it names a danger or an urgent repair")
    for at in seen.each(SAYINGS):
        if is_idiom(seen, at) or is_football(seen, at) or _is_over(seen, at) or is_praise(seen, at):
            continue
        if _is_heat(seen, at) and not is_out_in_the_cold(seen):
            continue
        yield Hit(first=at.first, last=at.last, confidence=0.78, because="it names a danger or an urgent repair")


def is_out_in_the_cold(seen: Seen) -> bool:
    """Somebody frail, or bitter cold, is spoken of."""
    return seen.has(Tag.FRAIL, Tag.CHILD) or any(word in seen.reading.folded for word in _WEATHER)


def _is_heat(seen: Seen, at: Mark) -> bool:
    words = seen.words(*at)
    return any(f" {word} " in words for word in _HEAT) and not any(f" {w} " in words for w in ("flame", "gas", "smell", "burst", "smoke"))


def _is_over(seen: Seen, at: Mark) -> bool:
    """It is past, or an exercise: "last year's flood", "fire door inspection", "has been fixed"."""
    near = seen.words(at.first - 4, at.last + 5)
    return any(f" {w} " in near for w in ("last year", "drill", "test", "training", "inspections", "safety week", "fixed now", "sorted now", "was fixed", "been fixed",
                                           "policy", "leaflet", "advice", "talk", "years ago", "open day"))  # fmt: skip


EMERGENCY = Reader(
    name="emergency",
    concern=Protected.EMERGENCY,
    look=lambda seen: seen.once(dangers),
    patterns=SAYINGS,
    examples=Examples(
        finds=(
            "I can smell gas on the landing",
            "Water is pouring through the bathroom ceiling onto the lights",
            "No heating and I've got a newborn",
            "The fire door on the ground floor won't shut",
            "Someone is trapped in the lift",
        ),
        ignores=(
            "Please paint the railings",
            "My kitchen drawer is broken",
            "The fire drill is on Tuesday",
            "Love the new boiler, toasty",
        ),
    ),
)
