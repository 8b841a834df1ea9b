"""A batch decided line by line, each knowing what the ones before it did; pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

from hub.contracts.digest import members_of, written_form
from hub.contracts.ending import last_day_of
from hub.contracts.precedence import Precedence
from hub.contracts.resolve import Ambiguous, Candidate, Known, resolve
from hub.contracts.scale import Scale
from hub.sharing.cleared import against
from hub.sharing.ground import Ground
from hub.sharing.places import found_by
from hub.sharing.results import (
    REVISION_REUSED,
    Line,
    LineResult,
    Outcome,
    read_candidates,
    write_candidates,
)
from hub.sharing.written import write_alone
from hub.store.contracts import NOWHERE, Entry, Found, Said, Told, Written
from schemas.canonical.contract import Statement


class Read(NamedTuple):
    """A line with all that can be known of it without the store.

    ``body`` is its canonical form, ``alone`` the contract's when nobody else states it.
    """

    line: int
    statement: Statement
    body: str
    digest: bytes
    found: Found
    alone: str

    @property
    def source_id(self) -> str:
        """The register's own name of it."""
        return self.statement.contract.source_id

    @property
    def revision(self) -> int:
        """The register's count of what it said of it."""
        return self.statement.contract.revision


def read_line_of(line: Line, source: str, now: datetime) -> Read:
    """Return a line made ready to be decided; ``ValueError`` for a text that is no Unicode."""
    statement = Statement(source, now, line.contract)
    members = members_of(line.contract)
    octets = written_form(members)
    return Read(
        line.number,
        statement,
        octets.decode(),
        sha256(octets).digest(),
        found_by(line.contract),
        write_alone(statement, members),
    )


@dataclass(frozen=True, slots=True)
class Rules:
    """Whose word counts, when two are one, and how the hub's own names of contracts begin."""

    precedence: Precedence
    scale: Scale
    prefix: str


@dataclass(slots=True)
class Batch:
    """Decides the lines of one register in their order, and gathers what is to be written.

    ``position`` and ``contracts`` are how far the feed and the numbers of contracts have come.
    """

    source: str
    rules: Rules
    ground: Ground
    position: int
    contracts: int
    _said: list[Said] = field(default_factory=list)
    _told: list[Told] = field(default_factory=list)
    _entered: dict[str, Entry] = field(default_factory=dict)

    def take(self, read: Read) -> LineResult:
        """Decide one line."""
        entry = self.ground.entries.get(read.source_id)
        if entry is not None and read.revision <= entry.revision:
            return self._past(read, entry)
        found = self._whose(read, entry)
        if isinstance(found, Ambiguous):
            self._say(read)
            return self._wait(read, entry, found.candidates)
        if (code := self.against(read, found)) is not None:
            ocid = entry.ocid if entry is not None else found
            version = self.ground.versions.get(ocid or "")
            return LineResult(read.line, Outcome.REFUSED, ocid, version, code=code)
        self._say(read)
        return self.count(read, found)

    def against(self, read: Read, ocid: str | None) -> str | None:
        """Return why a line cannot count for a contract: what was cleared of it, or of the other.

        The other one is the contract that its register would say nothing of any more.
        """
        entry, ground = self.ground.entries.get(read.source_id), self.ground
        if not ground.cleared:
            return None
        left = entry.ocid if entry is not None and entry.ocid != ocid else None
        precedence, said = self.rules.precedence, (self.source, read.source_id)
        for one, statement in ((ocid, read.statement), (left, None)):
            if one is not None and one in ground.cleared:
                after = ground.joined_if(one, said, statement, precedence)
                code = against(ground.joined(one, precedence), after, ground.cleared[one])
                if code is not None:
                    return code
        return None

    def count(self, read: Read, ocid: str | None) -> LineResult:
        """Have a line count for a contract, a new one for None, and tell the version it makes."""
        outcome = Outcome.CREATED if ocid is None else Outcome.CHANGED
        ocid = ocid or self._named()
        entry = self.ground.entries.get(read.source_id)
        if entry is not None and entry.ocid not in {None, ocid}:
            self._leave(str(entry.ocid), read)
        voices = self.ground.voices.setdefault(ocid, {})
        voices[self.source, read.source_id] = read.statement
        self.ground.place(ocid, read.found)
        written = read.alone if len(voices) == 1 else self._written(ocid)
        version = self._tell(ocid, written)
        self._enter(
            Entry(
                read.source_id,
                read.revision,
                read.digest,
                ocid,
                read.revision,
                None,
                read.found,
                version,
            )
        )
        return LineResult(read.line, outcome, ocid, version)

    def last_day_of(self, ocid: str) -> date | None:
        """Return when a contract ends by what counts of it now."""
        return last_day_of(self.ground.joined(ocid, self.rules.precedence))

    def written(self, now: datetime) -> Written | None:
        """Return what is to be written; None when nothing is."""
        if not self._said and not self._told:
            return None
        entries = [*self._entered.values()]
        return Written(
            self.source, now, self._said, entries, self._told, self.position, self.contracts
        )

    def _whose(self, read: Read, entry: Entry | None) -> Ambiguous | str | None:
        """Return the contract that a line is of, None for a new one; or what it may be of."""
        if entry is not None and is_settled(entry, read):
            return entry.ocid
        ocids = self.ground.sought(read.found)
        if entry is not None and entry.ocid is not None:
            ocids = {*ocids, entry.ocid}
        known = [self.ground.joined(one, self.rules.precedence) for one in ocids]
        found = resolve(read.statement, known, self.rules.scale) if known else None
        if isinstance(found, Ambiguous):
            return found
        return found.ocid if isinstance(found, Known) else None

    def _past(self, read: Read, entry: Entry) -> LineResult:
        """Decide a line that is no newer than what the register has said."""
        version = self.ground.versions.get(entry.ocid or "", entry.version)
        if read.revision == entry.revision:
            before: bytes | None = entry.digest
        else:
            before = self.ground.digests.get((read.source_id, read.revision))
        if before is not None and before != read.digest:
            return LineResult(read.line, Outcome.REFUSED, entry.ocid, version, code=REVISION_REUSED)
        if before is None:
            self._say(read)
        if read.revision < entry.revision:
            return LineResult(read.line, Outcome.OLDER, entry.ocid, version)
        found = read_candidates(entry.candidates)
        outcome = Outcome.WAITING if found else Outcome.UNCHANGED
        return LineResult(read.line, outcome, entry.ocid, version, candidates=found)

    def _wait(self, read: Read, entry: Entry | None, candidates: Sequence[Candidate]) -> LineResult:
        """Keep a line for an operator; what its register said before goes on to count."""
        ocid, counting, found, version = None, None, NOWHERE, None
        if entry is not None:
            ocid, counting, found = entry.ocid, entry.counting, entry.found
            version = self.ground.versions.get(entry.ocid or "")
        told = tuple(candidates)
        open_ = write_candidates(told)
        self._enter(
            Entry(read.source_id, read.revision, read.digest, ocid, counting, open_, found, version)
        )
        return LineResult(read.line, Outcome.WAITING, ocid, version, candidates=told)

    def _leave(self, ocid: str, read: Read) -> None:
        """Have what a register said count no more for a contract, and tell so."""
        del self.ground.voices[ocid][self.source, read.source_id]
        self._tell(ocid, self._written(ocid))

    def _say(self, read: Read) -> None:
        said_at = read.statement.said_at
        self._said.append(Said(read.source_id, read.revision, read.digest, read.body, said_at))
        self.ground.digests[read.source_id, read.revision] = read.digest

    def _enter(self, entry: Entry) -> None:
        self._entered[entry.source_id] = self.ground.entries[entry.source_id] = entry

    def _tell(self, ocid: str, written: str) -> int:
        """Tell a further version of a contract; return its number."""
        version = self.ground.versions.get(ocid, 0) + 1
        self.ground.versions[ocid] = version
        self.position += 1
        self._told.append(Told(self.position, ocid, version, written))
        return version

    def _written(self, ocid: str) -> str:
        return self.ground.written(ocid, self.rules.precedence)

    def _named(self) -> str:
        """Return the name of a new contract: the prefix, and a number that counts on."""
        self.contracts += 1
        return f"{self.rules.prefix}-{self.contracts}"


def is_settled(entry: Entry, read: Read) -> bool:
    """Tell whether a newer revision is of the contract that the older one is of, without a look."""
    return entry.ocid is not None and entry.candidates is None and entry.found == read.found
