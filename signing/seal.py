"""The seal: what a QR code says of a certificate, signed, for readers without a line to us.

A COSE_Sign1 message (RFC 9052) with CWT claims (RFC 8392) in deterministic CBOR, spelled in base45
(RFC 9285) so that a QR code holds it in its alphanumeric mode. The published contract is
``schemas/hub/v1/seal.cddl``. Deflate makes a seal larger: most of it is digest and signature.
"""

from hashlib import sha256
from typing import Final

import cbor2

from schemas.canonical.seal import SealClaims
from signing.signer import ECDSA_SHA256, Signer

_PREFIX: Final = "PV1:"
_ISSUER: Final = "peyvand"
_LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_ALG, _KID = 1, 4
_ES256, _RS256 = -7, -257
_ISS, _SUB, _EXP, _IAT, _CTI = 1, 2, 4, 6, 7
_CERTIFICATE: Final = -65537
"""The private claim (RFC 8392, section 9.1): decision, and the SHA-256 of the XML."""

_SIGN1: Final = 18
_KID_OCTETS: Final = 8


def make_seal(claims: SealClaims, signer: Signer) -> str:
    """Return the text of the QR code that says ``claims`` over the signature of ``signer``.

    The key is named by the first eight octets of its certificate's SHA-256. Raises ``ValueError``
    for an instant without a zone or a digest that is none; what the key's holder raises passes
    through.
    """
    algorithm = _ES256 if signer.algorithm == ECDSA_SHA256 else _RS256
    kid = sha256(signer.certificate_der).digest()[:_KID_OCTETS]
    protected = _cbor({_ALG: algorithm, _KID: kid})
    payload = _payload(claims)
    value = signer.sign(_cbor(["Signature1", protected, b"", payload]))
    message = cbor2.CBORTag(_SIGN1, [protected, {}, payload, value])
    return _PREFIX + _base45(_cbor(message))


def _payload(claims: SealClaims) -> bytes:
    """Return the claims set; the certificate's number says its type as well."""
    if claims.issued.tzinfo is None or claims.valid_until.tzinfo is None:
        raise ValueError("a seal's instants have a zone")
    if len(claims.digest) != sha256().digest_size:
        raise ValueError("a seal's digest is a SHA-256")
    return _cbor(
        {
            _ISS: _ISSUER,
            _SUB: claims.subject,
            _EXP: int(claims.valid_until.timestamp()),
            _IAT: int(claims.issued.timestamp()),
            _CTI: claims.number.encode(),
            _CERTIFICATE: [claims.decision.value, claims.digest],
        }
    )


def _cbor(item: object) -> bytes:
    """Return ``item`` in deterministic CBOR (RFC 8949, section 4.2)."""
    return cbor2.dumps(item, canonical=True)


def _base45(data: bytes) -> str:
    """Return ``data`` in base45 (RFC 9285, section 4): two octets in three letters."""
    letters: list[str] = []
    for start in range(0, len(data), 2):
        group = data[start : start + 2]
        number = int.from_bytes(group, "big")
        for _ in range(len(group) + 1):
            number, digit = divmod(number, 45)
            letters.append(_LETTERS[digit])
    return "".join(letters)
