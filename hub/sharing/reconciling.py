"""The hub asks a register what differs, takes what is later there, and gives what it has lost."""

import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from adapters.base.ports import TaxContractTree
from hub.contracts.check import check
from hub.contracts.digest import digest
from hub.contracts.reconcile import Difference, NotTheRoot, Part, Prefixes, Settling, walk
from hub.contracts.reconciled import Both, Exchange, Reconciliation, Settled, write_walk
from hub.sharing.filing import Filing, digest_of
from hub.sharing.intake import Intake
from hub.sharing.results import Line, Outcome
from hub.sharing.written import read_statement
from schemas.canonical.contract import RegisteredContract
from schemas.canonical.dates import tehran_day
from schemas.canonical.hash_tree import Leaf

log = logging.getLogger("hub.sharing")

HUB: Final = "hub"
"""Who started, where the hub did."""
MOST_NODES: Final = 1_000
"""Nodes of one question, and so the buckets that are settled at once."""
MOST_CONTRACTS: Final = 200
"""Contracts that are taken or given at once."""
_ATTEMPTS: Final = 3
"""How often it is begun again because a set was written to meanwhile."""


@dataclass(frozen=True, slots=True)
class Walked:
    """A walk that came to its end: from which roots, what was said, and what differs."""

    before: Both
    differences: list[Difference]
    exchanges: list[Exchange]
    asked: Prefixes


@dataclass(slots=True)
class _Lists:
    """The ids of what was settled, while it is."""

    taken: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @property
    def settled(self) -> Settled:
        """The lists, each in order."""
        lists = (self.taken, self.given, self.asked, self.left)
        return Settled(*(tuple(sorted(one)) for one in lists))


class Reconciling:
    """Reconciles the hub with one register, ``source``, over the register's own door.

    It may be stopped and repeated at will: what was settled is not found again.
    """

    def __init__(
        self, source: str, register: TaxContractTree, intake: Intake, filing: Filing
    ) -> None:
        self._source = source
        self._register = register
        self._intake = intake
        self._filing = filing

    async def run(self) -> AsyncGenerator[Reconciliation, None]:
        """Yield what came of each part, a thousand buckets at most, until all is gone through.

        Each is filed before it is told; the last one says whether both hold the same now. Raises
        the four errors of an agency, `NotTheRoot` for one whose answers do not fit even when it is
        asked again, `OtherLevels` and `HubUnavailable`.
        """
        first = Part(most=MOST_NODES)
        part: Part | None = first
        again, open_ones = _ATTEMPTS, 0
        while part is not None:
            done, part = await self._part(part)
            open_ones += len(done.settled.asked) + len(done.settled.left)
            again -= part is None
            if part is None and again and not (done.after.agree or open_ones):
                part = first
            yield done

    async def _part(self, part: Part) -> tuple[Reconciliation, Part | None]:
        """Settle a part and file it; return it, and the part behind it where there is more."""
        started_at = self._filing.clock()
        walked = await self._walked(part)
        settled = await self._settle(walked.differences)
        after = await self._roots() if len(settled) else walked.before
        kept = write_walk(walked.exchanges) if walked.exchanges else None
        done = Reconciliation(
            source=self._source,
            started_by=HUB,
            started_at=started_at,
            ended_at=self._filing.clock(),
            before=walked.before,
            after=after,
            settled=settled,
            exchanges=len(walked.exchanges),
            part=part,
            walk=None if kept is None else digest_of(kept),
        )
        await self._filing.file(done, kept)
        return done, None if after.agree else part.next(walked.asked, walked.differences)

    async def _walked(self, part: Part) -> Walked:
        """Walk a part; from the beginning where a side moved on meanwhile."""
        for _ in range(_ATTEMPTS - 1):
            with suppress(NotTheRoot):
                return await self._walk(part)
        return await self._walk(part)

    async def _roots(self) -> Both:
        """Return the roots of both sides as they are now."""
        theirs = await self._register.tree_roots()
        return Both(await self._filing.roots(self._source), theirs.value)

    async def _walk(self, part: Part) -> Walked:
        """Find what differs in a part."""
        before = await self._roots()
        steps = walk(before.hub, before.register, part)
        exchanges: list[Exchange] = []
        asked: Prefixes = ()
        try:
            asked = next(steps)
            while True:
                theirs = (await self._register.tree_nodes(asked)).value
                ours = await self._filing.trees.answers(self._source, asked)
                exchanges.append((ours, theirs))
                asked = steps.send((ours, theirs))
        except StopIteration as end:
            return Walked(before, end.value, exchanges, asked)

    async def _settle(self, differences: Sequence[Difference]) -> Settled:
        """Take, give and list, each difference in its way."""
        lists = _Lists()
        lists.asked += [one.source_id for one in _of(differences, Settling.ASK)]
        for some in _batches(_of(differences, Settling.TAKE)):
            await self._take(some, lists)
        for some in _batches(_of(differences, Settling.GIVE)):
            await self._give(some, lists)
        return lists.settled

    async def _take(self, some: Sequence[Difference], lists: _Lists) -> None:
        """Take in what is later in the register, as it is in its tree and fits our rules."""
        told = (await self._register.contracts_by_id([one.source_id for one in some])).value
        theirs = {one.source_id: one for one in told}
        today = tehran_day(self._filing.clock())
        sound = []
        for one in some:
            contract = theirs.get(one.source_id)
            if contract is None or not _is_of(contract, one.theirs) or check(contract, today):
                log.warning("contract not taken", extra={"agency": self._source})
                lists.left.append(one.source_id)
            else:
                sound.append(contract)
        lines = [Line(number, one) for number, one in enumerate(sound, 1)]
        results = await self._intake.take(self._source, lines) if lines else []
        for contract, result in zip(sound, results, strict=True):
            refused = result.outcome is Outcome.REFUSED
            (lists.left if refused else lists.taken).append(contract.source_id)

    async def _give(self, some: Sequence[Difference], lists: _Lists) -> None:
        """Tell the register what it said and has lost."""
        ids = [one.source_id for one in some]
        kept = await self._filing.trees.statements(self._source, ids)
        contracts = [read_statement(body) for body in kept.values()]
        held = {*(await self._register.restore(contracts)).value}
        lists.given += [one for one in ids if one in held]
        lists.left += [one for one in ids if one not in held]


def _is_of(contract: RegisteredContract, leaf: Leaf | None) -> bool:
    """Tell whether a contract is the one of its leaf, or a later revision of it."""
    if leaf is None or contract.revision < leaf.revision:
        return False
    return contract.revision > leaf.revision or digest(contract) == leaf.digest


def _of(differences: Sequence[Difference], settling: Settling) -> list[Difference]:
    return [one for one in differences if one.settling is settling]


def _batches(found: list[Difference]) -> list[list[Difference]]:
    return [found[at : at + MOST_CONTRACTS] for at in range(0, len(found), MOST_CONTRACTS)]
