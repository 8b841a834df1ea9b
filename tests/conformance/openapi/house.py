"""A whole house for who holds it against its contract, and its consumers as they prove themselves.

Agreements hold at any hour there: a test is run at night too.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import time

import httpx
from requests import PreparedRequest
from requests.auth import AuthBase

from simulators.demo.agreed import at_any_hour
from simulators.kit.identity import Identity
from simulators.kit.oauth import ASSERTION_TYPE, Client
from tests.acceptance.house import PEYVAND, running

CONSUMERS = {
    "article37": "notary-offices",
    "commerce-card": "commerce-card-registry",
    "persons": "sso-services",
    "firms": "sso-services",
    "contracts": "sso-services",
    "article38": "sso-services",
    "receipts": "sso-services",
}
"""Who asks at a door, by the first part of its operations' names."""


@dataclass
class Proven(AuthBase):
    """A consumer: every request bears his token, its proof and, where it writes, his signature."""

    identity: Identity
    client: Client
    _token: tuple[str, float] = field(default=("", 0.0))

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        token, method, url = self.token(), str(request.method), str(request.url)
        request.headers["authorization"] = f"DPoP {token}"
        request.headers["dpop"] = self.identity.proof(method, url, time(), token)
        if method in {"POST", "PUT"}:
            body = request.body or b""
            octets = body.encode() if isinstance(body, str) else body
            assert isinstance(octets, bytes)
            headers = {name: str(value) for name, value in request.headers.items()}
            signed = self.identity.signature(method, url, octets, headers, time())
            request.headers.update(signed)
        return request

    def token(self) -> str:
        """Return a token that holds for a while."""
        token, got = self._token
        if time() - got > 200:
            token = asyncio.run(self._get())
            self._token = token, time()
        return token

    def form(self, origin: str) -> dict[str, str]:
        """Return the form that asks for a token."""
        return {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self.identity.assertion(origin, time()),
        }

    def proof(self, url: str) -> dict[str, str]:
        """Return the header that proves the key where a token is asked for."""
        return {"DPoP": self.identity.proof("POST", url, time())}

    async def _get(self) -> str:
        async with self.client as client:
            return await client.token()


@dataclass(frozen=True)
class House:
    """Where the doors are, and who asks at them."""

    origin: str
    consumers: Mapping[str, Proven]

    def asker(self, operation: str) -> Proven | None:
        """Return who asks at the operation of this name; None where anybody may."""
        code = CONSUMERS.get(operation.partition(".")[0])
        return self.consumers[code] if code else None


@contextmanager
def standing(folder: Path) -> Iterator[House]:
    """Run ``peyvand up`` with its simulated agencies while the block runs."""
    at_any_hour(folder / "config")
    command = [PEYVAND, "up", "--port", "0", "--data-dir", str(folder / "data")]
    config = {"PEYVAND_CONFIG_DIR": str(folder / "config")}
    with running(command, folder / "log", config) as program:
        origin = program.told("verify page").removesuffix("/verify")
        keys = folder / "data" / "keys"
        found = {code: _consumer(code, keys, origin) for code in set(CONSUMERS.values())}
        yield House(origin, found)


def _consumer(code: str, keys: Path, origin: str) -> Proven:
    key = (keys / f"{code}.key.pem").read_bytes()
    certificate = (keys / f"{code}.pem").read_bytes()
    transport = httpx.AsyncHTTPTransport()
    client = Client(code, key, certificate, origin, transport=transport)
    return Proven(client.identity, client)
