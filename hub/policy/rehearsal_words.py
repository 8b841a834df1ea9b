"""What a rehearsal found in words, English and Persian; pure."""

from hub.policy.fields import Fields
from hub.policy.rehearsal import Difference

_ENGLISH = {
    "refused": "would have been refused: {why} [{detail}]",
    "permitted": "would have been permitted; refused was: {why} [{detail}]",
    "withheld": "would not have been told {detail} ({old})",
    "told": "would have been told {detail} ({new}) as well",
    "form": "would have been told {detail} {new} instead of {old}",
    "signature": "would have had to be signed; whether they were is not recorded",
}
_PERSIAN = {
    "refused": "رد می‌شد: {why}",
    "permitted": "مجاز می‌شد؛ رد شده بود: {why}",
    "withheld": "«{field}» ({old}) گفته نمی‌شد",
    "told": "«{field}» ({new}) نیز گفته می‌شد",
    "form": "«{field}» به شکل {new} به جای {old} گفته می‌شد",
    "signature": "باید امضا می‌داشت؛ امضا داشتن آن ثبت نشده است",
}
_WHY = {
    "service.unknown": ("no such service", "خدمتی با این کد نیست"),
    "purpose.unknown": ("no such purpose", "منظوری با این کد نیست"),
    "purpose.other-service": ("the purpose of another service", "منظور خدمتی دیگر است"),
    "agreement.none": ("no agreement", "توافقی نیست"),
    "agreement.not-in-force": ("the agreement has ended", "توافق پایان یافته است"),
    "agreement.hours": ("outside the hours", "بیرون از ساعت‌های مجاز"),
    "agreement.delivery": ("answers in batches alone", "تنها به صورت دسته‌ای پاسخ می‌دهد"),
    "agreement.signature": ("no signature", "امضا ندارد"),
    "agreement.field": ("a field that is not granted", "قلمی که توافق نشده است"),
    "agreement.quota": ("the quota is spent", "سهمیه به پایان رسیده است"),
    "minute": ("the quota of a minute is spent", "سهمیهٔ دقیقه به پایان رسیده است"),
    "day": ("the quota of a day is spent", "سهمیهٔ روز به پایان رسیده است"),
}
_FORMS = {"whole": "کامل", "masked": "پوشیده", "yes-no": "آری یا نه", "age-band": "بازهٔ سنی"}


def in_english(one: Difference) -> str:
    """Return what would be otherwise, in English; how often and for whom is said elsewhere."""
    return _ENGLISH[one.what].format(why=_why(one)[0], detail=one.detail, old=one.old, new=one.new)


def in_persian(one: Difference, fields: Fields) -> str:
    """Return the same in Persian, under the Persian names in ``fields``."""
    field = fields.of(one.key.provider).get(one.detail)
    return _PERSIAN[one.what].format(
        why=_why(one)[1],
        field=field.title if field else one.detail,
        old=_FORMS.get(one.old or ""),
        new=_FORMS.get(one.new or ""),
    )


def _why(one: Difference) -> tuple[str, str]:
    """Return why something is or was refused; a code without words stands for itself."""
    known = _WHY.get(one.new or "") or _WHY.get(one.detail)
    return known or (one.detail, one.detail)
