"""Magic inputs: serial numbers for which the authority always does the same.

No certificate has them unless somebody issues one on purpose, so nobody stands behind them.
"""

from dataclasses import dataclass

from cryptography.hazmat.primitives.serialization import Encoding

from simulators.kit.keys import Keys
from simulators.kit.magic import by_key, columns


@dataclass(frozen=True, slots=True)
class Magic:
    """A serial number and what is said of it; ``delay`` is in seconds.

    ``mode`` is the fault of that name, for this one certificate.
    """

    key: str
    serial: int
    does: str
    mode: str = "none"
    delay: float = 0.0


MAGIC = by_key(
    Magic("revoked", 1_101, "revoked since 2026-01-01, key compromise"),
    Magic("unknown", 1_102, "status unknown", "unknown"),
    Magic("try-later", 1_201, "tryLater; its list is HTTP 503", "try-later"),
    Magic("unauthorized", 1_202, "unauthorized; its list is HTTP 403", "unauthorized"),
    Magic("wrong-nonce", 1_203, "a nonce that nobody sent", "wrong-nonce"),
    Magic("wrong-certificate", 1_204, "an answer on another serial", "wrong-certificate"),
    Magic("stale", 1_205, "an answer of thirty days ago", "stale"),
    Magic("wrong-clock", 1_206, "an answer of two hours from now", "wrong-clock"),
    Magic("wrong-signature", 1_208, "another key has signed", "wrong-signature"),
    Magic("expired", 1_209, "the responder's certificate ended in 2021", "expired"),
    Magic("slow", 1_207, "the right answer after 3 seconds", delay=3.0),
)
"""Every magic input by its key."""


def table() -> str:
    """Return the magic inputs as people read them."""
    rows = [(one.key, str(one.serial), one.does) for one in MAGIC.values()]
    modes = ", ".join(one.mode for one in MAGIC.values() if one.mode != "none")
    return "\n".join(
        [
            *columns(("key", "serial", "what OCSP says"), rows),
            f"faults of its own for any certificate: {modes}",
            "POST _manage/roll-over gives the responder a new key and certificate",
        ]
    )


def subjects(keys: Keys) -> dict[str, str]:
    """Return certificates of ``keys`` to ask about, DER in hexadecimal digits."""
    held = {"certificate": keys.timestamps, "issuer": keys.issuing, "root": keys.root}
    return {name: one.certificate.public_bytes(Encoding.DER).hex() for name, one in held.items()}
