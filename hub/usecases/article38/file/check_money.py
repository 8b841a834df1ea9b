"""What payment sheets, money, releases and undertakings have to hold."""

from hub.usecases.article38.file.acts import Collected, ReleaseAsked, SheetIssued, Undertaken
from hub.usecases.article38.file.check_bases import check_not_withdrawn
from hub.usecases.article38.file.contents import File
from hub.usecases.article38.file.due import due_on
from hub.usecases.article38.file.ground import Ground
from hub.usecases.article38.file.refusals import ActRefused


def sheet(file: File, act: SheetIssued, ground: Ground) -> None:
    """Hold that sheets ask for no more, in sum, than is owed."""
    check_not_withdrawn(ground.contract)
    _check_amount(act.amount)
    if any(one.number == act.number for one in file.sheets):
        raise ActRefused("sheet-known", field="number")
    if file.asked + act.amount > _due(file, ground):
        raise ActRefused("above-due", field="amount")


def collected(file: File, act: Collected, ground: Ground) -> None:
    """Hold that money is for a sheet, and no more than is left of it and of what is owed.

    Money is matched to sheets: what comes in above one is no premium of this contract.
    """
    _check_amount(act.amount)
    found = next((one for one in file.sheets if one.number == act.sheet), None)
    if found is None:
        raise ActRefused("no-sheet", field="sheet")
    if act.amount > found.rest:
        raise ActRefused("above-sheet", field="amount")
    if file.paid + act.amount > _due(file, ground):
        raise ActRefused("above-due", field="amount")


def release(file: File, act: ReleaseAsked, ground: Ground) -> None:
    """Hold Article 38: for who files lists and pays, as much as he paid; and what is held back.

    Where nobody knows what the assigner holds back, only what was paid bounds it. Nothing is
    released while the clearance of what was calculated last is suspended or revoked.
    """
    _check_amount(act.amount)
    if file.clearance is not None and not file.clearance.stands:
        raise ActRefused("clearance-void")
    if not _files_lists(file):
        raise ActRefused("no-lists")
    asked = file.released + act.amount
    if asked > file.paid:
        raise ActRefused("above-paid", field="amount")
    if ground.withheld is not None and asked > ground.withheld:
        raise ActRefused("above-withheld", field="amount")


def undertaken(file: File, act: Undertaken, ground: Ground) -> None:
    """Hold the circular of 1399, clause 3: where it is needed, once for a fiscal period."""
    needed = file.calculated.undertake if file.calculated else ()
    if act.period not in needed:
        raise ActRefused("undertaking-not-needed", field="period")
    if act.period in ground.undertakings or act.period in file.undertaken:
        raise ActRefused("undertaking-twice", field="period")


def _files_lists(file: File) -> bool:
    lists = file.confirmed.facts.lists if file.confirmed else None
    found = (lists.within, lists.outside) if lists else ()
    return any(one is not None and one.number > 0 for one in found) or bool(lists and lists.central)


def _check_amount(amount: int) -> None:
    if amount <= 0:
        raise ActRefused("amount", field="amount")


def _due(file: File, ground: Ground) -> int:
    return due_on(file, ground.today, ground.periods) or 0
