"""The shipped policy spoilt in every way that somebody who edits it may spoil it."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.bot.policy.broken_ladders import LADDERS
from tests.bot.policy.broken_names import UNKNOWN
from tests.bot.policy.broken_rules import RULES
from tests.bot.policy.broken_values import UNFIT
from tests.bot.policy.broken_words import WORDS
from tests.bot.policy.spoilt import Spoilt

BROKEN: Mapping[str, Spoilt] = MappingProxyType({**UNKNOWN, **UNFIT, **RULES, **LADDERS, **WORDS})
