"""What an answer told of somebody: the names of its fields and their forms, never a value.

A receipt names each, and the asked-about register has a row for each.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final, Literal

from schemas.canonical.identifiers import LegalId, NationalId
from schemas.canonical.workshop import WorkshopRef

TaskKind = Literal["service", "use_case"]
SHARED_CONTRACTS: Final = "shared-contracts"
"""The subject of a request to the shared contracts that was refused: nothing was told of any."""
_NOBODY: Final = re.compile(
    r"shared-contracts|contract:[a-z0-9\-]{1,60}/[0-9]{1,10}|positions:[0-9]{1,19}-[0-9]{1,19}"
    r"|acknowledged:[0-9]{1,19}|lines:[0-9]{1,19}-[0-9]{1,19}(;[a-z]{1,20}=[0-9]{1,19}){1,9}"
)


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

    ``subject`` is as the functions below write it, such as `person_subject`; ``basis``
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
        whom it was about; nobody else learns that from it. What `is_nobody` stays as it is.
        """
        if is_nobody(self.asked.subject):
            return self
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


def version_subject(ocid: str, version: int) -> str:
    """Return a version of a shared contract as the register names it."""
    return f"contract:{ocid}/{version}"


def positions_subject(first: int, last: int) -> str:
    """Return the versions at these positions of the change feed, and all between them."""
    return f"positions:{first}-{last}"


def acknowledged_subject(position: int) -> str:
    """Return what a consumer says he has: every version up to a position of the change feed."""
    return f"acknowledged:{position}"


def lines_subject(first: int, last: int, outcomes: Mapping[str, int]) -> str:
    """Return what a register said in lines from ``first`` to ``last``: how many came to what."""
    counts = (f"{name}={outcomes[name]}" for name in sorted(outcomes))
    return ";".join((f"lines:{first}-{last}", *counts))


def is_nobody(subject: str) -> bool:
    """Tell whether a subject is no person, firm or workshop, and so may be read by everyone."""
    return _NOBODY.fullmatch(subject) is not None
