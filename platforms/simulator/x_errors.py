"""How X says no: problem documents, the older list of codes, and the partial errors that stand beside data."""

from collections.abc import Mapping
from typing import Any

PROBLEMS = "https://api.x.com/2/problems/"
BLANK = "about:blank"
Body = dict[str, Any]

REPLY_NOT_ALLOWED = "You can only reply to or quote posts where you are mentioned or are the author."
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
REPLY_TO_GONE = "You attempted to reply to a Tweet that is deleted or not visible to you."
TOO_LONG = "Your Tweet text is too long."
NOT_PERMITTED = "You are not permitted to perform this action."
NOT_YOUR_POST = "You are not authorized to delete this Tweet."
NO_MESSAGE_TO_THEM = "You cannot send messages to this user."
INVALID = "One or more parameters to your request was invalid."


class Refusal(Exception):  # it is an answer, not a fault
    """The request is answered with an error; `body` is what goes out under `status`."""

    def __init__(self, status: int, body: Body | None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"refused with {status}")
        self.status = status
        self.body = body
        self.headers = dict(headers or {})


def problem(status: int, title: str, detail: str, kind: str = BLANK, **more: object) -> Refusal:
    """Makes a problem document; `kind` is the last part of its type, or about:blank."""
    type_ = kind if kind == BLANK else PROBLEMS + kind
    return Refusal(status, {"type": type_, "title": title, "detail": detail, "status": status, **more})


def old_style(status: int, code: int, text: str) -> Refusal:
    """Makes an answer in the older style: a list of codes and nothing else."""
    return Refusal(status, {"errors": [{"code": code, "message": text}]})


def unauthorized() -> Refusal:
    """401: the token is missing, wrong or dead, or the signature does not fit."""
    return problem(401, "Unauthorized", "Unauthorized")


def forbidden(detail: str) -> Refusal:
    """403: this may not be done, for the reason that `detail` names."""
    return problem(403, "Forbidden", detail)


def wrong_sign_in(used: str, accepted: str) -> Refusal:
    """403: this endpoint is not open to this kind of sign-in."""
    detail = (
        f"Authenticating with {used} is forbidden for this endpoint. Supported authentication types are [{accepted}]."
    )
    return problem(403, "Unsupported Authentication", detail, "unsupported-authentication")


def not_enrolled() -> Refusal:
    """403: the endpoint belongs to a level of access that self-serve accounts do not have."""
    return problem(
        403,
        "Client Forbidden",
        "This endpoint is not part of the access level of your project.",
        "client-forbidden",
        reason="client-not-enrolled",
        registration_url="https://console.x.com",
        required_enrollment="Enterprise",
    )


def too_many() -> Refusal:
    """429: one of the windows is used up; the headers say which."""
    return problem(429, "Too Many Requests", "Too Many Requests")


def credits_depleted() -> Refusal:
    """402: the prepaid credits are used up, whatever the rate-limit headers say."""
    detail = "Your enrolled account does not have any credits to fulfill this request."
    return problem(402, "CreditsDepleted", detail, "credits-depleted")


def invalid(parameter: str, value: str, text: str) -> Refusal:
    """400: one parameter is not acceptable; the inner list names it."""
    inner = [{"parameters": {parameter: [value]}, "message": text}]
    return problem(400, "Invalid Request", INVALID, "invalid-request", errors=inner)


def no_such_path() -> Refusal:
    """404 without a body: what X answers to a path it does not know."""
    return Refusal(404, None)


def _partial(kind: str, title: str, detail: str, parameter: str, value: str, resource: str) -> Body:
    return {
        "type": PROBLEMS + kind,
        "title": title,
        "detail": detail,
        "parameter": parameter,
        "value": value,
        "resource_id": value,
        "resource_type": resource,
    }


def not_found(resource: str, parameter: str, value: str) -> Body:
    """Names something that is not there: deleted, or never was."""
    detail = f"Could not find {resource} with {parameter}: [{value}]."
    return _partial("resource-not-found", "Not Found Error", detail, parameter, value, resource)


def not_authorized(resource: str, parameter: str, value: str, section: str = "data") -> Body:
    """Names something that only its author's followers may see: the account is protected."""
    detail = f"Sorry, you are not authorized to see the {resource} with {parameter}: [{value}]."
    body = _partial("not-authorized-for-resource", "Authorization Error", detail, parameter, value, resource)
    return {**body, "section": section}


def unavailable(resource: str, parameter: str, value: str) -> Body:
    """Names something that cannot be shown at present: the account is suspended."""
    detail = f"The {resource} with {parameter}: [{value}] is not available."
    return _partial("resource-unavailable", "Resource Unavailable", detail, parameter, value, resource)
