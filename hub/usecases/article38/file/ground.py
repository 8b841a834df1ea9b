"""What besides its own acts a file is judged by: the day, tables, the contract, other files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from hub.usecases.article38.file.acts import BasesFiled, FiscalPeriod, Told
from hub.usecases.article38.file.periods import Periods
from hub.usecases.article38.model import Table
from schemas.canonical.contract import JoinedContract
from schemas.canonical.identifiers import BranchCode, ContractRow

RowName = tuple[ContractRow, BranchCode]
"""A contract row and the branch that it is a row of."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the shared contract states of a file's contract, where it does."""

    row: ContractRow | None = None
    branch: BranchCode | None = None
    ends_on: date | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class ClearedRow:
    """What the final clearance of a sub-contract's row is of, in rials: turnover, and premium."""

    gross: int
    paid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What an act is judged by on the day ``today`` (Tehran).

    ``current`` is the table in force, ``tables`` all that were, by version. ``undertakings`` are
    the contractor's over all his contracts. ``served`` is the day on which he was told what was
    calculated last; None: not yet. ``withheld`` is what the assigner holds back (rials); None:
    nobody knows. ``uncleared`` are the rows, of those that the told bases name, that have a file
    without a final clearance that stands, ``cleared`` those that have one, with what it is of.
    """

    today: date
    current: Table
    tables: Mapping[str, Table]
    contract: Known
    undertakings: frozenset[FiscalPeriod]
    periods: Periods
    served: date | None = None
    withheld: int | None = None
    uncleared: frozenset[RowName] = frozenset()
    cleared: Mapping[RowName, ClearedRow] = field(default_factory=dict)


def known_of(contract: JoinedContract) -> Known:
    """Return what a file needs of a shared contract."""
    return Known(
        row=cast("ContractRow | None", _stated(contract, "row")),
        branch=cast("BranchCode | None", _stated(contract, "branch")),
        ends_on=cast("date | None", _stated(contract, "ends_on")),
        withdrawn=contract.withdrawn,
    )


def rows_named(told: Told) -> frozenset[RowName]:
    """Return the rows of sub-contracts that an act tells as cleared."""
    if not isinstance(told, BasesFiled):
        return frozenset()
    return frozenset(
        (one.row, one.branch)
        for one in told.facts.subcontracts or ()
        if one.cleared and one.row is not None and one.branch is not None
    )


def _stated(contract: JoinedContract, name: str) -> object:
    found = contract.fields.get(name)
    return found and found.value
