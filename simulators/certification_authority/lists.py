"""Certificate revocation lists (RFC 5280, section 5), made in DER; pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from simulators.certification_authority.status import Revocation
from simulators.kit.keys import Holder

LIST_LASTS = timedelta(days=7)


def revocation_list(
    authority: Holder,
    number: int,
    at: datetime,
    revoked: Mapping[int, Revocation],
    *,
    lasts: timedelta = LIST_LASTS,
) -> bytes:
    """Return the authority's CRL (DER), ``revoked`` by serial number, thisUpdate ``at``."""
    issuer = authority.certificate
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(at)
        .next_update(at + lasts)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
            critical=False,
        )
    )
    for serial, revocation in revoked.items():
        builder = builder.add_revoked_certificate(_entry(serial, revocation))
    return builder.sign(authority.key, SHA256()).public_bytes(Encoding.DER)


def _entry(serial: int, revocation: Revocation) -> x509.RevokedCertificate:
    """Return one line of a CRL."""
    builder = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(revocation.at)
    if revocation.reason is not None:
        builder = builder.add_extension(x509.CRLReason(revocation.reason), critical=False)
    return builder.build()
