"""What is told of a contract is what was granted, whoever said what about it."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from hub.contracts.join import join
from hub.contracts.precedence import shipped_precedence
from hub.policy.agreements_disclose import Grant, disclose, fitting, grant_of
from hub.policy.agreements_model import Transform
from hub.sharing.telling import Telling, tell
from hub.sharing.written import write_joined
from schemas.canonical.contract import Statement
from schemas.canonical.identifiers import parse_branch_code, parse_contract_row
from tests.kit import policy
from tests.kit.contracts import OWN, TAX, registered
from tests.unit.hub.contracts.made import statements

DAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
KINDS = {name: one.kind for name, one in policy.fields().of("shared_contracts").items()}
FIRST = registered("111222333", number="N-ONE", subject="S-ONE", budget_code="B-ONE")
SECOND = replace(
    FIRST,
    source_id="444555666",
    number="N-TWO",
    subject="S-TWO",
    row=parse_contract_row("87654321"),
    branch=parse_branch_code("0210"),
)
VALUES = {
    "source_id": ("111222333", "444555666"),
    "number": ("N-ONE", "N-TWO"),
    "subject": ("S-ONE", "S-TWO"),
    "assigner": (FIRST.assigner,),
    "contractor": (FIRST.contractor,),
    "amount": (str(FIRST.amount),),
    "signed_on": ("2026-04-04",),
    "budget_code": ("B-ONE",),
    "row": ("87654321",),
}
"""What would betray a field, wherever it stood."""


def body() -> str:
    """Return a contract that two registers tell differently."""
    statements = [Statement(TAX, AT, FIRST), Statement(OWN, AT, SECOND)]
    return write_joined(join("ocds-peyvnd-1", statements, shipped_precedence()), statements)


def grant(fields: dict[str, Transform]) -> Grant:
    """Return a shipped agreement with other fields."""
    (one,) = (
        one
        for one in policy.in_force().agreements.all
        if one.name == "contracts-tax-authority-feed"
    )
    return grant_of(replace(one, fields=fields), KINDS)


@given(st.sets(st.sampled_from(sorted(KINDS))))
def test_what_is_not_granted_stands_nowhere(names: set[str]) -> None:
    """A consumer would find in a disagreement, or in who speaks, what it may not know."""
    told = tell(grant(dict.fromkeys(names, Transform.WHOLE)), "o-1", 7, body(), DAY)
    text = json.dumps(told)
    for name, values in VALUES.items():
        for value in values:
            assert (value in text) == (f"contract.{name}" in names), name
    assert {f"contract.{name}" for name in told["fields"]} <= names
    assert not set(told["withheld"]) & names
    said = set(json.loads(body())["fields"]) | {"source_id"}
    assert set(told["withheld"]) == {f"contract.{name}" for name in said} - names
    assert ("withdrawn" in told) == ("contract.withdrawn" in names)


def test_whole_is_what_was_written() -> None:
    """A value would be changed on its way, or lose who said it."""
    written = json.loads(body())
    told = tell(grant(dict.fromkeys(KINDS, Transform.WHOLE)), "o-1", 7, body(), DAY)
    assert told == {"ocid": "o-1", "version": 7, "withheld": [], **written}


def test_a_form_holds_for_every_speaker() -> None:
    """The number that counts would be masked, and the one that does not be told."""
    fields = {"contract.number": Transform.MASKED, "contract.amount": Transform.YES_NO}
    told = tell(grant(fields), "o-1", 7, body(), DAY)
    shown = [told["fields"]["number"], *told["disagreements"]["number"]]
    assert {one["value"] for one in shown} == {"***NE", "***WO"}
    assert told["fields"]["amount"]["value"] is True


@st.composite
def grants(draw: st.DrawFn) -> Grant:
    """Return an agreement of any fields, each in any form that it can be told in."""
    names = draw(st.sets(st.sampled_from(sorted(KINDS))))
    forms = {name: draw(st.sampled_from(sorted(fitting(KINDS[name])))) for name in sorted(names)}
    return grant(forms)


@given(grants(), st.lists(statements(), min_size=1, max_size=5))
def test_the_short_way_tells_the_same(granted: Grant, said: list[Statement]) -> None:
    """A field would be told otherwise than its agreement has it, to the octet."""
    held = [*{(one.source, one.contract.source_id): one for one in said}.values()]
    body = write_joined(join("o-1", held, shipped_precedence()), held)
    short = orjson.dumps(Telling(granted, DAY).tell("o-1", 7, body))
    long = json.dumps(plainly(granted, json.loads(body)), ensure_ascii=False, separators=(",", ":"))
    assert short.decode() == long


def plainly(granted: Grant, said: dict[str, Any]) -> dict[str, Any]:
    """Return what is told of a body, every value by the filter of all answers."""
    withheld: set[str] = set()

    def formed(name: str, value: Any) -> Iterable[Any]:
        typed = date.fromisoformat(value) if name.endswith("_on") else value
        found = disclose(granted, {f"contract.{name}": typed}, DAY)
        withheld.update(found.withheld)
        for one in found.disclosed.values():
            yield one.isoformat() if isinstance(one, date) else one

    told: dict[str, Any] = {"ocid": "o-1", "version": 7}
    for form in formed("withdrawn", said["withdrawn"]):
        told["withdrawn"] = form
    told["by"] = [
        {
            name: form
            for name, value in voice.items()
            for form in (formed(name, value) if name == "source_id" else [value])
        }
        for voice in said["by"]
    ]
    told["fields"] = {
        name: one | {"value": form}
        for name, one in said["fields"].items()
        for form in formed(name, one["value"])
    }
    told["disagreements"] = {
        name: [one | {"value": form} for one in others for form in formed(name, one["value"])]
        for name, others in said["disagreements"].items()
        if f"contract.{name}" in granted.tellers
    }
    return told | {"withheld": sorted(withheld)}
