"""The words of the notices of a file, in Persian; amounts in rials, days Jalali.

The wording is ours; the substance is Article 38 of the Social Security Act with its added note,
Articles 42 to 44, and the circular of 1399 on the electronic clearance.
"""

from datetime import date
from fractions import Fraction

from hub.usecases.article38.assessment import Kept
from hub.usecases.article38.file.acts import (
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
from hub.usecases.article38.file.contents import File
from hub.usecases.article38.model import Party
from schemas.canonical.dates import jalali
from schemas.canonical.money import Rials, grouped
from schemas.canonical.text import persian_digits

_SHEETS = {SheetKind.DEFINITE: "قطعی", SheetKind.ESTIMATED: "برآوردی"}
_OBJECTION = (
    "به محاسبه می‌توان در مهلت مادهٔ ۴۲ قانون تأمین اجتماعی کتباً اعتراض کرد؛ پرداخت، حق اعتراض را "
    "از میان نمی‌برد."
)


def allocated(file: File, act: RowAllocated, party: Party) -> str:
    """Say that the row was given."""
    return _told(
        file,
        f"در {jalali(act.on)} تخصیص یافت. مفاصاحساب این قرارداد تنها الکترونیکی و زیر شمارهٔ کارگاه "
        "دو طرف ابلاغ می‌شود.",
    )


def rejected(file: File, act: BasesRejected, party: Party) -> str:
    """Say that the filed bases came back, and why."""
    return _told(file, f"مبانی محاسبه پذیرفته نشد و باید دوباره ثبت شود: {act.reason}")


def fixed(file: File, act: CoefficientFixed, party: Party) -> str:
    """Say the coefficient of every part, the estimate, and what this party has to do."""
    parts = "؛ ".join(map(_part, act.fixed.parts))
    duties = [one.text.fa for one in act.obligations if one.party is party]
    told = "".join(f"\n{number}. {text}" for number, text in enumerate(duties, 1))
    return _told(
        file,
        f"ضریب حق بیمه تعیین شد و دیگر تغییر نمی‌کند: {parts}. برآورد: "
        f"{_amount(act.fixed.estimate.total)}." + (f" تعهدات شما:{told}" if told else ""),
    )


def calculated(file: File, act: PremiumCalculated, party: Party) -> str:
    """Say what is owed, what of it each bears, and that it can be objected to."""
    till = f" تا {jalali(act.until)}" if act.until else ""
    asked = "".join(f" {_undertake(one)}" for one in act.undertake)
    return _told(
        file,
        f"حق بیمهٔ قرارداد{till} محاسبه شد: {_amount(act.due.total)}؛ سهم مقاطعه‌کار "
        f"{_amount(act.due.contractor)} و سهم واگذارنده {_amount(act.due.assigner)}."
        + (f"{asked} {_OBJECTION}" if party is Party.CONTRACTOR else ""),
    )


def sheet(file: File, act: SheetIssued, party: Party) -> str:
    """Say that a payment sheet went out."""
    return _told(
        file,
        f"برگ پرداخت شمارهٔ {act.number} برای بدهی {_SHEETS[act.kind]} به مبلغ "
        f"{_amount(act.amount)} صادر شد.",
    )


def noted(file: File, act: NoteIssued, party: Party) -> str:
    """Say what the form of the added note asks of the assigner."""
    asks = (
        "شمارهٔ قرارداد، مبلغ کل و مبالغ نگه‌داشته را به سازمان اعلام کنید."
        if act.form is NoteForm.ONE
        else "مطالبهٔ سازمان را در مهلت قانونی از محل پنج درصد و آخرین قسط بپردازید؛ پس از آن تمام "
        "بدهی از واگذارنده اجرا می‌شود."
    )
    return _told(
        file,
        f"فرم {act.form} تبصرهٔ الحاقی مادهٔ ۳۸ در {jalali(act.on)} صادر شد، چون یک سال از پایان "
        f"قرارداد گذشته و مفاصاحساب گرفته نشده است: {asks}",
    )


def release(file: File, act: ReleaseAsked, party: Party) -> str:
    """Ask the assigner to release withheld money."""
    return _told(
        file,
        f"سازمان آزادسازی {_amount(act.amount)} از مبالغ نگه‌داشته را، معادل حق بیمهٔ پرداخت‌شده، "
        "درخواست می‌کند (مادهٔ ۳۸ قانون تأمین اجتماعی).",
    )


def issued(file: File, act: ClearanceIssued, party: Party) -> str:
    """Say that the clearance was issued, and how far it goes."""
    far = f"برای کارکرد تا {jalali(act.until)}" if act.until else "برای تمام قرارداد"
    name = "موقت" if act.stage is Stage.INTERIM else "نهایی"
    return _told(
        file,
        f"مفاصاحساب {name} شمارهٔ {act.number} در {jalali(act.on)} {far} به مبلغ "
        f"{_amount(act.amount)} صادر شد.",
    )


def _told(file: File, text: str) -> str:
    row = file.allocated
    return persian_digits(f"ردیف پیمان {row.row} شعبهٔ {row.branch}: {text}")


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
