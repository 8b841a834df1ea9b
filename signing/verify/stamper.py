"""Who signed a timestamp token: its one signer, once the digests and the signature hold.

RFC 5652 sections 5.4, 5.6 and 11; RFC 3161 section 2.4.2; RFC 5035 section 4.
"""

from collections.abc import Mapping
from hashlib import new as new_hash
from hmac import compare_digest
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec

from signing.verify.algorithms import WEAK, holds, strong_hash, strong_key
from signing.verify.der import OCTETS, OID, SEQUENCE, Reader, only, read_issuer_serial
from signing.verify.message import (
    MESSAGE_DIGEST,
    PROTECTION,
    SIGNING_CERTIFICATE_V2,
    Message,
    SignerInfo,
    algorithm,
    element,
    signer_among,
)
from signing.verify.proof import issuer_and_serial, load
from signing.verify.report import Refused, SubIndication

SHA256: Final = bytes.fromhex("608648016503040201")
_HASHES: Mapping[bytes, str] = {
    SHA256: "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
}
_RSA: Mapping[bytes, str | None] = {
    bytes.fromhex("2a864886f70d010101"): None,
    bytes.fromhex("2a864886f70d01010b"): "sha256",
    bytes.fromhex("2a864886f70d01010c"): "sha384",
    bytes.fromhex("2a864886f70d01010d"): "sha512",
}
_ECDSA: Mapping[bytes, str | None] = {
    bytes.fromhex("2a8648ce3d040302"): "sha256",
    bytes.fromhex("2a8648ce3d040303"): "sha384",
    bytes.fromhex("2a8648ce3d040304"): "sha512",
}
"""Signature algorithms with the hash each names; rsaEncryption leaves it to the digest."""

_SECOND = 0xA1
_MISSING = SubIndication.NO_SIGNING_CERTIFICATE_FOUND


def prove_stamper(token: Message, known: tuple[bytes, ...], check: str) -> bytes:
    """Return the signer's certificate (DER), out of the token or ``known``, once all holds.

    Raises `Refused` at ``check``: HASH_FAILURE, SIG_CRYPTO_FAILURE, NO_SIGNING_CERTIFICATE_FOUND
    or CRYPTO_CONSTRAINTS_FAILURE_NO_POE; ``ValueError`` for what cannot be read.
    """
    signer = token.signer
    leaf = signer_among((*token.certificates, *known), signer.named)
    if leaf is None:
        raise Refused(check, "certificate-missing", _MISSING)
    digest = _HASHES.get(algorithm(Reader(signer.digest)))
    _check_attributes(token, digest, leaf, check)
    key = strong_key(load(leaf).public_key(), check)
    kinds = _ECDSA if isinstance(key, ec.EllipticCurvePublicKey) else _RSA
    named = algorithm(Reader(signer.algorithm))
    if named not in kinds or kinds[named] not in {digest, None}:
        raise Refused(check, "signature-algorithm", WEAK)
    if not holds(key, signer.value, signer.signed, strong_hash(digest, check)):
        raise Refused(check, "signature", SubIndication.SIG_CRYPTO_FAILURE)
    return leaf


def _check_attributes(token: Message, digest: str | None, leaf: bytes, check: str) -> None:
    """Check message digest and signing certificate (RFC 5652 section 11; RFC 5035)."""
    attributes = token.signer.attributes
    expected = new_hash(strong_hash(digest, check).name, token.content or b"").digest()
    if not compare_digest(attributes.get(MESSAGE_DIGEST, b""), element(OCTETS, expected)):
        raise Refused(check, "message-digest", SubIndication.HASH_FAILURE)
    protection = attributes.get(PROTECTION)
    if protection is not None and not _protects(only(SEQUENCE, protection), token.signer):
        raise Refused(check, "signed-attributes")
    if not _is_named(attributes.get(SIGNING_CERTIFICATE_V2, b""), leaf, check):
        raise Refused(check, "signing-certificate", _MISSING)


def _protects(body: Reader, signer: SignerInfo) -> bool:
    """Tell whether CMSAlgorithmProtection names the algorithms in use (RFC 6211 section 2)."""
    if algorithm(body) != algorithm(Reader(signer.digest)):
        return False
    return body.last(_SECOND).take(OID) == algorithm(Reader(signer.algorithm))


def _is_named(attribute: bytes, leaf: bytes, check: str) -> bool:
    """Tell whether the first ESSCertIDv2 is of the certificate ``leaf`` (RFC 5035 section 4)."""
    named = only(SEQUENCE, attribute).enter(SEQUENCE).enter(SEQUENCE)
    hashed = algorithm(named) if named.has(SEQUENCE) else SHA256
    digest = new_hash(strong_hash(_HASHES.get(hashed), check).name, leaf).digest()
    if not compare_digest(named.take(OCTETS), digest):
        return False
    return not named.rest or read_issuer_serial(named.rest) == issuer_and_serial(leaf)
