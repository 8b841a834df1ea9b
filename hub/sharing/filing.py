"""Reconciliations filed as evidence, whoever walked, and what is filed held against itself."""

from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from hub.contracts.reconciled import Reconciliation, slips_of, write_document
from hub.evidence.leaf import SALT_OCTETS, leaf_of
from hub.store.contract_reconciliations import KeptReconciliation, Reconciliations
from hub.store.contract_trees import ContractTrees
from hub.store.database import Database
from schemas.canonical.evidence import LeafKind
from schemas.canonical.hash_tree import Roots


class Filing:
    """The trees of the hub and what came of walking them; ``clock`` tells UTC.

    ``random`` draws so many octets. Methods raise `HubUnavailable`.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
        random: Callable[[int], bytes],
    ) -> None:
        self.trees = ContractTrees(database)
        self.clock = clock
        self._kept = Reconciliations(database)
        self._new_id = new_id
        self._random = random

    async def roots(self, source: str) -> Roots:
        """Return the roots of what a register has said by now."""
        return await self.trees.roots(source, self.clock())

    async def file(self, done: Reconciliation, walk: bytes | None = None) -> UUID:
        """Keep what came of a reconciliation for good; return the number of its evidence."""
        salt = self._random(SALT_OCTETS)
        document = write_document(done)
        leaf = leaf_of(LeafKind.RECONCILIATION, self._new_id(), document, salt)
        await self._kept.keep(
            KeptReconciliation(leaf, walk),
            source=done.source,
            started_by=done.started_by,
            ended_at=done.ended_at,
        )
        return leaf.document_id

    async def last(self, limit: int) -> list[KeptReconciliation]:
        """Return the last reconciliations as they are kept, the newest first."""
        return await self._kept.last(limit)


def digest_of(walk: bytes) -> str:
    """Return the digest under which a document names its walk."""
    return sha256(walk).hexdigest()


def kept_slips(kept: KeptReconciliation) -> Iterator[str]:
    """Yield what is wrong with a reconciliation as it is kept, from nothing but itself.

    ``evidence.commitment`` for a leaf that is not of its document, and the codes of `slips_of`.
    """
    leaf = kept.leaf
    if leaf_of(leaf.kind, leaf.document_id, leaf.document, leaf.salt) != leaf:
        yield "evidence.commitment"
    yield from slips_of(leaf.document, kept.walk)
