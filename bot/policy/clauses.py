"""The clauses of the unacceptable-behaviour policy, each in a few words of our own; see docs/clauses.md."""

from collections.abc import Mapping
from types import MappingProxyType

CLAUSES: Mapping[str, str] = MappingProxyType(
    {
        "1.1": "what the policy is for: abuse of staff and of the processes",
        "2.1": "customers are heard, understood and respected",
        "2.2": "only a small number of cases become unacceptable",
        "2.3": "staff are protected, and so is the service to others",
        "2.4": "it holds for all ways of contact, social media among them",
        "3.1": "people act out of character in distress",
        "3.2": "behaviour that keeps staff from their work is managed",
        "4.1": "anger is understood, aggression towards people is not accepted",
        "4.2": "violence is more than blows: spoken or written words count",
        "4.3": "each case by itself; being upset is one thing, swearing at staff another",
        "4.4": "offensive or discriminatory words, and serious allegations without evidence",
        "4.5": "the same words aimed at third parties",
        "4.6": "threats weigh heaviest; whoever is frightened may break off",
        "5.1": "demands that cost too much: impossible times, one person only, needless contact, no answer accepted",
        "5.2": "what such demands take from others",
        "6.1": "too many contacts in a short time",
        "6.2": "the same again and again, or what has nothing to do with it",
        "6.3": "when the level of contact keeps us from answering",
        "7.1": "staff are free from harassment; they speak for the organisation",
        "7.2": "published recordings, staff's personal accounts, staff's private details",
        "8.1": "we ask for what we need in order to help",
        "8.2": "a real difficulty is helped with",
        "8.3": "a matter is brought and then every reasonable question refused",
        "9.1": "some people find it hard to express themselves, and are asked what would help",
        "9.2": "an adjustment that is asked for is always considered: another way, other words, a clear warning first",
        "9.3": "staff need not bear abuse even so",
        "9.4": "the policy may still be used after an adjustment was made",
        "10.1": "the formal actions, from a warning to the authorities",
        "10.2": "formal action is told in writing, and noted on our records",
        "10.3": "how to appeal is told",
        "10.4": "what was done is looked at again after twelve months at the latest",
        "11.1": "reactions, tags, hashtags, reviews and ratings are contact too",
        "11.2": "the policy reaches whatever is particular to a platform",
        "11.3": "accounts may be anonymous, unverified or several",
        "11.4": "without knowing who it is, no formal action",
        "11.5": "platforms limit what can be done, and some hide listed words by themselves",
        "11.6": "a warning, hiding, blocking, reporting",
        "12.1": "any decision may be reviewed by somebody else",
        "12.2": "twenty working days to ask, twenty to answer, by the Executive Team",
        "12.3": "restrictions stay while an appeal is heard; the Ombudsman is named",
        "12.4": "the Ombudsman can be asked at any time",
    }
)
"""By their numbers, in order."""
