"""Graph's error envelope and the refusals that the town gives (Graph API, error handling)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

BARE = frozenset({1, 2, 102, 104, 190, 2635})  # codes whose text is not preceded by the code
SEE = "Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api"


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphRefusal(Exception):
    """What Graph answers instead of what was asked for. `title` and `words` are what a person would be shown."""

    code: int
    text: str
    subcode: int | None = None
    status: int = 400
    kind: str = "OAuthException"
    title: str = ""
    words: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """The envelope, as Graph writes it."""
        error: dict[str, Any] = {
            "message": self.text if self.code in BARE or self.subcode == 33 else f"(#{self.code}) {self.text}",
            "type": self.kind,
            "code": self.code,
        }
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        error["is_transient"] = self.code in {1, 2}
        if self.title or self.words:
            error |= {"error_user_title": self.title, "error_user_msg": self.words}
        return {"error": error | {"fbtrace_id": uuid4().hex[:11]}}


def gone(id_: str, method: str = "get") -> GraphRefusal:
    """An object that is not there, or not for us to see."""
    text = (
        f"Unsupported {method.lower()} request. Object with ID '{id_}' does not exist, cannot be loaded due to missing "
        f"permissions, or does not support this operation. {SEE}"
    )
    return GraphRefusal(code=100, subcode=33, text=text, kind="GraphMethodException")


def bad(text: str, subcode: int | None = None) -> GraphRefusal:
    """A parameter that is wrong."""
    return GraphRefusal(code=100, text=text, subcode=subcode)


def no_edge(edge: str, node: str) -> GraphRefusal:
    """A field or edge that this kind of object does not have."""
    return bad(f"Tried accessing nonexisting field ({edge}) on node type ({node})")


def no_call(method: str, edge: str) -> GraphRefusal:
    """A method that this path does not take."""
    return bad(f"Unsupported {method.lower()} request{f' on {edge}' if edge else ''}. {SEE}")


def lacks(permission: str, code: int = 10) -> GraphRefusal:
    """A permission that is missing: code 10, or one of 200 to 299."""
    return GraphRefusal(code=code, text=f"Requires {permission} permission to manage the object", status=403)


def as_a_person() -> GraphRefusal:
    """A person's token where the Page's own is needed."""
    return GraphRefusal(code=1705, text="You cannot do this as yourself: switch to acting as the Page", status=403)


def dead_token(subcode: int | None, text: str = "") -> GraphRefusal:
    """A token that is no longer, or never was, valid; the header is that of OAuth 2 (RFC 6750, section 3)."""
    words = text or f"Error validating access token: {DEAD.get(subcode or 0, 'The session has been invalidated.')}"
    told = {"WWW-Authenticate": f'OAuth "Facebook Platform" "invalid_token" "{words}"'}
    return GraphRefusal(code=190, subcode=subcode, text=words, status=401, headers=told)


DEAD = {
    458: "The user has not authorized the application.",
    459: "The user must log in to Facebook to pass a checkpoint.",
    460: "The session has been invalidated because the user changed their password.",
    463: "Session has expired.",
    464: "The user is not a confirmed user.",
    467: "The session is invalid because the user logged out.",
    492: "The user has no role on the Page any more.",
}
