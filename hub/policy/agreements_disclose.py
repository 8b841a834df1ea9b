"""What is told of an answer: the granted fields, each in its agreed form, and nothing else."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hub.policy.agreements_model import Agreement, Transform
from hub.policy.fields import Kind
from schemas.canonical.dates import jalali

Value = str | int | bool | date | list[Any] | None
"""A value that is told; a list is of JSON values."""
Teller = Callable[[Value, date], Value]

_BANDS = (0, 18, 30, 45, 60, 75)
"""The ages at which a band begins."""
_HIDDEN = "***"
"""Stands for what is hidden, always as long, so that its length is not told either."""


class UnfitValue(ValueError):
    """A provider's value is not of its field's kind; the message names the field, never the value.

    Nothing of the answer is told then.
    """

    def __init__(self, field: str, kind: Kind) -> None:
        super().__init__(f"{field}: the value is no {kind}")
        self.field = field
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Grant:
    """An agreement ready for use: how each granted field is told, and what kind it must be of."""

    agreement: Agreement
    digest: str
    tellers: Mapping[str, tuple[Kind, Teller]]


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What of an answer is told, and the names of the fields that are not."""

    disclosed: dict[str, Value]
    withheld: tuple[str, ...]


def grant_of(agreement: Agreement, kinds: Mapping[str, Kind]) -> Grant:
    """Return the grant of an agreement, whose fields are of ``kinds``."""
    tellers = {
        name: (kinds[name], _TELLERS[kinds[name]][transform])
        for name, transform in agreement.fields.items()
    }
    return Grant(agreement, agreement.digest, tellers)


def fitting(kind: Kind) -> Iterable[Transform]:
    """Return the forms in which a value of a kind can be told."""
    return _TELLERS[kind].keys()


def disclose(grant: Grant, values: Mapping[str, Value], on: date) -> Disclosure:
    """Return what ``grant`` tells of a provider's ``values`` on a day (for ages), by field.

    What is not granted is withheld. An absent value (None) stays one, and is a no where yes or no
    is told. Raises `UnfitValue`.
    """
    disclosed: dict[str, Value] = {}
    withheld = []
    for name, value in values.items():
        granted = grant.tellers.get(name)
        if granted is None:
            withheld.append(name)
            continue
        kind, tell = granted
        if value is not None and not _fits(value, kind):
            raise UnfitValue(name, kind)
        try:
            disclosed[name] = tell(value, on)
        except ValueError:
            raise UnfitValue(name, kind) from None
    return Disclosure(disclosed, tuple(withheld))


def _fits(value: Value, kind: Kind) -> bool:
    """Tell whether a value is of a kind: no number is a flag, no instant is a day."""
    wanted = _TYPES[kind]
    if isinstance(value, bool | datetime):
        return type(value) is wanted
    return isinstance(value, wanted)


def _whole(value: Value, _: date) -> Value:
    return value


def _yes_no(value: Value, _: date) -> Value:
    """Return whether there is something: a day, an amount above nothing, a flag that is up.

    Of a value that is absent there is not, nor of a list without entries.
    """
    if isinstance(value, list):
        return bool(value)
    return isinstance(value, date) or (isinstance(value, int) and value > 0)


def _masked_name(value: Value, _: date) -> Value:
    """Return the first letter alone; of a name of one letter, not even that."""
    name = str(value).strip()
    return None if value is None else (name[0] if len(name) > 1 else "") + _HIDDEN


def _masked_code(value: Value, _: date) -> Value:
    """Return the last four characters, and never more than half of them."""
    if value is None:
        return None
    code = str(value).strip()
    shown = min(4, len(code) // 2)
    return _HIDDEN + code[len(code) - shown :]


def _masked_day(value: Value, _: date) -> Value:
    """Return the Jalali year alone."""
    return f"{jalali(value)[:4]}/**/**" if isinstance(value, date) else None


def _age_band(value: Value, on: date) -> Value:
    """Return the band of the age in full Jalali years; ``ValueError`` for a birth yet to come."""
    if not isinstance(value, date):
        return None
    if value > on:
        raise ValueError("born after that day")
    born, today = jalali(value), jalali(on)
    age = int(today[:4]) - int(born[:4]) - (today[5:] < born[5:])
    place = sum(begins <= age for begins in _BANDS) - 1
    last = place == len(_BANDS) - 1
    return f"{_BANDS[place]}+" if last else f"{_BANDS[place]}-{_BANDS[place + 1] - 1}"


_TYPES: dict[Kind, type] = {
    Kind.NAME: str,
    Kind.TEXT: str,
    Kind.CODE: str,
    Kind.DATE: date,
    Kind.BIRTH_DATE: date,
    Kind.AMOUNT: int,
    Kind.FLAG: bool,
    Kind.LIST: list,
}
_DAY: dict[Transform, Teller] = {
    Transform.WHOLE: _whole,
    Transform.MASKED: _masked_day,
    Transform.YES_NO: _yes_no,
}
_TELLERS: dict[Kind, dict[Transform, Teller]] = {
    Kind.NAME: {Transform.WHOLE: _whole, Transform.MASKED: _masked_name},
    Kind.TEXT: {Transform.WHOLE: _whole},
    Kind.CODE: {Transform.WHOLE: _whole, Transform.MASKED: _masked_code},
    Kind.DATE: _DAY,
    Kind.BIRTH_DATE: {**_DAY, Transform.AGE_BAND: _age_band},
    Kind.AMOUNT: {Transform.WHOLE: _whole, Transform.YES_NO: _yes_no},
    Kind.FLAG: {Transform.WHOLE: _yes_no, Transform.YES_NO: _yes_no},
    Kind.LIST: {Transform.WHOLE: _whole, Transform.YES_NO: _yes_no},
}
"""What can be told of each kind. A text has no part that would not tell too much or nothing, and a
list is told whole or not: its entries hold all kinds."""
