"""The written forms that the store keeps: a statement, and a contract as all tell it; pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import orjson

from hub.contracts.digest import Member
from hub.contracts.parts import restored, written
from hub.contracts.precedence import JOINED
from schemas.canonical.contract import (
    LISTS,
    Disagreement,
    JoinedContract,
    RegisteredContract,
    Stated,
    Statement,
)
from schemas.canonical.subject import Subject

_DAYS = frozenset({"signed_on", "starts_on", "ends_on"})
_TYPED = _DAYS | {"kind", *LISTS}
"""The fields of which JSON has no type."""


def read_statement(text: str) -> RegisteredContract:
    """Return the contract whose canonical form (`hub.contracts.digest`) is ``text``.

    It is one that was checked when it came; nothing is checked again.
    """
    told: dict[str, Any] = orjson.loads(text)
    del told["currency"]
    for name in told.keys() & _TYPED:
        told[name] = _typed(name, told[name])
    return RegisteredContract(**{"crn": None, "budget_code": None, **told})


def write_joined(contract: JoinedContract, statements: Iterable[Statement]) -> str:
    """Return ``contract``, which ``statements`` tell, as JSON; its name is not in it.

    ``by`` lists who says something, when and in which revision; ``fields`` has the value that
    counts of every field and the index in ``by`` of who says it, ``disagreements`` all others.
    """
    said = {(one.source, one.contract.source_id): one for one in statements}
    order = [(source, one) for source, ids in contract.sources.items() for one in ids]
    place = {key: index for index, key in enumerate(order)}
    apart = {
        one.field: [_stated(other, place) for other in one.others] for one in contract.disagreements
    }
    fields = {name: _stated(one, place) for name, one in contract.fields.items()}
    return _written([_voice(said[key]) for key in order], fields, apart, contract.withdrawn)


def write_alone(statement: Statement, members: Mapping[str, Member]) -> str:
    """Return what `write_joined` returns of a contract that one statement alone tells.

    The same octets for a fraction of the work: in a first load nearly all contracts are such.
    ``members`` are those of its written form.
    """
    fields = {name: {"value": members[name], "by": 0} for name in JOINED if name in members}
    return _written([_voice(statement)], fields, {}, statement.contract.withdrawn)


def write_nobody() -> str:
    """Return a contract that nobody states any more: what was said of it was of another one."""
    return _written([], {}, {}, withdrawn=True)


def read_joined(ocid: str, text: str) -> JoinedContract:
    """Return the contract of this name that `write_joined` wrote."""
    told: dict[str, Any] = orjson.loads(text)
    by = told["by"]
    fields = {name: _read(name, one, by) for name, one in told["fields"].items()}
    sources: dict[str, tuple[str, ...]] = {}
    for one in by:
        sources[one["source"]] = (*sources.get(one["source"], ()), one["source_id"])
    apart = tuple(
        Disagreement(name, fields[name], tuple(_read(name, one, by) for one in others))
        for name, others in told["disagreements"].items()
    )
    return JoinedContract(ocid, fields, sources, apart, told["withdrawn"])


def _written(
    by: list[dict[str, object]],
    fields: Mapping[str, object],
    disagreements: Mapping[str, object],
    withdrawn: bool,
) -> str:
    told = {"by": by, "fields": fields, "disagreements": disagreements, "withdrawn": withdrawn}
    return orjson.dumps(told).decode()


def _typed(name: str, value: Any) -> object:
    """Return a value of a field from JSON."""
    if name in _DAYS:
        return date.fromisoformat(value)
    return Subject(value) if name == "kind" else restored(name, value)


def _voice(statement: Statement) -> dict[str, object]:
    return {
        "source": statement.source,
        "source_id": statement.contract.source_id,
        "revision": statement.contract.revision,
        "said_at": statement.said_at.isoformat(),
    }


def _stated(one: Stated, place: Mapping[tuple[str, str], int]) -> dict[str, object]:
    value = one.value
    if isinstance(value, date):
        value = value.isoformat()
    elif isinstance(value, tuple):
        value = written(value)
    return {"value": value, "by": place[one.source, one.source_id]}


def _read(name: str, one: dict[str, Any], by: list[dict[str, Any]]) -> Stated:
    said = by[one["by"]]
    value = _typed(name, one["value"]) if name in _TYPED else one["value"]
    said_at = datetime.fromisoformat(said["said_at"])
    return Stated(value, said["source"], said["source_id"], said["revision"], said_at)
