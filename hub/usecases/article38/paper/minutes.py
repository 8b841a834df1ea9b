"""Minutes on forms, read: their head and their lines, each member by its rule."""

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from hub.errors import InvalidRequest
from hub.usecases.article38.paper.serials import SerialForm, read_span
from schemas.canonical.certificate import parse_certificate_number
from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import InvalidIdentifier, parse_branch_code
from schemas.canonical.paper_form import FormAct, Line, Minute, Office
from schemas.canonical.text import ascii_digits

W = TypeVar("W", bound=StrEnum)

_NUMBER: Final = re.compile("[0-9A-Za-z/_.-]{1,40}")
"""Of minutes and of paper clearances: digits, Latin letters and what stands between them."""
_PROVINCE: Final = re.compile("[0-9]{1,2}")


def read_minute(
    number: str, day: date, province: str, branch: str, signed_by: Sequence[str], *, today: date
) -> Minute:
    """Return the head of minutes; who signed is told by office, so that nobody is named.

    Raises `InvalidRequest`, which names the member and the rule.
    """
    if day > today:
        raise InvalidRequest("paper.future", field="day")
    if not signed_by:
        raise InvalidRequest("json.length", field="signed_by")
    offices = (read_word(one, Office, f"signed_by.{n}") for n, one in enumerate(signed_by))
    return Minute(
        number=read_number(number, "number"),
        day=day,
        province=read_province(province),
        branch=read_branch(branch),
        signed_by=tuple(dict.fromkeys(offices)),
    )


def read_line(
    act: str,
    first: str,
    last: str | None,
    replaced_by: str | None,
    paper_number: str | None,
    form: SerialForm,
    field: str = "",
) -> Line:
    """Return a line; ``field`` is where it stands. Raises `InvalidRequest`."""
    done = read_word(act, FormAct, f"{field}act")
    span = read_span(first, last, form, field)
    for value, name, of in (
        (replaced_by, "replaced_by", FormAct.VOIDED),
        (paper_number, "number", FormAct.ISSUED),
    ):
        if value is not None and (done is not of or span.forms > 1):
            raise InvalidRequest("paper.single", field=f"{field}{name}")
    return Line(
        act=done,
        span=span,
        replaced_by=_clearance(replaced_by, f"{field}replaced_by"),
        paper_number=paper_number and read_number(paper_number, f"{field}number"),
    )


def read_number(text: str, field: str) -> str:
    """Return the number of minutes or of a paper; `InvalidRequest` (``paper.number``)."""
    number = ascii_digits(text.strip())
    if _NUMBER.fullmatch(number) is None:
        raise InvalidRequest("paper.number", field=field)
    return number


def read_province(text: str) -> str:
    """Return the two digits of a province's directorate; `InvalidRequest`. The form is ours."""
    code = ascii_digits(text.strip())
    if _PROVINCE.fullmatch(code) is None or not code.strip("0"):
        raise InvalidRequest("paper.province", field="province")
    return code.zfill(2)


def read_branch(text: str) -> str:
    """Return the four digits of a branch; `InvalidRequest`."""
    try:
        return parse_branch_code(text)
    except InvalidIdentifier as invalid:
        raise InvalidRequest(invalid.rule, field="branch") from invalid


def read_day(text: str, field: str) -> date:
    """Return a day, Jalali (``1399/09/30``) or Gregorian (``2020-12-20``); `InvalidRequest`."""
    plain = ascii_digits(text.strip())
    try:
        return date.fromisoformat(plain) if "-" in plain else parse_jalali(plain)
    except ValueError as error:
        raise InvalidRequest("day.no-such-day", field=field) from error


def read_word(text: str, words: type[W], field: str) -> W:
    """Return one of a few words; `InvalidRequest` (``json.enumeration``)."""
    if text not in {*words}:
        raise InvalidRequest("json.enumeration", field=field)
    return words(text)


def _clearance(text: str | None, field: str) -> str | None:
    try:
        return parse_certificate_number(text) if text is not None else None
    except InvalidIdentifier as invalid:
        raise InvalidRequest(invalid.rule, field=field) from invalid
