"""Logs for the operator, readable or JSON: what happened, never what anybody wrote, never a secret."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.errors import Section11Error

QUIET = ("tweepy", "urllib3", "requests", "alembic", "stamina", "requests_oauthlib", "oauthlib")


def set_up_logs(*, as_json: bool) -> None:
    """Send this product's logs, and the warnings of its libraries, to standard error."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s")
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # the daemon itself tells of runs that were skipped
    form = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            where_it_failed,
            harmless,
            form,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def where_it_failed(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep of an exception its kind and the lines it passed; its words may quote a comment, so only ours stay."""
    info = event.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        event["error"] = type(error).__name__ + (f": {error}" if isinstance(error, Section11Error) else "")
        event["at"] = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames[-6:]]
    return event


def harmless(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Nothing in a log line can forge another line or steer a terminal."""
    return {name: _printable(value) if isinstance(value, str) else value for name, value in event.items()}


def _printable(words: str) -> str:
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in words)
