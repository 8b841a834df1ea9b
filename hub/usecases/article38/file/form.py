"""Acts as JSON: as they are told at the door, and as they are kept."""

import json
import re
from collections.abc import Mapping
from typing import Any, cast, get_args

from hub.errors import InvalidRequest
from hub.policy.agreements_read import near
from hub.usecases.article38.file.acts import (
    Act,
    BasesRejected,
    Collected,
    RowAllocated,
    SheetIssued,
    Told,
)
from hub.usecases.article38.file.clearance_acts import ReissueAllowed
from hub.usecases.article38.file.codec import read, write
from hub.usecases.article38.file.refusals import ActRefused


def kind_of(act: type[Act]) -> str:
    """Return the name of an act: ``row-allocated``."""
    return re.sub("(?<!^)(?=[A-Z])", "-", act.__name__).lower()


ACTS: Mapping[str, type[Act]] = {kind_of(one): one for one in get_args(Act)}
"""All acts by their names."""
TOLD: Mapping[str, type[Told]] = {kind_of(one): one for one in get_args(Told)}
"""The acts that are told to the hub."""

_TEXTS: Mapping[type[Act], str] = {
    RowAllocated: "address",
    BasesRejected: "reason",
    SheetIssued: "number",
    Collected: "sheet",
    ReissueAllowed: "reason",
}
"""The text of an act, which cannot be empty."""


def read_told(kind: str, body: Mapping[str, Any]) -> Told:
    """Return the act of a kind that a consumer tells.

    Raises `InvalidRequest` that names the JSON path and the rule, and `ActRefused` for an
    allocation with ``no-workshop``, ``no-account`` or ``no-address``.
    """
    if kind not in TOLD:
        raise InvalidRequest(f"no act that is told{near(kind, TOLD)}", field="act")
    if kind == "row-allocated":
        _check_parties(body)
    act = cast("Told", read(TOLD[kind], dict(body)))
    name = _TEXTS.get(type(act))
    if name is not None and not getattr(act, name):
        raise InvalidRequest("must not be empty", field=name)
    return act


def write_act(act: Act) -> tuple[str, str]:
    """Return the kind of an act and the act as canonical JSON."""
    body = json.dumps(write(act), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return kind_of(type(act)), body


def read_act(kind: str, body: str) -> Act:
    """Return the act that `write_act` wrote."""
    return cast("Act", read(ACTS[kind], json.loads(body)))


def _check_parties(body: Mapping[str, Any]) -> None:
    """Refuse an allocation that lacks what the circular asks for (1399, clauses 1 and 2)."""
    for party in ("contractor", "assigner"):
        told = body.get(party)
        if told is None or (isinstance(told, dict) and told.get("workshop") is None):
            raise ActRefused("no-workshop", field=f"{party}.workshop")
        if isinstance(told, dict) and told.get("account_since") is None:
            raise ActRefused("no-account", field=f"{party}.account_since")
    for name in ("address", "postal_code"):
        if not body.get(name):
            raise ActRefused("no-address", field=name)
