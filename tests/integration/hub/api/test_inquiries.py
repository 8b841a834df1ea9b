"""The duties over REST on a real store: the same cases as over SOAP, for who proves who he is."""

from base64 import b64decode
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from adapters.base.errors import AgencyUnavailable
from hub.api.inquiries import InquiryDoor
from hub.api.usages import Usages
from hub.duties import DUTIES
from hub.policies import Policies
from hub.store.database import Database
from schemas.canonical.case import Consumer
from signing.page.words import access_code
from simulators.kit.oauth import Client
from tests.integration.hub.conftest import FIRST_RETRY, Look
from tests.integration.hub.test_commerce_card import Office as House
from tests.kit import article37 as kit
from tests.kit import commerce_card, policy
from tests.kit.identity import Gate, identity, issued, row
from tests.kit.inquiries import DEED_BODY, body_of, written
from tests.kit.messages import BANK, CHAMBERS, NOTARIES, inbound

PATH, CARDS = "/v1/article37/inquiries", "/v1/commerce-card/inquiries"
AWAY = AgencyUnavailable("civil_registry", "timeout")


@dataclass
class Office:
    """Two duties with their REST doors; notaries, a bank and chambers have programmes."""

    house: House
    clients: dict[Consumer, Client] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Open the doors for all of them."""
        consumers = (NOTARIES, BANK, CHAMBERS)
        rows = [row(identity(one.code, code=one.code)) for one in consumers]
        gate = Gate(rows=rows, clock=self.house.clock)
        app: Any = gate.transport.app
        policies = Policies(self.house.database, policy.fields())
        usages = Usages(policies, self.house.quotas)
        for duty, road in zip(DUTIES[:2], (self.house.notaries, self.house.road), strict=True):
            door = InquiryDoor(
                duty.offer(road),
                gate.doorkeeper,
                usages.of,
                clock=self.house.clock,
                max_bytes=20_000,
            )
            app.routes.extend(door.routes())
        self.clients = {one: gate.client(issued(one.code), one.code) for one in consumers}

    async def post(
        self,
        body: Any = DEED_BODY,
        key: str = "key-1",
        *,
        who: Consumer = NOTARIES,
        path: str = PATH,
        signed: bool = True,
        content: bytes | None = None,
    ) -> httpx.Response:
        """Return the answer to an inquiry."""
        headers = {"content-type": "application/json", "idempotency-key": key}
        octets = content or written(body)
        return await self.clients[who].request(
            "POST", path, content=octets, headers=headers, signed=signed
        )

    async def get(self, path: str, who: Consumer = NOTARIES, **headers: str) -> httpx.Response:
        """Return what stands at a path."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.clients[who].request("GET", path, headers=named)


@pytest.fixture
async def office(pool: Database) -> AsyncIterator[Office]:
    """Give a house whose REST doors are open."""
    office = Office(House(pool))
    yield office
    for client in office.clients.values():
        await client.__aexit__(None, None, None)


async def test_an_inquiry_is_answered_with_what_is_kept(office: Office, look: Look) -> None:
    """A consumer over REST would hold another certificate or receipt than the hub."""
    office.house.ledger.debts[kit.WORKSHOP] = kit.debt(definite=1_500_000, divisible=7)
    answer = await office.post()
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert answer.headers["location"] == f"{PATH}/{found['case_id']}"
    assert (found["state"], found["decision"]) == ("answered", "REFUSED")
    amounts = {"definite": 1_500_000, "divisible": 7, "indivisible": 0, "total": 1_500_007}
    assert found["debt"] == amounts | {"pay_and_proceed": True}
    assert found["due_date"] == {"gregorian": "2026-12-07", "jalali": "1405/09/16"}
    assert {"code", "article", "fa", "en"} == found["reasons"][0].keys()
    [(number, document)] = look("SELECT number, document FROM certificates")
    certificate = found["certificate"]
    assert b64decode(certificate["document"]) == document
    assert (certificate["number"], certificate["access_code"]) == (number, access_code(document))
    assert certificate["links"]["pdf"] == f"/v1/certificates/{number}.pdf"
    [(receipt,)] = look("SELECT document FROM evidence WHERE kind = 'receipt'")
    assert b64decode(found["receipt"]) == receipt
    assert b">urn:peyvand:idempotency:key-1<" in receipt


async def test_every_duty_has_its_door(office: Office) -> None:
    """A chamber could not ask as a notary can, or see a notary's case at its own door."""
    body = body_of(commerce_card.FIRST_REQUEST)
    answer = await office.post(body, who=CHAMBERS, path=CARDS)
    assert answer.status_code == 201, answer.text
    case = answer.headers["location"]
    assert case.startswith(f"{CARDS}/")
    assert answer.json()["answer_text"]
    assert (await office.get(case, CHAMBERS)).content == answer.content
    astray = await office.get(case.replace(CARDS, PATH), CHAMBERS)
    assert (astray.status_code, astray.json()["code"]) == (404, "case.unknown")
    refused = await office.post(body, path=CARDS)
    assert (refused.status_code, refused.json()["code"]) == (403, "agreement.none")


async def test_the_case_is_the_one_that_soap_would_have_opened(office: Office, look: Look) -> None:
    """A decision would stand on another document, or a worker not be able to read it."""
    await office.post()
    await office.house.notaries.travel(inbound(1, consumer=BANK))
    cases = look("SELECT request, request_digest, duty, due_on, agreements FROM cases")
    mine, soap = sorted(cases, key=repr)
    assert mine[:4] == soap[:4]
    assert mine[0] == kit.octets(kit.NAMED_REQUEST)


async def test_a_repeated_key_has_the_first_answer(office: Office, look: Look) -> None:
    """A consumer whose line broke would open a second case, or never hear of the first."""
    first = await office.post()
    again = await office.post()
    gregorian = DEED_BODY | {"request_date": "2026-11-22"}
    spaced = await office.post(content=b" " + written(dict(reversed(gregorian.items()))))
    assert first.content == again.content == spaced.content
    assert {one.status_code for one in (first, again, spaced)} == {201}
    other = await office.post(body_of(kit.LEGAL_REQUEST))
    assert (other.status_code, other.json()["code"]) == (422, "message.id-reused")
    assert (await office.post(who=BANK)).json()["case_id"] != first.json()["case_id"]
    assert look("SELECT count(*) FROM cases") == [(2,)]


async def test_a_slow_agency_is_no_error(office: Office) -> None:
    """A consumer would give a case up that the hub goes on with."""
    office.house.persons.failure = AWAY
    opened = await office.post()
    assert (opened.status_code, opened.headers["retry-after"]) == (202, "30")
    assert opened.json()["state"] == "pending"
    assert "certificate" not in opened.json()
    case = opened.headers["location"]
    standing = await office.get(case)
    assert (standing.status_code, standing.content) == (200, opened.content)
    tag = standing.headers["etag"]
    assert (await office.get(case, if_none_match=tag)).status_code == 304
    office.house.persons.failure = None
    office.house.clock.now += FIRST_RETRY
    await office.house.worker.turn()
    answered = await office.get(case, if_none_match=tag)
    assert (answered.status_code, answered.json()["state"]) == (200, "answered")
    repeated = await office.post()
    assert (repeated.status_code, repeated.content) == (202, opened.content)


async def test_a_consumer_sees_its_own_cases_only(office: Office) -> None:
    """Whoever guesses a number would read what is known of an employer."""
    case = (await office.post()).headers["location"]
    refused = await office.get(case, BANK)
    assert (refused.status_code, refused.json()["code"]) == (404, "case.unknown")
    assert (await office.get(case)).status_code == 200


async def test_a_write_that_is_not_signed_is_refused(office: Office, look: Look) -> None:
    """A consumer could deny what it asked, though its agreement says that it signs."""
    refused = await office.post(signed=False)
    assert (refused.status_code, refused.json()["code"]) == (403, "agreement.signature")
    [(receipt,)] = look("SELECT document FROM evidence WHERE kind = 'disclosure'")
    assert b64decode(refused.json()["receipt"]) == receipt
    assert look("SELECT count(*) FROM cases") == [(0,)]


@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_a_proof_is_good_for_one_request(office: Office, method: str) -> None:
    """Whoever reads a request off a wire could send it again."""
    answer = await (office.post() if method == "POST" else office.get(f"{PATH}/{kit.CASE}"))
    sent = answer.request
    transport = office.clients[NOTARIES]._http._transport
    async with httpx.AsyncClient(transport=transport) as client:
        again = await client.request(method, sent.url, headers=sent.headers, content=sent.content)
    assert (again.status_code, again.json()["code"]) == (401, "message.replayed")
    assert "invalid_dpop_proof" in again.headers["www-authenticate"]


async def test_a_consumer_is_told_what_is_left_of_its_quota(office: Office) -> None:
    """A consumer could not pace itself, and would be stopped without a warning."""
    narrow = {
        name: text.replace("per_minute = 6000", "per_minute = 2")
        for name, text in policy.for_consumer(BANK.code).items()
    }
    assert all("per_minute = 2" in text for text in narrow.values())
    await policy.load(office.house.database, narrow)
    first, second, third = [await office.post(key=f"key-{at}", who=BANK) for at in range(3)]
    assert first.headers["ratelimit"].startswith('"minute";r=1;t=60, "day";r=399999;t=')
    assert first.headers["ratelimit-policy"].startswith('"minute";q=2;w=60')
    assert second.headers["ratelimit"].startswith('"minute";r=0;t=60')
    assert (third.status_code, third.json()["code"]) == (429, "agreement.quota")
    assert third.headers["retry-after"] == "60"
