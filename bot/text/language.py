"""The language of a text, where it can be told well; else nothing, for a wrong guess is worse than none."""

from functools import cache, lru_cache
from typing import Any

NAMES = {
    "en": "English",
    "cy": "Welsh",
    "ga": "Irish",
    "pl": "Polish",
    "ro": "Romanian",
    "sk": "Slovak",
    "cs": "Czech",
    "hu": "Hungarian",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "bg": "Bulgarian",
    "sq": "Albanian",
    "uk": "Ukrainian",
    "ru": "Russian",
    "ur": "Urdu",
    "pa": "Panjabi",
    "hi": "Hindi",
    "bn": "Bengali",
    "gu": "Gujarati",
    "ta": "Tamil",
    "ar": "Arabic",
    "fa": "Persian",
    "ku": "Kurdish",
    "ps": "Pashto",
    "tr": "Turkish",
    "so": "Somali",
    "sw": "Swahili",
    "zh": "Chinese",
    "vi": "Vietnamese",
    "tl": "Tagalog",
    "pt": "Portuguese",
    "es": "Spanish",
    "fr": "French",
    "de": "German",
    "it": "Italian",
    "nl": "Dutch",
    "el": "Greek",
}
LANGUAGES = tuple(NAMES)
FEWEST_LETTERS = 20
SURE = 0.9
SURE_OF_ANOTHER = 0.99  # that it is not English: slang and dialect look like many a language
FEWEST_SMALL = 8  # of so many words one is a small word, in English
_MARKS = ".,;:!?\"'“”’()…-"
_SMALL_WORDS = frozenset(
    (
        "the",
        "and",
        "is",
        "are",
        "was",
        "you",
        "your",
        "of",
        "for",
        "it",
        "this",
        "that",
        "have",
        "has",
        "been",
        "my",
        "we",
        "our",
        "they",
        "with",
        "not",
        "but",
        "what",
        "when",
        "how",
        "i'm",
        "it's",
        "don't",
        "can't",
        "please",
        "thanks",
        "just",
        "from",
        "there",
        "their",
        "would",
        "will",
    )
)


def language_of(text: str) -> str:
    """The language by its two letters (ISO 639-1); "" where it can't be told: too short, or not sure enough."""
    letters = "".join(letter if letter.isalpha() else " " for letter in text[:2000])
    if sum(map(str.isalpha, letters)) < FEWEST_LETTERS:
        return ""
    return _language_of(" ".join(letters.split()))


def name_of(language: str) -> str:
    """What a language is called, from its two letters."""
    return NAMES.get(language, language)


@lru_cache(maxsize=1024)
def _language_of(words: str) -> str:
    language, sure = _identifier().classify(words)
    return str(language) if sure >= (SURE if language == "en" else SURE_OF_ANOTHER) else ""


@cache
def _identifier() -> Any:  # noqa: ANN401 - the library has no types
    """The library's model, read from its package at the first use."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - numpy is read only when it is needed

    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = [language for language in LANGUAGES if language in found.nb_classes]
    found.set_languages(known)
    return found


def is_foreign(text: str) -> str:
    """The language of a text that is surely not English; "" for English and for whatever can't be told.

    English, the ordinary case, is known by its small words, which costs next to nothing.
    """
    words = text[:2000].casefold().split()
    if sum(word.strip(_MARKS) in _SMALL_WORDS for word in words) * FEWEST_SMALL >= len(words):
        return ""
    language = language_of(text)
    return "" if language == "en" else language
