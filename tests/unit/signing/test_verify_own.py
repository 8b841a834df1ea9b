"""The hub's look at its own output: what is stored is what was meant, and verifies."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from schemas.canonical.steps import DocumentKind, Unchecked
from signing.profile import prepare, prepare_receipt
from signing.verify import OwnOutputInvalid, check_own
from signing.xades import sign
from tests.vectors.certificates.samples import NOW, clearance, pki, receipt, statement

SIGNER = pki().signer
UNCHECKED = sign(prepare(clearance()), SIGNER, NOW)


def test_the_octets_are_kept_as_they_are() -> None:
    """What is stored must be what was verified, octet for octet."""
    signed = check_own(UNCHECKED, SIGNER.certificate_der)
    assert signed.xml == UNCHECKED.xml
    assert signed.digest == sha256(UNCHECKED.xml).digest()
    assert (signed.kind, signed.number) == (UNCHECKED.kind, UNCHECKED.number)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (replace(UNCHECKED, xml=UNCHECKED.xml.replace(b"GRANTED", b"REFUSED")), "digest"),
        (replace(UNCHECKED, xml=UNCHECKED.xml[:-1]), "well-formed"),
        (replace(UNCHECKED, xml=prepare(clearance()).xml), "one-signature"),
        (replace(UNCHECKED, xml=sign(prepare(statement()), SIGNER, NOW).xml), "another document"),
        (replace(UNCHECKED, number=statement().number), "another document"),
        (replace(UNCHECKED, kind=DocumentKind.RECEIPT), "another document"),
        (sign(prepare(clearance()), SIGNER, NOW + timedelta(days=900)), "outside-its-validity"),
    ],
)
def test_what_differs_is_never_stored(broken: Unchecked, reason: str) -> None:
    """A faulty key, card or template must stop the case, not reach a notary."""
    with pytest.raises(OwnOutputInvalid, match=reason):
        check_own(broken, SIGNER.certificate_der)


def test_another_signer_s_document_is_not_our_own() -> None:
    """Two keys swapped in configuration show here, before anything leaves."""
    with pytest.raises(OwnOutputInvalid, match="another signer"):
        check_own(UNCHECKED, pki("rsa2048").signer.certificate_der)


def test_receipts_are_checked_alike() -> None:
    """A receipt leaves with every answer."""
    unchecked = sign(prepare_receipt(receipt()), SIGNER, NOW)
    assert check_own(unchecked, SIGNER.certificate_der).number == str(receipt().id)
