"""What the panel keeps to itself: no person, passphrase or token in a log, address or header."""

import logging

import pytest

from hub.errors import HubUnavailable
from hub.logs import JsonLines
from hub.store.operators import Operators
from simulators.kit import identifiers as ids
from tests.kit.contracts import BUDGET, TAX, lines, lived
from tests.kit.panel import PASSPHRASE, Panel

ONE = "ocds-peyvnd-1"
PERSON = ids.national_id(42)


async def test_nothing_is_overheard(house: Panel, caplog: pytest.LogCaptureFixture) -> None:
    """Who reads logs, or the list of visited pages, would learn of whom an operator has read."""
    caplog.set_level(logging.DEBUG)
    await house.intake.take(TAX, lines(lived("1", crn="5", contractor=PERSON)))
    await house.intake.take(BUDGET, lines(lived("B1", crn="5", contractor=ids.legal_id(7))))
    browser = house.browser()
    answers = [await browser.sign_in("head-office", f"wrong {PERSON}")]
    answers.append(await browser.sign_in(PASSPHRASE, "head-office"))
    answers.append(await browser.sign_in("head-office"))
    token = browser.client.cookies["panel"]
    answers.append(await browser.open("/panel/contracts"))
    typed = (PERSON, ONE, f"{PERSON} {PERSON}")
    answers += [await browser.send("/panel/contracts", text=text) for text in typed]
    told = {"source": PERSON, "source_id": PERSON, "chosen": ONE, "reason": PERSON}
    answers.append(await browser.send("/panel/contracts/choices", **told))
    seen = await browser.open(f"/panel/contracts/{ONE}")
    assert PERSON in seen.text
    heard = [f"{JsonLines().format(one)} {vars(one)!r}" for one in caplog.records]
    heard += [str(one.headers) for one in (*answers, seen) if one is not answers[2]]
    heard += [str(one.url) for one in (*answers, seen)]
    for secret in (PERSON, PASSPHRASE, token, browser.mark, "head-office"):
        assert not [line for line in heard if secret in line], secret
    assert any("a sign-in to the panel was refused" in line for line in heard)
    listed = await browser.open("/panel/contracts")
    assert PERSON not in listed.text


async def test_a_mistyped_address_is_not_noted(house: Panel) -> None:
    """An id that was pasted into the address would stand in the record for good."""
    browser = await house.signed_in()
    for path in (f"/panel/contracts/{PERSON}", f"/panel/article38/{PERSON}"):
        assert (await browser.open(path)).status_code == 404
    assert await house.operators.views(operator="head-office", ocid=None, limit=9) == []


async def test_what_cannot_be_noted_is_not_shown(
    house: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody could read unseen while the database takes no writing."""
    await house.intake.take(TAX, lines(lived("1")))
    browser = await house.signed_in()

    async def full(*_: object) -> None:
        raise HubUnavailable("store.unavailable")

    monkeypatch.setattr(Operators, "note", full)
    for path in ("/panel", f"/panel/contracts/{ONE}"):
        answer = await browser.open(path)
        assert answer.status_code == 503
        assert "900000" not in answer.text
        assert ONE not in answer.text
