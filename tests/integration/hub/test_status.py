"""The signed status list: what it says of acts, in a running order, readable with no hub."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import psycopg
import pytest

from hub.errors import NotLawful
from hub.status import StatusListing, publish_status_list, record_act
from hub.store.certificates import Certificates
from hub.store.database import Database, connect
from hub.store.status_lists import StatusLists
from schemas.canonical.status import State
from schemas.canonical.steps import Signed
from signing.keys.ring import Ring
from signing.verify.policy import Policy
from signing.verify.status import VerifiedStatusList, check_status
from signing.verify.status_list import read_status_list
from tests.integration.hub.conftest import House, Look
from tests.kit import article37 as kit
from tests.kit.keys import certificate_signer, trust
from tests.kit.messages import inbound, number
from tests.kit.status import act

HOUR = timedelta(hours=1)


@pytest.fixture
def certificates(pool: Database) -> Certificates:
    return Certificates(pool)


@pytest.fixture
def lists(pool: Database) -> StatusLists:
    return StatusLists(pool)


async def issued(house: House, look: Look, count: int) -> list[str]:
    """Issue certificates along the road and return their numbers in order."""
    for n in range(1, count + 1):
        await house.road.travel(inbound(n, message=n))
    return [one for (one,) in look("SELECT number FROM certificates ORDER BY number")]


async def record(certificates: Certificates, *acts: tuple[str, State, datetime]) -> None:
    for n, (name, state, at) in enumerate(acts):
        made = act(name, state, effective=at, recorded=at)
        await record_act(certificates, made, new_id=lambda n=n: number(900 + n), random=bytes)


async def publish(lists: StatusLists, now: datetime) -> Signed:
    return await publish_status_list(lists, hub="peyvand", signer=certificate_signer(), now=now)


def read(signed: Signed, at: datetime) -> VerifiedStatusList:
    return read_status_list(signed.xml, Policy(anchors=tuple(trust())), at)


async def test_a_list_says_who_does_not_stand(
    house: House, certificates: Certificates, lists: StatusLists, look: Look
) -> None:
    """An office with the list in its hands would rely on a revoked certificate."""
    good, lifted, held, ended, coming = await issued(house, look, 5)
    now = kit.NOW + 3 * HOUR
    await record(
        certificates,
        (lifted, State.SUSPENDED, kit.NOW),
        (lifted, State.ISSUED, kit.NOW + HOUR),
        (held, State.SUSPENDED, kit.NOW + HOUR),
        (ended, State.REVOKED, kit.NOW + 2 * HOUR),
    )
    later = act(coming, State.REVOKED, effective=now + HOUR, recorded=now)
    await record_act(certificates, later, new_id=lambda: number(990), random=bytes)
    found = read(await publish(lists, now), now)
    assert {name: (one.state, one.since) for name, one in found.entries.items()} == {
        held: (State.SUSPENDED, kit.NOW + HOUR),
        ended: (State.REVOKED, kit.NOW + 2 * HOUR),
    }
    assert (found.number, found.hub, found.sequence) == ("peyvand-0000000001", "peyvand", 1)
    assert (found.issued_at, found.next_update) == (now, now + timedelta(days=1))
    assert check_status(good, now, (found,)).startswith("good in peyvand-0000000001 of 2026-")


async def test_lists_made_at_once_stand_in_one_order(
    house: House, certificates: Certificates, lists: StatusLists, look: Look
) -> None:
    """A later list would know less than an earlier one, and bring a revoked certificate back."""
    (one,) = await issued(house, look, 1)

    async def revoke() -> None:
        await record(certificates, (one, State.REVOKED, kit.NOW))

    now = kit.NOW + HOUR
    _, *made = await asyncio.gather(revoke(), *(publish(lists, now) for _ in range(6)))
    found = sorted((read(signed, now) for signed in made), key=lambda one: one.sequence)
    assert [one.sequence for one in found] == [1, 2, 3, 4, 5, 6]
    known = [one in each.entries for each in found]
    assert known == sorted(known)
    newest = await lists.newest()
    assert newest is not None
    assert newest.sequence == 6


async def test_a_list_that_cannot_be_signed_is_no_list(lists: StatusLists, look: Look) -> None:
    """A gap in the running order would look like a list that somebody holds back."""
    with pytest.raises(Exception, match="schema"):
        await publish_status_list(lists, hub="Not A Name", signer=certificate_signer(), now=kit.NOW)
    assert await lists.newest() is None
    await publish(lists, kit.NOW)
    assert look("SELECT sequence, issued_at FROM status_lists") == [(1, kit.NOW)]


async def test_what_was_published_is_kept_as_it_was(
    lists: StatusLists, registered: str, look: Look
) -> None:
    """The hub could deny what it told the world on a day."""
    signed = await publish(lists, kit.NOW)
    newest = await lists.newest()
    assert newest is not None
    assert (newest.document, newest.digest) == (signed.xml, signed.digest)
    changes: Sequence[bytes] = (
        b"UPDATE status_lists SET sequence = 2",
        b"DELETE FROM status_lists",
    )
    for change in changes:
        with connect(registered) as connection, pytest.raises(psycopg.errors.RestrictViolation):
            connection.execute(change)


async def test_an_unlawful_act_passes_through_as_it_is(
    house: House, certificates: Certificates, look: Look
) -> None:
    """An operator would not be told why."""
    (one,) = await issued(house, look, 1)
    with pytest.raises(NotLawful):
        await record(certificates, (one, State.ISSUED, kit.NOW))


async def test_the_signer_of_a_certificate_is_known(
    house: House, certificates: Certificates, look: Look
) -> None:
    """After a compromise nobody could say what the key had signed."""
    (one,) = await issued(house, look, 1)
    found = await certificates.find(one)
    assert found is not None
    assert found.signer == sha256(certificate_signer().certificate_der).digest()


async def test_there_is_a_new_list_when_there_must_be(
    house: House, certificates: Certificates, lists: StatusLists, look: Look
) -> None:
    """A mirror would carry a revoked certificate as good, or a list would run out."""
    (one,) = await issued(house, look, 1)
    ring = Ring([(None, certificate_signer())])
    listing = StatusListing(lists, hub="peyvand", ring=ring, clock=house.clock)

    async def turns() -> list[int]:
        return [await listing.turn() for _ in range(2)]

    assert await turns() == [1, 0]
    house.clock.now += HOUR
    assert await turns() == [0, 0]
    await record(certificates, (one, State.SUSPENDED, kit.NOW))
    assert await turns() == [1, 0]
    later = act(one, State.REVOKED, effective=kit.NOW + 3 * HOUR, recorded=kit.NOW + HOUR)
    await record_act(certificates, later, new_id=lambda: number(991), random=bytes)
    assert await turns() == [1, 0]
    house.clock.now = kit.NOW + 3 * HOUR
    assert await turns() == [1, 0]
    newest = await lists.newest()
    assert newest is not None
    assert b'state="revoked"' in newest.document
    house.clock.now += 6 * HOUR
    assert await turns() == [1, 0]
