"""The language of a text, where it can be told well; else nothing, for a wrong guess is worse than none."""

from functools import cache, lru_cache
from typing import Any

LANGUAGES = (
    *("en", "cy", "ga", "pl", "ro", "sk", "cs", "hu", "lt", "lv", "bg", "sq", "uk", "ru", "ur", "pa", "hi", "bn", "gu"),
    *("ta", "ar", "fa", "ku", "ps", "tr", "so", "sw", "zh", "vi", "tl", "pt", "es", "fr", "de", "it", "nl", "el"),
)
FEWEST_LETTERS = 20
SURE = 0.9
SURE_OF_ANOTHER = 0.99  # that it is not English: slang and dialect look like many a language


def language_of(text: str) -> str:
    """The language by its two letters (ISO 639-1); "" where it can't be told: too short, or not sure enough."""
    letters = "".join(letter if letter.isalpha() else " " for letter in text[:2000])
    if sum(map(str.isalpha, letters)) < FEWEST_LETTERS:
        return ""
    return _language_of(" ".join(letters.split()))


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
