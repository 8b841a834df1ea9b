"""Every reason for which an act is not taken, by an example of each."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from hub.usecases.article38.errors import AssessmentRefused
from hub.usecases.article38.file.acts import (
    Appealed,
    Awarded,
    Board,
    FiscalPeriod,
    NoteForm,
    NoteIssued,
    NoteNotified,
    Objected,
    ReleaseAsked,
    Stage,
    Tabled,
    Told,
    Undertaken,
)
from hub.usecases.article38.file.clearance_acts import ClearanceNotified, ReissueAllowed
from hub.usecases.article38.file.follow import cleared, follow, notified
from hub.usecases.article38.file.ground import ClearedRow, Known
from hub.usecases.article38.file.refusals import REFUSALS, ActRefused
from hub.usecases.article38.model import Party
from schemas.canonical.assessment import Form
from schemas.canonical.identifiers import BranchCode, ContractRow
from schemas.canonical.money import Rials
from schemas.canonical.status import State
from tests.unit.hub.usecases.article38 import facts as assessed
from tests.unit.hub.usecases.article38.file import kit
from tests.unit.hub.usecases.article38.file.kit import (
    ALLOCATED,
    CALCULATING,
    CONFIRM,
    FIXING,
    PAYING,
    TODAY,
    YEAR,
    Hub,
    hub,
)

DAY = timedelta(days=1)
OTHER = (ContractRow("90000011"), BranchCode("0130"))
UNDERTAKING = (*FIXING, kit.final(kit.uninspected_facts(), uninspected=(YEAR,)), CONFIRM)
INTERIM = (*FIXING, kit.interim(TODAY), CONFIRM, kit.sheet(), kit.money())
SUBCONTRACT = assessed.subcontract(Form.ARTICLE47, 0, row=OTHER[0], branch=OTHER[1])
WITH_LISTS = (*FIXING, kit.final(kit.facts(within=assessed.lists(1))), CONFIRM)


LET = ReissueAllowed(kit.CERTIFICATE, "نامهٔ ۱۲")
OTHER_LET = ReissueAllowed(kit.OTHER_CERTIFICATE, "نامهٔ ۱۲")


def withdrawn(house: Hub) -> Hub:
    house.known["contract"] = Known(withdrawn=True)
    return house


def released(amount: int) -> ReleaseAsked:
    return ReleaseAsked(Rials(amount), TODAY)


def awarded(amount: int = 1, board: Board = Board.PRIMARY, on: date = TODAY) -> Awarded:
    return Awarded(board, Rials(amount), on)


def disputed(*acts: Told, gross: int = 18_000_000) -> Hub:
    """Return a hub of a calculation that is objected to, and what came of it."""
    calculating = (*FIXING, kit.final(kit.facts(gross)), CONFIRM)
    return hub(*calculating, Objected(TODAY), Tabled(TODAY), *acts)


def final_hub() -> Hub:
    house = hub(*PAYING)
    house.keep(kit.issued())
    return house


def interim_hub() -> Hub:
    house = hub(*INTERIM)
    house.keep(kit.issued(stage=Stage.INTERIM, until=TODAY))
    return house


def later(house: Hub, days: int, **known: object) -> Hub:
    house.pass_days(days)
    house.known |= known
    return house


def next_day(house: Hub, *told: Told) -> Hub:
    """Return the house a day on, when it was told some more."""
    house.pass_days(1)
    house.tell(*told)
    return house


OBJECTED = Objected(TODAY + DAY)
FORM_ONE = NoteIssued(NoteForm.ONE, TODAY + DAY, date(2025, 9, 1))
FORM_ONE_SERVED = NoteNotified(NoteForm.ONE, TODAY)
NO_LISTS = kit.facts(within=assessed.NO_LISTS)
LESS = kit.final(kit.facts(4_500_000))
AFTER_AN_AWARD = awarded(1_000_000), Appealed(Party.CONTRACTOR, TODAY)
LONG = FiscalPeriod(YEAR.first, YEAR.first + 366 * DAY)
ACROSS = FiscalPeriod(date(2026, 1, 1), date(2026, 12, 31))

Case = tuple[str, str | None, Callable[[], Hub], Told]
CASES: list[Case] = [
    ("not-allocated", None, hub, CONFIRM),
    ("allocated", None, lambda: hub(ALLOCATED), ALLOCATED),
    ("out-of-order", None, lambda: hub(ALLOCATED), CONFIRM),
    ("out-of-order", None, lambda: hub(*FIXING), kit.sheet()),
    ("out-of-order", None, lambda: hub(*FIXING), Objected(TODAY)),
    ("out-of-order", "form", lambda: hub(ALLOCATED), NoteIssued(NoteForm.TWO, TODAY)),
    ("out-of-order", None, lambda: hub(*CALCULATING), Tabled(TODAY)),
    ("out-of-order", None, lambda: disputed(), awarded(board=Board.APPEAL)),
    ("cleared", None, final_hub, kit.final()),
    ("cleared", None, final_hub, kit.money()),
    ("cleared", None, final_hub, kit.sheet(number="s2")),
    ("withdrawn", None, lambda: hub(contract=Known(withdrawn=True)), ALLOCATED),
    (
        "withdrawn",
        None,
        lambda: later(hub(*FIXING), 0, contract=Known(withdrawn=True)),
        kit.final(),
    ),
    (
        "withdrawn",
        None,
        lambda: later(hub(*CALCULATING), 0, contract=Known(withdrawn=True)),
        kit.sheet(),
    ),
    (
        "no-account",
        "assigner.account_since",
        hub,
        replace(ALLOCATED, assigner=replace(kit.ASSIGNER, account_since=TODAY + DAY)),
    ),
    ("one-party", "assigner.workshop", hub, replace(ALLOCATED, assigner=kit.CONTRACTOR)),
    ("other-row", "row", lambda: hub(contract=Known(row=OTHER[0])), ALLOCATED),
    ("other-branch", "branch", lambda: hub(contract=Known(branch=OTHER[1])), ALLOCATED),
    ("future", "on", hub, replace(ALLOCATED, on=TODAY + DAY)),
    ("future", "until", lambda: hub(*FIXING), kit.interim(TODAY + DAY)),
    ("future", "notified", lambda: disputed(), awarded(on=TODAY + DAY)),
    (
        "before-allocation",
        "on",
        lambda: hub(*CALCULATING, kit.sheet()),
        kit.money(on=TODAY - DAY),
    ),
    ("dates-reversed", "on", lambda: next_day(hub(*FIXING), *CALCULATING[3:]), Objected(TODAY)),
    ("dates-reversed", "on", lambda: next_day(hub(*CALCULATING), OBJECTED), Tabled(TODAY)),
    (
        "dates-reversed",
        "notified",
        lambda: next_day(hub(*CALCULATING, Objected(TODAY)), Tabled(TODAY + DAY)),
        awarded(),
    ),
    (
        "dates-reversed",
        "on",
        lambda: next_day(disputed(), awarded(5, on=TODAY + DAY)),
        Appealed(Party.CONTRACTOR, TODAY),
    ),
    (
        "dates-reversed",
        "notified",
        lambda: next_day(disputed(awarded(5)), Appealed(Party.ORGANIZATION, TODAY + DAY)),
        awarded(6, Board.APPEAL),
    ),
    ("dates-reversed", "on", lambda: next_day(hub(*FIXING), FORM_ONE), FORM_ONE_SERVED),
    (
        "dates-reversed",
        "on",
        lambda: next_day(hub(*FIXING), FORM_ONE, replace(FORM_ONE_SERVED, on=TODAY + DAY)),
        NoteIssued(NoteForm.TWO, TODAY),
    ),
    ("stage", "stage", lambda: hub(ALLOCATED), kit.final()),
    ("stage", "stage", lambda: hub(*FIXING), kit.initial()),
    ("until", "until", lambda: hub(*FIXING), replace(kit.interim(TODAY), until=None)),
    ("until", "until", lambda: hub(*FIXING), replace(kit.final(), until=TODAY)),
    ("period-cleared", "until", interim_hub, kit.interim(TODAY)),
    ("below-cleared", "facts", interim_hub, LESS),
    ("below-sheets", "facts", lambda: hub(*CALCULATING, kit.sheet()), LESS),
    (
        "subcontract-not-cleared",
        "facts.subcontracts",
        lambda: hub(*FIXING, uncleared=frozenset({OTHER})),
        kit.final(kit.facts(subcontracts=(SUBCONTRACT,))),
    ),
    (
        "subcontract-above-cleared",
        "facts.subcontracts",
        lambda: hub(*FIXING, cleared={OTHER: ClearedRow(gross=5, paid=1)}),
        kit.final(kit.facts(subcontracts=(replace(SUBCONTRACT, turnover=Rials(3)),) * 2)),
    ),
    ("sheet-known", "number", lambda: hub(*CALCULATING, kit.sheet(1)), kit.sheet(1)),
    ("no-sheet", "sheet", lambda: hub(*CALCULATING), kit.money()),
    ("amount", "amount", lambda: hub(*CALCULATING), kit.sheet(0)),
    ("amount", "amount", lambda: hub(*CALCULATING, kit.sheet()), kit.money(0)),
    ("amount", "amount", lambda: hub(*PAYING), released(0)),
    ("above-due", "amount", lambda: hub(*CALCULATING), kit.sheet(kit.DUE + 1)),
    ("above-due", "amount", lambda: hub(*CALCULATING, kit.sheet(1)), kit.sheet(kit.DUE, "s2")),
    (
        "above-due",
        "amount",
        lambda: disputed(kit.sheet(3_000_000), *AFTER_AN_AWARD, awarded(9, Board.APPEAL)),
        kit.money(10),
    ),
    (
        "above-due",
        "amount",
        lambda: disputed(
            kit.sheet(3_000_000), *AFTER_AN_AWARD, awarded(9, Board.APPEAL), kit.money(5)
        ),
        kit.money(5),
    ),
    ("above-sheet", "amount", lambda: hub(*CALCULATING, kit.sheet(7)), kit.money(8)),
    ("undertaking-not-needed", "period", lambda: hub(*CALCULATING), Undertaken(YEAR, TODAY)),
    (
        "undertaking-not-needed",
        "period",
        lambda: hub(*UNDERTAKING),
        Undertaken(kit.YEAR_BEFORE, TODAY),
    ),
    (
        "undertaking-twice",
        "period",
        lambda: hub(*UNDERTAKING, undertakings=frozenset({YEAR})),
        Undertaken(YEAR, TODAY),
    ),
    (
        "undertaking-twice",
        "period",
        lambda: hub(*UNDERTAKING, Undertaken(YEAR, TODAY)),
        Undertaken(YEAR, TODAY),
    ),
    ("period", "uninspected", lambda: hub(*FIXING), kit.final(uninspected=(LONG,))),
    (
        "period",
        "uninspected",
        lambda: hub(*FIXING),
        kit.final(uninspected=(FiscalPeriod(YEAR.last, YEAR.first),)),
    ),
    ("periods-overlap", "uninspected", lambda: hub(*FIXING), kit.final(uninspected=(YEAR, YEAR))),
    (
        "periods-overlap",
        "uninspected",
        lambda: hub(*FIXING, undertakings=frozenset({ACROSS})),
        kit.final(uninspected=(YEAR,)),
    ),
    ("periods-missing", "uninspected", lambda: hub(*FIXING), kit.final(kit.uninspected_facts())),
    ("end-unknown", "ended", lambda: hub(*FIXING), NoteIssued(NoteForm.ONE, TODAY)),
    (
        "note-early",
        "on",
        lambda: hub(*FIXING, contract=Known(ends_on=date(2025, 11, 23))),
        NoteIssued(NoteForm.ONE, TODAY),
    ),
    (
        "late",
        "on",
        lambda: later(hub(*CALCULATING), 31, served=TODAY),
        Objected(TODAY + 31 * DAY),
    ),
    (
        "late",
        "on",
        lambda: later(disputed(awarded(5)), 21),
        Appealed(Party.CONTRACTOR, TODAY + 21 * DAY),
    ),
    (
        "not-appealable",
        None,
        lambda: disputed(awarded(5), gross=assessed.GROSS),
        Appealed(Party.CONTRACTOR, TODAY),
    ),
    (
        "final",
        None,
        lambda: disputed(*AFTER_AN_AWARD, awarded(9, Board.APPEAL)),
        awarded(8, Board.APPEAL),
    ),
    ("no-party", "by", lambda: disputed(awarded(5)), Appealed(Party.ASSIGNER, TODAY)),
    ("above-claim", "amount", lambda: disputed(), awarded(3_000_001)),
    (
        "no-lists",
        None,
        lambda: hub(*FIXING, kit.final(NO_LISTS), CONFIRM, kit.sheet(9), kit.money(9)),
        released(1),
    ),
    ("above-paid", "amount", lambda: hub(*PAYING), released(kit.DUE + 1)),
    ("above-paid", "amount", lambda: hub(*PAYING, released(kit.DUE)), released(1)),
    ("above-withheld", "amount", lambda: hub(*PAYING, withheld=5), released(6)),
    ("clearance-void", None, lambda: kit.voided(hub(*PAYING)), released(5)),
    ("clearance-void", None, lambda: kit.voided(hub(*PAYING), State.SUSPENDED), released(5)),
    ("not-revoked", "number", lambda: hub(*PAYING), LET),
    ("not-revoked", "number", lambda: kit.voided(hub(*PAYING)), OTHER_LET),
    ("cleared", None, lambda: kit.voided(hub(*PAYING), State.SUSPENDED), LET),
    ("withdrawn", None, lambda: withdrawn(kit.voided(hub(*PAYING))), LET),
]
ELSEWHERE = {"no-workshop", "no-address", "no-clearance"}
"""What is refused at other places than `follow`."""


@pytest.mark.parametrize("number", range(len(CASES)))
def test_an_act_is_refused_for_its_reason(number: int) -> None:
    """An act that cannot be would be written into a file, or refused in words that mislead."""
    why, field, house, act = CASES[number]
    before = house()
    file = before.file if before.acts else None
    with pytest.raises(ActRefused) as refused:
        follow(file, act, before.ground)
    assert refused.value.code == f"article38.{why}"
    assert refused.value.field == field
    assert refused.value.rule == REFUSALS[refused.value.code].en


def test_every_reason_has_an_example() -> None:
    """A reason would stand in the documents and never be given."""
    shown = {f"article38.{one}" for one in {case[0] for case in CASES} | ELSEWHERE}
    assert shown == set(REFUSALS)
    assert all(one.fa.strip() and one.en.strip() for one in REFUSALS.values())


def test_a_sub_contract_that_is_told_as_not_cleared_is_taken() -> None:
    """Honest bases would be refused for what they say themselves."""
    told = replace(SUBCONTRACT, cleared=False)
    house = hub(*FIXING, uncleared=frozenset({OTHER}))
    assert house.tell(kit.final(kit.facts(subcontracts=(told,)))).status == "02"


def test_bases_that_cannot_be_reckoned_are_refused_when_they_are_filed() -> None:
    """The assigner would hear of a missing fact only when an officer looked, weeks later."""
    house = hub(*FIXING)
    told = kit.final(kit.facts(within=None))
    with pytest.raises(AssessmentRefused) as refused:
        follow(house.file, told, house.ground)
    assert refused.value.code == "assessment.fact-missing"
    assert refused.value.field == "lists.within"


def test_what_an_officer_has_to_decide_can_be_filed_and_not_confirmed() -> None:
    """A contract that no rule decides could not even be laid before an officer."""
    abroad = assessed.contractor(iranian=False, expatriate_staff=True)
    house = hub(*FIXING, kit.final(kit.facts(contractor=abroad)))
    with pytest.raises(AssessmentRefused):
        house.tell(CONFIRM)
    assert house.file.status == "02"


def test_a_clearance_is_written_once_whoever_brings_it() -> None:
    """A clearance asked for at the door and given by the hub itself would be counted twice."""
    house = hub(*PAYING)
    assert cleared(house.file, kit.issued()) == (kit.issued(),)
    house.keep(kit.issued())
    assert cleared(house.file, kit.issued()) == ()
    other = replace(kit.issued(), number=kit.OTHER_CERTIFICATE)
    with pytest.raises(ActRefused, match="cleared"):
        cleared(house.file, other)
    with pytest.raises(ActRefused, match="out-of-order"):
        cleared(hub(*FIXING).file, other)


def test_a_calculation_is_cleared_once_though_later_bases_wait() -> None:
    """Two certificates would be written for one payment."""
    house = interim_hub()
    house.tell(kit.final(kit.facts(18_000_000)))
    other = kit.issued(number=kit.OTHER_CERTIFICATE)
    with pytest.raises(ActRefused, match="cleared"):
        cleared(house.file, other)


def test_a_party_is_told_once_of_a_clearance_there_is() -> None:
    """A notice delivered twice would be two acts, or one of a clearance that nobody issued."""
    house = hub(*PAYING)
    told = ClearanceNotified(Party.ASSIGNER, kit.CERTIFICATE, TODAY)
    with pytest.raises(ActRefused, match="no-clearance"):
        notified(house.file, told)
    house.keep(kit.issued())
    assert notified(house.file, told) == (told,)
    house.keep(told)
    assert notified(house.file, told) == ()
