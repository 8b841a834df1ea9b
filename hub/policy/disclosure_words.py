"""What a receipt says was told, in words, English and Persian; pure."""

from collections.abc import Iterable, Iterator

from hub.policy.fields import Fields
from schemas.canonical.disclosure import Basis, Disclosed, Telling

_FORMS = {
    "whole": "کامل",
    "masked": "پوشیده",
    "yes-no": "آری یا نه",
    "age-band": "بازهٔ سنی",
}
_NOTHING_TOLD = {
    Telling.TOLD: ("nothing was told", "چیزی گفته نشد"),
    Telling.NOT_FOUND: ("nobody of that kind was found", "چنین کسی یافت نشد"),
    Telling.SILENT: ("no answer came", "پاسخی نیامد"),
    Telling.REFUSED: ("it was refused", "پذیرفته نشد"),
}


def in_english(consumer: str, one: Disclosed) -> str:
    """Return who asked whom under what, and the fields that were told and withheld."""
    asked, basis = one.asked, one.asked.basis
    under = f"{basis.article} (agreement {_short(basis)})" if basis else "no agreement"
    said = [f"{consumer} asked {asked.provider} for {asked.task} ({asked.purpose}) under {under}"]
    if asked.fields:
        said.append(f"named {', '.join(asked.fields)}")
    if one.told:
        said.append(f"told {', '.join(f'{name} ({form})' for name, form in one.told.items())}")
    else:
        said.append(f"{_NOTHING_TOLD[one.outcome][0]}{_because(one)}")
    if one.withheld:
        said.append(f"withheld {', '.join(one.withheld)}")
    return "; ".join(said)


def in_persian(consumer: str, one: Disclosed, fields: Fields) -> str:
    """Return the same in Persian, under the Persian names in ``fields`` where they have one."""
    asked, basis = one.asked, one.asked.basis
    under = f"به استناد {basis.article} (توافق {_short(basis)})" if basis else "بی هیچ توافقی"
    provider = fields.providers.get(asked.provider)
    whom = provider.title if provider else asked.provider
    said = [f"{consumer} از {whom} برای {asked.task} ({asked.purpose}) {under} پرسید"]
    if asked.fields:
        said.append(f"نام‌برده: {_listed(_titles(one, asked.fields, fields))}")
    if one.told:
        titles = zip(_titles(one, one.told, fields), one.told.values(), strict=True)
        told = (f"{title} ({_FORMS.get(form, form)})" for title, form in titles)
        said.append(f"گفته شد: {_listed(told)}")
    else:
        said.append(f"{_NOTHING_TOLD[one.outcome][1]}{_because(one)}")
    if one.withheld:
        said.append(f"گفته نشد: {_listed(_titles(one, one.withheld, fields))}")
    return "؛ ".join(said)


def _short(basis: Basis) -> str:
    """Return the first 16 digits of the agreement's digest, enough to find it by."""
    return basis.agreement.hex()[:16]


def _titles(one: Disclosed, names: Iterable[str], fields: Fields) -> Iterator[str]:
    """Yield the Persian name of each field, or the field itself where there is none any more."""
    known = fields.of(one.asked.provider)
    for name in names:
        yield f"«{known[name].title}»" if name in known else name


def _listed(names: Iterable[str]) -> str:
    """Return names as a list in Persian."""
    return "، ".join(names)


def _because(one: Disclosed) -> str:
    """Return the code of a refusal in brackets, or nothing."""
    return f" ({one.reason})" if one.reason else ""
