"""The authority's answers: JSON of its contract, for those who bring a good token."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from cryptography import x509

from simulators.kit.asgi import JSON, Reply, Request, header
from simulators.kit.clock import utc_now
from simulators.kit.keys import Keys, made
from simulators.kit.population import Population
from simulators.kit.simulator import Simulator
from simulators.tax_authority.pairs import client_pair, server_pairs, short_pair, spki
from simulators.tax_authority.people import CLIENT, QUIRKS
from simulators.tax_authority.pulls import Pulls, sealed
from simulators.tax_authority.register import Register
from simulators.tax_authority.seals import NoSeal, decrypt, header_of
from simulators.tax_authority.tokens import (
    CERTIFICATE,
    FOREIGN,
    MALFORMED,
    NONCE,
    TIME,
    UNSIGNED,
    Clients,
    Refused,
)
from simulators.tax_authority.trees import TreeDoors

_ECONOMIC = re.compile(r"[0-9]{11}|[0-9]{14}", re.ASCII)
_CURSOR = re.compile(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)
_REFUSING = {"wrong-clock": TIME, "lost-nonces": NONCE, "rejected": CERTIFICATE}
_AHEAD = timedelta(hours=1)


def create_app(population: Population) -> Simulator:
    """Return an authority by the real clock."""
    return create_signing_app(population, made(), utc_now)


def create_signing_app(
    population: Population,
    keys: Keys,
    now: Callable[[], datetime],
) -> Simulator:
    """Return the authority of ``population`` and the magic inputs, by the clock ``now`` (UTC)."""
    authority = _Authority(population, now)
    return Simulator(
        authority.answer,
        population.seed,
        quirks={mode: partial(authority.answer, mode=mode) for mode in QUIRKS},
        orders={name: getattr(authority, name) for name in ("rotate", "register", "alter")},
        forget=authority.forget,
    )


class _Authority:
    """Who knows the taxpayers and their contracts."""

    def __init__(self, population: Population, now: Callable[[], datetime]) -> None:
        self._now = now
        self._register = Register(population)
        self.alter = self._register.alter
        self.forget()

    def forget(self) -> None:
        """Be as at the start: one client, no nonces, no inquiries, the first keys."""
        self._clients = Clients(self._now)
        self._clients.register(CLIENT, client_pair()[1])
        self._register.forget()
        self._pulls = Pulls(self._register)
        self._trees = TreeDoors(self._register.holdings)
        self._pairs = server_pairs(0)

    def rotate(self, _: bytes) -> None:
        """Have other keys from now on."""
        self._pairs = server_pairs(self._pairs.generation + 1)

    def register(self, body: bytes) -> None:
        """Know a further client: ``{"client": …, "certificate": PEM}``."""
        told = json.loads(body)
        pem = str(told["certificate"]).encode()
        self._clients.register(str(told["client"]), x509.load_pem_x509_certificate(pem))

    def answer(self, request: Request, mode: str = "none") -> Reply:
        """Return the answer to a request, wrong in the way of ``mode``."""
        try:
            return _json(self._route(request, mode))
        except Refused as refused:
            return self._problem(refused)

    def _route(self, request: Request, mode: str) -> object:
        """Return the answer to a request as JSON has it."""
        asked = dict(parse_qsl(request.query, keep_blank_values=True))
        if (request.method, request.path) == ("GET", "/nonce"):
            return self._nonce(asked)
        client = self._caller(request, mode)
        match request.method, request.path:
            case "GET", "/server-information":
                return self._information(mode)
            case "GET", "/taxpayer":
                return _found(self._register.taxpayer(_one(asked, "economicCode")), "4041")
            case "GET", "/fiscal-information":
                return _found(self._register.memory(_one(asked, "memoryId")), "4042")
            case "POST", "/contract-inquiry":
                return self._submitted(request, client)
            case "GET", "/inquiry-by-reference-id":
                seal = partial(self._sealed, client=client, mode=mode)
                reference = _one(asked, "referenceIds")
                return [self._pulls.status(client, _uuid(reference), seal)]
        if request.path.startswith("/contract-tree/") and not asked:
            return self._trees.answer(request)
        raise Refused(400, MALFORMED)

    def _nonce(self, asked: dict[str, str]) -> object:
        """Return a nonce."""
        seconds = _one(asked, "timeToLive")
        if not (seconds.isascii() and seconds.isdigit() and 100 <= int(seconds) <= 200):
            raise Refused(400, MALFORMED)
        nonce, until = self._clients.nonce(int(seconds))
        return {"nonce": nonce, "expDate": until.isoformat().replace("+00:00", "Z")}

    def _caller(self, request: Request, mode: str) -> str:
        """Return who calls; under some faults nobody may."""
        token = header(request.headers, b"authorization").decode("latin-1")
        if not token.startswith("Bearer "):
            raise Refused(401, "4014")
        client = self._clients.caller(token.removeprefix("Bearer "))
        clock_told = mode == "wrong-clock" and request.path == "/server-information"
        if mode in _REFUSING and not clock_told:
            raise Refused(401, _REFUSING[mode])
        return client

    def _information(self, mode: str) -> object:
        """Return the clock and the keys."""
        pairs = self._pairs
        keys = [
            (pairs.encryption_kid, spki(pairs.decrypts), 1),
            (pairs.signing_kid, spki(pairs.signs), 2),
        ]
        if mode == "short-key":
            keys.append(("sig-short", spki(short_pair()), 2))
        listed = [
            {"id": kid, "key": key, "algorithm": "RSA", "purpose": purpose}
            for kid, key, purpose in keys
        ]
        ahead = _AHEAD if mode == "wrong-clock" else timedelta()
        return {"serverTime": self._stamp(ahead), "publicKeys": listed}

    def _submitted(self, request: Request, client: str) -> object:
        """Return the receipt of an inquiry."""
        packet = _packet(request)
        try:
            if header_of(packet["payload"]).get("kid") != self._pairs.encryption_kid:
                raise Refused(400, FOREIGN)
            token = decrypt(packet["payload"], self._pairs.decrypts).decode("ascii", "replace")
        except NoSeal:
            raise Refused(400, UNSIGNED) from None
        after, limit = _question(self._clients.content(token, client))
        uid = _uuid(packet["header"]["requestTraceId"])
        receipt = {
            "uid": uid,
            "referenceNumber": self._pulls.take(client, uid, after, limit),
            "errorCode": None,
            "errorDetail": None,
        }
        return {"timestamp": self._stamp(), "result": [receipt]}

    def _sealed(self, page: dict[str, Any], client: str, mode: str) -> str:
        """Return a page as the payload for a client."""
        holder = self._clients.certificate(client)
        return sealed(page, self._pairs, holder, self._now(), mode)

    def _problem(self, refused: Refused) -> Reply:
        """Return a refusal."""
        error = {"code": refused.code, "message": "درخواست پذيرفته نشد"}
        told = {"timestamp": self._stamp(), "requestTraceId": None, "errors": [error]}
        return _json(told, refused.status)

    def _stamp(self, ahead: timedelta = timedelta()) -> int:
        """Return the clock in milliseconds of the epoch."""
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        return (self._now() + ahead - epoch) // timedelta(milliseconds=1)


def _packet(request: Request) -> dict[str, Any]:
    """Return the one packet of a request."""
    try:
        (packet,) = json.loads(request.body)
        texts = (packet["payload"], *packet["header"].values())
        fields = (set(packet), set(packet["header"]))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Refused(400, MALFORMED) from None
    wanted = ({"payload", "header"}, {"requestTraceId", "fiscalId"})
    if fields != wanted or not all(isinstance(one, str) for one in texts):
        raise Refused(400, MALFORMED)
    if not request.content_type.startswith(JSON):
        raise Refused(400, MALFORMED)
    found: dict[str, Any] = packet
    return found


def _question(content: bytes) -> tuple[str | None, int]:
    """Return after what, and how many contracts are asked for."""
    try:
        told = json.loads(content)
        after, limit = told["after"], told["limit"]
        known = after is None or _CURSOR.fullmatch(after) is not None
        fits = type(limit) is int and 1 <= limit <= 200 and len(told) == 2
    except (ValueError, TypeError, KeyError):
        raise Refused(400, MALFORMED) from None
    if not (known and fits):
        raise Refused(400, MALFORMED)
    return after, limit


def _one(asked: dict[str, str], name: str) -> str:
    """Return the one parameter of a request, which must be ``name``."""
    if asked.keys() != {name} or (name == "economicCode" and not _ECONOMIC.fullmatch(asked[name])):
        raise Refused(400, MALFORMED)
    return asked[name]


def _uuid(text: str) -> str:
    """Return a UUID in its usual form."""
    try:
        return str(UUID(text))
    except ValueError:
        raise Refused(400, MALFORMED) from None


def _found(told: dict[str, str] | None, otherwise: str) -> dict[str, str]:
    """Return what is on record, or refuse."""
    if told is None:
        raise Refused(404, otherwise)
    return told


def _json(value: object, status: int = 200) -> Reply:
    """Return ``value`` as a JSON answer."""
    return Reply(status, JSON, json.dumps(value, ensure_ascii=False).encode())
