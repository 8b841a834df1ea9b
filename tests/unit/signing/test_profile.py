"""Profiles: a document that must not be signed is stopped before a key moves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.canonical.certificate import (
    Certificate,
    CertificateNumber,
    CertificateType,
    Fact,
    IssuingUnit,
    Participant,
    Role,
    Unit,
    certificate_number,
)
from schemas.canonical.decision import Outcome, Reason, Remedy
from schemas.canonical.identifiers import BranchCode, NationalId
from schemas.canonical.person import Party, PersonById
from schemas.xml import parse
from signing.canonicalize import canonical
from signing.profile import ProfileViolation, prepare
from signing.render import render_certificate
from tests.vectors.certificates.samples import (
    ACTIVE,
    ALIVE,
    CARD,
    DISSOLVED,
    ISSUED_ON,
    PURPOSE,
    card_clearance,
    card_statement,
    clearance,
    contract_clearance,
    contract_statement,
    debts,
    legal,
    natural,
    refusal,
    statement,
)

Change = Callable[[Certificate], Certificate]
NAIVE = datetime(2026, 11, 22, 8)  # noqa: DTZ001 - naive on purpose
DOCUMENTS = (
    clearance(),
    statement(),
    card_clearance(),
    card_statement(),
    refusal(),
    contract_clearance(),
    contract_statement(),
)
OPEN = Reason("no-debt", "37", "باز", "open", Remedy.AGENCY)


def test_every_document_keeps_its_profile() -> None:
    """A document of Article 37 or 38 could not be signed at all."""
    for certificate in DOCUMENTS:
        prepared = prepare(certificate)
        assert prepared.number == certificate.number
        assert prepared.element_id == f"certificate-{certificate.number}"


def with_subject(certificate: Certificate, **changes: object) -> Certificate:
    return replace(certificate, subject=replace(certificate.subject, **changes))  # type: ignore[arg-type]


def with_transferor(certificate: Certificate, **changes: object) -> Certificate:
    first, *rest = certificate.subject.participants
    party = replace(natural(), **changes)  # type: ignore[arg-type]
    return with_subject(certificate, participants=(replace(first, party=party), *rest))


def with_workshop(certificate: Certificate, **changes: object) -> Certificate:
    workshop = replace(certificate.subject.workshop, **changes)  # type: ignore[arg-type]
    return with_subject(certificate, workshop=workshop)


VIOLATIONS: list[tuple[str, Change]] = [
    ("decision", lambda c: replace(c, decision=Outcome.REFUSED)),
    ("decision", lambda c: replace(c, decision=Outcome.UNDETERMINED)),
    ("number", lambda c: replace(c, number=CertificateNumber(c.number[:-1] + "0"))),
    ("number.type", lambda c: replace(c, number=statement().number)),
    (
        "number.year",
        lambda c: replace(
            c, number=certificate_number(c.type, ISSUED_ON - timedelta(days=365), 123)
        ),
    ),
    ("legal-basis.article", lambda c: replace(c, legal_basis=replace(c.legal_basis, article="38"))),
    ("reasons.missing", lambda c: replace(c, reasons=())),
    ("reasons.code", lambda c: replace(c, reasons=statement().reasons)),
    ("reasons.article", lambda c: replace(c, reasons=(replace(c.reasons[0], article="38"),))),
    ("reasons.remedy", lambda c: replace(c, reasons=(OPEN,))),
    ("facts.missing", lambda c: replace(c, facts=c.facts[:-1])),
    ("facts.missing", lambda c: replace(c, facts=debts((0, 0, 0)))),
    ("facts.extra", lambda c: replace(c, facts=(*c.facts, c.facts[-1]))),
    ("facts.extra", lambda c: replace(c, facts=(*c.facts, replace(ALIVE, name="other")))),
    ("facts.alive", lambda c: replace(c, facts=(replace(ALIVE, value="false"), *c.facts[1:]))),
    ("facts.debt", lambda c: replace(c, facts=(ALIVE, *debts((0, 0, 1))))),
    ("facts.unit", lambda c: replace(c, facts=(*c.facts[:-1], replace(c.facts[-1], unit=None)))),
    ("facts.unit", lambda c: replace(c, facts=(*c.facts[:-1], replace(c.facts[-1], value="0")))),
    ("facts.amount", lambda c: replace(c, facts=(ALIVE, *debts((-1, 0, 1))))),
    ("facts.amount", lambda c: replace(c, facts=(ALIVE, *debts((2**63, 0, 0))))),
    ("instant.naive", lambda c: replace(c, facts=(replace(ALIVE, as_of=NAIVE), *c.facts[1:]))),
    ("instant.naive", lambda c: replace(c, issued=NAIVE)),
    ("instant.naive", lambda c: replace(c, valid_until=NAIVE)),
    ("validity", lambda c: replace(c, valid_until=c.issued)),
    ("validity", lambda c: replace(c, valid_until=c.issued + timedelta(microseconds=9))),
    ("dossier-digest", lambda c: replace(c, dossier_digest=b"")),
    ("issuing-unit.branch", lambda c: replace(c, issuing_unit=IssuingUnit(BranchCode("1"), "x"))),
    ("subject.roles", lambda c: with_subject(c, participants=c.subject.participants[:1])),
    ("subject.national-id", lambda c: with_transferor(c, national_id=NationalId("1111111111"))),
    ("subject.name", lambda c: with_transferor(c, family_name=None)),
    ("subject.workshop-id", lambda c: with_workshop(c, workshop_id="7")),
    ("subject.branch", lambda c: with_workshop(c, branch="7")),
    ("schema.Name", lambda c: with_subject(c, workshop_name="")),
    ("schema.DeedText", lambda c: replace(c, deed_text="")),
    ("schema.Fact", lambda c: replace(c, facts=(replace(ALIVE, source='a" b="'), *c.facts[1:]))),
    ("text.control-character", lambda c: replace(c, deed_text="a\rb")),
    ("text.control-character", lambda c: replace(c, deed_text="a\x00b")),
    ("text.control-character", lambda c: replace(c, deed_text="a\x85b")),
    ("text.surrogate", lambda c: replace(c, deed_text="a\ud800b")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change"), VIOLATIONS)
def test_each_violation_is_refused_by_name(rule: str, change: Change) -> None:
    """One wrong thing in an otherwise right certificate is enough to keep the key still."""
    with pytest.raises(ProfileViolation) as caught:
        prepare(change(clearance()))
    assert caught.value.rule == rule


def test_a_statement_needs_a_debt() -> None:
    """A statement of no debt would refuse a deed for nothing."""
    with pytest.raises(ProfileViolation, match=r"facts\.debt"):
        prepare(replace(statement(), facts=(ALIVE, *debts((0, 0, 0)))))
    with pytest.raises(ProfileViolation, match="decision"):
        prepare(replace(statement(), decision=Outcome.GRANTED))


def test_a_legal_transferor_needs_no_word_of_the_registry_and_gets_none() -> None:
    """The civil registry knows no firms: a fact about a firm's life is made up."""
    first, second = clearance().subject.participants
    swapped = (replace(first, party=legal()), replace(second, role=Role.TRANSFEREE))
    certificate = with_subject(clearance(), participants=swapped)
    with pytest.raises(ProfileViolation, match=r"facts\.extra"):
        prepare(certificate)
    assert prepare(replace(certificate, facts=debts((0, 0, 0)))).xml


def card_facts(*others: Fact) -> Change:
    """Return the change to these facts besides a debt of nothing."""
    return lambda c: replace(c, facts=(*others, *debts((0, 0, 0))))


def with_applicant(party: Party) -> Change:
    return lambda c: with_subject(c, participants=(Participant(Role.APPLICANT, party),))


CARD_VIOLATIONS: list[tuple[str, Change]] = [
    ("facts.active", card_facts(DISSOLVED, PURPOSE, CARD)),
    ("facts.missing", card_facts(PURPOSE, CARD)),
    ("facts.missing", card_facts(ACTIVE, CARD)),
    ("facts.missing", card_facts(ACTIVE, PURPOSE)),
    ("facts.extra", card_facts(ACTIVE, replace(PURPOSE, value="issue"), CARD)),
    ("facts.extra", card_facts(ACTIVE, ALIVE, PURPOSE, CARD)),
    ("facts.purpose", card_facts(ACTIVE, replace(PURPOSE, value="sale"), CARD)),
    ("facts.number", card_facts(ACTIVE, PURPOSE, replace(CARD, value="7"))),
    ("facts.debt", lambda c: replace(c, facts=card_statement().facts)),
    ("subject.roles", lambda c: replace(c, subject=clearance().subject)),
    ("subject.name", with_applicant(replace(legal(), name=None))),
    ("facts.missing", with_applicant(natural())),
    ("reasons.code", lambda c: replace(c, reasons=refusal().reasons)),
]


@pytest.mark.parametrize(("rule", "change"), CARD_VIOLATIONS)
def test_each_violation_of_a_card_s_clearance(rule: str, change: Change) -> None:
    """A card would be renewed for a firm that is gone, that owes, or that nobody attested."""
    with pytest.raises(ProfileViolation) as caught:
        prepare(change(card_clearance()))
    assert caught.value.rule == rule


def test_a_first_card_has_no_number() -> None:
    """The issue of a first card could not be cleared for want of what it cannot have."""
    first = card_facts(ACTIVE, replace(PURPOSE, value="issue"))
    assert prepare(first(card_clearance())).xml


def test_only_a_dissolved_firm_is_refused_so() -> None:
    """A firm that stands would be told that it does not, or a person that he is no firm."""
    with pytest.raises(ProfileViolation, match=r"facts\.active"):
        prepare(card_facts(ACTIVE, PURPOSE, CARD)(refusal()))
    with pytest.raises(ProfileViolation, match=r"subject\.kind"):
        prepare(with_applicant(natural())(refusal()))
    owing = (DISSOLVED, PURPOSE, CARD, *debts((0, 7, 0)))
    assert prepare(replace(refusal(), facts=owing)).xml


def contract_facts(name: str, **changes: object) -> Change:
    """Return the change to one fact of a contract."""
    return lambda c: replace(
        c,
        facts=tuple(
            replace(one, **changes) if one.name == name else one  # type: ignore[arg-type]
            for one in c.facts
        ),
    )


CONTRACT_VIOLATIONS: list[tuple[str, Change]] = [
    ("facts.debt", contract_facts("premium.paid", value=791_999_999)),
    ("facts.missing", lambda c: replace(c, facts=c.facts[1:])),
    ("facts.extra", lambda c: replace(c, facts=(*c.facts, ALIVE))),
    ("facts.unit", contract_facts("contract.number", unit=Unit.RIALS)),
    ("facts.unit", contract_facts("contract.subject", value=7)),
    ("facts.unit", contract_facts("contract.amount", unit=None)),
    ("subject.roles", lambda c: replace(c, subject=clearance().subject)),
    ("reasons.code", lambda c: replace(c, reasons=contract_statement().reasons)),
    ("reasons.article", lambda c: replace(c, reasons=(replace(c.reasons[0], article="37"),))),
    ("legal-basis.article", lambda c: replace(c, legal_basis=clearance().legal_basis)),
    ("schema.Fact", contract_facts("contract.subject", value="م" * 501)),
]


@pytest.mark.parametrize(("rule", "change"), CONTRACT_VIOLATIONS)
def test_each_violation_of_a_contract_s_clearance(rule: str, change: Change) -> None:
    """Money that is withheld for the premium would be paid out on a document that proves none."""
    with pytest.raises(ProfileViolation) as caught:
        prepare(change(contract_clearance()))
    assert caught.value.rule == rule


def test_only_a_contract_names_a_person_by_his_number_alone() -> None:
    """A transferor would stand in a deed whom no registry has attested."""
    bare = Participant(Role.TRANSFEROR, PersonById(natural().national_id))
    parties = (bare, clearance().subject.participants[1])
    with pytest.raises(ProfileViolation, match=r"facts\.|subject\.name"):
        prepare(with_subject(clearance(), participants=parties))


def test_a_violation_says_nothing_of_the_person() -> None:
    """Violations are logged, and logs never hold a national id or a name."""
    bad = with_transferor(clearance(), national_id=NationalId("1234567890"), given_name="راز")
    with pytest.raises(ProfileViolation) as caught:
        prepare(bad)
    assert "1234567890" not in str(caught.value)
    with pytest.raises(ProfileViolation) as caught:
        prepare(with_transferor(clearance(), given_name="راز" * 100))
    assert str(caught.value) == "schema.GivenName"


texts = st.text(
    st.one_of(
        st.sampled_from("&<>\"'\t\n\u200c\u200fيیكک٪۱"),
        st.characters(min_codepoint=0x20, max_codepoint=0x10FFFF, exclude_categories=["Cs", "Cc"]),
    ),
    min_size=1,
    max_size=60,
).filter(lambda text: not set("\ufffe\uffff") & set(text))


@settings(max_examples=300, deadline=None)
@given(texts, texts, texts)
def test_what_is_written_is_canonical(one: str, two: str, three: str) -> None:
    """The digest is taken of these octets unparsed, so they must be what any verifier makes."""
    certificate = replace(
        with_transferor(clearance(), given_name=one), deed_text=two, reasons=(
            replace(clearance().reasons[0], fa=three),
        )
    )  # fmt: skip
    prepared = prepare(certificate)
    assert canonical(parse(prepared.xml)) == prepared.xml
    root = parse(prepared.xml)
    assert root.findtext("{*}DeedText") == two


@given(st.sampled_from([chr(c) for c in (*range(9), *range(11, 32), *range(127, 160))]))
def test_control_characters_never_reach_the_signature(character: str) -> None:
    """A carriage return has two spellings in XML, the others have none."""
    with pytest.raises(ProfileViolation, match=r"text\.control-character"):
        prepare(replace(clearance(), deed_text=f"a{character}b"))


def test_every_type_has_a_profile_and_a_schema_value() -> None:
    """A type without a profile would be a KeyError in the middle of a case."""
    for kind in CertificateType:
        sample = {one.type: one for one in DOCUMENTS}[kind]
        assert f"<Type>{kind}</Type>" in render_certificate(sample)
        assert prepare(sample).xml
