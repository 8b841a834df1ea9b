"""A small public key infrastructure of our own, for a first start and for tests.

A root certifies an issuing authority, and that one everything else: who signs certificates and
messages, who stamps time, who answers for revocation. It is a demonstration: production
certificates come from the national authority (RFC 5280 profile, key usages as here), and only
their files differ.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

KeyKind = Literal["p256", "rsa2048", "rsa3072"]
Use = Literal["certificates", "messages", "timestamps", "ocsp"]
"""What a key is for: signing certificates (non-repudiation), protecting messages in transit,
stamping time, or answering for revocation.
"""

_Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_CLOCK_SLACK = timedelta(minutes=5)
_AUTHORITY_DAYS = 3650
_ORGANIZATION = "Peyvand demonstration"
_PURPOSE: Mapping[Use, tuple[tuple[x509.ExtensionType, bool], ...]] = {
    "timestamps": ((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True),),
    "ocsp": (
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), False),
        (x509.OCSPNoCheck(), False),
    ),
}
"""What a certificate for a service carries besides, and whether that is critical: RFC 3161 section
2.3 wants timeStamping alone and critical; a responder whose certificate says id-pkix-ocsp-nocheck
is not itself asked after (RFC 6960 section 4.2.2.2.1).
"""


@dataclass(frozen=True, slots=True, repr=False)
class Issued:
    """A new key (unencrypted PKCS#8 PEM) and its certificate with the issuer's (PEM)."""

    key_pem: bytes
    chain_pem: bytes

    def write(self, directory: Path, name: str) -> tuple[Path, Path]:
        """Write ``name.key.pem`` (mode 0600) and ``name.pem`` (0644), and return their paths.

        Raises ``FileExistsError``: a key is never overwritten.
        """
        key, chain = directory / f"{name}.key.pem", directory / f"{name}.pem"
        _write(key, self.key_pem, 0o600)
        _write(chain, self.chain_pem, 0o644)
        return key, chain


@dataclass(frozen=True, slots=True, repr=False)
class Authority:
    """Who issues certificates: its key and its own certificate, as they are kept in files (PEM)."""

    key_pem: bytes
    certificate_pem: bytes

    def write(self, directory: Path, name: str) -> tuple[Path, Path]:
        """Write key and certificate as `Issued.write` does."""
        return Issued(self.key_pem, self.certificate_pem).write(directory, name)

    def issue(
        self,
        common_name: str,
        *,
        now: datetime,
        days: int,
        key: KeyKind = "p256",
        use: Use = "certificates",
    ) -> Issued:
        """Return a new key and a certificate for it, valid from ``now`` for ``days``."""
        return self.certify(common_name, new_key(key), now=now, days=days, use=use)

    def certify(
        self, common_name: str, subject_key: _Key, *, now: datetime, days: int, use: Use
    ) -> Issued:
        """Return ``subject_key`` with a certificate of this authority (RFC 5280 section 4.2.1).

        ``certificates`` asserts digitalSignature and nonRepudiation, any other use the first
        alone; ``timestamps`` and ``ocsp`` carry their extended key usage and what belongs to it.
        """
        builder = self._builder(common_name, subject_key, now, days)
        extensions = [
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (_usage(sign=True, commit=use == "certificates"), True),
            *_PURPOSE.get(use, ()),
        ]
        for value, critical in extensions:
            builder = builder.add_extension(value, critical=critical)
        return self._sign(builder, subject_key)

    def subordinate(self, common_name: str, *, now: datetime) -> "Authority":
        """Return a new P-256 authority certified by this one, for ten years from ``now``.

        Its path length is one less than ours. Raises ``ValueError`` when ours is 0: it may issue
        no authority (RFC 5280 section 4.2.1.9).
        """
        ours = self.certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        if not ours.path_length:
            raise ValueError("this authority issues no authority")
        key = new_key("p256")
        builder = (
            self._builder(common_name, key, now, _AUTHORITY_DAYS)
            .add_extension(x509.BasicConstraints(True, ours.path_length - 1), critical=True)
            .add_extension(_usage(issue=True), critical=True)
        )
        issued = self._sign(builder, key)
        certificate = x509.load_pem_x509_certificate(issued.chain_pem)
        return Authority(issued.key_pem, certificate.public_bytes(Encoding.PEM))

    @property
    def certificate(self) -> x509.Certificate:
        """The authority's own certificate."""
        return x509.load_pem_x509_certificate(self.certificate_pem)

    def _builder(
        self, common_name: str, subject_key: _Key, now: datetime, days: int
    ) -> x509.CertificateBuilder:
        """Return a certificate that names us as its issuer, without what it is for."""
        ours = self.certificate
        identifier = ours.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        return _builder(common_name, ours.subject, subject_key, now, days).add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
            critical=False,
        )

    def _sign(self, builder: x509.CertificateBuilder, subject_key: _Key) -> Issued:
        """Return ``subject_key`` with the certificate, and ours behind it."""
        certificate = builder.sign(_load(self.key_pem), SHA256())
        chain = certificate.public_bytes(Encoding.PEM) + self.certificate_pem
        return Issued(_pem(subject_key), chain)


def create_authority(common_name: str, *, now: datetime) -> Authority:
    """Return a new P-256 root, valid for ten years from ``now``, with one authority below it."""
    key = new_key("p256")
    certificate = (
        _builder(common_name, _name(common_name), key, now, _AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .add_extension(_usage(issue=True), critical=True)
        .sign(key, SHA256())
    )
    return Authority(_pem(key), certificate.public_bytes(Encoding.PEM))


def new_key(kind: KeyKind) -> _Key:
    """Return a new private key from the operating system's randomness."""
    if kind == "p256":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, int(kind.removeprefix("rsa")))


def _builder(
    common_name: str, issuer: x509.Name, key: _Key, now: datetime, days: int
) -> x509.CertificateBuilder:
    """Return what every certificate has; it starts five minutes early for clocks that lag."""
    return (
        x509.CertificateBuilder()
        .subject_name(_name(common_name))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SLACK)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, sign: bool = False, commit: bool = False, issue: bool = False) -> x509.KeyUsage:
    """Return a KeyUsage (RFC 5280 section 4.2.1.3) with the named bits and no others."""
    return x509.KeyUsage(
        digital_signature=sign,
        content_commitment=commit,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issue,
        crl_sign=issue,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common_name: str) -> x509.Name:
    """Return the distinguished name of a subject of ours."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "IR"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _ORGANIZATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _pem(key: _Key) -> bytes:
    """Return ``key`` as unencrypted PKCS#8; the file's mode is what protects it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _load(pem: bytes) -> _Key:
    """Return the authority's own key."""
    key = load_pem_private_key(pem, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise TypeError("an authority's key is ECDSA or RSA")
    return key


def _write(path: Path, data: bytes, mode: int) -> None:
    """Create ``path`` with ``mode`` from its first moment and write ``data``."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
