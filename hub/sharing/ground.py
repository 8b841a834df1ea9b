"""What a batch is decided on: what the store holds, brought up to date with every line; pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from hub.contracts.digest import members_of
from hub.contracts.join import join
from hub.contracts.precedence import Precedence
from hub.sharing.written import read_statement, write_alone, write_joined, write_nobody
from hub.store.contracts import Entry, Found, Voice
from schemas.canonical.contract import JoinedContract, Statement

Id = tuple[str, str]
"""A register and its own name of an entry."""
_Placed = dict[str | int | None, tuple[str, ...]]
"""The contracts by one of the places of `Found`."""


@dataclass(slots=True)
class Ground:
    """Entries of the batch's register, and all contracts that they are of or may be of.

    ``digests`` are those of older revisions, by id and revision; ``near`` has the contracts in the
    store that share a key or place with what is sought; ``voices`` what counts of each contract,
    ``versions`` its newest version, ``cleared`` the gross turnover (rials) that was cleared of it.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    digests: dict[tuple[str, int], bytes] = field(default_factory=dict)
    near: dict[Found, frozenset[str]] = field(default_factory=dict)
    voices: dict[str, dict[Id, Statement | Voice]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    cleared: dict[str, int] = field(default_factory=dict)
    _placed: tuple[_Placed, ...] = field(default_factory=lambda: tuple({} for _ in Found._fields))

    def hear(self, told: Iterable[tuple[str, int, Voice]]) -> None:
        """Take up what counts of contracts, and their versions."""
        for ocid, version, voice in told:
            self.versions[ocid] = version
            self.voices.setdefault(ocid, {})[voice.source, voice.source_id] = voice

    def place(self, ocid: str, found: Found) -> None:
        """Have a contract found by what this batch says of it."""
        for placed, value in zip(self._placed, found, strict=True):
            if value is not None:
                placed[value] = (*placed.get(value, ()), ocid)

    def sought(self, found: Found) -> Collection[str]:
        """Return the contracts that share a key or a place with ``found``."""
        pairs = zip(self._placed, found, strict=True)
        here = [placed[value] for placed, value in pairs if value in placed]
        near = self.near.get(found, frozenset())
        return near.union(*here) if here else near

    def joined(self, ocid: str, precedence: Precedence) -> JoinedContract:
        """Return a contract that somebody states."""
        return join(ocid, self._statements(ocid), precedence)

    def joined_if(
        self, ocid: str, said: Id, statement: Statement | None, precedence: Precedence
    ) -> JoinedContract | None:
        """Return a contract as it were if an entry said this of it; None if nobody stated it."""
        others = [
            one for one in self._statements(ocid) if (one.source, one.contract.source_id) != said
        ]
        statements = [*others, statement] if statement else others
        return join(ocid, statements, precedence) if statements else None

    def written(self, ocid: str, precedence: Precedence) -> str:
        """Return the written form of a contract as it is now."""
        statements = self._statements(ocid)
        if not statements:
            return write_nobody()
        if len(statements) == 1:
            return write_alone(statements[0], members_of(statements[0].contract))
        return write_joined(join(ocid, statements, precedence), statements)

    def _statements(self, ocid: str) -> list[Statement]:
        """Return what counts of a contract, read from its written form at the first use."""
        voices = self.voices[ocid]
        for key, one in voices.items():
            if isinstance(one, Voice):
                voices[key] = Statement(one.source, one.said_at, read_statement(one.body))
        return [one for one in voices.values() if isinstance(one, Statement)]
