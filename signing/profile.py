"""What a document must be before a key touches it: its profile, its schema, its characters."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from lxml import etree

from schemas.canonical.certificate import (
    Certificate,
    Fact,
    Subject,
    Unit,
    parse_certificate_number,
    type_of,
)
from schemas.canonical.dates import jalali, tehran_day
from schemas.canonical.identifiers import (
    InvalidIdentifier,
    parse_branch_code,
    parse_card_number,
    parse_legal_id,
    parse_national_id,
    parse_workshop_id,
)
from schemas.canonical.inquiry import CardPurpose
from schemas.canonical.person import LegalParty, NaturalParty, Party, PersonById
from schemas.canonical.receipt import Receipt
from schemas.canonical.status_list import (
    MAX_BYTES,
    MAX_TAGS,
    StatusList,
    UnsoundList,
    check_list,
    list_number,
)
from schemas.canonical.steps import DocumentKind, ToBeSigned
from schemas.contracts import xsd
from schemas.xml import XmlRefused, parse
from signing.profiles import CARD_NUMBER, CARD_PURPOSE, PROFILES, Known, Matter, Profile
from signing.receipts import broken_rules
from signing.render import (
    certificate_id,
    receipt_id,
    render_certificate,
    render_receipt,
    render_status_list,
    status_list_id,
)

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
"""Characters that XML 1.0 forbids or discourages, and carriage returns, which it would rewrite."""
_ELEMENT = re.compile(r"Element '(?:\{[^}]*\})?(\w+)'")
_DIGEST_SIZE = 32


class ProfileViolation(Exception):
    """A document that must not be signed; ``rule`` is a stable code and holds no data."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def prepare(certificate: Certificate) -> ToBeSigned:
    """Return ``certificate`` ready for a signature, or raise `ProfileViolation` with the rule."""
    profile = PROFILES[certificate.type]
    _check_number(certificate)
    _check_decision(certificate, profile)
    matter = profile.matters.get(frozenset(one.role for one in certificate.subject.participants))
    if matter is None:
        raise ProfileViolation("subject.roles")
    _check_facts(certificate, profile, matter)
    _check_subject(certificate.subject, matter)
    _check_times(certificate)
    _require(len(certificate.dossier_digest) == _DIGEST_SIZE, "dossier-digest")
    _check_identifier(certificate.issuing_unit.branch, parse_branch_code, "issuing-unit.branch")
    return ToBeSigned(
        kind=DocumentKind.CERTIFICATE,
        number=certificate.number,
        element_id=certificate_id(certificate),
        xml=_checked(render_certificate(certificate), "hub/v1/certificate.xsd"),
    )


def prepare_receipt(receipt: Receipt) -> ToBeSigned:
    """Return ``receipt`` ready for a signature, or raise `ProfileViolation` with the rule."""
    for rule in broken_rules(receipt):
        raise ProfileViolation(rule)
    return ToBeSigned(
        kind=DocumentKind.RECEIPT,
        number=str(receipt.id),
        element_id=receipt_id(receipt),
        xml=_checked(render_receipt(receipt), "hub/v1/receipt.xsd"),
    )


def prepare_status_list(status_list: StatusList) -> ToBeSigned:
    """Return ``status_list`` ready for a signature, or raise `ProfileViolation` with the rule."""
    _check_aware(status_list.issued_at, status_list.next_update)
    _check_aware(*(entry.since for entry in status_list.entries))
    try:
        check_list(status_list)
    except UnsoundList as unsound:
        raise ProfileViolation(unsound.rule) from unsound
    xml = render_status_list(status_list)
    limits = {"max_bytes": MAX_BYTES, "max_tags": MAX_TAGS}
    return ToBeSigned(
        kind=DocumentKind.STATUS_LIST,
        number=list_number(status_list.hub, status_list.sequence),
        element_id=status_list_id(status_list),
        xml=_checked(xml, "hub/v1/status-list.xsd", **limits),
    )


def _require(holds: bool, rule: str) -> None:
    """Raise `ProfileViolation` unless ``holds``."""
    if not holds:
        raise ProfileViolation(rule)


def _check_number(certificate: Certificate) -> None:
    """Check that the number keeps its check digit and speaks of this type and this Jalali year."""
    _check_identifier(certificate.number, parse_certificate_number, "number")
    _require(type_of(certificate.number) is certificate.type, "number.type")
    _check_aware(certificate.issued)
    year = jalali(tehran_day(certificate.issued))[:4]
    _require(certificate.number.split("-")[1] == year, "number.year")


def _check_decision(certificate: Certificate, profile: Profile) -> None:
    """Check that type, decision, reasons and article say the same, and nothing is left open."""
    _require(certificate.decision is profile.decision, "decision")
    _require(certificate.legal_basis.article == profile.article, "legal-basis.article")
    _require(bool(certificate.reasons), "reasons.missing")
    for reason in certificate.reasons:
        _require(reason.code in profile.reasons, "reasons.code")
        _require(reason.article == profile.article, "reasons.article")
        _require(reason.remedy is None, "reasons.remedy")


def _check_facts(certificate: Certificate, profile: Profile, matter: Matter) -> None:
    """Check that the facts are those of the profile, each once, and bear the decision out."""
    facts = {fact.name: fact for fact in certificate.facts}
    known = _known(certificate.subject, matter)
    required = profile.rials | known.keys() | matter.texts | (matter.perhaps & facts.keys())
    required |= _card_facts(facts) if matter.card else set()
    _require(required <= facts.keys(), "facts.missing")
    _require(facts.keys() == required and len(certificate.facts) == len(facts), "facts.extra")
    _check_aware(*(fact.as_of for fact in certificate.facts))
    for name, value in known.items():
        rule = f"facts.{name.partition('.')[2]}"
        _require((facts[name].value, facts[name].unit) == (value, None), rule)
    for name in matter.texts | (matter.perhaps & facts.keys()):
        _require(facts[name].unit is None and isinstance(facts[name].value, str), "facts.unit")
    amounts = {name: _amount(facts[name]) for name in profile.rials}
    owed = sum(amounts[name] for name in profile.debts)
    left = owed - sum(amounts[name] for name in profile.paid)
    _require(profile.owing in {left > 0, None}, "facts.debt")


def _known(subject: Subject, matter: Matter) -> Known:
    """Return what an agency must have attested of whom the certificate is about."""
    known: dict[str, str] = {}
    for one in subject.participants:
        if one.role is matter.bearer:
            attested = matter.natural if isinstance(one.party, NaturalParty) else matter.legal
            if attested is None:
                raise ProfileViolation("subject.kind")
            known |= attested
    return known


def _card_facts(facts: Mapping[str, Fact]) -> set[str]:
    """Return the names of the facts on the card: its number only where it is to be renewed."""
    purpose, number = facts.get(CARD_PURPOSE), facts.get(CARD_NUMBER)
    if purpose is None:
        return {CARD_PURPOSE}
    _require(purpose.unit is None and purpose.value in set(CardPurpose), "facts.purpose")
    if number is not None:
        _check_identifier(str(number.value), parse_card_number, "facts.number")
    return {CARD_PURPOSE, CARD_NUMBER} if purpose.value == CardPurpose.RENEWAL else {CARD_PURPOSE}


def _amount(fact: Fact) -> int:
    """Return the fact's amount in rials, a whole number that an xs:long holds."""
    _require(fact.unit is Unit.RIALS and type(fact.value) is int, "facts.unit")
    amount = int(fact.value)
    _require(0 <= amount < 2**63, "facts.amount")
    return amount


def _check_subject(subject: Subject, matter: Matter) -> None:
    """Check that every identifier keeps its rule, and that the attested have their names."""
    for one in subject.participants:
        _require(matter.by_id or not isinstance(one.party, PersonById), "subject.name")
        _check_party(one.party)
        if one.role is matter.bearer and isinstance(one.party, NaturalParty):
            attested = one.party.given_name is not None and one.party.family_name is not None
            _require(attested, "subject.name")
        elif one.role is matter.bearer and matter.legal and isinstance(one.party, LegalParty):
            _require(one.party.name is not None, "subject.name")
    _check_identifier(subject.workshop.workshop_id, parse_workshop_id, "subject.workshop-id")
    _check_identifier(subject.workshop.branch, parse_branch_code, "subject.branch")


def _check_party(party: Party | PersonById) -> None:
    """Check that a person's number keeps its check digit."""
    if isinstance(party, NaturalParty | PersonById):
        _check_identifier(party.national_id, parse_national_id, "subject.national-id")
    else:
        _check_identifier(party.legal_id, parse_legal_id, "subject.legal-id")


def _check_identifier(value: str, parse_value: Callable[[str], str], rule: str) -> None:
    """Check that the value is what its own rule makes of it."""
    try:
        parsed = parse_value(value)
    except InvalidIdentifier as invalid:
        raise ProfileViolation(rule) from invalid
    _require(parsed == value, rule)


def _check_times(certificate: Certificate) -> None:
    """Check that the validity is a span of time in the seconds that are written."""
    _check_aware(certificate.valid_until)
    issued, until = certificate.issued, certificate.valid_until
    _require(until.replace(microsecond=0) > issued.replace(microsecond=0), "validity")


def _check_aware(*instants: datetime) -> None:
    """Check that each instant has a zone."""
    _require(all(instant.tzinfo is not None for instant in instants), "instant.naive")


def _checked(text: str, schema: str, **limits: int) -> bytes:
    """Return ``text`` as octets after its characters and its schema were checked."""
    fit = "&#xD;" not in text and _FORBIDDEN.search(text) is None
    _require(fit, "text.control-character")
    try:
        data = text.encode()
        root = parse(data, **limits)
    except UnicodeEncodeError:
        raise ProfileViolation("text.surrogate") from None
    except XmlRefused as refused:
        raise ProfileViolation("text.markup") from refused
    compiled = xsd(schema)
    if not compiled.validate(root):
        raise ProfileViolation(f"schema.{_first_element(compiled)}")
    return data


def _first_element(schema: etree.XMLSchema) -> str:
    """Return the name of the element that broke ``schema``; the message itself holds its value."""
    found = _ELEMENT.search(str(schema.error_log))
    return found[1] if found else "document"
