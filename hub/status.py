"""Acts on certificates with their evidence, and the signed list of those that do not stand."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from hub.evidence.leaf import SALT_OCTETS, act_leaf
from hub.store.certificates import Certificates, Leafing
from hub.store.status_lists import PublishedList, StatusLists, Touched
from schemas.canonical.dates import tehran_stamp
from schemas.canonical.evidence import Leaf
from schemas.canonical.status import Act, State, Status
from schemas.canonical.status_list import Listed, StatusList
from schemas.canonical.steps import Signed
from signing.keys.ring import Ring
from signing.profile import prepare_status_list
from signing.signer import Signer
from signing.verify import check_own
from signing.xades import sign

NEXT_UPDATE = timedelta(days=1)
"""How long a status list is relied on before there must be a newer one."""
_RENEWED = timedelta(hours=6)
"""How old a status list becomes while nothing happens."""

_NOT_LISTED = frozenset({State.ISSUED, State.EXPIRED})


def leafing(new_id: Callable[[], UUID], random: Callable[[int], bytes]) -> Leafing:
    """Return what makes the evidence of an act, from a source of ids and one of chance."""

    def made(act: Act) -> Leaf:
        return act_leaf(new_id(), act, random(SALT_OCTETS))

    return made


def status_facts(status: Status | None) -> dict[str, object] | None:
    """Return a status as JSON values; None before the certificate was issued."""
    if status is None:
        return None
    return {
        "state": status.state,
        "since": tehran_stamp(status.since),
        "reason": status.reason,
        "superseded_by": status.superseded_by,
        "next_change": tehran_stamp(status.next_change) if status.next_change else None,
    }


async def record_act(
    certificates: Certificates,
    act: Act,
    *,
    new_id: Callable[[], UUID],
    random: Callable[[int], bytes],
) -> Act:
    """Record an operator's act with its evidence and return it as it was recorded.

    Raises `UnknownCertificate`, `NotLawful` and `HubUnavailable`.
    """
    return await certificates.record(act, leafing(new_id, random))


async def publish_status_list(
    lists: StatusLists,
    *,
    hub: str,
    signer: Signer,
    now: datetime,
    lasts: timedelta = NEXT_UPDATE,
) -> Signed:
    """Return the next status list of ``hub``, signed, verified and kept.

    It says what every certificate is at ``now``, as is known now; ``lasts`` is how long it is
    relied on. Raises `HubUnavailable`, and what the signer raises.
    """
    async with lists.edition() as edition:
        touched = await edition.touched()
        status_list = StatusList(
            hub=hub,
            sequence=edition.sequence,
            issued_at=now,
            next_update=now + lasts,
            entries=tuple(sorted(listed(touched, now), key=_number)),
        )
        unchecked = sign(prepare_status_list(status_list), signer, now)
        signed = check_own(unchecked, signer.certificate_der)
        acts = sum(len(one.acts) for one in touched)
        await edition.keep(
            PublishedList(edition.sequence, signed.xml, signed.digest, acts, now, now + lasts)
        )
        return signed


def _number(entry: Listed) -> str:
    """Return what the lines of a list are sorted by: the database may have another order."""
    return entry.number


def listed(touched: Iterable[Touched], now: datetime) -> Iterable[Listed]:
    """Yield the line of each certificate that is neither issued nor merely expired at ``now``."""
    for one in touched:
        status = one.status(now, now)
        if status is None or status.state in _NOT_LISTED or status.reason is None:
            continue
        yield Listed(one.number, status.state, status.since, status.reason, status.superseded_by)


class StatusListing:
    """The worker's chore of publishing: a new list for every act, and in time before one ends."""

    def __init__(
        self, lists: StatusLists, *, hub: str, ring: Ring, clock: Callable[[], datetime]
    ) -> None:
        self._lists = lists
        self._hub = hub
        self._ring = ring
        self._clock = clock

    async def turn(self) -> int:
        """Publish the next list if there must be one; return how many were published."""
        now = self._clock()
        if not await self._lists.is_due(now, _RENEWED):
            return 0
        await publish_status_list(self._lists, hub=self._hub, signer=self._ring.at(now), now=now)
        return 1
