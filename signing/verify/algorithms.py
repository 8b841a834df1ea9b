"""Which keys and hashes still hold, and one way to verify a signature with them.

ETSI TS 119 312 V1.4.3: SHA-2 from 256 bits, RSA from 2048 bits, the NIST curves from 256 bits.
"""

from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

from signing.verify.report import Refused, SubIndication

SMALLEST_RSA: Final = 2048

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey
WEAK: Final = SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE

_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
_HASHES: dict[str, HashAlgorithm] = {"sha256": SHA256(), "sha384": SHA384(), "sha512": SHA512()}
_PKCS1 = padding.PKCS1v15()


def strong_hash(name: str | None, check: str) -> HashAlgorithm:
    """Return the hash called ``name``; any other, SHA-1 among them, is refused at ``check``."""
    found = _HASHES.get((name or "").lower())
    if found is None:
        raise Refused(check, "weak-hash", WEAK)
    return found


def strong_key(key: object, check: str) -> PublicKey:
    """Return ``key`` when it is of a kind and size that holds, else refuse it at ``check``."""
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, _CURVES):
        return key
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= SMALLEST_RSA:
        return key
    raise Refused(check, "weak-key", WEAK)


def holds(key: PublicKey, signature: bytes, data: bytes, algorithm: HashAlgorithm) -> bool:
    """Tell whether ``signature`` (ECDSA in DER, or RSA PKCS#1 v1.5) over ``data`` is the key's."""
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(algorithm))
        else:
            key.verify(signature, data, _PKCS1, algorithm)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True
