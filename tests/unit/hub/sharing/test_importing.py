"""Releases of OCDS made ready: contracts with names and revisions of their own, or all slips."""

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.contracts.ocds_package import record_from
from hub.contracts.ocds_release import releases_of
from hub.contracts.readers import READERS
from hub.sharing.importing import ready, source_id_of
from tests.unit.hub.contracts.made import PERSON
from tests.unit.hub.contracts.made_ocds import FIELDS, PUBLISHER, version

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
(RELEASE,) = releases_of([version()], PUBLISHER)


def _octets(*releases: Any) -> bytes:
    return json.dumps({"releases": releases}).encode()


def _rules(octets: bytes) -> list[tuple[str, str]]:
    return [(slip.field, slip.rule) for one in ready(octets, NOW) for slip in one.problems]


def test_a_release_becomes_a_contract_of_a_register() -> None:
    """A contract would come in under a name that changes, or lose what it says."""
    (one,) = ready(_octets(RELEASE), NOW)
    assert one.contract is not None
    assert {name: getattr(one.contract, name) for name in FIELDS} == dict(FIELDS)
    assert one.contract.source_id == source_id_of(RELEASE["ocid"], RELEASE["contracts"][0]["id"])
    assert one.ocid == RELEASE["ocid"]
    assert (one.problems, one.without) == ((), False)


def test_a_record_a_package_and_a_release_say_the_same() -> None:
    """The same contract would be another by the form in which it came."""
    record = record_from(releases_of([version()], PUBLISHER))
    documents = (RELEASE, record, {"records": [record]})
    forms = [_octets(RELEASE), *(json.dumps(one).encode() for one in documents)]
    assert len({ready(octets, NOW)[0].contract for octets in forms}) == 1
    assert ready(b"\xef\xbb\xbf" + forms[0], NOW)[0].contract is not None


def test_a_revision_is_the_release_s_date() -> None:
    """A later package would not count, being the first of its file, or an older one would."""
    releases = releases_of([version(0), version(1, amount=7), version(2, amount=8)], PUBLISHER)
    whole = [one.contract for one in ready(_octets(*releases), NOW)]
    assert [one.amount for one in whole if one] == [FIELDS["amount"], 7, 8]
    assert len({one.revision for one in whole if one}) == 3
    (alone,) = ready(_octets(releases[1]), NOW)
    assert alone.contract == whole[1]


def test_of_one_second_the_last_counts() -> None:
    """Two releases of a second would be two contents of one revision, and the later one refused."""
    releases = releases_of([version(0), version(0, amount=7)], PUBLISHER)
    (one,) = ready(_octets(*releases), NOW)
    assert one.contract is not None
    assert one.contract.amount == 7


def _without(*names: str) -> Callable[[Any], None]:
    def spoil(release: Any) -> None:
        for name in names:
            del release[name]

    return spoil


def _set(path: str, value: Any) -> Callable[[Any], None]:
    def spoil(release: Any) -> None:
        *steps, last = path.split(".")
        for step in steps:
            release = release[int(step)] if step.isdigit() else release[step]
        release[last] = value

    return spoil


@pytest.mark.parametrize(
    ("spoil", "field", "rule"),
    [
        (_without("ocid"), "/releases/0/ocid", "text"),
        (_without("date"), "/releases/0/date", "date-time"),
        (_set("date", "yesterday"), "/releases/0/date", "date-time"),
        (_set("date", "2027-01-01T00:00:00Z"), "date", "release.in-future"),
        (_set("date", "1999-01-01T00:00:00Z"), "date", "release.too-early"),
        (
            _set("contracts.0.value.currency", "USD"),
            "/releases/0/contracts/0/value/currency",
            "currency.not-rials",
        ),
        (
            _set("contracts.0.value.amount", 1.5),
            "/releases/0/contracts/0/value/amount",
            "amount.not-whole",
        ),
        (_without("parties"), "/releases/0/buyer/id", "party.missing"),
        (_without("buyer", "parties"), "/releases/0/buyer", "missing"),
        (_set("contracts", {}), "/releases/0/contracts", "missing"),
        (_set("contracts.0.value.amount", 0), "amount", "contract.amount"),
        (
            _set("contracts.0.dateSigned", "2026-12-30T00:00:00Z"),
            "signed_on",
            "contract.signed-in-future",
        ),
    ],
)
def test_what_is_wrong_is_named(spoil: Callable[[Any], None], field: str, rule: str) -> None:
    """Who sent it could not find the slip, or a wrong contract would be kept."""
    release = deepcopy(RELEASE)
    spoil(release)
    assert (field, rule) in _rules(_octets(release))
    assert all(one.contract is None for one in ready(_octets(release), NOW))


@pytest.mark.parametrize(
    ("octets", "rule"),
    [
        (b"", "json.malformed"),
        (b'{"releases": [', "json.malformed"),
        (b"\xff\xfe", "json.malformed"),
        (b'{"a": NaN}', "json.malformed"),
        (b"[" * 100_000, "json.malformed"),
        (b"[]", "json.object"),
        (b'"x"', "json.object"),
        (b"{}", "package.none"),
        (b'{"a": 1}', "package.none"),
        (b'{"releases": 1}', "list"),
        (b'{"releases": [1]}', "object"),
        (b'{"records": [{"ocid": "x"}]}', "list"),
    ],
    ids=[
        "empty",
        "half",
        "no UTF-8",
        "NaN",
        "deep",
        "list",
        "text",
        "nothing",
        "other",
        "no list",
        "no release",
        "no record",
    ],
)
def test_what_is_no_package(octets: bytes, rule: str) -> None:
    """A file of something else would end the command with a traceback, or pass for an empty one."""
    assert [found for _, found in _rules(octets)] == [rule]


def test_the_good_beside_the_bad_is_kept() -> None:
    """One slip would cost all the contracts of a package."""
    bad, other = deepcopy(RELEASE), deepcopy(RELEASE)
    bad["contracts"][0]["value"]["currency"] = "USD"
    bad["ocid"], other["ocid"] = "ocds-213czf-1", "ocds-213czf-2"
    found = {one.ocid: one.contract is not None for one in ready(_octets(bad, 7, other), NOW)}
    assert found == {"ocds-213czf-1": False, "ocds-213czf-2": True, None: False}


def test_a_plan_is_no_slip() -> None:
    """A register that also plans in the standard's words would look broken."""
    plan = {"ocid": "ocds-213czf-1", "date": "2026-01-01T00:00:00Z", "tag": ["planning"]}
    (one,) = ready(_octets(plan), NOW)
    assert (one.contract, one.without, one.ocid) == (None, True, "ocds-213czf-1")


def test_a_hidden_person_stays_hidden() -> None:
    """A contract would be kept without its contractor, or under a made-up one."""
    (release,) = releases_of([version(contractor=PERSON)], PUBLISHER)
    assert [rule for _, rule in _rules(_octets(release))] == ["person.hidden"]


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_names_are_codes_and_apart(ocid: str, number: str, other: str) -> None:
    """Two contracts of a process would be one entry, or the register would refuse the name."""
    names = {source_id_of(ocid, one) for one in (number, other)}
    assert len(names) == len({number, other})
    assert all(READERS["source_id"](name) == name for name in names)


def test_what_is_no_unicode_is_shown_to_nobody() -> None:
    """A name that cannot be written, or that moves a terminal's cursor, would end the command."""
    release = deepcopy(RELEASE)
    release["ocid"], release["contracts"][0]["id"] = "\ud800", "\ud801"
    (one,) = ready(_octets(release), NOW)
    assert (one.contract, one.ocid) == (None, None)
    release["ocid"] = "ocds-213czf-\x1b[2J"
    (one,) = ready(_octets(release), NOW)
    assert one.ocid is None
