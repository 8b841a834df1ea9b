"""The register of consumers: a few seconds old, never older, and shut to who is not in it."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from hub.api.consumers import AGE, Consumers
from hub.errors import HubUnavailable
from hub.store.agencies import CertificateRow
from signing.verify.wss import load_certificate
from tests.kit import article37 as kit
from tests.kit.keys import message_certificate


def _row(name: str) -> CertificateRow:
    der = message_certificate(name)
    return CertificateRow(load_certificate(der).fingerprint, der, name, None)


NOTARIES, BANK = _row("notary-offices"), _row("a-bank")


@dataclass
class Register:
    """A register of certificates in memory, with a clock that a test moves."""

    rows: list[CertificateRow]
    now: datetime = kit.NOW
    asked: list[datetime] = field(default_factory=list)
    down: bool = False

    async def load(self, now: datetime) -> list[CertificateRow]:
        self.asked.append(now)
        await asyncio.sleep(0)
        if self.down:
            raise HubUnavailable("store.unavailable")
        return list(self.rows)

    def consumers(self) -> Consumers:
        return Consumers(self.load, lambda: self.now)


async def test_who_a_certificate_belongs_to() -> None:
    """One agency's message would be taken for another's."""
    consumers = Register([NOTARIES, BANK]).consumers()
    await consumers.refresh()
    assert consumers.owner(NOTARIES.fingerprint).code == "notary-offices"
    assert consumers.owner(BANK.fingerprint).code == "a-bank"
    found = consumers.certificate(NOTARIES.fingerprint)
    assert found is not None
    assert found.fingerprint == NOTARIES.fingerprint


async def test_nobody_is_known_by_default() -> None:
    """A stranger's certificate would be as good as a registered one."""
    consumers = Register([NOTARIES]).consumers()
    assert consumers.certificate(NOTARIES.fingerprint) is None
    await consumers.refresh()
    assert consumers.certificate(BANK.fingerprint) is None
    with pytest.raises(KeyError):
        consumers.owner(BANK.fingerprint)


async def test_the_copy_is_loaded_once_in_its_age() -> None:
    """Every request would cost a query, or a retired certificate hold for ever."""
    register = Register([NOTARIES])
    consumers = register.consumers()
    await consumers.refresh()
    register.now += AGE - timedelta(microseconds=1)
    await consumers.refresh()
    assert register.asked == [kit.NOW]
    register.now = kit.NOW + AGE
    await consumers.refresh()
    assert register.asked == [kit.NOW, kit.NOW + AGE]


async def test_a_retired_certificate_is_gone_at_the_next_load() -> None:
    """A stolen key would go on speaking for its agency."""
    register = Register([NOTARIES, BANK])
    consumers = register.consumers()
    await consumers.refresh()
    register.rows = [BANK]
    register.now += AGE
    await consumers.refresh()
    assert consumers.certificate(NOTARIES.fingerprint) is None
    with pytest.raises(KeyError):
        consumers.owner(NOTARIES.fingerprint)


async def test_a_certificate_ends_at_its_instant_whatever_the_copy_s_age() -> None:
    """A key that was to end at noon would hold some seconds longer."""
    ends = kit.NOW + timedelta(seconds=2)
    row = CertificateRow(NOTARIES.fingerprint, NOTARIES.certificate, NOTARIES.agency, ends)
    register = Register([row])
    consumers = register.consumers()
    await consumers.refresh()
    register.now = ends - timedelta(microseconds=1)
    assert consumers.owner(NOTARIES.fingerprint).code == "notary-offices"
    register.now = ends
    assert consumers.certificate(NOTARIES.fingerprint) is None
    with pytest.raises(KeyError):
        consumers.owner(NOTARIES.fingerprint)
    assert register.asked == [kit.NOW]


async def test_a_new_certificate_is_looked_for_sooner() -> None:
    """A new certificate would be refused for the whole age of the copy."""
    register = Register([BANK])
    consumers = register.consumers()
    await consumers.refresh()
    register.rows.append(NOTARIES)
    await consumers.refresh(older_than=AGE / 5)
    assert consumers.certificate(NOTARIES.fingerprint) is None
    register.now += AGE / 5
    await consumers.refresh(older_than=AGE / 5)
    assert consumers.certificate(NOTARIES.fingerprint) is not None


async def test_a_changed_owner_holds_at_the_next_load() -> None:
    """A certificate that went to another agency would go on speaking for the first."""
    register = Register([NOTARIES])
    consumers = register.consumers()
    await consumers.refresh()
    certificate = consumers.certificate(NOTARIES.fingerprint)
    register.rows = [CertificateRow(NOTARIES.fingerprint, NOTARIES.certificate, "x", None)]
    register.now += AGE
    await consumers.refresh()
    assert consumers.owner(NOTARIES.fingerprint).code == "x"
    assert consumers.certificate(NOTARIES.fingerprint) is certificate


async def test_a_crowd_loads_the_register_once() -> None:
    """A burst of requests after a quiet while would all ask the database the same."""
    register = Register([NOTARIES])
    consumers = register.consumers()
    await asyncio.gather(*(consumers.refresh() for _ in range(50)))
    assert len(register.asked) == 1


async def test_an_outage_is_said_and_the_next_call_tries_again() -> None:
    """A register that could not be loaded would read as a register with nobody in it."""
    register = Register([NOTARIES], down=True)
    consumers = register.consumers()
    with pytest.raises(HubUnavailable):
        await consumers.refresh()
    register.down = False
    await consumers.refresh()
    assert consumers.certificate(NOTARIES.fingerprint) is not None
