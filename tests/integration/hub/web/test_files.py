"""The pages of Article 38 files: their list, the branches' picture, one file, its clearances."""

import re
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from hub.store.certificates import Certificates
from hub.usecases.article38.messages import write_inquiry
from schemas.canonical.contract_file import ClearanceStage
from schemas.canonical.dates import jalali
from schemas.canonical.inquiry import ContractClearanceInquiry
from schemas.canonical.status import State
from tests.kit import status
from tests.kit.article38 import (
    CONFIRMED,
    DUE,
    FIXING,
    PAYING,
    TODAY,
    allocated,
    collected,
    filed,
    sheet,
)
from tests.kit.clearing import worker
from tests.kit.panel import Panel

ONE, TWO, THREE = "ocds-peyvnd-1", "ocds-peyvnd-2", "ocds-peyvnd-3"
_LISTED = re.compile(r'<th scope="row"><a href="/panel/article38/([^?"]+)')


async def _files(house: Panel) -> None:
    """Make a file that is paid, one whose coefficient is fixed, and one of another branch."""
    desk = house.desk
    await desk.told(await desk.contract(1), *PAYING)
    await desk.told(await desk.contract(2), allocated("02100002"), *FIXING[1:])
    elsewhere = allocated("03110001", branch="0311")
    await desk.told(await desk.contract(3), elsewhere, filed())


async def test_files_are_listed_by_status_and_branch(house: Panel) -> None:
    """An officer would look through all files for the few that wait for him."""
    await _files(house)
    browser = await house.signed_in()
    listed = {
        query: _LISTED.findall((await browser.open(f"/panel/article38{query}")).text)
        for query in ("", "?status=05", "?branch=0311", "?status=13&branch=210", "?status=17")
    }
    assert listed == {
        "": [ONE, TWO, THREE],
        "?status=05": [TWO],
        "?branch=0311": [THREE],
        "?status=13&branch=210": [ONE],
        "?status=17": [],
    }
    empty = (await browser.open("/panel/article38?status=17")).text
    assert "There is no file of this status and branch" in empty
    for wrong in ("?status=18", "?branch=x"):
        assert (await browser.open(f"/panel/article38{wrong}")).status_code == 400


async def test_a_branch_sees_its_own_files_alone(house: Panel) -> None:
    """An office would read what another one's contractors owe."""
    await _files(house)
    browser = await house.signed_in("branch-two")
    for query in ("", "?branch=0311"):
        page = (await browser.open(f"/panel/article38{query}")).text
        assert THREE not in page
        assert "branch 0311" not in page.replace('<option value="0311" selected>branch 0311', "")
    assert (await browser.open(f"/panel/article38/{THREE}")).status_code == 404
    assert (await browser.open(f"/panel/article38/{ONE}")).status_code == 200


async def test_files_come_page_by_page(house: Panel) -> None:
    """Behind the first page there would be nothing, or the same again."""
    for serial in range(1, 53):
        ocid = await house.desk.contract(serial)
        await house.desk.told(ocid, allocated(f"0210{serial:04}"))
    browser = await house.signed_in()
    first = (await browser.open("/panel/article38")).text
    names = _LISTED.findall(first)
    assert len(names) == 50
    rest = (await browser.open(f"/panel/article38?after={names[-1]}")).text
    assert len({*names, *_LISTED.findall(rest)}) == 52
    assert f"after={names[-1]}" in first


async def test_a_file_says_where_it_stands_and_why(house: Panel) -> None:
    """An officer could not tell a party what it owes, by which rule, and until when."""
    await _files(house)
    browser = await house.signed_in()
    page = (await browser.open(f"/panel/article38/{ONE}")).text
    for said in (
        "13 – definite debt collected",
        f"{DUE:,} rials",
        "0 rials",
        "Part a:",
        "15%",
        "1/60 (≈ 1.67%)",
        "N2",
        "The coefficient was fixed",
        "Money was collected",
        "Clearance after collection",
        "days left: 1",
        "No register has told of a payment",
        "No clearance was issued yet",
        "on its way; tried 0 times",
    ):
        assert said in page, said
    assert page.count("<li class=") == 9
    persian = (await browser.open(f"/panel/article38/{ONE}", "fa")).text
    assert "بدهی قطعی وصول شد" in persian
    assert "۱,۵۰۰,۰۰۰ ریال" in persian
    assert "N2: " in persian


async def test_a_clearance_can_be_had(house: Panel) -> None:
    """An officer would need an access code that stands on a paper he does not have."""
    ocid = await house.desk.contract()
    await house.desk.told(ocid, *PAYING)
    await house.clear()
    browser = await house.signed_in("branch-two")
    page = (await browser.open(f"/panel/article38/{ocid}")).text
    (row,) = await house.desk.rows("SELECT number FROM certificates")
    links = {
        form: f"/panel/article38/{ocid}/{row['number']}.{form}" for form in ("pdf", "xml", "svg")
    }
    assert links["pdf"] in page
    assert links["xml"] in page
    pdf, xml = await browser.open(links["pdf"]), await browser.open(links["xml"])
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    assert row["number"].encode() in xml.content
    assert (await browser.open(links["svg"])).status_code == 404
    other = await house.desk.contract(2)
    await house.desk.told(other, allocated("02100002"))
    strange = f"/panel/article38/{other}/{row['number']}.pdf"
    assert (await browser.open(strange)).status_code == 404
    views = await house.operators.views(operator="branch-two", ocid=ocid, limit=9)
    assert [one.page for one in views] == ["clearance", "clearance", "clearance", "file"]


async def test_a_clearance_says_what_became_of_it(house: Panel) -> None:
    """An officer would let money be paid upon a clearance that is void."""
    ocid = await house.desk.contract()
    await house.desk.told(ocid, *PAYING)
    await house.clear()
    (row,) = await house.desk.rows("SELECT number FROM certificates")
    browser = await house.signed_in()
    assert "Revoked" not in (await browser.open(f"/panel/article38/{ocid}")).text
    now = house.desk.clock.now
    await Certificates(house.desk.database).record(
        status.act(row["number"], State.REVOKED, effective=now, recorded=now), status.leafing
    )
    assert await worker(house.desk).filing.turn() == 1
    page = (await browser.open(f"/panel/article38/{ocid}")).text
    assert "<dt>Revoked</dt>" in page
    assert page.count("Court order") == 2
    assert "The clearance was revoked" in page
    assert "06 – contract calculated" in page
    xml = await browser.open(f"/panel/article38/{ocid}/{row['number']}.xml")
    assert xml.status_code == 200


async def test_the_picture_of_the_branches(house: Panel) -> None:
    """A province could not see which of its branches keeps contractors waiting."""
    await _files(house)
    desk = house.desk
    browser = await house.signed_in()
    assert "none issued" in (await browser.open("/panel/article38")).text
    await house.clear()
    late = await desk.contract(4)
    await desk.told(late, allocated("02100004"), *PAYING[1:])
    desk.clock.now += timedelta(days=2)
    await house.clear()
    browser = await house.signed_in()
    page = (await browser.open("/panel/article38")).text
    assert "1 of 2 (50%)" in page
    assert page.count('<rect class="all"') == 3  # two branches, and both of them
    assert '<rect class="all" width="240" height="12"/><rect class="done" width="160"' in page


async def _cleared_again(house: Panel, ocid: str) -> None:
    """Have a file's part cleared, then all of it, which comes to no more."""
    chores, day = worker(house.desk), house.desk.clock.now.date()
    assert (await chores.automatic.turn(), await chores.filing.turn()) == (1, 1)
    house.desk.clock.now += timedelta(days=9)
    await house.desk.told(ocid, filed("final"), CONFIRMED)
    asked = ContractClearanceInquiry(ocid, ClearanceStage.FINAL, "38-2", day)
    document = write_inquiry(asked, jalali(day))
    await chores.automatic._ask(
        replace(
            chores.sent[0],
            message_id="urn:peyvand:test:final",
            document=document,
            digest=sha256(document).digest(),
            replay_key=bytes(32),
            received_at=house.desk.clock.now,
            expires_at=house.desk.clock.now + timedelta(minutes=1),
        )
    )
    assert await chores.filing.turn() == 1


async def test_what_was_issued_for_no_money_is_not_late(house: Panel) -> None:
    """A branch would look slow where nothing more was owed, or its money came before the claim."""
    ocid = await house.desk.contract()
    before = "2026-11-02"
    part = filed("interim", until=before)
    paid = (part, CONFIRMED, sheet(), collected(on=before))
    await house.desk.told(ocid, allocated(on="2026-11-01"), filed(), CONFIRMED, *paid)
    await _cleared_again(house, ocid)
    (row,) = await house.desk.rows("SELECT count(*) AS issued FROM certificates")
    assert row["issued"] == 2
    page = (await (await house.signed_in()).open("/panel/article38")).text
    assert "1 of 1 (100%)" in page


async def test_the_desk_says_what_is_late(house: Panel) -> None:
    """A contractor who paid would wait, and nobody be told of it."""
    await _files(house)
    browser = await house.signed_in("branch-two")
    page = (await browser.open("/panel")).text
    assert "No deadline has passed" in page
    assert "No notice was given up" in page
    await house.desk.rows(
        "UPDATE workshop_notices SET next_attempt_at = NULL, attempts = 9, failure = 'refused'"
        " WHERE ocid = %(ocid)s AND act = 1 AND party = 'assigner'",
        ocid=ONE,
    )
    house.desk.clock.now += timedelta(days=3)
    browser = await house.signed_in("branch-two")
    page = (await browser.open("/panel")).text
    assert "Clearance after collection" in page
    assert "days since: 2" in page
    assert "definite debt collected" in page
    assert "The contract row was allocated: Assigner" in page
    assert "tried 9 times" in page
    assert THREE not in page
    head = (await (await house.signed_in()).open("/panel")).text
    assert "Nothing waits for a choice" in head


async def test_every_state_of_a_file_can_be_shown(house: Panel) -> None:
    """A page would be an error for the first file that is rejected, noted or disputed."""
    desk = house.desk
    ocid = await desk.contract()
    browser = await house.signed_in()
    acts = [
        allocated(),
        filed(),
        {"act": "bases-rejected", "reason": "امضا ندارد"},
        filed(),
        CONFIRMED,
        filed("final"),
        CONFIRMED,
        {"act": "objected", "on": TODAY},
        {"act": "tabled", "on": TODAY},
        {"act": "awarded", "board": "primary", "amount": 1_000_000, "notified": TODAY},
        {"act": "appealed", "by": "contractor", "on": TODAY},
        {"act": "release-asked", "amount": 1_000, "on": TODAY},
    ]
    for act in acts:
        answer = await desk.tell(ocid, act)
        if answer.status_code == 201:
            for language in ("fa", "en"):
                page = await browser.open(f"/panel/article38/{ocid}", language)
                assert page.status_code == 200, act
    text = (await browser.open(f"/panel/article38/{ocid}", "fa")).text
    assert "امضا ندارد" in text
    assert "طرح در هیئت بدوی" in text
