"""The gate beside the papers: shipped agreements, changed in every way that a file can be."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.policy.agreements import load_agreements
from hub.policy.in_force import InForce
from schemas.canonical.case import InboundRequest
from tests.kit import article37 as kit
from tests.kit.policy import fields, in_force
from tests.unit.hub.policy.gate import CHAMBERS, NOTARIES, Refused, refusal, request
from tests.unit.hub.policy.naive_gate import (
    Table,
    flags,
    needs,
    read_naively,
    toml,
    use_cases,
)

Change = Callable[[Table, int], Table | None]
NARROWER = {"person.given_name": "masked", "person.family_name": "masked", "firm.name": None}
NARROWER |= {f"debt.{part}": "yes-no" for part in ("definite", "divisible", "indivisible", "total")}
"""The forms in which needed fields can be told less than whole; a text has none."""


@cache
def passports() -> InForce:
    """Return the shipped policy, of which the passports are wanted."""
    return in_force()


def compiled(tables: Mapping[str, Table]) -> InForce:
    """Return the policy that agreements make with the shipped passports."""
    texts = {
        file: "\n".join(f"{key} = {toml(value)}" for key, value in table.items())
        for file, table in tables.items()
    }
    return InForce(7, load_agreements(texts, fields()), passports().passports)


def without(one: Table, name: str) -> Table:
    """Return an agreement without a field."""
    return one | {"fields": [field for field in one["fields"] if field["name"] != name]}


def narrowed(one: Table, name: str) -> Table:
    """Return an agreement that tells one field less than whole, where there is such a form."""
    form = NARROWER.get(name)
    told = [
        field | {"transform": form} if form and field["name"] == name else field
        for field in one["fields"]
    ]
    return one | {"fields": told}


def _name(one: Table, place: int) -> str:
    name: str = one["fields"][place % len(one["fields"])]["name"]
    return name


FIELDS: list[Change] = [
    # An agreement of no field does not load: whose last one is taken away is gone itself.
    lambda one, place: without(one, _name(one, place)) if len(one["fields"]) > 1 else None,
    lambda one, place: narrowed(one, _name(one, place)),
]
WORDS: list[Change] = [
    lambda one, _: one | {"purpose": "another-purpose"},
    lambda one, _: one | {"use_case": "article38"},
    lambda one, _: one | {"consumer": "a-bank"},
    lambda one, _: None,
]
TERMS: list[Change] = [
    lambda one, place: one | {"valid_until": date(2026, 11, 20) + timedelta(days=place)},
    lambda one, place: one | {"valid_from": date(2026, 11, 20) + timedelta(days=place)},
    lambda one, place: one | {"allowed_hours": ["07:00-10:30", f"1{place + 1}:15-23:00"]},
    lambda one, _: one | {"delivery": "batch"},
    lambda one, _: one | {"signed": False},
]
CHANGES = st.dictionaries(
    st.integers(0, 4),
    st.tuples(
        st.sampled_from(FIELDS) | st.sampled_from(TERMS) | st.sampled_from(WORDS),
        st.integers(0, 5),
    ),
    max_size=3,
)
"""Which of the five agreements are changed, and how."""
SECONDS = st.integers(-5 * 86_400, 5 * 86_400) | st.sampled_from([0, -41_400, 44_999, 45_000])
"""From the kit's instant, half past eleven in Tehran; the last three are about its midnights."""
ASKERS = st.sampled_from(
    [(NOTARIES, "article37")] * 4
    + [(CHAMBERS, "commerce-card")] * 4
    + [(NOTARIES, "commerce-card"), ("a-bank", "article37"), (CHAMBERS, "no-such-case")]
)
REQUESTS = st.builds(
    lambda asker, seconds, signed: request(
        *asker, at=kit.NOW + timedelta(seconds=seconds), signed=signed
    ),
    ASKERS,
    SECONDS,
    st.sampled_from([True, True, True, False]),
)


@settings(max_examples=200)
@given(CHANGES, REQUESTS)
def test_what_passes_is_what_the_papers_allow(
    changes: dict[int, tuple[Change, int]], asked: InboundRequest
) -> None:
    """An agency would be served what no agreement gives it, or refused what one does."""
    tables = dict(use_cases())
    for place, (change, how) in changes.items():
        file = sorted(tables)[place % len(tables)]
        changed = change(tables.pop(file), how)
        tables |= {file: changed} if changed is not None else {}
    assert refusal(asked, compiled(tables)) == read_naively(asked, tables)


@pytest.mark.parametrize("file", sorted(use_cases()))
def test_every_field_that_an_answer_states_is_granted_whole(file: str) -> None:
    """An answer would state a name that the agreement leaves out, or only lets it hint at."""
    paper = use_cases()[file]
    asked = request(paper["consumer"], paper["use_case"])
    (need,) = [one for one in needs(asked.duty) if one["agency"] == paper["provider"]]
    for name in need["fields"]:
        lacking = use_cases() | {file: without(paper, name)}
        assert refusal(asked, compiled(lacking)) == Refused("agreement.field", name)
        hinting = use_cases() | {file: narrowed(paper, name)}
        told = refusal(asked, compiled(hinting))
        assert told == (Refused("agreement.field", name) if NARROWER.get(name) else None)
        assert not (NARROWER.get(name) and name in flags())
