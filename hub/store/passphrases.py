"""Passphrases of operators: kept as Argon2id hashes only; pure, and slow on purpose.

The costs are those of OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one lane. What is
kept is a PHC string, so a hash of other costs is verified by its own.
"""

import unicodedata
from typing import Final

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

SALT_OCTETS: Final = 16
SHORTEST: Final = 15
LONGEST: Final = 200
"""How many characters a passphrase has that somebody chose (NIST SP 800-63B-4, 3.1.1.2)."""
_MEMORY_KIB: Final = 19_456
_PASSES: Final = 2
_HASH_OCTETS: Final = 32


def keep(passphrase: str, salt: bytes) -> str:
    """Return what is kept of a passphrase under 16 random octets; some 80 ms of a processor."""
    kdf = Argon2id(
        salt=salt, length=_HASH_OCTETS, iterations=_PASSES, lanes=1, memory_cost=_MEMORY_KIB
    )
    return kdf.derive_phc_encoded(_octets(passphrase))


def holds(passphrase: str, kept: str) -> bool:
    """Tell whether a passphrase is the one that was kept; as long as `keep`, whatever it says."""
    try:
        Argon2id.verify_phc_encoded(_octets(passphrase), kept)
    except InvalidKey:
        return False
    return True


def _octets(passphrase: str) -> bytes:
    """Return the octets of a passphrase in one form, whatever keyboard it was typed on (NFC)."""
    return unicodedata.normalize("NFC", passphrase).encode("utf-8", "replace")
