"""The later life of a contract at the doors: said by who may say it, told to who may know it."""

import json
from collections.abc import AsyncIterator

import pytest

from hub.contracts.digest import members_of
from hub.contracts.withholding import withholding_of
from hub.sharing.written import read_joined
from hub.store.database import Database
from schemas.canonical.contract import LATER
from tests.integration.hub.conftest import Look
from tests.kit.contract_doors import ASSIGNER, BUDGET, SERVICES, Office, opened
from tests.kit.contracts import lived, registered
from tests.unit.hub.contracts.made_parts import SUB_FIRM, SUB_PERSON

ONE = lived("77")


@pytest.fixture
async def office(pool: Database) -> AsyncIterator[Office]:
    """Give doors under the shipped policy."""
    async for one in opened(pool):
        yield one


async def test_what_the_assigner_says_is_told_whole(office: Office, look: Look) -> None:
    """A payment or an amendment would be changed or lost between two doors."""
    put = await office.put(ONE, ASSIGNER)
    assert put.status_code == 201, put.text
    ocid = put.json()["ocid"]
    fields = (await office.get(f"/v1/contracts/{ocid}", SERVICES)).json()["fields"]
    said = members_of(ONE)
    assert {name: fields[name]["value"] for name in LATER} == {name: said[name] for name in LATER}
    ((body,),) = look("SELECT body FROM contract_versions")
    assert withholding_of(read_joined(ocid, body)).held == 80_000_000


async def test_sub_contractors_are_told_to_nobody_who_may_not_know_them(office: Office) -> None:
    """A natural person would be told to a consumer from whom the contractor himself is hidden."""
    ocid = (await office.put(ONE, ASSIGNER)).json()["ocid"]
    read = await office.get(f"/v1/contracts/{ocid}", BUDGET)
    assert read.status_code == 200
    assert {"contract.subcontracts", "contract.releases"} <= set(read.json()["withheld"])
    assert not any(one in read.text for one in (SUB_FIRM, SUB_PERSON))
    assert read.json()["fields"]["payments"]["value"] == members_of(ONE)["payments"]


async def test_two_registers_lists_are_a_disagreement(office: Office) -> None:
    """Two halves of the payments would be added up to a list that nobody told."""
    ocid = (await office.put(registered("1", payments=(ONE.payments or ())[:1]))).json()["ocid"]
    again = await office.put(ONE, ASSIGNER)
    assert again.json()["ocid"] == ocid
    read = (await office.get(f"/v1/contracts/{ocid}", SERVICES)).json()
    counts, (other,) = read["fields"]["payments"], read["disagreements"]["payments"]
    assert read["by"][counts["by"]]["source"] == "assigner"
    assert (len(counts["value"]), len(other["value"])) == (2, 1)


async def test_every_slip_of_a_list_is_named_by_its_place(office: Office, look: Look) -> None:
    """A register would look for its slip in a hundred payments, or half of them be kept."""
    payments = json.loads(json.dumps(members_of(ONE)["payments"]))
    payments[1] |= {"withheld": payments[1]["gross"] + 1, "paid_on": "1405/13/01"}
    wrong = await office.put(ONE, ASSIGNER, changes={"payments": payments})
    assert wrong.status_code == 422
    assert [(one["field"], one["rule"]) for one in wrong.json()["problems"]] == [
        ("payments[1].paid_on", "day.no-such-day"),
        ("payments[1].withheld", "contract.withheld-above-gross"),
    ]
    assert look("SELECT count(*) FROM contract_statements") == [(0,)]
