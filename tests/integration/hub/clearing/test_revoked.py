"""A clearance that is suspended, revoked or issued anew: its file, and what rests on it."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from hub.drill.replace import Replacer
from hub.receipts import World
from hub.status import record_act
from hub.store.certificates import Certificates
from hub.usecases.article38.documents import reissue
from schemas.canonical.certificate import CertificateType
from schemas.canonical.status import State
from tests.kit.article38 import CONFIRMED, FACTS, PAYING, Office, collected, filed, sheet
from tests.kit.clearing import Worker, worker
from tests.kit.contracts import TAX, lines, unlike
from tests.kit.messages import number
from tests.kit.pki import other_world
from tests.kit.status import act

RELEASE = {"act": "release-asked", "amount": 5, "on": "2026-11-22"}
_IDS = count(39_000_000)


async def _cleared(desk: Office) -> tuple[str, str, Worker]:
    """Return a contract, the number of its clearance that is in its file, and the worker."""
    ocid = await desk.contract()
    await desk.told(ocid, *PAYING)
    chores = worker(desk)
    await _turn(chores)
    return ocid, (await _numbers(desk))[-1], chores


async def _turn(chores: Worker) -> None:
    await chores.automatic.turn()
    await chores.filing.turn()


async def _numbers(desk: Office) -> list[str]:
    rows = await desk.rows(
        "SELECT number FROM certificates WHERE kind = 'article38' ORDER BY issued_at, number"
    )
    return [row["number"] for row in rows]


async def _change(
    desk: Office, name: str, state: State, chores: Worker | None = None, **at: Any
) -> None:
    """Record an act on a certificate, and let the worker note what follows."""
    when = {"effective": desk.clock.now, "recorded": desk.clock.now, **at}
    await record_act(
        Certificates(desk.database),
        act(name, state, **when),
        new_id=lambda: number(next(_IDS)),
        random=bytes,
    )
    if chores is not None:
        await _turn(chores)


async def _file(desk: Office, ocid: str) -> dict[str, Any]:
    answer = await desk.get(f"/v1/article38/files/{ocid}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_revoked_clearance_shows_in_its_file(desk: Office) -> None:
    """A file would go on saying that it is cleared by a clearance that is void."""
    ocid, name, chores = await _cleared(desk)
    desk.clock.now += timedelta(hours=1)
    await _change(desk, name, State.REVOKED, chores)
    file = await _file(desk, ocid)
    assert file["status"]["code"] == "06"
    last = file["acts"][-1]
    assert last["act"] == "clearance-revoked"
    assert last["body"] == {
        "number": name,
        "reason": "court-order",
        "since": desk.clock.now.isoformat(),
    }
    told = await desk.rows(
        "SELECT party, body FROM workshop_notices WHERE kind = 'clearance-revoked' ORDER BY party"
    )
    assert [row["party"] for row in told] == ["assigner", "contractor"]
    assert all("باطل شد" in row["body"] for row in told)
    await _turn(chores)
    assert len((await _file(desk, ocid))["acts"]) == len(file["acts"])


@pytest.mark.parametrize("state", [State.SUSPENDED, State.REVOKED])
async def test_nothing_is_released_upon_it(desk: Office, state: State) -> None:
    """Withheld money would be paid out upon a clearance that does not stand."""
    ocid, name, chores = await _cleared(desk)
    await _change(desk, name, state, chores)
    answer = await desk.tell(ocid, RELEASE)
    assert (answer.status_code, answer.json()["code"]) == (422, "article38.clearance-void")
    if state is State.SUSPENDED:
        desk.clock.now += timedelta(hours=1)
        await _change(desk, name, State.ISSUED, chores)
        assert (await _file(desk, ocid))["status"]["code"] == "16"
        await desk.told(ocid, RELEASE)


async def test_it_is_not_issued_again_until_an_officer_lets_it(desk: Office) -> None:
    """What an operator revoked would be issued again in the next moment; or never any more."""
    ocid, name, chores = await _cleared(desk)
    await _change(desk, name, State.REVOKED, chores)
    for _ in range(3):
        desk.clock.now += timedelta(days=1)
        await _turn(chores)
    assert await _numbers(desk) == [name]
    lets = {"act": "reissue-allowed", "number": name, "reason": "نامهٔ ۱۲/۳۴"}
    await desk.told(ocid, lets)
    await _turn(chores)
    old, new = await _numbers(desk)
    assert old == name
    file = await _file(desk, ocid)
    assert (file["status"]["code"], file["acts"][-1]["body"]["number"]) == ("16", new)
    await desk.told(ocid, RELEASE)
    (document,) = await desk.rows(
        "SELECT convert_from(document, 'UTF8') AS xml FROM certificates WHERE number = %(n)s", n=new
    )
    digits = name.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert digits in document["xml"]
    again = await desk.tell(ocid, lets)
    assert (again.status_code, again.json()["code"]) == (409, "article38.cleared")


async def test_a_new_calculation_is_cleared_though_it_is_paid_already(desk: Office) -> None:
    """A contractor whose calculation was put right would wait for a payment that he owes nobody."""
    ocid, name, chores = await _cleared(desk)
    await _change(desk, name, State.REVOKED, chores)
    await desk.told(ocid, filed("final"), CONFIRMED)
    await _turn(chores)
    assert len(await _numbers(desk)) == 2
    assert (await _file(desk, ocid))["acts"][-1]["act"] == "clearance-issued"


async def test_more_is_collected_for_a_higher_calculation(desk: Office) -> None:
    """What was paid for the revoked clearance would be lost, or asked for twice."""
    ocid, name, chores = await _cleared(desk)
    await _change(desk, name, State.REVOKED, chores)
    facts = {**FACTS, "work": [{**FACTS["work"][0], "gross": 18_000_000}]}
    await desk.told(ocid, filed("final", facts), CONFIRMED)
    await _turn(chores)
    assert len(await _numbers(desk)) == 1
    await desk.told(ocid, sheet(1_500_000, "s2"), collected(1_500_000, "s2"))
    await _turn(chores)
    assert (await _file(desk, ocid))["acts"][-1]["body"]["amount"] == 3_000_000


@pytest.mark.parametrize("filed_before", [True, False], ids=["in-its-file", "just-issued"])
async def test_registers_may_lower_what_is_not_cleared_any_more(
    desk: Office, *, filed_before: bool
) -> None:
    """A contract would be held up by a clearance that is void, or not by one that is suspended."""
    ocid = await desk.contract()
    await desk.told(ocid, *PAYING)
    chores = worker(desk)
    await chores.automatic.turn()
    if filed_before:
        await chores.filing.turn()
    (name,) = await _numbers(desk)
    await _change(desk, name, State.SUSPENDED, chores)
    low = unlike(1, revision=2, amount=1)
    (held,) = await desk.intake().take(TAX, lines(low))
    assert held.code == "contract.below-cleared"
    desk.clock.now += timedelta(hours=1)
    await _change(desk, name, State.REVOKED, chores)
    (taken,) = await desk.intake().take(TAX, lines(low))
    assert (taken.outcome, taken.code) == ("changed", None)


async def test_it_is_overdue_again(desk: Office) -> None:
    """A contract without a clearance that stands would be missing from those that lack one."""
    _, name, chores = await _cleared(desk)
    assert await desk.rows("SELECT 1 FROM contract_files WHERE NOT final") == []
    await _change(desk, name, State.REVOKED, chores)
    assert len(await desk.rows("SELECT 1 FROM contract_files WHERE NOT final")) == 1


async def test_what_takes_effect_later_is_noted_then(desk: Office) -> None:
    """A revocation told in advance would count at once, or be forgotten."""
    ocid, name, chores = await _cleared(desk)
    begins = desk.clock.now + timedelta(days=2)
    await _change(desk, name, State.REVOKED, chores, effective=begins)
    assert (await _file(desk, ocid))["status"]["code"] == "16"
    desk.clock.now = begins
    await _turn(chores)
    assert (await _file(desk, ocid))["acts"][-1]["act"] == "clearance-revoked"


async def test_what_was_lifted_before_it_was_noted_is_not_noted(desk: Office) -> None:
    """Parties would be told of a suspension that is over, and not that it is."""
    ocid, name, chores = await _cleared(desk)
    before = len((await _file(desk, ocid))["acts"])
    await _change(desk, name, State.SUSPENDED)
    await _change(desk, name, State.ISSUED)
    await _turn(chores)
    assert len((await _file(desk, ocid))["acts"]) == before
    assert await desk.rows("SELECT * FROM clearance_changes") == []


async def test_one_that_is_issued_anew_stands_in_its_file(desk: Office) -> None:
    """After the loss of a key the file would name a void number, and its parties hold that."""
    ocid, name, chores = await _cleared(desk)
    old = await Certificates(desk.database).find(name)
    assert old is not None
    drill = Replacer(
        certificates=Certificates(desk.database),
        signer=other_world().signer,
        reissues={CertificateType.ARTICLE38: reissue},
        world=World(desk.clock, lambda: number(next(_IDS)), bytes, "peyvand"),
        by="officer",
        note="key lost",
    )
    desk.clock.now += timedelta(hours=1)
    new = await drill.replace(old)
    await _turn(chores)
    file = await _file(desk, ocid)
    told = file["status"]["clearance"]
    assert (told["number"], told["supersedes"], told["state"]) == (new, name, "issued")
    assert (file["status"]["code"], file["acts"][-1]["act"]) == ("16", "clearance-replaced")
    await desk.told(ocid, RELEASE)
    assert (await chores.filing.turn(), await desk.rows("SELECT * FROM clearance_changes")) == (
        0,
        [],
    )
    desk.clock.now += timedelta(hours=1)
    await _change(desk, str(new), State.REVOKED, chores)
    told = (await _file(desk, ocid))["status"]["clearance"]
    assert (told["number"], told["state"], told["reason"]) == (new, "revoked", "court-order")
