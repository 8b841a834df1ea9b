"""The members of a contract as they are written, each read by its own rule; pure.

A reader takes a JSON value and returns a canonical one, or raises `InvalidIdentifier` with the rule
that is broken. None is given to no reader.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any, Final

from hub.contracts.digest import CURRENCY
from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import (
    InvalidIdentifier,
    LegalId,
    NationalId,
    parse_branch_code,
    parse_contract_registration,
    parse_contract_row,
    parse_legal_id,
    parse_national_id,
)
from schemas.canonical.money import Rials
from schemas.canonical.subject import Subject
from schemas.canonical.text import UnfitText, ascii_digits, fit

MOST_RIALS: Final = 10**15
"""The highest amount of a contract: beyond it a figure is a slip of the pen."""
_MOST_REVISIONS: Final = 2**31 - 1
_LEGAL: Final = 11
_CODE = re.compile(r"[0-9A-Za-z-]{1,50}")
_GREGORIAN = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_JALALI = re.compile(r"1[34][0-9]{2}(?:/[0-9]{2}/[0-9]{2}|[0-9]{4})")

Reader = Callable[[Any], object]


def read_string(value: object) -> str:
    """Return a text; ``json.type``."""
    if type(value) is not str:
        raise InvalidIdentifier("json.type")
    return value


def read_text(value: object, longest: int) -> str:
    """Return a text that can stand in a document; ``json.length``, ``text.characters``."""
    text = read_string(value)
    if len(text) > longest:
        raise InvalidIdentifier("json.length")
    try:
        return fit(text, longest)
    except UnfitText:
        raise InvalidIdentifier("text.characters") from None


def _code(value: object) -> str:
    """Return a register's code, digits of any alphabet in ASCII; ``contract.code``."""
    text = ascii_digits(read_string(value))
    if _CODE.fullmatch(text) is None:
        raise InvalidIdentifier("contract.code")
    return text


def _by(parse: Callable[[str], object], value: object) -> object:
    """Return an identifier, by its own rule."""
    return parse(read_string(value))


def read_contractor(value: object) -> LegalId | NationalId:
    """Return a legal person by eleven digits, a natural one by ten."""
    text = read_string(value).strip()
    return parse_legal_id(text) if len(text) == _LEGAL else parse_national_id(text)


def read_amount(value: object) -> Rials:
    """Return an amount above nothing; ``contract.amount``."""
    if type(value) is not int:
        raise InvalidIdentifier("json.type")
    if not 0 < value <= MOST_RIALS:
        raise InvalidIdentifier("contract.amount")
    return Rials(value)


def read_rials(value: object) -> Rials:
    """Return an amount that may be nothing; ``contract.amount``."""
    return Rials(0) if type(value) is int and value == 0 else read_amount(value)


def read_kind(value: object) -> Subject:
    """Return what a contract is about; ``json.enumeration``."""
    try:
        return Subject(read_string(value))
    except ValueError as unknown:
        rule = getattr(unknown, "rule", "json.enumeration")
        raise InvalidIdentifier(rule) from None


def _currency(value: object) -> str:
    """Return the currency; ``contract.currency`` for any but the rial."""
    if read_string(value) != CURRENCY:
        raise InvalidIdentifier("contract.currency")
    return CURRENCY


def _revision(value: object) -> int:
    """Return a count from 1; ``contract.revision``."""
    if type(value) is not int:
        raise InvalidIdentifier("json.type")
    if not 0 < value <= _MOST_REVISIONS:
        raise InvalidIdentifier("contract.revision")
    return value


def read_flag(value: object) -> bool:
    """Return yes or no; ``json.type``."""
    if type(value) is not bool:
        raise InvalidIdentifier("json.type")
    return value


def read_day(value: object) -> date:
    """Return a day, Jalali or Gregorian; ``day.no-such-day``."""
    found = _day_of(read_string(value))
    if found is None:
        raise InvalidIdentifier("day.no-such-day")
    return found


@lru_cache(maxsize=16_384)
def _day_of(text: str) -> date | None:
    """Return the day in a text, None when there is none.

    The years of the two calendars lie apart, so that no day is read by the other one: 1405-01-01
    and 2026/03/21 are slips, not days.
    """
    plain = ascii_digits(text)
    try:
        if _GREGORIAN.fullmatch(plain):
            return date.fromisoformat(plain)
        return parse_jalali(plain) if _JALALI.fullmatch(plain) else None
    except ValueError:
        return None


READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "source_id": _code,
        "revision": _revision,
        "number": partial(read_text, longest=100),
        "subject": partial(read_text, longest=500),
        "assigner": partial(_by, parse_legal_id),
        "contractor": read_contractor,
        "amount": read_amount,
        "currency": _currency,
        "signed_on": read_day,
        "starts_on": read_day,
        "ends_on": read_day,
        "withdrawn": read_flag,
        "crn": partial(_by, parse_contract_registration),
        "budget_code": _code,
        "project": _code,
        "row": partial(_by, parse_contract_row),
        "branch": partial(_by, parse_branch_code),
    }
)
"""Every member of a written bare contract, and how it is read."""
OPTIONAL: Final = frozenset({"crn", "budget_code", "project", "row", "branch"})
"""The members of it that may be absent or null: not every register states them."""
LATER_READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {"kind": read_kind, "materials": read_rials}
)
"""The members that a bare contract lacks, beside its lists (`hub.contracts.part_readers`)."""
PARTIES: Final = frozenset({"assigner", "contractor"})
"""The members without which there is no contract at all."""
