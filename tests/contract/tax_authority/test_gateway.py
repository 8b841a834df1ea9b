"""The authority's gateway against its stand-in: every magic input comes to what it should."""

import asyncio
from collections import Counter
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import httpx
import pytest

from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    AgencyUnavailable,
    NoSuchRecord,
)
from adapters.base.fresh import allowing_age
from adapters.base.resilience import Retries
from adapters.tax_authority import inquiry
from hub.contracts.check import check
from hub.contracts.digest import digest
from schemas.canonical.contract import RegisteredContract
from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import parse_economic_code
from schemas.canonical.taxpayer import Standing
from schemas.canonical.text import same_text
from simulators.kit.contract_life import Life
from simulators.kit.contracts import Contract, contracts
from simulators.kit.faults import Fault
from simulators.kit.people import Firm
from simulators.kit.population import Population
from simulators.tax_authority.people import CURSORS, MAGIC
from tests.contract.conftest import Agency
from tests.contract.tax_authority.conftest import Waits

AGAIN = Retries(attempts=3, first_wait=0.001, longest_wait=0.001)
UNREADABLE = {
    "wrong-signature": "jws-signature",
    "foreign-kid": "foreign-kid",
    "alg-none": "jws",
    "alg-hs256": "jws",
    "stale": "jws-time",
    "other-recipient": "jwe-kid",
    "short-key": "server-keys",
    "wrong-clock": "server-clock",
}


async def _all(gateway: Any) -> list[RegisteredContract]:
    """Return every contract, page by page."""
    found: list[RegisteredContract] = []
    cursor = None
    while True:
        page = (await gateway.tax_contracts(cursor)).value
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


def _asked(agency: Agency) -> Counter[str]:
    """Return how often each path was asked for."""
    return Counter(request.path for request, _ in agency.simulator.history)


async def test_every_taxpayer_is_read(agency: Agency, people: Population) -> None:
    """Owner, name and standing survive the wire, of firms and of people, dead ones too."""
    gateway = agency.open()
    for firm in people.firms.values():
        found = (await gateway.find_taxpayer(parse_economic_code(firm.legal_id))).value
        assert found.owner == found.economic_code == firm.legal_id
        assert same_text(found.name, firm.name)
    for person in list(people.people.values())[:40]:
        code = parse_economic_code(f"{person.national_id}0001")
        found = (await gateway.find_taxpayer(code)).value
        assert found.owner == person.national_id
        assert (found.standing is Standing.CLOSED) == bool(person.died)


@pytest.mark.parametrize("key", ["active", "natural", "suspended", "closed"])
async def test_known(agency: Agency, key: str) -> None:
    """A taxpayer who may not act must never look like one who may."""
    magic = MAGIC[key]
    found = (await agency.open().find_taxpayer(parse_economic_code(magic.economic_code))).value
    assert found.standing == {"natural": "active"}.get(key, key)


@pytest.mark.parametrize(
    ("key", "error", "code"),
    [
        ("unknown", NoSuchRecord, "no-such-taxpayer"),
        ("odd-status", AgencyBrokeContract, "schema"),
        ("other-taxpayer", AgencyBrokeContract, "other-taxpayer"),
        ("wrong-owner", AgencyBrokeContract, "owner"),
    ],
)
async def test_no_standing(agency: Agency, key: str, error: type[AgencyError], code: str) -> None:
    """Whatever is not the asked taxpayer's standing has a name of its own."""
    with pytest.raises(error) as caught:
        await agency.open().find_taxpayer(parse_economic_code(MAGIC[key].economic_code))
    assert caught.value.code == code


async def test_old_code(agency: Agency) -> None:
    """A code of twelve digits is not asked in this system: it is refused, never guessed."""
    with pytest.raises(AgencyBrokeContract) as caught:
        await agency.open().find_taxpayer(parse_economic_code("411111111111"))
    assert caught.value.code == "request-refused"


async def test_every_contract_is_pulled(agency: Agency, people: Population) -> None:
    """All pages together are the register's contracts, each once, oldest change first."""
    listed = [(one.tax, one) for one in contracts(people) if one.tax]
    expected = [one for _, one in sorted(listed, key=lambda one: one[0].changed)]
    found = await _all(agency.open())
    assert len(found) == len(expected) > 200
    for told, contract in zip(found, expected, strict=True):
        _same(told, contract)


def _same(told: RegisteredContract, contract: Contract) -> None:
    """Hold a contract that came against the one on record."""
    assert contract.tax is not None
    party = contract.contractor
    party_id = party.legal_id if isinstance(party, Firm) else party.national_id
    assert (told.source_id, told.crn) == (contract.tax.key, contract.tax.key)
    assert (told.revision, told.amount) == (contract.tax.revision, contract.tax.amount)
    assert told.budget_code == (contract.tax.other_key or None)
    assert (told.assigner, told.contractor) == (contract.assigner.legal_id, party_id)
    days = [parse_jalali(str(day)) for day in (contract.signed, contract.starts, contract.ends)]
    assert [told.signed_on, told.starts_on, told.ends_on] == days
    assert told.number == contract.number
    assert same_text(told.subject, contract.subject)
    assert told.withdrawn == contract.tax.withdrawn
    _lived(told, contract.life)
    assert check(told, date(2026, 11, 22)) == ()


def _lived(told: RegisteredContract, life: Life | None) -> None:
    """Hold what became of a contract against what is on record."""
    if life is None:
        assert (told.amendments, told.payments, told.subcontracts) == (None, None, None)
        return
    assert [(one.signed_on, one.amount_change) for one in told.amendments or ()] == [
        (parse_jalali(str(one.signed)), one.change) for one in life.amendments
    ]
    assert [
        (one.number, one.paid_on, one.gross, one.withheld, one.last) for one in told.payments or ()
    ] == [
        (one.number, parse_jalali(str(one.paid)), one.due, one.withheld, one.last)
        for one in life.months
    ]
    assert [(one.number, one.contractor, one.amount) for one in told.subcontracts or ()] == [
        (one.number, one.contractor.legal_id, one.amount) for one in life.subcontracts
    ]


async def test_the_tree_knows_the_contracts_by_our_digests(agency: Agency) -> None:
    """Each contract with payments would be asked for anew at every reconciliation."""
    gateway = agency.open()
    buckets: dict[str, Any] = {}
    found = [one for one in await _all(gateway) if one.payments][:20]
    for one in found:
        prefix = sha256(one.source_id.encode()).hexdigest()[:4]
        answer = (await gateway.tree_nodes((prefix,))).value[prefix]
        buckets |= {leaf.source_id: leaf.digest for leaf in answer.leaves}
    assert len(found) == 20
    assert [buckets[one.source_id] for one in found] == [digest(one) for one in found]
    told = (await gateway.restore(found)).value
    assert set(told) == {one.source_id for one in found}


async def test_pull_resumes(agency: Agency) -> None:
    """A cursor leads another gateway to the same page; a restart must not lose or repeat."""
    first = (await agency.open().tax_contracts(None)).value
    again = (await agency.open().tax_contracts(first.next_cursor)).value
    following = (await agency.open().tax_contracts(first.next_cursor)).value
    assert again == following
    assert not {one.source_id for one in first.items} & {one.source_id for one in again.items}


async def test_pending_is_waited_for(agency: Agency, waits: Waits) -> None:
    """An inquiry that pends is asked again, ever more slowly, and not submitted again."""
    page = (await agency.open().tax_contracts("magic-slow")).value
    assert page.next_cursor is None
    assert waits.seconds == [0.1, 0.2, 0.4, 0.8]
    assert _asked(agency)["/contract-inquiry"] == 1


@pytest.mark.parametrize(
    ("cursor", "error", "code"),
    [
        ("magic-timeout", AgencyUnavailable, "inquiry-timeout"),
        ("magic-failed", AgencyRefused, "inquiry-failed"),
        ("magic-dropped", NoSuchRecord, "no-such-cursor"),
        ("c999999", NoSuchRecord, "no-such-cursor"),
        ("magic-odd-error", AgencyBrokeContract, "error-code"),
        ("magic-no-error", AgencyBrokeContract, "inquiry-result"),
        ("magic-lost", AgencyBrokeContract, "inquiry-lost"),
        ("magic-circle", AgencyBrokeContract, "cursor"),
        ("magic-other", AgencyBrokeContract, "other-page"),
        ("magic-client", AgencyBrokeContract, "other-page"),
        ("magic-twice", AgencyBrokeContract, "contract-repeated"),
        ("magic-amount", AgencyBrokeContract, "schema"),
        ("magic-dates", AgencyBrokeContract, "contract-date"),
        ("magic-day", AgencyBrokeContract, "contract-date"),
        ("magic-crn", AgencyBrokeContract, "contract-registration"),
        ("magic-employer", AgencyBrokeContract, "employer"),
        ("magic-contractor", AgencyBrokeContract, "contractor"),
    ],
)
async def test_no_page(agency: Agency, cursor: str, error: type[AgencyError], code: str) -> None:
    """Each way in which an inquiry ends without a page has its own name, and none is an end."""
    with pytest.raises(error) as caught:
        await agency.open().tax_contracts(cursor)
    assert caught.value.code == code


def test_every_magic_cursor_is_tested() -> None:
    """A magic input that nobody tries could do anything."""
    told = test_no_page.pytestmark[0].args[1]
    assert CURSORS.keys() <= {one[0] for one in told} | {"magic-slow"}


@pytest.mark.parametrize(("mode", "code"), UNREADABLE.items())
async def test_what_is_not_theirs(agency: Agency, mode: str, code: str) -> None:
    """A page that the authority did not sign for us, now, is never read."""
    agency.simulator.faults.set(Fault(mode=mode))
    with pytest.raises(AgencyBrokeContract) as caught:
        await agency.open().tax_contracts(None)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("mode", "code"), [("wrong-clock", "signing-time"), ("rejected", "certificate")]
)
async def test_tokens_that_are_refused(agency: Agency, mode: str, code: str) -> None:
    """Their refusal of our token is not an outage: asking again would not help."""
    agency.simulator.faults.set(Fault(mode=mode))
    with pytest.raises(AgencyRefused) as caught:
        await agency.open(retries=AGAIN).find_taxpayer(_active())
    assert caught.value.code == code
    assert _asked(agency)["/taxpayer"] == 1


async def test_lost_nonces(agency: Agency) -> None:
    """An authority that restarted knows no nonce of before; another one serves."""
    gateway = agency.open(retries=AGAIN)
    for _ in range(4):
        await gateway.find_taxpayer(_active())
    agency.simulator.faults.set(Fault(mode="lost-nonces", calls=1))
    assert (await gateway.find_taxpayer(_active())).value.standing is Standing.ACTIVE


async def test_nonces_are_asked_for_together(agency: Agency) -> None:
    """Twenty calls cost little more than twenty nonces, and none is used twice."""
    gateway = agency.open()
    for _ in range(20):
        await gateway.find_taxpayer(_active())
    asked = _asked(agency)
    assert asked["/taxpayer"] == 20
    assert 20 <= asked["/nonce"] <= 23
    tokens = [
        dict(request.headers)[b"authorization"]
        for request, _ in agency.simulator.history
        if request.path == "/taxpayer"
    ]
    assert len(set(tokens)) == 20


async def test_keys_are_asked_for_once(agency: Agency) -> None:
    """The keys are known after the first inquiry; asking each time would double the calls."""
    await _all(agency.open())
    assert _asked(agency)["/server-information"] == 1


async def test_keys_do_not_last(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys whose time is over are asked for anew; one they withdrew must not be trusted on."""
    monkeypatch.setattr(inquiry, "_KEYS_LAST", timedelta(0))
    assert (await agency.open().tax_contracts(None)).value.items
    assert _asked(agency)["/server-information"] == 2


async def test_many_at_once(agency: Agency, people: Population) -> None:
    """Questions that share nonces, keys and connections never share an answer."""
    gateway = agency.open()
    codes = [parse_economic_code(one) for one in people.firms]
    pages = [gateway.tax_contracts(cursor) for cursor in (None, "c100", "c200")]
    firms = [gateway.find_taxpayer(code) for code in codes]
    first, second, third, *found = await asyncio.gather(*pages, *firms)
    assert [one.value.owner for one in found] == codes
    cursors = [one.value.next_cursor for one in (first, second, third)]
    assert cursors == ["c100", "c200", None]
    assert all(status == 200 for _, status in agency.simulator.history)


async def test_a_standing_of_before(agency: Agency) -> None:
    """Who allows an age is answered without asking; who allows none never is."""
    gateway = agency.open()
    with allowing_age(timedelta(minutes=1)):
        first = await gateway.find_taxpayer(_active())
        assert await gateway.find_taxpayer(_active()) is first
    assert _asked(agency)["/taxpayer"] == 1
    await gateway.find_taxpayer(_active())
    assert _asked(agency)["/taxpayer"] == 2


async def test_rotated_keys(agency: Agency, browser: httpx.AsyncClient) -> None:
    """An authority with new keys is understood at once, its keys asked for once more."""
    gateway = agency.open()
    before = (await gateway.tax_contracts(None)).value
    assert (await browser.post(f"{agency.url}/_manage/rotate")).status_code == 200
    assert (await gateway.tax_contracts(None)).value == before
    assert _asked(agency)["/server-information"] == 2


async def test_keys_rotated_during_an_inquiry(
    agency: Agency, browser: httpx.AsyncClient, waits: Waits
) -> None:
    """A page signed by a key that came after its question is read all the same."""
    waits.meanwhile = lambda: browser.post(f"{agency.url}/_manage/rotate")
    assert (await agency.open().tax_contracts(None)).value.items
    assert _asked(agency)["/server-information"] == 2


def _active() -> Any:
    """Return the economic code of a taxpayer in good standing."""
    return parse_economic_code(MAGIC["active"].economic_code)
