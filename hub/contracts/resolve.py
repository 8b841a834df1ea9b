"""Which contract a register speaks of: by keys first, then by number, parties and days; pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from hub.contracts.keys import OWN, SHARED, Key, keys_joined, keys_of, stated_of
from hub.contracts.scale import Scale
from hub.contracts.score import Score, face_joined, face_of, score
from schemas.canonical.contract import JoinedContract, Statement


class Doubt(StrEnum):
    """Why a candidate is not simply the one."""

    KEYS_APART = "keys-apart"
    """Keys of the statement belong to different contracts."""
    KEY_CONTRADICTED = "key-contradicted"
    """One key is its, and another one is not."""
    KEY_ALONE = "key-alone"
    """A key is its, and what is said of it is that of another contract."""
    TWICE_THERE = "twice-there"
    """The register itself has it already, under another id that is in force."""
    SEVERAL = "several"
    """So are others."""
    ALIKE = "alike"
    """It is alike, and not enough so."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A contract that may be meant: how alike it is, which kinds of keys agree and which do not."""

    ocid: str
    score: Score
    doubt: Doubt
    keys_same: tuple[str, ...]
    keys_other: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """It is this contract: by the kinds of keys in ``by``, or by its score when there are none."""

    ocid: str
    by: tuple[str, ...]
    score: Score


@dataclass(frozen=True, slots=True)
class New:
    """Nobody spoke of it before."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """An operator decides between these candidates, the likeliest first, and a new contract."""

    candidates: tuple[Candidate, ...]


Resolution = Known | New | Ambiguous


@dataclass(frozen=True, slots=True)
class _Match:
    """A contract beside a statement."""

    contract: JoinedContract
    same: tuple[str, ...]
    other: tuple[str, ...]
    score: Score
    own: bool
    twice: bool

    @property
    def free(self) -> bool:
        """Whether nothing but the description speaks for or against it."""
        return not self.twice and not self.other

    def candidate(self, doubt: Doubt) -> Candidate:
        """Return it as one that an operator is to look at."""
        return Candidate(self.contract.ocid, self.score, doubt, self.same, self.other)


def resolve(said: Statement, known: Iterable[JoinedContract], scale: Scale) -> Resolution:
    """Return which of the ``known`` contracts is meant; the order of these does not matter.

    ``known`` has those that share a key of `keys_of` with the statement and those that may be
    alike; more do no harm, withdrawn ones count like any other. A register's own id finds the
    contract whatever else is said of it, unless a key that it did not have before finds another.
    Any other key finds it when none speaks against it and the description is alike; else an
    operator decides.
    """
    keys, face = keys_of(said.source, said.contract), face_of(said.contract)
    found = [_match(said.source, keys, score(face, face_joined(one), scale), one) for one in known]
    found.sort(key=lambda one: (-one.score.points, one.contract.ocid))
    holders = _holders(found)
    if len(holders) > 1:
        return Ambiguous(tuple(one.candidate(Doubt.KEYS_APART) for one in holders))
    if holders:
        return _by_key(holders[0], scale)
    return _by_score(found, scale)


def _holders(found: list[_Match]) -> list[_Match]:
    """Return the contracts that have a key of the statement.

    Beside the one that has the register's own id, only those count whose key is new to it: what an
    operator has once kept apart stays so, however often it is said again.
    """
    holders = [one for one in found if one.same]
    own = next((one for one in holders if one.own), None)
    if own is None:
        return holders
    return [one for one in holders if one is own or not set(one.same) <= set(own.same)]


def _by_key(one: _Match, scale: Scale) -> Known | Ambiguous:
    """Return what it means that a single contract has a key of the statement."""
    if not one.own and one.twice:
        return Ambiguous((one.candidate(Doubt.TWICE_THERE),))
    if not one.own and one.other:
        return Ambiguous((one.candidate(Doubt.KEY_CONTRADICTED),))
    if not one.own and one.score.points < scale.with_key:
        return Ambiguous((one.candidate(Doubt.KEY_ALONE),))
    return Known(one.contract.ocid, one.same, one.score)


def _by_score(found: list[_Match], scale: Scale) -> Resolution:
    """Return what the descriptions say where no key does."""
    alike = [one for one in found if one.score.points >= scale.ambiguous]
    same = [one for one in alike if one.score.points >= scale.same]
    free = [one for one in same if one.free]
    if len(free) == 1:
        return Known(free[0].contract.ocid, (), free[0].score)
    doubtful = free or [one for one in alike if one in same or one.free]
    if not doubtful:
        return New()
    return Ambiguous(tuple(one.candidate(_doubt(one, len(free))) for one in doubtful))


def _doubt(one: _Match, free: int) -> Doubt:
    """Return why a contract that is alike is not simply the one."""
    if one.twice:
        return Doubt.TWICE_THERE
    if one.other:
        return Doubt.KEY_CONTRADICTED
    return Doubt.SEVERAL if free else Doubt.ALIKE


def _match(source: str, keys: Collection[Key], alike: Score, contract: JoinedContract) -> _Match:
    """Return a contract beside a statement: which kinds of keys agree, and which do not."""
    theirs = keys_joined(contract)
    mine = {key.kind: key for key in keys}
    same = tuple(sorted(kind for kind, key in mine.items() if key in theirs))
    back = _taken_back(contract)
    other = tuple(sorted(_kinds_held(contract, back) & set(mine) - set(same)))
    own = f"{OWN}{source}"
    held = any((source, one) not in back for one in contract.sources.get(source, ()))
    return _Match(contract, same, other, alike, own in same, own not in same and held)


def _kinds_held(contract: JoinedContract, back: Collection[tuple[str, str]]) -> set[str]:
    """Return the kinds of shared keys that somebody holds to; a key taken back speaks against none.

    A registration that was cancelled and made again has another number.
    """
    return {
        kind
        for kind in SHARED
        if any((one.source, one.source_id) not in back for one in stated_of(contract, kind))
    }


def _taken_back(contract: JoinedContract) -> Collection[tuple[str, str]]:
    """Return the registrations of a contract, register and id, that were taken back."""
    if contract.withdrawn:
        return {(source, one) for source, ids in contract.sources.items() for one in ids}
    return {
        (one.source, one.source_id)
        for found in contract.disagreements
        if found.field == "withdrawn"
        for one in found.others
    }
