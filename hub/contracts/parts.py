"""The lists of a contract in their written form and back: amendments, statements, money; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from schemas.canonical.contract_parts import (
    Amendment,
    Part,
    Payment,
    ProgressStatement,
    SubContractLink,
    WithheldRelease,
)
from schemas.canonical.subject import Subject

KINDS: Final[Mapping[str, type[Part]]] = MappingProxyType(
    {
        "amendments": Amendment,
        "statements": ProgressStatement,
        "payments": Payment,
        "releases": WithheldRelease,
        "subcontracts": SubContractLink,
    }
)
"""What stands in each list of a contract."""
MEMBERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {name: tuple(one.name for one in fields(kind)) for name, kind in KINDS.items()}
)
"""The members of what stands in each list."""
NEEDED: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        name: frozenset(one.name for one in fields(kind) if one.default is MISSING)
        for name, kind in KINDS.items()
    }
)
"""Those of `MEMBERS` that must be there."""
_DAYS: Final = frozenset({"signed_on", "starts_on", "ends_on", "paid_on", "released_on"})
_IN_ORDER: Final = {kind: sorted(MEMBERS[name]) for name, kind in KINDS.items()}


def written(parts: Iterable[Part]) -> list[dict[str, str | int | bool]]:
    """Return a list of a contract as JSON values: members by name, days Gregorian.

    What is not stated is absent, and so is a payment's ``last`` unless it is the last.
    """
    return [_written(one) for one in parts]


def _written(part: Part) -> dict[str, str | int | bool]:
    found: dict[str, str | int | bool] = {}
    for name in _IN_ORDER[type(part)]:
        value = getattr(part, name)
        if isinstance(value, date):
            found[name] = value.isoformat()
        elif isinstance(value, Subject):
            found[name] = value.value
        elif value is not None and value is not False:
            found[name] = value
    return found


def restored(name: str, told: Sequence[Mapping[str, Any]]) -> tuple[Part, ...]:
    """Return the list ``name`` of a contract from its written form; nothing is checked again."""
    kind = KINDS[name]
    return tuple(kind(**{key: _typed(key, one[key]) for key in one}) for one in told)


def _typed(name: str, value: Any) -> Any:
    """Return a member's value in our words."""
    if name in _DAYS:
        return date.fromisoformat(value)
    return Subject(value) if name == "kind" else value
