"""Malformed messages: an honest sender's mistakes in transport, document and fields."""

from collections.abc import Iterator
from copy import deepcopy
from functools import partial
from typing import Any
from uuid import uuid4

from simulators.demo.attacks import XML, Attack
from simulators.demo.notaries import Notaries
from simulators.demo.words import Kind
from simulators.kit.identifiers import legal_id

MALFORMED = 11
_TOO_LARGE = 300_000  # octets; the door takes 262,144
_malformed = partial(Attack, Kind.MALFORMED)
_CALL = '"urn:peyvand:article37:1:InquireDebt"'


def malformed(notaries: Notaries, fields: dict[str, Any]) -> Iterator[Attack]:
    """Yield the mistakes that can be made with one sound inquiry's ``fields``."""
    yield from _wrong_fields(notaries, fields)
    yield from _wrong_documents(notaries, fields)
    missing = notaries.office().build("GetAnswer", f"urn:uuid:{uuid4()}", CaseId=str(uuid4()))
    yield _malformed(
        "a case that is not there",
        missing,
        ("case.unknown", "case.not-yours", "CaseId"),
        {"Content-Type": XML, "SOAPAction": '"urn:peyvand:article37:1:GetAnswer"'},
    )


def _wrong_fields(notaries: Notaries, fields: dict[str, Any]) -> Iterator[Attack]:
    """Yield inquiries that are well formed and signed, and say what cannot be."""
    person = fields["Transferor"]["Natural"]
    office = notaries.office()
    for about, path, value, refusal in (
        (
            "a wrong check digit",
            "Transferor/Natural/NationalId",
            _other_last_digit(person["NationalId"]),
            ("request.invalid", "national-id.check-digit"),
        ),
        (
            "a day that is not",
            "Transferor/Natural/BirthDate",
            "1361/07/31",
            ("request.invalid", "jalali-date.no-such-day"),
        ),
        (
            "a firm's wrong check digit",
            "Transferee/Legal/LegalId",
            _other_last_digit(legal_id(7)),
            ("request.invalid", "legal-id.check-digit"),
        ),
        (
            "a postal code that is none",
            "Workshop/Located",
            {"PostalCode": "0000000000", "Address": "تهران، خیابان آزادی"},
            ("request.invalid", "postal-code.pattern"),
        ),
        (
            "a kind of transfer that is none",
            "Transfer/Kind",
            "gift",
            ("request.schema", "schema.enumeration"),
        ),
    ):
        field = f"{path}/PostalCode" if path.endswith("Located") else path
        message = office.build(
            "InquireDebt", f"urn:uuid:{uuid4()}", **_with(fields, path.split("/"), value)
        )
        yield _malformed(about, message, (*refusal, field))


def _wrong_documents(notaries: Notaries, fields: dict[str, Any]) -> Iterator[Attack]:
    """Yield what is wrong before a field is read."""
    sound = notaries.office().build("InquireDebt", f"urn:uuid:{uuid4()}", **fields)
    yield _malformed(
        "an unsupported SOAP version",
        sound.replace(b"http://schemas.xmlsoap.org/soap/envelope/", b"urn:soap:2"),
        ("soap.version-mismatch",),
    )
    yield _malformed(
        "a wrong content type",
        sound,
        ("request.content-type",),
        {"Content-Type": "application/json", "SOAPAction": _CALL},
    )
    yield _malformed("too large", sound + b" " * (_TOO_LARGE - len(sound)), ("request.too-large",))
    yield _malformed("cut off", sound[: len(sound) // 2], ("xml.not-well-formed",))
    entity = b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield _malformed("an external entity", sound.replace(b"?>", b"?>" + entity, 1), ("xml.dtd",))


def _with(fields: dict[str, Any], path: list[str], value: object) -> dict[str, Any]:
    """Return ``fields`` with another value; a choice other than the one made replaces it."""
    changed = deepcopy(fields)
    place = changed
    for step in path[:-1]:
        if step not in place:
            place.clear()
            place[step] = {}
        place = place[step]
    if path[-1] not in place:
        place.clear()
    place[path[-1]] = value
    return changed


def _other_last_digit(identifier: str) -> str:
    """Return an identifier whose check digit is another one."""
    return f"{identifier[:-1]}{(int(identifier[-1]) + 1) % 10}"
