"""Detectors: text and history in, findings out. Pure; what runs is the tuple DETECTORS, in this order."""

from bot.detectors.abuse import ABUSE
from bot.detectors.adjustment import ADJUSTMENT
from bot.detectors.allegation import ALLEGATION
from bot.detectors.base import Detector, Examples, PatternBook, Seen, found, see
from bot.detectors.complaint import COMPLAINT
from bot.detectors.contact_volume import CONTACT_VOLUME
from bot.detectors.continued import CONTINUED
from bot.detectors.demand import DEMAND
from bot.detectors.discrimination import DISCRIMINATION
from bot.detectors.duplicate_content import DUPLICATE_CONTENT
from bot.detectors.emergency import EMERGENCY
from bot.detectors.listed import excused, listed
from bot.detectors.non_cooperation import NON_COOPERATION
from bot.detectors.personal_channel import PERSONAL_CHANNEL
from bot.detectors.private_info import PRIVATE_INFO
from bot.detectors.recording import RECORDING
from bot.detectors.safeguarding import SAFEGUARDING
from bot.detectors.third_party import THIRD_PARTY
from bot.detectors.threat import THREAT
from bot.detectors.whom import PLACES, ROLES
from bot.model import Finding, History, Interaction
from bot.policy.model import Policy

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
    NON_COOPERATION,
    *CONTINUED,
)
BOOK = PatternBook((*(pattern for detector in DETECTORS for pattern in detector.patterns), *PLACES, *ROLES))

__all__ = ["BOOK", "DETECTORS", "Detector", "Examples", "Seen", "detect"]


def detect(interaction: Interaction, history: History, policy: Policy) -> tuple[Finding, ...]:
    """Everything found in one interaction, in the order of DETECTORS, then what the policy itself lists.

    The same input gives the same findings.
    """
    seen = see(interaction, history, policy, BOOK)
    passes = excused if policy.vocabulary.never else None
    findings = [finding for detector in DETECTORS if (finding := found(detector, seen, passes)) is not None]
    return (*findings, *listed(seen))
