"""kill -9 at every step of the road: nothing acknowledged is lost, nothing is issued twice."""

import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from hub.clock.patience import LEASE
from hub.config import Settings
from hub.pipeline import STEPS
from tests.acceptance.conftest import StandIns
from tests.acceptance.mortal import ACCEPTED, REPLYING, Life, doors, worker_turn
from tests.acceptance.parties import Deed, Fields, Keyring, new_message_id
from tests.acceptance.records import Tally, last_serial, serials, tally

NOTHING, OPENED, ANSWERED = Tally(0, 0, 0, 0), Tally(1, 0, 0, 0), Tally(1, 1, 1, 1)
PENDING, SETTLED = Tally(1, 1, 0, 1), Tally(1, 2, 1, 2)
AFTER_THE_LEASE = LEASE + timedelta(seconds=1)
LEFT_BY = {ACCEPTED: NOTHING, "authorized": NOTHING, "answered": ANSWERED, REPLYING: ANSWERED}
"""What a hub leaves that dies at a step; from every other one an open case."""


@pytest.fixture
def life(own_settings: Callable[..., Settings], tmp_path: Path) -> Callable[..., Life]:
    """Give lives on one fresh database, under the address of whoever lived first."""
    settings = own_settings()

    def begin(origin: str = "", **how: object) -> Life:
        port = {"port": urlsplit(origin).port} if origin else {}
        return Life(settings.model_copy(update=port), tmp_path / "log", **how)  # type: ignore[arg-type]

    return begin


def killed(life: Life, keys: Keyring, message_id: str, fields: Fields) -> str:
    """Send an inquiry to a hub that dies of it, and return where that hub was."""
    with doors(life) as hub, keys.office(hub.origin) as notary:
        request = notary.build("InquireDebt", message_id, **fields)
        with pytest.raises(httpx.TransportError):
            notary.post("InquireDebt", request)
        assert hub.exit_code() == -signal.SIGKILL
        return hub.origin


@pytest.mark.parametrize("step", [ACCEPTED, *STEPS, REPLYING])
def test_a_repeated_inquiry_is_answered_once(
    step: str, life: Callable[..., Life], keys: Keyring
) -> None:
    """A notary whose connection died would get no answer, or two certificates for one deed."""
    message_id, fields = new_message_id(), Deed().fields()
    begun = life(die_at=step)
    url = begun.settings.database_url
    origin = killed(begun, keys, message_id, fields)
    assert tally(url) == LEFT_BY.get(step, OPENED)
    drawn, stored = last_serial(url), serials(url)
    with doors(life(origin)) as hub, keys.office(hub.origin) as notary:
        first = notary.inquire(message_id, **fields)
        again = notary.inquire(message_id, **fields)
    assert (first.value.State, first.value.Decision) == ("answered", "GRANTED")
    assert answer_of(first.response) == answer_of(again.response)
    assert tally(url) == ANSWERED
    (serial,) = serials(url)
    assert stored == [serial] if stored else serial > drawn


@pytest.mark.parametrize("step", STEPS[1:5])
def test_an_opened_case_is_answered_by_the_worker(
    step: str, life: Callable[..., Life], keys: Keyring
) -> None:
    """A case whose hub died would wait for ever for a notary who never asks again."""
    message_id, fields = new_message_id(), Deed().fields()
    begun = life(die_at=step)
    origin = killed(begun, keys, message_id, fields)
    assert worker_turn(life()) == 0, "its lease has not run out"
    assert worker_turn(life(ahead=AFTER_THE_LEASE)) == 1
    assert tally(begun.settings.database_url) == ANSWERED
    assert worker_turn(life(ahead=2 * AFTER_THE_LEASE)) == 0, "there is nothing left to do"
    with doors(life(origin)) as hub, keys.office(hub.origin) as notary:
        assert notary.inquire(message_id, **fields).value.State == "answered"
    assert tally(begun.settings.database_url) == ANSWERED


@pytest.mark.parametrize("step", STEPS[2:])
def test_a_worker_killed_over_a_pending_case_leaves_it_to_the_next(
    step: str, life: Callable[..., Life], keys: Keyring, agencies: StandIns
) -> None:
    """A worker that dies with a case in hand would lose it, or the next would answer it twice."""
    message_id, fields = new_message_id(), Deed().fields()
    agencies.fault("civil_registry", mode="down", calls=3)
    with doors(life()) as hub, keys.office(hub.origin) as notary:
        pending = notary.inquire(message_id, **fields)
        origin = hub.origin
    url = life().settings.database_url
    assert (pending.value.State, tally(url)) == ("pending", PENDING)
    drawn = last_serial(url)
    assert worker_turn(life(ahead=AFTER_THE_LEASE, die_at=step)) is None
    assert tally(url) == (SETTLED if step == "answered" else PENDING)
    taken = worker_turn(life(ahead=3 * AFTER_THE_LEASE))
    assert (taken, tally(url)) == (0 if step == "answered" else 1, SETTLED)
    assert serials(url)[0] > drawn
    with doors(life(origin)) as hub, keys.office(hub.origin) as notary:
        first = notary.inquire(message_id, **fields)
        last = notary.get_answer(CaseId=pending.value.CaseId)
    assert answer_of(first.response) == answer_of(pending.response)
    assert (last.value.State, last.value.Decision) == ("answered", "GRANTED")


@pytest.mark.parametrize("step", ["decided", "receipted", "answered", REPLYING])
def test_killed_on_the_way_to_a_pending_answer(
    step: str, life: Callable[..., Life], keys: Keyring, agencies: StandIns
) -> None:
    """A silent agency and a dying hub together would make two first answers, or a clearance."""
    message_id, fields = new_message_id(), Deed().fields()
    agencies.fault("insurance_ledger", mode="error")
    begun = life(die_at=step)
    url = begun.settings.database_url
    origin = killed(begun, keys, message_id, fields)
    assert tally(url) == (PENDING if step in LEFT_BY else OPENED)
    with doors(life(origin)) as hub, keys.office(hub.origin) as notary:
        first = notary.inquire(message_id, **fields)
        again = notary.inquire(message_id, **fields)
    assert (first.value.State, first.value.Decision) == ("pending", "UNDETERMINED")
    assert answer_of(first.response) == answer_of(again.response)
    assert tally(url) == PENDING


def answer_of(response: bytes) -> bytes:
    """Return the octets of the answer in a reply, without the envelope that is new each time."""
    opening, closing = response.index(b"Response "), response.index(b"</soap:Body>")
    return response[opening:closing]
