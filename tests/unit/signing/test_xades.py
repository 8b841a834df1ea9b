"""The signature builder: canonical by construction, valid wherever the document travels."""

from base64 import b64decode
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from schemas import soap
from schemas.canonical.receipt import ReceiptState
from schemas.canonical.steps import DocumentKind, Unchecked
from schemas.xml import parse
from signing.canonicalize import canonical
from signing.keys.pki import KeyKind
from signing.profile import prepare, prepare_receipt
from signing.verify import check_own, verify_document
from signing.xades import sign
from tests.vectors.certificates.samples import NOW, clearance, pki, receipt, statement

KINDS: tuple[KeyKind, ...] = ("p256", "rsa2048", "rsa3072")
NS = {"x": "http://uri.etsi.org/01903/v1.3.2#", "ds": "http://www.w3.org/2000/09/xmldsig#"}


def signed(kind: KeyKind = "p256") -> Unchecked:
    return sign(prepare(clearance()), pki(kind).signer, NOW)


def valid(data: bytes, kind: KeyKind = "p256") -> bool:
    return verify_document(data, policy=pki(kind).policy, at=NOW).ok


@pytest.mark.parametrize("kind", KINDS)
def test_every_document_signs_and_verifies(kind: KeyKind) -> None:
    """Each key kind signs each document; otherwise configuration alone breaks the house."""
    signer = pki(kind).signer
    for document in (
        prepare(clearance()),
        prepare(statement()),
        prepare_receipt(receipt()),
        prepare_receipt(receipt(ReceiptState.PENDING)),
    ):
        unchecked = sign(document, signer, NOW)
        assert check_own(unchecked, signer.certificate_der).xml == unchecked.xml
        assert valid(unchecked.xml, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_the_document_is_its_own_canonical_form(kind: KeyKind) -> None:
    """The template digests what it writes; any difference to C14N breaks every signature."""
    xml = signed(kind).xml
    assert canonical(parse(xml)) == xml


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("کی\u200cآ&<>\"'\t\n aA۱"), min_size=1, max_size=80))
def test_any_text_stays_valid(text: str) -> None:
    """Half-spaces, marks and markup characters in a name must not break a certificate."""
    prepared = prepare(replace(clearance(), deed_text=text))
    assert valid(sign(prepared, pki().signer, NOW).xml)


def cut(envelope: bytes) -> bytes:
    """Return the certificate out of an envelope as lxml serialises it."""
    found = parse(envelope).find(".//{urn:peyvand:certificate:1}Certificate")
    assert found is not None
    return etree.tostring(found, with_tail=False)


@pytest.mark.parametrize("version", list(soap.SoapVersion))
@pytest.mark.parametrize(
    "scope",
    [
        "",
        ' xmlns="urn:peyvand:article37:1"',
        ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#"',
        ' xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" xmlns:a="urn:a"',
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xml:lang="fa"',
    ],
)
def test_it_survives_an_envelope(version: soap.SoapVersion, scope: str) -> None:
    """A notary cuts the certificate out of the answer; it must verify by itself there."""
    inner = b"<h:C xmlns:h='urn:h'%s>%s</h:C>" % (scope.encode(), signed().xml)
    assert valid(cut(soap.wrap(version, inner)))


def test_it_survives_being_moved_between_trees() -> None:
    """Toolkits put the parsed certificate into their own tree and serialise that."""
    envelope = parse(soap.wrap(soap.SoapVersion.V11, b"<holder xmlns='urn:other'/>"))
    envelope.find(".//{*}holder").append(parse(signed().xml))  # type: ignore[union-attr]
    for encoding in ("utf-8", "us-ascii"):
        assert valid(cut(etree.tostring(envelope, encoding=encoding)))


def test_it_survives_lxml_and_a_declaration() -> None:
    """A file saved by another tool has a declaration and other character references."""
    root = parse(signed().xml)
    assert valid(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
    assert valid(etree.tostring(root))


def test_two_documents_share_an_envelope() -> None:
    """Certificate and receipt travel in one answer: no Id of theirs may be the same."""
    both = signed().xml + sign(prepare_receipt(receipt()), pki().signer, NOW).xml
    ids = [e.get("Id") for e in parse(b"<x>%s</x>" % both).iter() if e.get("Id")]
    assert len(ids) == len(set(ids)) == 8


def test_the_properties_say_who_and_when() -> None:
    """EN 319 132-1 clause 6.3: a B-B signature states time, certificate and data format."""
    root = parse(signed().xml)
    assert root.findtext(".//x:SigningTime", namespaces=NS) == "2026-11-22T08:30:00Z"
    assert root.findtext(".//x:MimeType", namespaces=NS) == "text/xml"
    value = root.findtext(".//ds:X509Certificate", namespaces=NS)
    assert b64decode(value or "") == pki().signer.certificate_der


def test_ecdsa_signs_anew_each_time() -> None:
    """Equal signature values for one key mean a repeated nonce, which gives the key away."""
    assert signed().xml != signed().xml


def test_a_signing_time_has_a_zone() -> None:
    """A naive time would be taken for the machine's zone."""
    with pytest.raises(ValueError, match="zone"):
        sign(prepare(clearance()), pki().signer, datetime(2026, 11, 22))  # noqa: DTZ001


def test_kind_and_number_go_along() -> None:
    """The store files a document by what it is, without reading it again."""
    unchecked = sign(prepare_receipt(receipt()), pki().signer, NOW)
    assert (unchecked.kind, unchecked.number) == (DocumentKind.RECEIPT, str(receipt().id))
