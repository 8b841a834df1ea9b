"""Who signs what in these tests; keys and certificates are made for the session."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from schemas.soap import SoapVersion
from signing.keys.file import FileSigner
from signing.verify.wss import RegisteredCertificate, load_certificate
from signing.wss import seal
from tests.conformance.wss.forging import Desk, Identity
from tests.conformance.wss.hub import Hub
from tests.conformance.wss.judge import Judge
from tests.conformance.wss.sloppy import Key

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
TO = "https://hub.example/soap/article37/v1"
BODY = (
    '<q:InquireDebtRequest xmlns:q="urn:x"><q:NotaryOffice>10A25</q:NotaryOffice>'
    "<q:NationalId>0012345679</q:NationalId><q:Name>مریم &amp; پسران</q:Name>"
    "<q:Party><q:Code>17</q:Code></q:Party></q:InquireDebtRequest>"
)


def certify(key: Key, *, start: datetime = NOW - timedelta(days=1)) -> Identity:
    """Return ``key`` with a self-signed certificate of 30 days."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "notary office 10A25")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=30))
        .sign(key, SHA256())
    )
    return Identity(key, certificate.public_bytes(Encoding.DER))


def signer(identity: Identity) -> FileSigner:
    return FileSigner(identity.key, identity.cert, ())


def p256() -> Identity:
    return certify(ec.generate_private_key(ec.SECP256R1()))


@pytest.fixture(scope="session")
def sender() -> Identity:
    return p256()


@pytest.fixture(scope="session")
def rsa_sender() -> Identity:
    return certify(rsa.generate_private_key(65537, 2048))


@pytest.fixture(scope="session")
def other() -> Identity:
    return p256()


@pytest.fixture(scope="session")
def weak() -> Identity:
    return certify(rsa.generate_private_key(65537, 1024))  # noqa: S505 - a forger's key


@pytest.fixture(scope="session")
def registered(
    sender: Identity, rsa_sender: Identity, other: Identity
) -> Callable[[bytes], RegisteredCertificate | None]:
    loaded = [load_certificate(identity.cert) for identity in (sender, rsa_sender, other)]
    return {certificate.fingerprint: certificate for certificate in loaded}.get


@pytest.fixture(scope="session")
def judge(registered: Callable[[bytes], RegisteredCertificate | None]) -> Judge:
    return Judge(registered, NOW)


@pytest.fixture(scope="session", params=list(SoapVersion), ids=lambda version: version.name)
def desk(request: pytest.FixtureRequest, sender: Identity, other: Identity, weak: Identity) -> Desk:
    signed = seal(
        BODY.encode(),
        signer=signer(sender),
        action="urn:x:InquireDebt",
        message_id="urn:uuid:6b0f9bb0-6a5c-4c2b-9a1e-2b1df3a6a001",
        to=TO,
        relates_to=None,
        version=request.param,
        now=NOW,
    )
    return Desk(signed, NOW, sender, other, p256(), weak)


@pytest.fixture(params=list(SoapVersion), ids=lambda version: version.name)
def version(request: pytest.FixtureRequest) -> SoapVersion:
    return request.param


@pytest.fixture
def hub(judge: Judge, rsa_sender: Identity, version: SoapVersion) -> Iterator[Hub]:
    """Give a server that verifies what it gets and seals an answer, until the test ends."""
    with Hub(judge, rsa_sender, version) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
