"""Whether a clearance can be issued for a file now, and if not why not; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hub.usecases.article38.file.acts import FiscalPeriod, Stage
from hub.usecases.article38.file.contents import File
from hub.usecases.article38.file.due import due_on, objection_open
from hub.usecases.article38.file.ground import Ground
from hub.usecases.article38.file.order import Dispute
from hub.usecases.article38.file.periods import days_after
from hub.usecases.article38.model import Words
from schemas.canonical.dates import TEHRAN
from schemas.canonical.decision import Reason
from schemas.canonical.money import Rials
from schemas.canonical.status import State

_ARTICLE = "38"
_HAS: Mapping[State, str] = {
    State.ISSUED: "cleared",
    State.SUSPENDED: "clearance-suspended",
    State.REVOKED: "clearance-revoked",
}
"""What stands against a clearance where there is one, by what became of that."""
_REASONS: Mapping[str, Words] = {
    "not-calculated": Words(
        "حق بیمهٔ قرارداد هنوز محاسبه نشده است.",
        "The premium of the contract has not been calculated yet.",
    ),
    "cleared": Words(
        "برای این محاسبه پیش‌تر مفاصاحساب صادر شده است.",
        "A clearance was issued for this calculation already.",
    ),
    "clearance-suspended": Words(
        "مفاصاحساب این محاسبه معلق است.",
        "The clearance of this calculation is suspended.",
    ),
    "clearance-revoked": Words(
        "مفاصاحساب این محاسبه ابطال شده است؛ صدور دوباره، محاسبهٔ نو یا اجازهٔ سازمان می‌خواهد.",
        "The clearance of this calculation was revoked; another takes a new calculation, or leave.",
    ),
    "contract-withdrawn": Words(
        "قرارداد پس گرفته شده است.",
        "Every register took the contract back.",
    ),
    "not-paid": Words(
        "حق بیمهٔ قرارداد کامل پرداخت نشده است.",
        "The premium of the contract has not been paid in full.",
    ),
    "objection-open": Words(
        "به محاسبه اعتراض شده و رأی قطعی صادر نشده است.",
        "An objection to the calculation has not been decided finally.",
    ),
    "undertaking-missing": Words(
        "برای دوره‌های مالی بازرسی‌نشده تعهدنامه داده نشده است.",
        "No undertaking was given for the fiscal periods whose books are not inspected.",
    ),
}


@dataclass(frozen=True, slots=True)
class Clearable:
    """A clearance that can be issued: for what act ``of`` calculated or allowed, how far it goes.

    ``amount`` (rials) is what was paid for it since the one before.
    """

    of: int
    stage: Stage
    until: date | None
    amount: Rials


def clearable(file: File, ground: Ground) -> Clearable | tuple[Reason, ...]:
    """Return the clearance that can be issued on the ground's day, or all reasons against it.

    Nothing to collect is cleared without collection. An objection that is not decided stands in
    the way only of what is not paid: paying waives no objection.
    """
    calculated = file.calculated
    reasons = tuple(Reason(one, _ARTICLE, *_REASONS[one]) for one in _against(file, ground))
    if calculated is None or reasons:
        return reasons
    due = due_on(file, ground.today, ground.periods) or 0
    return Clearable(
        file.clears,
        calculated.stage,
        calculated.until,
        Rials(max(0, due - file.cleared)),
    )


def undertakings_missing(file: File, ground: Ground) -> tuple[FiscalPeriod, ...]:
    """Return the fiscal periods that the clearance waits for an undertaking of."""
    needed = file.calculated.undertake if file.calculated else ()
    given = {*file.undertaken, *ground.undertakings}
    return tuple(one for one in needed if one not in given)


def asked_by(file: File) -> int:
    """Return the number of the act by which a clearance is asked for of itself; 0 for none.

    The newest collection. Where a clearance was revoked, also the word that it may be issued anew,
    or the confirmation of later bases: what they come to may be paid already.
    """
    revoked = len(file.kept) < len(file.clearances)
    return max(file.collected_by, file.allowed_by, file.calculated_by - 1 if revoked else 0)


def attend_at(file: File, ground: Ground) -> datetime | None:
    """Return when the hub has to look after the file of itself; None while it waits for others.

    At once when it is asked for since the last clearance and can be issued; the day after the
    period of appeal when that would make it so; the next day while only undertakings are missing,
    which the contractor may give with another contract. Never where the newest calculation has a
    clearance, whatever became of that.
    """
    if asked_by(file) <= max((one.act for one in file.kept), default=0):
        return None
    found = clearable(file, ground)
    if isinstance(found, Clearable):
        return file.at
    if file.clearance is not None:
        return None
    award = file.objection.award
    if file.objection.point is Dispute.AWARDED and award and file.paid >= award.amount:
        return morning_after(days_after(award.notified, ground.periods.appeal_days))
    if [one.code for one in found] == ["undertaking-missing"]:
        return morning_after(ground.today)
    return None


def _against(file: File, ground: Ground) -> Iterator[str]:
    """Yield the codes of all that stands against a clearance."""
    due = due_on(file, ground.today, ground.periods)
    if due is None:
        yield "not-calculated"
        return
    if file.clearance is not None:
        yield _HAS[file.clearance.state]
        return
    if ground.contract.withdrawn:
        yield "contract-withdrawn"
    if file.paid < due:
        yield "not-paid"
        if objection_open(file, ground.today, ground.periods):
            yield "objection-open"
    if undertakings_missing(file, ground):
        yield "undertaking-missing"


def morning_after(last: date) -> datetime:
    """Return the first instant (Tehran) after a day."""
    return datetime.combine(last + timedelta(days=1), time.min, TEHRAN)
