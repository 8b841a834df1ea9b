"""What is wrong with a told act is named by its path, and by a rule that has words."""

from typing import Any

import pytest

from hub.api.article38.slips import told_act
from hub.api.problems import words_of_rules
from hub.errors import InvalidRequest
from hub.usecases.article38.file.acts import RowAllocated
from hub.usecases.article38.file.refusals import ActRefused
from tests.kit.article38 import PAYING, allocated, filed, sheet, workshop


@pytest.mark.parametrize(
    ("body", "field", "rule"),
    [
        ({}, "act", "json.missing"),
        ({"act": 7}, "act", "json.type"),
        ({"act": "coefficient-fixed"}, "act", "json.enumeration"),
        (allocated(row=7), "row", "json.type"),
        (allocated(row="x"), "row", "contract-row.digits"),
        (allocated(on="2026-13-01"), "on", "day.no-such-day"),
        (allocated(more=1), "body", "json.unknown"),
        (
            allocated(contractor=workshop("x")),
            "contractor.workshop.workshop_id",
            "workshop-id.digits",
        ),
        (sheet(-1), "amount", "json.amount"),
        (sheet(kind="other"), "kind", "json.enumeration"),
        (sheet(number=""), "number", "json.length"),
        ({"act": "collected", "sheet": "s1", "amount": 1}, "on", "json.missing"),
        (filed(facts=[]), "facts", "json.type"),
    ],
)
def test_what_is_wrong_is_named(body: dict[str, Any], field: str, rule: str) -> None:
    """Who tells an act would not learn which member is wrong, nor a program by which rule."""
    with pytest.raises(InvalidRequest) as refused:
        told_act(body)
    assert (refused.value.field, refused.value.rule) == (field, rule)
    assert rule in words_of_rules()


def test_a_sound_act_is_read() -> None:
    """An act that is right would be refused, or its body be taken apart for who sent it."""
    body = allocated()
    assert isinstance(told_act(body), RowAllocated)
    assert body == allocated()
    assert len([told_act(one) for one in PAYING]) == len(PAYING)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"assigner": None}, "article38.no-workshop", "assigner.workshop"),
        (
            {"contractor": {"workshop": workshop("9980000011")["workshop"]}},
            "article38.no-account",
            "contractor.account_since",
        ),
        ({"address": ""}, "article38.no-address", "address"),
    ],
)
def test_parties_that_cannot_be_told(changes: dict[str, Any], code: str, field: str) -> None:
    """A row would be allocated to a party that no clearance can reach."""
    with pytest.raises(ActRefused) as refused:
        told_act(allocated(**changes))
    assert (refused.value.code, refused.value.field) == (code, field)
