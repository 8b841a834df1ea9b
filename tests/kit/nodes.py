"""Certificates of any shape, good and bad, each with its key; made in memory."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from signing.keys.file import FileSigner
from signing.keys.pki import Authority, Issued, new_key
from tests.vectors.certificates.samples import NOW

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Extension = tuple[x509.ExtensionType, bool]
"""An extension and whether it is critical."""


@dataclass(frozen=True, repr=False)
class Node:
    """A certificate, its key, and whose it is; no issuer: it signed itself."""

    key: Key
    certificate: x509.Certificate
    issuer: "Node | None" = None

    @property
    def der(self) -> bytes:
        """The certificate's DER."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def serial(self) -> int:
        """The certificate's serial number."""
        return self.certificate.serial_number

    @property
    def chain(self) -> tuple["Node", ...]:
        """The issuers from the next upward, without the one that signed itself."""
        above = self.issuer
        return () if above is None or above.issuer is None else (above, *above.chain)

    def signer(self) -> FileSigner:
        """Return the node as a signer, whatever its certificate is good for."""
        return FileSigner(self.key, self.der, tuple(one.der for one in self.chain))


def usage(*, sign: bool = False, commit: bool = False, issue: bool = False) -> Extension:
    """Return a critical KeyUsage with the named bits."""
    bits = x509.KeyUsage(
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
    return bits, True


def purpose(*purposes: x509.ObjectIdentifier, critical: bool = True) -> Extension:
    """Return an ExtendedKeyUsage."""
    return x509.ExtendedKeyUsage(purposes), critical


def authority(path_length: int | None = None) -> tuple[Extension, ...]:
    """Return the extensions of an authority."""
    return (x509.BasicConstraints(True, path_length), True), usage(issue=True)


_END = (x509.BasicConstraints(False, None), True)
SIGNER = (_END, usage(sign=True, commit=True))
MESSAGES = (_END, usage(sign=True))
TIMESTAMPS = (_END, usage(sign=True), purpose(ExtendedKeyUsageOID.TIME_STAMPING))
RESPONDER = (
    _END,
    usage(sign=True),
    purpose(ExtendedKeyUsageOID.OCSP_SIGNING, critical=False),
    (x509.OCSPNoCheck(), False),
)
"""The extensions of leaves as they should be; a bad one has others."""


def node(
    name: str,
    issuer: Node | None,
    extensions: tuple[Extension, ...] = SIGNER,
    *,
    key: Key | None = None,
    starts: datetime = NOW - timedelta(minutes=5),
    ends: datetime = NOW + timedelta(days=365),
    serial: int | None = None,
) -> Node:
    """Return a new certificate of ``issuer``, or one that signs itself."""
    held = key or new_key("p256")
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(issuer.certificate.subject if issuer else _name(name))
        .public_key(held.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(starts)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(held.public_key()), False)
    )
    signer = issuer.key if issuer else held
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    for value, critical in (*extensions, (identifier, False)):
        builder = builder.add_extension(value, critical)
    return Node(held, builder.sign(signer, SHA256()), issuer)


def by_sha1(good: Node) -> Node:
    """Return the certificate of ``good`` signed once more by its issuer, with SHA-1."""
    signer = (good.issuer or good).key
    certificate = asn1.Certificate.load(good.der).copy()
    algorithm = "sha1_rsa" if isinstance(signer, rsa.RSAPrivateKey) else "sha1_ecdsa"
    certificate["signature_algorithm"] = {"algorithm": algorithm}
    certificate["tbs_certificate"]["signature"] = {"algorithm": algorithm}
    octets = certificate["tbs_certificate"].dump(force=True)
    certificate["signature_value"] = _sha1_signature(signer, octets)
    return Node(good.key, x509.load_der_x509_certificate(certificate.dump(force=True)), good.issuer)


def weak_key() -> rsa.RSAPrivateKey:
    """Return an RSA key of 1024 bits."""
    return rsa.generate_private_key(65537, 1024)  # noqa: S505 - bad on purpose


def node_of(kept: Authority | Issued, issuer: Node | None = None) -> Node:
    """Return what `signing.keys.pki` made as a node."""
    pem = kept.certificate_pem if isinstance(kept, Authority) else kept.chain_pem
    key = load_pem_private_key(kept.key_pem, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
    return Node(key, x509.load_pem_x509_certificate(pem), issuer)


def _sha1_signature(key: Key, octets: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(octets, padding.PKCS1v15(), SHA1())  # noqa: S303 - bad on purpose
    return key.sign(octets, ec.ECDSA(SHA1()))  # noqa: S303 - bad on purpose


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
