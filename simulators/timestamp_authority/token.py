"""Time-stamp tokens and responses, made in strict DER (RFC 3161, RFC 5652, RFC 5035); pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from simulators.kit import der
from simulators.kit.keys import Holder, Key

POLICY = "1.3.6.1.4.1.99999.37.1"
"""The policy the stand-in stamps under; an arc that nobody was given."""
ACCURACY = timedelta(seconds=1)

DIGESTS = {
    "sha1": "1.3.14.3.2.26",
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
}
FAILURES = {
    "bad_alg": 0,
    "bad_request": 2,
    "bad_data_format": 5,
    "time_not_available": 14,
    "unaccepted_policy": 15,
    "unaccepted_extensions": 16,
    "add_info_not_available": 17,
    "system_failure": 25,
}
"""The bits of PKIFailureInfo (section 2.4.2)."""
_GRANTED, _REJECTION = 0, 2
_SIGNED_DATA = der.oid("1.2.840.113549.1.7.2")
_TST_INFO = der.oid("1.2.840.113549.1.9.16.1.4")
_CONTENT_TYPE = der.oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = der.oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE_V2 = der.oid("1.2.840.113549.1.9.16.2.47")
_RSA = der.sequence(der.oid("1.2.840.113549.1.1.1"), der.NULL)
_ECDSA_SHA256 = der.sequence(der.oid("1.2.840.10045.4.3.2"))


@dataclass(frozen=True, slots=True)
class Question:
    """What of a request goes into the token: ``algorithm`` is a name of `DIGESTS`."""

    digest: bytes
    algorithm: str = "sha256"
    nonce: int | None = None
    policy: str = POLICY


def token(
    stamper: Holder,
    asked: Question,
    at: datetime,
    serial: int,
    *,
    certificates: bool = True,
    accuracy: timedelta | None = ACCURACY,
) -> bytes:
    """Return a TimeStampToken (DER) that says ``asked.digest`` existed ``at``.

    genTime has a fraction exactly when ``at`` has one (RFC 3161 section 2.4.2).
    """
    info = _info(stamper.certificate, asked, at, serial, accuracy)
    sent = (stamper.certificate, *stamper.chain) if certificates else ()
    signed = der.sequence(
        der.integer(3),
        der.set_of(_digest_algorithm("sha256")),
        der.sequence(_TST_INFO, der.tagged(0, der.octets(info))),
        der.tagged(0, *sorted(map(_der, sent))) if sent else b"",
        der.set_of(_signer_info(stamper, info)),
    )
    return der.sequence(_SIGNED_DATA, der.tagged(0, signed))


def response(time_stamp_token: bytes) -> bytes:
    """Return a TimeStampResp that grants ``time_stamp_token``."""
    return der.sequence(der.sequence(der.integer(_GRANTED)), time_stamp_token)


def rejection(failure: str, text: str) -> bytes:
    """Return a TimeStampResp that refuses, ``failure`` a name of `FAILURES`."""
    said = der.sequence(der.text(text))
    return der.sequence(der.sequence(der.integer(_REJECTION), said, der.bit(FAILURES[failure])))


def _info(
    certificate: x509.Certificate,
    asked: Question,
    at: datetime,
    serial: int,
    accuracy: timedelta | None,
) -> bytes:
    """Return the TSTInfo: what is attested."""
    return der.sequence(
        der.integer(1),
        der.oid(asked.policy),
        der.sequence(_digest_algorithm(asked.algorithm), der.octets(asked.digest)),
        der.integer(serial),
        der.generalized_time(at),
        _accuracy(accuracy) if accuracy is not None else b"",
        der.integer(asked.nonce) if asked.nonce is not None else b"",
        der.tagged(0, _directory_name(certificate.subject)),
    )


def _accuracy(accuracy: timedelta) -> bytes:
    """Return Accuracy in its three units, those that are not zero."""
    millis, micros = divmod(accuracy.microseconds, 1_000)
    seconds = accuracy.days * 86_400 + accuracy.seconds
    return der.sequence(
        der.integer(seconds) if seconds else b"",
        der.tagged(0, der.unsigned(millis), constructed=False) if millis else b"",
        der.tagged(1, der.unsigned(micros), constructed=False) if micros else b"",
    )


def _signer_info(stamper: Holder, info: bytes) -> bytes:
    """Return the SignerInfo; what is signed is the attributes as a SET OF (RFC 5652 5.4)."""
    certificate = stamper.certificate
    attributes = sorted(
        (
            der.sequence(_CONTENT_TYPE, der.set_of(_TST_INFO)),
            der.sequence(_MESSAGE_DIGEST, der.set_of(der.octets(sha256(info).digest()))),
            der.sequence(_SIGNING_CERTIFICATE_V2, der.set_of(_signing_certificate(certificate))),
        )
    )
    is_rsa = isinstance(stamper.key, rsa.RSAPrivateKey)
    return der.sequence(
        der.integer(1),
        der.sequence(certificate.issuer.public_bytes(), der.integer(certificate.serial_number)),
        _digest_algorithm("sha256"),
        der.tagged(0, *attributes),
        _RSA if is_rsa else _ECDSA_SHA256,
        der.octets(_signature(stamper.key, der.set_of(*attributes))),
    )


def _signing_certificate(certificate: x509.Certificate) -> bytes:
    """Return SigningCertificateV2; its hash is SHA-256, which DER leaves out as the default."""
    issuer = der.sequence(_directory_name(certificate.issuer))
    named = der.sequence(
        der.octets(certificate.fingerprint(SHA256())),
        der.sequence(issuer, der.integer(certificate.serial_number)),
    )
    return der.sequence(der.sequence(named))


def _digest_algorithm(name: str) -> bytes:
    """Return an AlgorithmIdentifier, with the NULL that most write (RFC 5754 section 2)."""
    return der.sequence(der.oid(DIGESTS[name]), der.NULL)


def _directory_name(name: x509.Name) -> bytes:
    """Return a GeneralName."""
    return der.tagged(4, name.public_bytes())


def _signature(key: Key, octets: bytes) -> bytes:
    """Return the signature over ``octets`` by SHA-256."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(octets, padding.PKCS1v15(), SHA256())
    return key.sign(octets, ec.ECDSA(SHA256()))


def _der(certificate: x509.Certificate) -> bytes:
    """Return a certificate's DER."""
    return certificate.public_bytes(Encoding.DER)
