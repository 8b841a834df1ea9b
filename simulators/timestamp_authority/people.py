"""Magic inputs: digests for which the authority always does the same. Nobody stands behind them."""

from dataclasses import dataclass
from hashlib import sha256

from simulators.kit.magic import by_key, columns


@dataclass(frozen=True, slots=True)
class Magic:
    """A digest and what the authority does when asked to stamp it; ``delay`` is in seconds.

    ``mode`` is the fault of that name, for this one digest.
    """

    key: str
    does: str
    mode: str = "none"
    delay: float = 0.0

    @property
    def digest(self) -> bytes:
        """The SHA-256 that is magic: of the key itself, in ASCII."""
        return sha256(self.key.encode("ascii")).digest()


MAGIC = by_key(
    Magic("rejected", "status rejection, systemFailure", "rejected"),
    Magic("try-later", "status rejection, timeNotAvailable", "try-later"),
    Magic("wrong-nonce", "a token with a nonce that nobody sent", "wrong-nonce"),
    Magic("wrong-imprint", "a token over another digest", "wrong-imprint"),
    Magic("wrong-clock", "a token of two hours ago", "wrong-clock"),
    Magic("wrong-signature", "a token that another key has signed", "wrong-signature"),
    Magic("expired", "a token by a certificate that ended in 2021", "expired"),
    Magic("slow", "the right answer after 3 seconds", delay=3.0),
)
"""Every magic input by its key."""


def table() -> str:
    """Return the magic inputs as people read them."""
    rows = [(one.key, one.does) for one in MAGIC.values()]
    modes = ", ".join(one.mode for one in MAGIC.values() if one.mode != "none")
    return "\n".join(
        [
            *columns(("the SHA-256 of", "what the authority does"), rows),
            f"faults of its own for any digest: {modes}",
            "POST _manage/roll-over gives it a new key and certificate",
        ]
    )
