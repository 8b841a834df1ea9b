"""The doors and pages of certificates over a real store, spoken to as HTTP, without a socket."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial

import httpx
import pytest
from starlette.applications import Starlette

from hub.api.certificates import CertificateDoor
from hub.api.published import PublishedDoor
from hub.clearing.paper_reading import PaperShelf
from hub.status import record_act
from hub.store.certificates import Certificates
from hub.store.database import Database
from hub.store.keys import published_keys, register_keys
from hub.store.paper_forms import PaperForms
from hub.store.status_lists import StatusLists
from hub.web.desk import Desk
from hub.web.pages import VerifyPages
from hub.web.paper import PaperPages
from schemas.canonical.status import Act
from signing.page.words import access_code
from tests.integration.hub.archive import Archive, built, issue
from tests.kit.messages import number as uuid
from tests.kit.ports import Clock
from tests.kit.shipped import shipped_terms


@dataclass
class Office:
    """A hub with one certificate: who asks its doors, the archive behind them, the certificate."""

    client: httpx.AsyncClient
    archive: Archive
    pool: Database
    desk: Desk
    number: str
    code: str
    acts: int = field(default=0)

    @property
    def clock(self) -> Clock:
        """The clock that doors and pages read."""
        return self.archive.house.clock

    async def get(self, path: str, **how: object) -> httpx.Response:
        """Return the answer of the certificate door; ``…`` is the certificate's number."""
        address = f"/v1/certificates/{path.replace('…', self.number)}"
        return await self.client.get(address, **how)  # type: ignore[arg-type]  # handed on

    async def opened(self, ending: str, **how: object) -> httpx.Response:
        """Return a document, asked for with its code."""
        return await self.get(f"….{ending}", params={"code": self.code}, **how)

    async def record(self, act: Act) -> None:
        """Record an act on a certificate."""
        self.acts += 1
        certificates = Certificates(self.pool)
        await record_act(certificates, act, new_id=lambda: uuid(900 + self.acts), random=bytes)


@pytest.fixture
async def office(pool: Database) -> AsyncIterator[Office]:
    """Give the doors of a hub that has just issued a certificate."""
    archive = built(pool)
    clock = archive.house.clock
    await register_keys(pool, archive.house.ring, clock.now)
    number = await issue(archive, pool)
    certificates, keys = Certificates(pool), partial(published_keys, pool)
    desk = Desk(
        certificates=certificates,
        twins=archive.twins,
        keys=keys,
        policy=archive.policy,
        clock=clock,
    )
    papers = PaperShelf(PaperForms(pool), shipped_terms())
    doors = [
        *CertificateDoor(certificates, archive.twins, clock).routes(),
        *PublishedDoor(keys, StatusLists(pool)).routes(),
        *PaperPages(papers.judged, papers.terms.serial, clock).routes(),
        *VerifyPages(certificates, archive.twins, desk, clock).routes(),
    ]
    transport = httpx.ASGITransport(Starlette(routes=doors))
    code = access_code((await archive.forms(number)).issued)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub.test") as client:
        yield Office(client, archive, pool, desk, number, code)
