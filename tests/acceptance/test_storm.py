"""The whole house in bad weather: no acknowledged inquiry is lost, none is answered twice.

``PEYVAND_STORM_HOUSE_SEEDS`` sets how many storms there are; a night may have more.
"""

import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from hub.config import Settings
from simulators.notary_offices.client import NotaryOffice
from tests.acceptance.conftest import StandIns
from tests.acceptance.house import PEYVAND, hub, running, variables
from tests.acceptance.parties import IN_DEBT, OF_A_FIRM, Deed, Keyring, new_message_id
from tests.acceptance.records import announcements, serials, tally

SEEDS = int(os.environ.get("PEYVAND_STORM_HOUSE_SEEDS", "200"))
AGENCIES = ("civil_registry", "insurance_ledger")
TRUTHS = ((Deed(), "GRANTED"), (OF_A_FIRM, "GRANTED"), (IN_DEBT, "REFUSED"))
_WITHIN = 30.0  # seconds: all agencies of a decision share ten


def test_every_inquiry_comes_through_the_storm_once(
    own_settings: Callable[..., Settings], agencies: StandIns, keys: Keyring, tmp_path: Path
) -> None:
    """An inquiry that a notary holds a receipt for would be forgotten, or certified twice."""
    settings = own_settings()
    asked: list[tuple[str, str]] = []
    with ExitStack() as stack:
        news = stack.enter_context(announcements(settings.database_url))
        origin, _ = stack.enter_context(hub(settings, tmp_path / "doors.log"))
        work = running([PEYVAND, "work"], tmp_path / "worker.log", variables(settings))
        stack.enter_context(work)
        offices = [stack.enter_context(keys.office(origin, timeout=_WITHIN)) for _ in TRUTHS]
        pool = stack.enter_context(ThreadPoolExecutor(len(offices)))
        for seed in range(SEEDS):
            for number, name in enumerate(AGENCIES):
                agencies.fault(name, mode="storm", seed=2 * seed + number, milliseconds=0)
            replies = pool.map(_ask, offices, (deed for deed, _ in TRUTHS))
            for reply, (_, truth) in zip(replies, TRUTHS, strict=True):
                assert reply.Receipt is not None
                assert reply.Decision in {truth, "UNDETERMINED"}, f"seed {seed}"
                asked.append((reply.CaseId, truth))
        agencies.reset()
        news.wait_for_all("answers", Counter(truth for _, truth in asked))
        for case, truth in asked:
            settled = offices[0].get_answer(CaseId=case).value
            assert (settled.State, settled.Decision) == ("answered", truth)
            assert settled.Certificate is not None
    rows = tally(settings.database_url)
    assert (rows.cases, rows.certificates) == (len(asked), len(asked))
    assert len(set(serials(settings.database_url))) == len(asked)
    assert len({case for case, _ in asked}) == len(asked)


def _ask(office: NotaryOffice, deed: Deed) -> Any:
    """Return what one office is told."""
    return office.inquire(new_message_id(), **deed.fields()).value
