"""The words of the notices of a file, in Persian; amounts in rials, days Jalali.

The wording is ours; the substance is Article 38 of the Social Security Act with its added note,
Articles 42 to 44, and the circular of 1399 on the electronic clearance.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from hub.usecases.article38.assessment import Kept
from hub.usecases.article38.file.acts import (
    Act,
    BasesRejected,
    ClearanceIssued,
    CoefficientFixed,
    FiscalPeriod,
    NoteForm,
    NoteIssued,
    PremiumCalculated,
    ReleaseAsked,
    RowAllocated,
    SheetIssued,
    SheetKind,
    Stage,
)
from hub.usecases.article38.file.clearance_acts import (
    ClearanceReinstated,
    ClearanceReplaced,
    ClearanceRevoked,
    ClearanceSuspended,
)
from hub.usecases.article38.file.contents import File
from hub.usecases.article38.file.periods import Periods
from hub.usecases.article38.model import Party
from schemas.canonical.dates import jalali
from schemas.canonical.money import Rials, grouped
from schemas.canonical.text import persian_digits

_SHEETS = {SheetKind.DEFINITE: "قطعی", SheetKind.ESTIMATED: "برآوردی"}
_CIRCULAR = "بخشنامهٔ مفاصاحساب الکترونیکی، ۱۳۹۹"
_ARTICLE_38 = "مادهٔ ۳۸ قانون تأمین اجتماعی"

_UNTIL_FINAL = "پنج درصد و آخرین قسط همچنان در گرو مفاصاحساب نهایی است"
_PAYABLE = {
    Party.CONTRACTOR: "با آن پنج درصد نگه‌داشته و آخرین قسط را از واگذارنده بخواهید",
    Party.ASSIGNER: "پرداخت پنج درصد نگه‌داشته و آخرین قسط به مقاطعه‌کار دیگر مانعی ندارد",
}

TITLES: Mapping[type[Act], str] = {
    RowAllocated: "تخصیص ردیف پیمان",
    BasesRejected: "رد مبانی محاسبه",
    CoefficientFixed: "تعیین ضریب حق بیمه و تعهدات",
    PremiumCalculated: "محاسبهٔ حق بیمهٔ قرارداد",
    SheetIssued: "صدور برگ پرداخت",
    NoteIssued: "فرم تبصرهٔ الحاقی مادهٔ ۳۸",
    ReleaseAsked: "درخواست آزادسازی مبلغ نگه‌داشته",
    ClearanceIssued: "صدور مفاصاحساب مادهٔ ۳۸",
    ClearanceSuspended: "تعلیق مفاصاحساب مادهٔ ۳۸",
    ClearanceReinstated: "رفع تعلیق مفاصاحساب مادهٔ ۳۸",
    ClearanceRevoked: "ابطال مفاصاحساب مادهٔ ۳۸",
    ClearanceReplaced: "جایگزینی مفاصاحساب مادهٔ ۳۸",
}
"""By act: what its notices are called."""


def allocated(file: File, act: RowAllocated, party: Party, periods: Periods) -> str:
    """Say that the row was given, and what comes next."""
    follows = (
        "مبانی محاسبه را ثبت کنید تا ضریب حق بیمه تعیین و تعهدات دو طرف گفته شود."
        if party is Party.ASSIGNER
        else "پس از تعیین ضریب حق بیمه، تعهدات شما در ابلاغ دیگری گفته می‌شود."
    )
    return of_row(
        file,
        f"در {jalali(act.on)} به قرارداد تخصیص یافت. {follows} مفاصاحساب تنها الکترونیکی صادر و "
        f"زیر شمارهٔ کارگاه به هر دو طرف ابلاغ می‌شود ({_CIRCULAR}).",
    )


def rejected(file: File, act: BasesRejected, party: Party, periods: Periods) -> str:
    """Say that the filed bases came back, and why."""
    return of_row(
        file, f"مبانی محاسبه پذیرفته نشد؛ آنها را اصلاح و دوباره ثبت کنید. علت: {act.reason}"
    )


def fixed(file: File, act: CoefficientFixed, party: Party, periods: Periods) -> str:
    """Say the coefficient of every part, the estimate, and what this party has to do."""
    parts = "؛ ".join(map(_part, act.fixed.parts))
    duties = [one.text.fa for one in act.obligations if one.party is party]
    told = "".join(f"\n{number}. {text}" for number, text in enumerate(duties, 1))
    return of_row(
        file,
        f"ضریب حق بیمه تعیین شد و دیگر تغییر نمی‌کند: {parts}. برآورد: "
        f"{_amount(act.fixed.estimate.total)}." + (f" تعهدات شما:{told}" if told else ""),
    )


def calculated(file: File, act: PremiumCalculated, party: Party, periods: Periods) -> str:
    """Say what is owed, what of it each bears, and that it can be objected to."""
    till = f" تا {jalali(act.until)}" if act.until else ""
    asked = "".join(f" {_undertake(one)}" for one in act.undertake)
    mine = f"{asked} {_objection(periods)}" if party is Party.CONTRACTOR else ""
    return of_row(
        file,
        f"حق بیمهٔ قرارداد{till} محاسبه شد: {_amount(act.due.total)}؛ سهم مقاطعه‌کار "
        f"{_amount(act.due.contractor)} و سهم واگذارنده {_amount(act.due.assigner)}.{mine}",
    )


def sheet(file: File, act: SheetIssued, party: Party, periods: Periods) -> str:
    """Say that a payment sheet went out, and what follows once it is paid."""
    return of_row(
        file,
        f"برگ پرداخت شمارهٔ {act.number} برای بدهی {_SHEETS[act.kind]} به مبلغ "
        f"{_amount(act.amount)} صادر شد؛ آن را زیر همین شماره بپردازید. حداکثر "
        f"{periods.clearance_days.length} روز پس از وصول همهٔ حق بیمه، اگر تعهدنامه یا اعتراضی "
        f"در میان نباشد، مفاصاحساب بی‌درخواست شما صادر می‌شود ({_CIRCULAR}، بند ۴).",
    )


def noted(file: File, act: NoteIssued, party: Party, periods: Periods) -> str:
    """Say what the form of the added note asks of the assigner, and until when."""
    asks = (
        "شماره و تاریخ قرارداد، مبلغ کل (ریالی و ارزی) و مبالغ نگه‌داشته را به سازمان اعلام کنید."
        if act.form is NoteForm.ONE
        else "مطالبهٔ سازمان را از محل پنج درصد و آخرین قسط بپردازید، ظرف "
        f"{periods.note_days.length} روز از روزی که این فرم به شما ابلاغ شود؛ پس از آن سازمان "
        "می‌تواند تمام بدهی را از شما وصول کند."
    )
    return of_row(
        file,
        f"فرم {act.form} تبصرهٔ الحاقی مادهٔ ۳۸ در {jalali(act.on)} صادر شد، چون دست‌کم "
        f"{periods.note_months.length} ماه از پایان قرارداد گذشته و مفاصاحساب گرفته نشده است. "
        f"{asks}",
    )


def release(file: File, act: ReleaseAsked, party: Party, periods: Periods) -> str:
    """Ask the assigner to release withheld money."""
    return of_row(
        file,
        f"از مبالغ نگه‌داشته {_amount(act.amount)} را، معادل حق بیمهٔ پرداخت‌شده، برای مقاطعه‌کار آزاد "
        f"کنید؛ سازمان آن را به موجب {_ARTICLE_38} درخواست می‌کند.",
    )


def issued(file: File, act: ClearanceIssued, party: Party, periods: Periods) -> str:
    """Say that the clearance was issued, how far it goes, and what may be paid now."""
    interim = act.stage is Stage.INTERIM
    far = f"برای کارکرد تا {jalali(act.until)}" if act.until else "برای تمام قرارداد"
    name = "موقت" if interim else "نهایی"
    return of_row(
        file,
        f"مفاصاحساب {name} شمارهٔ {act.number} در {jalali(act.on)} {far} به مبلغ "
        f"{_amount(act.amount)} صادر شد. {_UNTIL_FINAL if interim else _PAYABLE[party]} "
        f"({_ARTICLE_38}).",
    )


def of_row(file: File, text: str) -> str:
    """Return a text with the contract row that it is of, in Persian digits."""
    row = file.allocated
    return persian_digits(f"ردیف پیمان {row.row} شعبهٔ {row.branch}: {text}")


def _objection(periods: Periods) -> str:
    """Return how and until when a calculation can be objected to."""
    return (
        f"اگر محاسبه را درست نمی‌دانید، ظرف {periods.objection_days.length} روز از این ابلاغ (بدون "
        "شمردن روز ابلاغ) کتباً اعتراض کنید؛ پس از آن محاسبه قطعی است (مادهٔ ۴۲ قانون تأمین "
        "اجتماعی). پرداخت، حق اعتراض را از میان نمی‌برد."
    )


def _part(kept: Kept) -> str:
    """Return one part of the work: what applies to it, and its rates of the turnover."""
    rates = " و ".join(
        f"{_percent(one.premium)} درصد حق بیمه با {_percent(one.unemployment)} درصد بیمهٔ بیکاری"
        for one in kept.rates
    )
    return f"{kept.title.fa} ({rates})" if rates else kept.title.fa


def _percent(share: Fraction) -> str:
    """Return a share in per cent, to two digits; a half goes up."""
    whole, hundredths = divmod(int(share * 10_000 + Fraction(1, 2)), 100)
    return f"{whole}٫{hundredths:02}".rstrip("0").rstrip("٫")


def _undertake(period: FiscalPeriod) -> str:
    return f"برای دورهٔ مالی {_days(period.first, period.last)} تعهدنامه لازم است."


def _days(first: date, last: date) -> str:
    return f"{jalali(first)} تا {jalali(last)}"


def _amount(amount: int) -> str:
    return f"{grouped(Rials(amount))} ریال"
