"""The words of Article 37 that people read: reasons, and the text a notary quotes in the deed.

The wording is ours; the substance is Article 37 of the Social Security Act: fifteen days, joint
liability, the right to pay and proceed, and the objection that paying does not waive.
"""

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
    parts = (
        f"{grouped(debt.definite)} ریال قطعی، {grouped(debt.divisible)} ریال قابل تقسیط و "
        f"{grouped(debt.indivisible)} ریال غیرقابل تقسیط"
    )
    return persian_digits(
        f"به موجب اعلام بدهی شمارهٔ {number} مورخ {jalali(tehran_day(issued))} سازمان تأمین "
        f"اجتماعی، {_workshop(debt)} جمعاً {grouped(debt.total)} ریال بدهی دارد: {parts}. "
        f"{PAY_AND_PROCEED} {JOINT_LIABILITY}"
    )


def pending_deed(due: date) -> str:
    """Return what a notary is told while the case is open; it must never read as a clearance."""
    return persian_digits(
        "استعلام ثبت شده و هنوز پاسخ داده نشده است؛ این وضعیت گواهی نیست و به معنای نداشتن بدهی "
        f"نیست. مهلت قانونی سازمان تا پایان {jalali(due)} است (مادهٔ ۳۷ قانون تأمین اجتماعی)."
    )


def _workshop(debt: DebtPosition) -> str:
    ref = debt.workshop
    return f"کارگاه «{debt.workshop_name}» به شمارهٔ {ref.workshop_id} شعبهٔ {ref.branch}"
