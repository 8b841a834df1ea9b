"""The authority's answers: OCSP by POST (RFC 6960 appendix A), lists by GET."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from simulators.certification_authority.lists import revocation_list
from simulators.certification_authority.people import MAGIC
from simulators.certification_authority.revocations import Revocations
from simulators.certification_authority.status import Subject, answer, failure
from simulators.kit.asgi import Reply, Request
from simulators.kit.clock import utc_now
from simulators.kit.keys import EXPIRED, Holder, Keys, made, renewed
from simulators.kit.population import Population
from simulators.kit.simulator import Simulator

QUERY, REPLY = b"application/ocsp-request", b"application/ocsp-response"
LIST = b"application/pkix-crl"
_LIST_PATH = re.compile(r"/crl/([0-9a-f]{64})\.crl", re.ASCII)
_TEXT = b"text/plain; charset=utf-8"
_FAILURES = {"try-later": "try_later", "unauthorized": "unauthorized"}
_STATUSES = {"try-later": 503, "unauthorized": 403}
_CLOCKS = {"stale": timedelta(days=-30), "wrong-clock": timedelta(hours=2)}


def create_app(population: Population) -> Simulator:
    """Return an authority with keys of its own and the real clock."""
    return create_signing_app(population, made(), utc_now)


def create_signing_app(
    population: Population, keys: Keys, now: Callable[[], datetime]
) -> Simulator:
    """Return the authority of ``keys``, whose answers are of the instant ``now`` (UTC)."""
    revocations = Revocations()
    authority = _Authority(keys, now, revocations)
    modes = {one.mode for one in MAGIC.values()} - {"none"}
    return Simulator(
        authority.answer,
        population.seed,
        quirks={mode: partial(authority.answer, mode=mode) for mode in modes},
        orders={"revoke": revocations.order, "roll-over": authority.roll_over},
        forget=revocations.forget,
    )


class _Authority:
    """Who tells of revocation: a responder for the issuing authority, lists of both."""

    def __init__(self, keys: Keys, now: Callable[[], datetime], revocations: Revocations) -> None:
        self._keys = keys
        self._responder = keys.ocsp
        self._now = now
        self._revocations = revocations
        self._magic = {one.serial: one for one in MAGIC.values()}
        self._holders = {_digest(one.certificate): one for one in (keys.root, keys.issuing)}

    def answer(self, request: Request, mode: str = "none") -> Reply:
        """Return the answer to a request, wrong in the way of ``mode``."""
        path = _LIST_PATH.fullmatch(request.path)
        if request.method == "GET" and path is not None:
            return self._list(path[1], mode)
        if request.method != "POST" or request.path != "/ocsp":
            return Reply(404, _TEXT, b"POST /ocsp or GET /crl/SHA256-OF-ISSUER.crl")
        if request.content_type != QUERY:
            return Reply(415, _TEXT, QUERY)
        return self._status(request.body, mode)

    def _status(self, body: bytes, mode: str) -> Reply:
        """Return what OCSP says; who is not of the issuing authority is not ours to speak of."""
        try:
            request = ocsp.load_der_ocsp_request(body)
            subject = Subject.asked(request)
        except (ValueError, NotImplementedError):
            return Reply(200, REPLY, failure("malformed_request"))
        keys = self._keys
        if not subject.has_issuer_of(self._responder.certificate, keys.issuing.certificate):
            return Reply(200, REPLY, failure("unauthorized"))
        magic = self._magic.get(subject.serial)
        if magic is not None and mode == "none":
            said = self._said(subject, _nonce(request), magic.mode)
            return Reply(200, REPLY, said, magic.delay)
        return Reply(200, REPLY, self._said(subject, _nonce(request), mode))

    def _said(self, subject: Subject, nonce: bytes | None, mode: str) -> bytes:
        """Return the OCSP response on ``subject``, or what ``mode`` makes of it."""
        if mode in _FAILURES:
            return failure(_FAILURES[mode])
        if mode == "wrong-nonce":
            nonce = bytes(len(nonce or b"")) or b"unasked"
        if mode == "wrong-certificate":
            subject = replace(subject, serial=subject.serial + 1)
        at = self._now() + _CLOCKS.get(mode, timedelta())
        revocation = self._revocations.all.get(subject.serial)
        return answer(
            self._who(self._responder, mode),
            subject,
            at,
            revocation=revocation if revocation and revocation.at <= at else None,
            known=mode != "unknown",
            nonce=nonce,
        )

    def roll_over(self, _: bytes) -> None:
        """Answer with a new key and a new certificate from now on."""
        self._responder = renewed(self._responder, self._keys.issuing)

    def _who(self, holder: Holder, mode: str) -> Holder:
        """Return who signs, rightly or in the way of ``mode``."""
        if mode == "expired":
            return renewed(holder, self._keys.issuing, EXPIRED)
        if mode == "wrong-signature":
            return replace(holder, key=renewed(holder, self._keys.issuing).key)
        return holder

    def _list(self, digest: str, mode: str) -> Reply:
        """Return the list of the authority whose certificate has this SHA-256."""
        holder = self._holders.get(digest)
        if holder is None:
            return Reply(404, _TEXT, b"no such issuer")
        if mode in _STATUSES:
            return Reply(_STATUSES[mode], _TEXT, mode.encode())
        if mode == "wrong-certificate":
            holder = next(one for one in self._holders.values() if one is not holder)
        at = self._now() + _CLOCKS.get(mode, timedelta())
        signer = self._who(holder, mode) if mode == "wrong-signature" else holder
        return Reply(200, LIST, self._list_of(holder, signer, at))

    def _list_of(self, holder: Holder, signer: Holder, at: datetime) -> bytes:
        """Return a holder's list: the root's knows the issuing authority, the other all the rest.

        Its number grows with the seconds.
        """
        below = self._keys.issuing.certificate.serial_number
        is_root = holder is self._keys.root
        revoked = {
            serial: one
            for serial, one in self._revocations.all.items()
            if (serial == below) == is_root and one.at <= at
        }
        return revocation_list(signer, int(at.timestamp()), at, revoked)


def _digest(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of a certificate, in hexadecimal digits."""
    return sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def _nonce(request: ocsp.OCSPRequest) -> bytes | None:
    """Return the nonce of a request (RFC 9654), None without one."""
    for extension in request.extensions:
        if isinstance(extension.value, x509.OCSPNonce):
            return extension.value.nonce
    return None
