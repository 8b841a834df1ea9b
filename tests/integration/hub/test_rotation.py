"""Keys roll over while requests come in, and a key that is away for a while loses nothing."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from hub.clock.patience import LEASE
from hub.errors import HubUnavailable
from hub.store.database import Database
from signing.keys.errors import KeyUnusable
from signing.keys.file import FileSigner, load_signer
from signing.keys.ring import Ring
from tests.integration.hub.conftest import House, Look
from tests.kit import article37 as kit
from tests.kit.answers import reading
from tests.kit.keys import authority, certificate_signer, trust
from tests.kit.messages import inbound

TURN = kit.NOW + timedelta(hours=1)


@cache
def following() -> FileSigner:
    """Return the key that comes after the kit's own."""
    issued = authority().issue("Next signer", now=kit.NOW, days=365)
    with TemporaryDirectory() as folder:
        return load_signer(*issued.write(Path(folder), "next"))


def told() -> Ring:
    """Return the ring of a process that was told of the next key."""
    return Ring([(None, certificate_signer()), (TURN, following())])


async def signers(house: House, message: int) -> set[str | None]:
    """Return who signed the certificate and the receipt of one more answer, both verified."""
    answer = reading(await house.road.travel(inbound(message, message=message)))
    found = [answer.verified(name, trust(), house.clock()) for name in ("Certificate", "Receipt")]
    assert all(one.ok for one in found), [one.checks for one in found]
    return {one.found.signer for one in found if one.found}


async def test_a_key_rolls_over_without_a_restart(pool: Database) -> None:
    """A rotation would stop the hub, or one answer carry documents of two keys."""
    house = House(pool, ring=told())
    house.clock.now = TURN - timedelta(seconds=1)
    assert await signers(house, 1) == {"Certificate signer"}
    house.clock.now = TURN
    assert await signers(house, 2) == {"Next signer"}


async def test_a_rolling_restart_loses_nothing(pool: Database) -> None:
    """While processes are told one after the other, some answers would not verify."""
    not_told, informed = House(pool), House(pool, ring=told(), first_id=100)
    for house in (not_told, informed):
        house.clock.now = TURN + timedelta(minutes=5)
    assert await signers(not_told, 1) == {"Certificate signer"}
    assert await signers(informed, 2) == {"Next signer"}


@dataclass
class Away:
    """A signer whose token is away while ``away`` is set."""

    inner: FileSigner = field(default_factory=certificate_signer)
    away: bool = True

    @property
    def algorithm(self) -> str:
        return self.inner.algorithm

    @property
    def certificate_der(self) -> bytes:
        return self.inner.certificate_der

    @property
    def chain_der(self) -> tuple[bytes, ...]:
        return self.inner.chain_der

    def sign(self, data: bytes) -> bytes:
        if self.away:
            raise KeyUnusable("token", "token.missing")
        return self.inner.sign(data)


async def test_a_case_waits_for_a_key_that_is_away(pool: Database, look: Look) -> None:
    """A request that came while the HSM restarted would be lost, or answered unsigned."""
    signer = Away()
    house = House(pool, ring=Ring([(None, signer)]))
    with pytest.raises(HubUnavailable, match=r"signing\.unavailable"):
        await house.road.travel(inbound(1))
    assert look("SELECT count(*) FROM certificates") == [(0,)]
    assert look("SELECT state FROM cases") == [("received",)]
    signer.away = False
    house.clock.now += LEASE
    assert await house.worker.turn() == 1
    assert look("SELECT state FROM cases") == [("answered",)]
    assert look("SELECT count(*) FROM certificates") == [(1,)]
