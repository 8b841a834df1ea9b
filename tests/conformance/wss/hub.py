"""The receiving side over HTTP: verifies what it gets, seals an answer, keeps what happened."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from schemas.soap import SoapVersion
from signing.keys.file import FileSigner
from signing.wss import seal
from tests.conformance.wss.forging import Identity
from tests.conformance.wss.judge import Judge

NAMESPACE = "urn:peyvand:article37:1"
ANSWER = f'<GetAnswerResponse xmlns="{NAMESPACE}"><State>pending</State></GetAnswerResponse>'


class Hub(ThreadingHTTPServer):
    """The receiving side: what it accepted is kept in ``accepted``."""

    def __init__(self, judge: Judge, identity: Identity, version: SoapVersion) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.judge, self.identity, self.version = judge, identity, version
        self.accepted: list[str] = []
        self.codes: list[str] = []

    def answer(self, request: bytes) -> bytes:
        self.codes.append(self.judge.code(request))
        message = self.judge.accept(request)
        self.accepted.append(message.body_child.findtext(f"{{{NAMESPACE}}}CaseId", ""))
        return seal(
            ANSWER.encode(),
            signer=FileSigner(self.identity.key, self.identity.cert, ()),
            action=f"{NAMESPACE}:GetAnswerResponse",
            message_id="urn:uuid:0fcb1c0e-0000-4000-8000-000000000001",
            to="http://www.w3.org/2005/08/addressing/anonymous",
            relates_to=message.message_id,
            version=self.version,
            now=self.judge.now,
        )


class Door(BaseHTTPRequestHandler):
    server: Hub

    def do_POST(self) -> None:
        octets = self.server.answer(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Type", self.server.version.content_type)
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
