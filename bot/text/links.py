import re
from collections.abc import Iterable
def links_in(text: str) -> tuple[str, ...]: return tuple(m.lower() for m in re.findall(r"(?:https?://|www\.)([^\s]+)", text))
def is_listed(link: str, listed: Iterable[str]) -> bool: return link in listed
