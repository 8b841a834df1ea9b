"""The public bus: a token first, then JSON behind one host, wrapped in ``result.data``.

Publicly seen are the two paths, the grants, the three fields that say who asks, and the wrapping;
its refusals are invented after HTTP and RFC 6749.

Its own faults, beside those of every stand-in: ``agency-down`` (HTTP 503), ``agency-silent`` (HTTP
504), ``unauthorized`` (HTTP 401 whatever the token) and ``no-data`` (its wrapping with nothing in
it). Its keeper's ``POST revoke`` ends every token.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from simulators.government_bus.tokens import Tokens
from simulators.kit.asgi import JSON, Reply, Request, header
from simulators.kit.simulator import Answer, Simulator

CLIENT, CLIENT_SECRET = "peyvand", "client-sandbox"
PROVIDER, PROVIDER_SECRET = "peyvand", "sandbox"
PID = "5f1c2a7e-0001"
LIFETIME = 300
"""How many seconds a token holds unless told otherwise."""
_ROOT = "/api/client/apim/v1"
_FORM = b"application/x-www-form-urlencoded"


def _basic(user: str, password: str) -> bytes:
    """Return the credentials of HTTP Basic."""
    return b"Basic " + b64encode(f"{user}:{password}".encode())


def create_public_bus(
    services: Mapping[str, Answer],
    seed: int,
    now: Callable[[], datetime],
    *,
    lifetime: int = LIFETIME,
    nested: bool = False,
) -> Simulator:
    """Return the bus before ``services``, stand-ins by ``service/gateway`` (empty: every other).

    ``now`` tells UTC, by which a token ends ``lifetime`` seconds after it was granted; a bus that
    is ``nested`` wraps twice.
    """
    tokens = Tokens(seed, now, lifetime)
    bus = _PublicBus(services, tokens, nested=nested)
    quirks: dict[str, Answer] = {
        "agency-down": lambda request: bus.answer(request, instead=_problem(503, "no back-end")),
        "agency-silent": lambda request: bus.answer(request, instead=_problem(504, "timeout")),
        "unauthorized": lambda request: bus.answer(request, instead=_problem(401, "900901")),
        "no-data": lambda request: bus.answer(request, instead=_json(200, {"result": {}})),
    }
    return Simulator(
        bus.answer,
        seed,
        quirks=quirks,
        orders={"revoke": lambda _: tokens.revoke()},
        views={"tokens": lambda: list(tokens.granted)},
        forget=tokens.forget,
    )


class _PublicBus:
    """Who admits, calls and wraps."""

    def __init__(self, services: Mapping[str, Answer], tokens: Tokens, *, nested: bool) -> None:
        self._services = services
        self._tokens = tokens
        self._nested = nested

    def answer(self, request: Request, instead: Reply | None = None) -> Reply:
        """Return a token, or what a service answers; ``instead`` stands for every service."""
        if request.method != "POST":
            return _problem(405, "POST only")
        if request.path == "/oauth/token":
            return self._grant(request)
        fields = request.headers
        scheme, _, token = header(fields, b"authorization").decode("latin-1").partition(" ")
        if scheme != "Bearer" or not self._tokens.holds(token):
            return _problem(401, "900901: the token is not valid")
        if header(fields, b"basicauthorization") != _basic(PROVIDER, PROVIDER_SECRET):
            return _problem(403, "the provider does not know you")
        if header(fields, b"pid") != PID.encode():
            return _problem(403, "no such process")
        return instead or self._called(request)

    def _grant(self, request: Request) -> Reply:
        """Return the answer of the token endpoint."""
        known = header(request.headers, b"authorization") == _basic(CLIENT, CLIENT_SECRET)
        if not known or not request.content_type.startswith(_FORM):
            return _json(401, {"error": "invalid_client"})
        granted = self._tokens.grant(dict(parse_qsl(request.body.decode("latin-1"))))
        if granted is None:
            return _json(400, {"error": "invalid_grant"})
        return _json(200, granted)

    def _called(self, request: Request) -> Reply:
        """Return what the service says, wrapped; its refusals are the bus's."""
        below = request.path.removeprefix(_ROOT)
        service, _, operation = below[1:].rpartition("/")
        behind = self._services.get(service) or self._services.get("")
        if behind is None or not operation or below == request.path:
            return _problem(404, "no such service")
        asks = header(request.headers, b"basicauthorization")
        said = behind(request._replace(path=below, headers=((b"authorization", asks),)))
        if said.status != 200:
            return _problem(said.status, "the service refused")
        return _json(200, self._wrapped(json.loads(said.body)))._replace(delay=said.delay)

    def _wrapped(self, data: Any) -> dict[str, Any]:
        """Return the bus's own JSON around a service's."""
        inner = {"result": {"data": data}} if self._nested else data
        return {"result": {"data": inner, "status": {"statusCode": 200}}}


def _problem(status: int, said: str) -> Reply:
    """Return a refusal of the bus."""
    return _json(status, {"fault": {"message": said}})


def _json(status: int, value: object) -> Reply:
    """Return ``value`` as a JSON answer."""
    return Reply(status, JSON, json.dumps(value, ensure_ascii=False).encode())
