"""Who is calling: OAuth 1.0a with its signature checked, an OAuth 2.0 user token, or the app's own token."""

import re
from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

from oauthlib.oauth1 import Client  # type: ignore[import-untyped]  # the library ships no types
from oauthlib.oauth1.rfc5849 import signature  # type: ignore[import-untyped]  # the library ships no types

from platforms.simulator.x_errors import unauthorized
from platforms.simulator.x_world import (
    ACCESS_SECRET,
    ACCESS_TOKEN,
    ACCESS_TOKEN_WITH_ID,
    APP_BEARER,
    CONSUMER_KEY,
    CONSUMER_SECRET,
    USER_BEARER,
)

HOSTS = ("https://api.twitter.com", "https://api.x.com")
_SIGNER = Client(CONSUMER_KEY, client_secret=CONSUMER_SECRET, resource_owner_secret=ACCESS_SECRET)
NONCES_KEPT = 10_000
_PART = re.compile(r'([a-z_]+)="([^"]*)"')


class Caller(StrEnum):
    """The kinds of sign-in, named as X names them in its errors."""

    OAUTH1 = "OAuth 1.0a User Context"
    OAUTH2_USER = "OAuth 2.0 User Context"
    APP = "OAuth 2.0 Application-Only"

    @property
    def is_user(self) -> bool:
        """Whether somebody is signed in (always us), rather than only the app."""
        return self is not Caller.APP


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What of a request decides who sent it. `origin` is scheme and host as the request reached the town."""

    method: str
    origin: str
    path: str
    query: str
    authorization: str


class Door:
    """Lets callers in whose token is alive and whose signature fits, and each signed request only once."""

    def __init__(self, dead_tokens: set[str]) -> None:
        self._dead = dead_tokens
        self._nonces: deque[str] = deque(maxlen=NONCES_KEPT)

    def admit(self, envelope: Envelope) -> Caller:
        """Says who is calling, or refuses with 401."""
        scheme, _, rest = envelope.authorization.partition(" ")
        match scheme.lower():
            case "bearer":
                return self._by_bearer(rest.strip())
            case "oauth":
                return self._by_signature(envelope)
            case _:
                raise unauthorized()

    def _by_bearer(self, token: str) -> Caller:
        if token in self._dead:
            raise unauthorized()
        match token:
            case _ if token == USER_BEARER:
                return Caller.OAUTH2_USER
            case _ if token == APP_BEARER:
                return Caller.APP
            case _:
                raise unauthorized()

    def _by_signature(self, envelope: Envelope) -> Caller:
        parts = {name: unquote(value) for name, value in _PART.findall(envelope.authorization)}
        nonce = parts.get("oauth_nonce", "")
        token = parts.get("oauth_token")
        known = parts.get("oauth_consumer_key") == CONSUMER_KEY and token in (ACCESS_TOKEN, ACCESS_TOKEN_WITH_ID)
        if not known or token in self._dead or not nonce or nonce in self._nonces:
            raise unauthorized()
        if parts.get("oauth_signature_method") != "HMAC-SHA1" or not self._fits(envelope, parts):
            raise unauthorized()
        self._nonces.append(nonce)
        return Caller.OAUTH1

    @staticmethod
    def _fits(envelope: Envelope, parts: dict[str, str]) -> bool:
        """Whether the signature fits for one of X's hosts, or for the town's own address."""
        try:
            pairs = signature.collect_parameters(
                uri_query=envelope.query, headers={"Authorization": envelope.authorization}, with_realm=False
            )
        except ValueError:  # a query or a header that nobody can have signed
            return False
        normal = signature.normalize_parameters(pairs)
        for origin in (*HOSTS, envelope.origin):
            base = signature.signature_base_string(
                envelope.method, signature.base_string_uri(origin + envelope.path), normal
            )
            expected = signature.sign_hmac_sha1_with_client(base, _SIGNER)
            if signature.safe_string_equals(expected, parts.get("oauth_signature", "")):
                return True
        return False
