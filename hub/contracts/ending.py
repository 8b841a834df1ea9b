"""When a contract ends by what its registers say; pure."""

from datetime import date
from typing import cast

from hub.contracts.withholding import counted
from schemas.canonical.contract import JoinedContract
from schemas.canonical.contract_parts import Amendment


def last_day_of(contract: JoinedContract) -> date | None:
    """Return the last day of a contract, by the newest amendment that moved it; None if unsaid."""
    amendments = cast("tuple[Amendment, ...]", counted(contract, "amendments"))
    moved = [one.ends_on for one in amendments if one.ends_on is not None]
    if moved:
        return moved[-1]
    stated = contract.fields.get("ends_on")
    return None if stated is None else cast("date", stated.value)
