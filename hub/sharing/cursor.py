"""Where a consumer reads on in the feed, as a word of which he need understand nothing."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from hub.errors import InvalidRequest

_FORM = 1
_OCTETS = 1 + 8 + 8 + 4
_LAST = 2**63 - 1
"""The last position that a feed can ever come to."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the feed of a consumer: all up to ``position`` is read.

    Written, it is base64url of a form number, the position, and 8 octets of a hash of the consumer,
    with 4 octets of a checksum behind: 28 characters. There is no secret in it: a consumer who
    makes his own skips versions that he could have read.
    """

    consumer: str
    position: int

    def write(self) -> str:
        """Return the cursor as text."""
        held = bytes((_FORM,)) + self.position.to_bytes(8, "big") + _tag(self.consumer)
        return urlsafe_b64encode(held + _sum(held)).decode()

    @classmethod
    def read(cls, text: str, consumer: str) -> Self:
        """Return the cursor that ``write`` wrote for ``consumer``.

        Raises `InvalidRequest`: ``cursor.form`` for what is no cursor, ``cursor.consumer`` for
        another one's, and ``cursor.ahead`` for one that no feed comes to.
        """
        held = _held(text)
        if held[9:] != _tag(consumer):
            raise InvalidRequest("cursor.consumer", field="after")
        found = cls(consumer, int.from_bytes(held[1:9], "big"))
        found.check(_LAST)
        return found

    def check(self, head: int) -> None:
        """Raise `InvalidRequest` (``cursor.ahead``) for a cursor behind ``head``, the feed's end.

        It is of a later feed: the database was set back since, and its consumer has to read again
        from where he still agrees.
        """
        if self.position > head:
            raise InvalidRequest("cursor.ahead", field="after")


def _held(text: str) -> bytes:
    """Return what a cursor holds, without its checksum."""
    try:
        octets = urlsafe_b64decode(text.encode("ascii"))
    except ValueError:
        octets = b""
    held, check = octets[:-4], octets[-4:]
    sound = len(octets) == _OCTETS and octets[0] == _FORM and _sum(held) == check
    if not sound or urlsafe_b64encode(octets).decode() != text:
        raise InvalidRequest("cursor.form", field="after")
    return held


def _tag(consumer: str) -> bytes:
    return sha256(f"feed of {consumer}".encode()).digest()[:8]


def _sum(held: bytes) -> bytes:
    return sha256(held).digest()[:4]
