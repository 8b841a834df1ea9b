"""A mark is found however it is written, and nothing else is taken for one."""

import html
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from datetime import date
from urllib.parse import quote

import pytest

from schemas.canonical.dates import jalali
from schemas.canonical.money import grouped
from schemas.canonical.text import persian_digits
from tests.taint import world
from tests.taint.world import SAID, VALUES


def _text(name: str) -> str:
    value = VALUES[name]
    return jalali(value) if isinstance(value, date) else str(value)


FORMS: dict[str, Callable[[str], str | bytes]] = {
    "plain": str,
    "octets": str.encode,
    "within": lambda text: f"<a>{text}</a>",
    "json": json.dumps,
    "repr-of-octets": lambda text: repr(text.encode()),
    "xml": lambda text: "".join(f"&#{ord(one)};" for one in text),
    "html": lambda text: html.escape(text),
    "url": quote,
    "base64": lambda text: b64encode(f"before {text} after".encode()),
    "base64url": lambda text: urlsafe_b64encode(f"before {text} after".encode()).rstrip(b"="),
    "twice": lambda text: b64encode(b64encode(f"before {text} after".encode())),
    "hex": lambda text: text.encode().hex(),
    "escaped-in-base64": lambda text: b64encode(json.dumps({"a": text}).encode()),
    "persian-digits": persian_digits,
    "without-joiners": lambda text: text.replace("\u200c", ""),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", sorted(VALUES))
def test_a_mark_is_found_however_it_is_written(name: str, form: str) -> None:
    """A value would get out in a form in which nobody looks for it."""
    assert SAID.find(FORMS[form](_text(name))) == {name}


@pytest.mark.parametrize("name", [one for one, value in VALUES.items() if isinstance(value, date)])
def test_a_day_is_found_in_both_calendars(name: str) -> None:
    """A birth day would get out in the calendar of another country."""
    value = VALUES[name]
    assert isinstance(value, date)
    both = value.isoformat(), jalali(value), f"{value:%Y%m%d}", jalali(value).replace("/", "-")
    assert [SAID.find(one) for one in both] == [{name}] * 4


def test_an_amount_is_found_in_groups() -> None:
    """A debt would get out in words that people read."""
    value = world.OWING.definite
    assert SAID.find(grouped(value), f"{value:,}", f"{value:_}", persian_digits(f"{value:,}")) == {
        "debt.definite"
    }


def test_what_is_not_there_is_not_found() -> None:
    """The detector would cry wolf, and soon nobody would look."""
    quiet = "نمونه 1360/01/01 4711 9000000432", b64encode(bytes(range(256)) * 8), "***0417"
    assert SAID.find(*quiet) == set()
