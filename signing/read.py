"""A certificate's own words out of its XML: the inverse of `signing.render.render_certificate`.

For documents whose signature has been proven and whose schema holds: what stands where is not
asked again here.
"""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from lxml import etree

from schemas.canonical.certificate import (
    NAMESPACE,
    Certificate,
    CertificateType,
    Fact,
    IssuingUnit,
    LegalBasis,
    Participant,
    Role,
    Subject,
    Unit,
    parse_certificate_number,
)
from schemas.canonical.decision import Outcome, Reason
from schemas.canonical.identifiers import (
    parse_branch_code,
    parse_legal_id,
    parse_national_id,
    parse_workshop_id,
)
from schemas.canonical.person import LegalParty, NaturalParty, Party, PersonById
from schemas.canonical.workshop import WorkshopRef

_NS: Final = f"{{{NAMESPACE}}}"


def read_certificate(root: etree._Element) -> Certificate:
    """Return what the document at ``root`` says; a signature in it is passed over.

    Raises ``ValueError`` (`InvalidIdentifier` among them) for words that no certificate has.
    """
    basis, unit = _child(root, "LegalBasis"), _child(root, "IssuingUnit")
    return Certificate(
        number=parse_certificate_number(_text(root, "Number")),
        type=CertificateType(_text(root, "Type")),
        case_id=UUID(_text(root, "Case")),
        decision=Outcome(_text(root, "Decision")),
        subject=_subject(_child(root, "Subject")),
        facts=tuple(_fact(one) for one in _child(root, "Facts")),
        reasons=tuple(_reason(one) for one in _child(root, "Reasons")),
        legal_basis=LegalBasis(basis.get("article", ""), basis.text or ""),
        deed_text=_text(root, "DeedText"),
        issued=_instant(_text(root, "Issued")),
        valid_until=_instant(_text(root, "ValidUntil")),
        issuing_unit=IssuingUnit(parse_branch_code(unit.get("branch", "")), unit.text or ""),
        dossier_digest=bytes.fromhex(_text(root, "DossierDigest")),
    )


def _subject(element: etree._Element) -> Subject:
    """Return the parties and the workshop."""
    workshop = _child(element, "Workshop")
    return Subject(
        participants=tuple(_participant(one) for one in element.findall(f"{_NS}Party")),
        workshop=WorkshopRef(
            parse_workshop_id(_text(workshop, "WorkshopId")),
            parse_branch_code(_text(workshop, "Branch")),
        ),
        workshop_name=_text(workshop, "Name"),
    )


def _participant(element: etree._Element) -> Participant:
    """Return one party with its role."""
    natural = element.find(f"{_NS}Natural")
    party = _legal(_child(element, "Legal")) if natural is None else _natural(natural)
    return Participant(Role(element.get("role", "")), party)


def _natural(element: etree._Element) -> Party | PersonById:
    """Return a natural person, with the names that stand there; by his id where it is alone."""
    national_id = parse_national_id(_text(element, "NationalId"))
    if len(element) == 1:
        return PersonById(national_id)
    return NaturalParty(
        national_id,
        date.fromisoformat(_text(element, "BirthDate")),
        element.findtext(f"{_NS}GivenName"),
        element.findtext(f"{_NS}FamilyName"),
    )


def _legal(element: etree._Element) -> Party:
    """Return a legal person, with the name that stands there."""
    return LegalParty(parse_legal_id(_text(element, "LegalId")), element.findtext(f"{_NS}Name"))


def _fact(element: etree._Element) -> Fact:
    """Return one fact; what has a unit is a number."""
    unit, value = element.get("unit"), element.text or ""
    return Fact(
        name=element.get("name", ""),
        value=value if unit is None else int(value),
        source=element.get("source", ""),
        as_of=_instant(element.get("asOf", "")),
        unit=None if unit is None else Unit(unit),
    )


def _reason(element: etree._Element) -> Reason:
    """Return one reason with its text in both languages."""
    texts = {one.get("lang"): one.text or "" for one in element}
    code, article = element.get("code", ""), element.get("article", "")
    return Reason(code, article, texts["fa"], texts["en"])


def _child(element: etree._Element, name: str) -> etree._Element:
    """Return the child called ``name``."""
    found = element.find(f"{_NS}{name}")
    if found is None:
        raise ValueError(f"no {name}")
    return found


def _text(element: etree._Element, name: str) -> str:
    """Return the text of the child called ``name``."""
    return _child(element, name).text or ""


def _instant(text: str) -> datetime:
    """Return an instant; one without an offset is none."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant has an offset")
    return instant
