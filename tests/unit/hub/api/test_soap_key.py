"""A door whose own key is away says so, unsigned, and is well again when the key is back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from lxml import etree
from starlette.requests import Request
from starlette.types import Message

from hub.api.consumers import Consumers
from hub.api.soap import DoorSettings, Service, SoapDoor
from hub.store.agencies import CertificateRow
from schemas.canonical.case import InboundRequest
from schemas.contracts import xsd
from schemas.soap import SoapVersion
from signing.keys.errors import KeyUnusable
from signing.keys.file import FileSigner, load_signer
from signing.keys.pki import create_authority
from signing.verify.wss import load_certificate
from signing.wss import seal
from tests.kit import article37 as kit

ORIGIN, PATH, NAMESPACE = "https://hub.example", "/soap/article37/v1", "urn:peyvand:article37:1"
NOW = kit.NOW


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> FileSigner:
    """Give the key of both sides."""
    issued = create_authority("Root", now=NOW).issue("Both", now=NOW, days=9, use="messages")
    return load_signer(*issued.write(tmp_path_factory.mktemp("keys"), "both"))


@dataclass
class Away:
    """The door's signer, whose token is away while ``away`` is set."""

    inner: FileSigner
    away: bool = True

    @property
    def algorithm(self) -> str:
        return self.inner.algorithm

    @property
    def certificate_der(self) -> bytes:
        return self.inner.certificate_der

    @property
    def chain_der(self) -> tuple[bytes, ...]:
        return ()

    def sign(self, data: bytes) -> bytes:
        if self.away:
            raise KeyUnusable("token", "token.missing")
        return self.inner.sign(data)


def door(own: Away, sender: FileSigner) -> SoapDoor:
    fingerprint = load_certificate(sender.certificate_der).fingerprint
    row = CertificateRow(fingerprint, sender.certificate_der, "notary", None)

    async def load(_: datetime) -> list[CertificateRow]:
        return [row]

    async def answer(_: InboundRequest, __: etree._Element) -> bytes:
        return b'<a:Answer xmlns:a="urn:a"></a:Answer>'

    return SoapDoor(
        Service("article37", PATH, NAMESPACE, xsd("hub/v1/article37.xsd"), {"InquireDebt": answer}),
        consumers=Consumers(load, lambda: NOW),
        signer=own,
        settings=DoorSettings(ORIGIN, 262_144, timedelta(seconds=60), lambda: NOW),
    )


async def ask(opened: SoapDoor, sender: FileSigner) -> tuple[int, bytes]:
    """Return status and body of the answer to a sound request."""
    octets = seal(
        kit.octets(kit.NAMED_REQUEST),
        signer=sender,
        action=f"{NAMESPACE}:InquireDebt",
        message_id="urn:uuid:0192f0c1-bbbb-7a8b-9c0d-112233445566",
        to=f"{ORIGIN}{PATH}",
        relates_to=None,
        version=SoapVersion.V11,
        now=NOW,
    )

    async def receive() -> Message:
        return {"type": "http.request", "body": octets, "more_body": False}

    headers = [(b"content-type", b"text/xml; charset=utf-8")]
    scope = {"type": "http", "method": "POST", "path": PATH, "headers": headers}
    response = await opened.receive(Request(scope, receive))
    return response.status_code, bytes(response.body)


async def test_a_key_that_is_away_is_no_traceback(signer: FileSigner) -> None:
    """While the HSM restarts a sender would get a bare 500, and not know whether to ask again."""
    own = Away(signer)
    opened = door(own, signer)
    status, body = await ask(opened, signer)
    assert status in {500, 503}
    assert b"hub.unavailable" in body
    assert b"token" not in body
    assert b"SignatureValue" not in body
    own.away = False
    status, body = await ask(opened, signer)
    assert status == 200
    assert b"SignatureValue" in body
