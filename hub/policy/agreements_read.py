"""Readers of single values in an agreement file; each raises ``ValueError`` with the rule."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from hub.policy.agreements_model import Span
from schemas.canonical.dates import parse_jalali

E = TypeVar("E", bound=StrEnum)

_CODE = re.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_LONGEST_TEXT, _LONGEST_CODE = 500, 63
_SPAN = re.compile("([01][0-9]|2[0-3]):([0-5][0-9])-(?:([01][0-9]|2[0-3]):([0-5][0-9])|(24):(00))")
_DURATION = re.compile(
    "P(?=[0-9T])(?:([0-9]{1,5})D)?"
    "(?:T(?=[0-9])(?:([0-9]{1,5})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,7})S)?)?"
)
_LONGEST = timedelta(days=36_500)
_FIRST, _LAST = parse_jalali("1300/01/01"), parse_jalali("1499/12/29")
"""A Jalali day that was written as a date of TOML is seven centuries early."""


def near(word: object, known: Iterable[str]) -> str:
    """Return the known word that ``word`` may be a slip of, as the end of a sentence, or none."""
    found = get_close_matches(str(word), [*known], n=1)
    return f"; did you mean {found[0]}?" if found else ""


def read_text(value: object) -> str:
    """Return a text that says something, without the blanks around it; a receipt can repeat it."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be a text that is not empty")
    if len(value.strip()) > _LONGEST_TEXT or _CONTROL.search(value.strip()):
        raise ValueError(f"must be one line of at most {_LONGEST_TEXT} characters")
    return value.strip()


def read_code(value: object) -> str:
    """Return a code: lower-case letters and digits in words joined by hyphens."""
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise ValueError("must be a code such as notary-offices")
    if len(value) > _LONGEST_CODE:
        raise ValueError(f"must be a code of at most {_LONGEST_CODE} characters")
    return value


def read_word(value: object, words: type[E]) -> E:
    """Return one of a few words."""
    for word in words:
        if word == value:
            return word
    known = [str(one) for one in words]
    raise ValueError(f"unknown word {value!r}; it is one of {', '.join(known)}{near(value, known)}")


def read_day(value: object) -> date:
    """Return a day: a date of TOML (Gregorian), or a text ``YYYY/MM/DD`` (Jalali)."""
    day = parse_jalali(value) if isinstance(value, str) else value
    if isinstance(day, date) and not isinstance(day, datetime):
        if _FIRST <= day <= _LAST:
            return day
        raise ValueError("must be a day of the Jalali years 1300 to 1499, 1921 to 2121")
    raise ValueError('must be a day such as 2026-11-22 or "1405/09/01"')


def read_age(value: object) -> timedelta:
    """Return a duration of ISO 8601 in days, hours, minutes, seconds; or whole seconds."""
    found = _duration(value)
    if not timedelta(0) < found <= _LONGEST:
        raise ValueError("must be more than nothing and at most a hundred years")
    return found


def _duration(value: object) -> timedelta:
    """Return what a value says a duration is, though it be nothing."""
    if isinstance(value, int) and not isinstance(value, bool):
        return timedelta(seconds=max(0, min(value, 10**10)))
    parts = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if parts is None:
        raise ValueError("must be whole seconds, or a duration such as PT24H or P1D")
    days, hours, minutes, seconds = (int(one or 0) for one in parts.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def read_count(value: object) -> int:
    """Return a whole number from 1."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError("must be a whole number from 1")
    return value


def read_flag(value: object) -> bool:
    """Return yes or no."""
    if isinstance(value, bool):
        return value
    raise ValueError("must be true or false, without quotation marks")


def read_hours(value: object) -> tuple[Span, ...]:
    """Return the spans of a day in order; none may overlap another, and there is one at least."""
    if not isinstance(value, list) or not value:
        raise ValueError('must be a list of hours such as ["07:00-21:00"]; none is no hours at all')
    spans = sorted(map(_read_span, value))
    if any(after.begins < before.ends for before, after in pairwise(spans)):
        raise ValueError("two of the hours overlap")
    return tuple(spans)


def _read_span(value: object) -> Span:
    """Return one span ``HH:MM-HH:MM`` that ends after it begins, at 24:00 at the latest."""
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"{value!r} is no hours such as 07:00-21:00")
    parts = [int(one) for one in found.groups() if one is not None]
    span = Span(parts[0] * 60 + parts[1], parts[2] * 60 + parts[3])
    if span.ends <= span.begins:
        raise ValueError(f"{value!r} ends before it begins")
    return span
