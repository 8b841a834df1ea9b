"""The words of Article 37 that people read: reasons, and the text a notary quotes in the deed.

The wording is ours; the substance is Article 37 of the Social Security Act: fifteen days, joint
liability, the right to pay and proceed, and the objection that paying does not waive.
"""

from dataclasses import dataclass
from datetime import date, datetime

from hub.findings import Silent
from schemas.canonical.dates import jalali, tehran_day
from schemas.canonical.decision import Reason, Remedy
from schemas.canonical.money import grouped
from schemas.canonical.text import persian_digits
from schemas.canonical.workshop import DebtPosition

ARTICLE = "37"
LEGAL_BASIS = (
    "مادهٔ ۳۷ قانون تأمین اجتماعی: هنگام نقل و انتقال عین یا منافع کارگاه‌های مشمول، انتقال‌گیرنده "
    "باید گواهی سازمان را مبنی بر نداشتن بدهی معوق حق بیمه مطالبه کند. سازمان پانزده روز از ورود "
    "برگ استعلام برای پاسخ مهلت دارد."
)
JOINT_LIABILITY = (
    "انتقال بدون گواهی سازمان، انتقال‌دهنده و انتقال‌گیرنده را در برابر مطالبات سازمان به‌طور تضامنی "
    "مسئول می‌کند."
)
PAY_AND_PROCEED = (
    "انتقال‌دهنده می‌تواند بدهی اعلام‌شده را بپردازد و معامله را انجام دهد؛ پرداخت، حق اعتراض او را "
    "از میان نمی‌برد."
)

NO_DEBT = Reason(
    "no-debt",
    ARTICLE,
    "در تاریخ صدور، بدهی معوق حق بیمه برای این کارگاه ثبت نشده است.",
    "On the day of issue no overdue premium debt stands against this workshop.",
)
DEBT = Reason(
    "debt",
    ARTICLE,
    "برای این کارگاه بدهی حق بیمه ثبت شده است.",
    "A premium debt stands against this workshop.",
)
TRANSFEROR_UNKNOWN = Reason(
    "transferor-unknown",
    ARTICLE,
    "ثبت احوال کسی را با این شمارهٔ ملی و تاریخ تولد نمی‌شناسد.",
    "The civil registry knows nobody with this national id and birth date.",
    Remedy.OFFICER,
)
NAME_MISMATCH = Reason(
    "transferor-name-mismatch",
    ARTICLE,
    "نام انتقال‌دهنده در سند با نام او در ثبت احوال یکی نیست.",
    "The transferor's name in the deed is not the one the civil registry holds.",
    Remedy.OFFICER,
)
TRANSFEROR_DECEASED = Reason(
    "transferor-deceased",
    ARTICLE,
    "به گواهی ثبت احوال انتقال‌دهنده درگذشته است؛ استعلام باید به نام وارثان باشد.",
    "The civil registry records the transferor's death; the heirs have to inquire.",
    Remedy.OFFICER,
)
WORKSHOP_UNKNOWN = Reason(
    "workshop-unknown",
    ARTICLE,
    "کارگاهی با این نشانی یا شماره در دفتر بدهی سازمان نیست.",
    "The ledger knows no workshop with this number or address.",
    Remedy.OFFICER,
)
WORKSHOP_AMBIGUOUS = Reason(
    "workshop-ambiguous",
    ARTICLE,
    "در این نشانی بیش از یک کارگاه ثبت شده است؛ شمارهٔ کارگاه لازم است.",
    "More than one workshop is registered at this address; its number is needed.",
    Remedy.OFFICER,
)

_AGENCIES = {
    "registry": ("ثبت احوال", "The civil registry"),
    "ledger": ("دفتر بدهی سازمان", "The debt ledger"),
}


_AGAIN = {
    NO_DEBT.code: (
        "بدهی معوق حق بیمه برای این کارگاه ثبت نشده بود.",
        "no overdue premium debt stood against this workshop.",
    ),
    DEBT.code: (
        "برای این کارگاه بدهی حق بیمه ثبت شده بود.",
        "a premium debt stood against this workshop.",
    ),
}


@dataclass(frozen=True, slots=True)
class Replaced:
    """The certificate that one issued anew replaces: its number, and when it was issued."""

    number: str
    issued: datetime


def silence(role: str, found: Silent) -> Reason:
    """Return the reason that the agency in ``role`` left a question open."""
    fa, en = _AGENCIES[role]
    if found.broken:
        return Reason(
            f"{role}-unreadable",
            ARTICLE,
            f"پاسخ {fa} خوانا یا کامل نبود؛ این به معنای نداشتن بدهی نیست.",
            f"{en} gave an answer that cannot be read; that is not an absence of debt.",
            Remedy.AGENCY,
        )
    return Reason(
        f"{role}-silent",
        ARTICLE,
        f"{fa} پاسخ نداده است؛ این به معنای نداشتن بدهی نیست.",
        f"{en} has not answered; that is not an absence of debt.",
        Remedy.AGENCY,
    )


def clear_deed(number: str, issued: datetime, valid_until: datetime, debt: DebtPosition) -> str:
    """Return the sentence a notary quotes when nothing is owed."""
    return persian_digits(
        f"به موجب گواهی شمارهٔ {number} مورخ {jalali(tehran_day(issued))} سازمان تأمین اجتماعی، "
        f"{_workshop(debt)} در تاریخ صدور بدهی معوق حق بیمه ندارد. اعتبار گواهی تا پایان "
        f"{jalali(tehran_day(valid_until))} است (مادهٔ ۳۷ قانون تأمین اجتماعی)."
    )


def owing_deed(number: str, issued: datetime, debt: DebtPosition) -> str:
    """Return the sentences a notary quotes when premiums are owed; amounts in rials."""
    return persian_digits(
        f"به موجب اعلام بدهی شمارهٔ {number} مورخ {jalali(tehran_day(issued))} سازمان تأمین "
        f"اجتماعی، {_workshop(debt)} جمعاً {grouped(debt.total)} ریال بدهی دارد: {_parts(debt)}. "
        f"{PAY_AND_PROCEED} {JOINT_LIABILITY}"
    )


def clear_deed_again(
    number: str, issued: datetime, valid_until: datetime, debt: DebtPosition, replaced: Replaced
) -> str:
    """Return the sentence of a clearance issued anew: what was true then, under a new number."""
    return persian_digits(
        f"به موجب گواهی شمارهٔ {number} مورخ {jalali(tehran_day(issued))} سازمان تأمین اجتماعی که "
        f"جایگزین گواهی شمارهٔ {replaced.number} مورخ {jalali(tehran_day(replaced.issued))} است، "
        f"{_workshop(debt)} در تاریخ {jalali(debt.as_of)} بدهی معوق حق بیمه نداشته است. اعتبار "
        f"گواهی تا پایان {jalali(tehran_day(valid_until))} است (مادهٔ ۳۷ قانون تأمین اجتماعی)."
    )


def owing_deed_again(number: str, issued: datetime, debt: DebtPosition, replaced: Replaced) -> str:
    """Return the sentences of a debt statement issued anew; amounts in rials."""
    return persian_digits(
        f"به موجب اعلام بدهی شمارهٔ {number} مورخ {jalali(tehran_day(issued))} سازمان تأمین اجتماعی "
        f"که جایگزین اعلام شمارهٔ {replaced.number} مورخ {jalali(tehran_day(replaced.issued))} است، "
        f"{_workshop(debt)} در تاریخ {jalali(debt.as_of)} جمعاً {grouped(debt.total)} ریال بدهی "
        f"داشته است: {_parts(debt)}. {PAY_AND_PROCEED} {JOINT_LIABILITY}"
    )


def reason_again(reason: Reason, day: date) -> Reason:
    """Return a reason of a certificate issued anew: it speaks of the ``day`` of its facts."""
    fa, en = _AGAIN[reason.code]
    then = persian_digits(f"در تاریخ {jalali(day)} {fa}")
    return Reason(reason.code, ARTICLE, then, f"On {day.isoformat()} {en}")


def pending_deed(due: date) -> str:
    """Return what a notary is told while the case is open; it must never read as a clearance."""
    return persian_digits(
        "استعلام ثبت شده و هنوز پاسخ داده نشده است؛ این وضعیت گواهی نیست و به معنای نداشتن بدهی "
        f"نیست. مهلت قانونی سازمان تا پایان {jalali(due)} است (مادهٔ ۳۷ قانون تأمین اجتماعی)."
    )


def _parts(debt: DebtPosition) -> str:
    return (
        f"{grouped(debt.definite)} ریال قطعی، {grouped(debt.divisible)} ریال قابل تقسیط و "
        f"{grouped(debt.indivisible)} ریال غیرقابل تقسیط"
    )


def _workshop(debt: DebtPosition) -> str:
    ref = debt.workshop
    return f"کارگاه «{debt.workshop_name}» به شمارهٔ {ref.workshop_id} شعبهٔ {ref.branch}"
