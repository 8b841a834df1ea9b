"""The keys of the stand-ins that sign: read from a folder, or made in memory."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT, ISSUING, TIMESTAMPS, OCSP = "trust", "issuing", "timestamps", "ocsp"
NOTARIES, HUB = "notary-offices", "messages"
"""The names of the pairs in a folder: ``NAME.key.pem`` and ``NAME.pem``, issuers behind it."""
_FROM, _UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)

EXPIRED = datetime(2021, 1, 1, tzinfo=UTC)
"""When a certificate ended that a stand-in goes on signing with."""

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Extension = tuple[x509.ExtensionType, bool]


@dataclass(frozen=True, slots=True, repr=False)
class Holder:
    """A key, its certificate, and the certificates between it and the root."""

    key: Key
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()


@dataclass(frozen=True, slots=True)
class Keys:
    """The infrastructure behind the stand-ins: two authorities, who stamps, who answers.

    ``notaries`` is whose messages the notaries' system signs; ``hub`` the certificate of the one
    that writes to it, whose key is nobody's business here.
    """

    root: Holder
    issuing: Holder
    timestamps: Holder
    ocsp: Holder
    notaries: Holder
    hub: x509.Certificate


def read(folder: Path) -> Keys:
    """Return the keys in ``folder``; ``OSError``, ``ValueError`` or ``TypeError`` without them."""
    return Keys(
        root=_read(folder, ROOT),
        issuing=_read(folder, ISSUING),
        timestamps=_read(folder, TIMESTAMPS),
        ocsp=_read(folder, OCSP),
        notaries=_read(folder, NOTARIES),
        hub=_certificates(folder, HUB)[0],
    )


@cache
def made() -> Keys:
    """Return keys of our own, made once in a process and trusted by nobody else."""
    root = _certify("Stand-in root", None, _authority(1))
    issuing = _certify("Stand-in issuing authority", root, _authority(0))
    stamping = (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
    answering = (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), False)
    return Keys(
        root,
        issuing,
        _certify("Stand-in TSA", issuing, (_usage(issue=False), stamping)),
        _certify(
            "Stand-in responder",
            issuing,
            (_usage(issue=False), answering, (x509.OCSPNoCheck(), False)),
        ),
        _certify("Stand-in notaries", issuing, (_usage(issue=False),)),
        made_hub().certificate,
    )


@cache
def made_hub() -> Holder:
    """Return the message key of a hub that is not there; its certificate is in `made`."""
    return _certify("Stand-in hub", None, (_usage(issue=False),))


def server(issuer: Holder, address: str) -> Holder:
    """Return who serves TLS at the IP ``address`` (RFC 5280, sections 4.2.1.6 and 4.2.1.12)."""
    serving = (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
    named = (x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), False)
    return _certify("Stand-in server", issuer, (_usage(issue=False), serving, named))


def renewed(old: Holder, issuer: Holder, until: datetime = _UNTIL) -> Holder:
    """Return a holder of the same name and purpose with a new key, certified until ``until``."""
    kept = [
        (one.value, one.critical)
        for one in old.certificate.extensions
        if not isinstance(one.value, x509.SubjectKeyIdentifier | x509.AuthorityKeyIdentifier)
    ]
    return _certify(old.certificate.subject, issuer, tuple(kept), until)


def _read(folder: Path, name: str) -> Holder:
    """Return one pair of a folder."""
    key = load_pem_private_key((folder / f"{name}.key.pem").read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise TypeError(f"{name}: neither ECDSA nor RSA")
    leaf, *issuers = _certificates(folder, name)
    return Holder(key, leaf, tuple(one for one in issuers if one.subject != one.issuer))


def _certificates(folder: Path, name: str) -> list[x509.Certificate]:
    """Return a certificate of a folder, its issuers behind it."""
    return x509.load_pem_x509_certificates((folder / f"{name}.pem").read_bytes())


def _certify(
    name: str | x509.Name,
    issuer: Holder | None,
    extensions: tuple[Extension, ...],
    until: datetime = _UNTIL,
) -> Holder:
    """Return a new key with a certificate of ``issuer``, or one that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    common = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, str(name))])
    subject = name if isinstance(name, x509.Name) else common
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    )
    signer = issuer.key if issuer else key
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    for value, critical in (*extensions, (identifier, False)):
        builder = builder.add_extension(value, critical)
    chain = () if issuer is None else (issuer.certificate, *issuer.chain)
    below_root = tuple(one for one in chain if one.subject != one.issuer)
    return Holder(key, builder.sign(signer, SHA256()), below_root)


def _authority(path_length: int) -> tuple[Extension, ...]:
    """Return the extensions of an authority."""
    return (x509.BasicConstraints(True, path_length), True), _usage(issue=True)


def _usage(*, issue: bool) -> Extension:
    """Return the KeyUsage of an authority, or of who signs answers."""
    bits = x509.KeyUsage(
        digital_signature=not issue,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issue,
        crl_sign=issue,
        encipher_only=False,
        decipher_only=False,
    )
    return bits, True
