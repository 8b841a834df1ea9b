"""Forms that last: grown off the road, kept only when they verify, taken up after a failure."""

import asyncio
import logging
from datetime import timedelta
from hashlib import sha256

import pytest

from hub.store.database import Database
from schemas.canonical.validation import Level
from signing.verify.anything import verify
from signing.verify.report import Indication, Report
from tests.integration.hub.archive import Archive, built, issue
from tests.integration.hub.conftest import FIRST_RETRY
from tests.kit.authorities import SILENT
from tests.kit.messages import inbound
from tests.kit.nodes import TIMESTAMPS
from tests.kit.pki import NOW, other_world, world

YEAR = timedelta(days=365)


@pytest.fixture
def archive(pool: Database) -> Archive:
    """Give a house with keys of a whole world, its clock at the world's beginning."""
    return built(pool)


@pytest.fixture
async def number(archive: Archive, pool: Database) -> str:
    """Give the number of a certificate that has just been issued."""
    return await issue(archive, pool)


def level(report: Report) -> Level | None:
    """Return the level of a form whose signature passed, be the document valid or not."""
    assert report.indication is Indication.TOTAL_PASSED, report.checks
    assert report.found is not None
    return report.found.level


async def test_an_answer_asks_no_authority(archive: Archive, number: str) -> None:
    """A stamper that hangs would hold up the notary."""
    assert (archive.stamps.asked, archive.revocations.asked) == ([], [])
    forms = await archive.forms(number)
    assert (forms.xml, forms.xml_level, forms.twin) == (forms.issued, Level.B_B, None)


async def test_the_next_turn_makes_it_last(archive: Archive, number: str) -> None:
    """A certificate without time and revocation data is worth nothing once its signer expires."""
    issued = (await archive.forms(number)).issued
    assert await archive.turn() == 1
    forms = await archive.forms(number)
    assert level(archive.verified(forms.xml)) is Level.B_LT
    assert (forms.issued, forms.xml_level) == (issued, Level.B_LT)
    assert await archive.turn() == 0


async def test_a_stamper_that_is_away_is_asked_again(archive: Archive, number: str) -> None:
    """A certificate issued in an outage would stay at B-B for ever."""
    archive.stamps.failure = SILENT
    await archive.turn()
    assert (await archive.forms(number)).xml_level is Level.B_B
    assert await archive.turn() == 0
    archive.stamps.failure = None
    archive.later(2 * FIRST_RETRY)
    assert await archive.turn() == 1
    assert (await archive.forms(number)).xml_level is Level.B_LT


async def test_a_stamp_is_kept_while_revocation_is_away(archive: Archive, number: str) -> None:
    """The proof of time would be thrown away with every failure that comes after it."""
    archive.revocations.responder = archive.revocations.lists = SILENT
    await archive.turn()
    forms = await archive.forms(number)
    assert forms.xml_level is Level.B_T
    archive.revocations.responder = archive.revocations.lists = None
    archive.later(2 * FIRST_RETRY)
    await archive.turn()
    assert level(archive.verified((await archive.forms(number)).xml)) is Level.B_LT
    assert len(archive.stamps.asked) == 1


async def test_a_list_stands_in_for_a_silent_responder(archive: Archive, number: str) -> None:
    """An outage of one of the two services would keep certificates from lasting."""
    archive.revocations.responder = SILENT
    await archive.turn()
    assert level(archive.verified((await archive.forms(number)).xml)) is Level.B_LT


async def test_a_list_of_yesterday_says_nothing_of_today(archive: Archive, number: str) -> None:
    """A signer revoked this morning would be proven good by the list of last night."""
    archive.revocations.responder = SILENT
    archive.revocations.listed = -timedelta(hours=9)
    await archive.turn()
    assert (await archive.forms(number)).xml_level is Level.B_T
    archive.revocations.listed = timedelta(0)
    archive.later(2 * FIRST_RETRY)
    await archive.turn()
    assert level(archive.verified((await archive.forms(number)).xml)) is Level.B_LT


async def test_one_turn_asks_about_a_signer_once(archive: Archive, number: str) -> None:
    """A thousand certificates of one signer would ask its authority a thousand times."""
    for n in range(2, 5):
        await archive.house.road.travel(inbound(n, message=n))
    assert await archive.turn() == 4
    assert len(archive.stamps.asked) == 4
    assert len(archive.revocations.asked) == len({*archive.revocations.asked}) == 2


async def test_a_stamp_of_a_stranger_changes_nothing(
    archive: Archive, number: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A stamper gone wrong would spoil the form that stands."""
    archive.stamps.world = other_world()
    with caplog.at_level(logging.ERROR, "hub.preservation"):
        await archive.turn()
    assert (await archive.forms(number)).xml_level is Level.B_B
    assert caplog.records
    archive.stamps.world = world()
    archive.later(2 * FIRST_RETRY)
    await archive.turn()
    assert (await archive.forms(number)).xml_level is Level.B_LT


async def test_two_workers_share_the_certificates(archive: Archive, number: str) -> None:
    """Two workers would stamp one certificate twice, or leave one to each other."""
    for n in range(2, 7):
        await archive.house.road.travel(inbound(n, message=n))
    turns = await asyncio.gather(archive.turn(), archive.turn())
    assert sum(turns) == 6
    assert len(archive.stamps.asked) == 6


async def test_a_worker_that_dies_leaves_its_certificates_to_others(
    archive: Archive, number: str
) -> None:
    """What one process had taken up would never be taken up again."""
    now = archive.house.clock.now
    claimed = await archive.store.claim(now=now, leased_until=now + timedelta(seconds=60), limit=9)
    assert len(claimed) == 1
    assert await archive.turn() == 0
    archive.later(timedelta(seconds=60))
    assert await archive.turn() == 1


async def test_a_twin_is_made_once(archive: Archive, number: str) -> None:
    """Two papers of one certificate would name each other's XML and not each other."""
    one, other = await asyncio.gather(archive.twin(number), archive.twin(number))
    assert one == other == await archive.twin(number)
    assert one.digest == sha256(one.pdf).digest()
    report = verify(one.pdf, policy=archive.policy, at=archive.house.clock.now)
    assert (report.number, level(report)) == (number, Level.B_B)
    assert await archive.twins.with_twin("37-1405-0000000999-0") is None


@pytest.mark.parametrize("asked_first", [True, False])
async def test_a_twin_grows_and_its_xml_names_it(
    asked_first: bool, archive: Archive, number: str
) -> None:
    """Paper and file would not prove each other, or the paper would not outlast its signer."""
    if not asked_first:
        await archive.turn()
    first = await archive.twin(number)
    await archive.turn()
    forms = await archive.forms(number)
    assert forms.twin is not None
    assert forms.twin.pdf.startswith(first.pdf)
    assert level(archive.verified(forms.twin.pdf)) is Level.B_LT
    assert level(archive.verified(forms.xml)) is Level.B_LT
    assert first.digest.hex().encode() in forms.xml


async def _grow(archive: Archive, after: timedelta) -> None:
    archive.later(after)
    assert await archive.turn() == 1


async def test_year_after_year_both_are_archived(archive: Archive, number: str) -> None:
    """In court, years later, neither the signer's nor the stamper's certificate holds any more."""
    await archive.turn()
    await _grow(archive, YEAR)
    once = await archive.forms(number)
    assert once.twin is not None
    assert level(archive.verified(once.xml)) is Level.B_LTA
    assert level(archive.verified(once.twin.pdf)) is Level.B_LTA
    assert once.twin.digest.hex().encode() in once.xml
    await _grow(archive, YEAR)
    twice = await archive.forms(number)
    assert twice.twin is not None
    for shorter, longer in ((once.xml, twice.xml), (once.twin.pdf, twice.twin.pdf)):
        assert len(longer) > len(shorter)
        assert level(archive.verified(longer)) is Level.B_LTA


async def test_archiving_comes_before_the_stamper_runs_out(archive: Archive, number: str) -> None:
    """A stamper whose certificate ends within the year would leave a gap that nothing proves."""
    ends = NOW + timedelta(days=90)
    archive.stamps.tsa = archive.revocations.tsa = world().issue(
        "Ending TSA", TIMESTAMPS, ends=ends
    )
    await archive.turn()
    archive.stamps.tsa = archive.revocations.tsa = world().tsa
    forms = await archive.forms(number)
    assert forms.archive_at is not None
    assert NOW < forms.archive_at < ends
    await _grow(archive, forms.archive_at - NOW)
    archive.later(YEAR)
    assert level(archive.verified((await archive.forms(number)).xml)) is Level.B_LTA


async def test_a_stamper_at_its_end_is_not_asked_without_end(archive: Archive, number: str) -> None:
    """A stamper with days to live would be asked for an archive timestamp in every turn."""
    ends = NOW + timedelta(days=9)
    archive.stamps.tsa = archive.revocations.tsa = world().issue(
        "Ending TSA", TIMESTAMPS, ends=ends
    )
    await archive.turn()
    assert await archive.turn() == 0
    await _grow(archive, timedelta(days=1))
    assert await archive.turn() == 0
