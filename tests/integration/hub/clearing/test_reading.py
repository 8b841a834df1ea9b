"""Files and assessments read: what an agreement grants, under a tag, with a receipt."""

from hashlib import sha256

import pytest

from hub.api.article38.doors import FILES
from hub.usecases.article38.file.form import TOLD
from tests.kit import policy
from tests.kit.article38 import DUE, FIXING, PAYING, Office, allocated, filed, office
from tests.kit.lookups import proven

VIEW = "article38-file-view-contract-files"


async def test_a_file_is_told_with_what_it_stands_at(desk: Office) -> None:
    """An officer would see another status, sum or deadline than the file has."""
    ocid = await desk.contract()
    await desk.told(ocid, *PAYING)
    answer = await desk.get(f"{FILES}/{ocid}")
    said = answer.json()
    assert answer.status_code == 200, answer.text
    assert said["status"]["code"] == "13"
    assert said["status"]["en"] == "definite debt collected"
    assert (said["due"], said["paid"], said["undertaking"]) == (DUE, DUE, False)
    assert said["row"] == {"row": "02100001", "branch": "0210"}
    (deadline,) = said["deadlines"]
    assert (deadline["what"], deadline["last"]["gregorian"]) == ("clearance", "2026-11-23")
    assert {one["party"] for one in said["obligations"]} >= {"contractor", "assigner"}
    assert [one["number"] for one in said["acts"]] == [*range(1, 10)]
    assert said["withheld"] == []
    assert said["acts"][0]["body"]["postal_code"] == "1968834613"


async def test_a_reading_leaves_a_receipt(desk: Office) -> None:
    """Nobody could prove who has read of a contractor."""
    ocid = await desk.contract()
    await desk.told(ocid, allocated())
    answer = await desk.get(f"{FILES}/{ocid}")
    number = answer.headers["receipt"].removeprefix("/v1/receipts/")
    (row,) = await desk.rows(
        "SELECT document FROM evidence WHERE document_id = %(number)s::uuid", number=number
    )
    receipt = proven(row["document"])
    assert receipt.answer_digest == sha256(answer.content).digest()
    assert receipt.operation == "article38-file-view.read"
    assert len(receipt.disclosed) == 5  # the contract, both workshops, both firms
    assert all(one.asked.subject.startswith("sha256:") for one in receipt.disclosed)


async def test_what_is_known_is_not_told_again(desk: Office) -> None:
    """A desk that looks every minute would load the whole file every minute."""
    ocid = await desk.contract()
    await desk.told(ocid, *FIXING)
    first = await desk.get(f"{FILES}/{ocid}")
    again = await desk.get(f"{FILES}/{ocid}", if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    await desk.told(ocid, filed("final"))
    changed = await desk.get(f"{FILES}/{ocid}", if_none_match=first.headers["etag"])
    assert changed.status_code == 200


async def test_an_assessment_says_why(desk: Office) -> None:
    """A party would be told a coefficient without its source, or with another trace."""
    ocid = await desk.contract()
    await desk.told(ocid, *FIXING)
    answer = await desk.get(f"/v1/contracts/{ocid}/assessment")
    said = answer.json()
    assert answer.status_code == 200, answer.text
    (part,) = said["coefficient"]["parts"]
    assert (part["row"], part["rates"][0]["premium"]) == ("N2", "3/20")
    assert part["citation"]
    assert said["coefficient"]["confidence"] in {"H", "M", "L"}
    assert said["coefficient"]["estimate"]["total"] == DUE
    trace = said["coefficient"]["trace"]
    assert any(one["row"] == "N2" and "holds" in one["en"] and one["fa"] for one in trace)
    assert all(one["citation"] and one["fa"] and one["en"] for one in said["obligations"])


async def test_what_there_is_not_is_said_by_its_code(desk: Office) -> None:
    """A contract without a file would look like one that owes nothing."""
    ocid = await desk.contract()
    for path in (f"{FILES}/{ocid}", f"/v1/contracts/{ocid}/assessment"):
        answer = await desk.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "article38.no-file")
    await desk.told(ocid, *FIXING[:2])
    answer = await desk.get(f"/v1/contracts/{ocid}/assessment")
    assert (answer.status_code, answer.json()["code"]) == (404, "article38.not-fixed")


async def test_files_page_by_page(desk: Office) -> None:
    """A branch would miss a file, or see one twice."""
    names = [await desk.contract(serial) for serial in range(1, 6)]
    for serial, ocid in enumerate(names, 1):
        branch = "0210" if serial < 5 else "0311"
        acts = [allocated(f"0210000{serial}", branch=branch), filed()]
        await desk.told(ocid, *acts[: 1 + serial % 2])
    seen, path = [], f"{FILES}?limit=2"
    while path:
        page = (await desk.get(path)).json()
        seen += [one["ocid"] for one in page["files"]]
        path = f"{FILES}?limit=2&after={page['next']}" if page["next"] else ""
    assert seen == names
    filed_at = (await desk.get(f"{FILES}?status=02&branch=0210")).json()
    assert [one["ocid"] for one in filed_at["files"]] == [names[0], names[2]]
    assert filed_at["next"] is None
    assert (await desk.get(f"{FILES}?status=17")).json() == {"files": [], "next": None}


@pytest.mark.parametrize(
    ("query", "field", "rule"),
    [
        ("status=18", "status", "query.status"),
        ("branch=x", "branch", "branch-code.digits"),
        ("after=9980000009", "after", "query.after"),
        ("limit=101", "limit", "query.count"),
        ("workshop=9980000011", "query", "query.unknown"),
    ],
)
async def test_a_wrong_query_is_named(desk: Office, query: str, field: str, rule: str) -> None:
    """Who mistypes a filter would get every file, or a workshop's number stand in an address."""
    answer = await desk.get(f"{FILES}?{query}")
    assert (answer.status_code, answer.json()["field"], answer.json()["rule"]) == (400, field, rule)


async def test_who_has_no_agreement_reads_nothing(desk: Office) -> None:
    """A stranger could see who owes what; or his attempt be seen by nobody."""
    ocid = await desk.contract()
    await desk.told(ocid, *FIXING)
    for path in (FILES, f"{FILES}/{ocid}", f"/v1/contracts/{ocid}/assessment"):
        answer = await desk.get(path, who="tax-authority")
        assert (answer.status_code, answer.json()["code"]) == (403, "agreement.none")
        assert answer.json()["receipt"]


async def test_only_what_is_granted_is_told(database_url: str) -> None:
    """A field that the agreement lacks would be told all the same."""
    less = policy.shipped("agreements")[f"{VIEW}.toml"]
    for name in ("file.workshops", "file.acts", "file.coefficient"):
        less = less.replace(f'  {{ name = "{name}", transform = "whole" }},\n', "")
    less = less.replace(
        'name = "file.due", transform = "whole"', 'name = "file.due", transform = "yes-no"'
    )
    async with office(database_url, {f"{VIEW}.toml": less}) as desk:
        ocid = await desk.contract()
        await desk.told(ocid, *PAYING)
        said = (await desk.get(f"{FILES}/{ocid}")).json()
        assert said["withheld"] == ["file.acts", "file.coefficient", "file.workshops"]
        assert not {"acts", "coefficient", "workshops"} & said.keys()
        assert (said["due"], said["paid"]) == (True, DUE)
        listed = (await desk.get(FILES)).json()["files"]
        assert (listed[0]["withheld"], "workshops" in listed[0]) == (["file.workshops"], False)
        rows = await desk.rows("SELECT DISTINCT told ->> 'file.due' AS due FROM disclosures")
        assert {row["due"] for row in rows} == {None, "yes-no"}


def test_every_kind_of_act_is_of_the_file() -> None:
    """A consumer could tell an act that is the hub's own."""
    assert not {"coefficient-fixed", "premium-calculated", "clearance-issued"} & TOLD.keys()
