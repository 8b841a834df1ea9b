"""Whose word counts for which field, read from a table of data; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

from hub.contracts.tables import Slip, WrongTable, keys_of_table, read_table
from schemas.canonical.contract import RegisteredContract

JOINED = tuple(
    one.name for one in fields(RegisteredContract) if one.name not in {"source_id", "revision"}
)
"""The fields that are joined: all but a register's own name of the contract and its count."""


@dataclass(frozen=True, slots=True)
class Precedence:
    """The registers by field of `JOINED`, in the order in which their words count; and why so."""

    order: Mapping[str, tuple[str, ...]]
    why: Mapping[str, str]


@cache
def shipped_precedence() -> Precedence:
    """Return the precedence of the table that the hub comes with."""
    return load_precedence((files("hub.contracts") / "precedence.toml").read_text("utf-8"))


def load_precedence(text: str) -> Precedence:
    """Return the precedence in a TOML ``text``.

    ``sources`` lists the registers; under ``fields`` every field of `JOINED` has ``order``, all of
    the registers once, and ``why``. Raises `WrongTable` with every slip: ``missing``, ``unknown``,
    ``type``, ``blank``, ``repeated``, ``unknown-source``, ``missing-source``.
    """
    table = read_table(text)
    slips = keys_of_table(table, ("sources", "fields"))
    sources = _names(table.get("sources"), "sources", slips) if "sources" in table else ()
    rows = table.get("fields", {})
    if not isinstance(rows, dict):
        raise WrongTable([*slips, Slip("fields", "type")])
    slips += keys_of_table(rows, JOINED, "fields.")
    found = {name: _row(rows[name], name, sources, slips) for name in JOINED if name in rows}
    if slips:
        raise WrongTable(slips)
    return Precedence(
        {name: order for name, (order, _) in found.items()},
        {name: why for name, (_, why) in found.items()},
    )


def _row(
    row: object, name: str, sources: tuple[str, ...], slips: list[Slip]
) -> tuple[tuple[str, ...], str]:
    """Return the order and the reason of one field; its slips are added."""
    key = f"fields.{name}"
    if not isinstance(row, dict):
        slips.append(Slip(key, "type"))
        return (), ""
    slips += keys_of_table(row, ("order", "why"), f"{key}.")
    order = _names(row["order"], f"{key}.order", slips) if "order" in row else sources
    slips += [Slip(f"{key}.order", "unknown-source") for one in order if one not in sources]
    slips += [Slip(f"{key}.order", "missing-source") for one in sources if one not in order]
    why = row.get("why", "-")
    if not isinstance(why, str) or not why.strip():
        slips.append(Slip(f"{key}.why", "blank" if isinstance(why, str) else "type"))
    return order, str(why)


def _names(value: object, key: str, slips: list[Slip]) -> tuple[str, ...]:
    """Return a list of registers, each once; its slips are added."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        slips.append(Slip(key, "type"))
        return ()
    if not value or not all(one.strip() for one in value):
        slips.append(Slip(key, "blank"))
    if len(set(value)) != len(value):
        slips.append(Slip(key, "repeated"))
    return tuple(value)
