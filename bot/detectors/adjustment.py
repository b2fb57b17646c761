"""A reasonable adjustment: what somebody needs in order to use the service, said or asked for (policy 9.1 and 9.2)."""

from collections.abc import Iterator

from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.excuses import is_reported_speech
from bot.detectors.vocabulary import Tag
from bot.model import Protected

ASKING = (
    r"(?:so|because|as|and) (?:please|could|can|would|i need|we need|she needs|he needs|the meeting|it needs|it has to|whoever|you need|you have to|they need){some}",
    r"(?:can|could|may|would|will) (?:you|i|we|it|they|he|she|someone|somebody|the|my|that|there){some}",
    r"(?:is|are|would) there (?:a|an|any|be|someone|somebody|another){some}",
    r"(?:need|needs|needed|require|requires|asked for|ask for|prefer|rely on|relies on|have to have|has to have|must have|only use|only uses){some}",
    r"(?:please|any chance|instead|rather than|in future|from now on|possible|do you|does anyone){some}",
    r"(?:agreed|promised|supposed|meant|on (?:my|our|her|his|the) (?:file|record|records|notes?)) {some}",
    r"(?:because of|due to|with|on account of|for) (?:my|her|his|our|the|daughter|son){gap} (?:autism|adhd|seizures?|epilepsy|dementia|anxiety|ptsd|deafness|hearing|sight|eyesight|eyes|stroke|stammer|dyslexia|arthritis|disability|condition|wheelchair|illness|cancer|mental health|memory|speech){gap}",
)
CHANGE = (
    r"(?:take|takes|taking|pull|move) {gap}mask{gap}",
    r"knock {gap}(?:and )?(?:wait|hard|loud|loudly|twice|slowly|step back){gap}",
    r"(?:takes|take|took) (?:me|him|her|us) {gap}(?:minutes?|while|ages|longer|time){some}",
    r"(?:tell|say|let|warn|know|told) {gap}(?:exactly|what time|who is|who|when exactly|in advance|beforehand|the day before|first){some}",
    r"(?:needs? to be|has to be|have to be|must be|could be|held) (?:on|in|at|somewhere) (?:the )?(?:ground floor|accessible|quiet|step free|level|big room|flat access){gap}",
    r"(?:text|write|email|letter|ring|call|phone|visit|knock|speak|talk|message|come|post)(?:ing|s)? {some}(?:instead|before|first|not ring|rather than|slowly|loudly|twice|in person|on my behalf|to my (?:daughter|son|carer|mum|wife|husband|support worker|social worker)){gap}",
    r"(?:longer|extra|more) time{gap}",
    r"(?:do not|not|never|stop) (?:ring|call|phone|text|knock|email|calling|ringing|phoning|be timed|rush){some}",
    r"(?:can not|cannot|could not|unable to|struggle to|struggles to|hard to|difficult to|find it hard to) (?:read|hear|see|use|manage|get to|get up|get down|understand|follow|speak|talk|write|fill|climb|do stairs|hold|type|come to|ring|phone|go out|leave|process|do phone){some}",
    r"(?:another|different|other|easier) (?:way|format|colour|method|time|number|version){gap}",
    r"(?:version|copy|letter|form|leaflet|newsletter|website|page|bill|statement|survey) {gap}(?:in|on|with) {gap}(?:paper|print|font|polish|punjabi|urdu|romanian|slovak|arabic|braille|english|audio|language|colour|letters|text|[a-z]+ian|[a-z]+ish|[a-z]+ese)",
    r"(?:social worker|support worker|advocate|carer|interpreter|signer|daughter|son|sister|friend|mum|key worker|keyworker) {gap}(?:be|come|join|sit|speak|talk|ring|on|with|there|present|in on|deal|call|to) {some}",
    r"(?:someone|somebody|anyone|staff|a person) (?:who|that) {gap}(?:signs|speaks|can sign|knows|understands|reads|can speak|lip){some}",
)
_ALONE = frozenset(
    ["braille", "bsl", "interpreter", "easy_read", "easyread", "large_print", "big_letters", "bigger_print", "signer", "hearing_loop", "induction_loop", "reasonable_adjustment", "adjustments", "sign_language", "text_relay", "subtitles", "captions", "screen_reader", "yellow_paper", "translator", "advocate", "hands_on_signing", "lip_speaker", "reasonable_adjustments", "interpreters", "easy", "read", "larger_print", "bigger_font", "audio_version", "step_free", "wheelchair_access", "accessible_format", "punjabi_version", "polish_version", "urdu_version", "romanian_version", "coloured_paper"]
)


_GENERIC = frozenset(
    ["in_writing", "by_email", "by_text", "by_letter", "by_post", "ground_floor", "home_visit", "come_in_and", "same_officer", "text_instead", "slower", "come_to_me", "audio", "in_french", "in_spanish", "in_italian", "in_chinese", "subtitles", "overlay", "translate", "translated", "translation", "key_safe", "school_run", "on_my_behalf", "on_tape", "afternoon_appointment", "evening_appointment", "afternoon_only", "in_person_instead", "different_way", "another_way", "accessible", "write_to_me", "paper_copy", "paper_copies", "paper_form", "no_calls", "visit_me_at_home", "home_visits", "come_in_person", "come_instead", "live_chat", "webchat", "in_english", "adjustment", "more_time", "extra_time", "ring_before", "call_before", "text_before", "phone_before", "carer_on", "carer_with", "not_ring_me", "do_not_ring", "quiet_time", "email_instead", "someone_with_me", "in_writing", "longer_slot", "same_person_each_time", "slower", "not_mornings", "do_not_phone", "not_phone", "no_phone_calls", "do_not_call_me", "please_do_not_ring", "female_officer", "woman_to_come", "help_with_the_form", "plain_english", "simple_words", "bring_someone"]
)


def _look(seen: Seen) -> Iterator[Hit]:
    """A format asked for by name; or a condition together with what is needed because of it."""
    for at in seen.of(Tag.FORMAT):
        word = "_".join(seen.reading.tokens[at.first : at.last])
        if (word in _ALONE or (word not in _GENERIC and seen.says(*ASKING))) and not is_reported_speech(seen, at):
            yield Hit(first=at.first, last=at.last, confidence=0.82, because="it says what somebody needs in order to be served")
    for at in seen.of(Tag.CONDITION):
        need = seen.near(at, Tag.FORMAT, before=40, after=40, across=True)
        if need:
            yield Hit(first=min(at.first, need.first), last=max(at.last, need.last), confidence=0.78,
                      because="it says what somebody needs because of a condition")  # fmt: skip
        elif seen.says(*ASKING) and seen.says(*CHANGE):
            yield Hit(first=at.first, last=at.last, confidence=0.62, because="it may ask for another way of being served")
    for at in seen.of(Tag.FORMAT):
        if seen.says(*ASKING) and seen.says(*CHANGE) :
            yield Hit(first=at.first, last=at.last, confidence=0.58, because="it asks for another way of being served")


ADJUSTMENT = Reader(
    name="adjustment",
    concern=Protected.ADJUSTMENT,
    look=_look,
    patterns=(*ASKING, *CHANGE),
    examples=Examples(
        finds=(
            "Could I have my letters in large print please?",
            "I'm deaf so please text instead of ringing",
            "My son is autistic and needs you to say who is coming before the visit, can you text first?",
        ),
        ignores=("I'm disabled", "The ramp was painted on Friday", "My nan's arthritis is playing up in this weather"),
    ),
)
