"""The dossier: one canonical document from which a decision can be made again."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from hypothesis import given

from hub.findings import Silent, Unknown
from hub.usecases.article37.rules import VERSION, Findings, decide
from hub.usecases.base.dossier import write_dossier
from tests.kit import article37 as kit
from tests.unit.hub.usecases.article37.strategies import cases


def _dossier(fields: dict[str, str], found: Findings) -> bytes:
    return write_dossier(kit.case(fields), decide(kit.inquiry(fields), found), VERSION)


def _leaves(value: object) -> Iterator[object]:
    """Yield every leaf of a JSON value."""
    match value:
        case dict():
            for one in value.values():
                yield from _leaves(one)
        case list():
            for one in value:
                yield from _leaves(one)
        case _:
            yield value


@given(cases())
def test_a_dossier_is_one_sequence_of_octets(drawn: tuple[dict[str, str], Findings]) -> None:
    """The digest on a certificate could not be made again from the same facts."""
    fields, found = drawn
    written = _dossier(fields, found)
    assert written == _dossier(dict(fields), Findings(found.person, found.candidates, found.debt))
    read = json.loads(written)
    again = json.dumps(read, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert again.encode() == written


@given(cases())
def test_amounts_are_whole(drawn: tuple[dict[str, str], Findings]) -> None:
    """An amount would come back as another by the rounding of a float."""
    leaves = list(_leaves(json.loads(_dossier(*drawn))))
    assert not [leaf for leaf in leaves if isinstance(leaf, float)]


@given(cases(), cases())
def test_other_findings_are_another_dossier(
    one: tuple[dict[str, str], Findings], other: tuple[dict[str, str], Findings]
) -> None:
    """Two decisions on different facts would share one digest."""
    same = _dossier(kit.NAMED_REQUEST, one[1]) == _dossier(kit.NAMED_REQUEST, other[1])
    assert same == (one[1] == other[1])


def test_a_known_dossier() -> None:
    """The dossiers of certificates that are out would no longer match their digests."""
    found = Findings(kit.attested(kit.person(died=date(2020, 1, 1)), "registry"), None, _owing())
    read = json.loads(_dossier(kit.NAMED_REQUEST, found))
    case = kit.case()
    assert read == {
        "case": str(kit.CASE),
        "request_digest": case.request_digest.hex(),
        "received_at": "2026-11-22T08:00:00+00:00",
        "rules": VERSION,
        "outcome": "UNDETERMINED",
        "reasons": ["transferor-deceased"],
        "findings": {
            "person": {
                "kind": "attested",
                "source": "registry",
                "as_of": "2026-11-22T08:00:00+00:00",
                "digest": bytes(range(32)).hex(),
                "value": {
                    "national_id": kit.person().national_id,
                    "birth_date": "1981-03-21",
                    "given_name": "نمونه",
                    "family_name": "آزمون‌زاده",
                    "father_name": "پدر نمونه",
                    "deceased": True,
                    "death_date": "2020-01-01",
                },
            },
            "candidates": None,
            "debt": {
                "kind": "attested",
                "source": "ledger",
                "as_of": "2026-11-22T08:00:00+00:00",
                "digest": bytes(range(32)).hex(),
                "value": {
                    "workshop": {"workshop_id": "0001234567", "branch": "0012"},
                    "workshop_name": "کارگاه نمونهٔ ساختگی",
                    "as_of": "2026-11-21",
                    "definite": 1,
                    "divisible": 0,
                    "indivisible": 98_765_432_100,
                },
            },
        },
    }


def _owing() -> Any:
    return kit.attested(kit.debt(1, 0, 98_765_432_100), "ledger")


def test_a_gap_is_named_for_what_it_is() -> None:
    """A silence in the dossier would read as an absent record, or as an absent debt."""
    quiet = Silent("registry", "timeout", broken=False)
    read = json.loads(_dossier(kit.NAMED_REQUEST, Findings(quiet, None, Unknown("ledger"))))
    assert read["findings"] == {
        "person": {
            "kind": "silent",
            "source": "registry",
            "code": "timeout",
            "broken": False,
            "until": None,
        },
        "candidates": None,
        "debt": {"kind": "unknown", "source": "ledger"},
    }
