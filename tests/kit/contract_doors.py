"""The doors of the shared contracts on a real store, and consumers who come to them."""

import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx

from hub.admission import Admission
from hub.api.contract_doors import Behind
from hub.api.contract_gate import Gate
from hub.api.contract_receipts import ContractReceipts
from hub.api.contracts import contract_routes
from hub.api.receipts import ReceiptDoor
from hub.contracts.digest import members_of
from hub.contracts.precedence import shipped_precedence
from hub.contracts.scale import shipped_scale
from hub.policies import Policies
from hub.quotas import Quotas
from hub.receipts import Receipts, Refusals, World
from hub.sharing.feed import Feed
from hub.sharing.filing import Filing
from hub.sharing.intake import Intake
from hub.store.contract_reads import ContractReads
from hub.store.database import Database
from hub.store.disclosures import Disclosures
from hub.store.quotas import QuotaCounts
from hub.store.replays import Replays
from schemas.canonical.contract import RegisteredContract
from signing.keys.ring import Ring
from simulators.kit.oauth import Client
from tests.kit import identity as kit
from tests.kit import policy
from tests.kit.article37 import NOW
from tests.kit.keys import certificate_signer
from tests.kit.messages import number
from tests.kit.ports import Clock
from tests.unit.hub.contracts.made_ocds import PUBLISHER

TAX, BUDGET, ASSIGNER, SERVICES = (
    "tax-authority",
    "budget-organization",
    "assigner",
    "sso-services",
)
BATCH, CHANGES = "/v1/contracts/batch", "/v1/contracts/changes"
NDJSON = "application/x-ndjson"
_NUMBERS = count(700_000)
_REGISTER = (
    "INSERT INTO agencies (code, title, added_at) VALUES (%(code)s, 'آزمون', %(now)s)"
    " ON CONFLICT DO NOTHING"
)


@dataclass
class Office:
    """Doors over ``database``, which have to be entered where somebody waits for the feed."""

    database: Database
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        """Open the doors for all consumers, each with a programme of his own."""
        codes = (TAX, BUDGET, ASSIGNER, SERVICES)
        rows = [kit.row(kit.identity(code, code=code)) for code in codes]
        gate = kit.Gate(rows=rows, clock=self.clock)
        precedence = shipped_precedence()
        self.intake = Intake(self.database, precedence, shipped_scale(), self.clock, "ocds-peyvnd")
        self.feed = Feed(self.database, self.clock)
        world = World(self.clock, lambda: number(next(_NUMBERS)), bytes, "peyvand")
        receipts = Receipts(Ring([(None, certificate_signer())]), world)
        disclosures = Disclosures(self.database)
        self.behind = Behind(
            intake=self.intake,
            feed=self.feed,
            filing=Filing(self.database, self.clock, world.new_id, bytes),
            reads=ContractReads(self.database),
            gate=Gate(
                Admission(
                    Policies(self.database, policy.fields()), Quotas(QuotaCounts(self.database))
                ),
                disclosures,
                Refusals(receipts, disclosures, world),
            ),
            receipts=ContractReceipts(receipts, disclosures, self.clock),
            doorkeeper=gate.doorkeeper,
            clock=self.clock,
            sources=frozenset(precedence.order["number"]),
            public_url=kit.HUB,
            publisher=PUBLISHER,
        )
        app: Any = gate.transport.app
        door = ReceiptDoor(disclosures, gate.doorkeeper, Replays(self.database))
        app.routes.extend([*contract_routes(self.behind), *door.routes()])
        self.app = app
        self.clients: dict[str, Client] = {
            code: gate.client(kit.issued(code), code) for code in codes
        }

    async def close(self) -> None:
        """Close the programmes of all consumers."""
        for client in self.clients.values():
            await client.__aexit__(None, None, None)

    async def put(
        self,
        contract: RegisteredContract,
        who: str = TAX,
        *,
        path: str = "",
        signed: bool = True,
        changes: Any = None,
        **headers: str,
    ) -> httpx.Response:
        """Return the answer to one contract, told by its register."""
        own = f"/v1/contracts/{who.replace('-', '_')}/{contract.source_id}"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        body = json.dumps({**members_of(contract), **(changes or {})}).encode()
        return await self.clients[who].request(
            "PUT",
            path or own,
            content=body,
            headers={"content-type": "application/json"} | named,
            signed=signed,
        )

    async def batch(
        self, octets: bytes, who: str = TAX, *, signed: bool = False, media: str = NDJSON
    ) -> httpx.Response:
        """Return the answer to lines."""
        headers = {"content-type": media}
        return await self.clients[who].request(
            "POST", BATCH, content=octets, headers=headers, signed=signed
        )

    async def get(self, path: str, who: str = TAX, **headers: str) -> httpx.Response:
        """Return what stands at a path."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.clients[who].request("GET", path, headers=named)

    async def again(self, sent: httpx.Request, content: bytes | None = None) -> httpx.Response:
        """Return the answer to a request that is sent once more, with other ``content`` if any."""
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.request(
                sent.method,
                sent.url,
                headers={k: v for k, v in sent.headers.items() if k != "content-length"},
                content=sent.content if content is None else content,
            )

    async def acknowledge(self, cursor: Any, who: str = TAX) -> httpx.Response:
        """Return the answer to an acknowledgement."""
        path = f"{CHANGES}/acknowledgement"
        return await self.clients[who].request("POST", path, json={"cursor": cursor})


async def register(database: Database) -> None:
    """Register the consumers: what they are told is kept with who they are."""
    for code in (TAX, BUDGET, ASSIGNER, SERVICES):
        await database.rows(_REGISTER, {"code": code, "now": NOW})


async def opened(database: Database) -> AsyncIterator[Office]:
    """Yield doors under the shipped policy, whose consumers are registered."""
    await policy.load(database)
    await register(database)
    office = Office(database)
    yield office
    await office.close()


def line(contract: RegisteredContract, **changes: Any) -> bytes:
    """Return a contract as a line, with other members."""
    return json.dumps({**members_of(contract), **changes}).encode() + b"\n"


def lines(contracts: Iterable[RegisteredContract]) -> bytes:
    """Return contracts as lines."""
    return b"".join(map(line, contracts))


def results(answer: httpx.Response) -> list[Any]:
    """Return the lines of an answer."""
    assert answer.status_code == 200, answer.text
    return [json.loads(one) for one in answer.content.splitlines()]
