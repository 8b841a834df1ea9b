"""A file names its parties where it is kept and in granted answers, and nowhere else."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from hub.api.article38.doors import FILES
from hub.contracts.precedence import shipped_precedence
from hub.contracts.scale import shipped_scale
from hub.sharing.intake import Intake
from hub.store.database import Database
from tests.kit import policy
from tests.kit.article38 import CONFIRMED, DUE, allocated, collected, filed, sheet, workshop
from tests.kit.contracts import TAX, lines, unlike
from tests.kit.ports import Clock
from tests.taint import house, world
from tests.taint.hearing import Heard
from tests.taint.house import NOTARIES, SERVICES, Hub
from tests.taint.marks import Detector, marks_of
from tests.taint.places import _columns

VIEW: Final = "article38-file-view-contract-files"
CONTRACTOR, ASSIGNER = "9987650417", "9987650528"
ADDRESS, POSTAL, SHEET = "بیراههٔ گهرنشان خیالی ۷۷", "1968834613", "برگه-۷۷۴۴۱۱"
MARKS: Final = Detector(
    marks_of(
        {
            "contractor": world.INSURED,
            "contractor.workshop": CONTRACTOR,
            "assigner.workshop": ASSIGNER,
            "address": ADDRESS,
            "postal-code": POSTAL,
            "sheet": SHEET,
        }
    )
)
PLACES: Final[Mapping[str, str]] = {
    "contract_statements": "what registers say of the contract",
    "contract_versions": "the contract as all tell it",
    "contract_files": "what the file is found by",
    "contract_file_acts": "the file itself",
    "workshop_notices": "what the parties are told, and under which number",
    "undertakings": "for which periods the contractor has undertaken",
}
"""The tables in which something of the parties may stand, and why."""
ACTS: Final = (
    allocated(
        contractor=workshop(CONTRACTOR),
        assigner=workshop(ASSIGNER),
        address=ADDRESS,
        postal_code=POSTAL,
    ),
    filed(),
    CONFIRMED,
    filed("final"),
    CONFIRMED,
    sheet(number=SHEET),
    collected(sheet=SHEET),
)


@pytest.fixture(scope="module")
def ocid(shared_database_url: str) -> str:
    """Give a contract of a natural person, under agreements of which readers get less."""
    house.admit(shared_database_url, SERVICES, NOTARIES)
    return asyncio.run(_prepared(shared_database_url))


async def _prepared(url: str) -> str:
    less = policy.shipped("agreements")[f"{VIEW}.toml"]
    for name in ("file.workshops", "file.acts"):
        less = less.replace(f'  {{ name = "{name}", transform = "whole" }},\n', "")
    async with Database(url, min_size=1, max_size=1) as database:
        await policy.load(database, {f"{VIEW}.toml": less})
        intake = Intake(database, shipped_precedence(), shipped_scale(), Clock(), "ocds-peyvnd")
        (result,) = await intake.take(TAX, lines(unlike(1, contractor=world.INSURED)))
    return str(result.ocid)


def _overheard(heard: Heard) -> set[str]:
    """Return what of the parties stands beside an answer."""
    return MARKS.find(heard.headers, heard.logs, heard.traces)


async def test_a_file_speaks_of_its_parties_in_itself_alone(
    shared_database_url: str, ocid: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workshop, an address or a contractor would stand in a log, a header or a receipt."""
    async with house.opened(shared_database_url, tmp_path, monkeypatch) as hub:
        for act in ACTS:
            heard = await hub.post(f"{FILES}/{ocid}/acts", act)
            assert (heard.status, _overheard(heard)) == (201, set()), heard.body
            assert MARKS.find(heard.json["receipt"]) == set()
        for path in (f"{FILES}/{ocid}", FILES, f"/v1/contracts/{ocid}/assessment"):
            heard = await hub.read(path, SERVICES)
            assert heard.status == 200, heard.body
            assert (_overheard(heard), MARKS.find(heard.body)) == (set(), set())
        await _refused(hub, ocid)
    assert _elsewhere(shared_database_url) == {}
    kept = _columns(shared_database_url)["contract_file_acts", "body"]
    assert MARKS.find(*kept) >= {"contractor.workshop", "assigner.workshop", "address", "sheet"}


WRONG: Final[list[tuple[dict[str, Any], int]]] = [
    (ACTS[0], 409),
    (sheet(DUE, SHEET), 422),
    (collected(DUE, SHEET), 422),
    (collected(DUE, "another"), 422),
    (ACTS[0] | {"contractor": workshop("x" + CONTRACTOR)}, 400),
    (ACTS[0] | {CONTRACTOR: ADDRESS}, 400),
    ({"act": ADDRESS}, 400),
]


async def _refused(hub: Hub, ocid: str) -> None:
    """Hold every refusal to say nothing of the parties, whoever is refused."""
    for body, status in WRONG:
        heard = await hub.post(f"{FILES}/{ocid}/acts", body)
        assert heard.status == status, heard.body
        assert (_overheard(heard), MARKS.find(heard.body)) == (set(), set()), heard.body
    strange = [
        await hub.post(f"{FILES}/{ocid}/acts", ACTS[0], NOTARIES),
        await hub.read(f"{FILES}/{ocid}", NOTARIES),
    ]
    for heard in strange:
        assert heard.status == 403
        assert MARKS.find(heard.body, heard.logs, heard.traces) == set()
    misplaced = await hub.read(f"{FILES}/{world.INSURED}", SERVICES)  # the test's client logs it
    assert (misplaced.status, MARKS.find(misplaced.body, misplaced.headers)) == (404, set())


def _elsewhere(url: str) -> dict[str, set[str]]:
    """Return what of the parties stands in a table that is not theirs."""
    return {
        f"{table}.{column}": found
        for (table, column), rows in _columns(url).items()
        if table not in PLACES
        and (table, column) != ("disclosures", "subject")
        and (found := MARKS.find(*rows))
    }
