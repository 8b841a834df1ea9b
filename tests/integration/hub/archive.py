"""A house whose certificates last, with a whole world of keys, for the tests of all that lasts."""

from dataclasses import dataclass, replace
from datetime import timedelta

from hub.preservation.preserve import Authorities, Preservation
from hub.preservation.twins import Twins
from hub.store.database import Database
from hub.store.forms import Forms, FormStore, Twin
from signing.keys.ring import Ring
from signing.verify.anything import verify
from signing.verify.policy import Policy
from signing.verify.report import Report
from tests.integration.hub.conftest import FIRST_RETRY, House
from tests.kit.authorities import Revocations, Stamps
from tests.kit.messages import inbound
from tests.kit.pki import NOW, world


@dataclass
class Archive:
    """A house whose certificates last: its worker's chore, and the authorities it asks."""

    house: House
    store: FormStore
    twins: Twins
    stamps: Stamps
    revocations: Revocations
    policy: Policy

    def preservation(self) -> Preservation:
        """Return one worker's chore."""
        return Preservation(
            store=self.store,
            twins=self.twins,
            authorities=Authorities(self.stamps, self.revocations, self.policy),
            clock=self.house.clock,
            first_retry=FIRST_RETRY,
        )

    async def turn(self) -> int:
        """Take one turn."""
        return await self.preservation().turn()

    def later(self, by: timedelta) -> None:
        """Let time pass."""
        self.house.clock.now += by

    async def forms(self, number: str) -> Forms:
        """Return what stands of a certificate."""
        found = await self.store.find(number)
        assert found is not None
        return found

    def verified(self, octets: bytes) -> Report:
        """Verify a form strictly, now."""
        policy = replace(self.policy, revocation_required=True)
        return verify(octets, policy=policy, at=self.house.clock.now)

    async def twin(self, number: str) -> Twin:
        """Ask for the PDF."""
        found = await self.twins.with_twin(number)
        assert found is not None
        assert found.twin is not None
        return found.twin


def built(pool: Database) -> Archive:
    """Return a house with keys of a whole world, its clock at the world's beginning."""
    house = House(pool, ring=Ring([(None, world().signer)]))
    house.clock.now = NOW
    policy = Policy(world().anchors)
    store = FormStore(pool)
    return Archive(
        house=house,
        store=store,
        twins=Twins(store=store, ring=house.ring, policy=policy, clock=house.clock),
        stamps=Stamps(world(), house.clock),
        revocations=Revocations(world(), house.clock),
        policy=policy,
    )


async def issue(archive: Archive, pool: Database) -> str:
    """Issue a certificate along the road and return its number."""
    await archive.house.road.travel(inbound(1))
    (row,) = await pool.rows("SELECT number FROM certificates", {})
    number: str = row["number"]
    return number
