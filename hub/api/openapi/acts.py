"""The acts of contract files in the document: their schemas, made of their declared types."""

from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import EnumType, StrEnum
from fractions import Fraction
from functools import cache
from types import NoneType
from typing import Any, Final, cast, get_args, get_origin, get_type_hints

from hub.api.openapi.parts import NUMBER, Json, listed, record, ref, text
from hub.usecases.article38.file.form import TOLD
from schemas.canonical.certificate import CertificateNumber
from schemas.canonical.identifiers import BranchCode, ContractRow, PostalCode, WorkshopId
from schemas.canonical.money import Rials

_DAY: Final = text("Gregorian; a Jalali day is read as well.", format="date")
_COUNT: Final[Json] = {"type": "integer", "minimum": 0, "maximum": 10**15 - 1}
_SIMPLE: Final[dict[object, Json]] = {
    bool: {"type": "boolean"},
    int: _COUNT,
    str: text(maxLength=500),
    date: _DAY,
    Rials: {**_COUNT, "description": "Whole rials."},
    Fraction: text("A ratio such as `7/100`.", pattern=r"^[0-9]{1,15}(/[1-9][0-9]{0,14})?$"),
    WorkshopId: text(pattern="^[0-9]{1,10}$"),
    BranchCode: text(pattern="^[0-9]{1,4}$"),
    ContractRow: text(pattern="^[0-9]{5,8}$"),
    PostalCode: text(pattern="^[0-9]{10}$"),
    CertificateNumber: NUMBER,
}


def schemas() -> dict[str, Json]:
    """Return the schema of a told act, of every kind of it, and of what stands in them."""
    kinds = {kind: f"Act{act.__name__}" for kind, act in TOLD.items()}
    made = {kinds[kind]: _act(kind, act) for kind, act in TOLD.items()}
    parts = {_name(one): _record(one) for one in _parts()}
    return {"ToldAct": {"oneOf": [ref(name) for name in kinds.values()]}, **made, **parts}


def _act(kind: str, act: type) -> Json:
    """Return the schema of one kind of act: its members beside the name of the kind."""
    made = _record(act)
    made["properties"] = {"act": {"const": kind}, **made["properties"]}
    made["required"] = ["act", *made["required"]]
    return made


def _record(kind: type) -> Json:
    """Return the schema of a dataclass; what may be left out may be null where it has no value."""
    hints = get_type_hints(kind)
    members = {name: _schema(hint) for name, hint in hints.items()}
    known = fields(cast("Any", kind))
    optional = tuple(
        one.name
        for one in known
        if one.default is not MISSING or NoneType in get_args(hints[one.name])
    )
    return record(members, optional=optional)


def _schema(hint: Any) -> Json:
    if NoneType in get_args(hint):
        (inner,) = [one for one in get_args(hint) if one is not NoneType]
        return {"anyOf": [_schema(inner), {"type": "null"}]}
    if get_origin(hint) is tuple:
        return listed(_schema(get_args(hint)[0]))
    if is_dataclass(hint):
        return ref(_name(cast("type", hint)))
    if isinstance(hint, EnumType):
        return text(enum=[str(one) for one in cast("type[StrEnum]", hint)])
    return _SIMPLE[hint]


def _name(kind: type) -> str:
    return f"Told{kind.__name__}"


@cache
def _parts() -> tuple[type, ...]:
    """Return every dataclass that stands in an act, at any depth."""
    found: dict[type, None] = {}
    waiting = [inner for act in TOLD.values() for inner in _inside(act)]
    while waiting:
        one = waiting.pop(0)
        if one not in found:
            found[one] = None
            waiting += _inside(one)
    return tuple(found)


def _inside(kind: type) -> Iterator[type]:
    """Yield the dataclasses that the members of one have."""
    waiting = [*get_type_hints(kind).values()]
    while waiting:
        hint = waiting.pop(0)
        waiting += get_args(hint)
        if is_dataclass(hint):
            yield cast("type", hint)
