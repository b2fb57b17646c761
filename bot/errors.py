"""Every error of the product, drawn as a tree and arranged by what to do about it.

Section11Error
├── SettingsInvalid, PolicyInvalid      nothing starts until the file is fixed; all problems are told at once
├── PlatformError
│   ├── Unreachable                     try later; whether a write took effect must be read back
│   ├── RateLimited                     wait until `retry_at`
│   ├── OutOfCredit                     stop spending on this account, tell an operator
│   ├── NotPermitted                    stop this action (or reading) on the account, tell an operator
│   │   └── TokenDead                   stop the account, tell an operator how to renew
│   ├── NotPossible                     this action, for this interaction, will not work: do the next best or ask
│   ├── Gone                            nothing left to act on: settled
│   └── DialectChanged                  the platform answers in a shape we do not know: stop before paying for it
├── AlreadyDecided                      somebody was first: show theirs
├── NotApproved                         the policy asks for something more before this may be done
├── NoSuchCase                          check the number
├── NoSuchInteraction                   check its name or address
├── NoSuchPolicy                        check the version
├── SecondReaderFailed                  leave the comment as it was judged, and the reader in peace for a while
├── EditRefused                         somebody edits the file too: look, then do it again
├── AuditBroken                         stop, tell everyone
└── AlreadyRunning                      another daemon works on this store
"""

from dataclasses import dataclass
from datetime import datetime


class Section11Error(Exception):
    """Something of ours went wrong; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """One thing wrong in a file. `line` and `column` count from 1; 0 means the file as a whole."""

    file: str
    line: int
    column: int = 0
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.message}" + (f"; {self.remedy}" if self.remedy else "")


class FileInvalid(Section11Error):
    """A file cannot be used. Carries every problem found in it, in the order of their lines."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = problems


class SettingsInvalid(FileInvalid):
    """The settings file cannot be used."""


class PolicyInvalid(FileInvalid):
    """The policy file cannot be used."""


class PlatformError(Section11Error):
    """A platform did not do what was asked."""


class Unreachable(PlatformError):
    """No usable answer came. `maybe_done` says that a write may have taken effect and must be read back."""

    def __init__(self, message: str, *, maybe_done: bool = False) -> None:
        super().__init__(message)
        self.maybe_done = maybe_done


class RateLimited(PlatformError):
    """The platform asks us to wait until `retry_at` (aware, UTC). Nothing was done."""

    def __init__(self, message: str, *, retry_at: datetime) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class OutOfCredit(PlatformError):
    """The prepaid credit is used up. Nothing was done."""


class NotPermitted(PlatformError):
    """The account lacks a permission, task or capability. Nothing was done. `remedy` tells an operator what to do."""

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


class TokenDead(NotPermitted):
    """The access token no longer works."""


class ActingStopped(NotPermitted):
    """The platform refuses all writing of this account for a while (a policy block); reading goes on."""


class NotPossible(PlatformError):
    """This action will never work for this interaction. Nothing was done."""


class Gone(PlatformError):
    """The interaction is no longer there, or no longer shown to us."""


class DialectChanged(PlatformError):
    """The platform's answer lacks what every answer has had; reading on would cost money and lose things."""


class AlreadyDecided(Section11Error):
    """Somebody decided this case first. `by`, `choice` and `at` say who, what and when."""

    def __init__(self, message: str, *, by: str, choice: str, at: datetime) -> None:
        super().__init__(message)
        self.by = by
        self.choice = choice
        self.at = at


class NotApproved(Section11Error):
    """The policy asks for something more before this may be done."""


class NoSuchCase(Section11Error):
    """There is no case of that number."""


class NoSuchInteraction(Section11Error):
    """Nothing that was taken in is called so."""


class NoSuchPolicy(Section11Error):
    """No version of the policy, or more than one, is called so."""


class SecondReaderFailed(Section11Error):
    """The second reader gave no answer that can be used; what it was asked about stays as it was judged."""


class ModelMissing(Section11Error):
    """The trained model that is shipped with the product is not there, or can't be read."""


class EditRefused(Section11Error):
    """The file could not be edited without changing more than was asked; nothing was written."""


class AuditBroken(Section11Error):
    """The record does not verify. Stop, and tell everyone who should know."""


class AlreadyRunning(Section11Error):
    """Another daemon is at work on the same store."""
