"""The words of the notices of what became of a clearance, in Persian; days Jalali.

The wording is ours; the substance is Article 38 of the Social Security Act: what is withheld is
paid against a clearance that stands.
"""

from collections.abc import Mapping

from hub.usecases.article38.file.clearance_acts import (
    Changed,
    ClearanceReinstated,
    ClearanceReplaced,
    ClearanceRevoked,
    ClearanceSuspended,
)
from hub.usecases.article38.file.contents import File
from hub.usecases.article38.file.notice_texts import of_row
from hub.usecases.article38.file.periods import Periods
from hub.usecases.article38.model import Party
from schemas.canonical.dates import jalali, tehran_day
from schemas.canonical.status import ReasonCode

_WHY: Mapping[ReasonCode, str] = {
    ReasonCode.COURT_ORDER: "دستور قضایی",
    ReasonCode.CORRECTED: "تصحیح گواهی",
    ReasonCode.FACTS_WITHDRAWN: "پس گرفته شدن اطلاعات از سوی مرجع آن",
    ReasonCode.FRAUD: "تقلب",
    ReasonCode.ISSUED_IN_ERROR: "صدور اشتباه",
    ReasonCode.KEY_COMPROMISE: "به خطر افتادن کلید امضا",
    ReasonCode.REVIEW_CLOSED: "پایان بررسی",
    ReasonCode.UNDER_REVIEW: "در دست بررسی",
}
_WITHHOLD: Mapping[Party, str] = {
    Party.CONTRACTOR: "به استناد آن چیزی از پنج درصد نگه‌داشته و آخرین قسط پرداختنی نیست",
    Party.ASSIGNER: "به استناد آن چیزی از پنج درصد نگه‌داشته و آخرین قسط را نپردازید",
}
_ARTICLE = "(مادهٔ ۳۸ قانون تأمین اجتماعی)."


def suspended(file: File, act: ClearanceSuspended, party: Party, periods: Periods) -> str:
    """Say that the clearance may not be relied on for now, and what not to pay."""
    return of_row(
        file,
        f"{_of(act)} معلق شد. علت: {_WHY[act.reason]}. تا رفع تعلیق {_WITHHOLD[party]} {_ARTICLE}",
    )


def reinstated(file: File, act: ClearanceReinstated, party: Party, periods: Periods) -> str:
    """Say that the clearance stands again."""
    return of_row(
        file, f"تعلیق {_of(act)} برداشته شد. علت: {_WHY[act.reason]}. مفاصاحساب دوباره معتبر است."
    )


def revoked(file: File, act: ClearanceRevoked, party: Party, periods: Periods) -> str:
    """Say that the clearance is void, what not to pay, and what a new one takes."""
    return of_row(
        file,
        f"{_of(act)} باطل شد. علت: {_WHY[act.reason]}. {_WITHHOLD[party]}؛ مفاصاحساب دیگر پس از "
        f"محاسبهٔ نو یا به اجازهٔ سازمان صادر و به شما ابلاغ می‌شود {_ARTICLE}",
    )


def replaced(file: File, act: ClearanceReplaced, party: Party, periods: Periods) -> str:
    """Say which number the clearance has now."""
    return of_row(
        file,
        f"{_of(act)} با شمارهٔ {act.by} از نو صادر شد و این جایگزین آن است. علت: "
        f"{_WHY[act.reason]}. از این پس به شمارهٔ تازه استناد کنید.",
    )


def _of(act: Changed) -> str:
    return f"مفاصاحساب شمارهٔ {act.number} از تاریخ {jalali(tehran_day(act.since))}"
