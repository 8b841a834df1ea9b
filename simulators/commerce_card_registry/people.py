"""Magic inputs: numbers of certificates with which the registry always does the same."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulators.kit.keys import Keys

CONSUMER = "commerce-card-registry"
"""The code under which the registry asks the hub."""
USER, SECRET = "sandbox", "whsec_c3RhbmQtaW4gb2YgdGhlIGNvbW1lcmNlIGNhcmRz"
"""Who the hub is here, and what it signs with."""


@dataclass(frozen=True, slots=True)
class Magic:
    """A number, and what the registry does when it is told of it.

    ``manner`` is the way in which its answer differs; ``delay`` is in seconds.
    """

    key: str
    number: str
    does: str
    manner: str = ""
    delay: float = 0.0


MAGIC = {
    magic.key: magic
    for magic in (
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
}
"""Every magic input by its key."""
MANNERS = tuple(magic.manner for magic in MAGIC.values() if magic.manner)
"""The ways in which an answer can differ; each is also a fault of its own for any number."""


def table() -> str:
    """Return the magic inputs as people read them."""
    lines = [f"{'key':<13} {'certificate':<22} what the registry does when told of it"]
    lines += [f"{one.key:<13} {one.number:<22} {one.does}" for one in MAGIC.values()]
    lines.append(f"faults of its own for any number: {', '.join(MANNERS)}")
    return "\n".join([*lines, "GET _manage/notices lists what it has taken"])


def account(keys: Keys, folder: Path) -> dict[str, Any]:
    """Return the settings of the hub's account here: whom it is told for, and its secret."""
    path = folder / "commerce_card_registry.toml"
    path.touch(mode=0o600)
    path.write_text(f'user = "{USER}"\npassword = "{SECRET}"\n', "utf-8")
    return {"consumers": (CONSUMER,), "credentials": path}
