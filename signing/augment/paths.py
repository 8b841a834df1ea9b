"""Whose chain a certificate, an OCSP response or a CRL speaks of: the signer's or a stamper's."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import new as new_hash
from typing import NamedTuple

from cryptography.x509 import ocsp

from schemas.canonical.validation import ValidationData
from signing.augment.values import readable, without
from signing.verify.der import INTEGER, SEQUENCE, Reader
from signing.verify.message import Message, signer_among
from signing.verify.proof import issuer_and_serial, subject


@dataclass(frozen=True, slots=True)
class Path:
    """Certificates (DER) from leaves upward, as far as they are known."""

    certificates: tuple[bytes, ...] = ()

    def __or__(self, other: "Path") -> "Path":
        """Return both."""
        return Path((*self.certificates, *other.certificates))

    def holds(self, certificate: bytes) -> bool:
        """Tell whether ``certificate`` (DER) is on the path."""
        return certificate in self.certificates

    def issued_by(self, name: bytes) -> bool:
        """Tell whether ``name`` (DER) issued a certificate on the path."""
        return any(_issuer(one) == name for one in self.certificates)

    def answered_by(self, response: bytes) -> bool:
        """Tell whether an OCSP response (RFC 6960, section 4.2.1) is on one of the path."""
        return any(one.names(der) for one in _asked_in(response) for der in self.certificates)


class _Asked(NamedTuple):
    """A CertID (RFC 6960, section 4.1.1)."""

    algorithm: str
    name_hash: bytes
    serial: int

    def names(self, certificate: bytes) -> bool:
        """Tell whether this is ``certificate`` (DER)."""
        issuer, serial = issuer_and_serial(certificate)
        name = new_hash(self.algorithm, issuer, usedforsecurity=False).digest()
        return (self.name_hash, self.serial) == (name, serial)


def path_of(leaf: bytes, known: tuple[bytes, ...]) -> Path:
    """Return the path from ``leaf`` upward through ``known`` certificates (DER), by their names.

    Who really issued whom is the verifier's to find; here values are only put in their place.
    """
    path = [leaf]
    while above := next((one for one in known if _above(one, path)), None):
        path.append(above)
    return Path(tuple(path))


def stamper_of(token: Message, known: tuple[bytes, ...]) -> bytes | None:
    """Return the certificate (DER) that ``token`` names as its signer's, where it is known."""
    with readable():
        return signer_among(known, token.signer.named)


def split(
    data: ValidationData, signer: Path, stampers: Path
) -> tuple[ValidationData, ValidationData]:
    """Return ``data`` in two: the signer's with what both need, and what only the stampers need."""
    alone = ValidationData(
        tuple(one for one in data.certificates if _certificate_of(one, stampers, signer)),
        tuple(one for one in data.ocsp_responses if _response_of(one, stampers, signer)),
        tuple(one for one in data.crls if _list_of(one, stampers, signer)),
    )
    return without(data, alone), alone


def _certificate_of(der: bytes, path: Path, other: Path) -> bool:
    """Tell whether a certificate is on ``path`` alone, or answers for its issuers alone."""
    if path.holds(der) or other.holds(der):
        return not other.holds(der)
    issuer = _issuer(der)
    return path.issued_by(issuer) and not other.issued_by(issuer)


def _response_of(response: bytes, path: Path, other: Path) -> bool:
    return path.answered_by(response) and not other.answered_by(response)


def _list_of(der: bytes, path: Path, other: Path) -> bool:
    issuer = _list_issuer(der)
    return path.issued_by(issuer) and not other.issued_by(issuer)


def _above(candidate: bytes, path: list[bytes]) -> bool:
    """Tell whether ``candidate`` has the name of the last one's issuer and is not on the path."""
    return subject(candidate) == _issuer(path[-1]) and candidate not in path


def _issuer(der: bytes) -> bytes:
    """Return the issuer's name (DER) of a certificate."""
    return issuer_and_serial(der)[0]


@lru_cache(maxsize=64)
def _asked_in(response: bytes) -> tuple[_Asked, ...]:
    """Return what an OCSP response answers, in order."""
    with readable():
        answers = ocsp.load_der_ocsp_response(response).responses
        return tuple(
            _Asked(one.hash_algorithm.name, one.issuer_name_hash, one.serial_number)
            for one in answers
        )


@lru_cache(maxsize=32)
def _list_issuer(der: bytes) -> bytes:
    """Return the issuer's name (DER) of a CRL, which stands third (RFC 5280, section 5.1)."""
    body = Reader(der).enter(SEQUENCE).enter(SEQUENCE)
    body.optional(INTEGER)
    body.whole(SEQUENCE)
    return body.whole(SEQUENCE)
