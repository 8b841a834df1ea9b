"""One contract at the doors: told by its register, and read by who may know it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from hub.contracts.check import LONGEST_LINE
from hub.store.database import Database
from tests.integration.hub.conftest import Look
from tests.kit.contract_doors import ASSIGNER, BUDGET, SERVICES, TAX, Office, opened
from tests.kit.contracts import registered, unlike
from tests.kit.identity import HUB

ONE = registered("100200300", crn="100200300")


@pytest.fixture
async def office(pool: Database) -> AsyncIterator[Office]:
    """Give doors under the shipped policy."""
    async for one in opened(pool):
        yield one


async def test_a_contract_is_taken_once_and_told_again(office: Office) -> None:
    """A register that repeats itself would make versions of nothing, or be refused."""
    first = await office.put(ONE)
    assert first.status_code == 201, first.text
    told = first.json()
    assert told == {
        "source_id": "100200300",
        "result": "created",
        "ocid": "ocds-peyvnd-1",
        "version": 1,
    }
    again = await office.put(ONE)
    assert (again.status_code, again.json()) == (200, told | {"result": "unchanged"})
    assert again.headers["etag"] == first.headers["etag"]
    newer = await office.put(registered("100200300", crn="100200300", revision=2, amount=7))
    assert (newer.status_code, newer.json()["result"], newer.json()["version"]) == (
        200,
        "changed",
        2,
    )
    assert newer.headers["etag"] != first.headers["etag"]
    assert newer.headers["ratelimit"].startswith('"minute";r=')


async def test_a_revision_is_said_once(office: Office, look: Look) -> None:
    """A register could change its word without a trace."""
    await office.put(ONE)
    other = await office.put(registered("100200300", amount=7))
    assert (other.status_code, other.json()["code"]) == (409, "contract.revision-reused")
    assert look("SELECT count(*) FROM contract_statements") == [(1,)]


async def test_a_write_can_stand_on_what_was_read(office: Office, look: Look) -> None:
    """Two programmes of one register would overwrite each other unseen."""
    second = registered("100200300", revision=2, amount=7)
    nothing = await office.put(second, if_match="*")
    assert (nothing.status_code, nothing.json()["code"]) == (412, "contract.not-current")
    tag = (await office.put(ONE)).headers["etag"]
    stale = await office.put(second, if_match=f'"{"0" * 32}"')
    assert (stale.status_code, stale.json()["field"]) == (412, "If-Match")
    assert look("SELECT count(*) FROM contract_statements") == [(1,)]
    built = await office.put(second, if_match=f'"{"0" * 32}", {tag}')
    assert (built.status_code, built.json()["result"]) == (200, "changed")
    repeated = await office.put(second, if_match=built.headers["etag"])
    assert (repeated.status_code, repeated.json()["result"]) == (200, "unchanged")
    third = registered("100200300", revision=3, amount=8)
    assert (await office.put(third, if_match=tag)).status_code == 412
    assert (await office.put(third, if_match="*")).status_code == 200
    older = await office.put(second, if_match=tag)
    assert older.status_code == 412
    malformed = await office.put(third, if_match="W/yes")
    assert (malformed.status_code, malformed.json()["rule"]) == (400, "if-match.form")


async def test_every_slip_is_named_and_no_value(office: Office, look: Look) -> None:
    """A register would mend one slip a day, or a log hold what it wrote."""
    changes = {"amount": 0, "contractor": "1234567890", "ends_on": "2020-01-01"}
    refused = await office.put(ONE, changes=changes)
    said = refused.json()
    assert (refused.status_code, said["code"]) == (422, "contract.invalid")
    assert [(one["field"], one["rule"]) for one in said["problems"]] == [
        ("contractor", "national-id.check-digit"),
        ("amount", "contract.amount"),
        ("ends_on", "contract.dates-reversed"),
    ]
    assert all(one["title"] and one["title_fa"] for one in said["problems"])
    assert "1234567890" not in refused.text
    assert look("SELECT count(*) FROM contract_statements") == [(0,)]


@pytest.mark.parametrize(
    ("who", "kwargs", "status", "code"),
    [
        (SERVICES, {"path": "/v1/contracts/sso_services/100200300"}, 403, "agreement.none"),
        (TAX, {"path": "/v1/contracts/assigner/100200300"}, 403, "agreement.source"),
        (TAX, {"signed": False}, 403, "agreement.signature"),
        (TAX, {"path": "/v1/contracts/tax_authority/9"}, 422, "contract.invalid"),
        (TAX, {"content_type": "text/plain"}, 415, "request.content-type-json"),
        (TAX, {"path": "/v1/contracts/tax_authority/100200300?a=1"}, 400, "request.query"),
        (TAX, {"changes": {"subject": "x" * 2 * LONGEST_LINE}}, 413, "request.too-large"),
    ],
    ids=["no agreement", "other register", "unsigned", "other id", "type", "query", "large"],
)
async def test_a_write_is_refused(
    office: Office, look: Look, who: str, kwargs: Any, status: int, code: str
) -> None:
    """Whoever comes to the door could speak for a register, or for another contract."""
    refused = await office.put(ONE, who, **kwargs)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert look("SELECT count(*) FROM contract_statements") == [(0,)]


async def test_a_register_states_what_was_agreed_alone(office: Office) -> None:
    """An assigner could write the codes of the budget."""
    refused = await office.put(registered("7", budget_code="B-1", project="P-1"), ASSIGNER)
    found = [(one["field"], one["rule"]) for one in refused.json()["problems"]]
    assert found == [("budget_code", "contract.not-agreed"), ("project", "contract.not-agreed")]
    assert (await office.put(registered("7"), ASSIGNER)).status_code == 201


async def test_a_contract_is_read_with_who_says_what(office: Office) -> None:
    """A reader could not tell whose word a field is, or what others say of it."""
    ocid = (await office.put(ONE)).json()["ocid"]
    other = await office.put(registered("7", crn="100200300", amount=5), ASSIGNER)
    assert (other.status_code, other.json()["ocid"]) == (200, ocid)
    read = await office.get(f"/v1/contracts/{ocid}")
    said = read.json()
    assert (read.status_code, said["version"], said["withheld"]) == (200, 2, [])
    voices = [(one["source"], one["source_id"], one["revision"]) for one in said["by"]]
    amount, others = said["fields"]["amount"], said["disagreements"]["amount"]
    assert voices[amount["by"]] == ("tax_authority", "100200300", 1)
    assert [(one["value"], voices[one["by"]][0]) for one in others] == [(5, "assigner")]
    assert said["fields"]["signed_on"]["value"] == "2026-04-04"
    tag = read.headers["etag"]
    same = await office.get(f"/v1/contracts/{ocid}", if_none_match=tag)
    assert (same.status_code, same.content) == (304, b"")


async def test_a_field_that_is_not_granted_is_not_there(office: Office) -> None:
    """A reader would be told more than was agreed, be it only by a disagreement."""
    ocid = (await office.put(ONE)).json()["ocid"]
    await office.put(
        registered("7", crn="100200300", number="9", row="12345678", branch="0210"), ASSIGNER
    )
    read = await office.get(f"/v1/contracts/{ocid}", BUDGET)
    said = read.json()
    assert said["withheld"] == [f"contract.{one}" for one in ("branch", "crn", "row", "source_id")]
    assert said["fields"]["contractor"]["value"] == f"***{ONE.contractor[-4:]}"
    assert not {"crn", "row", "branch"} & said["fields"].keys()
    assert all("source_id" not in one for one in said["by"])
    assert "100200300" not in read.text
    assert (await office.get(f"/v1/contracts/{ocid}", ASSIGNER)).status_code == 403


async def test_what_is_not_there(office: Office) -> None:
    """A reader would take an error of his own for one of ours."""
    unknown = await office.get("/v1/contracts/ocds-peyvnd-404")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "contract.unknown")
    asked = await office.get("/v1/contracts/ocds-peyvnd-404?wanted=1")
    assert (asked.status_code, asked.json()["rule"]) == (400, "query.unknown")


async def test_a_proof_is_good_for_one_write(office: Office) -> None:
    """Whoever reads a request off a wire could send it again."""
    answer = await office.put(unlike(1))
    sent = answer.request
    again = await office.again(sent)
    assert (again.status_code, again.json()["code"]) == (401, "message.replayed")
    assert str(sent.url).startswith(HUB)
