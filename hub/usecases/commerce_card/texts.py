"""The words of the commerce card that people read: reasons, and the text for the card's file.

The wording is ours; the substance is the last part of Article 37 of the Social Security Act: no
licence is renewed without the premium clearance, and paying does not waive the objection.
"""

from datetime import date, datetime

from hub.usecases.base import texts as base
from hub.usecases.base.texts import ARTICLE, Replaced, workshop_of
from schemas.canonical.dates import jalali, tehran_day
from schemas.canonical.decision import Reason, Remedy
from schemas.canonical.identifiers import CardNumber
from schemas.canonical.inquiry import CardPurpose
from schemas.canonical.text import persian_digits
from schemas.canonical.workshop import DebtPosition

LEGAL_BASIS = (
    "مادهٔ ۳۷ قانون تأمین اجتماعی، بخش پایانی: مراجع صدور و تمدید پروانهٔ کسب یا هر نوع فعالیت دیگر، "
    "از جمله اتاق‌های بازرگانی، باید مفاصاحساب پرداخت حق بیمه را از متقاضی مطالبه کنند."
)
PAY_AND_ASK_AGAIN = (
    "پس از پرداخت بدهی، گواهی با استعلام تازه صادر می‌شود؛ پرداخت، حق اعتراض کارفرما را از میان "
    "نمی‌برد."
)

FIRM_DISSOLVED = Reason(
    "firm-dissolved",
    ARTICLE,
    "به گواهی سامانهٔ ثبت اشخاص حقوقی، شخص حقوقی متقاضی منحل شده است.",
    "The registry of legal persons records that the applicant is dissolved.",
)
FIRM_DISSOLVED_OPEN = Reason(
    "firm-dissolved-open",
    ARTICLE,
    "شخص حقوقی متقاضی منحل شده است؛ رسیدگی با کارشناس سازمان است.",
    "The applicant is a dissolved firm; an officer of the SSO has to look at it.",
    Remedy.OFFICER,
)
FIRM_UNKNOWN = Reason(
    "applicant-firm-unknown",
    ARTICLE,
    "سامانهٔ ثبت اشخاص حقوقی کسی را با این شناسهٔ ملی نمی‌شناسد.",
    "The registry of legal persons knows nobody with this id.",
    Remedy.OFFICER,
)
PERSON_UNKNOWN = Reason(
    "applicant-unknown",
    ARTICLE,
    "ثبت احوال کسی را با این شمارهٔ ملی و تاریخ تولد نمی‌شناسد.",
    "The civil registry knows nobody with this national id and birth date.",
    Remedy.OFFICER,
)
PERSON_DECEASED = Reason(
    "applicant-deceased",
    ARTICLE,
    "به گواهی ثبت احوال متقاضی درگذشته است.",
    "The civil registry records the applicant's death.",
    Remedy.OFFICER,
)


def clear_text(
    number: str, issued: datetime, valid_until: datetime, debt: DebtPosition, subject: str
) -> str:
    """Return the sentence for the card's file when nothing is owed; ``subject`` is `card`'s."""
    return persian_digits(
        f"به موجب گواهی شمارهٔ {number} مورخ {jalali(tehran_day(issued))} سازمان تأمین اجتماعی، "
        f"{workshop_of(debt)} در تاریخ صدور بدهی معوق حق بیمه ندارد و {subject} از نظر سازمان "
        f"بلامانع است. {_holds(valid_until)}"
    )


def dissolved_text(number: str, issued: datetime, name: str, subject: str) -> str:
    """Return the sentences for the card's file of a dissolved firm called ``name``."""
    return persian_digits(
        f"به موجب پاسخ شمارهٔ {number} مورخ {jalali(tehran_day(issued))} سازمان تأمین اجتماعی، "
        f"«{name}» به گواهی سامانهٔ ثبت اشخاص حقوقی منحل شده است و گواهی برای {subject} صادر "
        "نمی‌شود؛ این پاسخ به معنای نداشتن بدهی نیست."
    )


def clear_text_again(
    number: str,
    issued: datetime,
    valid_until: datetime,
    debt: DebtPosition,
    subject: str,
    replaced: Replaced,
) -> str:
    """Return the sentence of a clearance issued anew: what was true then, under a new number."""
    return persian_digits(
        f"به موجب گواهی شمارهٔ {number} مورخ {jalali(tehran_day(issued))} سازمان تأمین اجتماعی که "
        f"جایگزین گواهی {replaced.words} است، {workshop_of(debt)} در تاریخ {jalali(debt.as_of)} "
        f"بدهی معوق حق بیمه نداشته است و {subject} از نظر سازمان بلامانع است. "
        f"{_holds(valid_until)}"
    )


def dissolved_text_again(
    number: str, issued: datetime, name: str, subject: str, day: date, replaced: Replaced
) -> str:
    """Return the sentences of a refusal issued anew; ``day`` is that of its facts."""
    return persian_digits(
        f"به موجب پاسخ شمارهٔ {number} مورخ {jalali(tehran_day(issued))} سازمان تأمین اجتماعی که "
        f"جایگزین پاسخ {replaced.words} است، «{name}» در تاریخ {jalali(day)} به گواهی سامانهٔ ثبت "
        f"اشخاص حقوقی منحل شده بود و گواهی برای {subject} صادر نشد؛ این پاسخ به معنای نداشتن بدهی "
        "نیست."
    )


def reason_again(reason: Reason, day: date) -> Reason:
    """Return a reason of a document issued anew: it speaks of the ``day`` of its facts."""
    if reason.code != FIRM_DISSOLVED.code:
        return base.reason_again(reason, day)
    fa = "به گواهی سامانهٔ ثبت اشخاص حقوقی، شخص حقوقی متقاضی منحل شده بود."
    en = "the registry of legal persons recorded that the applicant was dissolved."
    return base.said_of(reason, day, fa, en)


def pending_text(due: date) -> str:
    """Return what a chamber is told while the case is open."""
    return base.pending(f"تعهد سازمان، پاسخ تا پایان {jalali(due)} است.")


def card(purpose: CardPurpose, number: CardNumber | None) -> str:
    """Return what a clearance is for, in words: a first card, or the renewal of one."""
    return "صدور کارت بازرگانی" if purpose is CardPurpose.ISSUE else _renewal(number)


def _renewal(number: CardNumber | None) -> str:
    return f"تمدید کارت بازرگانی شمارهٔ {number}"


def _holds(valid_until: datetime) -> str:
    """Return until when a clearance holds, and what it rests on."""
    day = jalali(tehran_day(valid_until))
    return f"اعتبار گواهی تا پایان {day} است (مادهٔ ۳۷ قانون تأمین اجتماعی)."
