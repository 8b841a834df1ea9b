"""Certificates, receipts and status lists as octets: exclusive canonical XML by construction.

Each function writes what W3C Exclusive XML Canonicalization 1.0 would make of the document: no
space between elements, attributes in order, empty elements as pairs, one namespace at the root.
So the octets can be digested as they stand. Instants are written with Tehran's offset.
"""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from schemas.canonical import certificate as cert
from schemas.canonical import receipt as rcpt
from schemas.canonical import status_list as lists
from schemas.canonical.certificate import Certificate, Fact, Participant
from schemas.canonical.dates import jalali, tehran_day, tehran_stamp
from schemas.canonical.decision import Reason
from schemas.canonical.disclosure import Disclosed
from schemas.canonical.person import NaturalParty, PersonById
from schemas.canonical.receipt import Receipt
from schemas.canonical.status_list import Listed, StatusList, list_number
from schemas.xml import escape_attribute, escape_text

_NONE: Final[Mapping[str, str]] = MappingProxyType({})
_HIDDEN: Final = "sha256:"


def certificate_id(certificate: Certificate) -> str:
    """Return the ``Id`` of the certificate's root: an NCName, unique wherever it is embedded."""
    return f"certificate-{certificate.number}"


def receipt_id(receipt: Receipt) -> str:
    """Return the ``Id`` of the receipt's root."""
    return f"receipt-{receipt.id}"


def status_list_id(status_list: StatusList) -> str:
    """Return the ``Id`` of the status list's root."""
    return f"status-list-{list_number(status_list.hub, status_list.sequence)}"


def render_certificate(certificate: Certificate) -> str:
    """Return ``certificate`` as canonical XML without a signature."""
    unit, basis = certificate.issuing_unit, certificate.legal_basis
    return "".join(
        (
            f'<Certificate xmlns="{cert.NAMESPACE}" Id="{certificate_id(certificate)}">',
            _element("Number", certificate.number),
            _element("Type", certificate.type),
            _element("Case", str(certificate.case_id)),
            _element("Decision", certificate.decision),
            _subject(certificate.subject),
            f"<Facts>{''.join(map(_fact, certificate.facts))}</Facts>",
            f"<Reasons>{''.join(map(_reason, certificate.reasons))}</Reasons>",
            _element("LegalBasis", basis.text, {"article": basis.article}),
            _element("DeedText", certificate.deed_text),
            _instant("Issued", certificate.issued),
            _instant("ValidUntil", certificate.valid_until),
            _element("IssuingUnit", unit.name, {"branch": unit.branch}),
            _element("DossierDigest", certificate.dossier_digest.hex()),
            "</Certificate>",
        )
    )


def render_receipt(receipt: Receipt) -> str:
    """Return ``receipt`` as canonical XML without a signature."""
    answer, case, due = receipt.answer_digest, receipt.case_id, receipt.due_at
    return "".join(
        (
            f'<Receipt xmlns="{rcpt.NAMESPACE}" Id="{receipt_id(receipt)}">',
            _element("Number", str(receipt.id)),
            _element("Hub", receipt.hub),
            _element("Consumer", receipt.consumer),
            _element("MessageId", receipt.message_id),
            _element("Case", str(case)) if case is not None else "",
            _element("Operation", receipt.operation),
            _element("RequestDigest", receipt.request_digest.hex()),
            _element("AnswerDigest", answer.hex()) if answer is not None else "",
            _instant("ReceivedAt", receipt.received_at),
            _instant("DueAt", due) if due is not None else "",
            _instant("AnsweredAt", receipt.answered_at),
            _element("State", receipt.state),
            *map(_disclosure, receipt.disclosed),
            "</Receipt>",
        )
    )


def render_status_list(status_list: StatusList) -> str:
    """Return ``status_list`` as canonical XML without a signature."""
    return "".join(
        (
            f'<StatusList xmlns="{lists.NAMESPACE}" Id="{status_list_id(status_list)}">',
            _element("Number", list_number(status_list.hub, status_list.sequence)),
            _element("Hub", status_list.hub),
            _element("Sequence", str(status_list.sequence)),
            _instant("IssuedAt", status_list.issued_at),
            _instant("NextUpdate", status_list.next_update),
            f"<Entries>{''.join(map(_listed, status_list.entries))}</Entries>",
            "</StatusList>",
        )
    )


def _listed(entry: Listed) -> str:
    """Return one certificate's line; attributes stand in canonical order."""
    attributes = {
        "number": entry.number,
        "reason": entry.reason,
        "since": tehran_stamp(entry.since),
        "state": entry.state,
    }
    if entry.superseded_by is not None:
        attributes["supersededBy"] = entry.superseded_by
    return _element("Entry", "", attributes)


def _disclosure(one: Disclosed) -> str:
    """Return what was told of one subject; the digest of a hidden one without the word before."""
    asked, basis = one.asked, one.asked.basis
    hidden = asked.subject.startswith(_HIDDEN)
    return "".join(
        (
            "<Disclosure>",
            _element("Provider", asked.provider),
            _element("SubjectDigest", asked.subject.removeprefix(_HIDDEN)) if hidden else "",
            _element("Subject", asked.subject) if not hidden else "",
            _element("Service" if asked.task_kind == "service" else "UseCase", asked.task),
            _element("Purpose", asked.purpose),
            _element("Agreement", basis.agreement.hex()) if basis is not None else "",
            _element("Article", basis.article) if basis is not None else "",
            _element("Outcome", one.outcome),
            _named("Reason", one.reason),
            _instant("AsOf", one.as_of) if one.as_of is not None else "",
            *(_element("Asked", name) for name in asked.fields),
            *(_element("Told", name, {"form": form}) for name, form in one.told.items()),
            *(_element("Withheld", name) for name in one.withheld),
            "</Disclosure>",
        )
    )


def _subject(subject: cert.Subject) -> str:
    """Return the parties and the workshop."""
    parties = "".join(map(_party, subject.participants))
    workshop = (
        _element("WorkshopId", subject.workshop.workshop_id)
        + _element("Branch", subject.workshop.branch)
        + _element("Name", subject.workshop_name)
    )
    return f"<Subject>{parties}<Workshop>{workshop}</Workshop></Subject>"


def _party(participant: Participant) -> str:
    """Return one party with its role; a name that nobody attested is left out."""
    party = participant.party
    if isinstance(party, PersonById):
        body = f"<Natural>{_element('NationalId', party.national_id)}</Natural>"
    elif isinstance(party, NaturalParty):
        inner = (
            _element("NationalId", party.national_id)
            + _day("BirthDate", party.birth_date)
            + _named("GivenName", party.given_name)
            + _named("FamilyName", party.family_name)
        )
        body = f"<Natural>{inner}</Natural>"
    else:
        inner = _element("LegalId", party.legal_id) + _named("Name", party.name)
        body = f"<Legal>{inner}</Legal>"
    return f'<Party role="{participant.role}">{body}</Party>'


def _fact(fact: Fact) -> str:
    """Return one fact; attributes stand in canonical order."""
    attributes = {"asOf": tehran_stamp(fact.as_of), "name": fact.name, "source": fact.source}
    if fact.unit is not None:
        attributes["unit"] = fact.unit
    return _element("Fact", str(fact.value), attributes)


def _reason(reason: Reason) -> str:
    """Return one reason with its text in both languages."""
    texts = _element("Text", reason.fa, {"lang": "fa"}) + _element(
        "Text", reason.en, {"lang": "en"}
    )
    opening = _tag("Reason", {"article": reason.article, "code": reason.code})
    return f"{opening}{texts}</Reason>"


def _instant(name: str, instant: datetime) -> str:
    """Return an instant with the Jalali day it falls on in Tehran."""
    return _element(name, tehran_stamp(instant), {"jalali": jalali(tehran_day(instant))})


def _day(name: str, day: date) -> str:
    """Return a day both ways."""
    return _element(name, day.isoformat(), {"jalali": jalali(day)})


def _named(name: str, text: str | None) -> str:
    """Return an element, or nothing for a name that is not known."""
    return "" if text is None else _element(name, text)


def _element(name: str, text: str, attributes: Mapping[str, str] = _NONE) -> str:
    """Return an element of text; the caller gives the attributes in canonical order."""
    return f"{_tag(name, attributes)}{escape_text(text)}</{name}>"


def _tag(name: str, attributes: Mapping[str, str]) -> str:
    """Return a start tag; values are escaped as XML-C14N section 2.3 does it."""
    if not attributes:
        return f"<{name}>"
    written = "".join(f' {key}="{escape_attribute(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>"
