"""Verification of receipts: what was told is shown once it is proven, and nothing else is."""

import json
from datetime import datetime, timedelta

import pytest
from cryptography import x509

from schemas.canonical.receipt import ReceiptState
from schemas.xml import parse
from signing.canonicalize import canonical
from signing.profile import prepare_receipt
from signing.verify import Policy, Report, check_own, verify_document
from signing.xades import sign
from tests.vectors.certificates.receipts import (
    BASIS,
    BEFORE,
    RECEIPTS,
    lookup_receipt,
    refused_receipt,
)
from tests.vectors.certificates.samples import CASE, NOW, natural, pki, receipt

LATER = NOW + timedelta(days=1)
LOOKUP = sign(prepare_receipt(lookup_receipt()), pki().signer, NOW).xml
OF_A_CASE = {
    "hub": "peyvand",
    "consumer": "notary-registry",
    "message_id": receipt().message_id,
    "case": str(CASE),
    "operation": "article37",
    "received_at": "2026-11-22T11:59:58+03:30",
    "due_at": "2026-12-07T12:00:00+03:30",
    "answered_at": "2026-11-22T12:00:00+03:30",
}


def verify(data: bytes, policy: Policy | None = None, at: datetime = LATER) -> Report:
    return verify_document(data, policy=policy or pki().policy, at=at)


@pytest.mark.parametrize("name", RECEIPTS)
def test_every_receipt_verifies_and_shows_what_was_told(name: str) -> None:
    """A consumer could not show a court what he was told, or of a lookup nothing at all."""
    unchecked = sign(prepare_receipt(RECEIPTS[name]), pki().signer, NOW)
    check_own(unchecked, pki().signer.certificate_der)
    report = verify(unchecked.xml)
    assert report.ok
    assert report.found is not None
    assert report.found.disclosed == RECEIPTS[name].disclosed
    assert report.facts["state"] == RECEIPTS[name].state
    assert (
        ("case" in report.facts) == ("due_at" in report.facts) == (RECEIPTS[name].case_id == CASE)
    )


@pytest.mark.parametrize("state", [ReceiptState.ANSWERED, ReceiptState.PENDING])
def test_receipts_of_before_read_as_before(state: ReceiptState) -> None:
    """Every receipt that is out there would be void, or say something else."""
    trust = x509.load_pem_x509_certificates((BEFORE / "trust.pem").read_bytes())
    report = verify((BEFORE / f"{state}.xml").read_bytes(), Policy(tuple(trust)))
    assert report.ok
    told = report.to_json()
    assert json.dumps(told["facts"]) == json.dumps({"state": state.value, **OF_A_CASE})
    assert "disclosed" not in told


@pytest.mark.parametrize("state", [ReceiptState.ANSWERED, ReceiptState.PENDING])
def test_receipts_without_disclosures_are_written_as_before(state: ReceiptState) -> None:
    """A consumer that reads our receipts by its own program would stumble."""
    before = parse((BEFORE / f"{state}.xml").read_bytes())
    before.remove(before[-1])
    assert prepare_receipt(receipt(state)).xml == canonical(before)


def test_what_was_told_is_json() -> None:
    """A program could not tell under which agreement which fields were told in which form."""
    told = json.loads(json.dumps(verify(LOOKUP).to_json()))["disclosed"]
    assert len(told) == 3
    assert told[0] == {
        "provider": "civil_registry",
        "subject": lookup_receipt().disclosed[0].asked.subject,
        "service": "registration",
        "purpose": "account-registration",
        "agreement": BASIS.agreement.hex(),
        "article": BASIS.article,
        "outcome": "told",
        "reason": None,
        "as_of": "2026-11-22T11:58:00+03:30",
        "asked": ["person.given_name", "person.birth_date"],
        "told": {
            "person.given_name": "whole",
            "person.birth_date": "age-band",
            "person.alive": "yes-no",
        },
        "withheld": ["person.father_name", "person.death_date"],
    }
    assert (told[2]["outcome"], told[2]["told"], told[2]["as_of"]) == ("silent", {}, None)


def test_a_refusal_is_json() -> None:
    """A program could not tell a question that was refused from one that was answered."""
    xml = sign(prepare_receipt(refused_receipt()), pki().signer, NOW).xml
    (told,) = verify(xml).to_json()["disclosed"]  # type: ignore[misc,attr-defined]  # JSON
    assert (told["outcome"], told["reason"]) == ("refused", "agreement.none")
    assert (told["agreement"], told["article"]) == (None, None)


def test_no_person_stands_in_a_receipt_or_its_report() -> None:
    """Receipts go from hand to hand, and reports are logged."""
    person = natural()
    for text in (LOOKUP.decode(), json.dumps(verify(LOOKUP).to_json(), ensure_ascii=False)):
        assert person.national_id not in text
        assert str(person.family_name) not in text


def test_any_changed_octet_of_what_was_told_is_noticed() -> None:
    """A field could be added to what somebody was told, or taken away."""
    begin, end = LOOKUP.index(b"<Disclosure>"), LOOKUP.index(b"<ds:Signature")
    passed = []
    for place in range(begin, end):
        damaged = bytearray(LOOKUP)
        damaged[place] ^= 1
        if verify(bytes(damaged)).ok:
            passed.append(place)
    assert end - begin > 1_500
    assert passed == []


def test_nothing_of_a_damaged_receipt_is_told() -> None:
    """A forger's words would be read as what somebody was told."""
    report = verify(LOOKUP.replace(b">person.alive<", b">person.blive<"))
    assert not report.ok
    assert report.found is None
    assert "disclosed" not in report.to_json()
