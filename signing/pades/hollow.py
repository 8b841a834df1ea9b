"""A document whose signature is still to be filled in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hollow:
    """A document whose one signature is still to be filled in.

    ``digest`` is the SHA-256 of all octets but those from ``start`` to ``end``, which are to hold
    the signature in hexadecimal between angle brackets.
    """

    octets: bytes
    digest: bytes
    start: int
    end: int

    @property
    def room(self) -> int:
        """How many octets the signature may have."""
        return (self.end - self.start - 2) // 2

    def fill(self, contents: bytes) -> bytes:
        """Return the document with ``contents``, padded with zeros; ``ValueError`` if too large."""
        if len(contents) > self.room:
            raise ValueError(f"{len(contents)} octets do not fit the {self.room} reserved")
        value = contents.hex().upper().ljust(2 * self.room, "0").encode()
        return b"".join((self.octets[: self.start], b"<", value, b">", self.octets[self.end :]))
