"""The words of Article 38 that people read: reasons, and the text for the contract's file.

The wording is ours; the substance is Article 38 of the Social Security Act: five per cent and the
last instalment wait for the clearance, and whoever pays without it answers for the premium.
"""

from dataclasses import replace
from datetime import date, datetime

from hub.findings import Silent
from hub.usecases.base import texts as base
from hub.usecases.base.texts import Replaced
from schemas.canonical.dates import jalali, tehran_day
from schemas.canonical.decision import Reason, Remedy
from schemas.canonical.money import Rials, grouped
from schemas.canonical.status import State
from schemas.canonical.text import persian_digits

ARTICLE = "38"
LEGAL_BASIS = (
    "مادهٔ ۳۸ قانون تأمین اجتماعی: واگذارنده باید پنج درصد بهای کل کار و آخرین صورت‌وضعیت را تا "
    "ارائهٔ مفاصاحساب سازمان نگه دارد؛ پرداخت بدون مفاصاحساب، او را در برابر حق بیمه و خسارات آن "
    "مسئول می‌کند."
)
_TOLD_TO = "این مفاصاحساب با شمارهٔ کارگاه به واگذارنده و مقاطعه‌کار ابلاغ می‌شود."

PREMIUM_PAID = Reason(
    "premium-paid",
    ARTICLE,
    "حق بیمهٔ محاسبه‌شدهٔ پیمان به‌طور کامل پرداخت شده است.",
    "The premium that was calculated for the contract is paid in full.",
)
NOTHING_DUE = Reason(
    "nothing-due",
    ARTICLE,
    "بر پایهٔ محاسبه، برای این پیمان حق بیمه‌ای به ضریب تعلق نمی‌گیرد.",
    "By what was calculated no premium is due on this contract.",
)
UNDERTAKING_GIVEN = Reason(
    "undertaking-given",
    ARTICLE,
    "دفاتر قانونی هنوز بازرسی نشده و مقاطعه‌کار برای دورهٔ مالی آن تعهدنامه سپرده است.",
    "The legal books are not inspected yet; the contractor gave his undertaking for the period.",
)
PREMIUM_OWED = Reason(
    "premium-owed",
    ARTICLE,
    "بخشی از حق بیمهٔ محاسبه‌شدهٔ پیمان پرداخت نشده است.",
    "Part of the premium that was calculated for the contract is not paid.",
)
DISPUTED = Reason(
    "disputed",
    ARTICLE,
    "به محاسبه اعتراض شده و رأی قطعی هیأت هنوز صادر نشده است.",
    "The calculation is objected to, and no board has finally decided yet.",
)
UNDERTAKING_MISSING = Reason(
    "undertaking-missing",
    ARTICLE,
    "دفاتر قانونی هنوز بازرسی نشده و تعهدنامهٔ دورهٔ مالی آن سپرده نشده است.",
    "The legal books are not inspected yet, and no undertaking was given for the period.",
)
CONTRACT_WITHDRAWN = Reason(
    "contract-withdrawn",
    ARTICLE,
    "همهٔ دستگاه‌هایی که این پیمان را ثبت کرده بودند آن را پس گرفته‌اند.",
    "Every register that had this contract has taken it back.",
)
DEBTS_FIRST = Reason(
    "debts-first",
    ARTICLE,
    "مفاصاحساب این پیمان پس از پرداخت بدهی قطعی کارگاه مقاطعه‌کار صادر می‌شود.",
    "The established debts of the contractor's workshop are to be paid before this clearance.",
)
ALREADY_CLEARED = Reason(
    "already-cleared",
    ARTICLE,
    "مفاصاحساب این مرحله پیش‌تر صادر شده است؛ شمارهٔ آن در پروندهٔ پیمان است.",
    "The clearance of this stage was issued before; the contract's file has its number.",
)
CLEARED = {
    State.ISSUED: ALREADY_CLEARED,
    State.SUSPENDED: Reason(
        "clearance-suspended",
        ARTICLE,
        "مفاصاحساب این مرحله معلق است؛ تا رفع تعلیق مفاصاحساب دیگری صادر نمی‌شود.",
        "The clearance of this stage is suspended; no other is issued until that is lifted.",
    ),
    State.REVOKED: Reason(
        "clearance-revoked",
        ARTICLE,
        "مفاصاحساب این مرحله باطل شده است؛ صدور دوباره محاسبهٔ نو یا اجازهٔ سازمان می‌خواهد.",
        "The clearance of this stage was revoked; another takes a new calculation, or leave.",
    ),
}
"""Why what was calculated is not cleared again, by what became of its clearance."""
FILE_UNKNOWN = Reason(
    "file-unknown",
    ARTICLE,
    "برای این پیمان ردیفی تخصیص نیافته است.",
    "No contract row was allocated to this contract.",
    Remedy.OFFICER,
)
NOT_RECKONED = Reason(
    "not-reckoned",
    ARTICLE,
    "حق بیمهٔ پیمان برای این مرحله هنوز محاسبه نشده است.",
    "The premium of the contract has not been calculated for this stage yet.",
    Remedy.OFFICER,
)
WORKSHOP_UNKNOWN = replace(base.WORKSHOP_UNKNOWN, article=ARTICLE)

_FILES = ("پرونده‌های مادهٔ ۳۸", "The files of Article 38")


def silence(role: str, found: Silent) -> Reason:
    """Return the reason that a source left a question open: ``files``, or the ``ledger``."""
    said = base.silence("ledger", found)
    if role == "ledger":
        return replace(said, article=ARTICLE)
    fa, en = f"{_FILES[0]} در دسترس نیست.", f"{_FILES[1]} cannot be read at present."
    return Reason("files-silent", ARTICLE, fa, en, Remedy.AGENCY, found.until)


def clear_text(
    number: str, issued: datetime, contract: str, paid: Rials, until: date | None
) -> str:
    """Return the sentences for the file when the clearance is issued; amounts in rials.

    ``contract`` is `contract_of`'s, ``until`` the last day of an interim clearance.
    """
    reach = "تا پایان پیمان" if until is None else f"تا تاریخ {jalali(until)}"
    return persian_digits(
        f"به موجب مفاصاحساب شمارهٔ {number} مورخ {jalali(tehran_day(issued))} سازمان تأمین اجتماعی، "
        f"حق بیمهٔ {contract} {reach} به مبلغ {grouped(paid)} ریال تصفیه شده است. {_TOLD_TO}"
    )


def owing_text(number: str, issued: datetime, contract: str, left: Rials, why: str) -> str:
    """Return the sentences for the file when it is not; ``why`` has the reasons."""
    owed = f" مانده: {grouped(left)} ریال." if left else ""
    return persian_digits(
        f"به موجب اعلام وضعیت شمارهٔ {number} مورخ {jalali(tehran_day(issued))} سازمان تأمین "
        f"اجتماعی، مفاصاحساب {contract} صادر نشد: {why}{owed}"
    )


def in_place_of(text: str, number: str) -> str:
    """Return a text of a clearance issued in the place of a revoked one: which that is."""
    return text + persian_digits(f" این مفاصاحساب به جای مفاصاحساب باطل‌شدهٔ شمارهٔ {number} است.")


def again(text: str, replaced: Replaced) -> str:
    """Return a text of a document issued anew: which one it replaces."""
    day = jalali(tehran_day(replaced.issued))
    return text + persian_digits(f" جایگزین سند شمارهٔ {replaced.number} مورخ {day} است.")


def contract_of(number: str, row: str, assigner: str, contractor: str) -> str:
    """Return what a contract is called in these texts."""
    return (
        f"پیمان شمارهٔ {number} با ردیف {row} میان واگذارنده «{assigner}» و مقاطعه‌کار «{contractor}»"
    )


def pending_text(due: date) -> str:
    """Return what is told while the case is open; it must never read as a clearance."""
    return persian_digits(
        "درخواست ثبت شده و هنوز پاسخ داده نشده است؛ این وضعیت مفاصاحساب نیست. مهلت پاسخ تا پایان "
        f"{jalali(due)} است (مادهٔ ۳۸ قانون تأمین اجتماعی)."
    )
