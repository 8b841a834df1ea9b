"""What the parties of a contract are told under their workshops' numbers, up to its clearance."""

import json
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from hub.config import Settings
from hub.contracts.precedence import shipped_precedence
from hub.contracts.scale import shipped_scale
from hub.sharing.intake import Intake
from hub.store.database import Database
from schemas.canonical.dates import tehran_day
from simulators.kit.oauth import Client
from tests.acceptance.cli import peyvand
from tests.acceptance.conftest import StandIns
from tests.acceptance.house import PEYVAND, running, variables
from tests.acceptance.mortal import Life, doors
from tests.acceptance.parties import CLEAR, FIRM, Keyring
from tests.acceptance.records import announcements
from tests.kit.article38 import PAYING, SERVICES, allocated, collected, workshop
from tests.kit.contracts import TAX, lines, unlike

SERVICE = "electronic_notification"


def _acts() -> list[dict[str, Any]]:
    """Return the straight way to the payment, as of today, of two workshops the ledger knows."""
    today = tehran_day(datetime.now(UTC)).isoformat()
    parties = {
        "contractor": workshop(CLEAR.workshop_id, CLEAR.branch),
        "assigner": workshop(FIRM.workshop_id, FIRM.branch),
    }
    return [allocated(on=today, **parties), *PAYING[1:-1], collected(on=today)]


async def _contract(url: str) -> str:
    """Register a contract; return its name."""
    async with Database(url, min_size=1, max_size=1) as database:
        scale, clock = shipped_scale(), lambda: datetime.now(UTC)
        intake = Intake(database, shipped_precedence(), scale, clock, "ocds-peyvnd")
        (result,) = await intake.take(TAX, lines(unlike(1)))
    return str(result.ocid)


async def test_both_parties_hold_the_clearance_and_everything_before_it(
    own_settings: Callable[..., Settings], keys: Keyring, agencies: StandIns, tmp_path: Path
) -> None:
    """A contractor would pay and wait; an assigner withhold what has been cleared long since.

    The service is closed when the first two notices come.
    """
    settings = own_settings()
    keys.enrol(settings.database_url, code=SERVICES)
    own = keys.key(SERVICES)
    assert own.key is not None
    assert own.certificate is not None
    ocid = await _contract(settings.database_url)
    agencies.fault(SERVICE, mode="closed", calls=2)
    with (
        announcements(settings.database_url) as news,
        doors(Life(settings, tmp_path / "doors.log")) as hub,
        running([PEYVAND, "work"], tmp_path / "work.log", variables(settings)),
    ):
        key, certificate = own.key.read_bytes(), own.certificate.read_bytes()
        async with Client(SERVICES, key, certificate, hub.origin) as services:
            for act in _acts():
                answer = await services.request(
                    "POST",
                    f"/v1/article38/files/{ocid}/acts",
                    content=json.dumps(act).encode(),
                    headers={"content-type": "application/json", "idempotency-key": str(uuid4())},
                    signed=True,
                )
                assert answer.status_code == 201, answer.text
            news.wait_for("files", "17")
    told = agencies.taken(SERVICE)
    kinds = defaultdict(list)
    for one in told:
        kinds[one["workshop_id"]].append(one["notice"]["kind"])
    common = ["row-allocated", "coefficient-fixed", "premium-calculated"]
    assert kinds[CLEAR.workshop_id] == [*common, "sheet-issued", "clearance-issued"]
    assert kinds[FIRM.workshop_id] == [*common, "clearance-issued"]
    assert not any(one["out_of_order"] for one in told)
    assert {one["notice"]["about"]["ocid"] for one in told} == {ocid}
    named = {name.removeprefix("PEYVAND_"): value for name, value in variables(settings).items()}
    listed = peyvand(tmp_path, "outbox", "list", "--json", **named)
    assert (listed.code, json.loads(listed.out)) == (0, [])
