"""An agreement file read strictly: every key required, none unknown, all that is wrong said."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from hub.policy.agreements_disclose import fitting
from hub.policy.agreements_model import (
    Agreement,
    Delivery,
    Key,
    Quota,
    Task,
    Transform,
    WrongAgreements,
)
from hub.policy.agreements_read import (
    near,
    read_age,
    read_code,
    read_count,
    read_day,
    read_flag,
    read_hours,
    read_text,
    read_word,
)
from hub.policy.fields import Fields, Kind
from hub.policy.problems import Problem

Reader = Callable[[object], Any]

_TASKS: dict[str, Reader] = {"service": read_code, "use_case": read_code}
_KEYS: dict[str, Reader] = {
    "consumer": read_code,
    "purpose": read_code,
    "article": read_text,
    "maximum_age": read_age,
    "allowed_hours": read_hours,
    "delivery": partial(read_word, words=Delivery),
    "signed": read_flag,
    "valid_from": read_day,
    "valid_until": read_day,
    "approver": read_text,
}
_QUOTA: dict[str, Reader] = {"per_minute": read_count, "per_day": read_count}
_FIELD: dict[str, Reader] = {"name": read_text, "transform": partial(read_word, words=Transform)}
_APART = ("provider", "quota", "fields")


def parse_agreement(file: str, text: str, fields: Fields) -> Agreement:
    """Return the agreement in a TOML ``text``; its name is ``file`` without the ending.

    Raises `WrongAgreements` with everything that is wrong, in the order of its keys.
    """
    try:
        table = tomllib.loads(text)
    except ValueError as error:  # an endless number is one too, though no TOMLDecodeError
        raise WrongAgreements([Problem(file, "", f"not TOML: {error}")]) from error
    reading = _Reading(file, fields)
    found = reading.agreement(table)
    if reading.problems:
        raise WrongAgreements(reading.problems)
    task = next(Task(kind, found.pop(kind)) for kind in ("service", "use_case") if kind in found)
    key = Key(found.pop("consumer"), task, found.pop("purpose"), found.pop("provider"))
    return Agreement(name=file.removesuffix(".toml"), key=key, **found)


class _Reading:
    """Reads one file; notes what is wrong and goes on."""

    def __init__(self, file: str, fields: Fields) -> None:
        self._file = file
        self._fields = fields
        self.problems: list[Problem] = []

    def agreement(self, table: Mapping[str, object]) -> dict[str, Any]:
        """Return the values of an agreement; of those that are wrong, none."""
        self._refuse_unknown(table, (*_KEYS, *_TASKS, *_APART), "")
        found = self._all(table, _KEYS)
        if len(tasks := _TASKS.keys() & table.keys()) != 1:
            self._note("service, use_case", "exactly one of the two must be given")
        found |= self._all(table, {one: _TASKS[one] for one in tasks})
        found["provider"] = self._one(table, "provider", self._read_provider)
        if isinstance(quota := self._one(table, "quota", _read_table), dict):
            found["quota"] = self._quota(quota)
        if isinstance(rows := self._one(table, "fields", _read_rows), list):
            found["fields"] = dict(self._granted(rows, found["provider"]))
        if _reversed(found, "valid_from", "valid_until"):
            self._note("valid_until", "is before valid_from")
        return found

    def _quota(self, table: Mapping[str, object]) -> Quota | None:
        """Return the quota; a day's is never less than a minute's."""
        self._refuse_unknown(table, _QUOTA, "quota.")
        found = self._all(table, _QUOTA, "quota.")
        if _reversed(found, "per_minute", "per_day"):
            self._note("quota.per_day", "is less than per_minute")
        return None if None in found.values() else Quota(**found)

    def _granted(self, rows: list[object], provider: str | None) -> Iterator[tuple[str, Transform]]:
        """Yield the fields that the rows grant and how each is told, a family's one by one."""
        seen: set[str] = set()
        for number, row in enumerate(rows, 1):
            place = f"fields[{number}]"
            if not isinstance(row, dict):
                self._note(place, "must be a table of name and transform")
                continue
            self._refuse_unknown(row, _FIELD, f"{place}.")
            found = self._all(row, _FIELD, f"{place}.")
            if found["name"] is None or provider is None:
                continue
            for name in self._names(provider, found["name"], place):
                if name in seen:
                    self._note(f"{place}.name", f"{name} is given twice")
                elif (told := self._told(provider, name, found["transform"], place)) is not None:
                    yield name, told
                seen.add(name)

    def _names(self, provider: str, name: str, place: str) -> tuple[str, ...]:
        """Return the provider's fields that ``name`` stands for."""
        if not (names := self._fields.expand(provider, name)):
            hint = near(name, self._fields.of(provider))
            self._note(f"{place}.name", f"{provider} has no field {name}{hint}")
        return names

    def _told(
        self, provider: str, name: str, transform: Transform | None, place: str
    ) -> Transform | None:
        """Return how a field is told; whole is yes or no where it is nothing else."""
        kind = self._fields.of(provider)[name].kind
        if transform is None or transform in fitting(kind):
            return Transform.YES_NO if transform and kind is Kind.FLAG else transform
        fit = ", ".join(fitting(kind))
        self._note(f"{place}.transform", f"{name} is a {kind} and can be told: {fit}")
        return None

    def _read_provider(self, value: object) -> str:
        """Return the provider's code, one of those whose fields are known."""
        if not isinstance(value, str) or value not in self._fields.providers:
            hint = near(value, self._fields.providers)
            raise ValueError(f"unknown agency {value!r}{hint}")
        return value

    def _all(
        self, table: Mapping[str, object], readers: Mapping[str, Reader], place: str = ""
    ) -> dict[str, Any]:
        """Return the value of every key; None for one that is wrong."""
        return {key: self._one(table, key, read, place) for key, read in readers.items()}

    def _one(self, table: Mapping[str, object], key: str, read: Reader, place: str = "") -> Any:
        """Return the value of a key, or None and note why there is none."""
        if key not in table:
            self._note(place + key, "is missing")
            return None
        try:
            return read(table[key])
        except ValueError as error:
            self._note(place + key, str(error))
            return None

    def _refuse_unknown(
        self, table: Mapping[str, object], known: Mapping[str, Reader] | tuple[str, ...], place: str
    ) -> None:
        """Note every key that no agreement has."""
        for key in table:
            if key not in known:
                self._note(place + key, f"unknown key{near(key, known)}")

    def _note(self, key: str, rule: str) -> None:
        self.problems.append(Problem(self._file, key, rule))


def _read_table(value: object) -> dict[str, object]:
    """Return a table."""
    if isinstance(value, dict):
        return value
    raise ValueError("must be a table")


def _read_rows(value: object) -> list[object]:
    """Return a list that is not empty."""
    if isinstance(value, list) and value:
        return value
    raise ValueError("must be a list of fields that is not empty")


def _reversed(table: Mapping[str, Any], first: str, second: str) -> bool:
    """Tell whether both values are there and the first is the larger."""
    values = table[first], table[second]
    return None not in values and values[0] > values[1]
