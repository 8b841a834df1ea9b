"""Agencies that are down, slow or wrong: "not yet", never "no debt", and then an answer."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from hub.config import Settings
from simulators.kit.wss.client import Reply
from simulators.notary_offices.client import NotaryOffice
from tests.acceptance.conftest import StandIns
from tests.acceptance.house import PEYVAND, running, variables
from tests.acceptance.mortal import Life, doors
from tests.acceptance.parties import OF_A_FIRM, Deed, Keyring, new_message_id
from tests.acceptance.records import Announcements, Tally, announcements, tally
from tests.acceptance.test_kills import answer_of

REGISTRY, LEDGER = "civil_registry", "insurance_ledger"
_WITHIN = 15.0  # seconds: the manifests give an agency five in all


@dataclass(frozen=True, slots=True)
class Scene:
    """A hub of its own whose breakers no other test has touched, and news of its database."""

    settings: Settings
    notary: NotaryOffice
    news: Announcements

    @property
    def rows(self) -> Tally:
        return tally(self.settings.database_url)


@pytest.fixture
def scene(own_settings: Callable[..., Settings], keys: Keyring, tmp_path: Path) -> Iterator[Scene]:
    """Give the doors of a hub and a notary before them; no worker yet."""
    settings = own_settings()
    with ExitStack() as stack:
        news = stack.enter_context(announcements(settings.database_url))
        hub = stack.enter_context(doors(Life(settings, tmp_path / "doors.log")))
        notary = stack.enter_context(keys.office(hub.origin, timeout=_WITHIN))
        yield Scene(settings, notary, news)


def still_open(reply: Reply, reason: str) -> None:
    """Hold that an answer is a receipt for a case that goes on, and no certificate of anything."""
    answer = reply.value
    assert (answer.State, answer.Decision) == ("pending", "UNDETERMINED")
    assert [one.code for one in answer.Reason] == [reason]
    assert (answer.Certificate, answer.Debt) == (None, None)
    assert answer.Receipt is not None
    assert answer.DueDate.jalali


@pytest.mark.parametrize(
    ("agency", "mode", "reason"),
    [
        (REGISTRY, "down", "registry-silent"),
        (LEDGER, "down", "ledger-silent"),
        (LEDGER, "html", "ledger-unreadable"),
    ],
)
def test_an_outage_is_answered_pending_and_settled_when_it_is_over(
    agency: str, mode: str, reason: str, scene: Scene, agencies: StandIns, tmp_path: Path
) -> None:
    """An employer in debt would be cleared by an outage, or his case never looked at again."""
    message_id, fields = new_message_id(), Deed().fields()
    agencies.fault(agency, mode=mode)
    first = scene.notary.inquire(message_id, **fields)
    still_open(first, reason)
    assert scene.rows == Tally(1, 1, 0, 1)
    agencies.reset()
    work = running([PEYVAND, "work"], tmp_path / "worker.log", variables(scene.settings))
    with work:
        scene.news.wait_for("answers", "GRANTED")
    settled = scene.notary.get_answer(CaseId=first.value.CaseId)
    assert (settled.value.State, settled.value.Decision) == ("answered", "GRANTED")
    assert settled.value.Certificate is not None
    again = scene.notary.inquire(message_id, **fields)
    assert answer_of(again.response) == answer_of(first.response)
    assert scene.rows == Tally(1, 2, 1, 2)


def test_a_hanging_agency_holds_up_its_own_inquiry_only(scene: Scene, agencies: StandIns) -> None:
    """One agency that hangs would take every notary of the country with it."""
    message_id = new_message_id()
    agencies.fault(REGISTRY, mode="hang")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(scene.notary.inquire, message_id, **Deed().fields())
        scene.news.wait_for("cases", message_id)
        office = scene.notary
        beside = office.build("InquireDebt", other := new_message_id(), **OF_A_FIRM.fields())
        answered = office.send("InquireDebt", beside, other)
        assert not waiting.done()
        assert answered.value.Decision == "GRANTED"
        still_open(waiting.result(), "registry-silent")


def test_a_hanging_ledger_is_answered_within_its_time(scene: Scene, agencies: StandIns) -> None:
    """A notary would wait for as long as the ledger hangs, and then give up without a receipt."""
    agencies.fault(LEDGER, mode="hang")
    still_open(scene.notary.inquire(**OF_A_FIRM.fields()), "ledger-silent")
    assert scene.rows == Tally(1, 1, 0, 1)
