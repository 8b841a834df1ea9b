"""What several registers say of one contract, as one contract; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from hub.contracts.digest import digest
from hub.contracts.precedence import JOINED, Precedence
from schemas.canonical.contract import (
    Disagreement,
    JoinedContract,
    Stated,
    Statement,
)
from schemas.canonical.text import same_text

_TEXTS = frozenset({"number", "subject"})


class UnknownSource(ValueError):
    """A statement of a register that the precedence does not know; nothing is joined without it."""

    def __init__(self, source: str) -> None:
        super().__init__(f"no precedence for the register {source}")
        self.source = source


@dataclass(frozen=True, slots=True)
class _Voice:
    """What one register holds to now; ``digest`` is of its contract."""

    said: Statement
    digest: bytes

    @property
    def place(self) -> tuple[bool, str, bytes]:
        """The order among voices of one register: in force first, then by its ids."""
        contract = self.said.contract
        return contract.withdrawn, contract.source_id, self.digest


def join(ocid: str, statements: Iterable[Statement], precedence: Precedence) -> JoinedContract:
    """Return the contract that ``statements`` tell together, whatever their order.

    Of each registration the highest revision counts, however often and late it came. For a field
    it is the first register of ``precedence`` that states it, those in force before those that took
    their word back; every other value is a disagreement. Should a register have two texts under one
    revision, both are heard. Raises `UnknownSource`, and ``ValueError`` when there is no statement.
    """
    voices = _voices(statements)
    if not voices:
        raise ValueError("a contract that nobody states")
    known = precedence.sources()
    for voice in voices:
        if voice.said.source not in known:
            raise UnknownSource(voice.said.source)
    stated = {name: _stated(name, voices, precedence.order[name]) for name in JOINED}
    return JoinedContract(
        ocid=ocid,
        fields={name: found[0] for name, found in stated.items() if found},
        sources=_sources(voices),
        disagreements=tuple(_disagreements(stated)),
        withdrawn=all(voice.said.contract.withdrawn for voice in voices),
    )


def _voices(statements: Iterable[Statement]) -> list[_Voice]:
    """Return what every registration says last; what was heard more than once, as first heard."""
    highest: dict[tuple[str, str], dict[bytes, Statement]] = {}
    for said in statements:
        key = said.source, said.contract.source_id
        heard = highest.get(key, {})
        latest = next(iter(heard.values())).contract.revision if heard else 0
        if said.contract.revision < latest:
            continue
        if said.contract.revision > latest:
            heard = highest[key] = {}
        mark = digest(said.contract)
        before = heard.get(mark)
        if before is None or said.said_at < before.said_at:
            heard[mark] = said
    found = [_Voice(said, mark) for heard in highest.values() for mark, said in heard.items()]
    return sorted(found, key=lambda voice: voice.place)


def _stated(name: str, voices: list[_Voice], order: tuple[str, ...]) -> list[Stated]:
    """Return who states a field and how, the one that counts first."""
    ranked = sorted(
        voices, key=lambda voice: (voice.said.contract.withdrawn, order.index(voice.said.source))
    )
    found = []
    for voice in ranked:
        contract = voice.said.contract
        value = cast("object", getattr(contract, name))
        if value is not None:
            said = voice.said
            found.append(
                Stated(value, said.source, contract.source_id, contract.revision, said.said_at)
            )
    return found


def _disagreements(stated: dict[str, list[Stated]]) -> Iterable[Disagreement]:
    """Yield the fields that have more than one value, as a reader would tell them apart."""
    for name, found in stated.items():
        others = tuple(one for one in found[1:] if not _same(name, one.value, found[0].value))
        if others:
            yield Disagreement(name, found[0], others)


def _same(name: str, one: object, other: object) -> bool:
    """Tell whether two values of a field are the same; texts as a reader compares them."""
    return one == other or (name in _TEXTS and same_text(str(one), str(other)))


def _sources(voices: list[_Voice]) -> dict[str, tuple[str, ...]]:
    """Return the ids of the contract at every register, those in force first."""
    found: dict[str, tuple[str, ...]] = {}
    for voice in sorted(voices, key=lambda voice: voice.said.source):
        source, source_id = voice.said.source, voice.said.contract.source_id
        found[source] = tuple(dict.fromkeys((*found.get(source, ()), source_id)))
    return found
