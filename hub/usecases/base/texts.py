"""The words that the duties of the Social Security Act say alike."""

from dataclasses import dataclass
from datetime import date, datetime

from hub.findings import Silent
from schemas.canonical.dates import jalali, tehran_day
from schemas.canonical.decision import Reason, Remedy
from schemas.canonical.money import grouped
from schemas.canonical.text import persian_digits
from schemas.canonical.workshop import DebtPosition

ARTICLE = "37"

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
    "firms": ("سامانهٔ ثبت اشخاص حقوقی", "The registry of legal persons"),
    "ledger": ("دفتر بدهی سازمان", "The debt ledger"),
}

_SILENCES = {
    "unreadable": ("پاسخ {} خوانا یا کامل نبود", "{} gave an answer that cannot be read"),
    "closed": (
        "{} بیرون از ساعت یا سهمیهٔ پاسخ‌گویی است",
        "{} is closed, or its quota is used up",
    ),
    "silent": ("{} پاسخ نداده است", "{} has not answered"),
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

    @property
    def words(self) -> str:
        """The one it was, in words."""
        return f"شمارهٔ {self.number} مورخ {jalali(tehran_day(self.issued))}"


def owing(number: str, issued: datetime, debt: DebtPosition, advice: str) -> str:
    """Return the sentences of a debt statement: amounts in rials, then what may be done."""
    return persian_digits(
        f"به موجب اعلام بدهی شمارهٔ {number} مورخ {jalali(tehran_day(issued))} سازمان تأمین "
        f"اجتماعی، {workshop_of(debt)} جمعاً {grouped(debt.total)} ریال بدهی دارد: "
        f"{parts_of(debt)}. {advice}"
    )


def owing_again(
    number: str, issued: datetime, debt: DebtPosition, replaced: Replaced, advice: str
) -> str:
    """Return the sentences of a debt statement issued anew: what was owed on the day it says."""
    return persian_digits(
        f"به موجب اعلام بدهی شمارهٔ {number} مورخ {jalali(tehran_day(issued))} سازمان تأمین اجتماعی "
        f"که جایگزین اعلام {replaced.words} است، {workshop_of(debt)} در تاریخ "
        f"{jalali(debt.as_of)} جمعاً {grouped(debt.total)} ریال بدهی داشته است: {parts_of(debt)}. "
        f"{advice}"
    )


def pending(promise: str) -> str:
    """Return what is told while a case is open; it must never read as a clearance.

    ``promise`` says until when there will be an answer.
    """
    return persian_digits(
        "استعلام ثبت شده و هنوز پاسخ داده نشده است؛ این وضعیت گواهی نیست و به معنای نداشتن بدهی "
        f"نیست. {promise}"
    )


def silence(role: str, found: Silent) -> Reason:
    """Return the reason that the agency in ``role`` left a question open."""
    agency_fa, agency_en = _AGENCIES[role]
    word = "unreadable" if found.broken else "closed" if found.by_calendar else "silent"
    fa, en = _SILENCES[word]
    return Reason(
        f"{role}-{word}",
        ARTICLE,
        f"{fa.format(agency_fa)}؛ این به معنای نداشتن بدهی نیست.",
        f"{en.format(agency_en)}; that is not an absence of debt.",
        Remedy.AGENCY,
        found.until,
    )


def reason_again(reason: Reason, day: date) -> Reason:
    """Return a reason of a certificate issued anew: it speaks of the ``day`` of its facts."""
    fa, en = _AGAIN[reason.code]
    return said_of(reason, day, fa, en)


def said_of(reason: Reason, day: date, fa: str, en: str) -> Reason:
    """Return ``reason`` as what was said of ``day``, in these words."""
    then = persian_digits(f"در تاریخ {jalali(day)} {fa}")
    return Reason(reason.code, ARTICLE, then, f"On {day.isoformat()} {en}")


def parts_of(debt: DebtPosition) -> str:
    """Return a debt's parts in words, amounts in rials."""
    return (
        f"{grouped(debt.definite)} ریال قطعی، {grouped(debt.divisible)} ریال قابل تقسیط و "
        f"{grouped(debt.indivisible)} ریال غیرقابل تقسیط"
    )


def workshop_of(debt: DebtPosition) -> str:
    """Return the workshop of a debt by name, number and branch."""
    ref = debt.workshop
    return f"کارگاه «{debt.workshop_name}» به شمارهٔ {ref.workshop_id} شعبهٔ {ref.branch}"
