"""OCSP responses: one certificate each, by its issuer or a responder it delegated (RFC 6960)."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import new as new_hash
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing.verify.algorithms import holds, strong_hash, strong_key
from signing.verify.chain import check_hash, extensions, issued
from signing.verify.proof import load
from signing.verify.report import Refused, SubIndication
from signing.verify.statement import Revocation, not_usable, readable

MAX_BYTES: Final = 65_536

_CERT_ID_HASHES = frozenset({"sha1", "sha256"})
"""SHA-1 only names an issuer here; the signature is what protects it (RFC 6960 section 4.3)."""


@dataclass(frozen=True, slots=True)
class OcspAnswer:
    """A response on one certificate, its responder still to be proven."""

    der: bytes
    response: ocsp.OCSPResponse
    this_update: datetime
    next_update: datetime

    def concerns(self, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
        """Tell whether the CertID names ``certificate`` by issuer and serial (section 4.1.1)."""
        stated = self.response
        named = (stated.issuer_name_hash, stated.issuer_key_hash)
        return stated.serial_number == certificate.serial_number and named == _issuer_hashes(
            issuer, stated.hash_algorithm.name
        )

    def check_source(
        self, issuer: x509.Certificate, known: tuple[bytes, ...], by: datetime
    ) -> None:
        """Check that the responder is authorised (section 4.2.2.2); see `Statement`."""
        responder = _responder(self.der, issuer, known)
        produced = self.response.produced_at_utc
        first, last = responder.not_valid_before_utc, responder.not_valid_after_utc
        if not (first <= produced <= last and first <= by <= last):
            raise not_usable("responder-outside-its-validity")

    def revocation_of(self, certificate: x509.Certificate) -> Revocation | None:
        """Return what is said of the one certificate it speaks of."""
        stated = self.response
        if stated.certificate_status is ocsp.OCSPCertStatus.GOOD:
            return None
        since = stated.revocation_time_utc
        if stated.certificate_status is ocsp.OCSPCertStatus.UNKNOWN or since is None:
            raise not_usable("unknown")
        reason = stated.revocation_reason
        if reason is x509.ReasonFlags.remove_from_crl:
            raise not_usable("removed-from-crl")
        return Revocation(since, held=reason is x509.ReasonFlags.certificate_hold)


@lru_cache(maxsize=256)
def read_ocsp(der: bytes) -> OcspAnswer:
    """Return the OCSP response in ``der``.

    Raises `Refused` (``revocation``) for an error response, for more than one answer, and for a
    critical extension.
    """
    if len(der) > MAX_BYTES:
        raise Refused("revocation", "too-large")
    with readable():
        response = ocsp.load_der_ocsp_response(der)
        if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            raise not_usable("unsuccessful")
        if len(list(response.responses)) != 1:
            raise Refused("revocation", "several-answers")
        if any(one.critical for one in (*response.extensions, *response.single_extensions)):
            raise not_usable("critical-extension")
        if response.hash_algorithm.name not in _CERT_ID_HASHES:
            raise not_usable("certificate-id")
        _ = response.responder_name, [(one.subject, one.issuer) for one in response.certificates]
        since = response.this_update_utc
        return OcspAnswer(der, response, since, response.next_update_utc or since)


@lru_cache(maxsize=256)
def _responder(der: bytes, issuer: x509.Certificate, known: tuple[bytes, ...]) -> x509.Certificate:
    """Return the certificate of who signed the response: the issuer's, or its delegate's."""
    response = read_ocsp(der).response
    candidates = (issuer, *response.certificates, *map(load, known))
    found = next((one for one in candidates if _is_named(response, one)), None)
    if found is None:
        raise not_usable("responder-missing")
    if found != issuer:
        _check_delegate(found, issuer)
    _check_signature(response, found)
    return found


def _is_named(response: ocsp.OCSPResponse, certificate: x509.Certificate) -> bool:
    """Tell whether the ResponderID is ``certificate``'s name or key (section 4.2.1)."""
    if response.responder_name is not None:
        return response.responder_name == certificate.subject
    return response.responder_key_hash == _key_hash(certificate, "sha1")


def _check_delegate(responder: x509.Certificate, issuer: x509.Certificate) -> None:
    """Check a delegated responder: issued by ``issuer`` itself, for OCSP, never to be checked.

    Without id-pkix-ocsp-nocheck its own revocation would have to be shown, which is not done here.
    """
    stranger = SubIndication.TRY_LATER
    check_hash(responder, "revocation")
    usage, constraints, extended = extensions(responder, "revocation")
    if not issued(responder, issuer):
        raise Refused("revocation", "responder-not-authorised", stranger)
    if extended is None or ExtendedKeyUsageOID.OCSP_SIGNING not in extended:
        raise Refused("revocation", "responder-key-usage", stranger)
    if usage is not None and not usage.digital_signature:
        raise Refused("revocation", "responder-key-usage", stranger)
    if constraints is not None and constraints.ca:
        raise Refused("revocation", "responder-is-an-authority", stranger)
    if not any(isinstance(one.value, x509.OCSPNoCheck) for one in responder.extensions):
        raise Refused("revocation", "responder-to-be-checked", stranger)


def _check_signature(response: ocsp.OCSPResponse, responder: x509.Certificate) -> None:
    """Check the response's signature by the responder's key."""
    named = response.signature_hash_algorithm
    algorithm = strong_hash(named.name if named else None, "revocation")
    key = strong_key(responder.public_key(), "revocation")
    if not holds(key, response.signature, response.tbs_response_bytes, algorithm):
        raise not_usable("signature")


@lru_cache(maxsize=256)
def _issuer_hashes(issuer: x509.Certificate, algorithm: str) -> tuple[bytes, bytes]:
    """Return the hashes of the issuer's name and key that a CertID holds."""
    name = new_hash(algorithm, issuer.subject.public_bytes(), usedforsecurity=False).digest()
    return name, _key_hash(issuer, algorithm)


def _key_hash(certificate: x509.Certificate, algorithm: str) -> bytes:
    """Return the hash of the key as it stands in its BIT STRING (RFC 6960 section 4.1.1)."""
    try:
        key = certificate.public_key()
    except UnsupportedAlgorithm:
        return b""
    octets = b""
    if isinstance(key, ec.EllipticCurvePublicKey):
        octets = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    elif isinstance(key, rsa.RSAPublicKey):
        octets = key.public_bytes(Encoding.DER, PublicFormat.PKCS1)
    return new_hash(algorithm, octets, usedforsecurity=False).digest()
