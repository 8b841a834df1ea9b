"""Who calls: every token is held against the letter of the contract, every nonce is good once."""

import json
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding

from simulators.tax_authority.seals import NoSeal, header_of, verify

MALFORMED, FOREIGN, UNSIGNED = "4001", "4002", "4003"
NONCE, TIME, CERTIFICATE, TOKEN = "4011", "4012", "4013", "4014"
_FIXED = {"alg": "RS256", "typ": "jose", "crit": ["sigT"], "cty": "text/plain"}
_SKEW = timedelta(minutes=5)


class Refused(Exception):
    """A request is not served: an HTTP status and a code of the contract."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


class Clients:
    """The registered clients and the nonces that they may use; ``now`` tells UTC."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._registered: dict[str, x509.Certificate] = {}
        self._nonces: dict[str, datetime] = {}

    def register(self, client: str, certificate: x509.Certificate) -> None:
        """Know ``client`` by ``certificate`` from now on; RSA of 2048 bits at least."""
        key = certificate.public_key()
        if not isinstance(key, RSAPublicKey) or key.key_size < 2_048:
            raise ValueError("the certificate's key must be RSA of 2048 bits at least")
        self._registered[client] = certificate

    def certificate(self, client: str) -> x509.Certificate:
        """Return the certificate of a client."""
        return self._registered[client]

    def nonce(self, seconds: int) -> tuple[str, datetime]:
        """Return a new nonce and until when it is good."""
        now = self._now()
        self._nonces = {one: until for one, until in self._nonces.items() if until > now}
        nonce, until = str(uuid4()), now + timedelta(seconds=seconds)
        self._nonces[nonce] = until
        return nonce, until

    def caller(self, token: str) -> str:
        """Return the client whose token this is; `Refused` with 401."""
        client, content = self._signed(token, 401, TOKEN)
        try:
            told = json.loads(content)
        except ValueError:
            raise Refused(401, TOKEN) from None
        if not isinstance(told, dict) or told.keys() != {"nonce", "clientId"}:
            raise Refused(401, TOKEN)
        if told["clientId"] != client:
            raise Refused(401, CERTIFICATE)
        until = self._nonces.pop(str(told["nonce"]), None)
        if until is None or until <= self._now():
            raise Refused(401, NONCE)
        return client

    def content(self, token: str, client: str) -> bytes:
        """Return what ``client`` signed within a payload; `Refused` with 400."""
        signer, content = self._signed(token, 400, UNSIGNED)
        if signer != client:
            raise Refused(400, UNSIGNED)
        return content

    def _signed(self, token: str, status: int, otherwise: str) -> tuple[str, bytes]:
        """Return the client whose certificate verifies a JWS, and its content."""
        try:
            header = header_of(token)
            certificate = _certificate(header)
            content = verify(token, _rsa(certificate))
        except NoSeal:
            raise Refused(status, otherwise) from None
        known = [one for one, held in self._registered.items() if held == certificate]
        if not known:
            raise Refused(401, CERTIFICATE)
        if abs(_time(header["sigT"], status, otherwise) - self._now()) > _SKEW:
            raise Refused(401, TIME)
        return known[0], content


def _certificate(header: dict[str, Any]) -> x509.Certificate:
    """Return the one certificate of a header that is as the contract says; `NoSeal`."""
    if header.keys() != {*_FIXED, "x5c", "sigT"}:
        raise NoSeal("header")
    if any(header[name] != value for name, value in _FIXED.items()):
        raise NoSeal("header")
    chain = header["x5c"]
    if not isinstance(chain, list) or len(chain) != 1 or not isinstance(chain[0], str):
        raise NoSeal("x5c")
    try:
        return x509.load_der_x509_certificate(b64decode(chain[0], validate=True))
    except ValueError:
        raise NoSeal("x5c") from None


def _rsa(certificate: x509.Certificate) -> RSAPublicKey:
    """Return the key of a certificate; `NoSeal` unless it is RSA."""
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise NoSeal("RSA")
    return key


def _time(text: object, status: int, otherwise: str) -> datetime:
    """Return the time of signing."""
    try:
        return datetime.strptime(str(text), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise Refused(status, otherwise) from None


def der(certificate: x509.Certificate) -> bytes:
    """Return a certificate as octets."""
    return certificate.public_bytes(Encoding.DER)
