"""What came of a reconciliation, as it is kept, and whether what is kept proves it; pure.

The document is canonical JSON: the roots of both sides before and after, what differed between them
by what was done about it, and the SHA-256 of the walk. The walk has every answer of both sides, so
whoever has both finds the same differences again from the roots, without either side.
"""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain
from typing import Any, Final

from hub.contracts.reconcile import Difference, NotTheRoot, OtherLevels, Part, Settling, walk
from hub.contracts.tree_words import read_answers, read_roots, write_answers, write_roots
from schemas.canonical.hash_tree import Answers, Roots

LONGEST_WALK: Final = 64 * 2**20
"""Octets of a walk, as JSON, that are read again."""
Exchange = tuple[Answers, Answers]
"""What the hub and what the register answered to one question."""


@dataclass(frozen=True, slots=True)
class Both:
    """The roots of both sides."""

    hub: Roots
    register: Roots

    @property
    def agree(self) -> bool:
        """Whether they hold the same."""
        return self.hub == self.register


@dataclass(frozen=True, slots=True)
class Settled:
    """The contracts that differed, by the register's ids in order, each in one of four.

    ``taken`` came to the hub from the register, ``given`` went there; of ``asked`` one revision has
    two contents, and the register has to say which it is; ``left`` could not be settled as it is.
    """

    taken: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Count the contracts."""
        return len(self.taken) + len(self.given) + len(self.asked) + len(self.left)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One reconciliation of a register, all of it or the buckets behind ``beyond``; times are UTC.

    ``started_by`` is the consumer who walked, or ``hub``; ``walk`` the SHA-256 (hex) of its walk,
    None where none is kept. ``exchanges`` counts those after the roots.
    """

    source: str
    started_by: str
    started_at: datetime
    ended_at: datetime
    before: Both
    after: Both
    settled: Settled
    exchanges: int
    part: Part
    walk: str | None


def write_document(done: Reconciliation) -> bytes:
    """Return what is kept of a reconciliation, as canonical JSON (RFC 8785 in spirit)."""
    told = {
        "after": _both(done.after),
        "before": _both(done.before),
        "ended_at": _utc(done.ended_at),
        "exchanges": done.exchanges,
        "part": {"beyond": done.part.beyond, "most": done.part.most},
        "settled": {one.name: getattr(done.settled, one.name) for one in fields(Settled)},
        "source": done.source,
        "started_at": _utc(done.started_at),
        "started_by": done.started_by,
        "walk": done.walk,
    }
    return _json(told)


def read_document(octets: bytes) -> Reconciliation:
    """Return the reconciliation in a document; ``ValueError`` for what is none."""
    try:
        told = json.loads(octets)
        return Reconciliation(
            source=told["source"],
            started_by=told["started_by"],
            started_at=datetime.fromisoformat(told["started_at"]),
            ended_at=datetime.fromisoformat(told["ended_at"]),
            before=_read_both(told["before"]),
            after=_read_both(told["after"]),
            settled=Settled(**{name: tuple(ids) for name, ids in told["settled"].items()}),
            exchanges=told["exchanges"],
            part=Part(**told["part"]),
            walk=told["walk"],
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a reconciliation") from error


def write_walk(exchanges: Sequence[Exchange]) -> bytes:
    """Return every answer of a walk, as JSON in zlib."""
    told = [{"hub": write_answers(one), "register": write_answers(two)} for one, two in exchanges]
    return zlib.compress(_json(told))


def slips_of(document: bytes, kept: bytes | None) -> Iterator[str]:
    """Yield what a document and its walk do not prove, as stable codes; nothing when all is well.

    Codes: ``document.unreadable``, ``document.differences`` of sets that were one,
    ``walk.missing``, ``walk.digest``, ``walk.unreadable``, ``walk.root`` where an answer is not
    what the hash above it is of, and ``walk.differences`` where others come out than are told.
    """
    try:
        done = read_document(document)
    except ValueError:
        yield "document.unreadable"
        return
    if done.before.agree and len(done.settled):
        yield "document.differences"
    if done.walk is None:
        return
    if kept is None:
        yield "walk.missing"
    elif sha256(kept).hexdigest() != done.walk:
        yield "walk.digest"
    else:
        yield from _walked(done, kept)


def differences_again(done: Reconciliation, kept: bytes) -> list[Difference]:
    """Return the differences that a kept walk finds.

    Raises ``ValueError``, `NotTheRoot` and `OtherLevels`.
    """
    steps = walk(done.before.hub, done.before.register, done.part)
    try:
        next(steps)
        for exchange in _read_walk(kept):
            steps.send(exchange)
    except StopIteration as end:
        found: list[Difference] = end.value
        return found
    raise ValueError("the walk breaks off")


def _walked(done: Reconciliation, kept: bytes) -> Iterator[str]:
    """Yield what does not come out of a walk that is said to have been gone."""
    try:
        found = differences_again(done, kept)
    except (NotTheRoot, OtherLevels):
        yield "walk.root"
    except (ValueError, KeyError, TypeError, AttributeError):
        yield "walk.unreadable"
    else:
        if not _follows(done.settled, found):
            yield "walk.differences"


def _follows(settled: Settled, found: Sequence[Difference]) -> bool:
    """Tell whether each difference was settled, once, in its own way or not at all."""
    told = sorted(chain(settled.taken, settled.given, settled.asked, settled.left))
    ways = {one.source_id: one.settling for one in found}
    return (
        told == sorted(ways)
        and all(ways[one] is Settling.TAKE for one in settled.taken)
        and all(ways[one] is Settling.GIVE for one in settled.given)
        and all(ways[one] is Settling.ASK for one in settled.asked)
    )


def _read_walk(kept: bytes) -> Iterator[Exchange]:
    """Yield the exchanges of a walk; ``ValueError`` for one that is none or too long."""
    reader = zlib.decompressobj()
    try:
        octets = reader.decompress(kept, LONGEST_WALK)
    except zlib.error as error:
        raise ValueError("no zlib") from error
    if not reader.eof:
        raise ValueError("too long")
    for one in json.loads(octets):
        yield read_answers(one["hub"]), read_answers(one["register"])


def _both(both: Both) -> dict[str, Any]:
    return {"hub": write_roots(both.hub), "register": write_roots(both.register)}


def _read_both(told: dict[str, Any]) -> Both:
    return Both(read_roots(told["hub"]), read_roots(told["register"]))


def _json(told: object) -> bytes:
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
