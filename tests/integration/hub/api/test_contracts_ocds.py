"""One contract in the words of OCDS at the door: sound, filtered by the agreement, and cached."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from hub.api.contracts import contract_routes
from hub.store.database import Database
from schemas.canonical.identifiers import ContractRegistration
from schemas.canonical.money import Rials
from tests.conformance.ocds import judge
from tests.integration.hub.conftest import Look
from tests.kit import policy
from tests.kit.contract_doors import ASSIGNER, BUDGET, TAX, Office, opened, register
from tests.kit.contracts import registered
from tests.unit.hub.contracts.made import PERSON

ONE = registered("100200300", crn="100200300")
LATER = replace(ONE, revision=2, amount=Rials(7))


@pytest.fixture
async def office(pool: Database) -> AsyncIterator[Office]:
    """Give doors under the shipped policy."""
    async for one in opened(pool):
        yield one


async def _ocds(office: Office, ocid: str, who: str = TAX, **headers: str) -> httpx.Response:
    return await office.get(f"/v1/contracts/{ocid}?format=ocds", who, **headers)


async def _told(office: Office, **changes: Any) -> str:
    """Return the name of a contract that was told in two versions."""
    ocid = (await office.put(replace(ONE, **changes))).json()["ocid"]
    assert (await office.put(replace(LATER, **changes))).status_code == 200
    return str(ocid)


async def test_a_record_package_of_all_versions(office: Office) -> None:
    """A reader's tools of the standard would find the package broken, or history lost in it."""
    ocid = await _told(office)
    answer = await _ocds(office, ocid)
    package = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert judge.errors(package) == []
    (record,) = package["records"]
    assert package["uri"].endswith(f"/v1/contracts/{ocid}?format=ocds")
    assert record["ocid"] == ocid
    amounts = [one["contracts"][0]["value"]["amount"] for one in record["releases"]]
    assert amounts == [ONE.amount, 7]
    assert record["compiledRelease"]["contracts"][0]["value"]["amount"] == 7
    assert answer.headers["ratelimit"].startswith('"minute";r=')


async def test_the_same_versions_are_not_sent_twice(office: Office) -> None:
    """A reader who follows many contracts would carry each home every time."""
    ocid = await _told(office)
    tag = (await _ocds(office, ocid)).headers["etag"]
    office.clock.now = office.clock.now.replace(microsecond=7)
    same = await _ocds(office, ocid, if_none_match=tag)
    assert (same.status_code, same.content) == (304, b"")
    await office.put(replace(LATER, revision=3, amount=Rials(8)))
    newer = await _ocds(office, ocid, if_none_match=tag)
    assert newer.status_code == 200
    assert newer.headers["etag"] != tag


async def test_what_is_not_granted_whole_is_nowhere(office: Office) -> None:
    """A reader would get by another format what his agreement keeps from him."""
    ocid = await _told(office)
    await office.put(registered("7", crn="100200300", row="12345678", branch="0210"), ASSIGNER)
    answer = await _ocds(office, ocid, BUDGET)
    assert judge.errors(answer.json()) == []
    (record,) = answer.json()["records"]
    assert record["compiledRelease"]["buyer"]["id"] == f"IR-NID-{ONE.assigner}"
    for hidden in (ONE.contractor, "***", "100200300", "12345678", "0210", "supplier"):
        assert hidden not in answer.text.replace('"suppliers":null', "")
    assert (await _ocds(office, ocid, ASSIGNER)).status_code == 403


async def test_versions_that_differ_in_what_is_hidden_are_one(office: Office) -> None:
    """A reader could count, by releases that say nothing, how often a hidden field changed."""
    ocid = (await office.put(ONE)).json()["ocid"]
    before = (await _ocds(office, ocid, BUDGET)).content
    await office.put(replace(ONE, revision=2, crn=ContractRegistration("5")))
    assert (await _ocds(office, ocid, BUDGET)).content == before
    assert (await _ocds(office, ocid)).json()["records"][0]["ocid"] == ocid


async def test_a_person_is_under_a_pseudonym(office: Office) -> None:
    """A national id would go out in a format that is made to be published."""
    ocid = await _told(office, contractor=PERSON)
    answer = await _ocds(office, ocid)
    assert PERSON not in answer.text
    (record,) = answer.json()["records"]
    (award,) = record["compiledRelease"]["awards"]
    assert award["suppliers"][0]["id"].startswith("IR-PERSON-")


async def test_who_may_not_know_of_withdrawal_is_told_no_status(pool: Database) -> None:
    """A contract that was withdrawn would be called active, or be seen to be withdrawn."""
    file = "contracts-tax-authority-feed.toml"
    text = policy.shipped("agreements")[file]
    assert '"contract.*"' in text
    await policy.load(pool, {file: text.replace('"contract.*"', '"contract.number"')})
    await register(pool)
    office = Office(pool)
    ocid = (await office.put(ONE)).json()["ocid"]
    await office.put(replace(ONE, revision=2, withdrawn=True))
    answer = await _ocds(office, ocid)
    assert judge.errors(answer.json()) == []
    assert "status" not in answer.text
    await office.close()


@pytest.mark.parametrize(
    ("query", "rule"),
    [
        ("format=xml", "format.unknown"),
        ("format=", "format.unknown"),
        ("format=ocds&format=ocds", "query.unknown"),
        ("format=ocds&releases=all", "query.unknown"),
    ],
)
async def test_a_format_that_there_is_not(office: Office, query: str, rule: str) -> None:
    """A reader would take the plain answer for the one he asked for."""
    refused = await office.get(f"/v1/contracts/ocds-peyvnd-1?{query}")
    assert (refused.status_code, refused.json()["rule"]) == (400, rule)


async def test_what_is_not_there(office: Office, look: Look) -> None:
    """A reader would take an error of his own for one of ours."""
    unknown = await _ocds(office, "ocds-peyvnd-404")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "contract.unknown")
    assert look("SELECT count(*) FROM contract_versions") == [(0,)]


async def test_a_hub_without_a_publisher_says_so(office: Office) -> None:
    """A hub that was told no publisher would publish in nobody's name."""
    ocid = await _told(office)
    unnamed = replace(office.behind, publisher=None)
    office.app.routes.clear()
    office.app.routes.extend(contract_routes(unnamed))
    refused = await _ocds(office, ocid)
    assert (refused.status_code, refused.json()["rule"]) == (400, "format.no-publisher")
