"""A change between two sets of agreements in words, English and Persian; pure."""

from datetime import date

from hub.policy.agreements_diff import FIELD, Change
from hub.policy.fields import Fields
from schemas.canonical.dates import jalali

_WHAT = {
    "maximum_age": ("the maximum age of an answer, in seconds,", "بیشینهٔ عمر پاسخ (ثانیه)"),
    "quota.per_minute": ("the quota per minute", "سهمیهٔ هر دقیقه"),
    "quota.per_day": ("the quota per day", "سهمیهٔ هر روز"),
    "allowed_hours": ("the allowed hours", "ساعت‌های مجاز"),
    "delivery": ("the delivery", "شیوهٔ تحویل"),
    "signed": ("that each request is signed", "امضا شدن هر درخواست"),
    "valid_from": ("the first day of validity", "نخستین روز اعتبار"),
    "valid_until": ("the last day of validity", "واپسین روز اعتبار"),
    "article": ("the legal article", "مستند قانونی"),
    "approver": ("the approver", "تصویب‌کننده"),
}
_FORMS = {
    "whole": "کامل",
    "masked": "پوشیده",
    "yes-no": "آری یا نه",
    "age-band": "بازهٔ سنی",
    "inquiry": "تک‌به‌تک",
    "batch": "یکجا",
    "yes": "آری",
    "no": "نه",
}
_DAYS = ("valid_from", "valid_until")


def in_english(change: Change) -> str:
    """Return the change as a sentence in English."""
    key = change.key
    who = f"{key.consumer} ({key.task.code}, {key.purpose})"
    span = f"from {change.begins} to {change.ends}"
    if change.what != FIELD:
        what = _WHAT[change.what][0]
        return f"{who}, from {key.provider}: {what} changes from {change.old} to {change.new}"
    if change.old is None:
        return f"{who} gains {change.field} ({change.new}) of {key.provider}, {span}"
    if change.new is None:
        return f"{who} loses {change.field} ({change.old}) of {key.provider}, {span}"
    told = f"told {change.new} instead of {change.old}"
    return f"{who} has {change.field} of {key.provider} {told}"


def in_persian(change: Change, fields: Fields) -> str:
    """Return the change as a sentence in Persian, under the Persian names in ``fields``."""
    key = change.key
    who = f"{key.consumer} ({key.task.code}، {key.purpose})"
    provider = fields.providers[key.provider].title
    old, new = (_persian(change, value) for value in (change.old, change.new))
    if change.what != FIELD:
        return f"{who}، از {provider}: {_WHAT[change.what][1]} از {old} به {new} تغییر می‌کند"
    field = f"«{fields.of(key.provider)[str(change.field)].title}»"
    span = f"از {jalali(change.begins)} تا {jalali(change.ends)}"
    if change.old is None:
        return f"{who} {field} ({new}) را از {provider} به دست می‌آورد، {span}"
    if change.new is None:
        return f"{who} {field} ({old}) را از {provider} از دست می‌دهد، {span}"
    return f"{who} {field} را از {provider} به شکل {new} به جای {old} می‌گیرد"


def _persian(change: Change, value: str | None) -> str:
    """Return a value as Persian readers know it: forms by their names, days by their calendar."""
    if value is not None and change.what in _DAYS:
        return jalali(date.fromisoformat(value))
    return _FORMS.get(value or "", value or "")
