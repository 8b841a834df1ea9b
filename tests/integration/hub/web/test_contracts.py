"""The contracts' pages: found, shown with who said what, decided; and to whom."""

import re

import pytest

from schemas.canonical.identifiers import BranchCode, ContractRow
from simulators.kit import identifiers as ids
from tests.kit.article38 import FIXING
from tests.kit.contracts import BUDGET, OWN, TAX, lines, lived, unlike
from tests.kit.panel import Browser, Panel

ONE, TWO, THREE = "ocds-peyvnd-1", "ocds-peyvnd-2", "ocds-peyvnd-3"
PERSON = ids.national_id(42)
TORN = unlike(9, crn="1", budget_code="B-2")
"""It has the tax authority's key of one contract and the budget's of another."""


async def _torn(house: Panel) -> None:
    """Let the budget organization's entry wait between two contracts."""
    await house.intake.take(TAX, lines(unlike(1, crn="1"), unlike(2, crn="2")))
    await house.intake.take(BUDGET, lines(unlike(2, crn="2", budget_code="B-2")))
    await house.intake.take(BUDGET, lines(TORN))


async def _find(browser: Browser, **fields: str) -> str:
    """Return where a search leads, or the text of the page that it shows."""
    await browser.open("/panel/contracts")
    answer = await browser.send("/panel/contracts", **fields)
    return answer.headers.get("location", answer.text)


async def test_a_contract_is_found_by_whatever_it_is_called(house: Panel) -> None:
    """An operator with a letter in his hand would not find the contract that it is about."""
    own = unlike(1, crn="77", row=ContractRow("00120007"), branch=BranchCode("0210"))
    await house.intake.take(OWN, lines(own))
    await house.intake.take(BUDGET, lines(unlike(2, budget_code="B-9")))
    browser = await house.signed_in()
    there = f"/panel/contracts/{ONE}?lang=en"
    assert await _find(browser, text=ONE) == there
    assert await _find(browser, text="77") == there
    assert await _find(browser, text=own.source_id) == there
    assert await _find(browser, row="120007", branch="210") == there
    assert await _find(browser, text="۷۷") == there
    assert await _find(browser, text="B-9") == f"/panel/contracts/{TWO}?lang=en"
    assert "no such contract" in await _find(browser, text="B-10")
    assert "together with its branch" in await _find(browser, row="120007")
    assert "together with its branch" in await _find(browser, text="")


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"text": ""}, "text", "together with its branch"),
        ({"text": "B-1", "row": "120007", "branch": "0210"}, "text", "together with its branch"),
        ({"row": "120007"}, "branch", "together with its branch"),
        ({"branch": "0210"}, "row", "together with its branch"),
        ({"row": "12x", "branch": "0210"}, "row", "five to eight digits"),
        ({"row": "120007", "branch": "x"}, "branch", "four digits at most"),
        ({"text": "B-10"}, "text", "no such contract"),
        ({"row": "120007", "branch": "0210"}, "row", "no such contract"),
    ],
    ids=["none", "both", "no-branch", "no-row", "row", "branch", "no-id", "no-such-row"],
)
async def test_a_slip_in_the_search_stands_at_its_field(
    house: Panel, typed: dict[str, str], field: str, said: str
) -> None:
    """Who mistyped one digit would be told something of another field, and type all of it anew."""
    page = await _find(await house.signed_in(), **typed)
    (wrong,) = re.findall(r'<input id="(\w+)"[^>]*aria-invalid="true"', page)
    assert wrong == field
    after = page.partition(f'id="{field}-wrong"')[2]
    assert said in after.partition("</p>")[0]
    for name, value in typed.items():
        assert re.search(f'<input id="{name}"[^>]*value="{value}"', page), name


async def test_every_field_is_shown_with_who_said_it(house: Panel) -> None:
    """An operator would not know whose word counts, or see what another one says."""
    await house.intake.take(TAX, lines(lived("1", crn="5", contractor=PERSON)))
    other = lived("B1", crn="5", contractor=PERSON, budget_code="B-1", amount=13_000_000_000)
    await house.intake.take(BUDGET, lines(other))
    browser = await house.signed_in()
    page = (await browser.open(f"/panel/contracts/{ONE}")).text
    assert page.count('class="side counts"') >= 1
    assert "12,000,000,000 rials" in page
    assert "13,000,000,000 rials" in page
    assert "Tax authority, revision 1" in page
    assert "Plan and Budget Organization, revision 1" in page
    assert PERSON in page
    assert "Progress statements" in page
    assert "Version 2" in page
    assert "Changed:" in page
    listed = (await browser.open("/panel/contracts")).text
    assert "They differ in" in listed
    assert "Amount" in listed
    assert PERSON not in listed
    assert f"••••••••{PERSON[-2:]}" in listed


async def test_persian_stands_first(house: Panel) -> None:
    """A clerk would be shown English, or digits that he does not read."""
    await house.intake.take(TAX, lines(unlike(1)))
    browser = await house.signed_in()
    page = (await browser.open(f"/panel/contracts/{ONE}", "fa")).text
    assert 'lang="fa" dir="rtl"' in page
    assert "۱۲,۰۰۰,۰۰۰,۰۰۰ ریال" in page
    assert "سازمان امور مالیاتی" in page


async def test_an_operator_says_which_contract_is_meant(house: Panel) -> None:
    """What waits would wait for ever, or nobody know who decided, and why."""
    await _torn(house)
    browser = await house.signed_in()
    page = (await browser.open("/panel/contracts")).text
    assert f'value="{ONE}"' in page
    assert f'value="{TWO}"' in page
    assert "keys of the statement belong to different contracts" in page
    told = {"source": BUDGET, "source_id": TORN.source_id}
    answer = await browser.send(
        "/panel/contracts/choices", chosen=ONE, reason="by letter 12/34", **told
    )
    assert answer.headers["location"] == f"/panel/contracts/{ONE}?lang=en"
    (kept,) = await house.desk.rows("SELECT chosen_by, reason, ocid FROM contract_choices")
    assert kept == {"chosen_by": "head-office", "reason": "by letter 12/34", "ocid": ONE}
    assert "by letter 12/34" in (await browser.open(f"/panel/contracts/{ONE}")).text
    assert "Nothing waits for a choice" in (await browser.open("/panel/contracts")).text
    again = await browser.send("/panel/contracts/choices", chosen=ONE, reason="again", **told)
    assert again.status_code == 400


async def test_a_choice_that_cannot_be_kept(house: Panel) -> None:
    """A register's word would be put under a contract that nobody proposed, or without a reason."""
    await _torn(house)
    await house.intake.take(TAX, lines(unlike(3)))
    browser = await house.signed_in()
    await browser.open("/panel/contracts")
    told = {"source": BUDGET, "source_id": TORN.source_id}
    for wrong in (
        {"chosen": THREE, "reason": "why"},
        {"chosen": "", "reason": "why"},
        {"chosen": ONE, "reason": " "},
        {"chosen": ONE, "reason": "x" * 501},
    ):
        answer = await browser.send("/panel/contracts/choices", **told, **wrong)
        assert answer.status_code == 400
    assert await house.desk.rows("SELECT id FROM contract_choices") == []
    chosen = await browser.send("/panel/contracts/choices", **told, chosen="new", reason="why")
    assert chosen.headers["location"] == "/panel/contracts/ocds-peyvnd-4?lang=en"


async def test_what_waits_is_shown_page_by_page(house: Panel) -> None:
    """What stands behind the first page would never be decided."""
    await house.intake.take(TAX, lines(unlike(1, crn="1"), unlike(2, crn="2")))
    await house.intake.take(BUDGET, lines(unlike(2, crn="2", budget_code="B-2")))
    torn = [unlike(100 + n, crn="1", budget_code="B-2") for n in range(21)]
    await house.intake.take(BUDGET, lines(*torn))
    browser = await house.signed_in()
    page = (await browser.open("/panel/contracts")).text
    assert page.count('class="wait"') == 20
    last = torn[19].source_id
    more = await browser.send("/panel/contracts/further", source=BUDGET, source_id=last)
    assert more.text.count('class="wait"') == 1
    assert torn[20].source_id in more.text


async def test_a_branch_sees_its_own_contracts_alone(house: Panel) -> None:
    """An office would read the contracts of the whole country."""
    await _torn(house)
    await house.intake.take(TAX, lines(unlike(2, crn="2", revision=2, amount=9_000_000_000)))
    row = {"row": ContractRow("00120007"), "branch": BranchCode("0210")}
    await house.intake.take(OWN, lines(unlike(3, **row), unlike(4, **row | {"branch": "0311"})))
    browser = await house.signed_in("branch-two")
    seen = [
        (await browser.open(f"/panel/contracts/ocds-peyvnd-{n}")).status_code for n in range(1, 7)
    ]
    assert seen == [404, 404, 200, 404, 404, 404]
    assert TWO not in (await browser.open("/panel/contracts")).text
    assert "no such contract" in await _find(browser, text=TWO)
    assert await _find(browser, row="120007", branch="0210") == f"/panel/contracts/{THREE}?lang=en"
    assert "no such contract" in await _find(browser, row="120007", branch="0311")
    told = {"source": BUDGET, "source_id": TORN.source_id, "chosen": ONE, "reason": "why"}
    assert (await browser.send("/panel/contracts/choices", **told)).status_code == 403
    everything = await house.signed_in()
    assert TWO in (await everything.open("/panel/contracts")).text


async def test_a_contract_is_of_the_branch_of_its_file(house: Panel) -> None:
    """A branch would work on a file and not see the contract that it is of."""
    ocid = await house.desk.contract()
    browser = await house.signed_in("branch-two")
    assert (await browser.open(f"/panel/contracts/{ocid}")).status_code == 404
    await house.desk.told(ocid, *FIXING)
    page = await browser.open(f"/panel/contracts/{ocid}")
    assert page.status_code == 200
    assert f"/panel/article38/{ocid}" in page.text


async def test_what_he_looked_at_is_kept(house: Panel) -> None:
    """Nobody could tell who read of a contractor, or somebody could make it unseen."""
    await house.intake.take(TAX, lines(unlike(1)))
    browser = await house.signed_in()
    for path in ("/panel", "/panel/contracts", f"/panel/contracts/{ONE}", "/panel/contracts/none"):
        await browser.open(path)
    await browser.open("/panel/contracts")
    await browser.send("/panel/contracts", text=ONE)
    views = await house.operators.views(operator="head-office", ocid=None, limit=99)
    assert [(one.page, one.ocid) for one in reversed(views)] == [
        ("home", None),
        ("contracts", None),
        ("contract", ONE),
        ("contracts", None),
        ("search", None),
    ]
    (view,) = await house.operators.views(operator=None, ocid=ONE, limit=99)
    assert (view.operator, view.at) == ("head-office", house.desk.clock.now)


async def test_odd_addresses_are_no_errors(house: Panel) -> None:
    """A slip in an address would look like a fault of the hub."""
    browser = await house.signed_in()
    for path in ("/panel/contracts/%00", "/panel/contracts/" + "x" * 3000, "/panel/article38/nix"):
        assert (await browser.open(path)).status_code == 404
    assert (await browser.open("/panel/contracts?after=%00%ff")).status_code == 200
