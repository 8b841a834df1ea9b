"""Sessions with PKCS#11 tokens (OASIS PKCS #11 v3.1): one library, one lock, keys held open.

The only file that needs python-pkcs11, and so the only one that is imported late.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import Final

import pkcs11
from pkcs11 import Attribute, CertificateType, KeyType, Mechanism, ObjectClass
from pkcs11 import exceptions as refusals
from pkcs11.types import Session, SignMixin, Token

from signing.keys.errors import KeyUnusable
from signing.keys.material import read_password
from signing.keys.place import TokenKey

_DIGEST_INFO: Final = bytes.fromhex("3031300d060960864801650304020105000420")
"""DigestInfo of SHA-256 up to the digest (RFC 8017 section 9.2, note 1)."""

_RULES: Final = {
    refusals.PinIncorrect: ("pin", "pin.refused"),
    refusals.PinInvalid: ("pin", "pin.refused"),
    refusals.PinLenRange: ("pin", "pin.refused"),
    refusals.PinLocked: ("pin", "pin.locked"),
    refusals.PinExpired: ("pin", "pin.expired"),
    refusals.NoSuchToken: ("token", "token.missing"),
    refusals.MultipleTokensReturned: ("token", "token.several"),
}
"""What a refusal means to an operator; whatever is not here is the token's own trouble."""
_FINAL: Final = frozenset({"pin.refused", "pin.locked", "pin.expired"})


class Library:
    """A vendor's library in this process; ``lock`` is held for every call into it.

    python-pkcs11 initializes it for one thread (C_Initialize without arguments, section 5.4.1).
    ``era`` counts how often it began anew: a handle of an earlier era may by now be another key's.
    """

    def __init__(self, path: Path) -> None:
        """Load and initialize the library; `KeyUnusable` when it is none."""
        self.lock = RLock()
        self.era = 0
        with _in_our_words("token.module"):
            self.calls = pkcs11.lib(str(path))

    def renew(self) -> None:
        """Begin anew: every session and handle of the process is void, a lost token is found."""
        self.era += 1
        with suppress(refusals.PKCS11Error):
            self.calls.finalize()
        with _in_our_words("token.lost"):
            self.calls.initialize()


@cache
def library(path: Path) -> Library:
    """Return the one `Library` of this process for a module's path."""
    return Library(path)


class HeldKey:
    """A private key of a token, with its session; safe to use from any thread.

    When a signature fails the library begins anew, once, and the key is looked up again; a PIN
    that is refused then is never tried a second time, since a token locks itself after a few.
    """

    def __init__(self, place: TokenKey) -> None:
        """Log in and find the key; `KeyUnusable` says which of it cannot be done."""
        self._place = place
        self._library = library(place.module.resolve())
        self._refused = ""  # the rule by which the PIN was refused, once it was
        self._era: int | None = None  # the library's era of the session; None: there is none
        with self._library.lock:
            self._open()

    @property
    def elliptic(self) -> bool:
        """Whether this is an elliptic curve's key, not RSA."""
        return self._key.key_type is KeyType.EC

    def sign(self, data: bytes) -> bytes:
        """Return r||s, or the RSA PKCS#1 v1.5 signature, over the SHA-256 of ``data``.

        Raises `KeyUnusable` when the token has gone and did not come back at once.
        """
        with self._library.lock:
            if self._era == self._library.era:
                with suppress(refusals.PKCS11Error):
                    return self._signature(data)
                self._era = None
            self._reopen()
            with _in_our_words("token.cannot-sign"):
                return self._signature(data)

    def certificates(self) -> tuple[list[bytes], list[bytes]]:
        """Return the key's own certificates in the token, by their common id, and the others."""
        with self._library.lock, _in_our_words("token.unreadable"):
            wanted = {
                Attribute.CLASS: ObjectClass.CERTIFICATE,
                Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
            }
            own: list[bytes] = []
            others: list[bytes] = []
            for one in self._session.get_objects(wanted):
                mine = one[Attribute.ID] == self._key[Attribute.ID]
                (own if mine else others).append(one[Attribute.VALUE])
            return own, others

    def _open(self) -> None:
        """Log in and find the key."""
        place = self._place
        with _in_our_words("token.unusable"):
            token = self._library.calls.get_token(token_label=place.token)
            self._session = _log_in(token, _read_pin(place))
            self._key = _find(self._session, place)
            self._mechanism, self._prefix = _mechanism(token, self._key)
        self._era = self._library.era

    def _reopen(self) -> None:
        """Open the key again, unless its PIN has been refused before.

        The library begins anew for it, unless it just did so for another key.
        """
        if self._refused:
            raise KeyUnusable("pin", self._refused)
        if self._era is None:
            self._library.renew()
        self._era = None
        try:
            self._open()
        except KeyUnusable as refused:
            if refused.rule in _FINAL:
                self._refused = refused.rule
            raise

    def _signature(self, data: bytes) -> bytes:
        """Return the token's signature over ``data``, digested here where the token does not."""
        if self._mechanism is Mechanism.SHA256_RSA_PKCS:
            return self._key.sign(data, mechanism=self._mechanism)
        digest = sha256(data).digest()
        return self._key.sign(self._prefix + digest, mechanism=self._mechanism)


def _read_pin(place: TokenKey) -> str:
    """Return the user's PIN, which the file holds in UTF-8 (section 5.6.8)."""
    try:
        return read_password(place.pin, "pin").decode()
    except UnicodeDecodeError:
        raise KeyUnusable("pin", "pin.not-text") from None


def _log_in(token: Token, pin: str) -> Session:
    """Return a session; the login is the process's own, so a second key finds it done already."""
    try:
        return token.open(user_pin=pin)
    except refusals.UserAlreadyLoggedIn:
        return token.open()


def _find(session: Session, place: TokenKey) -> SignMixin:
    """Return the one private key at ``place``; the token must let it sign (CKA_SIGN)."""
    wanted: dict[Attribute, object] = {Attribute.CLASS: ObjectClass.PRIVATE_KEY}
    if place.label is not None:
        wanted[Attribute.LABEL] = place.label
    if place.id is not None:
        wanted[Attribute.ID] = place.id
    found = list(session.get_objects(wanted))  # to its end: a search left open blocks the session
    if len(found) != 1:
        raise KeyUnusable("key", "key.several" if found else "key.missing")
    if not isinstance(found[0], SignMixin):
        raise KeyUnusable("key", "key.cannot-sign")
    return found[0]


def _mechanism(token: Token, key: SignMixin) -> tuple[Mechanism, bytes]:
    """Return how the key signs, and what stands before the digest (sections 6.1.6 and 6.3.12)."""
    if key.key_type is KeyType.EC:
        return Mechanism.ECDSA, b""
    if key.key_type is not KeyType.RSA:
        raise KeyUnusable("key", "key.kind")
    if Mechanism.SHA256_RSA_PKCS in token.slot.get_mechanisms():
        return Mechanism.SHA256_RSA_PKCS, b""
    return Mechanism.RSA_PKCS, _DIGEST_INFO


@contextmanager
def _in_our_words(otherwise: str) -> Iterator[None]:
    """Turn what python-pkcs11 raises into `KeyUnusable`."""
    try:
        yield
    except refusals.PKCS11Error as error:
        role, rule = _RULES.get(type(error), ("token", otherwise))
        raise KeyUnusable(role, rule) from error
