"""The words of Article 37 that people read: reasons, and the text a notary quotes in the deed.

The wording is ours; the substance is Article 37 of the Social Security Act: fifteen days, joint
liability, the right to pay and proceed, and the objection that paying does not waive.
"""

from datetime import date, datetime

from hub.usecases.base.texts import ARTICLE, Replaced, pending, workshop_of
from schemas.canonical.dates import jalali, tehran_day
from schemas.canonical.decision import Reason, Remedy
from schemas.canonical.text import persian_digits
from schemas.canonical.workshop import DebtPosition

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
ADVICE = f"{PAY_AND_PROCEED} {JOINT_LIABILITY}"
"""What a debt statement says behind the amounts."""

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


def clear_deed(number: str, issued: datetime, valid_until: datetime, debt: DebtPosition) -> str:
    """Return the sentence a notary quotes when nothing is owed."""
    return persian_digits(
        f"به موجب گواهی شمارهٔ {number} مورخ {jalali(tehran_day(issued))} سازمان تأمین اجتماعی، "
        f"{workshop_of(debt)} در تاریخ صدور بدهی معوق حق بیمه ندارد. اعتبار گواهی تا پایان "
        f"{jalali(tehran_day(valid_until))} است (مادهٔ ۳۷ قانون تأمین اجتماعی)."
    )


def clear_deed_again(
    number: str, issued: datetime, valid_until: datetime, debt: DebtPosition, replaced: Replaced
) -> str:
    """Return the sentence of a clearance issued anew: what was true then, under a new number."""
    return persian_digits(
        f"به موجب گواهی شمارهٔ {number} مورخ {jalali(tehran_day(issued))} سازمان تأمین اجتماعی که "
        f"جایگزین گواهی {replaced.words} است، "
        f"{workshop_of(debt)} در تاریخ {jalali(debt.as_of)} بدهی معوق حق بیمه نداشته است. اعتبار "
        f"گواهی تا پایان {jalali(tehran_day(valid_until))} است (مادهٔ ۳۷ قانون تأمین اجتماعی)."
    )


def pending_deed(due: date) -> str:
    """Return what a notary is told while the case is open."""
    return pending(f"مهلت قانونی سازمان تا پایان {jalali(due)} است (مادهٔ ۳۷ قانون تأمین اجتماعی).")
