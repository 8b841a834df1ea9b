"""What a consumer is told of a version of a contract: what its agreement grants; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import orjson

from hub.policy.agreements_disclose import Grant, Value, disclose
from hub.policy.agreements_model import Transform
from hub.policy.fields import Kind

Json = dict[str, Any]
_FAMILY: Final = "contract."
_DAYS: Final = frozenset({"signed_on", "starts_on", "ends_on"})
_WRITTEN: Final[Mapping[Kind, type]] = {
    Kind.NAME: str,
    Kind.TEXT: str,
    Kind.CODE: str,
    Kind.DATE: str,
    Kind.AMOUNT: int,
    Kind.FLAG: bool,
    Kind.LIST: list,
}
"""The types that values of these kinds have in JSON."""


def tell(grant: Grant, ocid: str, version: int, body: str, on: date) -> Json:
    """Return a version as JSON values; as `Telling.tell`, for one alone."""
    return Telling(grant, on).tell(ocid, version, body)


class Telling:
    """Tells versions as far as ``grant`` goes ``on`` a day in Tehran; made once for many."""

    def __init__(self, grant: Grant, on: date) -> None:
        self._grant = grant
        self._on = on
        self._whole = dict(_whole(grant))

    def tell(self, ocid: str, version: int, body: str) -> Json:
        """Return a version; ``body`` is as `hub.sharing.written.write_joined` wrote it.

        A field that is not granted is absent with all that is said of it, and named in
        ``withheld``; which registers speak, and since when, is always told. Raises ``UnfitValue``.
        """
        said: Json = orjson.loads(body)
        teller = _Teller(self._grant, self._on, self._whole)
        told = {
            "ocid": ocid,
            "version": version,
            **teller.members({"withdrawn": said["withdrawn"]}),
            "by": [_voice(teller, one) for one in said["by"]],
            "fields": teller.stated(said["fields"]),
            "disagreements": {
                name: [teller.stated({name: one})[name] for one in others]
                for name, others in said["disagreements"].items()
                if teller.grants(name)
            },
        }
        return told | {"withheld": sorted(teller.withheld)}


@dataclass(slots=True)
class _Teller:
    """Tells fields of a contract in their agreed forms, and notes what it does not tell.

    ``whole`` are the fields that are told as they are written, by the type of what JSON has there;
    everything else goes through the filter of all answers.
    """

    grant: Grant
    on: date
    whole: Mapping[str, type]
    withheld: set[str] = field(default_factory=set)

    def grants(self, name: str) -> bool:
        """Tell whether a field is granted."""
        return f"{_FAMILY}{name}" in self.grant.tellers

    def members(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return those of the fields that are granted, by name, each in its form."""
        told = {}
        for name, value in values.items():
            if type(value) is self.whole.get(name):
                told[name] = value
                continue
            for form in self._filtered(name, value):
                told[name] = form
        return told

    def stated(self, fields: Mapping[str, Json]) -> Json:
        """Return fields with their values told and who says them."""
        told, whole = {}, self.whole.get
        for name, one in fields.items():
            value = one["value"]
            if type(value) is whole(name):
                told[name] = one
                continue
            for form in self._filtered(name, value):
                told[name] = one | {"value": form}
        return told

    def _filtered(self, name: str, value: Any) -> Iterator[Value]:
        """Yield a field in its form; nothing of one that is not granted."""
        found = disclose(self.grant, {f"{_FAMILY}{name}": _typed(name, value)}, self.on)
        self.withheld.update(found.withheld)
        for form in found.disclosed.values():
            yield form.isoformat() if isinstance(form, date) else form


def _whole(grant: Grant) -> Iterator[tuple[str, type]]:
    """Yield the fields that the filter would tell as they are written, where they are of a type."""
    for full, (kind, _) in grant.tellers.items():
        name = full.removeprefix(_FAMILY)
        is_whole = grant.agreement.fields[full] is Transform.WHOLE
        if is_whole and kind in _WRITTEN and (kind is Kind.DATE) == (name in _DAYS):
            yield name, _WRITTEN[kind]


def _voice(teller: _Teller, one: Json) -> Json:
    """Return who says something, his own name of the contract as far as it is granted."""
    own = teller.members({"source_id": one["source_id"]})
    return {name: own.get(name, one[name]) for name in one if name != "source_id" or own}


def _typed(name: str, value: Any) -> Value:
    """Return a value as the filter takes it: a day is one."""
    found: Value = date.fromisoformat(value) if name in _DAYS else value
    return found
