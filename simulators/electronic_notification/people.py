"""Magic inputs: workshops for whose notices the service always does the same."""

from pathlib import Path
from typing import Any

from simulators.kit.keys import Keys
from simulators.kit.magic import Magic, by_key, manners_of, receiver_table, write_account

USER, PASSWORD = "peyvand", "sandbox"
"""Who the hub is here."""


MAGIC = by_key(
    Magic("accepted", "9980000001", "accepts them; those of every other workshop too"),
    Magic("no-account", "9980000101", "404: its employer has no account", "no-account"),
    Magic("no-workshop", "9980000102", "404: there is no such workshop", "no-workshop"),
    Magic("not-signed", "9980000103", "403: its employer has not signed for it", "not-signed"),
    Magic("closed", "9980000104", "503: outside the hours of the service", "closed"),
    Magic("busy", "9980000105", "503: not now", "busy"),
    Magic("too-many", "9980000106", "429: too many", "too-many"),
    Magic("stranger", "9980000107", "401 though the account is right", "unknown-sender"),
    Magic("silent", "9980000108", "HTTP 204 and no acknowledgement", "silent"),
    Magic("other-form", "9980000109", "a member that its contract does not have", "wordy"),
    Magic("other-notice", "9980000110", "acknowledges another notice", "other-notice"),
    Magic("other-workshop", "9980000111", "acknowledges another workshop's", "other-workshop"),
    Magic("duplicate", "9980000112", "says it had it before", "duplicate"),
    Magic("slow", "9980000113", "accepts them after 3 seconds", delay=3.0),
)
"""Every magic input by its key."""
MANNERS = manners_of(MAGIC)
"""The ways in which an answer can differ; each is also a fault of its own for any workshop."""


def table() -> str:
    """Return the magic inputs as people read them."""
    return receiver_table(MAGIC, "workshop", "what the service does with its notices")


def account(keys: Keys, folder: Path) -> dict[str, Any]:
    """Return the settings of the hub's account here."""
    path = write_account(folder / "electronic_notification.toml", user=USER, password=PASSWORD)
    return {"credentials": path}
