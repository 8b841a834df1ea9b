"""What the registry has written of each firm: read off its id, the same at every start."""

from dataclasses import dataclass

from simulators.kit import identifiers as ids
from simulators.kit.people import Firm

ACTIVE, IN_LIQUIDATION, LIQUIDATED = 1, 2, 3
"""The values of ``State``."""
_FIRST_YEAR, _YEARS = 1340, 64


@dataclass(frozen=True, slots=True)
class Record:
    """A legal person on record; ``registered`` is Jalali, ``postal_code`` empty where none is."""

    legal_id: str
    name: str
    number: str
    registered: str
    postal_code: str
    state: int


def record_of(firm: Firm) -> Record:
    """Return the record of ``firm``: one in seventeen is dissolved, one in thirteen has no code."""
    seed = int(firm.legal_id[:-1])
    year = _FIRST_YEAR + seed % _YEARS
    state = (IN_LIQUIDATION if seed % 2 else LIQUIDATED) if seed % 17 == 0 else ACTIVE
    return Record(
        firm.legal_id,
        firm.name,
        str(seed % 599_999 + 1),
        f"{year}/{seed % 12 + 1:02}/{seed % 29 + 1:02}",
        "" if seed % 13 == 0 else ids.postal_code(seed % 1_000_000_007),
        state,
    )
