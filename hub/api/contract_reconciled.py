"""What a register asks and says when it reconciles, as JSON has it."""

from datetime import UTC, datetime
from itertools import chain
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from hub.contracts.merkle import LEVELS
from hub.contracts.reconcile import Part
from hub.contracts.reconciled import Both, Reconciliation, Settled
from hub.errors import InvalidRequest
from hub.sharing.filing import Filing
from hub.sharing.reconciling import MOST_NODES
from schemas.canonical.hash_tree import DIGITS, Roots
from schemas.canonical.identifiers import InvalidIdentifier

MOST_CONTRACTS: Final = 1_000
"""Contracts that are told at once."""
MOST_SETTLED: Final = 20_000
"""Contracts of an outcome in each of its lists."""


def _in_utc(instant: datetime) -> datetime:
    """Return an instant in UTC; ``instant.rfc3339`` for one at the edge of what can be counted."""
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise InvalidIdentifier("instant.rfc3339") from None


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Prefix = Annotated[str, Field(pattern=f"^[0-9a-f]{{1,{LEVELS}}}$")]
SourceId = Annotated[str, Field(pattern="^[0-9A-Za-z-]{1,50}$")]
Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Hashes = Annotated[list[Hash], Field(min_length=len(DIGITS), max_length=len(DIGITS))]
Ids = Annotated[list[SourceId], Field(max_length=MOST_SETTLED)]


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True)


class Nodes(_Said):
    """Which nodes are asked about, by the first digits of their places."""

    prefixes: list[Prefix] = Field(min_length=1, max_length=MOST_NODES)


class Contracts(_Said):
    """Which contracts are asked for, by the register's own ids."""

    source_ids: list[SourceId] = Field(min_length=1, max_length=MOST_CONTRACTS)


class RootsSaid(_Said):
    """The hashes of the sixteen partitions, and the digits of a bucket."""

    levels: int = Field(ge=1, le=8)
    hashes: Hashes

    @property
    def roots(self) -> Roots:
        """The same in our words."""
        return Roots(self.levels, tuple(map(bytes.fromhex, self.hashes)))


class BothSaid(_Said):
    """The roots of both sides before anything was settled; the hub's as it told them."""

    hub: RootsSaid
    register_: RootsSaid = Field(alias="register")


class SettledSaid(_Said):
    """What differed: taken to the hub, given to the register, to be asked about, left as it is."""

    taken: Ids
    given: Ids
    asked: Ids
    left: Ids


class Outcome(_Said):
    """What came of a reconciliation that a register did; ``after`` has its own roots now."""

    started_at: Instant
    exchanges: int = Field(ge=0, le=1_000)
    before: BothSaid
    after: RootsSaid
    settled: SettledSaid


async def done_of(said: Outcome, source: str, consumer: str, filing: Filing) -> Reconciliation:
    """Return what a register says came of its reconciliation, beside what the hub holds now.

    Raises `InvalidRequest`: ``reconciliation.started-later``, ``reconciliation.repeated``,
    ``reconciliation.agreed-before`` for differences of sets that were one, and
    ``reconciliation.roots-unknown`` for roots of the hub that it never told.
    """
    before = Both(said.before.hub.roots, said.before.register_.roots)
    settled = _settled(said.settled)
    if said.started_at > filing.clock():
        raise InvalidRequest("reconciliation.started-later", field="started_at")
    if before.agree and len(settled):
        raise InvalidRequest("reconciliation.agreed-before", field="settled")
    if before.hub.levels != LEVELS or not await filing.trees.were_told(source, before.hub):
        raise InvalidRequest("reconciliation.roots-unknown", field="before.hub")
    return Reconciliation(
        source=source,
        started_by=consumer,
        started_at=said.started_at,
        ended_at=filing.clock(),
        before=before,
        after=Both(await filing.roots(source), said.after.roots),
        settled=settled,
        exchanges=said.exchanges,
        part=Part(),
        walk=None,
    )


def _settled(said: SettledSaid) -> Settled:
    """Return the lists in order; `InvalidRequest` for a contract that stands there twice."""
    lists = (said.taken, said.given, said.asked, said.left)
    ids = [*chain(*lists)]
    if len(set(ids)) != len(ids):
        raise InvalidRequest("reconciliation.repeated", field="settled")
    return Settled(*(tuple(sorted(one)) for one in lists))
