"""What several registers say of one contract, as one contract; pure."""

from collections.abc import Collection, Iterable

from hub.contracts.digest import digest
from hub.contracts.precedence import JOINED, Precedence
from schemas.canonical.contract import (
    LATER,
    Disagreement,
    JoinedContract,
    RegisteredContract,
    Stated,
    Statement,
)
from schemas.canonical.text import same_text

_TEXTS = frozenset({"number", "subject"})
_BARE = tuple(name for name in JOINED if name not in LATER)


class UnknownSource(ValueError):
    """A statement of a register that the precedence does not know; nothing is joined without it."""

    def __init__(self, source: str) -> None:
        super().__init__(f"no precedence for the register {source}")
        self.source = source


def join(ocid: str, statements: Iterable[Statement], precedence: Precedence) -> JoinedContract:
    """Return the contract that ``statements`` tell together, whatever their order.

    Of each registration the highest revision counts, however often and late it came. For a field
    it is the first register of ``precedence`` that states it, those in force before those that took
    their word back; every other value is a disagreement. A list counts whole, or it would be one
    that nobody told. Should a register have two texts under one revision, both are heard. Raises
    `UnknownSource`, and ``ValueError`` when there is no statement.
    """
    held = _held(statements)
    if not held:
        raise ValueError("a contract that nobody states")
    known = precedence.order[JOINED[0]]
    for one in held:
        if one.source not in known:
            raise UnknownSource(one.source)
    names = _BARE if all(one.contract.is_bare for one in held) else JOINED
    orders = {precedence.order[name] for name in names}
    ranked = {order: _ranked(held, order) for order in orders}
    stated = {name: _stated(name, ranked[precedence.order[name]]) for name in names}
    return JoinedContract(
        ocid=ocid,
        fields={name: found[0] for name, found in stated.items() if found},
        sources=_sources(held),
        disagreements=tuple(_disagreements(stated)),
        withdrawn=all(one.contract.withdrawn for one in held),
    )


def _held(statements: Iterable[Statement]) -> list[Statement]:
    """Return what every registration says last, in one order whatever theirs was.

    What was heard more than once stands as first heard. A register's words in force come first.
    """
    highest: dict[tuple[str, str], dict[RegisteredContract, Statement]] = {}
    for said in statements:
        key = said.source, said.contract.source_id
        heard = highest.setdefault(key, {said.contract: said})
        latest = next(iter(heard)).revision
        if said.contract.revision < latest:
            continue
        if said.contract.revision > latest:
            heard = highest[key] = {}
        before = heard.get(said.contract)
        if before is None or said.said_at < before.said_at:
            heard[said.contract] = said
    held = [said for heard in highest.values() for said in _by_text(heard.values())]
    return sorted(
        held, key=lambda one: (one.contract.withdrawn, one.source, one.contract.source_id)
    )


def _by_text(heard: Collection[Statement]) -> Collection[Statement]:
    """Return the texts of one revision in an order of their own."""
    return heard if len(heard) < 2 else sorted(heard, key=lambda one: digest(one.contract))


def _ranked(held: list[Statement], order: tuple[str, ...]) -> list[Statement]:
    """Return what is said in the order in which it counts: in force first, then by register."""
    return sorted(held, key=lambda one: (one.contract.withdrawn, order.index(one.source)))


def _stated(name: str, ranked: list[Statement]) -> list[Stated]:
    """Return who states a field and how, the one that counts first."""
    return [
        Stated(value, one.source, one.contract.source_id, one.contract.revision, one.said_at)
        for one in ranked
        if (value := getattr(one.contract, name)) is not None
    ]


def _disagreements(stated: dict[str, list[Stated]]) -> Iterable[Disagreement]:
    """Yield the fields that have more than one value, as a reader would tell them apart."""
    for name, found in stated.items():
        others = tuple(one for one in found[1:] if not _same(name, one.value, found[0].value))
        if others:
            yield Disagreement(name, found[0], others)


def _same(name: str, one: object, other: object) -> bool:
    """Tell whether two values of a field are the same; texts as a reader compares them."""
    return one == other or (name in _TEXTS and same_text(str(one), str(other)))


def _sources(held: list[Statement]) -> dict[str, tuple[str, ...]]:
    """Return the ids of the contract at every register by name, those in force first."""
    found: dict[str, tuple[str, ...]] = {}
    for one in sorted(held, key=lambda one: one.source):
        known = found.get(one.source, ())
        found[one.source] = tuple(dict.fromkeys((*known, one.contract.source_id)))
    return found
