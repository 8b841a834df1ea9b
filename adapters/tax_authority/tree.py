"""The authority's contracts as a tree of hashes, contracts by their numbers, and those it lost."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from adapters.base.connection import Connection
from adapters.base.ports import Attested
from adapters.tax_authority import tree_words, wire
from adapters.tax_authority.session import Session
from schemas.canonical.contract import RegisteredContract
from schemas.canonical.hash_tree import Answers, Roots

ROOTS: Final = "/contract-tree/roots"
NODES: Final = "/contract-tree/nodes"
CONTRACTS: Final = "/contract-tree/contracts"
RESTORE: Final = "/contract-tree/restore"
M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


class ContractTree:
    """The `TaxContractTree` behind ``connection``; all that it asks may be asked again."""

    def __init__(self, connection: Connection, session: Session) -> None:
        self._connection = connection
        self._session = session

    async def tree_roots(self) -> Attested[Roots]:
        """Return the roots; raises as `TaxContractTree` says."""

        async def ask() -> Attested[Roots]:
            answer = await self._session.get(ROOTS)
            told = tree_words.roots_of(wire.read(wire.TreeRoots, answer))
            return self._connection.attest(told, answer)

        return await self._connection.conduct.read(ask)

    async def tree_nodes(self, prefixes: Sequence[str]) -> Attested[Answers]:
        """Return what stands below nodes."""

        def read(told: wire.TreeNodes) -> Answers:
            return tree_words.answers_of(told, prefixes)

        return await self._asked(NODES, {"prefixes": [*prefixes]}, wire.TreeNodes, read)

    async def contracts_by_id(
        self, source_ids: Sequence[str]
    ) -> Attested[tuple[RegisteredContract, ...]]:
        """Return contracts by their numbers; what is no number of the authority's is not asked."""
        crns = [one for one in source_ids if tree_words.is_crn(one)]

        def read(told: wire.Contracts) -> tuple[RegisteredContract, ...]:
            return tree_words.contracts_of(told, crns)

        return await self._asked(CONTRACTS, {"crns": crns}, wire.Contracts, read)

    async def restore(self, contracts: Sequence[RegisteredContract]) -> Attested[tuple[str, ...]]:
        """Give contracts back, those that the authority's words tell whole."""
        given = {one.source_id: tree_words.told(one) for one in contracts}
        content = {"contracts": [one for one in given.values() if one is not None]}

        def read(answer: wire.Restored) -> tuple[str, ...]:
            return tree_words.restored_of(answer, given)

        return await self._asked(RESTORE, content, wire.Restored, read)

    async def _asked(
        self, path: str, content: Mapping[str, Any], model: type[M], read: Callable[[M], T]
    ) -> Attested[T]:
        """Return what ``read`` makes of the answer to a question."""
        octets = json.dumps(content, ensure_ascii=False).encode()

        async def ask() -> Attested[T]:
            answer = await self._session.post(path, octets)
            return self._connection.attest(read(wire.read(model, answer)), answer)

        return await self._connection.conduct.read(ask)
