"""Files of contracts from the allocation of their row on: coefficients fixed, and some cleared.

Each is a worked example whose numbers must come out. Five go on: three are paid and cleared by the
hub of itself, one owes nothing and is cleared when asked for, one owes and is refused.
"""

import asyncio
import time
from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx

from simulators.demo import worked
from simulators.demo.agreed import SERVICES
from simulators.demo.country import jalali
from simulators.demo.desk import Desk, Json, NotTaken
from simulators.demo.filed import Filed, problems
from simulators.demo.house import House
from simulators.demo.joining import peyvand_json
from simulators.demo.sites import Site, sites
from simulators.demo.stage import Stage
from simulators.kit.clock import jalali_today, tehran_today
from simulators.kit.oauth import Client
from simulators.kit.population import Population

_PATIENCE = 60.0  # seconds from the last payment to all clearances, and to all being told
_PAUSE = 0.2
_NOTIFIED = "17"  # the status of a file whose parties both hold the clearance
_COURSES = (
    (worked.CIVIL, "owing"),
    (worked.MECHANICAL, "interim"),
    (worked.MANUAL, "automatic"),
    (worked.UNDERTAKEN, "undertaking"),
    (worked.ALONE, "asked"),
    *((one, "fixed") for one in worked.OTHERS),
)
_PERIOD = {"first": "1404/01/01", "last": "1404/12/29"}


def clear(stage: Stage, house: House, country: Population) -> None:
    """Play all courses; note what each file came to."""
    joined = stage.record.joined
    if joined is None or joined.missing:
        return
    asyncio.run(_play(stage, house, _planned(country, joined.followed)))
    stage.record.problems += problems(stage.record.files)


def _planned(country: Population, followed: Any) -> list[tuple[Filed, Site]]:
    """Return a contract for every example, of a firm or a person as it takes one."""
    found: dict[bool, Iterator[Site]] = {
        one: sites(country, followed, natural=one) for one in (False, True)
    }
    plan = [(one, course, next(found[one.natural])) for one, course in _COURSES]
    return [(Filed(one, course, site.ocid, site.gross), site) for one, course, site in plan]


async def _play(stage: Stage, house: House, planned: list[tuple[Filed, Site]]) -> None:
    title = "files of article 38 · پروندهٔ پیمان"
    bar = stage.progress.add_task(title, total=len(planned))
    keys = house.services
    async with Client(SERVICES, keys.key, keys.certificate, house.origin, patience=30.0) as client:
        course = _Course(Desk(client), stage, house)
        for number, (filed, site) in enumerate(planned, 1):
            stage.record.files.append(filed)
            try:
                await course.begin(filed, site, f"{number:08}")
            except (NotTaken, httpx.HTTPError) as error:
                filed.problem = str(error) or repr(error)
        for filed in (one for one, _ in planned):
            try:
                await course.end(filed)
            except (NotTaken, httpx.HTTPError) as error:
                filed.problem = filed.problem or str(error) or repr(error)
            stage.progress.advance(bar)


class _Course:
    """Takes files along their courses at one desk."""

    def __init__(self, desk: Desk, stage: Stage, house: House) -> None:
        self._desk = desk
        self._stage = stage
        self._house = house
        self._today = tehran_today()
        self._deadline = 0.0

    async def begin(self, filed: Filed, site: Site, row: str) -> None:
        """Have the coefficient fixed, and what is to be cleared calculated and paid."""
        await self._desk.tell(filed.ocid, site.allocation(row, self._today.isoformat()))
        fixed = await self._filed(filed, "initial", filed.gross)
        filed.rows = tuple(one["row"] for one in fixed["fixed"]["parts"])
        filed.estimate = sum(fixed["fixed"]["estimate"][one] for one in ("premium", "unemployment"))
        if filed.worked.row not in filed.rows or filed.estimate != filed.worked.due(filed.gross):
            raise NotTaken(f"fixed as {filed.rows} with {filed.estimate} rials")
        if filed.course != "fixed":
            await self._calculated(filed)

    async def end(self, filed: Filed) -> None:
        """See the clearance come, or ask for it; keep its documents."""
        if filed.problem:
            return
        if filed.course in {"automatic", "interim", "undertaking"}:
            await self._cleared(filed)
        elif filed.course in {"asked", "owing"}:
            self._keep(filed, await self._desk.ask(filed.ocid, "final", jalali(jalali_today())))
        if filed.course == "asked":
            await self._until_told(filed)
        filed.status = (await self._desk.file(filed.ocid))["status"]["code"]

    async def _filed(self, filed: Filed, stage: str, gross: int, **beside: Any) -> Json:
        """File bases and confirm them; return what the hub made of them."""
        bases = {"act": "bases-filed", "stage": stage, "facts": filed.worked.facts(gross), **beside}
        await self._desk.tell(filed.ocid, bases)
        _, own = await self._desk.tell(filed.ocid, {"act": "bases-confirmed"})
        made: Json = own["body"]
        return made

    async def _calculated(self, filed: Filed) -> None:
        """Have the premium calculated, and paid where the course has it paid."""
        gross, beside = filed.gross, dict[str, Any]()
        if filed.course == "interim":
            gross, until = filed.gross // 2, self._today - timedelta(days=1)
            beside = {"until": until.isoformat()}
        if filed.course == "undertaking":
            beside = {"uninspected": [_PERIOD]}
        stage = "interim" if filed.course == "interim" else "final"
        made = await self._filed(filed, stage, gross, **beside)
        filed.due = made["due"]["premium"] + made["due"]["unemployment"] + made["due"]["fine"]
        if filed.due != filed.worked.due(gross):
            raise NotTaken(f"calculated as {filed.due} rials")
        if filed.course == "undertaking":
            await self._tell(filed, "undertaken", period=_PERIOD, on=self._today.isoformat())
        if filed.due:
            await self._tell(filed, "sheet-issued", number="1", kind="definite", amount=filed.due)
        if filed.due and filed.course != "owing":
            day = self._today.isoformat()
            await self._tell(filed, "collected", sheet="1", amount=filed.due, on=day)
            filed.paid = filed.due

    async def _tell(self, filed: Filed, act: str, **members: Any) -> None:
        await self._desk.tell(filed.ocid, {"act": act, **members})

    async def _cleared(self, filed: Filed) -> None:
        """Wait for the clearance that the hub issues of itself, and read it as its owner."""
        number = await self._until_told(filed)
        facts = await asyncio.to_thread(peyvand_json, self._house, "certificate", "show", number)
        if facts is None:
            raise NotTaken(f"{number} is not to be shown")
        self._keep(filed, await self._desk.case(facts["case"]))

    async def _until_told(self, filed: Filed) -> str:
        """Return the number of the clearance once it is in its file, and both parties know it."""
        self._deadline = self._deadline or time.monotonic() + _PATIENCE
        while time.monotonic() < self._deadline:
            file = await self._desk.file(filed.ocid)
            acts = {one["act"]: one for one in file["acts"]}
            if "clearance-issued" in acts and file["status"]["code"] == _NOTIFIED:
                filed.seconds = _between(acts)
                return str(acts["clearance-issued"]["body"]["number"])
            await asyncio.sleep(_PAUSE)
        raise NotTaken(f"its clearance was not issued and told in {_PATIENCE:.0f} s")

    def _keep(self, filed: Filed, answer: Json) -> None:
        """Keep what was decided, and its documents with the others."""
        if answer["state"] == "pending":
            raise NotTaken(f"pending: {[one['code'] for one in answer['reasons']]}")
        filed.decision = answer["decision"]
        filed.reasons = tuple(one["code"] for one in answer["reasons"])
        octets = b64decode(answer["certificate"]["document"]) + b64decode(answer["receipt"])
        filed.documents = self._stage.papers.keep(octets)
        due = "REFUSED" if filed.course == "owing" else "GRANTED"
        if filed.decision != due:
            raise NotTaken(f"{filed.decision} instead of {due}")


def _between(acts: dict[str, Json]) -> float | None:
    """Return the seconds from a file's payment to its clearance; None where nothing was paid."""
    if "collected" not in acts:
        return None
    paid, issued = (acts[one]["at"] for one in ("collected", "clearance-issued"))
    return (datetime.fromisoformat(issued) - datetime.fromisoformat(paid)).total_seconds()
