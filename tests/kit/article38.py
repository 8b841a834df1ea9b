"""Contract files on a real store: their doors, the acts of a straight way, and who tells them."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx

from hub.admission import Admission
from hub.api.article38.doors import FILES, Behind, FileDoors
from hub.api.article38.overdue import OverdueDoor
from hub.api.article38.paper import Behind as PaperBehind
from hub.api.article38.paper import PaperDoors
from hub.clearing.opening import Clearing, Proving, open_clearing, open_standings
from hub.config import Settings
from hub.contracts.precedence import shipped_precedence
from hub.contracts.scale import shipped_scale
from hub.policies import Policies
from hub.quotas import Quotas
from hub.receipts import Receipts, Refusals, World
from hub.sharing.intake import Intake
from hub.store.database import Database
from hub.store.disclosures import Disclosures
from hub.store.quotas import QuotaCounts
from signing.keys.ring import Ring
from simulators.kit.oauth import Client
from tests.kit import identity as kit
from tests.kit import policy
from tests.kit.contracts import TAX, lines, unlike
from tests.kit.keys import certificate_signer
from tests.kit.lookups import admit
from tests.kit.messages import number
from tests.kit.ports import Clock

SERVICES, STRANGER = "sso-services", "tax-authority"
TODAY = "2026-11-22"
DUE = 1_500_000
"""What the plain facts come to: 9,000,000 rials of services at 15 per cent and a ninth of that."""
_IDS = count(38_000_000)
"""Ids of documents, none of which comes twice in a test run."""

Json = dict[str, Any]


def workshop(number: str, branch: str = "0210") -> Json:
    """Return a party that can be told electronically."""
    return {
        "workshop": {"workshop_id": number, "branch": branch},
        "account_since": "2024-05-01",
    }


def allocated(row: str = "02100001", **changes: Any) -> Json:
    """Return the allocation of a contract row."""
    return {
        "act": "row-allocated",
        "row": row,
        "branch": "0210",
        "contractor": workshop("9980000011"),
        "assigner": workshop("9980000022"),
        "postal_code": "1968834613",
        "address": "تهران، خیابان آزمون، پلاک ۱",
        "on": TODAY,
        **changes,
    }


FACTS: Json = {
    "contract": {
        "place": "inside",
        "assigner_iranian": True,
        "main": "none",
        "price_list": False,
        "type_terms": False,
        "capital_funds": False,
        "special_employer": "none",
    },
    "contractor": {
        "person": "legal",
        "iranian": True,
        "performance": "dispersed",
        "state_body": False,
        "other_fund": False,
    },
    "work": [{"code": "a", "subject": "services", "gross": 9_000_000, "machinery_by": "none"}],
    "lists": {
        "within": {"number": 1, "wages": 1, "premium": 1, "unemployment": 0},
        "outside": {"number": 0, "wages": 0, "premium": 0, "unemployment": 0},
    },
    "subcontracts": [],
}
"""Services by hand, in one part, with a list in the period."""


def filed(stage: str = "initial", facts: Json = FACTS, **changes: Any) -> Json:
    """Return bases that the assigner files."""
    return {"act": "bases-filed", "stage": stage, "facts": facts, **changes}


CONFIRMED: Json = {"act": "bases-confirmed"}


def sheet(amount: int = DUE, number: str = "s1", kind: str = "definite") -> Json:
    """Return a payment sheet."""
    return {"act": "sheet-issued", "number": number, "kind": kind, "amount": amount}


def collected(amount: int = DUE, sheet: str = "s1", on: str = TODAY) -> Json:
    """Return money that came in for a sheet."""
    return {"act": "collected", "sheet": sheet, "amount": amount, "on": on}


FIXING: tuple[Json, ...] = (allocated(), filed(), CONFIRMED)
"""To the fixed coefficient."""
PAYING: tuple[Json, ...] = (*FIXING, filed("final"), CONFIRMED, sheet(), collected())
"""To where the clearance can be issued."""


@dataclass
class Office:
    """Doors of files over ``database``; ``clearing`` is what stands behind them."""

    database: Database
    clearing: Clearing
    clock: Clock
    clients: dict[str, Client] = field(default_factory=dict)
    keys: Any = field(default_factory=lambda: count(1))

    async def tell(
        self,
        ocid: str,
        body: Mapping[str, Any],
        *,
        key: str | None = None,
        who: str = SERVICES,
        signed: bool = True,
    ) -> httpx.Response:
        """Return the answer to an act; every one has a key of its own unless one is given."""
        return await self.clients[who].request(
            "POST",
            f"{FILES}/{ocid}/acts",
            content=json.dumps(body, ensure_ascii=False).encode(),
            headers={
                "content-type": "application/json",
                "idempotency-key": key or f"key-{next(self.keys)}",
            },
            signed=signed,
        )

    async def post(
        self, path: str, body: Any, *, who: str = SERVICES, signed: bool = True, **headers: str
    ) -> httpx.Response:
        """Return the answer to a body at a path."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.clients[who].request(
            "POST",
            path,
            content=json.dumps(body, ensure_ascii=False).encode(),
            headers={"content-type": "application/json"} | named,
            signed=signed,
        )

    async def told(self, ocid: str, *acts: Mapping[str, Any]) -> list[Json]:
        """Return the answers to acts that are all taken."""
        answers = []
        for one in acts:
            answer = await self.tell(ocid, one)
            assert answer.status_code == 201, answer.text
            answers.append(answer.json()["answer"])
        return answers

    async def get(self, path: str, who: str = SERVICES, **headers: str) -> httpx.Response:
        """Return what stands at a path."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.clients[who].request("GET", path, headers=named)

    async def contract(self, serial: int = 1, **changes: Any) -> str:
        """Return the name of a contract that the tax authority registered."""
        (result,) = await self.intake().take(TAX, lines(unlike(serial, **changes)))
        return str(result.ocid)

    def intake(self) -> Intake:
        """Return what takes in the words of registers."""
        return Intake(
            self.database, shipped_precedence(), shipped_scale(), self.clock, "ocds-peyvnd"
        )

    async def rows(self, sql: str, **asked: Any) -> list[dict[str, Any]]:
        """Return what the database holds."""
        return await self.database.rows(sql, asked)


def proving(database: Database, clock: Clock) -> Proving:
    """Return what decides and what is left as evidence, over a real store."""
    world = World(clock, lambda: number(next(_IDS)), bytes, "peyvand")
    disclosures = Disclosures(database)
    receipts = Receipts(Ring([(None, certificate_signer())]), world)
    return Proving(
        admission=Admission(Policies(database, policy.fields()), Quotas(QuotaCounts(database))),
        disclosures=disclosures,
        receipts=receipts,
        refusals=Refusals(receipts, disclosures, world),
        world=world,
    )


@asynccontextmanager
async def office(url: str, extra: Mapping[str, str] | None = None) -> AsyncIterator[Office]:
    """Yield the doors of files under the shipped policy, with agreements laid over it."""
    for code in (SERVICES, STRANGER):
        admit(url, code)
    clock = Clock()
    async with Database(url, min_size=1, max_size=8) as database:
        await policy.load(database, extra)
        grounds = open_standings(database, Settings(), clock).grounds
        clearing = await open_clearing(database, Settings(), proving(database, clock), grounds)
        gate = kit.Gate(
            rows=[kit.row(kit.identity(code, code=code)) for code in (SERVICES, STRANGER)],
            clock=clock,
        )
        app: Any = gate.transport.app
        behind = Behind(clearing.desk, clearing.reading, gate.doorkeeper, clock, 262_144)
        app.routes.extend([*FileDoors(behind).routes(), *OverdueDoor(behind).routes()])
        papers = PaperBehind(clearing.paper_desk, clearing.papers, gate.doorkeeper, clock, 262_144)
        app.routes.extend(PaperDoors(papers).routes())
        made = Office(database, clearing, clock)
        for code in (SERVICES, STRANGER):
            made.clients[code] = gate.client(kit.issued(code), code)
        yield made
        for client in made.clients.values():
            await client.__aexit__(None, None, None)
