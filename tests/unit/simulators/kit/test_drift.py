"""Answers that drift from their contract: each drift does what its name says and nothing else."""

import json
from random import Random

import pytest
from lxml import etree

from simulators.kit.asgi import JSON, XML, Reply
from simulators.kit.drift import DRIFTS

VALUE = {"name": "کیان", "amounts": [{"id": "12,000", "paid": 3}]}
REPLY = Reply(200, JSON, json.dumps(VALUE).encode())
ENVELOPE = Reply(
    200,
    XML,
    '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>'
    '<n:answer xmlns:n="urn:n"><return><name>کیان</name><id>12</id></return></n:answer>'
    "</S:Body></S:Envelope>".encode(),
)
TOKEN = Reply(200, b"application/timestamp-reply", b"\x30\x03\x02\x01\x05")


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - what is chosen is known by its seed


def texts(reply: Reply) -> dict[str, str | None]:
    return {one.tag: one.text for one in etree.fromstring(reply.body).iter() if not len(one)}


@pytest.mark.parametrize("seed", range(5))
def test_a_field_more(seed: int) -> None:
    """A drift that adds nothing would prove that additions are refused when none was made."""
    more = DRIFTS["extra-field"](REPLY, chance(seed)).body
    assert more.count(b"addedField") == 1
    assert texts(DRIFTS["extra-field"](ENVELOPE, chance(seed))).keys() == {
        "name",
        "id",
        "addedField",
    }
    assert DRIFTS["extra-field"](TOKEN, chance(seed)).body[:-1] == TOKEN.body


@pytest.mark.parametrize("seed", range(5))
def test_a_field_less(seed: int) -> None:
    """Exactly one field goes, and whatever it was the rest is as before."""
    less = json.loads(DRIFTS["missing-field"](REPLY, chance(seed)).body)
    assert less in (
        {"amounts": VALUE["amounts"]},
        {"name": "کیان", "amounts": [{"id": "12,000"}]},
        {"name": "کیان", "amounts": [{"paid": 3}]},
    )
    assert len(texts(DRIFTS["missing-field"](ENVELOPE, chance(seed)))) == 1
    assert DRIFTS["missing-field"](TOKEN, chance(seed)).body == TOKEN.body[:-1]


def test_another_form_means_the_same() -> None:
    """Prefixes and order are no part of a contract; a drift that changed the meaning would lie."""
    turned = DRIFTS["other-form"](REPLY, chance(1))
    assert turned.body != REPLY.body
    assert json.loads(turned.body) == VALUE
    renamed = DRIFTS["other-form"](ENVELOPE, chance(1))
    assert b"<S:Envelope" not in renamed.body
    assert texts(renamed) == texts(ENVELOPE)
    found = etree.fromstring(renamed.body)
    assert found.find("*/{urn:n}answer/return/name") is not None
    assert DRIFTS["other-form"](TOKEN, chance(1)) == TOKEN


def test_other_letters() -> None:
    """Arabic letters everywhere, Persian digits in figures alone: base64 must not be broken."""
    lettered = json.loads(DRIFTS["other-letters"](REPLY, chance(1)).body)
    assert lettered == {"name": "كيان", "amounts": [{"id": "۱۲,۰۰۰", "paid": 3}]}
    assert texts(DRIFTS["other-letters"](ENVELOPE, chance(1))) == {"name": "كيان", "id": "۱۲"}
    assert DRIFTS["other-letters"](TOKEN, chance(1)) == TOKEN
