"""``peyvand outbox``: what an operator sees of it, and how he sends dead letters again."""

import asyncio
import json
from functools import partial
from uuid import UUID, uuid4

import pytest

from adapters.base.errors import NoSuchRecord
from hub.store.agencies import register
from hub.store.cases import Cases
from hub.store.certificates import Certificates
from hub.store.database import Database, connect
from hub.store.deliveries import Deliveries, name_receivers
from tests.integration.hub.cli.conftest import Peyvand
from tests.kit import article37 as kit
from tests.kit import policy
from tests.kit.keys import message_certificate
from tests.kit.messages import NOTARIES
from tests.kit.outbox import ACTED, Inbox, issue, lane, refusing, tell
from tests.kit.ports import Clock


async def _fill(url: str) -> list[list[UUID]]:
    """Leave two dead letters, the first with one behind it, and one that arrived."""
    async with Database(url, min_size=1, max_size=2) as database:
        cases = Cases(database)
        await policy.load(database)
        await name_receivers(database, {NOTARIES.code})
        certificates = Certificates(database)
        told = [
            await tell(certificates, await issue(cases, n), count)
            for n, count in ((1, 2), (2, 1), (3, 1))
        ]
        gone = [NoSuchRecord("notaries", "gone")] * 2
        inbox = Inbox(refusing(*gone))
        await lane(Deliveries(database), inbox, Clock(ACTED)).turn(asyncio.Event())
        return told


@pytest.fixture
def told(database_url: str) -> list[list[UUID]]:
    with connect(database_url) as connection:
        register(
            connection,
            code=NOTARIES.code,
            title="آزمون",
            certificate=message_certificate(NOTARIES.code),
            now=kit.NOW,
        )
    return asyncio.run(_fill(database_url))


@pytest.fixture
def run(operator: Peyvand) -> Peyvand:
    """Give a way to run the command on the database."""
    return partial(operator, "outbox")


def test_what_did_not_arrive_is_listed(told: list[list[UUID]], run: Peyvand) -> None:
    """An operator would not see that a consumer was not told, or why."""
    code, said, _ = run("list", "--json")
    rows = json.loads(said)
    assert code == 0
    assert [(row["id"], row["state"], row["held"], row["failure"]) for row in rows] == [
        (str(told[0][0]), "dead", False, "gone"),
        (str(told[0][1]), "waiting", True, None),
        (str(told[1][0]), "dead", False, "gone"),
    ]
    assert len(json.loads(run("list", "--dead", "--json")[1])) == 2
    assert len(json.loads(run("list", "--dead", "--limit", "1", "--json")[1])) == 1
    assert json.loads(run("list", "--receiver", "a-bank", "--json")[1]) == []
    (arrived,) = json.loads(run("list", "--delivered", "--json")[1])
    assert (arrived["id"], len(arrived["acknowledgement"])) == (str(told[2][0]), 64)
    _, table, _ = run("list")
    assert str(told[0][0]) in table
    assert "held" in table
    assert "Nothing" in run("list", "--receiver", "a-bank")[1]


def test_dead_letters_are_sent_again(told: list[list[UUID]], run: Peyvand) -> None:
    """An operator could see a dead letter and do nothing about it."""
    dead, arrived = str(told[0][0]), str(told[2][0])
    code, said, error = run("resend", dead, arrived, "--by", "A. Operator")
    assert (code, said) == (1, "1 dead letter sent again\n")
    assert error == f"{arrived}: no dead letter of this id\n"
    code, said, _ = run("resend", "--all", "--receiver", "a-bank", "--by", "A. Operator", "--json")
    assert (code, json.loads(said)) == (0, {"sent": [], "missing": []})
    code, said, _ = run("resend", "--all", "--by", "A. Operator", "--json")
    assert (code, json.loads(said)) == (0, {"sent": [str(told[1][0])], "missing": []})
    assert len(json.loads(run("list", "--json")[1])) == 3
    assert json.loads(run("list", "--dead", "--json")[1]) == []


def _stuck(operator: Peyvand) -> tuple[bool, str]:
    """Return what the doctor says of the outbox."""
    _, said, _ = operator("doctor", "--json")
    (found,) = (one for one in json.loads(said) if one["subject"] == "outbox")
    return found["ok"], found["seen"]


def test_the_doctor_sees_what_is_stuck(
    told: list[list[UUID]], run: Peyvand, operator: Peyvand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dead letters, and notices that nobody brings, would lie there until somebody complains."""
    rest = "for consumers that no agency takes notices for"
    assert _stuck(operator) == (False, f"2 dead, 1 {rest}")
    agencies = {"notary_offices": {"base_url": "http://127.0.0.1:1", "consumers": [NOTARIES.code]}}
    monkeypatch.setenv("PEYVAND_AGENCIES", json.dumps(agencies))
    assert _stuck(operator) == (False, f"2 dead, 0 {rest}")
    run("resend", "--all", "--by", "A. Operator")
    assert _stuck(operator) == (True, f"0 dead, 0 {rest}")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("resend", "--by", "A"), "name the dead letters by their ids, or say --all"),
        (("resend", str(uuid4()), "--all", "--by", "A"), "or say --all"),
        (("resend", "17", "--by", "A"), "17: no id of a notice"),
        (("resend", "--all", "--by", " "), "--by: say who sends it again"),
        (("list", "--dead", "--delivered"), "give one of them"),
    ],
)
def test_what_makes_no_sense_is_one_line(run: Peyvand, words: tuple[str, ...], said: str) -> None:
    """An operator would get a traceback, or send again what he did not mean."""
    code, _, error = run(*words)
    assert code == 2
    assert said in error
    assert "Traceback" not in error
