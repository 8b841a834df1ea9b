"""What became of each line of a batch, in words that are data."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

from hub.contracts.resolve import Candidate, Doubt
from hub.contracts.score import Likeness, Score
from hub.sharing.cleared import BELOW_CLEARED, CLEARED
from schemas.canonical.contract import RegisteredContract

REVISION_REUSED = "contract.revision-reused"
"""The register has said something else under this revision."""

FIELDS: Final = {REVISION_REUSED: "revision", BELOW_CLEARED: "amount", CLEARED: "withdrawn"}
"""By the code of a refusal: the member of the line that it is about."""


class Line(NamedTuple):
    """A contract as it stands in a line of a batch, and the number of that line."""

    number: int
    contract: RegisteredContract


class Outcome(StrEnum):
    """What became of a line."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    OLDER = "older"
    """Kept, and nothing changed: the register has said something newer."""
    WAITING = "waiting"
    """Kept, and an operator decides which contract it is of."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LineResult:
    """What became of a line: of which contract it is now, and which version that has.

    ``code`` says why a line was refused; ``candidates`` what an operator chooses between, beside a
    new contract. One that waits may be of a contract by what its register said before.
    """

    line: int
    outcome: Outcome
    ocid: str | None = None
    version: int | None = None
    code: str | None = None
    candidates: tuple[Candidate, ...] = ()


def write_candidates(candidates: tuple[Candidate, ...]) -> list[Any]:
    """Return candidates as JSON values, for the store."""
    return [asdict(one) for one in candidates]


def read_candidates(told: list[Any] | None) -> tuple[Candidate, ...]:
    """Return the candidates in JSON values of `write_candidates`; none for None."""
    return tuple(_candidate(one) for one in told or ())


def _candidate(told: Mapping[str, Any]) -> Candidate:
    fields = {name: Likeness(one) for name, one in told["score"]["fields"].items()}
    return Candidate(
        told["ocid"],
        Score(told["score"]["points"], fields),
        Doubt(told["doubt"]),
        tuple(told["keys_same"]),
        tuple(told["keys_other"]),
    )
