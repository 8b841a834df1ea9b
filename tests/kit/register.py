"""The asked-about register for tests: lines of questions, kept as the hub keeps them."""

from collections.abc import Mapping
from datetime import datetime
from itertools import count

from hub.evidence.leaf import leaf_of
from hub.evidence.register import differences
from hub.policy.agreements_model import Key
from hub.store.database import Database, connect
from hub.store.disclosures import Disclosures
from hub.store.register import beside_receipts
from schemas.canonical.disclosure import Asked, Basis, Disclosed, Telling
from schemas.canonical.evidence import LeafKind
from tests.kit.messages import number

_NUMBERS = count(500_000)
SUBJECT = "national-id:9980000017"


def line(
    key: Key,
    outcome: Telling,
    told: Mapping[str, str] | None = None,
    *,
    basis: str | None = None,
    asked: tuple[str, ...] = (),
    withheld: tuple[str, ...] = (),
    reason: str | None = None,
) -> Disclosed:
    """Return a line under ``key``; ``basis`` is the digest of the agreement, None for refused."""
    found = Basis(bytes.fromhex(basis), "Article 1") if basis else None
    asking = Asked(key.provider, SUBJECT, key.task.kind, key.task.code, key.purpose, found, asked)
    return Disclosed(asking, outcome, dict(told or {}), withheld, reason=reason)


async def keep(database: Database, consumer: str, at: datetime, *lines: Disclosed) -> None:
    """Keep one question of a registered consumer with its lines."""
    leaf = leaf_of(LeafKind.DISCLOSURE, number(next(_NUMBERS)), b"<Receipt/>", bytes(32))
    await Disclosures(database).record(consumer, lines, leaf, asked_at=at, answered_at=at)


def agree(url: str) -> None:
    """Fail unless register and receipts say the same."""
    with connect(url) as connection:
        each = [(one, [*differences(one.leaf, one.lines)]) for one in beside_receipts(connection)]
    assert each
    assert [found for _, found in each if found] == []
