"""The real hub, opened from its settings over a real PostgreSQL, with agencies that say marks.

Nothing of the hub is replaced but its agencies and its clock; whatever it says is overheard.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pydantic import HttpUrl

import hub.main
from adapters.base.catalog import Gateways
from hub.config import AgencySettings, KeySettings, PublisherSettings, Settings
from hub.main import House
from hub.store.agencies import register
from hub.store.database import connect
from schemas.soap import SoapVersion
from signing.canonicalize import canonical
from signing.keys.file import FileSigner, load_signer
from signing.keys.pki import Issued
from signing.wss import seal
from simulators.kit.identity import Identity
from simulators.kit.oauth import Client
from tests.kit import article37, commerce_card
from tests.kit import article37 as kit
from tests.kit.identity import issued
from tests.kit.inquiries import body_of
from tests.kit.keys import authority
from tests.kit.outbox import Inbox
from tests.kit.ports import Clock, Firms, Ledger, Mobiles, Registry
from tests.taint import world
from tests.taint.hearing import Heard, Overheard, listening

HUB = "https://hub.test"
SERVICES, NOTARIES, CHAMBERS = "sso-services", "notary-offices", "commerce-card-registry"
_DUTIES: dict[str, Any] = {"article37": article37, "commerce-card": commerce_card}
_INQUIRY = {"article37": "InquireDebt", "commerce-card": "InquireClearance"}
_AGENCIES: Mapping[str, tuple[str, ...]] = {
    "civil_registry": (),
    "insurance_ledger": (),
    "legal_person_registry": (),
    "mobile_ownership": (),
    "notary_offices": (NOTARIES,),
}
"""The agencies there are, and the consumers whose own systems they bring notices to."""


@dataclass
class Hub:
    """A standing hub; what its agencies know is a test's to change."""

    house: House
    folder: Path
    registry: Registry
    ledger: Ledger
    firms: Firms
    mobiles: Mobiles
    inbox: Inbox
    clock: Clock
    logs: list[str]
    traces: list[str]
    clients: dict[str, Client] = field(default_factory=dict)

    @property
    def transport(self) -> httpx.ASGITransport:
        """The way to its doors, without a socket."""
        return httpx.ASGITransport(self.house.doors)

    async def post(self, path: str, body: Mapping[str, Any], code: str = SERVICES) -> Heard:
        """Return what a consumer's signed REST request comes to."""
        before, asked = len(self.logs), len(self.traces)
        headers = {"idempotency-key": str(uuid4())}
        answer = await self._client(code).request(
            "POST", path, json=dict(body), signed=True, headers=headers
        )
        return self._heard(answer, before, asked)

    async def send(
        self, method: str, path: str, content: str, code: str, *, signed: bool = True, **more: str
    ) -> Heard:
        """Return what octets come to that a consumer sends; ``more`` are further headers."""
        before, asked = len(self.logs), len(self.traces)
        named = {name.replace("_", "-"): one for name, one in more.items()}
        headers = {"content-type": "application/json"} | named
        answer = await self._client(code).request(
            method, path, content=content.encode(), signed=signed, headers=headers
        )
        return self._heard(answer, before, asked)

    async def read(self, path: str, code: str) -> Heard:
        """Return what a consumer reads at an address."""
        before, asked = len(self.logs), len(self.traces)
        return self._heard(await self._client(code).request("GET", path), before, asked)

    async def inquire(
        self, duty: str, fields: Mapping[str, str], code: str, *, soap: bool
    ) -> Heard:
        """Return what an inquiry comes to, over SOAP or REST."""
        if not soap:
            return await self.post(f"/v1/{duty}/inquiries", body_of(fields), code)
        kit = _DUTIES[duty]
        before, asked = len(self.logs), len(self.traces)
        address, operation = f"/soap/{duty}/v1", _INQUIRY[duty]
        envelope = seal(
            canonical(kit.document(fields)),
            signer=_signer(code, self.folder),
            action=f"{kit.NAMESPACE}:{operation}",
            message_id=f"urn:uuid:{uuid4()}",
            to=f"{HUB}{address}",
            relates_to=None,
            version=SoapVersion.V11,
            now=self.clock.now,
        )
        async with httpx.AsyncClient(transport=self.transport, base_url=HUB) as client:
            answer = await client.post(
                address, content=envelope, headers={"content-type": "text/xml"}
            )
        return self._heard(answer, before, asked)

    async def get(self, path: str) -> Heard:
        """Return what anybody is answered."""
        before, asked = len(self.logs), len(self.traces)
        async with httpx.AsyncClient(transport=self.transport, base_url=HUB) as client:
            return self._heard(await client.get(path), before, asked)

    def _heard(self, answer: httpx.Response, before: int, asked: int) -> Heard:
        logs, traces = "\n".join(self.logs[before:]), "\n".join(self.traces[asked:])
        return Heard(answer.status_code, repr(answer.headers.raw), answer.content, logs, traces)

    def _client(self, code: str) -> Client:
        if code not in self.clients:
            own = issued(code)
            self.clients[code] = Client(
                code, own.key_pem, own.chain_pem, HUB, transport=self.transport, clock=self.clock
            )
        return self.clients[code]


@cache
def _signer(code: str, folder: Path) -> FileSigner:
    return load_signer(*issued(code).write(folder, code))


def admit(url: str, *codes: str) -> None:
    """Register consumers with the certificates of their keys."""
    with connect(url) as connection:
        for code in codes:
            made = issued(code)
            certificate = Identity.of(code, made.key_pem, made.chain_pem).certificate_der
            register(connection, code=code, title="آزمون", certificate=certificate, now=kit.NOW)


@asynccontextmanager
async def opened(url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hub]:
    """Yield the hub of a database, its agencies knowing what `world` has."""
    traces: list[str] = []
    clock = Clock()
    registry = Registry(people={world.INSURED: world.DEAD}, families={world.INSURED: world.FAMILY})
    ledger = Ledger({kit.WORKSHOP: world.OWING}, (world.HERE, world.ELSEWHERE))
    firms = Firms({world.FIRM_ID: world.FIRM})
    mobiles = Mobiles({(world.MOBILE, world.INSURED): True})
    told = {NOTARIES: Inbox()}
    ports = {
        "PersonRegistry": registry,
        "FamilyRegistry": registry,
        "DebtLedger": ledger,
        "FirmRegistry": firms,
        "MobileOwnership": mobiles,
    }

    @asynccontextmanager
    async def agencies(_: Settings) -> AsyncIterator[Gateways]:
        yield Gateways({name: Overheard(one, traces) for name, one in ports.items()}, told)

    monkeypatch.setattr(hub.main, "open_agencies", agencies)
    monkeypatch.setattr(hub.main, "utc_now", clock)
    with listening() as logs:
        async with hub.main.open_house(_settings(url, folder), HUB) as house:
            found = Hub(
                house, folder, registry, ledger, firms, mobiles, told[NOTARIES], clock, logs, traces
            )
            yield found
            for client in found.clients.values():
                await client.__aexit__(None, None, None)


def _settings(url: str, folder: Path) -> Settings:
    """Return the settings of a hub whose keys stand in ``folder``."""
    trust = folder / "trust.pem"
    trust.write_bytes(authority().certificate_pem)
    secret = folder / "persons.secret"
    secret.write_bytes(bytes(range(32)))
    secret.chmod(0o600)
    return Settings(
        database_url=url,
        data_dir=folder,
        certificate_key=_key(_certifying(), folder, "certificates"),
        message_key=_key(issued("messages"), folder, "messages"),
        trust=trust,
        agencies={
            name: AgencySettings(base_url=HttpUrl("http://127.0.0.1:9"), consumers=told)
            for name, told in _AGENCIES.items()
        },
        ocds=PublisherSettings(
            name="Hub",
            uri=HttpUrl(HUB),
            license=HttpUrl("https://example.test/license"),
            persons_secret=secret,
        ),
        database_connections=2,
    )


@cache
def _certifying() -> Issued:
    return authority().issue("Certificate signer", now=kit.NOW, days=365)


def _key(made: Issued, folder: Path, name: str) -> KeySettings:
    key, certificate = made.write(folder, name)
    return KeySettings(key=key, certificate=certificate)
