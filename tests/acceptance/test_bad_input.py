"""What a stranger, or a programme with a slip in it, can send: told what is wrong, and no more."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx
import pytest

from simulators.kit import cast
from simulators.notary_offices.client import NotaryOffice
from tests.acceptance.conftest import House, StandIns
from tests.acceptance.crafted import Edit, edited, replacing
from tests.acceptance.parties import Deed, Fields, new_message_id
from tests.acceptance.records import tally
from tests.acceptance.refusals import Refusal, refusal

_SENDER = {"1.1": ("Client", 500), "1.2": ("Sender", 400)}
_NATURAL, _LEGAL = "Transferor/Natural", "Transferee/Legal"
_LIMIT = 262_144
DEED, TO_A_FIRM = Deed(), Deed(transferee=cast.FIRM)
LOCATED = Deed(located=True)


class Slip(NamedTuple):
    """One wrong value in an inquiry that is otherwise right, and the rule that it breaks."""

    field: str
    value: Any
    rule: str
    deed: Deed = DEED


IDENTIFIERS = [
    Slip(f"{_NATURAL}/NationalId", "9980010021", "national-id.check-digit"),
    Slip(f"{_NATURAL}/NationalId", "1111111111", "national-id.repeated-digit"),
    Slip(f"{_NATURAL}/NationalId", "9980000001", "national-id.zero-serial"),
    Slip(f"{_NATURAL}/BirthDate", "1350/13/01", "jalali-date.no-such-day"),
    Slip("Transferee/Natural/BirthDate", "1355/07/31", "jalali-date.no-such-day"),
    Slip("RequestDate", "1405/12/30", "jalali-date.no-such-day"),
    Slip(f"{_LEGAL}/LegalId", "99000101810", "legal-id.check-digit", TO_A_FIRM),
    Slip(f"{_LEGAL}/LegalId", "99000000010", "legal-id.zero-serial", TO_A_FIRM),
    Slip("Workshop/Registered/WorkshopId", "0000000000", "workshop-id.zero"),
    Slip("Workshop/Registered/Branch", "0000", "branch-code.zero"),
    Slip("Workshop/Located/PostalCode", "1111111111", "postal-code.pattern", LOCATED),
]
VALUES = [
    Slip("NotaryOffice", "10A2", "schema.pattern"),
    Slip(f"{_NATURAL}/NationalId", "۹۹۸۰۰۱۰۰۲۱", "schema.pattern"),
    Slip(f"{_NATURAL}/NationalId", "99800'; --", "schema.pattern"),
    Slip(f"{_NATURAL}/BirthDate", "1350-04-01", "schema.pattern"),
    Slip(f"{_NATURAL}/FamilyName", "ی" * 101, "schema.length"),
    Slip("Transfer/Kind", "gift", "schema.enumeration"),
]


class Shape(NamedTuple):
    """A well signed message of the wrong shape, and how it is refused."""

    name: str
    edit: Edit
    code: str
    field: str | None
    rule: str | None


SHAPES = [
    Shape(
        "no-boolean",
        lambda octets: re.sub(rb"Registered>true<", b"Registered>perhaps<", octets, count=1),
        *("request.schema", "Transfer/Registered", "schema.type"),
    ),
    Shape(
        "element-missing",
        lambda octets: re.sub(rb"<(\w+:)?RequestDate>.*?RequestDate>", b"", octets),
        *("request.schema", "Transfer", "schema.element"),
    ),
    Shape(
        "element-too-many",
        lambda octets: re.sub(rb"(<(\w+:)?NotaryOffice>.*?NotaryOffice>)", rb"\1\1", octets),
        *("request.schema", "NotaryOffice", "schema.element"),
    ),
    Shape(
        "attribute-too-many",
        replacing("NotaryOffice>", 'NotaryOffice since="1380">'),
        *("request.schema", "NotaryOffice", "schema.attribute"),
    ),
    Shape(
        "element-inside-a-value",
        replacing("NotaryOffice>10A25", "NotaryOffice><b>10A25</b>"),
        *("request.schema", "NotaryOffice", "schema.element"),
    ),
    Shape(
        "operation-nobody-has",
        lambda octets: octets.replace(b"InquireDebtRequest", b"ForgiveDebtRequest"),
        *("request.operation", "Body", "operation.unknown"),
    ),
    Shape(
        "operation-of-another-service",
        lambda octets: octets.replace(b'"urn:peyvand:article37:1"', b'"urn:peyvand:article38:1"'),
        *("request.operation", "Body", "operation.unknown"),
    ),
    Shape(
        "action-of-another-operation",
        replacing("article37:1:InquireDebt<", "article37:1:GetAnswer<"),
        *("request.operation", "Action", "operation.action"),
    ),
]


class Octets(NamedTuple):
    """Something that is no signed message, and how it is refused.

    ``status`` is the one of HTTP where HTTP alone refuses it; ``media_type`` is empty for the
    right one and None for none.
    """

    name: str
    edit: Edit
    code: str
    status: int | None = None
    method: str = "POST"
    media_type: str | None = ""


OCTETS = [
    Octets("empty", lambda _: b"", "xml.not-well-formed"),
    Octets("json", lambda _: b'{"a": 1}', "xml.not-well-formed"),
    Octets("cut-short", lambda octets: octets[:-20], "xml.not-well-formed"),
    Octets("document-type", lambda octets: b"<!DOCTYPE a>" + octets[38:], "xml.dtd"),
    Octets("latin", lambda octets: octets.replace(b"utf-8", b"latin1", 1), "xml.encoding"),
    Octets("no-envelope", lambda _: b"<a/>", "soap.not-an-envelope"),
    Octets("no-body", lambda octets: re.sub(rb"<(\S+:Body).*</\1>", b"", octets), "soap.body"),
    Octets(
        "unsigned",
        lambda octets: re.sub(rb"<(\S+:Header).*</\1>", b"", octets, flags=re.DOTALL),
        "wss.security-header",
    ),
    Octets("plain-text", bytes, "request.content-type", 415, media_type="text/plain"),
    Octets("no-media-type", bytes, "request.content-type", 415, media_type=None),
    Octets("too-large", lambda _: b" " * (_LIMIT + 1), "request.too-large", 413),
    Octets("put", bytes, "request.method", 405, method="PUT"),
    Octets("delete", bytes, "request.method", 405, method="DELETE"),
]


@pytest.fixture(autouse=True)
def nothing_done(house: House, agencies: StandIns) -> Iterator[None]:
    """Hold that a refused message leaves no row and reaches no agency."""
    before = tally(house.settings.database_url)
    yield
    assert (tally(house.settings.database_url), agencies.calls()) == (before, 0)


def inquiry(office: NotaryOffice, fields: Fields) -> bytes:
    return office.build("InquireDebt", new_message_id(), **fields)


def with_slip(slip: Slip) -> Fields:
    """Return the fields of an inquiry with the one wrong value in them."""
    fields = slip.deed.fields()
    *path, last = slip.field.split("/")
    at = fields
    for step in path:
        at = at[step]
    assert last in at
    at[last] = slip.value
    return fields


def told_in_two_languages(told: Refusal) -> None:
    """Hold that a person can read it, whichever of the two languages is his."""
    for said in (told.texts, told.reasons):
        assert re.search("[آ-ی]", said["fa"]), said
        assert said["en"].isascii(), said
        assert said["en"].strip(), said
    assert told.code in told.reasons["en"]


def logged(told: Refusal, house: House) -> None:
    """Hold that the log has the refusal under its reference, with its codes."""
    lines = [json.loads(line) for line in house.log().splitlines() if told.reference in line]
    (line,) = lines
    assert (line["code"], line.get("field"), line.get("rule")) == (
        told.code,
        told.field,
        told.rule,
    )


@pytest.mark.parametrize("slip", IDENTIFIERS, ids=lambda slip: f"{slip.field}-{slip.rule}")
def test_a_wrong_identifier_is_named(slip: Slip, office: NotaryOffice, house: House) -> None:
    """A notary could not tell which of his fields to mend, or the wrong person would be asked."""
    told = refusal(office.post("InquireDebt", inquiry(office, with_slip(slip))))
    assert (told.code, told.field, told.rule) == ("request.invalid", slip.field, slip.rule)
    sender(told)
    told_in_two_languages(told)
    logged(told, house)


@pytest.mark.parametrize("slip", VALUES, ids=lambda slip: f"{slip.field}-{slip.rule}")
def test_a_value_against_the_contract_is_named(
    slip: Slip, office: NotaryOffice, house: House
) -> None:
    """A value that the contract does not allow would go on to the rules, or be guessed at."""
    told = refusal(office.post("InquireDebt", inquiry(office, with_slip(slip))))
    assert (told.code, told.field, told.rule) == ("request.schema", slip.field, slip.rule)
    sender(told)
    told_in_two_languages(told)
    logged(told, house)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_message_of_the_wrong_shape_is_named(
    shape: Shape, office: NotaryOffice, house: House
) -> None:
    """A missing, an extra or a foreign element would be read over in silence."""
    request = edited(inquiry(office, DEED.fields()), shape.edit, house.keys)
    told = refusal(office.post("InquireDebt", request))
    assert (told.code, told.field, told.rule) == shape[2:]
    sender(told)
    told_in_two_languages(told)
    logged(told, house)


@pytest.mark.parametrize("octets", OCTETS, ids=lambda octets: octets.name)
def test_what_is_no_message_is_refused_in_soap(
    octets: Octets, office: NotaryOffice, house: House
) -> None:
    """A client would get a page it cannot read, or the hub would fall over what it cannot."""
    content = octets.edit(inquiry(office, DEED.fields()))
    told = refusal(sent(office, octets, content))
    assert told.code == octets.code
    if octets.status is not None:
        assert told.status == octets.status
    told_in_two_languages(told)
    logged(told, house)


def test_an_unknown_soap_version_is_named(office: NotaryOffice, house: House) -> None:
    """A client of another version would be told that its signature is wrong."""
    future = "http://www.w3.org/2009/09/soap-envelope"
    request = re.sub(
        rb'http://[^"]*/(soap/envelope/|soap-envelope)"',
        f'{future}"'.encode(),
        inquiry(office, DEED.fields()),
    )
    told = refusal(office.post("InquireDebt", request))
    assert (told.code, told.fault.rpartition("}")[2]) == (
        "soap.version-mismatch",
        "VersionMismatch",
    )
    told_in_two_languages(told)
    logged(told, house)


def test_no_log_line_tells_of_a_person(house: House, office: NotaryOffice) -> None:
    """Whoever reads the logs would learn who sells his workshop to whom."""
    for slip in IDENTIFIERS + VALUES:
        office.post("InquireDebt", inquiry(office, with_slip(slip)))
    log = house.log()
    values = {value for deed in (DEED, TO_A_FIRM, LOCATED) for value in deed.personal()}
    values |= {str(slip.value) for slip in IDENTIFIERS + VALUES if len(str(slip.value)) > 4}
    assert len(values) > 20
    assert [value for value in values if value in log] == []
    assert '"refused"' in log


def sender(told: Refusal) -> None:
    """Hold that the fault is the sender's, in the words and the status of its SOAP version."""
    name, status = _SENDER[told.version]
    assert (told.fault.rpartition("}")[2], told.status) == (name, status)


def sent(office: NotaryOffice, octets: Octets, content: bytes) -> httpx.Response:
    """Send octets by the method and under the media type they are to have."""
    headers = dict(office._headers("InquireDebt"))
    if octets.media_type is None:
        del headers["Content-Type"]
    elif octets.media_type:
        headers["Content-Type"] = octets.media_type
    return office._http.request(octets.method, office.endpoint, content=content, headers=headers)
