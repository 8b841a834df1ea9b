"""The page of paper clearances: anybody is told, in his language, whether to take one."""

import re
from html import unescape

import pytest

from hub.clearing.paper_bulk import PaperBulk
from hub.clearing.paper_minutes import Making
from hub.store.paper_forms import PaperForms
from hub.usecases.article38.paper.minutes import read_day, read_line, read_minute
from tests.integration.hub.api.conftest import Office
from tests.kit.messages import number
from tests.kit.shipped import shipped_terms

FORM = shipped_terms().serial


async def told(office: Office, *lines: tuple[str, str, str]) -> None:
    """Take lines down in the register."""
    making = Making(office.clock, lambda: number(2_200_022), bytes)
    today = office.clock.now.date()
    minute = read_minute(
        "1", read_day("1399/09/20", "day"), "07", "0210", ["branch-head"], today=today
    )
    read = [read_line(act, first, last, None, None, FORM) for act, first, last in lines]
    taken = await PaperBulk(PaperForms(office.pool), making, "test").take(minute, read)
    assert all(one.taken for one in taken)


async def asked(
    office: Office, serial: str, dated: str, *, status: int = 200, language: str = "en"
) -> str:
    """Return what the page says of a paper, without its markup."""
    answer = await office.client.post(
        f"/verify/paper?lang={language}",
        files={"serial": (None, serial), "dated": (None, dated)},
    )
    assert answer.status_code == status
    body = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body.partition(">")[2])).split())


@pytest.mark.parametrize(
    ("serial", "dated", "said"),
    [
        ("AB0000001", "1399/09/20", "This paper holds"),
        ("ab-۰۰۰۰۰۰۱", "۱۳۹۹/۰۹/۲۰", "This paper holds"),
        ("AB0000001", "1399/10/05", "This paper does not hold"),
        ("AB0000002", "1399/09/20", "This paper is void"),
        ("AB0000003", "2020-12-10", "The form was returned unused"),
        ("AB0000009", "1399/09/20", "Cannot be told"),
    ],
    ids=["issued", "as people write", "after", "spoiled", "unused", "unheard"],
)
async def test_a_paper_is_told_in_words(office: Office, serial: str, dated: str, said: str) -> None:
    """An assigner would pay out against a paper that is worth nothing."""
    await told(
        office,
        ("delivered", "AB0000001", "AB0000005"),
        ("issued", "AB0000001", "AB0000001"),
        ("spoiled", "AB0000002", "AB0000002"),
        ("unused-returned", "AB0000003", "AB0000003"),
    )
    found = await asked(office, serial, dated)
    assert said in found
    assert "circular of 1399" in found


async def test_it_is_persian_from_right_to_left_first(office: Office) -> None:
    """Most who ask would meet a page that they cannot read."""
    answer = await office.client.post(
        "/verify/paper", files={"serial": (None, "AB0000009"), "dated": (None, "1399/10/05")}
    )
    assert '<html lang="fa" dir="rtl">' in answer.text
    assert "این برگه معتبر نیست" in answer.text
    assert "۱۳۹۹/۱۰/۰۵" in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("serial", "dated", "field", "said"),
    [
        ("AB12", "1399/10/05", "serial", "The serial of a hologram"),
        ("", "1399/10/05", "serial", "The serial of a hologram"),
        ("AB0000009", "1399/13/05", "dated", "There is no such day"),
        ('"><script>', "1399/10/05", "serial", "The serial of a hologram"),
    ],
    ids=["short", "nothing", "no day", "markup"],
)
async def test_what_is_wrong_is_told_beside_its_field(
    office: Office, serial: str, dated: str, field: str, said: str
) -> None:
    """Who mistypes would lose what he typed, or not learn which of both is wrong."""
    answer = await office.client.post(
        "/verify/paper?lang=en", files={"serial": (None, serial), "dated": (None, dated)}
    )
    assert answer.status_code == 400
    assert said in answer.text
    assert "<script>" not in answer.text.partition("<main")[2]
    found = re.findall('id="paper-([a-z]+)"[^>]*aria-invalid="true"', answer.text)
    assert found == [field]
    assert f'value="{dated}"' in answer.text


async def test_the_way_there(office: Office) -> None:
    """Nobody would find the page; or its address without a form would be an error."""
    ask = await office.client.get("/verify")
    assert 'action="/verify/paper?lang=fa"' in ask.text
    assert "مفاصاحساب کاغذی دارید؟" in ask.text
    back = await office.client.get("/verify/paper?lang=en")
    assert (back.status_code, back.headers["location"]) == (303, "/verify?lang=en#paper")
