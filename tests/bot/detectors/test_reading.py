"""Reading folds every disguise and keeps the way back to what was written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.detectors.reading import read

FOLDS = [
    ("Sh!te w@nk*rs", " shite wankers "),
    ("f***ing", " fucking "),
    ("F U C K off", " fuck off "),
    ("f.u.c.k off", " fuck off "),
    ("b\u200ba\u200bs\u00adtards", " bastards "),
    ("сunt", " cunt "),
    ("ｗａｎｋｅｒ", " wanker "),
    ("w\u0336a\u0336n\u0336k\u0336er", " wanker "),
    ("1d10t", " idiot "),
    ("wankerrrrrs", " wankers "),
    ("You're", " you are "),
    ("youre", " you are "),
    ("don’t", " do not "),
    ("the plumber's van", " the plumber s van "),
    ("#SackTheLot", " sack the lot "),
    ("Yous lot", " you lot "),
    ("07700 900127", " 07700 900127 "),
    ("£1,200 at 9th", " £1,200 at 9th "),
    ("Stop!Please", " stop please "),
    ("", " "),
    ("\ud800\x00\u202e", " "),
]


@pytest.mark.parametrize(("written", "folded"), FOLDS)
def test_folds(written: str, folded: str) -> None:
    assert read(written).folded == folded


@given(st.text(max_size=200))
@settings(max_examples=1500, deadline=None)
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    once = read(text).folded
    assert read(once).folded == once


@given(st.text(alphabet="aAsS5$h!1i*t '’.\n#@-\u200b\u0430é🔪w", max_size=60))
@settings(max_examples=1500, deadline=None)
def test_disguises_fold_once_and_for_all(text: str) -> None:
    once = read(text).folded
    assert read(once).folded == once


@given(st.text(max_size=300))
@settings(max_examples=1500, deadline=None)
def test_every_token_knows_where_it_was_written(text: str) -> None:
    reading = read(text)
    assert len(reading.tokens) == len(reading.spans) == len(reading.starts)
    assert all(0 <= start < end <= len(text) for start, end in reading.spans)
    assert list(reading.spans) == sorted(reading.spans)
    for token, start in zip(reading.tokens, reading.starts, strict=True):
        assert reading.folded[start : start + len(token)] == token


@pytest.mark.parametrize(
    "piece", ["a", "a.", "a b ", "f u ", "*", "a*", "@a", "#a", "'a", "1", "a@", "\u200b", "🔪", "é", "\n", "£1"]
)
def test_takes_a_hundred_thousand_of_anything(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert read(text).text == text
