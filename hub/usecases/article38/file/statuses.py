"""The status codes of a file, 01 to 17, and which act leads to which; literal tables.

The codes are those of the Organization's own system.
"""

from collections.abc import Mapping
from enum import StrEnum

from hub.usecases.article38.file.acts import (
    Act,
    BasesConfirmed,
    BasesFiled,
    BasesRejected,
    ClearanceIssued,
    CoefficientFixed,
    Collected,
    NoteForm,
    NoteIssued,
    NoteNotified,
    PremiumCalculated,
    RowAllocated,
    SheetIssued,
    SheetKind,
)
from hub.usecases.article38.file.clearance_acts import (
    ClearanceNotified,
    ClearanceReinstated,
    ClearanceRevoked,
    ClearanceSuspended,
)
from hub.usecases.article38.model import Words


class FileStatus(StrEnum):
    """What a file was brought to last, by the code that the Organization knows it by."""

    SMS_SENT = "01"
    BASES_FILED = "02"
    CONFIRMED = "03"
    REJECTED = "04"
    COEFFICIENT_FIXED = "05"
    CALCULATED = "06"
    FORM_ONE_ISSUED = "07"
    FORM_ONE_NOTIFIED = "08"
    FORM_TWO_ISSUED = "09"
    FORM_TWO_NOTIFIED = "10"
    DEFINITE_SHEET = "11"
    ESTIMATED_SHEET = "12"
    DEFINITE_COLLECTED = "13"
    ESTIMATED_COLLECTED = "14"
    BOTH_COLLECTED = "15"
    CLEARED = "16"
    CLEARANCE_NOTIFIED = "17"


STATUS: Mapping[tuple[type[Act], object], FileStatus] = {
    (RowAllocated, None): FileStatus.SMS_SENT,
    (BasesFiled, None): FileStatus.BASES_FILED,
    (BasesConfirmed, None): FileStatus.CONFIRMED,
    (BasesRejected, None): FileStatus.REJECTED,
    (CoefficientFixed, None): FileStatus.COEFFICIENT_FIXED,
    (PremiumCalculated, None): FileStatus.CALCULATED,
    (NoteIssued, NoteForm.ONE): FileStatus.FORM_ONE_ISSUED,
    (NoteNotified, NoteForm.ONE): FileStatus.FORM_ONE_NOTIFIED,
    (NoteIssued, NoteForm.TWO): FileStatus.FORM_TWO_ISSUED,
    (NoteNotified, NoteForm.TWO): FileStatus.FORM_TWO_NOTIFIED,
    (SheetIssued, SheetKind.DEFINITE): FileStatus.DEFINITE_SHEET,
    (SheetIssued, SheetKind.ESTIMATED): FileStatus.ESTIMATED_SHEET,
    (Collected, frozenset({SheetKind.DEFINITE})): FileStatus.DEFINITE_COLLECTED,
    (Collected, frozenset({SheetKind.ESTIMATED})): FileStatus.ESTIMATED_COLLECTED,
    (Collected, frozenset(SheetKind)): FileStatus.BOTH_COLLECTED,
    (ClearanceIssued, None): FileStatus.CLEARED,
    (ClearanceNotified, "both"): FileStatus.CLEARANCE_NOTIFIED,
    (ClearanceSuspended, "shown"): FileStatus.CALCULATED,
    (ClearanceReinstated, "some"): FileStatus.CLEARED,
    (ClearanceReinstated, "both"): FileStatus.CLEARANCE_NOTIFIED,
    (ClearanceRevoked, "shown"): FileStatus.CALCULATED,
}
"""By act, and by what tells acts of its kind apart; an act that is not here changes no code.

A collection is told apart by the kinds of sheet all of whose sheets are paid in full, and
``both`` says that contractor and assigner were told of the clearance, ``some`` that not both were.
The Organization's system has no code for a clearance that does not stand: while the status has
``shown`` it, the contract is calculated then, and cleared again once the suspension is lifted.
"""

STATUS_WORDS: Mapping[FileStatus, Words] = {
    FileStatus.SMS_SENT: Words("پیامک ارسال شد", "SMS sent"),
    FileStatus.BASES_FILED: Words(
        "مبانی محاسبه را واگذارنده ثبت کرد", "calculation bases filed by the assigner"
    ),
    FileStatus.CONFIRMED: Words(
        "تأیید و در اطلاعات قرارداد ثبت شد", "confirmed, entered in the contract data"
    ),
    FileStatus.REJECTED: Words("رد شد", "rejected"),
    FileStatus.COEFFICIENT_FIXED: Words("ضریب تعیین شد", "coefficient fixed"),
    FileStatus.CALCULATED: Words("قرارداد محاسبه شد", "contract calculated"),
    FileStatus.FORM_ONE_ISSUED: Words(
        "فرم ۱ تبصرهٔ الحاقی صادر شد", "form 1 of the added note issued"
    ),
    FileStatus.FORM_ONE_NOTIFIED: Words(
        "فرم ۱ تبصرهٔ الحاقی ابلاغ شد", "form 1 of the added note notified"
    ),
    FileStatus.FORM_TWO_ISSUED: Words(
        "فرم ۲ تبصرهٔ الحاقی صادر شد", "form 2 of the added note issued"
    ),
    FileStatus.FORM_TWO_NOTIFIED: Words(
        "فرم ۲ تبصرهٔ الحاقی ابلاغ شد", "form 2 of the added note notified"
    ),
    FileStatus.DEFINITE_SHEET: Words(
        "برگ پرداخت بدهی قطعی صادر شد", "payment sheet issued, definite debt"
    ),
    FileStatus.ESTIMATED_SHEET: Words(
        "برگ پرداخت بدهی برآوردی صادر شد", "payment sheet issued, estimated debt"
    ),
    FileStatus.DEFINITE_COLLECTED: Words("بدهی قطعی وصول شد", "definite debt collected"),
    FileStatus.ESTIMATED_COLLECTED: Words("بدهی برآوردی وصول شد", "estimated debt collected"),
    FileStatus.BOTH_COLLECTED: Words("هر دو بدهی وصول شد", "both debts collected"),
    FileStatus.CLEARED: Words("مفاصاحساب صادر شد", "clearance issued"),
    FileStatus.CLEARANCE_NOTIFIED: Words("مفاصاحساب ابلاغ شد", "clearance notified"),
}
"""Every code in words."""
