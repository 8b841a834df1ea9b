"""What a consumer is told of a version of a contract: what its agreement grants; pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from hub.policy.agreements_disclose import Grant, Value, disclose

Json = dict[str, Any]
_FAMILY: Final = "contract."
_DAYS: Final = frozenset({"signed_on", "starts_on", "ends_on"})


def tell(grant: Grant, ocid: str, version: int, body: str, on: date) -> Json:
    """Return a version as JSON values; ``body`` is as `hub.sharing.written.write_joined` wrote it.

    A field that is not granted is absent with all that is said of it, and named in ``withheld``;
    which registers speak, and since when, is always told. ``on`` is the day in Tehran. Raises
    ``UnfitValue``.
    """
    said: Json = json.loads(body)
    teller = _Teller(grant, on)
    told = {
        "ocid": ocid,
        "version": version,
        **teller.members({"withdrawn": said["withdrawn"]}),
        "by": [_voice(teller, one) for one in said["by"]],
        "fields": teller.stated(said["fields"]),
        "disagreements": {
            name: [found[name] for found in (teller.stated({name: one}) for one in others)]
            for name, others in said["disagreements"].items()
            if teller.grants(name)
        },
    }
    return told | {"withheld": sorted(teller.withheld)}


@dataclass(slots=True)
class _Teller:
    """Tells fields of contracts in their agreed forms, and notes what it does not tell."""

    grant: Grant
    on: date
    withheld: set[str] = field(default_factory=set)

    def grants(self, name: str) -> bool:
        """Tell whether a field is granted."""
        return f"{_FAMILY}{name}" in self.grant.tellers

    def members(self, values: Mapping[str, Any]) -> dict[str, Value]:
        """Return those of the fields that are granted, by name, each in its form."""
        typed = {f"{_FAMILY}{name}": _typed(name, value) for name, value in values.items()}
        found = disclose(self.grant, typed, self.on)
        self.withheld.update(found.withheld)
        return {
            name.removeprefix(_FAMILY): value.isoformat() if isinstance(value, date) else value
            for name, value in found.disclosed.items()
        }

    def stated(self, fields: Mapping[str, Json]) -> Json:
        """Return fields with their values told and who says them."""
        values = self.members({name: one["value"] for name, one in fields.items()})
        return {name: fields[name] | {"value": value} for name, value in values.items()}


def _voice(teller: _Teller, one: Json) -> Json:
    """Return who says something, his own name of the contract as far as it is granted."""
    own = teller.members({"source_id": one["source_id"]})
    return {name: own.get(name, one[name]) for name in one if name != "source_id" or own}


def _typed(name: str, value: Any) -> Value:
    """Return a value as the filter takes it: a day is one."""
    found: Value = date.fromisoformat(value) if name in _DAYS else value
    return found
