"""Who is told what because of an act."""

from dataclasses import fields, replace
from datetime import date

import pytest

from hub.usecases.article38.file.acts import (
    Act,
    BasesRejected,
    NoteForm,
    NoteIssued,
    NoteNotified,
    ReleaseAsked,
    Stage,
    Told,
)
from hub.usecases.article38.file.form import kind_of
from hub.usecases.article38.file.notices import TOLD_OF, Notice, notices_of, title_of
from hub.usecases.article38.file.periods import Periods, parse_periods
from schemas.canonical.money import Rials
from tests.kit.shipped import shipped_periods
from tests.unit.hub.usecases.article38 import facts as assessed
from tests.unit.hub.usecases.article38.file import kit
from tests.unit.hub.usecases.article38.file.kit import CALCULATING, CONFIRM, FIXING, PAYING, TODAY

CIVIL = assessed.facts(
    assessed.work("works", materials_by="contractor", contractor_materials=9_000_000),
    contract=assessed.contract(**assessed.CIVIL),
)


def told_by(house: kit.Hub, *acts: Act) -> tuple[Notice, ...]:
    """Return the notices of a house's last act, or of ``acts`` of its own that it then keeps."""
    house.keep(*acts)
    return notices_of(house.file, house.acts[-1:], shipped_periods())


@pytest.mark.parametrize(
    ("acts", "parties"),
    [
        ((kit.ALLOCATED,), "both"),
        ((kit.ALLOCATED, kit.initial()), ""),
        ((kit.ALLOCATED, kit.initial(), BasesRejected("کارکرد نادرست")), "assigner"),
        (FIXING, "both"),
        (CALCULATING, "both"),
        ((*CALCULATING, kit.sheet()), "contractor"),
        (PAYING, ""),
        ((*FIXING, NoteIssued(NoteForm.ONE, TODAY, date(2025, 9, 1))), "assigner"),
        ((*PAYING, ReleaseAsked(Rials(5), TODAY)), "assigner"),
    ],
    ids=["row", "bases", "rejected", "fixed", "calculated", "sheet", "paid", "note", "release"],
)
def test_the_parties_that_an_act_concerns_are_told(acts: tuple[Told, ...], parties: str) -> None:
    """One of the parties would learn of an act too late, or of one that is not its matter."""
    found = told_by(kit.hub(*acts))
    wanted = {"contractor", "assigner"} if parties == "both" else set(parties.split())
    assert {one.party.value for one in found} == wanted
    assert len(found) == len(wanted)


def test_a_notice_goes_to_the_partys_workshop_and_names_its_act() -> None:
    """The clearance would be served on the wrong workshop."""
    house = kit.hub(*PAYING)
    contractor, assigner = told_by(house, kit.issued())
    assert contractor.workshop == kit.CONTRACTOR.workshop
    assert assigner.workshop == kit.ASSIGNER.workshop
    assert contractor.act == assigner.act == 10
    assert contractor.kind == assigner.kind == "clearance-issued"
    assert "مفاصاحساب نهایی" in contractor.body
    assert "۱,۵۰۰,۰۰۰ ریال" in contractor.body


def test_an_interim_clearance_says_how_far_it_goes() -> None:
    """The assigner would pay the last instalment on a part's clearance."""
    house = kit.hub(*FIXING, kit.interim(TODAY), CONFIRM, kit.sheet(), kit.money())
    found = told_by(house, replace(kit.issued(stage=Stage.INTERIM), until=TODAY))
    assert all("مفاصاحساب موقت" in one.body for one in found)
    assert all("تا ۱۴۰۵/۰۹/۰۱" in one.body for one in found)


def test_each_party_is_told_its_own_obligations_with_the_coefficient() -> None:
    """The assigner would hear of the five per cent after the last payment."""
    house = kit.hub(*FIXING)
    contractor, assigner = told_by(house)
    assert house.file.coefficient is not None
    for notice in (contractor, assigner):
        mine = [one for one in house.file.coefficient.obligations if one.party is notice.party]
        assert mine
        assert all(_persian(one.text.fa) in notice.body for one in mine)
    assert "پنج درصد" in assigner.body
    assert "پنج درصد" not in contractor.body
    assert "۱۵ درصد حق بیمه با ۱٫۶۷ درصد بیمهٔ بیکاری" in contractor.body


def _persian(text: str) -> str:
    return text.translate({ord(str(n)): digit for n, digit in enumerate("۰۱۲۳۴۵۶۷۸۹")})


def test_where_article_38_does_not_apply_no_obligation_is_told() -> None:
    """Two people would be told to withhold what nobody may withhold."""
    house = kit.hub(kit.ALLOCATED, kit.initial(kit.not_subject_facts()), CONFIRM)
    assert all("تعهدات" not in one.body for one in told_by(house))


def test_both_shares_of_a_civil_contract_are_told() -> None:
    """The assigner of a civil contract would not hear what he bears himself."""
    house = kit.hub(kit.ALLOCATED, kit.initial(CIVIL), CONFIRM, kit.final(CIVIL), CONFIRM)
    _, assigner = told_by(house)
    assert "۵۹۴,۰۰۰ ریال" in assigner.body
    assert "سهم واگذارنده ۴۵۰,۰۰۰ ریال" in assigner.body


def test_only_the_contractor_is_told_of_objection_and_undertaking() -> None:
    """The assigner would be asked for an undertaking that is not his."""
    bases = kit.final(kit.uninspected_facts(), uninspected=(kit.YEAR,))
    contractor, assigner = told_by(kit.hub(*FIXING, bases, CONFIRM))
    assert "برای دورهٔ مالی ۱۴۰۵/۰۱/۰۱ تا ۱۴۰۵/۱۲/۲۹ تعهدنامه لازم است" in contractor.body
    assert "مادهٔ ۴۲" in contractor.body
    assert "تعهدنامه" not in assigner.body


def test_no_person_stands_in_a_notice() -> None:
    """A name or number of a person would lie in a queue and in its logs."""
    house = kit.hub(*PAYING)
    house.keep(kit.issued())
    bodies = [one.body for one in notices_of(house.file, house.acts, shipped_periods())]
    assert len(bodies) == 9
    hidden = [kit.CONTRACTOR.workshop.workshop_id, kit.ALLOCATED.address]
    assert not any(_persian(one) in body for one in hidden for body in bodies)


def test_every_notice_has_a_title() -> None:
    """A notice could not be brought, or two of one contract not be told apart."""
    titles = [title_of(kind_of(act)) for act in TOLD_OF]
    assert len(set(titles)) == len(TOLD_OF)
    assert all("\n" not in one and len(one) <= 200 for one in titles)


LONGER = parse_periods(
    "file.toml",
    "\n".join(
        f'[{one.name}]\nlength = {70 + n}\ncitation = "x"\nconfidence = "L"'
        for n, one in enumerate(fields(Periods))
    ),
)
"""Periods that no law has: 70, 71, ... in their order."""


@pytest.mark.parametrize(
    ("acts", "told", "period"),
    [
        (CALCULATING, "ظرف {} روز از این ابلاغ", "objection_days"),
        ((*CALCULATING, kit.sheet()), "حداکثر {} روز پس از وصول", "clearance_days"),
        (
            (*FIXING, NoteIssued(NoteForm.ONE, TODAY, date(2025, 9, 1))),
            "دست‌کم {} ماه از پایان قرارداد",
            "note_months",
        ),
        (
            (
                *FIXING,
                NoteIssued(NoteForm.ONE, TODAY, date(2025, 9, 1)),
                NoteNotified(NoteForm.ONE, TODAY),
                NoteIssued(NoteForm.TWO, TODAY),
            ),
            "ظرف {} روز از روزی که این فرم به شما ابلاغ شود",
            "note_days",
        ),
    ],
    ids=["objection", "clearance", "note-months", "note-days"],
)
def test_a_party_is_told_until_when(acts: tuple[Told, ...], told: str, period: str) -> None:
    """Who is told too late a day, or another than the house reckons by, loses his right."""
    house = kit.hub(*acts)
    for periods in (shipped_periods(), LONGER):
        length = getattr(periods, period).length
        first = notices_of(house.file, house.acts[-1:], periods)[0]
        assert _persian(told.format(length)) in first.body


def test_each_party_is_told_what_the_clearance_is_good_for() -> None:
    """The assigner would go on withholding, or pay the last instalment on a part's clearance."""
    contractor, assigner = told_by(kit.hub(*PAYING), kit.issued())
    assert "از واگذارنده بخواهید" in contractor.body
    assert "مانعی ندارد" in assigner.body
    house = kit.hub(*FIXING, kit.interim(TODAY), CONFIRM, kit.sheet(), kit.money())
    interim = told_by(house, replace(kit.issued(stage=Stage.INTERIM), until=TODAY))
    assert all("در گرو مفاصاحساب نهایی" in one.body for one in interim)
    assert not any("مانعی ندارد" in one.body for one in interim)


def test_the_assigner_is_told_to_file_the_bases() -> None:
    """Both would wait for a coefficient that nobody can fix."""
    contractor, assigner = told_by(kit.hub(kit.ALLOCATED))
    assert "مبانی محاسبه را ثبت کنید" in assigner.body
    assert "مبانی" not in contractor.body
