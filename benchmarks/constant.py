"""Two servers that answer a constant: the floor, and the SOAP door alone.

    python -m benchmarks.constant floor|door SETTINGS

Both run on the hub's own server. The floor parses a request, checks it against the contract and
answers an envelope that was made before. The door is the hub's own `SoapDoor`: it verifies the
signature, checks the contract, and signs a constant answer; there is no database behind it.
"""

import json
import socket
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import uvloop
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.api.consumers import Consumers
from hub.api.soap import DoorSettings, Service, SoapDoor
from hub.cli.processes import serve_doors, stop_signal
from hub.store.agencies import CertificateRow
from hub.usecases.article37.messages import NAMESPACE
from schemas.canonical.case import InboundRequest
from schemas.contracts import xsd
from schemas.soap import read
from schemas.xml import parse
from signing.keys.file import load_signer

PATH = "/soap/article37/v1"
_XSD = "hub/v1/article37.xsd"


@dataclass(frozen=True, slots=True)
class Constant:
    """What the servers need: the listening socket, the constant answer, keys (file paths)."""

    descriptor: int
    public_url: str
    answer: str
    key: str
    certificate: str
    consumer: str

    def write(self, path: Path) -> None:
        """Write the settings where a server will find them."""
        path.write_text(json.dumps(asdict(self)), "utf-8")


def floor(settings: Constant) -> Starlette:
    """Return the floor: a parsed and checked request, a ready-made answer."""
    envelope, schema = Path(settings.answer).read_bytes(), xsd(_XSD)

    async def answer(request: Request) -> Response:
        body = read(parse(await request.body())).body
        if not schema.validate(body[0]):
            return Response(status_code=400)
        return Response(envelope, media_type="text/xml")

    return Starlette(routes=[Route(PATH, answer, methods=["POST"])])


def door(settings: Constant) -> Starlette:
    """Return the hub's SOAP door with nothing behind it."""
    child = etree.tostring(_answer_of(Path(settings.answer)), method="c14n", exclusive=True)
    registered = _registered(Path(settings.consumer))

    async def load(_: datetime) -> list[CertificateRow]:
        return [registered]

    async def handle(_: InboundRequest, __: etree._Element) -> bytes:
        return child

    def now() -> datetime:
        return datetime.now(UTC)

    service = Service("article37", PATH, NAMESPACE, xsd(_XSD), {"InquireDebt": handle})
    opened = SoapDoor(
        service,
        consumers=Consumers(load, now),
        signer=load_signer(Path(settings.key), Path(settings.certificate)),
        settings=DoorSettings(settings.public_url, 262_144, timedelta(seconds=60), now),
    )
    return Starlette(routes=[Route(PATH, opened.receive, methods=["POST"])])


def _answer_of(path: Path) -> etree._Element:
    """Return the response element in a recorded envelope."""
    return read(parse(path.read_bytes())).body[0]


def _registered(path: Path) -> CertificateRow:
    der = x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.DER)
    return CertificateRow(sha256(der).digest(), der, "notary-offices", None)


async def _serve(app: Starlette, descriptor: int) -> None:
    listener = socket.socket(fileno=descriptor)
    await serve_doors(app, listener, stop_signal())


def main() -> None:
    """Serve what the command line names."""
    settings = Constant(**json.loads(Path(sys.argv[2]).read_text("utf-8")))
    app = {"floor": floor, "door": door}[sys.argv[1]](settings)
    uvloop.run(_serve(app, settings.descriptor))


if __name__ == "__main__":
    main()
