"""Time-stamp tokens and responses, made in strict DER (RFC 3161, RFC 5652, RFC 5035); pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from simulators.kit.keys import Holder, Key

POLICY = "1.3.6.1.4.1.99999.37.1"
"""The policy the stand-in stamps under; an arc that nobody was given."""
ACCURACY = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Question:
    """What of a request goes into the token: ``algorithm`` is a name such as sha256."""

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
    """Return a TimeStampToken (DER) that says ``asked.digest`` existed ``at`` (UTC).

    genTime has a fraction exactly when ``at`` has one (RFC 3161 section 2.4.2).
    """
    info = _info(stamper, asked, at, serial, accuracy).dump()
    attributes = _signed_attributes(stamper.certificate, info)
    signed: dict[str, Any] = {
        "version": "v3",
        "digest_algorithms": [{"algorithm": "sha256"}],
        "encap_content_info": {
            "content_type": "tst_info",
            "content": core.ParsableOctetString(info),
        },
        "signer_infos": [_signer_info(stamper, attributes)],
    }
    if certificates:
        signed["certificates"] = [_asn1(one) for one in (stamper.certificate, *stamper.chain)]
    content = {"content_type": "signed_data", "content": cms.SignedData(signed)}
    return bytes(cms.ContentInfo(content).dump())


def response(time_stamp_token: bytes) -> bytes:
    """Return a TimeStampResp that grants ``time_stamp_token``."""
    granted = {
        "status": {"status": "granted"},
        "time_stamp_token": cms.ContentInfo.load(time_stamp_token),
    }
    return bytes(tsp.TimeStampResp(granted).dump())


class _Rejection(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """A TimeStampResp without a token, which asn1crypto's own class cannot be."""

    _fields = [("status", tsp.PKIStatusInfo)]  # noqa: RUF012 - asn1crypto reads it so


def rejection(failure: str, text: str) -> bytes:
    """Return a TimeStampResp that refuses, ``failure`` a name of PKIFailureInfo."""
    status = {"status": "rejection", "status_string": [text], "fail_info": {failure}}
    return bytes(_Rejection({"status": status}).dump())


def _info(
    stamper: Holder, asked: Question, at: datetime, serial: int, accuracy: timedelta | None
) -> tsp.TSTInfo:
    """Return what is attested."""
    info: dict[str, Any] = {
        "version": "v1",
        "policy": asked.policy,
        "message_imprint": {
            "hash_algorithm": {"algorithm": asked.algorithm},
            "hashed_message": asked.digest,
        },
        "serial_number": serial,
        "gen_time": at,
        "tsa": asn1.GeneralName("directory_name", _asn1(stamper.certificate).subject),
    }
    if accuracy is not None:
        info["accuracy"] = _accuracy(accuracy)
    if asked.nonce is not None:
        info["nonce"] = asked.nonce
    return tsp.TSTInfo(info)


def _accuracy(accuracy: timedelta) -> dict[str, int]:
    """Return Accuracy in its three units, those that are not zero."""
    millis, micros = divmod(accuracy.microseconds, 1_000)
    units = {"seconds": accuracy.days * 86_400 + accuracy.seconds, "millis": millis}
    return {name: value for name, value in {**units, "micros": micros}.items() if value}


def _signed_attributes(certificate: x509.Certificate, info: bytes) -> cms.CMSAttributes:
    """Return the signed attributes, signing-certificate-v2 by SHA-256 among them (RFC 5816)."""
    parsed = _asn1(certificate)
    named = {
        "cert_hash": sha256(parsed.dump()).digest(),
        "issuer_serial": {
            "issuer": [asn1.GeneralName("directory_name", parsed.issuer)],
            "serial_number": parsed.serial_number,
        },
    }
    values = {
        "content_type": "tst_info",
        "message_digest": sha256(info).digest(),
        "signing_certificate_v2": tsp.SigningCertificateV2({"certs": [named]}),
    }
    return cms.CMSAttributes([{"type": name, "values": [one]} for name, one in values.items()])


def _signer_info(stamper: Holder, attributes: cms.CMSAttributes) -> dict[str, Any]:
    """Return the SignerInfo over the signed attributes (RFC 5652 section 5.4)."""
    certificate = _asn1(stamper.certificate)
    rsa_key = isinstance(stamper.key, rsa.RSAPrivateKey)
    return {
        "version": "v1",
        "sid": cms.IssuerAndSerialNumber(
            {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
        ),
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": attributes,
        "signature_algorithm": {"algorithm": "rsassa_pkcs1v15" if rsa_key else "sha256_ecdsa"},
        "signature": _signature(stamper.key, attributes.dump()),
    }


def _signature(key: Key, octets: bytes) -> bytes:
    """Return the signature over ``octets`` by SHA-256."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(octets, padding.PKCS1v15(), SHA256())
    return key.sign(octets, ec.ECDSA(SHA256()))


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    """Return a certificate as asn1crypto holds it."""
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
