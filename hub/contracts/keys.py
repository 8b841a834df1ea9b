"""By what a contract is known: the keys that registers give it, and where to look for it else."""

import re
from functools import lru_cache
from typing import NamedTuple

from schemas.canonical.contract import JoinedContract, RegisteredContract, Stated
from schemas.canonical.text import fold

_GROUP = re.compile(r"\d+|[^\W\d_]+")


class Key(NamedTuple):
    """A key of a contract: its kind, and its value in the form in which it is compared.

    Kinds: ``id:REGISTER`` (a register's own id), ``crn``, ``budget_code``, ``row`` (with its
    branch); for places to look, ``parties`` and ``number``.
    """

    kind: str
    value: str


OWN = "id:"
"""How the kind of a register's own id begins."""
SHARED = ("crn", "budget_code", "row")
"""The kinds of keys that registers have in common, named as the fields they stand in."""


def keys_of(source: str, contract: RegisteredContract) -> frozenset[Key]:
    """Return the keys under which ``source`` states a contract."""
    found = {Key(f"{OWN}{source}", contract.source_id)}
    if contract.crn is not None:
        found.add(Key("crn", contract.crn))
    if contract.budget_code is not None:
        found.add(Key("budget_code", contract.budget_code))
    if contract.row is not None and contract.branch is not None:
        found.add(Key("row", f"{contract.branch}/{contract.row}"))
    return frozenset(found)


def keys_joined(contract: JoinedContract) -> frozenset[Key]:
    """Return all keys under which any register states a contract, disagreeing ones included.

    Where both row and branch are disagreed on, every row is taken with every branch.
    """
    found = {
        Key(f"{OWN}{source}", source_id)
        for source, ids in contract.sources.items()
        for source_id in ids
    }
    for kind in ("crn", "budget_code"):
        found |= {Key(kind, str(value)) for value in values_of(contract, kind)}
    branches = values_of(contract, "branch")
    rows = values_of(contract, "row")
    found |= {Key("row", f"{branch}/{row}") for branch in branches for row in rows}
    return frozenset(found)


def values_of(contract: JoinedContract, name: str) -> tuple[object, ...]:
    """Return every value that some register states for a field, the one that counts first."""
    return tuple(dict.fromkeys(one.value for one in stated_of(contract, name)))


def stated_of(contract: JoinedContract, name: str) -> tuple[Stated, ...]:
    """Return what counts for a field and all that differs from it, with who says so."""
    counts = contract.fields.get(name)
    if counts is None:
        return ()
    others = (
        one for found in contract.disagreements if found.field == name for one in found.others
    )
    return (counts, *others)


@lru_cache(maxsize=16_384)
def number_form(number: str) -> str:
    """Return a contract number in the form in which it is compared: folded, without spaces."""
    return fold(number).replace(" ", "")


def number_groups(number: str) -> list[str]:
    """Return the groups of letters and of digits in a number, in order, zeros before them away."""
    return sorted(one.lstrip("0") or "0" for one in _GROUP.findall(number_form(number)))
