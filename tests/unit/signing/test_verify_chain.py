"""Chains: only a certificate meant for certificates, under a trusted root, in its time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA224, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID, ObjectIdentifier

from signing.keys.pki import create_authority
from signing.verify.chain import Path, signer_path
from signing.verify.proof import load
from signing.verify.report import Refused
from tests.vectors.certificates.samples import NOW

END = NOW + timedelta(days=100)


@dataclass(frozen=True)
class Node:
    """A certificate of a test chain with its key."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def usage(*, sign: bool = False, commit: bool = False, issue: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=sign,
        content_commitment=commit,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issue,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


Extension = tuple[x509.ExtensionType, bool]
CA: tuple[Extension, ...] = ((x509.BasicConstraints(True, None), True), (usage(issue=True), True))
LEAF: tuple[Extension, ...] = ((usage(sign=True, commit=True), True),)


def node(
    name: str,
    issuer: Node | None,
    extensions: tuple[Extension, ...],
    end: datetime = END,
    hash_algorithm: SHA224 | SHA256 | None = None,
) -> Node:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(end)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    signer = issuer.key if issuer else key
    return Node(key, builder.sign(signer, hash_algorithm or SHA256()))


ROOT = node("root", None, CA)
MIDDLE = node("middle", ROOT, CA)
GOOD = node("leaf", MIDDLE, LEAF)


def path(chain: tuple[Node, ...], root: Node = ROOT) -> Path:
    return signer_path(tuple(one.der for one in chain), (root.certificate,))


def refusal(chain: tuple[Node, ...], root: Node = ROOT) -> str:
    with pytest.raises(Refused) as caught:
        path(chain, root)
    assert caught.value.check == "chain"
    return caught.value.detail


def test_a_chain_with_an_intermediate_holds() -> None:
    """The national authority issues through intermediates; the root may travel or not."""
    found = path((GOOD, MIDDLE))
    assert found.holds(NOW)
    assert found.holds(END)
    assert path((GOOD, MIDDLE, ROOT)).holds(NOW)
    assert path((GOOD,), MIDDLE).holds(NOW)


NOT_AUTHORITY = node("no-ca", ROOT, ((x509.BasicConstraints(False, None), True), LEAF[0]))
NO_ISSUING = node("no-usage", ROOT, (CA[0], (usage(sign=True), True)))
NARROW_ROOT = node("narrow", None, ((x509.BasicConstraints(True, 0), True), CA[1]))
NARROW_MIDDLE = node("below narrow", NARROW_ROOT, CA)
UNKNOWN = (x509.UnrecognizedExtension(ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"0"), True)
SHORT = node("short", ROOT, CA, NOW + timedelta(days=2))

BAD: list[tuple[str, Callable[[], tuple[Node, ...]], Node]] = [
    ("no-trust-anchor", lambda: (GOOD, MIDDLE), node("root", None, CA)),
    ("no-trust-anchor", lambda: (GOOD,), ROOT),
    ("no-trust-anchor", lambda: (GOOD, MIDDLE), GOOD),
    ("not-issued-by-the-next", lambda: (GOOD, ROOT), ROOT),
    ("not-issued-by-the-next", lambda: (GOOD, MIDDLE, MIDDLE), ROOT),
    ("not-issued-by-the-next", lambda: (GOOD, node("middle", ROOT, CA)), ROOT),
    ("leaf-is-an-authority", lambda: (node("x", ROOT, (CA[0], LEAF[0])),), ROOT),
    ("key-usage", lambda: (node("x", ROOT, ()),), ROOT),
    ("key-usage", lambda: (node("x", ROOT, ((usage(sign=True), True),)),), ROOT),
    ("key-usage", lambda: (node("x", ROOT, ((usage(commit=True), True),)),), ROOT),
    ("issuer-is-no-authority", lambda: (node("x", NOT_AUTHORITY, LEAF), NOT_AUTHORITY), ROOT),
    ("issuer-is-no-authority", lambda: (node("x", GOOD, LEAF), GOOD, MIDDLE), ROOT),
    ("issuer-key-usage", lambda: (node("x", NO_ISSUING, LEAF), NO_ISSUING), ROOT),
    ("path-length", lambda: (node("x", NARROW_MIDDLE, LEAF), NARROW_MIDDLE), NARROW_ROOT),
    ("critical-extension", lambda: (node("x", ROOT, (*LEAF, UNKNOWN)),), ROOT),
    ("weak-hash", lambda: (node("x", ROOT, LEAF, END, SHA224()),), ROOT),
]


@pytest.mark.parametrize(("detail", "chain", "root"), BAD)
def test_each_bad_chain_is_refused_by_name(
    detail: str, chain: Callable[[], tuple[Node, ...]], root: Node
) -> None:
    """Any of these accepted lets a stranger, or a message key, issue certificates."""
    assert refusal(chain(), root) == detail


def test_what_other_authorities_write_besides_is_passed_over() -> None:
    """Every certificate of a real authority, which says where to ask of it, would be refused."""
    at_home = [x509.UniformResourceIdentifier("http://authority.example/")]
    besides: tuple[Extension, ...] = (
        (
            x509.AuthorityInformationAccess(
                [
                    x509.AccessDescription(AuthorityInformationAccessOID.OCSP, at_home[0]),
                    x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, at_home[0]),
                ]
            ),
            False,
        ),
        (x509.CRLDistributionPoints([x509.DistributionPoint(at_home, None, None, None)]), False),
        (
            x509.CertificatePolicies(
                [x509.PolicyInformation(ObjectIdentifier("2.23.140.1.2.2"), ["http://a.example/"])]
            ),
            False,
        ),
    )
    leaf = node("leaf", ROOT, LEAF + besides)
    assert signer_path((leaf.der,), (ROOT.certificate,)).leaf == leaf.certificate


def test_every_certificate_of_the_path_must_be_in_its_time() -> None:
    """An issuer that has run out takes what it issued with it."""
    found = path((node("x", SHORT, LEAF), SHORT))
    assert found.holds(NOW)
    assert not found.holds(NOW + timedelta(days=3))
    assert not path((GOOD, MIDDLE)).holds(NOW - timedelta(days=2))


def test_rubbish_in_the_chain_is_refused() -> None:
    """The part of KeyInfo that no digest covers must not crash the verifier."""
    with pytest.raises(Refused, match="unreadable"):
        signer_path((GOOD.der, b"rubbish"), (ROOT.certificate,))


def test_a_message_key_of_our_own_authority_signs_no_certificate() -> None:
    """The key on the SOAP door is used by every process; certificates need their own."""
    authority = create_authority("Root", now=NOW)
    issued = authority.issue("Door", now=NOW, days=9, use="messages")
    leaf, root = x509.load_pem_x509_certificates(issued.chain_pem)
    with pytest.raises(Refused, match="key-usage"):
        signer_path((leaf.public_bytes(Encoding.DER),), (root,))


@pytest.mark.parametrize("name", ["issuer", "subject"])
def test_a_name_of_another_type_is_no_certificates(name: str) -> None:
    """A certificate damaged in one octet of a name would end the verifier with a traceback."""
    good = node("Leaf", node("Root", None, CA), LEAF).der
    place = good.index({"issuer": b"Root", "subject": b"Leaf"}[name]) - 2
    damaged = good[:place] + bytes([0x03]) + good[place + 1 :]
    with pytest.raises(ValueError, match="a name that cannot be read"):
        load(damaged)
    assert load(good).serial_number > 0
