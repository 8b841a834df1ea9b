"""Certificate revocation lists: whole ones, of one issuer, for all its certificates (RFC 5280)."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from cryptography import x509

from signing.verify.algorithms import holds, strong_hash, strong_key
from signing.verify.chain import extensions
from signing.verify.report import Refused
from signing.verify.statement import Revocation, not_usable, readable, since_of

MAX_BYTES: Final = 16 * 1024 * 1024

_PARTIAL = (x509.IssuingDistributionPoint, x509.DeltaCRLIndicator)


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A CRL, its issuer still to be proven."""

    der: bytes
    crl: x509.CertificateRevocationList
    issuer: x509.Name
    this_update: datetime
    next_update: datetime

    def concerns(self, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
        """Tell whether the list bears the issuer's name."""
        return self.issuer == _subject(issuer)

    def check_source(
        self, issuer: x509.Certificate, known: tuple[bytes, ...], by: datetime
    ) -> None:
        """Check that the issuer may sign lists and signed this one; see `Statement`."""
        if not _signed(self.der, issuer):
            raise not_usable("not-by-the-issuer")
        if self.this_update < issuer.not_valid_before_utc:
            raise not_usable("before-its-issuer")

    def revocation_of(self, certificate: x509.Certificate) -> Revocation | None:
        """Return the entry of ``certificate``, if it is on the list."""
        entry = self.crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
        return since_of(entry.revocation_date_utc, entry.extensions) if entry else None


@lru_cache(maxsize=32)
def read_crl(der: bytes) -> RevocationList:
    """Return the CRL in ``der``.

    Raises `Refused` (``revocation``) for a delta or partial list, and for a critical extension.
    """
    if len(der) > MAX_BYTES:
        raise Refused("revocation", "too-large")
    with readable():
        crl = x509.load_der_x509_crl(der)
        for one in crl.extensions:
            if one.critical or isinstance(one.value, _PARTIAL):
                raise not_usable("critical-extension")
        until = crl.next_update_utc or crl.last_update_utc
        return RevocationList(der, crl, crl.issuer, crl.last_update_utc, until)


@lru_cache(maxsize=64)
def _subject(certificate: x509.Certificate) -> x509.Name:
    """Return the subject, which the library reads anew each time."""
    return certificate.subject


@lru_cache(maxsize=64)
def _signed(der: bytes, issuer: x509.Certificate) -> bool:
    """Tell whether ``issuer`` may sign lists and signed this one, with what still holds."""
    crl = read_crl(der).crl
    usage, _, _ = extensions(issuer, "revocation")
    if usage is None or not usage.crl_sign:
        return False
    named = crl.signature_hash_algorithm
    algorithm = strong_hash(named.name if named else None, "revocation")
    key = strong_key(issuer.public_key(), "revocation")
    return holds(key, crl.signature, crl.tbs_certlist_bytes, algorithm)
