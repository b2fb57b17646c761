"""What anybody can see in a text: its language, its links."""

import subprocess
import sys

import pytest

from bot.text.language import language_of
from bot.text.links import is_listed, links_in

LANGUAGES = {
    "Dlaczego nikt nie odpowiada na moje wiadomości o ogrzewaniu": "pl",
    "Rwy'n aros am dri mis am atgyweirio'r gwresogi": "cy",
    "Nu am căldură de trei zile și nimeni nu răspunde": "ro",
    "میرے گھر میں تین دن سے گرمی نہیں ہے": "ur",
    "Hace tres semanas que no tengo calefacción": "es",
    "Three weeks and nowt done ya daft muppets sort yersens out": "en",
    "When will somebody come and mend the lift in our block?": "en",
    "Cheers duck": "",
    "🙏🙏🙏🙏🙏🙏🙏🙏🙏🙏🙏🙏🙏🙏🙏🙏🙏🙏🙏🙏🙏🙏": "",
    "": "",
}


@pytest.mark.parametrize("text", LANGUAGES)
def test_the_language_where_it_can_be_told(text: str) -> None:
    assert language_of(text) == LANGUAGES[text]


def test_the_model_is_read_only_when_it_is_needed() -> None:
    asked = "import sys, bot.decide, bot.detectors; print('numpy' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


LINKS = {
    "go to https://www.Evil.example/pay. now": ("evil.example/pay",),
    "bit.ly/x1": ("bit.ly/x1",),
    "hxxp://evil[.]example/a": ("evil.example/a",),
    "evil dot com please": ("evil.com",),
    "(see derbyhomes.org/contact)": ("derbyhomes.org/contact",),
    "münchen.example/x": ("xn--mnchen-3ya.example/x",),
    "http://a.example and http://a.example": ("a.example",),
    "http://localhost.example:8080/x?y=1": ("localhost.example/x?y=1",),
    "mail me at jo@gmail.com": (),
    "it works.In fact it does": (),
    "3.5 weeks, e.g. since Monday": (),
    "We are here. In the end": (),
    "": (),
}


@pytest.mark.parametrize("text", LINKS)
def test_links_as_whoever_follows_them_would_end_up(text: str) -> None:
    assert links_in(text) == LINKS[text]


LISTED = {
    "the host": ("evil.example/pay", ["evil.example"], True),
    "a host below it": ("a.b.evil.example", ["evil.example"], True),
    "another that ends alike": ("notevil.example", ["evil.example"], False),
    "the listed path": ("short.example/abc/d", ["short.example/abc"], True),
    "another path": ("short.example/abcd", ["short.example/abc"], False),
    "however it is listed": ("evil.example/pay", ["https://www.Evil.example/"], True),
    "nothing listed": ("evil.example", [], False),
}


@pytest.mark.parametrize("name", LISTED)
def test_what_is_listed(name: str) -> None:
    link, listed, expected = LISTED[name]
    assert is_listed(link, listed) is expected
