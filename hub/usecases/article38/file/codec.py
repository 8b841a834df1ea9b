"""Values of the acts as JSON and back, by their declared types; every slip has its path.

Fractions are written ``7/100``, days as ISO 8601, amounts as whole numbers; a Jalali day is read
as well. What is not declared is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import EnumType, StrEnum
from fractions import Fraction
from functools import cache
from types import NoneType
from typing import Any, NewType, cast, get_args, get_origin, get_type_hints

from hub.errors import InvalidRequest
from hub.policy.agreements_read import near, read_flag
from hub.usecases.article38.assessment import Fixed
from hub.usecases.article38.model import Words
from hub.usecases.article38.record import read_fixed, write_fixed
from hub.usecases.article38.table_values import read_ratio
from schemas.canonical.certificate import CertificateNumber, parse_certificate_number
from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import (
    BranchCode,
    ContractRow,
    PostalCode,
    WorkshopId,
    parse_branch_code,
    parse_contract_row,
    parse_postal_code,
    parse_workshop_id,
)
from schemas.canonical.money import Rials
from schemas.canonical.text import fit

_MOST = 10**15
"""No amount or count is as much (rials); sums of them fit where they are kept."""
_LONGEST = 500
_IDENTIFIERS: Mapping[object, Callable[[str], str]] = {
    WorkshopId: parse_workshop_id,
    BranchCode: parse_branch_code,
    ContractRow: parse_contract_row,
    PostalCode: parse_postal_code,
    CertificateNumber: parse_certificate_number,
}


def write(value: object) -> Any:
    """Return a value as a tree that JSON can hold; what is None is left out of its table."""
    match value:
        case Fixed():
            return write_fixed(value)
        case Words():
            return value._asdict()
        case StrEnum():
            return value.value
        case Fraction():
            return str(value)
        case date():
            return value.isoformat()
        case tuple() | frozenset():
            return [write(one) for one in value]
        case _ if is_dataclass(value):
            known = {one.name: getattr(value, one.name) for one in fields(value)}
            return {name: write(one) for name, one in known.items() if one is not None}
        case _:
            return value


def read(kind: Any, tree: object, path: str = "") -> Any:
    """Return the value of a declared type ``kind`` that a tree holds.

    Raises `InvalidRequest`, whose field is the JSON path and whose rule says what must stand there.
    """
    if get_origin(kind) is tuple:
        return _read_all(get_args(kind)[0], tree, path)
    if NoneType in get_args(kind):
        (inner,) = [one for one in get_args(kind) if one is not NoneType]
        return None if tree is None else read(inner, tree, path)
    if kind is Fixed:
        return read_fixed(cast("Mapping[str, Any]", tree))
    if is_dataclass(kind) or kind is Words:
        return _read_table(kind, tree, path)
    try:
        return _read_one(kind, tree)
    except ValueError as error:
        raise InvalidRequest(str(error), field=path) from error


def _read_all(kind: Any, tree: object, path: str) -> tuple[Any, ...]:
    if not isinstance(tree, list):
        raise InvalidRequest("must be a list", field=path)
    return tuple(read(kind, one, f"{path}[{n}]") for n, one in enumerate(tree))


def _read_table(kind: Any, tree: object, path: str) -> Any:
    """Return a table of declared keys: none besides them, and none missing that has no default."""
    if not isinstance(tree, dict):
        raise InvalidRequest("must be an object", field=path)
    known, optional = _keys(kind)
    under = f"{path}." if path else ""
    for name in tree:
        if name not in known:
            raise InvalidRequest(f"unknown member{near(name, known)}", field=f"{path or '$'}")
    for name in known:
        if name not in tree and name not in optional:
            raise InvalidRequest("is missing", field=f"{under}{name}")
    return kind(
        **{name: read(known[name], one, f"{under}{name}") for name, one in tree.items()},
        **{name: None for name in optional if name not in tree and optional[name] is MISSING},
    )


@cache
def _keys(kind: Any) -> tuple[dict[str, Any], dict[str, object]]:
    """Return the types of a table's keys, and the defaults of those that may be left out."""
    hints = get_type_hints(kind)
    if not is_dataclass(kind):
        return hints, {}
    optional = {
        one.name: one.default
        for one in fields(kind)
        if one.default is not MISSING or NoneType in get_args(hints[one.name])
    }
    return hints, optional


def _read_one(kind: Any, value: object) -> Any:
    """Return a single value; ``ValueError`` with the rule."""
    if kind is bool:
        return read_flag(value)
    if kind in {int, Rials}:
        return _count(value)
    if isinstance(value, str):
        return _read_text(kind, value)
    raise ValueError("must be a text")


def _read_text(kind: Any, value: str) -> Any:
    if kind is date:
        return _day(value)
    if kind is datetime:
        return datetime.fromisoformat(value).astimezone(UTC)
    if kind is Fraction:
        return read_ratio(value)
    if isinstance(kind, EnumType):
        return _word(kind, value)
    if isinstance(kind, NewType):
        return _IDENTIFIERS[kind](value)
    return fit(value, _LONGEST) if value else value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _MOST:
        raise ValueError("must be a whole number from 0, below 10 to the 15th")
    return value


def _day(value: str) -> date:
    try:
        return parse_jalali(value) if "/" in value else date.fromisoformat(value)
    except ValueError as error:
        raise ValueError("must be a day such as 2026-11-22 or 1405/09/01") from error


def _word(kind: Any, value: str) -> Any:
    known = [str(one) for one in kind]
    if value not in known:
        raise ValueError(f"must be one of {', '.join(known)}{near(value, known)}")
    return kind(value)
