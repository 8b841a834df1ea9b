"""What is told of findings, whatever the agreement grants and the provider gives."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from adapters.base.ports import Attested
from hub.findings import Finding, Silent, Unknown
from hub.lookups.base import Question
from hub.lookups.telling import Part, parts_of, write_answer
from hub.policy.agreements_disclose import Grant, Value, fitting, grant_of
from hub.policy.agreements_model import Transform
from hub.policy.fields import Kind
from schemas.canonical.disclosure import Telling
from schemas.canonical.receipt import Reception
from tests.unit.hub.policy.agreement_files import loaded

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
SAID = NOW - timedelta(minutes=3)
RECEPTION = Reception("sso-services", "urn:peyvand:proof:1", "persons.lookup", bytes(32), NOW)
_AGREEMENT = loaded({}).all[0]
_OF_KIND: dict[Kind, st.SearchStrategy[Value]] = {
    Kind.NAME: st.text("ABCDEFGHابپ", min_size=2, max_size=9),
    Kind.TEXT: st.text("klmnopqrst", min_size=4, max_size=20),
    Kind.CODE: st.text("0123456789", min_size=6, max_size=12),
    Kind.DATE: st.dates(date(1921, 3, 21), date(2026, 11, 22)),
    Kind.BIRTH_DATE: st.dates(date(1921, 3, 21), date(2026, 11, 22)),
    Kind.AMOUNT: st.integers(0, 10**13),
    Kind.FLAG: st.booleans(),
    Kind.LIST: st.lists(st.integers(0, 10**13), max_size=2),
}


@st.composite
def asked(draw: st.DrawFn, family: str) -> tuple[Question, Grant, Finding[Any]]:
    """Draw a question of a field family, what is granted of it, and what came of it."""
    kinds: dict[str, Kind] = {
        f"{family}.f{place}": draw(st.sampled_from([*Kind]))
        for place in range(draw(st.integers(1, 5)))
    }
    forms: dict[str, Transform] = {
        name: draw(st.sampled_from(sorted(fitting(kind))))
        for name, kind in kinds.items()
        if draw(st.booleans())
    }
    values = {name: draw(st.none() | _OF_KIND[kind]) for name, kind in kinds.items()}
    key = _AGREEMENT.key._replace(provider=f"{family}_registry")
    grant = grant_of(replace(_AGREEMENT, key=key, fields=forms), kinds)
    found = draw(
        st.one_of(
            st.just(Attested(values, key.provider, SAID, bytes(32))),
            st.just(Unknown(key.provider)),
            st.builds(Silent, st.just(key.provider), st.just("timeout"), st.booleans()),
        )
        if draw(st.integers(0, 3)) == 0
        else st.just(Attested(values, key.provider, SAID, bytes(32)))
    )
    return _question(family), grant, found


def _question(family: str) -> Question:
    async def never(_: Any) -> Attested[Any]:
        raise AssertionError("nobody is asked here")

    return Question("Port", (f"national-id:{family}",), never, lambda values: values)


FINDINGS = st.tuples(asked("a")) | st.tuples(asked("a"), asked("b"))
Findings = tuple[tuple[Question, Grant, Finding[Any]], ...]


def _granted(findings: Findings) -> list[str]:
    return [name for _, grant, _ in findings for name in grant.tellers]


def _answer(parts: tuple[Part, ...]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(write_answer(RECEPTION, "s", "p", parts, NOW))
    return found


@given(FINDINGS)
def test_nothing_is_told_but_what_is_granted_in_its_form(findings: Findings) -> None:
    """A field would be told that nobody agreed to, or more of one than its form shows."""
    told = _answer(parts_of(findings, (), NOW))["fields"]
    forms = {name: str(g.agreement.fields[name]) for _, g, _ in findings for name in g.tellers}
    for one in told:
        assert forms[one["name"]] == one["form"]
        _, tell = next(g.tellers[one["name"]] for _, g, _ in findings if one["name"] in g.tellers)
        given = _values(findings)[one["name"]]
        expected = tell(given, date(2026, 11, 22))
        plain = one["value"]["gregorian"] if isinstance(one["value"], dict) else one["value"]
        assert plain == (expected.isoformat() if isinstance(expected, date) else expected)


def _values(findings: Findings) -> dict[str, Value]:
    return {
        name: value
        for _, _, found in findings
        if isinstance(found, Attested)
        for name, value in found.value.items()
    }


@given(FINDINGS)
def test_all_or_nothing(findings: Findings) -> None:
    """Half a check would be told, and taken for a whole one."""
    said = _answer(parts := parts_of(findings, (), NOW))
    whole = all(isinstance(found, Attested) for _, _, found in findings)
    assert said["found"] is whole
    if not whole:
        assert said["fields"] == []
        assert all(not part.forms for part in parts)
    else:
        assert {one["name"] for one in said["fields"]} == set(_granted(findings))


@given(FINDINGS)
def test_what_was_given_is_told_or_withheld(findings: Findings) -> None:
    """A provider's field would be neither in the answer nor named as withheld, or be both."""
    parts = parts_of(findings, (), NOW)
    said = _answer(parts)
    told = [one["name"] for one in said["fields"]]
    assert sorted([*told, *said["withheld"]]) == sorted(_values(findings))


@given(FINDINGS, st.data())
def test_the_wanted_fields_are_told_and_no_others(findings: Findings, data: st.DataObject) -> None:
    """Who asks for one field would be told of others, or have others named to him."""
    granted = _granted(findings)
    if not granted:
        return
    wanted = tuple(data.draw(st.lists(st.sampled_from(granted), min_size=1, unique=True)))
    said = _answer(parts_of(findings, wanted, NOW))
    assert {one["name"] for one in said["fields"]} <= set(wanted)
    assert set(said["withheld"]) <= set(wanted)
    if said["found"]:
        assert {one["name"] for one in said["fields"]} == set(wanted)


@given(FINDINGS)
def test_the_rows_are_the_answer(findings: Findings) -> None:
    """The register and the receipt would say other than the answer."""
    parts = parts_of(findings, (), NOW)
    said = _answer(parts)
    rows = [row for part in parts for row in part.rows("s", ())]
    assert {n: f for row in rows for n, f in row.told.items()} == {
        one["name"]: one["form"] for one in said["fields"]
    }
    assert [name for row in rows for name in row.withheld] == said["withheld"]
    for part, row in zip(parts, rows, strict=True):
        assert row.outcome is part.outcome
        assert (row.as_of is None) == (part.outcome is not Telling.TOLD)


@given(FINDINGS, st.data())
def test_a_value_of_a_wrong_kind_tells_nothing(findings: Findings, data: st.DataObject) -> None:
    """What a provider never agreed to give would be told beside what it did."""
    names = [name for name in _granted(findings) if name in _values(findings)]
    if not names:
        return
    name = data.draw(st.sampled_from(names))
    broken = tuple(
        (question, grant, _broken(found, name) if name in grant.tellers else found)
        for question, grant, found in findings
    )
    parts = parts_of(broken, (), NOW)
    assert any(part.outcome is Telling.SILENT and part.broken for part in parts)
    assert all(not part.forms for part in parts)


def _broken(found: Finding[Any], name: str) -> Finding[Any]:
    assert isinstance(found, Attested)
    return replace(found, value={**found.value, name: 1.5})


@given(FINDINGS)
def test_an_answer_is_canonical(findings: Findings) -> None:
    """Its digest could not be made again from what the consumer parsed."""
    octets = write_answer(RECEPTION, "s", "p", parts_of(findings, (), NOW), NOW)
    again = json.dumps(
        json.loads(octets), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert octets == again.encode()


@given(st.timedeltas(timedelta(hours=-1), timedelta(days=400)))
def test_an_age_is_never_below_nothing(age: timedelta) -> None:
    """An agency whose clock is fast would have said its word in the future."""
    values: dict[str, Value] = {"a.f": True}
    grant = grant_of(replace(_AGREEMENT, fields={"a.f": Transform.YES_NO}), {"a.f": Kind.FLAG})
    found = Attested(values, "a_registry", NOW - age, bytes(32))
    (one,) = _answer(parts_of([(_question("a"), grant, found)], (), NOW))["fields"]
    assert one["age_seconds"] == max(0, age // timedelta(seconds=1))
