"""What an allocation and filed bases have to hold."""

from collections.abc import Sequence
from itertools import combinations

from hub.usecases.article38.file.acts import (
    BasesFiled,
    FiscalPeriod,
    RowAllocated,
    Stage,
)
from hub.usecases.article38.file.contents import File
from hub.usecases.article38.file.ground import Ground, Known, rows_named
from hub.usecases.article38.file.reckoning import check_bases
from hub.usecases.article38.file.refusals import ActRefused


def allocation(file: None, act: RowAllocated, ground: Ground) -> None:
    """Hold the circular of 1399, clauses 1 and 2: accounts of both; and the shared contract."""
    check_not_withdrawn(ground.contract)
    if act.contractor.workshop == act.assigner.workshop:
        raise ActRefused("one-party", field="assigner.workshop")
    for name, party in (("contractor", act.contractor), ("assigner", act.assigner)):
        if party.account_since > act.on:
            raise ActRefused("no-account", field=f"{name}.account_since")
    if ground.contract.row not in {None, act.row}:
        raise ActRefused("other-row", field="row")
    if ground.contract.branch not in {None, act.branch}:
        raise ActRefused("other-branch", field="branch")


def filed(file: File, act: BasesFiled, ground: Ground) -> None:
    """Hold the stage, its period, sub-contracts and fiscal periods; and that it can be reckoned."""
    check_not_withdrawn(ground.contract)
    if (act.stage is Stage.INITIAL) is not (file.fixed is None):
        raise ActRefused("stage", field="stage")
    _check_until(file, act, ground)
    if rows_named(act) & ground.uncleared:
        raise ActRefused("subcontract-not-cleared", field="facts.subcontracts")
    _check_subcontracts(act, ground)
    _check_periods(act.uninspected, ground)
    check_bases(file, act, ground)


def check_not_withdrawn(contract: Known) -> None:
    """Raise `ActRefused` for a contract that every register took back."""
    if contract.withdrawn:
        raise ActRefused("withdrawn")


def _check_until(file: File, act: BasesFiled, ground: Ground) -> None:
    if (act.stage is Stage.INTERIM) is not (act.until is not None):
        raise ActRefused("until", field="until")
    if act.until is None:
        return
    if act.until > ground.today:
        raise ActRefused("future", field="until")
    if any(one.until is not None and act.until <= one.until for one in file.kept):
        raise ActRefused("period-cleared", field="until")


def _check_subcontracts(act: BasesFiled, ground: Ground) -> None:
    """Hold that no row takes more off than its own clearance is of, however often it is named."""
    named = [one for one in act.facts.subcontracts or () if one.cleared]
    for row, cleared in ground.cleared.items():
        mine = [one for one in named if (one.row, one.branch) == row]
        paid, turnover = sum(one.paid for one in mine), sum(one.turnover for one in mine)
        if paid > cleared.paid or turnover > cleared.gross:
            raise ActRefused("subcontract-above-cleared", field="facts.subcontracts")


def _check_periods(periods: Sequence[FiscalPeriod], ground: Ground) -> None:
    """Hold that fiscal periods are such, and none lies across another of the contractor's."""
    for one in periods:
        days = (one.last - one.first).days + 1
        if not 1 <= days <= ground.periods.fiscal_days.length:
            raise ActRefused("period", field="uninspected")
    known = {*periods, *ground.undertakings}
    if len(set(periods)) < len(periods) or any(_meet(*two) for two in combinations(known, 2)):
        raise ActRefused("periods-overlap", field="uninspected")


def _meet(one: FiscalPeriod, other: FiscalPeriod) -> bool:
    return one.first <= other.last and other.first <= one.last
