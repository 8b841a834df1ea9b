"""The messages of Article 37: the request read into canonical words, the answer written out.

What is read has passed the published XSD, so structure is certain and only the rules of the
identifiers and dates are left; what is written is canonical XML by construction, because it is
signed as it stands.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from lxml import etree

from hub.errors import InvalidRequest
from schemas.canonical.dates import jalali, parse_jalali
from schemas.canonical.decision import Outcome, Reason
from schemas.canonical.identifiers import (
    InvalidIdentifier,
    parse_branch_code,
    parse_legal_id,
    parse_national_id,
    parse_notary_office,
    parse_postal_code,
    parse_workshop_id,
)
from schemas.canonical.inquiry import DebtInquiry, Transfer, TransferKind, TransferObject
from schemas.canonical.person import LegalParty, NaturalParty, Party
from schemas.canonical.text import UnfitText, fit
from schemas.canonical.workshop import DebtPosition, WorkshopAddress, WorkshopLocator, WorkshopRef
from schemas.xml import escape_text

NAMESPACE = "urn:peyvand:article37:1"
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}

T = TypeVar("T")
Fields = Mapping[str, str]
"""The texts of a request by their paths below its root, in local names."""


def read_inquiry(request: etree._Element) -> DebtInquiry:
    """Return the inquiry in an ``InquireDebtRequest``; `InvalidRequest` names field and rule."""
    fields = _fields(request)
    return DebtInquiry(
        notary_office=_field(fields, "NotaryOffice", parse_notary_office),
        request_number=_field(fields, "RequestNumber", str),
        request_date=_field(fields, "RequestDate", _day),
        transfer=Transfer(
            kind=_field(fields, "Transfer/Kind", TransferKind),
            registered=_field(fields, "Transfer/Registered", _boolean),
            object=_field(fields, "Transfer/Object", TransferObject),
        ),
        transferor=_party(fields, "Transferor"),
        transferee=_party(fields, "Transferee"),
        workshop=_workshop(fields),
    )


def read_case_id(request: etree._Element) -> UUID:
    """Return the case a ``GetAnswerRequest`` asks about."""
    return _field(_fields(request), "CaseId", UUID)


def _fields(parent: etree._Element, above: str = "") -> dict[str, str]:
    """Return the text of every element below ``parent`` by its path, in one walk."""
    found = {}
    for child in parent:
        path = above + child.tag.rpartition("}")[2]
        found[path] = child.text or ""
        if len(child):
            found |= _fields(child, f"{path}/")
    return found


def _party(fields: Fields, role: str) -> Party:
    """Return the natural or legal person in ``role``."""
    if f"{role}/Natural" in fields:
        at = f"{role}/Natural"
        return NaturalParty(
            national_id=_field(fields, f"{at}/NationalId", parse_national_id),
            birth_date=_field(fields, f"{at}/BirthDate", _day),
            given_name=_name(fields, f"{at}/GivenName"),
            family_name=_name(fields, f"{at}/FamilyName"),
        )
    at = f"{role}/Legal"
    return LegalParty(
        legal_id=_field(fields, f"{at}/LegalId", parse_legal_id),
        name=_name(fields, f"{at}/Name"),
    )


def _workshop(fields: Fields) -> WorkshopLocator:
    """Return the workshop by its number, or by where it stands."""
    if "Workshop/Registered" in fields:
        return WorkshopRef(
            workshop_id=_field(fields, "Workshop/Registered/WorkshopId", parse_workshop_id),
            branch=_field(fields, "Workshop/Registered/Branch", parse_branch_code),
        )
    return WorkshopAddress(
        postal_code=_field(fields, "Workshop/Located/PostalCode", parse_postal_code),
        address=_field(fields, "Workshop/Located/Address", _address),
    )


def _field(fields: Fields, path: str, parse: Callable[[str], T]) -> T:
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


def _name(fields: Fields, path: str) -> str | None:
    """Return the name at ``path``, where one is given."""
    return _field(fields, path, _text) if path in fields else None


def _address(text: str) -> str:
    return _text(text, 500)


def _text(text: str, longest: int = 200) -> str:
    """Return a text that can stand in a document; one that cannot has a rule."""
    try:
        return fit(text, longest)
    except UnfitText as unfit:
        raise InvalidIdentifier("text.characters") from unfit


def _day(text: str) -> date:
    """Return the day of a ten-character Jalali string; a day that does not exist has a rule."""
    try:
        return parse_jalali(text)
    except ValueError as invalid:
        raise InvalidIdentifier("jalali-date.no-such-day") from invalid


def _boolean(text: str) -> bool:
    """Return an ``xs:boolean``, whose white space is no part of it (XML Schema 2, 4.3.6)."""
    value = _BOOLEANS.get(text.strip(" \t\r\n"))
    if value is None:
        raise ValueError("not a boolean")
    return value


@dataclass(frozen=True, slots=True)
class Answer:
    """What the notary is told: the state of the case, and the documents that prove it.

    ``certificate`` and ``receipt`` are signed XML documents, embedded whole.
    """

    case_id: UUID
    outcome: Outcome
    reasons: tuple[Reason, ...]
    debt: DebtPosition | None
    deed_text: str
    due: date
    certificate: bytes | None
    receipt: bytes


def write_answer(answer: Answer) -> bytes:
    """Return the children of an answer element, in canonical form under prefix ``a``."""
    state = "pending" if answer.outcome is Outcome.UNDETERMINED else "answered"
    certificate = answer.certificate and b"<a:Certificate>%b</a:Certificate>" % answer.certificate
    return b"".join(
        (
            _element("CaseId", str(answer.case_id)),
            _element("State", state),
            _element("Decision", answer.outcome),
            *(_reason(reason) for reason in answer.reasons),
            _debt(answer.debt) if answer.debt else b"",
            _element("DeedText", answer.deed_text),
            f'<a:DueDate jalali="{jalali(answer.due)}">{answer.due}</a:DueDate>'.encode(),
            certificate or b"",
            b"<a:Receipt>%b</a:Receipt>" % answer.receipt,
        )
    )


def wrap(operation: str, children: bytes) -> bytes:
    """Return the whole response element of ``operation`` around an answer's children."""
    name = f"{operation}Response".encode()
    return b'<a:%b xmlns:a="%b">%b</a:%b>' % (name, NAMESPACE.encode(), children, name)


def _element(name: str, text: str) -> bytes:
    return f"<a:{name}>{escape_text(text)}</a:{name}>".encode()


def _reason(reason: Reason) -> bytes:
    texts = "".join(
        f'<a:Text lang="{lang}">{escape_text(text)}</a:Text>'
        for lang, text in (("fa", reason.fa), ("en", reason.en))
    )
    opening = f'<a:Reason article="{reason.article}" code="{reason.code}">'
    return f"{opening}{texts}</a:Reason>".encode()


def _debt(debt: DebtPosition) -> bytes:
    """Return the debt with its parts; what is owed may always be paid to proceed (Article 37)."""
    amounts = {
        "Definite": debt.definite,
        "Divisible": debt.divisible,
        "Indivisible": debt.indivisible,
        "Total": debt.total,
    }
    parts = b"".join(_element(name, str(amount)) for name, amount in amounts.items())
    return b"<a:Debt>%b%b</a:Debt>" % (parts, _element("PayAndProceed", "true"))
