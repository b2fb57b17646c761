"""Links in a text, as anybody who follows them would end up; disguised ones too."""

from collections.abc import Iterable

import re2

_LABEL = r"[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?"
_DOT = r"(?:\.|\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)| dot | \. )"
_ENDS = (
    "com|net|org|info|biz|co|uk|io|ly|me|tv|app|dev|shop|site|online|xyz|top|link|click|live|store|club|vip|icu|cc|"
    "to|gg|page|web|cloud|support|help|fun|win|loan|work|example|test|eu|de|fr|ru|cn|us|in|pl|ro"
)
_LINK = re2.compile(
    rf"(?i)(?P<start>h[tx]{{2}}ps?://|www\.)?(?:[\w.+-]{{1,64}}(?P<at>@))?"
    rf"(?P<host>{_LABEL}(?:{_DOT}{_LABEL})*{_DOT}(?P<end>{_LABEL}))(?::\d+)?(?P<path>/[^\s<>\"'“”]*)?"
)
_KNOWN = frozenset(_ENDS.split("|"))
_DISGUISED = re2.compile(rf"(?i){_DOT}")
_TRAILING = ".,;:!?)]}'\"…"


def links_in(text: str) -> tuple[str, ...]:
    """The links in a text, each as host (lower case, without "www.") and path; e-mail addresses are none."""
    found = []
    for match in _LINK.finditer(text):
        if match.group("at"):
            continue
        host = _DISGUISED.sub(".", match.group("host")).casefold().removeprefix("www.")
        disguised_by_spaces = " " in match.group("host")
        known = host.rsplit(".", 1)[-1] in _KNOWN
        if not (match.group("start") or (known and _is_no_sentence(match.group("host"), disguised_by_spaces))):
            continue
        found.append(_ascii(host) + (match.group("path") or "").rstrip(_TRAILING).rstrip("/"))
    return tuple(dict.fromkeys(found))


def is_listed(link: str, listed: Iterable[str]) -> bool:
    """Whether a link leads to a listed address: its host or one below it, and its path where one is listed."""
    host, _, path = link.partition("/")
    for one in listed:
        listed_host, _, listed_path = _plain(one).partition("/")
        below = host == listed_host or host.endswith(f".{listed_host}")
        within = path == listed_path or path.startswith((f"{listed_path}/", f"{listed_path}?"))
        if below and (within or not listed_path):
            return True
    return False


def _plain(listed: str) -> str:
    bare = listed.strip().casefold()
    for start in ("https://", "http://", "www."):
        bare = bare.removeprefix(start)
    return bare.rstrip("/")


def _is_no_sentence(host: str, spaced: bool) -> bool:  # noqa: FBT001 - what was seen of it
    """A full stop without a space ("works.In") makes no link; a spelt-out dot makes one only with a word before it."""
    last = host.rsplit(".", 1)[-1]
    return not (last[:1].isupper() and not last.isupper()) and (not spaced or " dot " in host.casefold())


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host
