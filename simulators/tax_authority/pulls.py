"""Inquiries of contracts: taken, pending for a while, then answered for the one who asked."""

import hmac
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from simulators.tax_authority.pairs import ServerPairs, server_pairs, spki, thumbprint
from simulators.tax_authority.people import CURSORS
from simulators.tax_authority.register import NoSuchCursor, Register
from simulators.tax_authority.seals import encode, encrypt, sign
from simulators.tax_authority.tokens import der

_KEPT = 1_000
_PENDING = 1
_HOUR = timedelta(hours=1)
_ELSEWHERE = -1  # the generation of keys that nobody was told of


@dataclass(slots=True)
class Pull:
    """One inquiry: who asked what, and how often it is still pending."""

    client: str
    uid: str
    after: str | None
    limit: int
    pending: int


class Pulls:
    """The inquiries that were taken; the last thousand are known by their reference."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._taken: OrderedDict[str, Pull] = OrderedDict()

    def take(self, client: str, uid: str, after: str | None, limit: int) -> str:
        """Take an inquiry; return its reference."""
        magic = CURSORS.get(after or "")
        pending = magic.pending if magic else _PENDING
        reference = str(uuid4())
        self._taken[reference] = Pull(client, uid, after, limit, pending)
        if len(self._taken) > _KEPT:
            self._taken.popitem(last=False)
        return reference

    def status(
        self, client: str, reference: str, seal: Callable[[dict[str, Any]], str]
    ) -> dict[str, Any]:
        """Return how an inquiry of ``client`` stands; ``seal`` makes a page a payload."""
        pull = self._taken.get(reference)
        if pull is None or pull.client != client:
            return _stands(reference, None, "NOT_FOUND", None)
        if pull.pending:
            pull.pending -= 1
            return _stands(reference, pull, "PENDING", None)
        magic = CURSORS.get(pull.after or "")
        status, error = (magic.status, magic.error) if magic else ("SUCCESS", "")
        if status == "SUCCESS":
            try:
                return _stands(reference, pull, status, _data(seal(self._page(reference, pull))))
            except NoSuchCursor:
                status, error = "FAILED", "5001"
        data = _data(None, error) if status == "FAILED" else None
        return _stands(reference, pull, status, data)

    def _page(self, reference: str, pull: Pull) -> dict[str, Any]:
        """Return the page that was asked for, as magic has it."""
        contracts, following = self._register.page(pull.after, pull.limit)
        page = {
            "referenceNumber": reference,
            "clientId": pull.client,
            "after": pull.after,
            "next": following,
            "contracts": contracts,
        }
        magic = CURSORS.get(pull.after or "")
        if magic is None:
            return page
        changed = [{**one, **magic.contract} for one in contracts[:1]]
        wrong = dict(magic.data)
        if wrong.pop("twice", False):
            changed *= 2
        return {**page, "next": None, "contracts": changed, **wrong}


def sealed(
    page: dict[str, Any], pairs: ServerPairs, holder: x509.Certificate, now: datetime, mode: str
) -> str:
    """Return a page signed and encrypted for the ``holder``, wrong in the way of ``mode``."""
    at = now - _HOUR if mode == "stale" else now
    header: dict[str, Any] = {
        "alg": "RS256",
        "typ": "jose",
        "kid": pairs.signing_kid,
        "sigT": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "crit": ["sigT"],
        "cty": "text/plain",
    }
    content = json.dumps(page, ensure_ascii=False).encode()
    key = holder.public_key()
    assert isinstance(key, RSAPublicKey)  # noqa: S101 - no other is registered
    kid = encode(bytes(32)) if mode == "other-recipient" else thumbprint(der(holder))
    return encrypt(kid, _signed(header, content, pairs, mode).encode(), key)


def _signed(header: dict[str, Any], content: bytes, pairs: ServerPairs, mode: str) -> str:
    """Return a JWS over ``content``, wrong in the way of ``mode``."""
    match mode:
        case "wrong-signature":
            return sign(header, content, server_pairs(_ELSEWHERE).signs)
        case "foreign-kid":
            elsewhere = server_pairs(_ELSEWHERE)
            return sign({**header, "kid": "sig-elsewhere"}, content, elsewhere.signs)
        case "alg-none":
            token = sign({**header, "alg": "none"}, content, pairs.signs)
            return token.rpartition(".")[0] + "."
        case "alg-hs256":
            unsigned = sign({**header, "alg": "HS256"}, content, pairs.signs).rpartition(".")[0]
            mac = hmac.digest(spki(pairs.signs).encode(), unsigned.encode(), "sha256")
            return f"{unsigned}.{encode(mac)}"
    return sign(header, content, pairs.signs)


def _stands(
    reference: str, pull: Pull | None, status: str, data: dict[str, Any] | None
) -> dict[str, Any]:
    """Return one line of the answer."""
    return {
        "referenceNumber": reference,
        "uid": pull.uid if pull else None,
        "status": status,
        "data": data,
        "packetType": "CONTRACTS",
        "fiscalId": pull.client if pull else None,
    }


def _data(payload: str | None, error: str = "") -> dict[str, Any]:
    """Return the end of an inquiry."""
    errors = [{"code": error, "message": "درخواست پذيرفته نشد"}] if error else []
    return {"error": errors, "warning": [], "success": payload is not None, "payload": payload}
