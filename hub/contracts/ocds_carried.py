"""What of a stranger's release we have no words for, and may be published again; pure.

It is what the standard itself has words for, in the form that its schema wants: a reader would take
anything else for a fault of ours. Organizations, and whom to ask there, are left out: a stranger's
list does not tell a firm from a natural person.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final

from hub.contracts.ocds import Json
from schemas import contracts

_SECTIONS: Final = ("planning", "tender", "relatedProcesses", "awards", "contracts")
_PAIRED: Final = ("awards", "contracts")
_UNNAMED: Final = {"id": "-", "awardID": "-"}
"""Names that the one contract and its award have to have, and that ours take the place of."""
_PEOPLE: Final = frozenset({"Organization", "OrganizationReference", "ContactPoint"})
_URI: Final = re.compile(r"[a-z][a-z0-9+.-]*://[!-~]+")
_UNWRITTEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TYPES: Final[Mapping[str, type | tuple[type, ...]]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}
_MANY: Final = 16
"""How many objects may stand in one another: the standard's own have fewer."""


@cache
def _schema() -> Json:
    path = contracts.ROOT / "ocds" / "1.1" / "release-schema.json"
    found: Json = json.loads(path.read_text("utf-8"))
    return found


def carried(left: Json) -> Json:
    """Return what of ``left``, the part of a release that was not taken, may be published again."""
    properties = _schema()["properties"]
    named = {name: [_UNNAMED | one for one in left.get(name, ())] for name in _PAIRED}
    told = left | named
    fitting = ((name, _fitting(told.get(name), properties[name], _MANY)) for name in _SECTIONS)
    return {name: value for name, value in fitting if value is not None}


def with_carried(own: Json, theirs: Json) -> Json:
    """Return what we say of a contract with what others said of it beside that.

    What we say stays: a field, and a list, which others do not add to. Their one contract and award
    are ours, by whatever ids, and a title of theirs is told: ours has nothing but the number.
    """
    found = _beside(own, {key: one for key, one in theirs.items() if key not in _PAIRED})
    for name in _PAIRED:
        (ours,), others = own[name], theirs.get(name)
        if others:
            told = {key: one for key, one in others[0].items() if key not in _UNNAMED}
            titled = {"title": told["title"]} if told.get("title") else {}
            found[name] = [_beside(ours, told) | titled]
    return found


def _beside(own: Json, theirs: Json) -> Json:
    """Return our fields, and theirs where we have none."""
    found = {**own}
    for key, one in theirs.items():
        ours = own.get(key)
        if ours is None:
            found[key] = one
        elif isinstance(ours, dict) and isinstance(one, dict):
            found[key] = _beside(ours, one)
        elif key == "items":
            names = {item["id"] for item in ours}
            found[key] = [*ours, *(item for item in one if item["id"] not in names)]
    return found


def _fitting(value: Any, schema: Json, depth: int) -> Any:
    """Return as much of a value as a schema has words for, None for nothing."""
    name = schema.get("$ref", "").rpartition("/")[2]
    if name in _PEOPLE or not depth or value is None:
        return None
    known = _schema()["definitions"][name] if name else schema
    if not _is_of(value, known):
        return None
    if isinstance(value, dict):
        return _object(value, known, depth)
    if isinstance(value, list):
        fitting = (_fitting(one, known.get("items", {}), depth - 1) for one in value)
        return _once(one for one in fitting if one is not None) or None
    return value


def _once(items: Iterable[Any]) -> list[Any]:
    """Return the items of a list, of those of one id the first."""
    found: dict[object, Any] = {}
    for place, one in enumerate(items):
        found.setdefault(one["id"] if isinstance(one, dict) and "id" in one else (place,), one)
    return [*found.values()]


def _object(value: Json, schema: Json, depth: int) -> Json | None:
    """Return the fields of an object that its schema knows, None where one that it needs lacks."""
    fitting = {
        key: _fitting(value.get(key), one, depth - 1)
        for key, one in schema.get("properties", {}).items()
    }
    found = {key: one for key, one in fitting.items() if one is not None}
    says = found.keys() - {"id"}
    return found if says and found.keys() >= set(schema.get("required", ())) else None


def _is_of(value: Any, schema: Json) -> bool:
    """Tell whether a value has the type and form that a schema wants."""
    told = schema.get("type", "object")
    types = [told] if isinstance(told, str) else told
    kinds = [_TYPES[one] for one in types if one != "null"]
    if not any(isinstance(value, kind) for kind in kinds):
        return False
    if isinstance(value, bool) and "boolean" not in types:
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if isinstance(value, str):
        return _is_text(value, schema.get("format"))
    return not isinstance(value, float) or math.isfinite(value)


def _is_text(value: str, form: str | None) -> bool:
    """Tell whether a text says something, can be written, and has a form that is wanted."""
    if not value.strip() or _UNWRITTEN.search(value):
        return False
    if form == "uri":
        return _URI.fullmatch(value) is not None
    return form != "date-time" or _is_instant(value)


def _is_instant(value: str) -> bool:
    try:
        return "T" in value and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
