"""The language of a page, and its dates in both calendars."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from hub.web.language import Language, figures, instant, language_of


def asked(header: str = "", query: str = "") -> Language:
    """Return the language of a request."""
    headers = [(b"accept-language", header.encode("latin-1", "replace"))] if header else []
    return language_of(
        Request({"type": "http", "headers": headers, "query_string": query.encode()})
    )


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "fa"),
        ("de, fr;q=0.9", "fa"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("EN", "en"),
        ("fa-IR,fa;q=0.9,en-US;q=0.8,en;q=0.7", "fa"),
        ("en;q=0.5, fa;q=0.9", "fa"),
        ("fa;q=0.1, en;q=0.9", "en"),
        ("en;q=0", "fa"),
        ("en;q=x", "fa"),
        ("en;q=nan", "fa"),
        ("en;q=7", "fa"),
        ("de, en;q=0.1", "en"),
    ],
)
def test_a_page_is_in_the_language_a_browser_prefers(header: str, language: str) -> None:
    """An Iranian would be greeted in English, a foreigner in Persian."""
    assert asked(header) == language


def test_what_is_asked_for_wins() -> None:
    """The link to the other language would lead to the same one."""
    assert asked("fa", "lang=en") is Language.EN
    assert asked("en", "lang=fa") is Language.FA
    assert asked("en", "lang=xx") is Language.EN


@given(st.text(alphabet=st.characters(max_codepoint=255), max_size=60))
def test_no_header_is_too_odd(header: str) -> None:
    """A strange browser would get an error instead of a page."""
    assert asked(header) in set(Language)


def test_an_instant_is_told_by_the_clock_of_tehran_in_both_calendars() -> None:
    """A clerk would reckon with the wrong day, or find none he knows."""
    moment = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)
    assert instant(moment, Language.EN) == "2026/11/22, 01:00 Tehran time (1405/09/01 Jalali)"
    assert instant(moment, Language.FA) == "۱۴۰۵/۰۹/۰۱ ساعت ۰۱:۰۰ (برابر با ۲۰۲۶/۱۱/۲۲ میلادی)"
    elsewhere = moment.astimezone(timezone(timedelta(hours=-8)))
    assert instant(elsewhere, Language.FA) == instant(moment, Language.FA)


def test_digits_are_those_of_the_language() -> None:
    """A number would be hard to compare with the one on the paper."""
    assert figures("37-1405", Language.FA) == "۳۷-۱۴۰۵"
    assert figures("37-1405", Language.EN) == "37-1405"
