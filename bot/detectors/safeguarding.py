"""Somebody at risk: of suicide or self-harm, of violence at home, a child or an adult neglected, acute distress."""

from collections.abc import Iterator

from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.excuses import is_football, is_idiom
from bot.detectors.lexicon import Mark
from bot.detectors.vocabulary import Tag
from bot.model import Protected

SAYINGS = (
    r"(?:lined|laid|counted|set|got) {gap}(?:up|out)? ?{some}(?:tablets|pills|windowsill|bedside|in a row|all of them){some}",
    r"nothing {gap}(?:worth|matters|helps|feels){gap}",
    r"(?:stopped|given up) (?:opening|getting|eating|washing|going|answering|caring|sleeping|bothering|talking|leaving) {some}",
    r"(?:sorry|apologies) (?:for|about) (?:the|all the|any) (?:mess|trouble|bother|fuss){gap}",
    r"(?:milk|paper|papers|post|parcels|bins?|washing) (?:in|out|up|on the step) {gap}since{some}",
    r"(?:has not|have not|not) {gap}(?:taken|fetched|brought|picked up|put|been seen|answered|opened) {gap}(?:milk|post|bins?|curtains|paper|parcels|door|washing|blinds){some}",
    r"(?:telly|tv|light|lights|radio) {gap}(?:still|been) (?:on|going|blaring){some}",
    r"(?:bail|tag|prison|jail|out of nick|released|restraining order|injunction|non mol|court order){some} (?:runs out|tomorrow|ends|finished|found|back|knows|breaks|broke|ignored|again|tonight|here|out){gap}",
    r"(?:he|she|they|ex|husband|partner|dad|boyfriend) {gap}(?:broke|kicked|smashed|put|booted|punched) {gap}(?:the|my|our) {gap}(?:door|window|windows|wall|phone|car|jaw|arm|nose|ribs){gap}",
    r"(?:tracker|tracking|spyware|camera|listening device|air ?tag) {gap}(?:on|in|to) (?:my|me|the|our|her){some}",
    r"(?:do not|please do not|can not|not) (?:ring|call|text|reply|phone|write|answer){some} (?:he|husband|partner|my fella|boyfriend|he is|he ll|sees|checks|listening|reads){some}",
    r"(?:mummy|daddy|mum|dad|mam|nan|grandad) {gap}(?:asleep|sleeping|will not wake|not waking|on the floor|not moving|in bed all|poorly|cold|gone out|away){some}",
    r"(?:men|blokes|people|strangers|lads|gang|dealers|a lot of visitors) {gap}(?:in and out|coming and going|going in and out|staying|turning up|all hours|all night){some}",
    r"(?:taking|takes|took|spending|spends|helping themselves to|cleaned out|has|got) (?:his|her|their) (?:money|benefits|pension|pip|card|bank card|cash|medication|food|keys|phone)",
    r"(?:in|wearing) (?:his|her|their|a|just a|only a) (?:vest|nappy|nightie|pyjamas|pants|t shirt|dressing gown|socks){some}",

    r"(?:will|would|shall) not (?:be (?:here|around|alive|needing|a bother|a problem|bothering)|need|matter|see|make it|wake){some}",
    r"(?:stood|standing|sat|sitting|stuck|stopped) {gap}(?:bridge|footbridge|flyover|roof|ledge|edge|railway|platform|tracks|cliff|car park roof|top floor|multi storey|window ledge|parapet|canal|river|weir){some}",
    r"(?:do not|did not|never|not) (?:want|wanted|wanting) to (?:be here|live|wake up|be alive|carry on|exist|go on|do this|be a burden){gap}",
    r"(?:can not|cannot|could not) (?:go on|carry on|do this|do it|take|cope|face|keep){some}",
    r"(?:nothing|no reason|no point) {gap}(?:left|to live|to stay|to get up|in living|in carrying on|in going on|going on|to wake up){gap}",
    r"(?:better off|easier|happier) (?:without me|if i was not|if i were not|dead|when i am gone){gap}",
    r"(?:just |only )?(?:want|need) (?:it|it all|this|everything|the pain|the noise in my head) to (?:stop|end|be over){gap}",
    r"(?:goodbye|thank you all|thanks all|sorry everyone|sorry all|love you all|tell my (?:kids|mum|family|daughter|son)){some} (?:gone|tonight|last|forever|kind|love them|sorry|wait|over){gap}",
    r"(?:somebody|someone|who will|can someone|can anyone|please) {gap}(?:have|take|feed|look after|mind|rehome) my (?:cat|dog|budgie|pets?|rabbit|hamster|fish|plants){gap}",
    r"(?:will|have|taken|take|took|got|saved up|counted|counting) {gap}(?:tablets|pills|paracetamol|overdose|insulin all){gap}",
    r"(?:panic|anxiety) attacks?{some}",
    r"(?:my|her|his|the) (?:ex|ex partner|ex husband|ex wife|partner|husband|boyfriend|fella|bloke|dad|stepdad|son|grandson|nephew|carer){some} (?:hit|hits|hitting|beat|beats|beating|punch|punched|punches|strangled|strangles|threatens?|threatened|follow|follows|following|followed|controls?|locks?|locked|kicks?|kicked|found me|found us|found out|knows where|outside|tracking|tracks|smash|smashed|smashes|takes (?:her|his|my)|took (?:her|his|my)|will not let|scared|frightened|kill|hurts?|hurting|watching|stalking|grabbed|slapped|burns?|burnt|raped|screams|shouts at){some}",
    r"(?:he|she) (?:has )?(?:made|found|set up|got) (?:a|another|me|my|us|our) {gap}(?:account|address|number|again|profile|new){some}",
    r"(?:he|she) (?:knows|has found|found) {gap}(?:where i|where we|which estate|which flat|my new|my address|our address|me|us){some}",
    r"(?:knocks?|taps?|bangs?|lights?|flashes?) {gap}(?:wall|window|twice|curtain|pipe){gap} (?:is|means|for|if) (?:yes|no|help|ok){gap}",
    r"(?:pretend|say|saying) {gap}(?:you are|you re|to be|to be from|from the) (?:from |the )?(?:gas|repairs|meter|council|housing|boiler|checking){some}",
    r"(?:check|look) {gap}(?:if|that) {gap}(?:people|someone|somebody|she|he|they|a friend|her|him) (?:is|are) (?:ok|okay|safe|alive|alright|all right){gap}",
    r"asking for (?:a friend|somebody|someone|a neighbour){some}",
    r"(?:kids?|child|children|baby|toddler|twins|little (?:girl|boy|lad|lass|one)|girl|boy|lad|bairn|teenager|babies) {some}(?:bruises?|bruised|same clothes|hungry|screaming|alone|on (?:his|her|their) own|crying every|crying for hours|no coat|no shoes|barefoot|filthy|starving|left|locked|thin|begging|asks? for food|wandering|out at midnight|shaking|terrified|flinches|hit|slapped|belt|marks|burns|soaking nappy|in the window|unsupervised|knocking for food|eating from|scared to go){some}",
    r"(?:bruises?|bruised|marks|burns|black eye){some} (?:arms?|legs?|face|neck|back|kids?|child|girl|boy|lad|lass|baby|toddler|her|him){gap}",
    r"(?:old|elderly|neighbour|pensioner|grandad|grandma|nan|gran|mum|dad|lady|gentleman|fella|chap|woman|man|uncle|auntie){some} (?:not been seen|not seen|have not seen|has not been seen|no answer|not answering|curtains|milk|post|papers|wandering|wanders|wandered|confused|in (?:his|her) (?:pyjamas|nightie|dressing gown)|on the floor|fallen|had a fall|no food|not eaten|not eating|skin and bone|lost weight|locked (?:in|out)|shouted at|hit|bruises|pension|bank card|cash card|sign|signed|takes (?:his|her)|taking (?:his|her)|does not know (?:what|where|who)|no carers?|carers? (?:have|has) (?:not|stopped)|in the dark|crying|soiled|wet bed|alone with|blue){some}",
    r"(?:carer|son|daughter|nephew|niece|grandson|new friend|friend|lodger|mate|lads|dealers?){some} (?:takes|taking|taken|took|has had|made|making|moved in|emptied|keeps|spends|got) (?:him|her|his|their|over|over his|over her){some}",
    r"(?:taken over|moved into|using|living in|dealing from|dealing out of) (?:his|her|my|the old|an old|a vulnerable|the lad s|my neighbour s){some}",
    r"(?:not|have not|has not) (?:eaten|slept|been out|left the (?:flat|house)|spoken to (?:anyone|a soul)) (?:in|for|since){some}",
    r"(?:scared|frightened|terrified|afraid) (?:of|to|for){some}",
    r"(?:crying|sobbing|shaking|cried)(?: [a-z]+){0,2} (?:all night|every night|every day|all day|myself to sleep|on the floor|in the bath|in the loo|in the car|since|as i type|typing this|for days|for hours){gap}",
    r"(?:sleeping|slept|living) (?:in|on) (?:the |my |a |our )?(?:car|van|streets?|shed|tent|doorway|bus station|park|garage|stairwell|floor of){gap}",
    r"(?:locked|shut) (?:myself|ourselves|me|her|him) in {some}",
)
_ANIMAL = (" dog ", " cat ", " hedgehog ", " fox ", " ducks ", " pigeons ")
_NEEDS_PERSON = frozenset({"confused", "hungry", "no food", "collapsed", "on the floor", "left alone", "no bed", "no coat", "food bank", "foodbank", "bruise", "bruises",
                           "alone", "home alone", "freezing in", "wandering", "wandered", "passed out", "social services", "smacks", "belts", "marks on", "no answer at her",
                           "not answering", "curtains closed", "curtains shut", "curtains drawn", "not been seen", "not seen for", "unconscious", "a fall", "hoards", "hoarding",
                           "no carers", "new carer", "child crying", "kids crying", "baby crying", "muddled", "fallen and", "kids screaming", "no shoes", "barefoot", "sleep on the floor",
                           "sleeping on the floor", "can not get up", "smell from the flat", "hit me", "outside my house", "outside my window", "outside my flat", "outside the school",
                           "followed me", "follows me", "following me", "following", "touched me", "has a key", "got a key", "makes me", "controls", "controlling", "older men",
                           "watching my", "refuge", "moved in on him", "breaks in", "stalker", "sign a form", "sign papers", "forces me", "forced me", "parked outside my", "parks outside my",
                           "not allowed out", "kept in", "locked in his", "touches", "smashing things", "have not eaten", "shaking", "end it", "no way out", "no future", "no way forward",
                           "living on", "leave a note", "left a note", "i am done", "i am finished", "begging you", "please help me", "can not take it", "can not face", "breakdown",
                           "not be here", "on the edge", "break down", "breaking down", "not wake up", "all alone", "on the bridge", "scared to", "too scared", "frightened to", "terrified",
                           "frightened of", "will not need", "will not be here", "unsafe at home", "goodbye to", "goodbye all", "falling apart inside", "hearing voices", "not safe", "starving",
                           "have my dog", "using again", "will not bother you", "not eaten for"})  # fmt: skip


def _look(seen: Seen) -> Iterator[Hit]:
    """Words of despair or harm; what could be said of a thing needs a person at risk beside it."""
    for at in seen.of(Tag.DISTRESS, Tag.ABUSER, Tag.NEGLECT):
        words = " ".join(seen.reading.tokens[at.first : at.last])
        if is_idiom(seen, at) and "panic" not in words:
            continue
        if is_football(seen, at) or (words in _NEEDS_PERSON and not _at_risk(seen, at)):
            continue
        yield Hit(first=at.first, last=at.last, confidence=0.75, because="somebody may be at risk")
    for at in seen.each(SAYINGS):
        if not is_football(seen, at):
            yield Hit(first=at.first, last=at.last, confidence=0.68, because="somebody may be at risk")


def _at_risk(seen: Seen, at: Mark) -> bool:
    """A child, an older or ill person, or a partner stands near; two such words together speak for themselves."""
    others = [m for m in seen.of(Tag.DISTRESS, Tag.ABUSER, Tag.NEGLECT) if m.last <= at.first or m.first >= at.last]
    return bool(others) or (
        seen.near(at, Tag.CHILD, Tag.ELDER, before=16, after=12, across=True) is not None
        and not any(animal in seen.reading.folded for animal in _ANIMAL)
    )


SAFEGUARDING = Reader(
    name="safeguarding",
    concern=Protected.SAFEGUARDING,
    look=_look,
    patterns=SAYINGS,
    examples=Examples(
        finds=(
            "I can't go on like this, everyone would be better off without me",
            "My ex has found out where I live and he's outside again",
            "The children at number 6 are left alone every night and always hungry",
            "I haven't seen the old lady downstairs for a week and her curtains are shut",
        ),
        ignores=(
            "The stray cat is hungry",
            "I can't see the point of this form",
            "We lost the match, I could cry",
        ),
    ),
)
