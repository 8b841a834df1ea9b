"""The rows of Article 38 files: what is written of a file, and what is read of it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from hub.store.database import Row
from schemas.canonical.workshop import WorkshopRef

TablesKept = dict[str, str]
"""Texts of tables of coefficients by their versions."""


@dataclass(frozen=True, slots=True)
class KeptAct:
    """An act as it is kept: its number in the file, its kind, and itself in canonical JSON."""

    number: int
    kind: str
    body: str
    said_by: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class ToldUnder:
    """What was told under a consumer's key: which act of which file, and the request's SHA-256."""

    ocid: str
    number: int
    request_digest: bytes


@dataclass(frozen=True, slots=True)
class IssuedClearance:
    """A clearance that was issued: ``issued_once`` is ``article38/<ocid>/<act calculated>``."""

    number: str
    issued_once: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class ToldClearance:
    """A party that took the notice of a clearance."""

    ocid: str
    party: str
    delivered_at: datetime
    number: str


@dataclass(frozen=True, slots=True)
class NewAct:
    """An act to be appended; ``undertaking`` is the fiscal period of an undertaking.

    ``key`` and ``request_digest`` are those of who told it, None of the hub's own acts.
    """

    number: int
    kind: str
    body: str
    said_by: str
    key: str | None = None
    request_digest: bytes | None = None
    undertaking: tuple[date, date] | None = None

    def arguments(self) -> Row:
        """Return the act as its statement takes it."""
        return {
            "number": self.number,
            "kind": self.kind,
            "body": self.body,
            "said_by": self.said_by,
            "key": self.key,
            "request_digest": self.request_digest,
        }

    def undertaking_of(self, file: "FileRow") -> Row:
        """Return the undertaking of the contractor of ``file``, as its statement takes it."""
        first, last = self.undertaking or (None, None)
        return {
            "workshop": file.contractor_workshop,
            "branch": file.contractor_branch,
            "first_day": first,
            "last_day": last,
            "act": self.number,
        }


@dataclass(frozen=True, slots=True)
class NewNotice:
    """What a party is told under its workshop number because of an act; ``body`` is Persian."""

    id: UUID
    act: int
    party: str
    workshop: WorkshopRef
    kind: str
    body: str

    def arguments(self) -> Row:
        """Return the notice as its statement takes it."""
        return {
            "id": self.id,
            "act": self.act,
            "party": self.party,
            "workshop": self.workshop.workshop_id,
            "branch": self.workshop.branch,
            "kind": self.kind,
            "body": self.body,
        }


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file by what it is found by; ``acts`` is how many there are.

    ``attend_at`` is when the hub has something to do for it of itself, None while it waits. What
    stands behind it is written and not read: the gross turnovers (rials) that were calculated, by
    which act, and cleared; whether a clearance is ``untold`` to a party, and one ``final``; the
    days on which the contract ends, or did by the added note, and the last of that one's 25.
    """

    ocid: str
    contract_row: str
    branch: str
    contractor_workshop: str
    contractor_branch: str
    assigner_workshop: str
    assigner_branch: str
    acts: int
    status: str
    attend_at: datetime | None
    reckoned_act: int | None = None
    reckoned_gross: int | None = None
    cleared_gross: int | None = None
    untold: bool = False
    final: bool = False
    ends_on: date | None = None
    note_ended: date | None = None
    note_last: date | None = None

    def arguments(self) -> Row:
        """Return the row as its statement takes it."""
        return {**asdict(self), "row": self.contract_row}
