"""Magic inputs: numbers of certificates with which the notaries' system always does the same."""

from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from simulators.kit.keys import Keys
from simulators.kit.magic import Magic, by_key, manners_of, receiver_table

CONSUMER = "notary-offices"
"""The code under which the notaries ask the hub."""


MAGIC = by_key(
    Magic("taken", "37-1405-9980001001-2", "takes it; every other number too"),
    Magic("closed", "37-1405-9980001101-1", "a signed refusal: closed", "closed"),
    Magic("busy", "37-1405-9980001102-4", "a signed refusal: busy", "busy"),
    Magic("unknown", "37-1405-9980001103-0", "a signed refusal: it never asked", "unknown"),
    Magic("fault", "37-1405-9980001104-8", "an unsigned Fault (Server)", "fault"),
    Magic("wrong-signature", "37-1405-9980001105-3", "signs with another key", "wrong-key"),
    Magic("changed", "37-1405-9980001106-9", "changes what it has signed", "changed"),
    Magic("stranger", "37-1405-9980001107-6", "a stranger signs the reply", "stranger"),
    Magic("unsigned", "37-1405-9980001108-2", "nobody signs the reply", "unsigned"),
    Magic("stale", "37-1405-9980001109-5", "a reply of an hour ago", "stale"),
    Magic("other-message", "37-1405-9980001110-5", "a reply to another", "other-message"),
    Magic("other-notice", "37-1405-9980001111-4", "takes another notice", "other-notice"),
    Magic("duplicate", "37-1405-9980001112-2", "says it had it before", "duplicate"),
    Magic("slow", "37-1405-9980001113-3", "takes it after 3 seconds", delay=3.0),
)
"""Every magic input by its key."""
MANNERS = manners_of(MAGIC)
"""The ways in which a reply can differ; each is also a fault of its own for any number."""


def table() -> str:
    """Return the magic inputs as people read them."""
    return receiver_table(MAGIC, "certificate", "what the system does when told of it")


def account(keys: Keys, folder: Path) -> dict[str, Any]:
    """Return how the hub knows this system: whom it is told for, and what its replies prove."""
    path = folder / "notary_offices.pem"
    path.write_bytes(keys.notaries.certificate.public_bytes(Encoding.PEM))
    return {"consumers": (CONSUMER,), "certificate": path}
