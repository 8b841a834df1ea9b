"""OCSP responses (RFC 6960), made in DER; pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import core
from asn1crypto import ocsp as asn1
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from simulators.kit.keys import Holder, Key

ANSWER_LASTS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Revocation:
    """Since when (UTC) a certificate is revoked, and why (RFC 5280 section 5.3.1)."""

    at: datetime
    reason: x509.ReasonFlags | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """The certificate asked about, as a CertID names it."""

    serial: int
    name_hash: bytes
    key_hash: bytes
    algorithm: HashAlgorithm

    @classmethod
    def of(
        cls,
        certificate: x509.Certificate,
        issuer: x509.Certificate,
        algorithm: HashAlgorithm | None = None,
    ) -> "Subject":
        """Return the subject that asks about ``certificate``, hashed by SHA-256 unless told."""
        builder = ocsp.OCSPRequestBuilder().add_certificate(
            certificate, issuer, algorithm or SHA256()
        )
        return cls.asked(builder.build())

    @classmethod
    def asked(cls, request: ocsp.OCSPRequest) -> "Subject":
        """Return the one subject of a request."""
        return cls(
            request.serial_number,
            request.issuer_name_hash,
            request.issuer_key_hash,
            request.hash_algorithm,
        )

    def has_issuer_of(self, other: x509.Certificate, issuer: x509.Certificate) -> bool:
        """Tell whether the subject is of the ``issuer`` that also issued ``other``."""
        known = Subject.of(other, issuer, self.algorithm)
        return (known.name_hash, known.key_hash) == (self.name_hash, self.key_hash)


def answer(
    responder: Holder,
    subject: Subject,
    at: datetime,
    *,
    revocation: Revocation | None = None,
    known: bool = True,
    nonce: bytes | None = None,
    lasts: timedelta | None = ANSWER_LASTS,
    certificates: tuple[x509.Certificate, ...] | None = None,
) -> bytes:
    """Return a signed OCSP response (DER) whose thisUpdate and producedAt are ``at``.

    ``lasts`` sets nextUpdate (None: the field is left out), ``certificates`` what travels along
    (the responder's own, unless told). `ocsp.OCSPResponseBuilder` would put its own clock into
    producedAt.
    """
    data: dict[str, Any] = {
        "responder_id": asn1.ResponderId("by_key", _key_hash(responder.certificate)),
        "produced_at": _instant(at),
        "responses": [_single(subject, _status(revocation, known), at, lasts)],
    }
    if nonce is not None:
        data["response_extensions"] = [
            {"extn_id": "nonce", "extn_value": core.OctetString(nonce)},
        ]
    body = asn1.ResponseData(data)
    basic: dict[str, Any] = {
        "tbs_response_data": body,
        "signature_algorithm": {"algorithm": _algorithm(responder.key)},
        "signature": _signature(responder.key, body.dump()),
    }
    sent = (responder.certificate,) if certificates is None else certificates
    if sent:
        basic["certs"] = [_asn1(one) for one in sent]
    return _successful(asn1.BasicOCSPResponse(basic))


def failure(status: str) -> bytes:
    """Return an OCSP response (DER) that is an error and unsigned (RFC 6960 section 2.3).

    ``status`` is try_later, unauthorized, malformed_request, internal_error or sign_required.
    """
    return bytes(asn1.OCSPResponse({"response_status": status}).dump())


def _successful(basic: asn1.BasicOCSPResponse) -> bytes:
    """Return a BasicOCSPResponse in its envelope."""
    response = {
        "response_type": "basic_ocsp_response",
        "response": core.ParsableOctetString(basic.dump()),
    }
    envelope = {"response_status": "successful", "response_bytes": response}
    return bytes(asn1.OCSPResponse(envelope).dump())


def _single(
    subject: Subject, status: asn1.CertStatus, at: datetime, lasts: timedelta | None
) -> dict[str, Any]:
    """Return the SingleResponse on ``subject``."""
    single: dict[str, Any] = {
        "cert_id": {
            "hash_algorithm": {"algorithm": subject.algorithm.name},
            "issuer_name_hash": subject.name_hash,
            "issuer_key_hash": subject.key_hash,
            "serial_number": subject.serial,
        },
        "cert_status": status,
        "this_update": _instant(at),
    }
    if lasts is not None:
        single["next_update"] = _instant(at + lasts)
    return single


def _status(revocation: Revocation | None, known: bool) -> asn1.CertStatus:
    """Return what is said of a certificate."""
    if revocation is None:
        return asn1.CertStatus("good" if known else "unknown", core.Null())
    info: dict[str, Any] = {"revocation_time": _instant(revocation.at)}
    if revocation.reason is not None:
        info["revocation_reason"] = revocation.reason.name
    return asn1.CertStatus("revoked", asn1.RevokedInfo(info))


def _instant(at: datetime) -> datetime:
    """Return ``at`` without its fraction, which GeneralizedTime may not have here."""
    return at.replace(microsecond=0)


def _key_hash(certificate: x509.Certificate) -> bytes:
    """Return the SHA-1 that names a responder by its key; it protects nothing (section 4.2.1)."""
    return bytes(_asn1(certificate).public_key.sha1)


def _algorithm(key: Key) -> str:
    """Return the name of the algorithm that ``key`` signs with."""
    return "sha256_rsa" if isinstance(key, rsa.RSAPrivateKey) else "sha256_ecdsa"


def _signature(key: Key, octets: bytes) -> bytes:
    """Return the signature over ``octets`` by SHA-256."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(octets, padding.PKCS1v15(), SHA256())
    return key.sign(octets, ec.ECDSA(SHA256()))


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """Return a certificate as asn1crypto holds it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
