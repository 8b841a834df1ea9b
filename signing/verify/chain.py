"""From a certificate to a trust anchor, after RFC 5280 section 6, kept narrow.

What a path does not need is refused rather than skipped: unknown critical extensions, unused
certificates, weak hashes and keys. Whether the path is within its time, and whether it was
revoked, is judged by `signing.verify.longterm`, which knows the instants.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from signing.verify.algorithms import strong_hash, strong_key
from signing.verify.proof import load
from signing.verify.report import Refused, SubIndication

UNREADABLE: Final = (
    ValueError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
    TypeError,  # a name's value of a type that it does not take
)
"""What `cryptography` raises for a certificate or an extension that is not sound."""

_NOT_FOUND = SubIndication.NO_CERTIFICATE_CHAIN_FOUND
_UNDERSTOOD = frozenset({x509.BasicConstraints.oid, x509.KeyUsage.oid, x509.ExtendedKeyUsage.oid})
_SERVICES = frozenset({ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.OCSP_SIGNING})
_LONGEST = 5

Anchors = tuple[x509.Certificate, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """A certificate, its issuers and their anchor; ``first`` to ``last`` all of it is valid."""

    certificates: tuple[x509.Certificate, ...]
    first: datetime
    last: datetime

    @property
    def leaf(self) -> x509.Certificate:
        """The certificate that the path is for."""
        return self.certificates[0]

    def holds(self, instant: datetime) -> bool:
        """Tell whether every certificate is within its time at ``instant``."""
        return self.first <= instant <= self.last

    def issuers_hold(self, instant: datetime) -> bool:
        """Tell whether every certificate but the leaf is within its time at ``instant``."""
        return all(
            one.not_valid_before_utc <= instant <= one.not_valid_after_utc
            for one in self.certificates[1:]
        )


@lru_cache(maxsize=64)
def signer_path(certificates: tuple[bytes, ...], anchors: Anchors) -> Path:
    """Return the path of a signer's ``certificates`` (DER, leaf first, each issued by the next).

    Raises `Refused` (``chain``) when they do not lead to an anchor or are not meant for it.
    """
    try:
        found = _given_path([load(der) for der in certificates], anchors)
        _check_signer(found[0])
        return _checked(found, "chain")
    except UNREADABLE:
        raise _unreadable("chain") from None


@lru_cache(maxsize=64)
def stamper_path(leaf: bytes, pool: tuple[bytes, ...], anchors: Anchors) -> Path:
    """Return the path of a timestamp authority's certificate ``leaf``, issuers out of ``pool``.

    Raises `Refused` (``timestamp``); RFC 3161 section 2.3: the extended key usage is critical,
    and for nothing else.
    """
    try:
        found = _searched_path(load(leaf), [load(der) for der in pool], anchors)
        _check_stamper(found[0])
        return _checked(found, "timestamp")
    except UNREADABLE:
        raise _unreadable("timestamp") from None


def common_name(certificate: x509.Certificate) -> str:
    """Return the subject's common name; the whole subject (RFC 4514) when it has none."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


@lru_cache(maxsize=256)
def issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Tell whether ``issuer`` is named by ``certificate`` and signed it, however weakly."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _unreadable(check: str) -> Refused:
    return Refused(check, "unreadable", SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE)


def _given_path(
    certificates: list[x509.Certificate], anchors: Anchors
) -> tuple[x509.Certificate, ...]:
    """Return the certificates up to and with their anchor, each issued by the next."""
    for certificate in certificates:
        check_hash(certificate, "chain")
    for certificate, issuer in pairwise(certificates):
        if not issued(certificate, issuer):
            raise Refused("chain", "not-issued-by-the-next", _NOT_FOUND)
    last = certificates[-1]
    if len(certificates) > 1 and last in anchors:
        return tuple(certificates)
    anchor = next((one for one in anchors if one != last and issued(last, one)), None)
    if anchor is None:
        raise Refused("chain", "no-trust-anchor", _NOT_FOUND)
    return (*certificates, anchor)


def _searched_path(
    leaf: x509.Certificate, pool: list[x509.Certificate], anchors: Anchors
) -> tuple[x509.Certificate, ...]:
    """Return the path from ``leaf`` by the first issuer at each step, anchors before others.

    It never goes back, so that a pool made to confuse costs no more than its size.
    """
    found = [leaf]
    while len(found) <= _LONGEST:
        last = found[-1]
        check_hash(last, "timestamp")
        anchor = next((one for one in anchors if one != last and issued(last, one)), None)
        if anchor is not None:
            return (*found, anchor)
        issuer = next((one for one in pool if one not in found and issued(last, one)), None)
        if issuer is None:
            break
        found.append(issuer)
    raise Refused("timestamp", "no-trust-anchor", _NOT_FOUND)


def _checked(found: tuple[x509.Certificate, ...], check: str) -> Path:
    """Return the path whose issuers may issue, every key of it still strong."""
    for below, issuer in enumerate(found[1:]):
        _check_issuer(issuer, below, check)
    for certificate in found:
        strong_key(certificate.public_key(), check)
    return Path(
        found,
        max(one.not_valid_before_utc for one in found),
        min(one.not_valid_after_utc for one in found),
    )


def check_hash(certificate: x509.Certificate, check: str) -> None:
    """Refuse a certificate signed by a hash that no longer holds; an anchor's does not matter."""
    algorithm = certificate.signature_hash_algorithm
    strong_hash(algorithm.name if algorithm else None, check)


def _check_signer(leaf: x509.Certificate) -> None:
    """Check that the leaf is meant for documents that bind (RFC 5280 section 4.2.1.3)."""
    usage, constraints, extended = extensions(leaf, "chain")
    if constraints is not None and constraints.ca:
        raise Refused("chain", "leaf-is-an-authority")
    if usage is None or not (usage.digital_signature and usage.content_commitment):
        raise Refused("chain", "key-usage")
    if extended is not None and _SERVICES & set(extended):
        raise Refused("chain", "extended-key-usage")


def _check_stamper(leaf: x509.Certificate) -> None:
    """Check that the leaf is meant for timestamps and nothing else."""
    usage, constraints, extended = extensions(leaf, "timestamp")
    if constraints is not None and constraints.ca:
        raise _misused("leaf-is-an-authority")
    if usage is not None and not (usage.digital_signature or usage.content_commitment):
        raise _misused("key-usage")
    if extended is None or list(extended) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise _misused("extended-key-usage")
    if not leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).critical:
        raise _misused("extended-key-usage")


def _misused(detail: str) -> Refused:
    return Refused("timestamp", detail, SubIndication.CHAIN_CONSTRAINTS_FAILURE)


def _check_issuer(issuer: x509.Certificate, below: int, check: str) -> None:
    """Check that ``issuer`` may issue with ``below`` authorities under it (section 6.1.4)."""
    sub = SubIndication.CHAIN_CONSTRAINTS_FAILURE
    usage, constraints, _ = extensions(issuer, check)
    if constraints is None or not constraints.ca:
        raise Refused(check, "issuer-is-no-authority", sub)
    if constraints.path_length is not None and below > constraints.path_length:
        raise Refused(check, "path-length", sub)
    if usage is None or not usage.key_cert_sign:
        raise Refused(check, "issuer-key-usage", sub)


def extensions(
    certificate: x509.Certificate, check: str
) -> tuple[x509.KeyUsage | None, x509.BasicConstraints | None, x509.ExtendedKeyUsage | None]:
    """Return the extensions that are read, having refused critical ones that are not."""
    if any(one.critical and one.oid not in _UNDERSTOOD for one in certificate.extensions):
        raise Refused(check, "critical-extension", SubIndication.CHAIN_CONSTRAINTS_FAILURE)
    usage: x509.KeyUsage | None = None
    constraints: x509.BasicConstraints | None = None
    extended: x509.ExtendedKeyUsage | None = None
    for one in certificate.extensions:
        match one.value:
            case x509.KeyUsage():
                usage = one.value
            case x509.BasicConstraints():
                constraints = one.value
            case x509.ExtendedKeyUsage():
                extended = one.value
            case _:
                continue
    return usage, constraints, extended
