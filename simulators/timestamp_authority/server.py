"""The authority's answers: a TimeStampReq in, a TimeStampResp out (RFC 3161 section 3.4)."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from asn1crypto import tsp

from simulators.kit.asgi import Reply, Request
from simulators.kit.clock import utc_now
from simulators.kit.keys import EXPIRED, Holder, Keys, made, renewed
from simulators.kit.population import Population
from simulators.kit.simulator import Simulator
from simulators.timestamp_authority.people import MAGIC
from simulators.timestamp_authority.token import POLICY, Question, rejection, response, token

PATHS = frozenset({"/", "/tsa"})
QUERY, REPLY = b"application/timestamp-query", b"application/timestamp-reply"
_SIZES = {"sha256": 32, "sha384": 48, "sha512": 64}
_WRONG_BY = timedelta(hours=2)
_REJECTIONS = {
    "rejected": ("system_failure", "the authority is out of order"),
    "try-later": ("time_not_available", "the clock is not to be trusted now"),
}
_TEXT = b"text/plain; charset=utf-8"


def create_app(population: Population) -> Simulator:
    """Return an authority with keys of its own and the real clock."""
    return create_signing_app(population, made(), utc_now)


def create_signing_app(
    population: Population, keys: Keys, now: Callable[[], datetime]
) -> Simulator:
    """Return the authority that stamps with the keys of ``keys``, by the clock ``now`` (UTC)."""
    authority = _Authority(keys, now)
    modes = {one.mode for one in MAGIC.values()} - {"none"}
    quirks = {mode: partial(authority.answer, mode=mode) for mode in modes}
    orders = {"roll-over": authority.roll_over}
    return Simulator(authority.answer, population.seed, quirks=quirks, orders=orders)


class _Refused(Exception):
    """The request is understood and not served; the arguments are those of `rejection`."""


class _Authority:
    """Who stamps."""

    def __init__(self, keys: Keys, now: Callable[[], datetime]) -> None:
        self._keys = keys
        self._holder = keys.timestamps
        self._now = now
        self._magic = {one.digest: one for one in MAGIC.values()}

    def answer(self, request: Request, mode: str = "none") -> Reply:
        """Return the answer to a query, wrong in the way of ``mode``."""
        if request.method != "POST" or request.path not in PATHS:
            return Reply(404, _TEXT, b"POST /tsa")
        if request.content_type != QUERY:
            return Reply(415, _TEXT, QUERY)
        try:
            asked, certificates = _read(request.body)
        except _Refused as refused:
            return Reply(200, REPLY, rejection(*refused.args))
        magic = self._magic.get(asked.digest)
        if magic is not None and mode == "none":
            return self._stamp(asked, certificates, magic.mode)._replace(delay=magic.delay)
        return self._stamp(asked, certificates, mode)

    def roll_over(self, _: bytes) -> None:
        """Go on with a new key and a new certificate of the same issuer."""
        self._holder = renewed(self._holder, self._keys.issuing)

    def _who(self, mode: str) -> Holder:
        """Return who signs, rightly or in the way of ``mode``."""
        if mode == "expired":
            return renewed(self._holder, self._keys.issuing, EXPIRED)
        if mode == "wrong-signature":
            return replace(self._holder, key=renewed(self._holder, self._keys.issuing).key)
        return self._holder

    def _stamp(self, asked: Question, certificates: bool, mode: str) -> Reply:
        """Return the token that was asked for, or what ``mode`` makes of it.

        genTime is a whole second: what is fetched after it then never seems older.
        """
        if mode in _REJECTIONS:
            return Reply(200, REPLY, rejection(*_REJECTIONS[mode]))
        at = self._now().replace(microsecond=0)
        match mode:
            case "wrong-nonce":
                asked = replace(asked, nonce=(asked.nonce or 0) + 1)
            case "wrong-imprint":
                asked = replace(asked, digest=bytes(len(asked.digest)))
            case "wrong-clock":
                at -= _WRONG_BY
        serial = secrets.randbits(64)
        stamp = token(self._who(mode), asked, at, serial, certificates=certificates)
        return Reply(200, REPLY, response(stamp))


def _read(body: bytes) -> tuple[Question, bool]:
    """Return what is asked, and whether certificates are wanted along; `_Refused`."""
    try:
        native = tsp.TimeStampReq.load(body, strict=True).native
    except (ValueError, TypeError):
        raise _Refused("bad_data_format", "no TimeStampReq") from None
    imprint = native["message_imprint"]
    algorithm = imprint["hash_algorithm"]["algorithm"]
    if algorithm not in _SIZES:
        raise _Refused("bad_alg", "SHA-256, SHA-384 and SHA-512 only")
    if len(imprint["hashed_message"]) != _SIZES[algorithm]:
        raise _Refused("bad_data_format", "the digest has the wrong length")
    if native["req_policy"] not in {None, POLICY}:
        raise _Refused("unaccepted_policy", f"the policy here is {POLICY}")
    if native["extensions"]:
        raise _Refused("unaccepted_extensions", "no extensions")
    asked = Question(imprint["hashed_message"], algorithm, native["nonce"])
    return asked, native["cert_req"]
