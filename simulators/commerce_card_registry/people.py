"""Magic inputs: numbers of certificates with which the registry always does the same."""

from pathlib import Path
from typing import Any

from simulators.kit.keys import Keys
from simulators.kit.magic import Magic, by_key, manners_of, receiver_table, write_account

CONSUMER = "commerce-card-registry"
"""The code under which the registry asks the hub."""
USER, SECRET = "sandbox", "whsec_c3RhbmQtaW4gb2YgdGhlIGNvbW1lcmNlIGNhcmRz"
"""Who the hub is here, and what it signs with."""


MAGIC = by_key(
    Magic("taken", "137-1405-9980001001-8", "takes it; every other number too"),
    Magic("busy", "137-1405-9980001101-9", "HTTP 503", "busy"),
    Magic("too-many", "137-1405-9980001102-6", "HTTP 429", "too-many"),
    Magic("gone", "137-1405-9980001103-5", "HTTP 410: no more of it", "gone"),
    Magic("stranger", "137-1405-9980001104-2", "HTTP 401, the signature is right", "stranger"),
    Magic("silent", "137-1405-9980001105-7", "HTTP 204 and no acknowledgement", "silent"),
    Magic("other-form", "137-1405-9980001106-1", "a field that nobody knows", "wordy"),
    Magic("other-notice", "137-1405-9980001107-4", "takes another notice", "other-notice"),
    Magic("duplicate", "137-1405-9980001108-8", "says it had it before", "duplicate"),
    Magic("slow", "137-1405-9980001109-0", "takes it after 3 seconds", delay=3.0),
)
"""Every magic input by its key."""
MANNERS = manners_of(MAGIC)
"""The ways in which an answer can differ; each is also a fault of its own for any number."""


def table() -> str:
    """Return the magic inputs as people read them."""
    return receiver_table(MAGIC, "certificate", "what the registry does when told of it")


def account(keys: Keys, folder: Path) -> dict[str, Any]:
    """Return the settings of the hub's account here: whom it is told for, and its secret."""
    path = write_account(folder / "commerce_card_registry.toml", user=USER, password=SECRET)
    return {"consumers": (CONSUMER,), "credentials": path}
