"""The panel's fixed words, and its pure parts: tokens, masks, shares."""

import tomllib
from fractions import Fraction
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import Response

from hub.contracts.precedence import JOINED, shipped_precedence
from hub.store.panel_files import Promptness, Standing
from hub.store.passphrases import holds, keep
from hub.usecases.article38.file.acts import Board, SheetKind, Stage
from hub.usecases.article38.file.form import ACTS
from hub.usecases.article38.model import Confidence, Party
from hub.web.language import Language
from hub.web.panel.monitor import WIDTH, bars
from hub.web.panel.show import masked, money, percent
from hub.web.panel.tokens import bears, cookie_for, digest_of, mark_of, token_of
from schemas.canonical.contract_parts import (
    Amendment,
    Payment,
    ProgressStatement,
    SubContractLink,
    WithheldRelease,
)

TABLE = tomllib.loads((files("hub.web") / "panel" / "words.toml").read_text("utf-8"))
PUBLIC = tomllib.loads((files("hub.web") / "words.toml").read_text("utf-8"))
PARTS = (Amendment, ProgressStatement, Payment, WithheldRelease, SubContractLink)
NEEDED = {
    "panel_act": {*ACTS},
    "panel_party": {*Party},
    "panel_stage": {*Stage},
    "panel_sheet": {*SheetKind},
    "panel_board": {*Board},
    "panel_sure": {*Confidence},
    "panel_field": {*JOINED} | {name for part in PARTS for name in part.__dataclass_fields__},
    "panel_source": {*shipped_precedence().order["number"]},
    "panel_deadline": {"objection", "tabling", "appeal", "note-payment", "clearance"},
}


def test_every_word_stands_in_both_languages() -> None:
    """A page would be half Persian, half English, or blank in one place."""
    for section, entries in TABLE.items():
        for name, texts in entries.items():
            assert len(texts) == len(Language), (section, name)
            assert all(text.strip() for text in texts), (section, name)
            assert texts[0] != texts[1], (section, name)
            assert sorted(_placeholders(texts[0])) == sorted(_placeholders(texts[1]))


def test_no_word_hides_another() -> None:
    """A word of the public pages would be another one, or a method of a dictionary be shown."""
    assert TABLE.keys().isdisjoint(PUBLIC)
    assert not [name for entries in TABLE.values() for name in entries if hasattr(dict, name)]


@pytest.mark.parametrize("section", NEEDED)
def test_everything_that_can_come_up_has_its_words(section: str) -> None:
    """An act that is seldom told would be an error page the first time it is."""
    assert NEEDED[section] <= TABLE[section].keys()


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_a_mark_is_of_one_token(one: bytes, other: bytes) -> None:
    """A form of one session could be sent in another."""
    first, second = token_of(one), token_of(other)
    assert bears(mark_of(first), first)
    assert bears(mark_of(first), second) is (one == other)
    assert digest_of(first) != first.encode()
    assert mark_of(first) not in first


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://hub.example", "__Host-panel"),
        ("http://hub.example", "__Host-panel"),
        ("https://127.0.0.1:8443", "__Host-panel"),
        ("http://127.0.0.1:8080", "panel"),
        ("http://localhost:8080", "panel"),
        ("http://[::1]:8080", "panel"),
    ],
)
def test_the_cookie_is_secure_but_on_loopback(url: str, name: str) -> None:
    """A token would travel in the clear, or nobody could try the panel on his own machine."""
    cookie, response = cookie_for(url), Response()
    assert cookie.name == name
    cookie.give(response, token_of(bytes(32)))
    given = response.headers["set-cookie"].lower()
    assert ("secure" in given) is name.startswith("__Host")
    assert "httponly" in given
    assert "samesite=strict" in given
    assert "path=/" in given
    assert "domain" not in given


def test_a_passphrase_is_known_by_its_hash_alone() -> None:
    """Who reads the database would have everybody's passphrase, or nobody could come in."""
    kept = keep("نان و پنیر و سبزی تازه", bytes(16))
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert holds("نان و پنیر و سبزی تازه", kept)
    assert not holds("نان و پنیر و سبزی تازه ", kept)
    composed, apart = "caf\u00e9 caf\u00e9 caf\u00e9", "cafe\u0301 cafe\u0301 cafe\u0301"
    assert holds(apart, keep(composed, bytes(16)))
    assert keep("x", bytes(16)) != keep("x", bytes([1]) * 16)


def test_persons_are_masked_and_firms_are_not() -> None:
    """A list would name people by their numbers, or hide which firm is meant."""
    assert masked("9980000042") == "••••••••42"
    assert masked("14000000003") == "14000000003"
    assert masked("") == ""


def test_shares_and_amounts_are_exact() -> None:
    """An officer would read a rate that is not the one of the law."""
    assert percent(Fraction(7, 100), Language.EN) == "7%"
    assert percent(Fraction(1, 60), Language.EN) == "1/60 (≈ 1.67%)"
    assert percent(Fraction(3, 20), Language.FA) == "۱۵٪"
    assert percent(Fraction(6, 1000), Language.EN) == "0.6%"
    assert percent(Fraction(6, 1000), Language.FA) == "۰٫۶٪"
    assert percent(Fraction(1, 60), Language.FA) == "۱/۶۰ (≈ ۱٫۶۷٪)"
    assert percent(Fraction(20, 100), Language.EN) == "20%"
    assert money(1_500_000, Language.FA) == "۱,۵۰۰,۰۰۰ ریال"
    assert money(0, Language.EN) == "0 rials"
    assert money(None, Language.EN) == "not yet"


@given(
    st.dictionaries(
        st.sampled_from(["0210", "0311", "0412"]),
        st.tuples(st.integers(1, 900), st.integers(0, 900), st.integers(0, 50), st.integers(0, 50)),
    )
)
def test_bars_are_as_long_as_what_they_show(of: dict[str, tuple[int, int, int, int]]) -> None:
    """A branch with few files would look busy, or a picture stand out of its frame."""
    standings = [Standing(one, "05", files) for one, (files, *_) in of.items()]
    standings += [Standing(one, "17", done) for one, (_, done, *_) in of.items() if done]
    prompt = [Promptness(one, a + b, a) for one, (_, _, a, b) in of.items() if a + b]
    made = bars(standings, prompt, Language.EN)
    assert len(made) == len(of) + (len(of) > 1)
    for bar in made:
        assert 0 <= bar.cleared_width <= bar.width <= WIDTH
    if made:
        assert max(bar.width for bar in made) == WIDTH


def test_an_empty_house_has_no_picture() -> None:
    """A new hub would divide by nothing on its first page."""
    assert bars([], [], Language.FA) == []
    (one,) = bars([Standing("0210", "05", 3)], [], Language.EN)
    assert (one.title, one.files, one.cleared, one.share) == (
        "branch 0210",
        "3",
        "0",
        "none issued",
    )


def _placeholders(text: str) -> list[str]:
    return [part.partition("}")[0] for part in text.split("{")[1:]]
