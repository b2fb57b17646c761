"""Detectors: text and history in, findings out. Pure; what runs is the tuple DETECTORS, in this order."""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from bot.detectors.abuse import ABUSE
from bot.detectors.adjustment import ADJUSTMENT
from bot.detectors.allegation import ALLEGATION
from bot.detectors.base import Detector, Examples, PatternBook, Seen, found, see
from bot.detectors.complaint import COMPLAINT
from bot.detectors.contact_volume import CONTACT_VOLUME
from bot.detectors.continued import CONTINUED
from bot.detectors.demand import DEMAND
from bot.detectors.discrimination import DISCRIMINATION
from bot.detectors.duplicate_content import DUPLICATE_CONTENT, MANY_ACCOUNTS
from bot.detectors.emergency import EMERGENCY
from bot.detectors.hazards import with_hazard
from bot.detectors.listed import excused, listed
from bot.detectors.non_cooperation import NON_COOPERATION
from bot.detectors.personal_channel import PERSONAL_CHANNEL
from bot.detectors.private_info import PRIVATE_INFO
from bot.detectors.recording import RECORDING
from bot.detectors.safeguarding import SAFEGUARDING
from bot.detectors.third_party import THIRD_PARTY
from bot.detectors.threat import THREAT
from bot.detectors.trained import reads_as, weighed
from bot.detectors.whom import PLACES, ROLES
from bot.model import Finding, History, Interaction
from bot.policy.model import Policy
from bot.policy.rule import OFFICER

DETECTORS: tuple[Detector, ...] = (
    EMERGENCY,
    SAFEGUARDING,
    ADJUSTMENT,
    COMPLAINT,
    THREAT,
    DISCRIMINATION,
    ABUSE,
    THIRD_PARTY,
    ALLEGATION,
    PRIVATE_INFO,
    RECORDING,
    PERSONAL_CHANNEL,
    DEMAND,
    CONTACT_VOLUME,
    DUPLICATE_CONTENT,
    MANY_ACCOUNTS,
    NON_COOPERATION,
    *CONTINUED,
)
BOOK = PatternBook((*(pattern for detector in DETECTORS for pattern in detector.patterns), *PLACES, *ROLES))

__all__ = ["BOOK", "DETECTORS", "Detector", "Examples", "Seen", "detect", "detect_listed", "what_reads"]


def what_reads(policy: Policy) -> str:
    """What determines findings beside the comment and its history, in two hashes with a dot between.

    The first covers the detectors themselves and what they take from a policy, the second what the policy lists.
    """
    model = reads_as() if policy.trained.switched_on else ""
    own = (
        _detectors(),
        model,
        policy.staff_names,
        policy.volume,
        sorted(policy.contacts.items()),
        policy.vocabulary.never,
    )
    v = policy.vocabulary
    lists = (v.words, v.patterns, sorted(v.scam_links), v.staff_data, v.never)
    return f"{_hash(own)}.{_hash(lists)}"


def detect_listed(interaction: Interaction, history: History, policy: Policy) -> tuple[Finding, ...]:
    """Only what the policy itself lists, as `detect` finds it."""
    v = policy.vocabulary
    if not (v.words or v.patterns or v.scam_links or v.staff_data):
        return ()
    return tuple(listed(see(interaction, history, policy, BOOK)))


@cache
def _detectors() -> str:
    """A hash over every file that the detectors are made of."""
    found = sha256()
    for package in ("bot.detectors", "bot.text", "bot.trained"):
        folder = Path(str(files(package)))
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".txt"}:
                found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def _hash(parts: object) -> str:
    return sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def detect(interaction: Interaction, history: History, policy: Policy) -> tuple[Finding, ...]:
    """Everything found in one interaction: by the DETECTORS in order, by the trained model, by the policy's own lists.

    What somebody else found in it (`History.told`) stands beside it, where it is something that nobody here found.

    The same input gives the same findings.
    """
    seen = see(interaction, history, policy, BOOK)
    passes = excused if policy.vocabulary.never else None
    findings = [finding for detector in DETECTORS if (finding := found(detector, seen, passes)) is not None]
    named = tuple(listed(seen))
    found_here = (*weighed(seen, findings, named), *named)
    known = {finding.concern for finding in found_here if not finding.doubtful}
    told = (f for f in history.told if f.detector == OFFICER or f.concern not in known)
    return tuple(with_hazard(finding, interaction.text) for finding in (*found_here, *told))
