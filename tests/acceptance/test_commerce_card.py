"""A chamber asks before it issues or renews a commerce card: over sockets, to a verified paper."""

import re
from base64 import b32encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from lxml import etree
from zeep.exceptions import Fault

from hub.config import Settings
from simulators.commerce_card_registry.client import ChamberOffice
from simulators.kit import cast
from simulators.kit.wss.words import c14n
from simulators.legal_person_registry.people import MAGIC as FIRMS
from tests.acceptance.conftest import House, StandIns
from tests.acceptance.crafted import edited, replacing
from tests.acceptance.house import PEYVAND, running, variables
from tests.acceptance.mortal import Life, doors
from tests.acceptance.parties import (
    CHAMBERS,
    CLEAR,
    NOTARIES,
    OWING,
    Card,
    Deed,
    Fields,
    Keyring,
    new_message_id,
)
from tests.acceptance.records import announcements, tally
from tests.acceptance.refusals import refusal
from tests.acceptance.test_clients import VALID, verify
from tests.acceptance.test_kills import answer_of

NAMESPACE = "urn:peyvand:commerce-card:1"
_NS = {"a": NAMESPACE, "c": "urn:peyvand:certificate:1"}
_PATH = "/soap/commerce-card/v1"


class Asked(NamedTuple):
    """An inquiry and what it must come to: decision, reasons, type and number of the document."""

    name: str
    card: Card
    decision: str
    reasons: tuple[str, ...]
    type: str
    prefix: str


def _firm(key: str) -> Card:
    """Return the renewal of a magic firm's card, its head office owing nothing."""
    record = FIRMS[key].record
    return Card(applicant=cast.Firm(record.legal_id, record.name, cast.CLEAR_EMPLOYER))


PERSON = Card(applicant=cast.CLEAR_EMPLOYER, workshop=CLEAR)
IN_DEBT = Card(applicant=cast.FIRM, workshop=OWING)
CLEARED = ("GRANTED", ("no-debt",), "commerce-card", "237-")
ASKED = [
    Asked("renewal", Card(), *CLEARED),
    Asked("first card", Card(number=None), *CLEARED),
    Asked("natural person", PERSON, *CLEARED),
    Asked("by address", Card(cast.CLEAR_EMPLOYER, CLEAR, located=True), *CLEARED),
    Asked("in debt", IN_DEBT, "REFUSED", ("debt",), "debt-statement", "137-"),
    Asked(
        "dissolved", _firm("dissolved"), "REFUSED", ("firm-dissolved",), "clearance-refusal", "337-"
    ),
]


@pytest.fixture(params=[False, True], ids=["soap11", "soap12"])
def chamber(request: pytest.FixtureRequest, house: House) -> Iterator[ChamberOffice]:
    """Give a client that knows nothing but the address of the served WSDL, and its keys."""
    own, hub = house.keys.key(CHAMBERS), house.keys.key("messages")
    with ChamberOffice(
        f"{house.origin}{_PATH}?wsdl",
        own.key.read_bytes(),
        own.certificate.read_bytes(),
        hub.certificate.read_bytes(),
        soap12=request.param,
    ) as office:
        assert office.endpoint == f"{house.origin}{_PATH}"
        yield office


@pytest.fixture
def office(house: House) -> Iterator[ChamberOffice]:
    """Give a registered chamber whose messages never carry the same Timestamp twice."""
    with house.keys.chamber(house.origin) as chamber:
        yield chamber


def certificate_of(response: bytes) -> bytes:
    """Return the document as a chamber cuts it out of the answer that it travelled in."""
    found = etree.fromstring(response).find(".//a:Certificate/*", _NS)
    assert found is not None
    return c14n(found)


@pytest.mark.parametrize("asked", ASKED, ids=lambda one: one.name)
def test_a_decided_inquiry_comes_with_its_document(asked: Asked, chamber: ChamberOffice) -> None:
    """A card would be renewed over a debt or for a firm that is gone, or not be cleared at all."""
    reply = chamber.inquire(**asked.card.fields())
    answer = reply.value
    assert (answer.State, answer.Decision) == ("answered", asked.decision)
    assert tuple(one.code for one in answer.Reason) == asked.reasons
    document = etree.fromstring(certificate_of(reply.response))
    assert document.findtext("c:Type", namespaces=_NS) == asked.type
    assert (document.findtext("c:Number", namespaces=_NS) or "").startswith(asked.prefix)
    assert [one.get("role") for one in document.findall("c:Subject/c:Party", _NS)] == ["applicant"]
    assert answer.AnswerText == document.findtext("c:DeedText", namespaces=_NS)
    assert answer.Receipt is not None
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", answer.DueDate._value_1)
    debt = answer.Debt
    assert (debt is not None) is ("debt" in asked.reasons)
    if debt is not None:
        assert debt.Total == debt.Definite + debt.Divisible + debt.Indivisible > 0


def test_every_document_verifies_as_xml_pdf_and_code(
    office: ChamberOffice, house: House, tmp_path: Path
) -> None:
    """A clearance would be worth something only inside the message, or on one kind of paper."""
    files = []
    for place, card in enumerate((Card(), IN_DEBT, _firm("dissolved"))):
        xml = certificate_of(office.inquire(**card.fields()).response)
        number = etree.fromstring(xml).findtext("c:Number", namespaces=_NS)
        code = b32encode(sha256(xml).digest()[:10]).decode()
        files.append(tmp_path / f"{place}.xml")
        files[-1].write_bytes(xml)
        for ending in ("pdf", "qr"):
            url = f"{house.origin}/v1/certificates/{number}.{ending}"
            found = httpx.get(url, params={"code": code}, trust_env=False, timeout=30)
            files.append(tmp_path / f"{place}-{ending}.{ending}")
            files[-1].write_bytes(found.raise_for_status().content)
    keys = httpx.get(f"{house.origin}/v1/keys", trust_env=False).raise_for_status().content
    (tmp_path / "keys.json").write_bytes(keys)
    ends = verify(*files, trust=house.keys.trust)
    assert [code for code, _ in ends] == [VALID] * len(files), ends


def test_a_repeated_inquiry_gets_the_first_answer(office: ChamberOffice) -> None:
    """A chamber that lost a reply would hold two documents on one application."""
    message_id, fields = new_message_id(), Card().fields()
    first = office.inquire(message_id, **fields)
    again = office.inquire(message_id, **fields)
    assert answer_of(again.response) == answer_of(first.response)
    recalled = office.get_answer(CaseId=first.value.CaseId)
    assert certificate_of(recalled.response) == certificate_of(first.response)
    with pytest.raises(Fault, match=r"message\.id-reused"):
        office.inquire(message_id, **fields | {"Chamber": "0022"})


@dataclass(frozen=True, slots=True)
class Scene:
    """A hub of its own, whose breakers no other test has touched."""

    settings: Settings
    chamber: ChamberOffice


@pytest.fixture
def scene(own_settings: Callable[..., Settings], keys: Keyring, tmp_path: Path) -> Iterator[Scene]:
    settings = own_settings()
    with (
        doors(Life(settings, tmp_path / "doors.log")) as hub,
        keys.chamber(hub.origin, timeout=15.0) as chamber,
    ):
        yield Scene(settings, chamber)


def test_a_silent_registry_is_pending_and_settled_when_it_is_back(
    scene: Scene, agencies: StandIns, tmp_path: Path
) -> None:
    """A firm that nobody attests would be cleared, or its case never looked at again."""
    message_id, fields = new_message_id(), Card().fields()
    agencies.fault("legal_person_registry", mode="down")
    with announcements(scene.settings.database_url) as news:
        first = scene.chamber.inquire(message_id, **fields)
        answer = first.value
        assert (answer.State, answer.Decision) == ("pending", "UNDETERMINED")
        assert [one.code for one in answer.Reason] == ["firms-silent"]
        assert (answer.Certificate, answer.Debt) == (None, None)
        agencies.reset()
        with running([PEYVAND, "work"], tmp_path / "worker.log", variables(scene.settings)):
            news.wait_for("answers", "GRANTED")
    settled = scene.chamber.get_answer(CaseId=answer.CaseId)
    assert (settled.value.State, settled.value.Decision) == ("answered", "GRANTED")
    assert certificate_of(settled.response)
    again = scene.chamber.inquire(message_id, **fields)
    assert answer_of(again.response) == answer_of(first.response)


class Slip(NamedTuple):
    """One wrong value in an inquiry that is otherwise right, and how it is refused."""

    field: str
    value: Any
    code: str
    rule: str
    card: Card = Card()


SLIPS = [
    Slip("Chamber", "0000", "request.invalid", "chamber-code.zero"),
    Slip("Chamber", "21A", "request.schema", "schema.pattern"),
    Slip("RequestDate", "1405/12/30", "request.invalid", "jalali-date.no-such-day"),
    Slip("Purpose", "gift", "request.schema", "schema.enumeration"),
    Slip("CardNumber", None, "request.invalid", "card-number.missing"),
    Slip(
        "CardNumber", "14001234567", "request.invalid", "card-number.first-card", Card(number=None)
    ),
    Slip("CardNumber", "7", "request.schema", "schema.pattern"),
    Slip("Applicant/Legal/LegalId", "99000101810", "request.invalid", "legal-id.check-digit"),
    Slip("Applicant/Legal/LegalId", "990001018", "request.schema", "schema.pattern"),
    Slip(
        "Applicant/Natural/NationalId",
        "1111111111",
        "request.invalid",
        "national-id.repeated-digit",
        PERSON,
    ),
    Slip(
        "Applicant/Natural/BirthDate",
        "1350/13/01",
        "request.invalid",
        "jalali-date.no-such-day",
        PERSON,
    ),
    Slip("Workshop/Registered/WorkshopId", "0000000000", "request.invalid", "workshop-id.zero"),
    Slip(
        "Workshop/Located/PostalCode",
        "1111111111",
        "request.invalid",
        "postal-code.pattern",
        Card(located=True),
    ),
]


@pytest.fixture
def nothing_done(house: House, agencies: StandIns) -> Iterator[None]:
    """Hold that a refused message leaves no row and reaches no agency."""
    before = tally(house.settings.database_url)
    yield
    assert (tally(house.settings.database_url), agencies.calls()) == (before, 0)


def with_slip(slip: Slip) -> Fields:
    """Return the fields of an inquiry with the one wrong value in them."""
    fields = slip.card.fields()
    *path, last = slip.field.split("/")
    at = fields
    for step in path:
        at = at[step]
    at[last] = slip.value
    return fields


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip.field}-{slip.rule}")
@pytest.mark.usefixtures("nothing_done")
def test_a_wrong_field_is_named(slip: Slip, office: ChamberOffice) -> None:
    """A chamber could not tell which of its fields to mend, or the wrong firm would be asked."""
    request = office.build("InquireClearance", new_message_id(), **with_slip(slip))
    told = refusal(office.post("InquireClearance", request), NAMESPACE)
    assert (told.code, told.field, told.rule) == (slip.code, slip.field, slip.rule)
    for said in (told.texts, told.reasons):
        assert re.search("[آ-ی]", said["fa"])
        assert said["en"].isascii()


@pytest.mark.usefixtures("nothing_done")
def test_what_the_contract_has_not_is_refused(office: ChamberOffice, house: House) -> None:
    """A missing, an extra or a foreign element would be read over in silence."""
    request = office.build("InquireClearance", new_message_id(), **Card().fields())
    for edit, code, rule in (
        (replacing("Purpose>renewal<", "Purpose><x/>renewal<"), "request.schema", "schema.element"),
        (
            replacing('"urn:peyvand:commerce-card:1"', '"urn:x"'),
            "request.operation",
            "operation.unknown",
        ),
        (replacing("1:InquireClearance<", "1:GetAnswer<"), "request.operation", "operation.action"),
    ):
        message = edited(request, edit, house.keys, CHAMBERS)
        told = refusal(office.post("InquireClearance", message), NAMESPACE)
        assert (told.code, told.rule) == (code, rule)


def test_each_duty_has_its_own_askers(house: House, agencies: StandIns) -> None:
    """A notary would learn what an applicant for a card owes, or a chamber of a deed."""
    before = tally(house.settings.database_url)
    with house.keys.chamber(house.origin, NOTARIES) as notary:
        request = notary.build("InquireClearance", new_message_id(), **Card().fields())
        told = refusal(notary.post("InquireClearance", request), NAMESPACE)
        assert told.code == "agreement.none"
    with house.office(CHAMBERS) as chamber:
        request = chamber.build("InquireDebt", new_message_id(), **Deed().fields())
        assert refusal(chamber.post("InquireDebt", request)).code == "agreement.none"
    after = replace(before, refused=before.refused + 2)
    assert (tally(house.settings.database_url), agencies.calls()) == (after, 0)


@pytest.mark.usefixtures("nothing_done")
def test_a_message_for_one_door_opens_no_other(office: ChamberOffice, house: House) -> None:
    """A signed message would be delivered to a service that its signer did not mean."""
    request = office.build("InquireClearance", new_message_id(), **Card().fields())
    told = refusal(
        httpx.post(
            f"{house.origin}/soap/article37/v1",
            content=request,
            headers=office._headers("InquireClearance"),
            trust_env=False,
        )
    )
    assert (told.code, told.field) == ("request.addressee", "To")
