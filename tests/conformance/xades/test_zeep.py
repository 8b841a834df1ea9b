"""A certificate and a receipt read out of an answer by zeep verify as they are."""

import pytest
import zeep
from lxml import etree

from schemas import soap
from schemas.contracts import ROOT
from schemas.xml import parse
from signing.profile import prepare, prepare_receipt
from signing.verify import verify_document
from signing.xades import sign
from tests.vectors.certificates.receipts import case_receipt
from tests.vectors.certificates.samples import CASE, NOW, clearance, pki

A = "urn:peyvand:article37:1"


def answer() -> bytes:
    """Return an answer as the published contract has it, both documents embedded."""
    certificate = sign(prepare(clearance()), pki().signer, NOW).xml
    proof = sign(prepare_receipt(case_receipt()), pki().signer, NOW).xml
    head = (
        f"<CaseId>{CASE}</CaseId><State>answered</State><Decision>GRANTED</Decision>"
        '<Reason code="no-debt" article="37"><Text lang="fa">a</Text><Text lang="en">b</Text>'
        '</Reason><DeedText>x</DeedText><DueDate jalali="1405/09/16">2026-12-07</DueDate>'
    )
    return (
        b'<InquireDebtResponse xmlns="%s" xmlns:d="http://www.w3.org/2000/09/xmldsig#">%s'
        b"<Certificate>%s</Certificate><Receipt>%s</Receipt></InquireDebtResponse>"
    ) % (A.encode(), head.encode(), certificate, proof)


@pytest.mark.parametrize("version", list(soap.SoapVersion))
def test_what_zeep_hands_out_verifies(version: soap.SoapVersion) -> None:
    """The notary's client gets an element, not our octets: its serialisation must verify."""
    client = zeep.Client(str(ROOT / "hub/v1/article37.wsdl"))
    suffix = "soap11" if version is soap.SoapVersion.V11 else "soap12"
    binding = next(
        b for b in client.wsdl.bindings.values() if type(b).__name__.lower().startswith(suffix)
    )
    operation = binding.get("InquireDebt")
    found = operation.process_reply(parse(soap.wrap(version, answer())))
    for holder in (found.Certificate, found.Receipt):
        element = holder._value_1
        assert verify_document(etree.tostring(element), policy=pki().policy, at=NOW).ok
        other = etree.Element("{urn:other}Archive", nsmap={None: "urn:other"})
        other.append(element)
        again = etree.tostring(other[0], encoding="utf-8", with_tail=False)
        assert verify_document(again, policy=pki().policy, at=NOW).ok
