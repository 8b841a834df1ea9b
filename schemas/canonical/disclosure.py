"""What an answer told of somebody: the names of its fields and their forms, never a value.

A receipt names each, and the asked-about register has a row for each.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Literal

from schemas.canonical.identifiers import LegalId, NationalId
from schemas.canonical.workshop import WorkshopRef

TaskKind = Literal["service", "use_case"]


class Telling(StrEnum):
    """What became of a question: answered, nobody of that kind, no answer, or not permitted."""

    TOLD = "told"
    NOT_FOUND = "not-found"
    SILENT = "silent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Basis:
    """The agreement that a question was asked under: its SHA-256 and its legal article."""

    agreement: bytes
    article: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """For what a provider may be asked, and under which agreement."""

    provider: str
    purpose: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Told:
    """What a use case told of what one ``source`` said, about each of ``subjects``.

    ``fields`` are those that its answer states, with their forms; the road adds the agreement.
    """

    source: str
    subjects: tuple[str, ...]
    outcome: Telling
    fields: Mapping[str, str]
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Under which words one provider was asked, or was to be asked, about one subject.

    ``subject`` is as `person_subject`, `firm_subject` and `workshop_subject` write it; ``basis``
    is None only where nothing was agreed. ``fields`` are those that the consumer named; none where
    he left it to the agreement.
    """

    provider: str
    subject: str
    task_kind: TaskKind
    task: str
    purpose: str
    basis: Basis | None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What one provider's answer about one subject told: fields with their forms.

    ``reason`` is the code of a refusal and there for no other outcome; ``as_of`` (UTC) is when the
    provider said it. Nothing is told unless the outcome is ``told``.
    """

    asked: Asked
    outcome: Telling
    told: Mapping[str, str] = field(default_factory=dict)
    withheld: tuple[str, ...] = ()
    as_of: datetime | None = None
    reason: str | None = None

    def under(self, salt: bytes) -> "Disclosed":
        """Return the same with its subject hidden: ``sha256:`` and the hex over salt and subject.

        So it stands in a receipt. Who has the salt, which the receipt's leaf is kept with, can show
        whom it was about; nobody else learns that from it.
        """
        hidden = sha256(salt + self.asked.subject.encode()).hexdigest()
        return replace(self, asked=replace(self.asked, subject=f"sha256:{hidden}"))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the asked-about register: what ``consumer`` was told who asked at ``asked_at``.

    Its subject is not hidden.
    """

    consumer: str
    asked_at: datetime
    disclosed: Disclosed


def person_subject(national_id: NationalId) -> str:
    """Return a natural person as the register names him."""
    return f"national-id:{national_id}"


def firm_subject(legal_id: LegalId) -> str:
    """Return a legal person as the register names it."""
    return f"legal-id:{legal_id}"


def workshop_subject(workshop: WorkshopRef) -> str:
    """Return a workshop, and so its employer, as the register names it."""
    return f"workshop:{workshop.branch}/{workshop.workshop_id}"
