"""The registry's words: the results of ``getEstelam3`` and ``getFamily`` of ``http://est``."""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from adapters.base.errors import AgencyBrokeContract

AGENCY = "civil_registry"

_Fields = tuple[int, int, int, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """Somebody as the registry writes him; texts are base64 of UTF-8, days Jalali YYYYMMDD.

    ``nin`` and ``birth_date`` are numbers on the wire, so their leading zeros are lost.
    """

    nin: int
    birth_date: int
    death_status: int
    death_date: str
    name: str
    family: str
    father_name: str


@dataclass(frozen=True, slots=True)
class EstelamResult3(Record):
    """The record of the person asked for, or the messages that stand in its place."""

    messages: tuple[str, ...]
    exception_message: str


@dataclass(frozen=True, slots=True)
class FamilyMember(Record):
    """A relative, and the registry's code of what he is to the person asked about."""

    relation: int


@dataclass(frozen=True, slots=True)
class FamilyResult:
    """The relatives of the person of ``nin``, or the messages that stand in their place.

    ``member_count`` is how many are on record, whether or not the answer holds them all.
    """

    nin: int
    birth_date: int
    member_count: int
    members: tuple[FamilyMember, ...]
    messages: tuple[str, ...]
    exception_message: str


def read(response: etree._Element) -> EstelamResult3:
    """Return the record in ``getEstelam3Response``, which is valid against the XSD already."""
    result = _result(response)
    texts = _texts(result)
    return EstelamResult3(*_fields(texts), _messages(result), texts.get("exceptionMessage", ""))


def read_family(response: etree._Element) -> FamilyResult:
    """Return the relatives in ``getFamilyResponse``, which is valid against the XSD already."""
    result = _result(response)
    texts = _texts(result)
    return FamilyResult(
        nin=int(texts["nin"]),
        birth_date=int(texts["birthDate"]),
        member_count=int(texts["memberCount"]),
        members=tuple(_member(_texts(one)) for one in result.iterchildren("member")),
        messages=_messages(result),
        exception_message=texts.get("exceptionMessage", ""),
    )


def _result(response: etree._Element) -> etree._Element:
    """Return the one result of a response, which the XSD lets be missing."""
    if len(response) == 0:
        raise AgencyBrokeContract(AGENCY, "empty-answer")
    return response[0]


def _texts(element: etree._Element) -> dict[str, str]:
    """Return the texts of the children of ``element`` by name."""
    return {child.tag: child.text or "" for child in element}


def _messages(result: etree._Element) -> tuple[str, ...]:
    """Return the message keys of a result; a nil one says nothing."""
    return tuple(text for one in result.iterchildren("message") if (text := one.text))


def _fields(texts: Mapping[str, str]) -> _Fields:
    """Return the fields of a `Record` in their order."""
    return (
        int(texts["nin"]),
        int(texts["birthDate"]),
        int(texts["deathStatus"]),
        texts.get("deathDate", ""),
        texts.get("name", ""),
        texts.get("family", ""),
        texts.get("fatherName", ""),
    )


def _member(texts: Mapping[str, str]) -> FamilyMember:
    """Return one relative."""
    return FamilyMember(*_fields(texts), int(texts["relation"]))
