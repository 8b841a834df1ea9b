"""From a signer's certificate to a trust anchor, after RFC 5280 section 6, kept narrow.

What the path does not need is refused rather than skipped: unknown critical extensions, unused
certificates, SHA-1. Revocation is not looked up here: there is no network.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

from signing.verify.proof import load
from signing.verify.report import Refused

_UNDERSTOOD = frozenset({x509.BasicConstraints.oid, x509.KeyUsage.oid})
_UNREADABLE = (
    ValueError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)

Window = tuple[datetime, datetime]


def check_chain(
    certificates: tuple[bytes, ...], trust: Sequence[x509.Certificate], instants: Sequence[datetime]
) -> None:
    """Check that ``certificates`` (DER, leaf first) lead to ``trust`` at each of ``instants``.

    The leaf must be meant for certificates: digitalSignature and nonRepudiation. Raises `Refused`.
    """
    first, last = trusted_window(certificates, tuple(trust))
    if not all(first <= instant <= last for instant in instants):
        raise Refused("chain", "outside-its-validity")


@lru_cache(maxsize=64)
def trusted_window(certificates: tuple[bytes, ...], trust: tuple[x509.Certificate, ...]) -> Window:
    """Return the span of time in which the whole path to a trust anchor is valid."""
    try:
        path = _path([load(der) for der in certificates], trust)
        _check_leaf(path[0])
        for below, issuer in enumerate(path[1:]):
            _check_issuer(issuer, below)
    except _UNREADABLE:
        raise Refused("chain", "unreadable") from None
    return (
        max(one.not_valid_before_utc for one in path),
        min(one.not_valid_after_utc for one in path),
    )


def _path(
    certificates: list[x509.Certificate], trust: tuple[x509.Certificate, ...]
) -> list[x509.Certificate]:
    """Return the certificates up to and with their anchor, each issued by the next."""
    for certificate, issuer in pairwise(certificates):
        if not _issued(certificate, issuer):
            raise Refused("chain", "not-issued-by-the-next")
    last = certificates[-1]
    if len(certificates) > 1 and last in trust:
        return certificates
    anchor = next((one for one in trust if one != last and _issued(last, one)), None)
    if anchor is None:
        raise Refused("chain", "no-trust-anchor")
    return [*certificates, anchor]


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Tell whether ``issuer`` signed ``certificate``, with a hash that still holds."""
    if not isinstance(certificate.signature_hash_algorithm, SHA256 | SHA384 | SHA512):
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _check_leaf(leaf: x509.Certificate) -> None:
    """Check that the leaf is meant for documents that bind (RFC 5280 section 4.2.1.3)."""
    usage, constraints = _extensions(leaf)
    if constraints is not None and constraints.ca:
        raise Refused("chain", "leaf-is-an-authority")
    if usage is None or not (usage.digital_signature and usage.content_commitment):
        raise Refused("chain", "key-usage")


def _check_issuer(issuer: x509.Certificate, below: int) -> None:
    """Check that ``issuer`` may issue with ``below`` authorities under it (section 6.1.4)."""
    usage, constraints = _extensions(issuer)
    if constraints is None or not constraints.ca:
        raise Refused("chain", "issuer-is-no-authority")
    if constraints.path_length is not None and below > constraints.path_length:
        raise Refused("chain", "path-length")
    if usage is None or not usage.key_cert_sign:
        raise Refused("chain", "issuer-key-usage")


def _extensions(
    certificate: x509.Certificate,
) -> tuple[x509.KeyUsage | None, x509.BasicConstraints | None]:
    """Return the two extensions that are read, having refused critical ones that are not."""
    if any(one.critical and one.oid not in _UNDERSTOOD for one in certificate.extensions):
        raise Refused("chain", "critical-extension")
    values = [one.value for one in certificate.extensions]
    usages: Iterator[x509.KeyUsage] = (one for one in values if isinstance(one, x509.KeyUsage))
    constraints: Iterator[x509.BasicConstraints] = (
        one for one in values if isinstance(one, x509.BasicConstraints)
    )
    return next(usages, None), next(constraints, None)
