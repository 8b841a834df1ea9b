"""A consumer at the hub's REST doors: gets tokens, proves its key, signs what it writes."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import httpx

from simulators.kit.identity import Identity

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_RENEWED_BEFORE = 30  # seconds


def utc_now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


class Client:
    """A consumer that speaks to the hub at ``base_url``; a token is got when one is needed.

    ``transport`` stands in for the network, ``clock`` (UTC) for the time; ``patience`` is how many
    seconds an answer may take.
    """

    def __init__(
        self,
        code: str,
        key_pem: bytes,
        certificate_pem: bytes,
        base_url: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], datetime] = utc_now,
        patience: float = 5.0,
    ) -> None:
        self.identity = Identity.of(code, key_pem, certificate_pem)
        self._base_url = base_url.rstrip("/")
        self._http = httpx.AsyncClient(transport=transport, timeout=patience)
        self._clock = clock
        self._token: tuple[str, float] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def token(self) -> str:
        """Return a token that holds a while yet; ``httpx.HTTPStatusError`` when none is given."""
        now = self._now()
        if self._token is None or self._token[1] < now + _RENEWED_BEFORE:
            url = f"{self._base_url}/oauth2/token"
            form = {
                "grant_type": "client_credentials",
                "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": self.identity.assertion(self._base_url, now),
            }
            proof = {"DPoP": self.identity.proof("POST", url, now)}
            answer = (
                (await self._http.post(url, data=form, headers=proof)).raise_for_status().json()
            )
            self._token = answer["access_token"], now + answer["expires_in"]
        return self._token[0]

    async def request(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        content: bytes | None = None,
        signed: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Return the answer to a request with token and proof, and a signature where one is due."""
        token = await self.token()
        request = self._http.build_request(
            method, f"{self._base_url}{path}", json=json, content=content, headers=headers
        )
        url, now = str(request.url), self._now()
        request.headers["authorization"] = f"DPoP {token}"
        request.headers["dpop"] = self.identity.proof(method, url, now, token)
        if signed:
            body = request.read()
            request.headers.update(self.identity.signature(method, url, body, request.headers, now))
        return await self._http.send(request)

    def _now(self) -> float:
        return self._clock().timestamp()
