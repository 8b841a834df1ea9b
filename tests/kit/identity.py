"""A door that wants to know who asks, with consumers, a clock and a memory of the test's own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.api.callers import Caller, Doorkeeper, IdentitySettings
from hub.api.consumers import Consumers
from hub.api.identity.keys import thumbprint_of
from hub.api.identity.tokens import Mint
from hub.api.oauth import TokenDoor
from hub.api.rest import refusal
from hub.errors import MessageReplayed
from hub.store.agencies import CertificateRow
from signing.keys.pki import Issued, KeyKind
from signing.verify.wss import RegisteredCertificate, load_certificate
from simulators.kit.identity import Identity
from simulators.kit.oauth import ASSERTION_TYPE, Client
from tests.kit import article37 as kit
from tests.kit.keys import authority, certificate_signer
from tests.kit.ports import Clock

HUB = "https://hub.test"
SKEW = timedelta(seconds=60)
CODE = "sso-services"
PATH = "/v1/echo"


def issued(name: str = CODE, key: KeyKind = "p256") -> Issued:
    """Return the key called ``name`` with its certificate, made once in a test run."""
    return _issued(name, key)


@cache
def _issued(name: str, key: KeyKind) -> Issued:
    return authority().issue(name, now=kit.NOW, days=30, key=key, use="messages")


def identity(name: str = CODE, key: KeyKind = "p256", code: str = CODE) -> Identity:
    """Return the consumer ``code`` with the key called ``name``."""
    made = issued(name, key)
    return Identity.of(code, made.key_pem, made.chain_pem)


def registered(who: Identity) -> RegisteredCertificate:
    """Return the certificate of a consumer as the register gives it."""
    return load_certificate(who.certificate_der)


def row(who: Identity, retired_at: datetime | None = None) -> CertificateRow:
    """Return a consumer as the register's row."""
    fingerprint = registered(who).fingerprint
    return CertificateRow(fingerprint, who.certificate_der, who.code, retired_at)


@dataclass
class Memory:
    """Proofs shown once, in memory."""

    seen: dict[bytes, datetime] = field(default_factory=dict)

    async def remember(self, proofs: Mapping[bytes, datetime]) -> None:
        if proofs.keys() & self.seen.keys():
            raise MessageReplayed
        self.seen |= proofs


@dataclass
class Gate:
    """The token endpoint and one door behind the doorkeeper; ``callers`` are those let in."""

    rows: list[CertificateRow] = field(default_factory=lambda: [row(identity())])
    clock: Clock = field(default_factory=Clock)
    client_certificates: bool = False
    memory: Any = field(default_factory=Memory)
    callers: list[Caller] = field(default_factory=list)

    def __post_init__(self) -> None:
        told = IdentitySettings(HUB, SKEW, self.clock, self.client_certificates)
        self.mint = Mint(certificate_signer(), HUB)
        self.consumers = Consumers(self._load, self.clock)
        self.doorkeeper = Doorkeeper(self.consumers, self.mint, told)
        door = TokenDoor(self.consumers, self.mint, self.memory, told)
        routes = [*door.routes(), Route(PATH, self._enter, methods=["GET", "POST", "PUT"])]
        self.transport = httpx.ASGITransport(Starlette(routes=routes))

    async def _load(self, now: datetime) -> list[CertificateRow]:
        return [one for one in self.rows if one.retired_at is None or one.retired_at > now]

    async def _enter(self, request: Request) -> Response:
        try:
            caller = await self.doorkeeper.caller(request, await request.body())
        except Exception as error:  # noqa: BLE001 - the door is where every error ends
            return refusal(error)
        self.callers.append(caller)
        return JSONResponse({"consumer": caller.consumer.code, "signed": caller.signed})

    @property
    def now(self) -> float:
        """The instant the clock shows, in seconds since 1970."""
        return self.clock.now.timestamp()

    def client(self, key: Issued | None = None, code: str = CODE) -> Client:
        """Return a consumer's programme at this gate."""
        own = key or issued()
        return Client(
            code, own.key_pem, own.chain_pem, HUB, transport=self.transport, clock=self.clock
        )

    def token(self, who: Identity | None = None, *, bound_to_key: bool = True) -> str:
        """Return a token as the hub issues it."""
        own = registered(who or identity())
        holder = thumbprint_of(own.public_key) if bound_to_key else None
        code = (who or identity()).code
        return self.mint.issue(code, own.fingerprint, holder, now=self.clock.now, name="one")

    async def send(
        self, method: str = "GET", path: str = PATH, *, body: bytes = b"", **headers: str
    ) -> httpx.Response:
        """Return the answer to a request with these headers, ``_`` standing for ``-``."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with httpx.AsyncClient(transport=self.transport, base_url=HUB) as client:
            return await client.request(method, path, content=body, headers=named)

    async def ask(self, assertion: str, proof: str | None, **form: str) -> httpx.Response:
        """Return the token endpoint's answer to a form with this assertion and proof."""
        fields = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion,
        }
        headers = {"dpop": proof} if proof is not None else {}
        async with httpx.AsyncClient(transport=self.transport, base_url=HUB) as client:
            return await client.post("/oauth2/token", data=fields | form, headers=headers)


def code_of(answer: httpx.Response) -> str:
    """Return the code of a refusal, which says 401 and how to be let in."""
    said: str = json.loads(answer.content)["code"]
    return said
