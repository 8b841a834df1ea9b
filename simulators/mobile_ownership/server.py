"""The register's answers: a question in clear or in JWE, never the same one twice."""

import json
import re
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from simulators.kit.asgi import JSON, Reply, Request, header
from simulators.kit.clock import utc_now
from simulators.kit.population import Population
from simulators.kit.simulator import Simulator
from simulators.mobile_ownership.cipher import Unreadable, opened, public_pem, register_key
from simulators.mobile_ownership.people import MAGIC, UNKNOWN_PROVIDER, mobile_of

USER, PASSWORD = "peyvand", "sandbox"
TOLERANCE = 60
"""How many seconds an iat may be away from the register's clock."""
REMEMBERED = 200_000
"""How many requestIds are remembered, at least half of them."""
_ROOT = "/shahkar/gwsh/"
_ACCOUNT = b"Basic " + b64encode(f"{USER}:{PASSWORD}".encode())
_FIELDS = ["identificationNo", "identificationType", "requestId", "serviceNumber", "serviceType"]
_REQUEST_ID = re.compile("[0-9]{24}")
_MOBILE = re.compile("09[0-9]{9}")
_NATIONAL_ID = re.compile("[0-9]{10}")
_COMMENTS = {200: "شماره با کد ملی مطابقت دارد", 600: "شماره با کد ملی مطابقت ندارد"}
Read = Callable[[Any, str], str]
"""What stands in a field of that name."""


def create_app(
    population: Population,
    now: Callable[[], datetime] = utc_now,
    key: Callable[[], RSAPrivateKey] = register_key,
) -> Simulator:
    """Return the register of ``population`` and the magic inputs.

    ``now`` tells UTC, to judge an iat by; ``key`` gives what reads the encrypted variant.
    """
    register = _Register(population, now, key)
    return Simulator(register.answer, population.seed, forget=register.forget)


class _Refused(Exception):
    """The question is understood and not answered: its argument is the response."""


class _Register:
    """What the register knows."""

    def __init__(
        self,
        population: Population,
        now: Callable[[], datetime],
        key: Callable[[], RSAPrivateKey],
    ) -> None:
        self._now = now
        self._key = key
        self._owners = {mobile_of(one): one.national_id for one in population.people.values()}
        self._magic = {one.mobile: one for one in MAGIC.values()}
        self._owners |= {one.mobile: one.owner.national_id for one in MAGIC.values()}
        self._seen: set[str] = set()
        self._seen_before: set[str] = set()

    def forget(self) -> None:
        """Forget every requestId."""
        self._seen, self._seen_before = set(), set()

    def answer(self, request: Request) -> Reply:
        """Return the answer to a question; HTTP 400 when the contract says otherwise."""
        if header(request.headers, b"authorization") not in {b"", _ACCOUNT}:
            return _json({"message": "حساب کاربری شناخته نشد"}, status=401)
        match request.method, request.path.removeprefix(_ROOT):
            case "GET", "encryptionKey":
                return Reply(200, b"application/x-pem-file", public_pem(self._key()))
            case "POST", "serviceIDmatching":
                return self._matching(request, _plain)
            case "POST", "serviceIDmatchingencrypted":
                return self._matching(request, self._opened)
        return _malformed()

    def _matching(self, request: Request, read: Read) -> Reply:
        """Return the reply to a question whose two values are got by ``read``."""
        body = _fields(request)
        if body is None:
            return _malformed()
        request_id = body["requestId"]
        try:
            self._admit(request_id)
            mobile = read(body["serviceNumber"], "serviceNumber")
            national_id = read(body["identificationNo"], "identificationNo")
        except _Refused as refused:
            return _json(_reply(request_id, refused.args[0]))
        if not (_MOBILE.fullmatch(mobile) and _NATIONAL_ID.fullmatch(national_id)):
            return _malformed()
        reply = _reply(request_id, 200 if self._owners.get(mobile) == national_id else 600)
        magic = self._magic.get(mobile)
        if magic is None:
            return _json(reply)
        return _json(reply | magic.reply, delay=magic.delay)

    def _admit(self, request_id: str) -> None:
        """Remember a requestId; `_Refused` when it was used before or by a stranger."""
        if request_id.startswith(UNKNOWN_PROVIDER):
            raise _Refused(711)
        if request_id in self._seen or request_id in self._seen_before:
            raise _Refused(700)
        if len(self._seen) >= REMEMBERED // 2:
            self._seen, self._seen_before = set(), self._seen
        self._seen.add(request_id)

    def _opened(self, jwe: Any, name: str) -> str:
        """Return the value of ``name`` in a JWE of now."""
        try:
            claims = opened(jwe, self._key()) if isinstance(jwe, str) else {}
        except Unreadable:
            raise _Refused(703) from None
        value, issued = claims.get(name), claims.get("iat")
        if claims.keys() != {name, "iat"} or type(value) is not str or type(issued) is not int:
            raise _Refused(703)
        if abs(self._now().timestamp() - issued) > TOLERANCE:
            raise _Refused(701)
        return value


def _fields(request: Request) -> dict[str, Any] | None:
    """Return the five fields of a question whose types are the contract's; None otherwise."""
    if not request.content_type.startswith(JSON):
        return None
    try:
        body = json.loads(request.body)
    except ValueError:
        return None
    if not isinstance(body, dict) or sorted(body) != _FIELDS:
        return None
    kinds = body["serviceType"], body["identificationType"]
    if any(type(kind) is not int for kind in kinds) or kinds != (2, 0):
        return None
    request_id = body["requestId"]
    known = isinstance(request_id, str) and _REQUEST_ID.fullmatch(request_id)
    return body if known else None


def _plain(value: Any, name: str) -> str:
    """Return a value that stands in clear; what is no text is nobody's ``name``."""
    return value if isinstance(value, str) else ""


def _reply(request_id: str, response: int) -> dict[str, str | int]:
    """Return a reply as it should be."""
    comment = _COMMENTS.get(response, "درخواست پذیرفته نشد")
    return {"response": response, "requestId": request_id, "comment": comment}


def _malformed() -> Reply:
    """Return the answer to what is not the contract's."""
    return _json({"message": "درخواست با قرارداد سرویس نمی‌خواند"}, status=400)


def _json(value: object, status: int = 200, delay: float = 0.0) -> Reply:
    """Return ``value`` as a JSON answer."""
    return Reply(status, JSON, json.dumps(value, ensure_ascii=False).encode(), delay)
