"""What a new catalogue of passports changes, in words, English and Persian; pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from hub.policy.passports import Passport

_NAMES = {
    "title": "عنوان",
    "audience": "مخاطبان",
    "channels": "درگاه‌ها",
    "presence": "شیوهٔ مراجعه",
    "legal_basis": "مستند قانونی",
    "steps": "مراحل",
    "documents": "مدارک",
    "fee": "هزینه",
    "deadline": "مهلت پاسخ",
    "window": "مهلت درخواست",
    "owner": "متولی",
    "review": "بازنگری",
    "needs": "نیازهای اطلاعاتی",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A service that is new, is no more, or says otherwise under ``keys`` of its passport.

    ``title`` is the Persian one; without ``keys`` the whole passport is meant, which is there
    after the change (``stays``) or was there before.
    """

    code: str
    title: str
    keys: tuple[str, ...]
    stays: bool


def diff(old: Iterable[Passport], new: Iterable[Passport]) -> tuple[Change, ...]:
    """Return every change from ``old`` to ``new``, by code; none if and only if they are equal."""
    before, after = ({one.code: one for one in given} for given in (old, new))
    found = (
        _change(before.get(code), after.get(code)) for code in sorted(before.keys() | after.keys())
    )
    return tuple(one for one in found if one is not None)


def _change(old: Passport | None, new: Passport | None) -> Change | None:
    there = new or old
    if there is None or old == new:
        return None
    if old is None or new is None:
        return Change(there.code, there.title.fa, (), stays=new is not None)
    keys = tuple(key for key in _NAMES if getattr(old, key) != getattr(new, key))
    return Change(there.code, there.title.fa, keys, stays=True)


def in_english(change: Change) -> str:
    """Return the change as a sentence in English."""
    if change.keys:
        return f"{change.code} says otherwise: {', '.join(change.keys)}"
    return f"{change.code} is {'a new service' if change.stays else 'a service no more'}"


def in_persian(change: Change) -> str:
    """Return the change as a sentence in Persian."""
    title = f"«{change.title}»"
    if change.keys:
        return f"{title} تغییر می‌کند: {'، '.join(_NAMES[key] for key in change.keys)}"
    return f"{title} {'خدمت تازه است' if change.stays else 'دیگر خدمت نیست'}"
