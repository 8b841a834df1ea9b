"""Whether a certificate still stands, by the signed status lists that a verifier brings along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from schemas.canonical.dates import tehran_stamp
from schemas.canonical.status_list import Listed
from signing.verify.report import Refused

NOT_CHECKED = "not-checked"
"""The note of a verification to which no status list was given."""


@dataclass(frozen=True, slots=True)
class VerifiedStatusList:
    """A status list whose signature led to a trusted anchor; ``entries`` are by their numbers."""

    number: str
    hub: str
    sequence: int
    issued_at: datetime
    next_update: datetime
    entries: Mapping[str, Listed]


def check_status(number: str, at: datetime, lists: Sequence[VerifiedStatusList]) -> str:
    """Check that no list says the certificate ``number`` is void at ``at``; return a note on it.

    Of the lists of one hub the newest counts. A list that was issued after ``at`` knows of it too;
    one whose next update was due before ``at`` knows too little. Raises `Refused` with ``revoked``,
    ``suspended``, ``superseded`` or ``list-expired``.
    """
    if not lists:
        return NOT_CHECKED
    newest = _newest(lists)
    for one in newest:
        entry = one.entries.get(number)
        if entry is not None and entry.since <= at:
            raise Refused("status", entry.state)
    if any(at > one.next_update for one in newest):
        raise Refused("status", "list-expired")
    return ", ".join(f"good in {one.number} of {tehran_stamp(one.issued_at)}" for one in newest)


def _newest(lists: Sequence[VerifiedStatusList]) -> list[VerifiedStatusList]:
    """Return the newest list of each hub."""
    newest: dict[str, VerifiedStatusList] = {}
    for one in sorted(lists, key=lambda one: one.sequence):
        newest[one.hub] = one
    return list(newest.values())
