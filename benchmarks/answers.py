"""Were the answers right? Judged by other code than the contender's own, where there is any.

The envelope is held against the hub's verifier of WS-Security, the certificate in it against
signxml's of XAdES, whoever made them.
"""

from base64 import b64decode
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

from benchmarks.ground import Ground
from hub.usecases.article37.messages import NAMESPACE
from schemas.soap import read
from schemas.xml import parse
from signing.verify.wss import RegisteredCertificate, load_certificate, verify

_CERTIFICATE = "{urn:peyvand:certificate:1}Certificate"
_ANY_NUMBER = XAdESSignatureConfiguration(expect_references=True)


class Judge:
    """Knows the certificates that every contender was given."""

    def __init__(self, ground: Ground) -> None:
        self._messages = load_certificate(
            _leaf(ground.messages.certificate).public_bytes(Encoding.DER)
        )
        self._documents = _leaf(ground.documents.certificate)

    def check_signed(self, envelopes: Iterable[bytes]) -> int:
        """Verify every envelope's own signature and return how many there were."""
        return sum(1 for envelope in envelopes if self._answer(envelope) is not None)

    def check_certified(self, envelopes: Iterable[bytes]) -> int:
        """Verify envelope and certificate of each and return how many there were."""
        answers = [self._answer(envelope) for envelope in envelopes]
        for answer in answers:
            XAdESVerifier().verify(
                _certificate(answer), x509_cert=self._documents, expect_config=_ANY_NUMBER
            )
        return len(answers)

    def _answer(self, envelope: bytes) -> etree._Element:
        return verify(
            read(parse(envelope)), now=datetime.now(UTC), registered=self._registered
        ).body_child

    def _registered(self, fingerprint: bytes) -> RegisteredCertificate | None:
        return self._messages if fingerprint == self._messages.fingerprint else None


def _certificate(answer: etree._Element) -> bytes:
    """Return the certificate in an answer, which holds it as an element or as base64."""
    holder = answer.find(f"{{{NAMESPACE}}}Certificate")
    if holder is None:
        raise ValueError("an answer without a certificate")
    found = holder.find(_CERTIFICATE)
    if found is None:
        return b64decode(holder.text or "")
    return bytes(etree.tostring(found, with_tail=False))


def _leaf(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificates(path.read_bytes())[0]
