"""What a stranger's release tells beside our words is published again as far as it may be."""

from typing import Any

import pytest

from hub.contracts.ocds import Json, Version
from hub.contracts.ocds_carried import carried, with_carried
from hub.contracts.ocds_contract import contracts_of
from hub.contracts.ocds_merge import compiled
from hub.contracts.ocds_release import releases_of
from tests.unit.hub.contracts.made_ocds import PUBLISHER, version

DOCUMENT = {
    "id": "d1",
    "title": "پیمان\u200cنامه\nبا پیوست",
    "url": "https://buyer.example/1.pdf",
    "datePublished": "2026-04-05T10:00:00+03:30",
}
ITEM = {
    "id": "i1",
    "description": "آسفالت",
    "quantity": 2.5,
    "unit": {"name": "تن", "value": {"amount": 7, "currency": "IRR"}},
    "additionalClassifications": [{"scheme": "CPV", "id": "45233000", "description": "راه"}],
}
BESIDE: Json = {
    "planning": {"rationale": "راه بسته است", "budget": {"description": "عمرانی"}},
    "tender": {
        "id": "t1",
        "title": "مناقصه",
        "status": "complete",
        "procurementMethod": "open",
        "items": [ITEM],
        "tenderPeriod": {"startDate": "2026-01-01T00:00:00Z"},
        "submissionMethod": ["electronicSubmission"],
    },
    "relatedProcesses": [{"id": "1", "relationship": ["parent"], "identifier": "ocds-213czf-1"}],
    "awards": [{"title": "برنده", "date": "2026-03-01T00:00:00Z", "documents": [DOCUMENT]}],
    "contracts": [
        {
            "title": "راه شمال",
            "items": [ITEM],
            "documents": [DOCUMENT],
            "period": {"durationInDays": 30},
            "implementation": {"documents": [DOCUMENT]},
        }
    ],
}


def _without_names(found: Json) -> Json:
    paired = {
        key: [{k: v for k, v in found[key][0].items() if k not in {"id", "awardID"}}]
        for key in ("awards", "contracts")
    }
    return {**found, **paired}


def test_what_the_standard_has_words_for_is_carried_whole() -> None:
    """A tender, its items and documents would be lost on their way through the hub."""
    assert _without_names(carried(BESIDE)) == BESIDE


@pytest.mark.parametrize(
    "left",
    [
        {"parties": [{"id": "p", "name": "سارا", "contactPoint": {"name": "سارا"}}]},
        {"buyer": {"id": "p", "name": "سارا"}},
        {"tender": {"id": "1", "procuringEntity": {"id": "p", "name": "سارا"}}},
        {"tender": {"id": "1", "tenderers": [{"id": "p", "name": "سارا"}]}},
        {"awards": [{"suppliers": [{"id": "p", "name": "سارا"}]}]},
        {"contracts": [{"implementation": {"transactions": [{"id": "1", "payee": {"id": "p"}}]}}]},
        {"tender": {"title": "بی‌شناسه"}},
        {"tender": {"id": "1", "status": "unheard-of"}},
        {"tender": {"id": "1", "title": 7}},
        {"tender": {"id": "1", "title": "half \ud800"}},
        {"tender": {"id": "1", "title": "nul \0"}},
        {"tender": {"id": "1", "numberOfTenderers": True}},
        {"tender": {"id": "1", "numberOfTenderers": 1.5}},
        {"tender": {"id": "1", "items": ["text"]}},
        {"tender": {"id": "1", "tenderPeriod": {"startDate": "2026-01-01"}}},
        {"tender": {"id": "1", "documents": [{"id": "1", "url": "no address"}]}},
        {"tender": "text"},
        {"planning": {"budget": {"amount": {"amount": float("inf")}}}},
        {"owners": [{"id": "1", "name": "سارا"}], "x": {"planning": {"rationale": "a"}}},
    ],
    ids=lambda left: str(left)[:40].encode("ascii", "ignore").decode(),
)
def test_what_the_standard_has_no_words_for_or_may_name_people_is_not(left: Any) -> None:
    """An export would break the standard's schema, or name a natural person."""
    assert not [one for key, one in _told(carried(left)) if key not in {"id", "awardID"}]


def _told(node: Any) -> list[tuple[str, Any]]:
    if isinstance(node, dict):
        return [(k, v) for k, v in node.items() if not isinstance(v, dict | list)] + [
            one for v in node.values() for one in _told(v)
        ]
    return [one for item in node for one in _told(item)] if isinstance(node, list) else []


def test_what_we_say_ourselves_stays() -> None:
    """A stranger's release would speak over the registers."""
    (own,) = releases_of([version(0)], PUBLISHER)
    theirs = {
        "planning": {"budget": {"id": "other", "description": "beside"}},
        "awards": [{"id": "-", "status": "cancelled", "title": "beside"}],
        "contracts": [{"id": "-", "awardID": "-", "value": {"amount": 1}, "title": "theirs"}],
    }
    found = with_carried(own | {"planning": {"budget": {"id": "B-1"}}}, theirs)
    assert found["planning"] == {"budget": {"id": "B-1", "description": "beside"}}
    assert found["awards"] == [own["awards"][0] | {"title": "beside"}]
    assert found["contracts"] == [own["contracts"][0] | {"title": "theirs"}]
    assert with_carried(own, {}) == own


def test_what_came_in_goes_out_again_and_may_be_taken_back() -> None:
    """A round through the hub would lose a part each time, or keep what was taken back."""
    plain = version(0)
    first = releases_of([_beside(plain)], PUBLISHER)[0]
    (told,) = contracts_of(first, ())
    assert releases_of([_beside(plain, told["rest"])], PUBLISHER) == [first]
    both = releases_of([_beside(plain), version(5)], PUBLISHER)
    merged = compiled(both)
    assert "title" not in merged.get("tender", {})
    assert merged["contracts"][0]["title"] != "راه شمال"
    assert "tender" in both[0]["tag"]


def _beside(plain: Version, left: Json = BESIDE) -> Version:
    return Version(plain.contract, plain.names, carried(left))
