"""Requests read into canonical words.

What is read has passed its published XSD, so structure is certain and only the rules of the
identifiers and dates are left; `InvalidRequest` names the field and the rule that is broken.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar
from uuid import UUID

from lxml import etree

from hub.errors import InvalidRequest
from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import (
    InvalidIdentifier,
    parse_branch_code,
    parse_legal_id,
    parse_national_id,
    parse_postal_code,
    parse_workshop_id,
)
from schemas.canonical.person import LegalParty, NaturalParty, Party
from schemas.canonical.text import UnfitText, fit
from schemas.canonical.workshop import WorkshopAddress, WorkshopLocator, WorkshopRef

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}

T = TypeVar("T")
Fields = Mapping[str, str]
"""The texts of a request by their paths below its root, in local names."""


def read_case_id(request: etree._Element) -> UUID:
    """Return the case a ``GetAnswerRequest`` asks about."""
    return field(fields_of(request), "CaseId", UUID)


def fields_of(parent: etree._Element, above: str = "") -> dict[str, str]:
    """Return the text of every element below ``parent`` by its path, in one walk."""
    found = {}
    for child in parent:
        path = above + child.tag.rpartition("}")[2]
        found[path] = child.text or ""
        if len(child):
            found |= fields_of(child, f"{path}/")
    return found


def field(fields: Fields, path: str, parse: Callable[[str], T]) -> T:
    """Return the parsed text at ``path``; a broken rule becomes a refusal that names the field."""
    text = fields.get(path)
    if text is None:
        raise InvalidRequest("field.missing", field=path)
    try:
        return parse(text)
    except InvalidIdentifier as invalid:
        raise InvalidRequest(invalid.rule, field=path) from invalid
    except ValueError as invalid:
        raise InvalidRequest("field.value", field=path) from invalid


def party(fields: Fields, role: str) -> Party:
    """Return the natural or legal person in ``role``."""
    if f"{role}/Natural" in fields:
        at = f"{role}/Natural"
        return NaturalParty(
            national_id=field(fields, f"{at}/NationalId", parse_national_id),
            birth_date=field(fields, f"{at}/BirthDate", day),
            given_name=_name(fields, f"{at}/GivenName"),
            family_name=_name(fields, f"{at}/FamilyName"),
        )
    at = f"{role}/Legal"
    return LegalParty(
        legal_id=field(fields, f"{at}/LegalId", parse_legal_id),
        name=_name(fields, f"{at}/Name"),
    )


def workshop(fields: Fields) -> WorkshopLocator:
    """Return the workshop by its number, or by where it stands."""
    if "Workshop/Registered" in fields:
        return WorkshopRef(
            workshop_id=field(fields, "Workshop/Registered/WorkshopId", parse_workshop_id),
            branch=field(fields, "Workshop/Registered/Branch", parse_branch_code),
        )
    return WorkshopAddress(
        postal_code=field(fields, "Workshop/Located/PostalCode", parse_postal_code),
        address=field(fields, "Workshop/Located/Address", _address),
    )


def _name(fields: Fields, path: str) -> str | None:
    """Return the name at ``path``, where one is given."""
    return field(fields, path, _text) if path in fields else None


def _address(text: str) -> str:
    return _text(text, 500)


def _text(text: str, longest: int = 200) -> str:
    """Return a text that can stand in a document; one that cannot has a rule."""
    try:
        return fit(text, longest)
    except UnfitText as unfit:
        raise InvalidIdentifier("text.characters") from unfit


def day(text: str) -> date:
    """Return the day of a ten-character Jalali string; a day that does not exist has a rule."""
    try:
        return parse_jalali(text)
    except ValueError as invalid:
        raise InvalidIdentifier("jalali-date.no-such-day") from invalid


def boolean(text: str) -> bool:
    """Return an ``xs:boolean``, whose white space is no part of it (XML Schema 2, 4.3.6)."""
    value = _BOOLEANS.get(text.strip(" \t\r\n"))
    if value is None:
        raise ValueError("not a boolean")
    return value
