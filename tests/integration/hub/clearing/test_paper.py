"""Paper forms at their doors: minutes taken down whole or not at all, and what papers are worth."""

import asyncio
import base64
import json
from hashlib import sha256
from typing import Any

import httpx
import pytest

from hub.api.article38.paper import JUDGEMENT, MINUTES, SUMMARY
from hub.evidence.leaf import leaf_of
from schemas.canonical.evidence import LeafKind
from tests.kit.article38 import Office
from tests.kit.lookups import proven
from tests.kit.paper_forms import delivered, issued, line, minute, numbered


async def tell(
    desk: Office, body: dict[str, Any], key: str | None = None, **how: Any
) -> httpx.Response:
    """Return the answer to minutes, each under a key of its own unless one is given."""
    return await desk.post(MINUTES, body, idempotency_key=key or body["number"], **how)


async def verdict(desk: Office, serial: str, dated: str, **more: str) -> str:
    """Return what a paper is."""
    answer = await desk.post(JUDGEMENT, {"serial": serial, "dated": dated, **more}, signed=False)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["verdict"])


async def test_minutes_are_taken_down_with_their_evidence(desk: Office) -> None:
    """Nobody could show later what a branch's minutes said, or that the hub took them."""
    answer = await tell(desk, delivered())
    assert answer.status_code == 201, answer.text
    told = answer.json()["answer"]
    assert (told["number"], told["lines"], told["forms"]) == ("1", 1, 1_000_000)
    octets = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    receipt = proven(base64.b64decode(answer.json()["receipt"]))
    assert receipt.answer_digest == sha256(octets).digest()
    (row,) = await desk.rows(
        "SELECT document_id, case_id, entry, salt, document FROM evidence"
        " WHERE kind = 'paper-forms'"
    )
    found = leaf_of(LeafKind.PAPER_FORMS, row["document_id"], row["document"], row["salt"])
    assert (str(row["document_id"]), row["case_id"], found.entry) == (
        told["id"],
        None,
        row["entry"],
    )
    kept = json.loads(row["document"])
    assert kept["lines"][0]["last"] - kept["lines"][0]["first"] == 999_999
    assert (kept["signed_by"], kept["said_by"]) == (["branch-head"], "sso-services")


async def test_the_same_key_is_answered_the_same(desk: Office) -> None:
    """A repetition would be taken for other minutes, or be refused as known."""
    answers = await asyncio.gather(*(tell(desk, delivered(), key="one") for _ in range(4)))
    assert {one.status_code for one in answers} == {201}
    assert len({json.dumps(one.json()["answer"]) for one in answers}) == 1
    other = await tell(desk, delivered(number="2"), key="one")
    assert (other.status_code, other.json()["code"]) == (422, "article38.key-reused")
    again = await tell(desk, delivered(), key="two")
    assert (again.status_code, again.json()["code"]) == (409, "article38.minute-known")
    assert len(await desk.rows("SELECT * FROM paper_form_minutes")) == 1


async def test_two_at_once_do_not_take_the_same_forms(desk: Office) -> None:
    """A form would be returned in the minutes of two, and counted twice."""
    await tell(desk, delivered())
    bodies = [
        minute(f"r{n}", line("unused-returned", f"AB000{n}001", "AB0005000")) for n in range(1, 5)
    ]
    answers = await asyncio.gather(*(tell(desk, one) for one in bodies))
    assert sorted(one.status_code for one in answers) == [201, 422, 422, 422]
    assert {one.json().get("code") for one in answers} == {None, "article38.paper-forms"}
    (row,) = await desk.rows("SELECT count(*) FROM paper_forms WHERE act = 'unused-returned'")
    assert row["count"] == 1


async def test_overlapping_minutes_are_refused_with_the_serials(desk: Office) -> None:
    """A branch would be told that something is wrong with its book, and not with which form."""
    await tell(desk, delivered())
    await tell(desk, minute("2", line("unused-returned", "AB0000101", "AB0000500")))
    good, bad = line("issued", "AB0000001"), line("spoiled", "AB0000451", "AB0000600")
    answer = await tell(desk, minute("3", good, bad))
    said = answer.json()
    assert (answer.status_code, said["code"]) == (422, "article38.paper-forms")
    assert (said["field"], said["rule"]) == ("lines.1", "paper.is-unused-returned")
    (problem,) = said["problems"]
    assert problem["forms"] == "AB0000451..AB0000500"
    assert {problem["title"], problem["title_fa"]} == {
        "These forms were returned unused.",
        "این فرم‌ها استفاده‌نشده بازگردانده شده‌اند.",
    }
    receipt = proven(base64.b64decode(said["receipt"]))
    assert {one.reason for one in receipt.disclosed} == {"article38.paper-forms"}
    assert len(await desk.rows("SELECT * FROM paper_form_minutes")) == 2


async def test_a_voided_form_names_a_clearance_that_there_is(desk: Office) -> None:
    """A spoiled form would be replaced by a clearance that nobody issued."""
    await tell(desk, delivered())
    await tell(desk, minute("2", line("spoiled", "AB0000001", "AB0000002")))
    number = await issued(desk.database)
    other = await issued(desk.database, kind="article37", prefix="37")
    for missing in (numbered(), other):
        voided = line("voided", "AB0000001", replaced_by=missing)
        answer = await tell(desk, minute("3", voided), key=missing)
        assert (answer.status_code, answer.json()["rule"]) == (422, "paper.no-clearance")
    voided = line("voided", "AB0000001", replaced_by=number)
    assert (await tell(desk, minute("3", voided))).status_code == 201
    answer = await desk.post(
        JUDGEMENT, {"serial": "AB0000001", "dated": "1399/05/01"}, signed=False
    )
    assert (answer.json()["verdict"], answer.json()["replaced_by"]) == ("voided", number)
    again = await tell(desk, minute("4", line("issued", "AB0000001")))
    assert again.json()["rule"] == "paper.is-voided"


@pytest.mark.parametrize(
    ("serial", "dated", "expected"),
    [
        ("AB0000001", "1399/05/01", "valid-before-switch"),
        ("ab-000 0001", "2020-07-22", "valid-before-switch"),
        ("AB0000001", "1399/09/30", "unknown"),
        ("AB0000001", "1399/10/05", "after-switch"),
        ("AB0000101", "1399/05/01", "unused"),
        ("AB0000601", "1399/05/01", "voided"),
        ("AB0000701", "1399/05/01", "unknown"),
        ("ZZ0000001", "1399/05/01", "unknown"),
    ],
)
async def test_what_a_paper_is_worth(desk: Office, serial: str, dated: str, expected: str) -> None:
    """A paper of after the switch, or on a form nobody issued, would be taken for a clearance."""
    await tell(desk, delivered())
    lines = (
        line("issued", "AB0000001", "AB0000100"),
        line("unused-returned", "AB0000101", "AB0000600"),
        line("spoiled", "AB0000601", "AB0000605"),
    )
    assert (await tell(desk, minute("2", *lines))).status_code == 201
    assert await verdict(desk, serial, dated) == expected


async def test_the_number_of_a_paper_is_held_against_the_register(desk: Office) -> None:
    """A number written over another on a genuine form would pass."""
    await tell(desk, delivered())
    await tell(desk, minute("2", line("issued", "AB0000001", number="12/345")))
    assert await verdict(desk, "AB0000001", "1399/05/01", number="۱۲/۳۴۵") == "valid-before-switch"
    assert await verdict(desk, "AB0000001", "1399/05/01", number="12/346") == "unknown"
    assert await verdict(desk, "AB0000001", "1399/05/01") == "valid-before-switch"


async def test_the_summary_counts_and_names_what_is_missing(desk: Office) -> None:
    """A province could not see which branch still has forms, nor which forms."""
    await tell(desk, minute("1", line("delivered", "AB0000001", "AB0000500"), day="1399/01/10"))
    more = line("delivered", "AB0000501", "AB0001000")
    await tell(desk, minute("1b", more, day="1399/01/10"))
    other = minute("1", line("delivered", "CD0000001"), branch="0310", province="08")
    await tell(desk, other, key="other")
    await tell(desk, minute("2", line("issued", "AB0000001", "AB0000450")))
    await tell(
        desk, minute("3", line("unused-returned", "AB0000601", "AB0001000"), day="1399/10/02")
    )
    answer = await desk.get(f"{SUMMARY}?branch=210")
    assert answer.status_code == 200, answer.text
    (row,) = answer.json()["branches"]
    assert row == {
        "province": "07",
        "branch": "0210",
        "delivered": 1000,
        "issued": 450,
        "returned": 400,
        "spoiled": 0,
        "voided": 0,
        "late": 400,
        "missing": 150,
    }
    assert answer.json()["missing_forms"] == [
        {"first": "AB0000451", "last": "AB0000600", "forms": 150}
    ]
    whole = (await desk.get(SUMMARY)).json()
    assert [one["branch"] for one in whole["branches"]] == ["0210", "0310"]
    assert (whole["total"]["delivered"], whole["total"]["missing"]) == (1001, 151)
    assert (await desk.get(f"{SUMMARY}?province=09")).json()["branches"] == []


async def test_minutes_are_read_page_by_page(desk: Office) -> None:
    """A reader would lose minutes between pages, or see those of another branch."""
    for n in range(5):
        first = f"AB000{n}001"
        branch = "0310" if n == 2 else "0210"
        answer = await tell(desk, minute(f"m{n}", line("delivered", first), branch=branch))
        assert answer.status_code == 201, answer.text
    seen: list[str] = []
    after = 0
    while after is not None:
        page = (await desk.get(f"{MINUTES}?branch=0210&limit=2&after={after}")).json()
        seen += [one["number"] for one in page["minutes"]]
        after = page["next"]
    assert seen == ["m0", "m1", "m3", "m4"]
    assert (await desk.get(f"{MINUTES}?province=09")).json() == {"minutes": [], "next": None}


async def test_who_has_no_agreement_tells_and_reads_nothing(desk: Office) -> None:
    """A stranger could void the forms of a branch, or read its register."""
    refused = await tell(desk, delivered(), who="tax-authority")
    assert (refused.status_code, refused.json()["code"]) == (403, "agreement.none")
    unsigned = await tell(desk, delivered(), signed=False)
    assert (unsigned.status_code, unsigned.json()["code"]) == (403, "agreement.signature")
    for path in (MINUTES, SUMMARY):
        assert (await desk.get(path, who="tax-authority")).status_code == 403
    assert await desk.rows("SELECT * FROM paper_form_minutes") == []


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"lines": []}, "lines", "json.length"),
        ({"signed_by": ["A. Person"]}, "signed_by.0", "json.enumeration"),
        ({"day": "1405/09/02"}, "day", "paper.future"),
        ({"day": "1399/13/01"}, "day", "day.no-such-day"),
        ({"province": "123"}, "province", "paper.province"),
        ({"branch": "0000"}, "branch", "branch-code.zero"),
        ({"number": "صورت‌جلسه"}, "number", "paper.number"),
        ({"lines": [line("lost", "AB0000001")]}, "lines.0.act", "json.enumeration"),
        ({"lines": [line("delivered", "AB1")]}, "lines.0.first", "paper-serial.form"),
        (
            {"lines": [line("delivered", "AB0000002", "AB0000001")]},
            "lines.0.last",
            "paper-serial.reversed",
        ),
        (
            {"lines": [line("delivered", "AB0000001", "AC0000001")]},
            "lines.0.last",
            "paper-serial.series",
        ),
        (
            {"lines": [line("issued", "AB0000001", "AB0000002", number="1")]},
            "lines.0.number",
            "paper.single",
        ),
    ],
    ids=lambda value: str(sorted(value)) if isinstance(value, dict) else value,
)
async def test_what_is_wrong_is_named(
    desk: Office, changes: dict[str, Any], field: str, rule: str
) -> None:
    """Who tells minutes would not learn what is wrong with them."""
    said = (await tell(desk, delivered(**changes), key="one")).json()
    assert (said["code"], said["field"], said["rule"]) == ("request.invalid", field, rule)
