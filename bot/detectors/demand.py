"""Unreasonable demands: deadlines repeated, staff refused or insisted on, explained decisions refused (policy 5.1)."""

from collections.abc import Iterator

from bot.detectors.answered import is_unanswered
from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.excuses import is_quoted, is_reported_speech
from bot.model import Behaviour

DEADLINE = (
    r"by {num} ?(?:am|pm|oclock|o clock)?",
    r"by (?:\d+ ?(?:am|pm)|noon|midnight|teatime|dinner ?time|lunch ?time|close of play|end of (?:the )?day|{day}|tomorrow|tonight|then){gap}",
    r"(?:within|inside|in) (?:the |an |a |the next )?(?:hour|half hour|half an hour|quarter of an hour|{num} (?:minutes?|hours?))",
    r"(?:right )?(?:this|the) (?:minute|second|instant|very minute)",
    r"(?:in|on) the (?:hour|dot) every {unit}",
    r"\d+ ?(?:am|pm) (?:sharp|on the dot|every|prompt)",
    r"(?:every|each) (?:hour|day|morning|evening|night|half hour){gap} (?:without fail|until|till|or)",
    r"(?:i expect|i want|i require|i demand) {some}(?:today|tonight|now|immediately|by|within|inside|every hour|hourly|twice a day)",
)
REPEATED = (
    r"told you(?: [a-z]+)? {day}{some} (?:told you|asked|and) (?:again )?{day}?",
    r"(?:asked|told you|said|messaged|rang|posted) {day} , (?:asked|told you|said|messaged|rang|posted) {day}",
    r"(?:every|each) (?:single )?(?:day|hour|morning|night|post)(?: this week| for a [a-z]+| for {num} [a-z]+)?{gap}(?: i have)? (?:told|asked|said|told you|asked you)",
    r"(?:told|asked) you{some} (?:every|each) (?:single )?(?:day|hour|morning|night)",
    r"{nth} time (?:i have|of) (?:asked|asking|told|telling|said|demanded|posting){gap}(?: today| this morning| this week| in a row)?",
    r"(?:i will|i am going to|be) (?:keep|posting|post|sending|ringing|ring|message|messaging|commenting|comment){some} (?:every|until|till|daily|hourly|each){some}",
    r"(?:ask|asked|asking) (?:twice|{num} times) (?:today|this morning|already today|since breakfast)",
    r"(?:sending|send) it (?:you |to you )?(?:daily|hourly|every day|every hour|weekly)",
)
PERSON = (
    r"(?:will|i will|going to|prepared to) (?:only|not) (?:speak|talk|deal|be dealt|discuss|be speaking){some} (?:to|with|by|anyone|anybody){some}",
    r"(?:i )?(?:only want|want only|insist on|demand|refuse) (?:to )?(?:speak|talk|deal|see|be seen){some}",
    r"(?:speak|talk|deal|answer|reply)(?:ing)? (?:to|with) (?:nobody|no one|noone|anyone|anybody) (?:but|except|other than|apart from|below|lower){some}",
    r"(?:nobody|no one|noone) (?:but|except|other than|below) {some}(?:will do|is to|is coming|speaks|talks|touches|comes){some}",
    r"(?:is|are) not to (?:touch|come|contact|deal|ring|call|visit|reply|answer|handle|set foot|speak|write|be sent|work){some}",
    r"do not (?:send|let|put|give me) (?:me )?(?:him|her|that (?:man|woman|one|lad|lass|bloke|girl)|{num} [a-z]+|the (?:same|young|old|one)){some}(?: again| ever| near)?",
    r"(?:i )?(?:refuse|will not (?:have|accept|speak|deal|be dealt|talk|open)|am not (?:having|dealing|speaking|talking)){some} (?:him|her|that (?:woman|man|girl|lad)|officer|engineer|your [a-z]+|with|to){some}",
    r"(?:put|get|send) (?:me )?(?:the |your )?(?:chief executive|chief exec|ceo|director|boss|head of [a-z]+|top man|top woman|manager) (?:on|here|round|out|down|to (?:ring|call|phone)){some}",
    r"(?:i want|demand|insist on|only) {some}(?:taken off my case|off my case|removed from my case|sacked today|replaced today)",
    r"(?:only|nobody but|no one but) (?:the )?(?:chief executive|ceo|director|mayor|head of housing|chief exec)(?: [a-z]+){0,3}",
)
DECISION = (
    r"(?:do not|will not|refuse to|not going to|am not|never) (?:accept|accepting|recognise|recognising|acknowledge) (?:that|this|it|them|those|these|your|the|any|a word){gap}(?: answer| decision| reasons?| explanation| outcome| letter)?",
    r"(?:read|heard|had|got|seen) your (?:reasons?|explanation|answer|decision|letter|reply){some} (?:and|but){some} (?:still|no|not|wrong|telling|do it|change|changed|again|anyway|tough)",
    r"(?:panel|appeal|review|ombudsman|manager|stage two|stage 2|committee|you) (?:said|says|say|ruled|decided) no{some} (?:so|but|and){some}",
    r"(?:not|will not) (?:taking|take|accept|have) no (?:for an answer|as an answer)",
    r"(?:decision|answer) is (?:changed|overruled|overturned|void|wrong so|not valid){some}",
    r"(?:change|reverse|overturn|look at) (?:it|the decision|that decision|your decision|your mind){gap} (?:or|again and again|until|till|now|today)",
    r"(?:i do not care|do not care|could not care less) (?:what|how many times|about) (?:the|your|you|it) (?:policy|panel|reasons?|explained|explain|explanation|rules|letter|decision|says|have explained){some}",
    r"(?:keep|carry on|go on) (?:asking|appealing|posting|ringing|writing|sending) (?:until|till){some}",
    r"try again with a different (?:answer|decision){gap}",
    r"until (?:i|you) (?:get|give me|say) (?:the answer i want|a yes|yes|a different answer)",
)
CHANGING = (
    r"(?:is|are) now (?:a|an|about|also) [a-z]+(?: [a-z]+)? (?:query|complaint|enquiry|matter|issue|claim|question|case){some}",
    r"(?:forget|never mind|scrap|ignore) (?:the|about the|that|what i said about the) {some}(?:it is now|now it is|now i want|it is really about|this is about|what i want is){some}",
    r"(?:and|also) while (?:you are|i am|we are) at it{some}(?:query|complaint|as well|and another|add){some}",
    r"(?:do not|never) close (?:any|either|one|it|them){gap}",
    r"(?:start|go back|begin) (?:at|to|from) (?:the )?(?:top|beginning|start|scratch|square one) (?:again|with){gap}",
    r"(?:add|adding) (?:it|this|that|these|them|in)? ?(?:all )?to (?:the|my) (?:complaint|list|case|query|enquiry){some}",
)
FORM = (
    r"(?:signed|answered|hand written|handwritten|hand delivered|delivered by hand|initialled|read out|countersigned) (?:by|the same|in|personally|every|each){some}",
    r"(?:every|each|any|all) (?:letter|reply|call|visit|answer|email|text|line|meeting|minutes|response){some} (?:is to|has to|must|will|needs to|to) be {some}",
    r"(?:goes|going|go|sent|send|sending) (?:it |them |straight )?(?:back|in the bin) (?:unopened|unread|until|if){some}",
    r"on the agenda of (?:every|each|all){some}",
    r"that is the rule",
    r"(?:you have|you have got|got|have|left) no choice",
    r"(?:a|an) (?:hourly|daily|written hourly|minute by minute) (?:update|report|call|callback|email|phone call|text){gap}",
)
ULTIMATUM = (
    r"(?:you have|you have got|got|they have|you get) (?:until|till) {some}",
    r"(?:be )?back (?:on |in )?here {some}(?:every|each){some}",
    r"(?:or else|or i will|or i am|otherwise i will|otherwise i am) {some}",
    r"new [a-z]+ by {day}{some}",
    r"(?:i want|want|demand|i expect) {some}(?:today not tomorrow|now not later|not tomorrow|today or|tonight or|by tonight|by tomorrow|within the hour|immediately or)",
    r"last chance{some}",
)
ALL = (*DEADLINE, *REPEATED, *PERSON, *DECISION, *CHANGING, *FORM, *ULTIMATUM)
_HEAVY = ((PERSON, 0.66, "it refuses or insists on a particular person"),
          (DECISION, 0.7, "it refuses a decision that was explained"),
          (CHANGING, 0.62, "it keeps changing what is asked"))  # fmt: skip


def _look(seen: Seen) -> Iterator[Hit]:
    """One demand pressed in two ways, or one that is unreasonable by itself, unless we have not answered."""
    if is_unanswered(seen):
        return
    repeated, pressed = _first(seen, REPEATED), _first(seen, (*DEADLINE, *FORM, *ULTIMATUM))
    if repeated and pressed:
        yield Hit(first=min(repeated.first, pressed.first), last=max(repeated.last, pressed.last), confidence=0.76,
                  because="it presses an unreasonable deadline or form again and again")  # fmt: skip
    strict = _first(seen, FORM)
    if strict and seen.says(*DEADLINE, *DECISION, *ULTIMATUM):
        yield Hit(first=strict.first, last=strict.last, confidence=0.6, because="it sets its own terms for how we must answer")
    for patterns, sure, because in _HEAVY:
        for at in seen.each(patterns):
            if not (is_quoted(seen, at) or is_reported_speech(seen, at)):
                yield Hit(first=at.first, last=at.last, confidence=sure + 0.1 * bool(repeated), because=because)


def _first(seen: Seen, patterns: tuple[str, ...]) -> Hit | None:
    for at in seen.each(patterns):
        return Hit(first=at.first, last=at.last, confidence=0.6, because="")
    return None


DEMAND = Reader(
    name="demand",
    concern=Behaviour.DEMAND,
    look=_look,
    patterns=ALL,
    examples=Examples(
        finds=(
            "I don't accept your decision about the shed and I never will",
            "I will only speak to the chief executive about my gutter",
            "Told you Monday, told you Friday: a phone call by 9am or else",
            "That officer is not to come near my case again",
        ),
        ignores=(
            "When will someone call me?",
            "Could somebody ring me by Friday please?",
            "I would like to appeal against the decision, how do I do it?",
            "Please don't send a text, I can't read them",
        ),
    ),
)
