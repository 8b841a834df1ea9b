"""What may be shown once: proofs of identity, remembered for every process until they run out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hub.errors import MessageReplayed
from hub.store.database import Database, refusing_outages
from hub.store.sql import load


@dataclass(frozen=True, slots=True)
class _Statements:
    remember_all: str


_SQL = load(_Statements, "replays")


class Replays:
    """The memory of proofs that every process of a hub shares."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def remember(self, proofs: Mapping[bytes, datetime]) -> None:
        """Remember proofs by their key (32 octets) until the instants given, durably.

        Raises `MessageReplayed` when one of them was remembered before, and `HubUnavailable`.
        """
        keys = sorted(proofs)
        arguments = {"keys": keys, "expiries": [proofs[key] for key in keys]}
        with refusing_outages():
            fresh = await self._database.rows(_SQL.remember_all, arguments)
        if len(fresh) != len(keys):
            raise MessageReplayed
