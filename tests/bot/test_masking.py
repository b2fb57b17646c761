"""Personal details are taken out, and every span of what is left leads back to the comment's own words."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.masking import masked
from bot.policy.load import load_policy
from tests.builders import an_account, an_interaction

POLICY = replace(load_policy(Path(__file__).parents[2] / "policies.yaml"), staff_names=("Wiktoria Nowak",))


def mask(text: str) -> str:
    return masked(an_interaction(text, author=an_account(name="Jo Mellor", handle="jomel")), POLICY).text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Karen Smith lives at 14 Elm Street, DE1 2AB", "[name] lives at [address], [postcode]"),
        ("ring 07700 900123 or 01632 960140", "ring [telephone number] or [number]"),
        ("write to k.smith@example.org", "write to [e-mail address]"),
        ("see https://example.org/p?id=7 and www.example.org", "see [link] and [link]"),
        ("@derby_jo the van is AB12 CDE", "[name] the van is [registration]"),
        ("my rent account is 12345678", "my rent account is [number]"),
        ("wiktoria never rang", "[name] never rang"),
        ("jo mellor here, and jomel too", "[name] here, and [name] too"),
        ("Mr Khan and Cllr Marchbank", "[name] and [name]"),
        ("de12ab is mine", "[postcode] is mine"),
    ],
)
def test_what_tells_who_is_meant_goes(text: str, left: str) -> None:
    assert mask(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "Polish people always get the flats",
        "Derby Homes took 9 weeks and 3 visits",
        "You lot are useless, sort the DAMP out",
        "",
    ],
)
def test_what_names_nobody_stays(text: str) -> None:
    assert mask(text) == text


PIECES = st.sampled_from(
    [
        "Karen",
        "07700 900123",
        "DE1 2AB",
        "a@b.co",
        "@x",
        "https://x.org/",
        "Mr Khan",
        "14 Elm Street",
        "idiot",
        " ",
        "é",
        "👍",
    ]
)


@given(st.lists(PIECES | st.text(max_size=8), max_size=12).map(" ".join))
def test_every_span_leads_back(text: str) -> None:
    found = masked(an_interaction(text), POLICY)
    at = 0
    for (start, end), (first, last) in found.taken:
        length = start - at
        before = found.original(at, start) if length else (first, first)
        assert text[slice(*before)] == found.text[at:start]
        assert before[1] == first
        assert found.original(start, end) == (first, last)
        at = end
    if at < len(found.text):
        assert text[slice(*found.original(at, len(found.text)))] == found.text[at:]
    assert not found.text.count("07700 900123")
