"""A timestamp token read and proven: RFC 3161 section 2.4.2, RFC 5652, RFC 5035, RFC 5816.

Whether the authority that made it is trusted is another question, answered by the chain.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import new as new_hash
from hmac import compare_digest
from typing import Any, Final

from asn1crypto import cms, tsp
from asn1crypto.x509 import GeneralName
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from signing.verify.algorithms import WEAK, holds, strong_hash, strong_key
from signing.verify.proof import load
from signing.verify.report import Refused, SubIndication

MAX_BYTES: Final = 65_536
MAX_CERTIFICATES: Final = 16
COARSEST: Final = timedelta(minutes=5)
"""The worst accuracy that still tells the instant (RFC 3161 section 2.4.2)."""

_NO_CERTIFICATE = SubIndication.NO_SIGNING_CERTIFICATE_FOUND
_MALFORMED = (ValueError, TypeError, KeyError, OverflowError, RecursionError, AttributeError)
_ATTRIBUTES = frozenset(
    {
        "content_type",
        "message_digest",
        "signing_time",
        "signing_certificate_v2",
        "cms_algorithm_protection",
    }
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token whose signature holds: when (UTC), by whom, and the octets it came in.

    ``certificates`` (DER) are the authority's own first, then the others that travel in it.
    """

    gen_time: datetime
    certificates: tuple[bytes, ...]
    der: bytes


def read_token(der: bytes, imprint: bytes, known: tuple[bytes, ...] = ()) -> Token:
    """Return the TimeStampToken in ``der``, which must attest the SHA-256 ``imprint``.

    ``known`` are certificates (DER) among which the authority's may be when it does not travel in
    the token. Checked are the content types, message digest, signing-certificate-v2 and signature.

    Raises:
        Refused: ``timestamp``; FORMAT_FAILURE, HASH_FAILURE (another imprint), SIG_CRYPTO_FAILURE,
            NO_SIGNING_CERTIFICATE_FOUND, or CRYPTO_CONSTRAINTS_FAILURE_NO_POE.
    """
    if len(der) > MAX_BYTES:
        raise Refused("timestamp", "too-large")
    if der[1:2] == b"\x80":
        raise Refused("timestamp", "unreadable")
    try:
        return _read(der, imprint, known)
    except _MALFORMED:
        raise Refused("timestamp", "unreadable") from None


def _read(der: bytes, imprint: bytes, known: tuple[bytes, ...]) -> Token:
    signed, content = _open(der)
    info = tsp.TSTInfo.load(content, strict=True)
    _check_imprint(info, imprint)
    (signer,) = signed["signer_infos"]
    certificates = _carried(signed)
    leaf = _leaf(signer["sid"], (*certificates, *known))
    attributes = _attributes(signer)
    _check_attributes(attributes, content, signer, leaf)
    _check_signature(signer, leaf)
    others = tuple(one for one in certificates if one != leaf)
    return Token(_check_info(info, leaf), (leaf, *others), der)


def _open(der: bytes) -> tuple[Any, bytes]:
    """Return the SignedData and the octets of the TSTInfo within it."""
    outer = cms.ContentInfo.load(der, strict=True)
    if outer["content_type"].native != "signed_data":
        raise Refused("timestamp", "content-type")
    signed = outer["content"]
    inner = signed["encap_content_info"]
    if inner["content_type"].native != "tst_info" or len(signed["crls"] or ()):
        raise Refused("timestamp", "content-type")
    return signed, bytes(inner["content"])


def _check_imprint(info: Any, imprint: bytes) -> None:
    """Check that the token attests ``imprint`` by SHA-256."""
    if info["version"].native != "v1":
        raise Refused("timestamp", "version")
    stated = info["message_imprint"]
    if stated["hash_algorithm"]["algorithm"].native != "sha256":
        raise Refused("timestamp", "imprint-algorithm", WEAK)
    if not compare_digest(stated["hashed_message"].native, imprint):
        raise Refused("timestamp", "imprint", SubIndication.HASH_FAILURE)


def _carried(signed: Any) -> tuple[bytes, ...]:
    """Return the certificates (DER) that travel in the token."""
    carried = list(signed["certificates"] or ())
    if len(carried) > MAX_CERTIFICATES:
        raise Refused("timestamp", "too-many-certificates")
    if any(one.name != "certificate" for one in carried):
        raise Refused("timestamp", "certificate-kind")
    return tuple(one.chosen.dump() for one in carried)


def _leaf(sid: Any, certificates: tuple[bytes, ...]) -> bytes:
    """Return the certificate that the SignerIdentifier names (RFC 5652 section 5.3)."""
    if sid.name == "issuer_and_serial_number":
        name, serial = sid.chosen["issuer"].dump(), sid.chosen["serial_number"].native
        named: Callable[[x509.Certificate], bool] = lambda one: (  # noqa: E731
            one.serial_number == serial and one.issuer.public_bytes() == name
        )
    else:
        named = lambda one: _key_identifier(one) == sid.chosen.native  # noqa: E731
    found = next((one for one in certificates if named(load(one))), None)
    if found is None:
        raise Refused("timestamp", "certificate-missing", _NO_CERTIFICATE)
    return found


def _key_identifier(certificate: x509.Certificate) -> bytes | None:
    for extension in certificate.extensions:
        if isinstance(extension.value, x509.SubjectKeyIdentifier):
            return extension.value.digest
    return None


def _attributes(signer: Any) -> Mapping[str, Any]:
    """Return the one value of each signed attribute; what is not understood is refused."""
    if len(signer["unsigned_attrs"] or ()):
        raise Refused("timestamp", "unsigned-attributes")
    found: dict[str, Any] = {}
    for one in signer["signed_attrs"]:
        name = one["type"].native
        if name == "signing_certificate":
            raise Refused("timestamp", "weak-hash", WEAK)
        if name not in _ATTRIBUTES or name in found or len(one["values"]) != 1:
            raise Refused("timestamp", "signed-attributes")
        found[name] = one["values"][0]
    return found


def _check_attributes(
    attributes: Mapping[str, Any], content: bytes, signer: Any, leaf: bytes
) -> None:
    """Check content type, message digest and signing certificate (RFC 5652 section 11)."""
    if attributes["content_type"].native != "tst_info":
        raise Refused("timestamp", "content-type")
    algorithm = strong_hash(signer["digest_algorithm"]["algorithm"].native, "timestamp")
    digest = new_hash(algorithm.name, content).digest()
    if not compare_digest(attributes["message_digest"].native, digest):
        raise Refused("timestamp", "message-digest", SubIndication.HASH_FAILURE)
    protection = attributes.get("cms_algorithm_protection")
    if protection is not None:
        _check_protection(protection, signer)
    _check_named(attributes["signing_certificate_v2"]["certs"][0], leaf)


def _check_protection(protection: Any, signer: Any) -> None:
    """Check that the protected algorithms are those in use (RFC 6211 section 3)."""
    for name in ("digest_algorithm", "signature_algorithm"):
        if protection[name].native != signer[name].native:
            raise Refused("timestamp", "signed-attributes")


def _check_named(named: Any, leaf: bytes) -> None:
    """Check that ESSCertIDv2 names the certificate (RFC 5035 section 4)."""
    algorithm = strong_hash(named["hash_algorithm"]["algorithm"].native, "timestamp")
    if not compare_digest(named["cert_hash"].native, new_hash(algorithm.name, leaf).digest()):
        raise Refused("timestamp", "signing-certificate", _NO_CERTIFICATE)


def _check_signature(signer: Any, leaf: bytes) -> None:
    """Check the signature over the signed attributes, in their SET OF (RFC 5652 section 5.4)."""
    key = strong_key(load(leaf).public_key(), "timestamp")
    stated, digest = signer["signature_algorithm"], signer["digest_algorithm"]["algorithm"].native
    kind = "ecdsa" if isinstance(key, ec.EllipticCurvePublicKey) else "rsassa_pkcs1v15"
    bare = stated["algorithm"].native == "rsassa_pkcs1v15"
    if stated.signature_algo != kind or not (bare or stated.hash_algo == digest):
        raise Refused("timestamp", "signature-algorithm", WEAK)
    octets = b"\x31" + signer["signed_attrs"].dump()[1:]
    if not holds(key, signer["signature"].native, octets, strong_hash(digest, "timestamp")):
        raise Refused("timestamp", "signature", SubIndication.SIG_CRYPTO_FAILURE)


def _check_info(info: Any, leaf: bytes) -> datetime:
    """Return genTime, once the rest of the TSTInfo has been found to say nothing else."""
    if any(one["critical"].native for one in info["extensions"] or ()):
        raise Refused("timestamp", "critical-extension")
    authority = info["tsa"]
    named = isinstance(authority, GeneralName) and authority.name == "directory_name"
    if named and _directory_name(authority) != load(leaf).subject.public_bytes():
        raise Refused("timestamp", "authority-name")
    if _accuracy(info["accuracy"].native or {}) > COARSEST:
        raise Refused("timestamp", "accuracy")
    instant = info["gen_time"].native
    if not isinstance(instant, datetime):
        raise Refused("timestamp", "unreadable")
    return instant


def _directory_name(name: Any) -> bytes:
    """Return the DER of the Name in a GeneralName, without the tag it has there."""
    return bytes(name.chosen.chosen.untag().dump())


def _accuracy(stated: Mapping[str, int | None]) -> timedelta:
    """Return Accuracy as one span; absent parts are zero."""
    seconds, millis, micros = (stated.get(name) or 0 for name in ("seconds", "millis", "micros"))
    return timedelta(seconds=seconds, milliseconds=millis, microseconds=micros)
