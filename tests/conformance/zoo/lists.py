"""Revocation lists that the certification authority's stand-in does not make."""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from tests.kit.nodes import Node

_WEEK = timedelta(days=7)


def critical_list(issuer: Node, at: datetime) -> bytes:
    """Return a list for leaves alone, by a critical IssuingDistributionPoint."""
    partial = x509.IssuingDistributionPoint(
        full_name=None,
        relative_name=None,
        only_contains_user_certs=True,
        only_contains_ca_certs=False,
        only_some_reasons=None,
        indirect_crl=False,
        only_contains_attribute_certs=False,
    )
    return _signed(_builder(issuer, at).add_extension(partial, critical=True), issuer)


def delta_list(issuer: Node, at: datetime) -> bytes:
    """Return a list of changes since another, its indicator not even critical."""
    builder = _builder(issuer, at).add_extension(x509.DeltaCRLIndicator(1), critical=False)
    return _signed(builder, issuer)


def entry_list(
    issuer: Node,
    at: datetime,
    revoked: Node,
    reason: str,
    *,
    since: datetime,
    invalid: datetime | None = None,
) -> bytes:
    """Return a list with one entry, revoked ``since``; ``invalid`` is its invalidity date."""
    entry = (
        x509.RevokedCertificateBuilder()
        .serial_number(revoked.serial)
        .revocation_date(since)
        .add_extension(x509.CRLReason(x509.ReasonFlags[reason]), critical=False)
    )
    if invalid is not None:
        entry = entry.add_extension(x509.InvalidityDate(invalid.replace(tzinfo=None)), False)
    return _signed(_builder(issuer, at).add_revoked_certificate(entry.build()), issuer)


def _builder(issuer: Node, at: datetime) -> x509.CertificateRevocationListBuilder:
    return (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(at)
        .next_update(at + _WEEK)
    )


def _signed(builder: x509.CertificateRevocationListBuilder, issuer: Node) -> bytes:
    return builder.sign(issuer.key, SHA256()).public_bytes(Encoding.DER)
