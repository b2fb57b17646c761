"""Graph's error envelope and the refusals that the town gives (Graph API, error handling)."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

KIND = {102: "OAuthException", 190: "OAuthException", 10: "OAuthException", 4: "OAuthException"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphRefusal(Exception):
    """What Graph answers instead of what was asked for."""

    code: int
    text: str
    subcode: int | None = None
    status: int = 400
    transient: bool = False

    def body(self) -> dict[str, Any]:
        """The envelope, as Graph writes it."""
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {self.text}" if self.code not in {1, 2, 190} else self.text,
            "type": KIND.get(self.code, "GraphMethodException" if self.code == 100 else "OAuthException"),
            "code": self.code,
            "is_transient": self.transient,
            "fbtrace_id": uuid4().hex[:11],
        }
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        return {"error": error}


def gone(id_: str) -> GraphRefusal:
    """An object that is not there, or not for us to see."""
    text = (
        f"Unsupported request. Object with ID '{id_}' does not exist, cannot be loaded due to missing permissions, "
        "or does not support this operation"
    )
    return GraphRefusal(code=100, subcode=33, text=text)


def bad(text: str) -> GraphRefusal:
    """A parameter that is wrong."""
    return GraphRefusal(code=100, text=text)


def lacks(permission: str, code: int = 10) -> GraphRefusal:
    """A permission that is missing."""
    return GraphRefusal(code=code, text=f"Requires {permission} permission", status=403)
