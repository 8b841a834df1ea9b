"""Why an act is not taken into a file: stable codes and their words; no value is in any."""

from collections.abc import Mapping

from hub.errors import Refusal
from hub.usecases.article38.model import Words

REFUSALS: Mapping[str, Words] = {
    "article38.not-allocated": Words(
        "برای این قرارداد هنوز ردیف پیمان تخصیص نیافته است.",
        "no contract row was allocated yet",
    ),
    "article38.allocated": Words(
        "ردیف پیمان این قرارداد پیش‌تر تخصیص یافته است.",
        "a contract row is allocated once",
    ),
    "article38.out-of-order": Words(
        "این اقدام در وضعیت کنونی پرونده پذیرفته نیست.",
        "the file is at another point: this act cannot follow now",
    ),
    "article38.cleared": Words(
        "مفاصاحساب نهایی صادر شده است؛ پس از آن تنها اعتراض و آزادسازی پذیرفته است.",
        "the final clearance was issued: only an objection or a release may follow",
    ),
    "article38.withdrawn": Words(
        "قرارداد پس گرفته شده است.",
        "every register took the contract back",
    ),
    "article38.no-workshop": Words(
        "هر دو طرف قرارداد باید شمارهٔ کارگاه داشته باشند.",
        "both parties must hold a workshop number",
    ),
    "article38.no-account": Words(
        "هر دو طرف قرارداد باید در روز تخصیص حساب کاربری داشته باشند.",
        "both parties must hold an account on the day of allocation",
    ),
    "article38.no-address": Words(
        "نشانی و کد پستی مندرج در قرارداد لازم است.",
        "the address that the contract names is captured at allocation, with its postal code",
    ),
    "article38.one-party": Words(
        "واگذارنده و پیمانکار یک کارگاه‌اند.",
        "assigner and contractor are one workshop",
    ),
    "article38.other-row": Words(
        "ردیف پیمان با آنچه در پایگاه قراردادها ثبت شده یکی نیست.",
        "the shared contract states another row",
    ),
    "article38.other-branch": Words(
        "شعبه با آنچه در پایگاه قراردادها ثبت شده یکی نیست.",
        "the shared contract states another branch",
    ),
    "article38.future": Words(
        "تاریخ از امروز گذشته است.",
        "the day is in the future",
    ),
    "article38.before-allocation": Words(
        "تاریخ پیش از تخصیص ردیف پیمان است.",
        "the day is before the allocation of the row",
    ),
    "article38.dates-reversed": Words(
        "تاریخ پیش از اقدامی است که این اقدام از آن برمی‌آید.",
        "the day is before that of the act it follows from",
    ),
    "article38.stage": Words(
        "مبانی اولیه پیش از تعیین ضریب و مبانی موقت و نهایی پس از آن ثبت می‌شود.",
        "initial bases come before the coefficient is fixed, interim and final ones after it",
    ),
    "article38.until": Words(
        "روز پایان تنها برای مبانی موقت و برای همهٔ آنها لازم است.",
        "interim bases name the last day they cover, and no others do",
    ),
    "article38.period-cleared": Words(
        "برای این بازه پیش‌تر مفاصاحساب صادر شده است.",
        "a clearance covers this period already",
    ),
    "article38.below-cleared": Words(
        "مبلغ کمتر از آن است که پیش‌تر برای آن مفاصاحساب صادر شده است.",
        "less is owed than was already cleared",
    ),
    "article38.below-sheets": Words(
        "مبلغ کمتر از جمع برگ‌های پرداخت صادرشده است.",
        "less is owed than the payment sheets ask for",
    ),
    "article38.subcontract-not-cleared": Words(
        "برای قرارداد فرعی نام‌برده مفاصاحساب صادر نشده است.",
        "a sub-contract is told as cleared and its file has no final clearance",
    ),
    "article38.subcontract-above-cleared": Words(
        "کارکرد یا حق بیمهٔ قرارداد فرعی بیش از آن است که مفاصاحساب آن نشان می‌دهد.",
        "a sub-contract takes off more turnover or premium than its own clearance is of",
    ),
    "article38.sheet-known": Words(
        "برگ پرداختی با این شماره در پرونده هست.",
        "the file has a payment sheet of this number",
    ),
    "article38.no-sheet": Words(
        "برگ پرداختی با این شماره در پرونده نیست.",
        "the file has no payment sheet of this number",
    ),
    "article38.amount": Words(
        "مبلغ باید بیش از صفر باشد.",
        "the amount must be more than nothing",
    ),
    "article38.above-due": Words(
        "جمع مبالغ از بدهی قرارداد بیشتر می‌شود.",
        "in sum it is more than is owed",
    ),
    "article38.above-sheet": Words(
        "مبلغ از ماندهٔ برگ پرداخت بیشتر است.",
        "more than is left of the payment sheet",
    ),
    "article38.undertaking-not-needed": Words(
        "برای این دورهٔ مالی تعهدنامه لازم نیست.",
        "no undertaking is needed for this fiscal period",
    ),
    "article38.undertaking-twice": Words(
        "برای این دورهٔ مالی پیش‌تر تعهدنامه گرفته شده است.",
        "an undertaking is taken once for a fiscal period",
    ),
    "article38.period": Words(
        "دورهٔ مالی از روز نخست تا روز آخر است و از یک سال بیشتر نیست.",
        "a fiscal period ends after it begins and is a year at most",
    ),
    "article38.periods-overlap": Words(
        "دو دورهٔ مالی بر هم می‌افتند.",
        "two fiscal periods of one contractor overlap",
    ),
    "article38.periods-missing": Words(
        "دوره‌های مالی بازرسی‌نشده باید نام برده شوند.",
        "the clearance stands on an undertaking: the uninspected fiscal periods must be named",
    ),
    "article38.end-unknown": Words(
        "پایان قرارداد معلوم نیست.",
        "nobody has told when the contract ended",
    ),
    "article38.note-early": Words(
        "از پایان، تعلیق یا فسخ قرارداد یک سال نگذشته است.",
        "the contract ended, was suspended or terminated less than a year ago",
    ),
    "article38.late": Words(
        "مهلت قانونی این اقدام گذشته است.",
        "the legal period has ended",
    ),
    "article38.not-appealable": Words(
        "رأی بدوی تا این مبلغ قطعی است.",
        "a claim of this amount is final by the primary award",
    ),
    "article38.final": Words(
        "رأی قطعی شده است.",
        "the award is final",
    ),
    "article38.no-party": Words(
        "تنها پیمانکار یا سازمان می‌تواند تجدیدنظر بخواهد.",
        "only the contractor or the organization may appeal",
    ),
    "article38.above-claim": Words(
        "رأی از مبلغ محاسبه‌شده بیشتر است.",
        "the award is more than was calculated",
    ),
    "article38.no-lists": Words(
        "آزادسازی تنها برای پیمانکاری است که فهرست فرستاده است.",
        "withheld money is released only for a contractor who files lists",
    ),
    "article38.above-paid": Words(
        "بیش از حق بیمهٔ پرداخت‌شده‌ای است که هنوز در برابر آن چیزی آزاد نشده است.",
        "more than the premium paid, less what was released before",
    ),
    "article38.above-withheld": Words(
        "بیش از آن است که واگذارنده نگه داشته است.",
        "more than the assigner withholds",
    ),
    "article38.no-clearance": Words(
        "مفاصاحسابی با این شماره در پرونده نیست.",
        "the file has no clearance of this number",
    ),
    "article38.not-revoked": Words(
        "مفاصاحساب محاسبهٔ اخیر با این شماره ابطال نشده است.",
        "no clearance of this number was revoked for what was calculated last",
    ),
    "article38.clearance-void": Words(
        "مفاصاحساب پرونده معلق یا ابطال شده است؛ تا آن زمان چیزی آزاد نمی‌شود.",
        "the file's clearance is suspended or revoked: nothing is released upon it",
    ),
}
"""Every code with its words in Persian and in English."""


class ActRefused(Refusal):
    """An act cannot be taken: ``code`` is one of `REFUSALS`, ``rule`` its English words."""

    def __init__(self, why: str, *, field: str | None = None) -> None:
        self.code = f"article38.{why}"
        super().__init__(REFUSALS[self.code].en, field=field)
