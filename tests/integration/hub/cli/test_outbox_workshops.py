"""``peyvand outbox`` and the doctor on what parties of contracts are told."""

import asyncio
import json
from datetime import timedelta

import pytest

from adapters.base.errors import NoSuchRecord
from hub.store.database import connect
from hub.store.workshop_notices import WorkshopNotices, count_undelivered
from tests.integration.hub.cli.conftest import Peyvand
from tests.kit.article37 import NOW
from tests.kit.article38 import FIXING, office
from tests.kit.workshops import Service, failing, lane

NOBODY = NoSuchRecord("electronic_notification", "no-account")


async def _fill(url: str) -> str:
    """Leave the contractor's first notice dead and his second behind it; the assigner has his."""
    async with office(url) as desk:
        ocid = await desk.contract()
        await desk.told(ocid, *FIXING)
        store, service = WorkshopNotices(desk.database), Service(failing("9980000011", NOBODY))
        await lane(store, service, desk.clock).turn(asyncio.Event())
        return ocid


@pytest.fixture
def ocid(database_url: str) -> str:
    return asyncio.run(_fill(database_url))


def test_a_party_that_was_not_told_is_listed(ocid: str, operator: Peyvand) -> None:
    """An operator would not see that a party of a contract was never told, or why."""
    rows = json.loads(operator("outbox", "list", "--json")[1])
    assert [(one["kind"], one["state"], one["held"], one["failure"]) for one in rows] == [
        ("row-allocated", "dead", False, "no-account"),
        ("coefficient-fixed", "waiting", True, None),
    ]
    assert {(one["receiver"], one["ocid"], one["party"], one["case"]) for one in rows} == {
        ("workshops", ocid, "contractor", None)
    }
    assert json.loads(operator("outbox", "list", "--receiver", "workshops", "--json")[1]) == rows
    assert json.loads(operator("outbox", "list", "--receiver", "a-bank", "--json")[1]) == []
    assert json.loads(operator("outbox", "list", "--limit", "1", "--json")[1]) == rows[:1]
    delivered = json.loads(operator("outbox", "list", "--delivered", "--json")[1])
    assert [(one["party"], len(one["acknowledgement"])) for one in delivered] == [
        ("assigner", 64),
        ("assigner", 64),
    ]
    table = operator("outbox", "list")[1]
    assert "workshops, contractor" in table
    assert "no-account" in table


def test_no_workshop_stands_in_the_list(ocid: str, operator: Peyvand) -> None:
    """A number that leads to an employer would be printed and pasted wherever a list goes."""
    shown = [operator("outbox", "list", *words)[1] for words in ((), ("--json",), ("--delivered",))]
    assert all("workshops" in one for one in shown)
    assert not any("99800000" in one for one in shown)


def test_a_dead_one_is_sent_again(ocid: str, operator: Peyvand) -> None:
    """An operator could open the account for a party and never have him told."""
    (dead,) = json.loads(operator("outbox", "list", "--dead", "--json")[1])
    code, said, _ = operator(
        "outbox", "resend", "--all", "--receiver", "a-bank", "--by", "A", "--json"
    )
    assert (code, json.loads(said)["sent"]) == (0, [])
    code, said, _ = operator("outbox", "resend", dead["id"], "--by", "A. Operator", "--json")
    assert (code, json.loads(said)) == (0, {"sent": [dead["id"]], "missing": []})
    code, _, error = operator("outbox", "resend", dead["id"], "--by", "A. Operator")
    assert (code, error) == (1, f"{dead['id']}: no dead letter of this id\n")
    assert json.loads(operator("outbox", "list", "--dead", "--json")[1]) == []
    assert len(json.loads(operator("outbox", "list", "--json")[1])) == 2


def _finding(operator: Peyvand) -> tuple[bool, str]:
    """Return what the doctor says of the notices; how many are late hangs on his own clock."""
    said = json.loads(operator("doctor", "--json")[1])
    (found,) = (one for one in said if one["subject"] == "workshop notices")
    return found["ok"], found["seen"].partition(",")[0]


def test_the_doctor_sees_who_is_not_told(ocid: str, operator: Peyvand) -> None:
    """Parties would go untold until one of them complains."""
    assert _finding(operator) == (False, "1 dead")
    operator("outbox", "resend", "--all", "--by", "A. Operator")
    assert _finding(operator) == (True, "0 dead")


def test_what_waits_too_long_is_counted(ocid: str, database_url: str) -> None:
    """A house that speaks to no service of notification would tell nobody, and not know it."""
    with connect(database_url) as connection:
        assert count_undelivered(connection, NOW) == (1, 0)
        assert count_undelivered(connection, NOW + timedelta(seconds=1)) == (1, 1)
