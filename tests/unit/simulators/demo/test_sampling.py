"""The contracts that are looked at closely show all that any contract holds."""

from typing import Any

from simulators.demo.sampling import sampled


def record(ocid: str, **held: Any) -> dict[str, Any]:
    return {"ocid": ocid, "releases": [{"ocid": ocid, **held}]}


def test_what_one_contract_alone_holds_is_seen() -> None:
    """A field that one in ten thousand has would be published wrongly for years."""
    plain = [record(f"1-{number}", value=number) for number in range(50)]
    rare = record("2", value=1, contracts=[{"status": "cancelled"}])
    found = sampled([*plain, rare, record("3", value=None), *plain], 3)
    assert [one["ocid"] for one in found.records] == ["1-0", "2", "3"]
    assert (found.traits, found.kinds) == (found.all_traits, found.all_kinds)


def test_new_things_come_before_new_combinations() -> None:
    """A sample would be full of one thing in many forms, and another be left out."""
    several = [
        record("a", one=1),
        record("b", two=2),
        record("ab", one=1, two=2),
        record("c", three=3),
    ]
    found = sampled(several, 3)
    assert [one["ocid"] for one in found.records] == ["a", "b", "c"]
    assert (found.traits, found.all_traits) == (5, 5)
    assert (found.kinds, found.all_kinds) == (3, 4)
    assert sampled(several, 2).traits < 5


def test_null_and_lists_and_codes_are_things() -> None:
    """What is taken back, long, or of another kind would not count as another thing."""
    forms: list[dict[str, Any]] = [
        {"items": []},
        {"items": [1]},
        {"items": [1, 2]},
        {"status": "active"},
        {"status": "cancelled"},
        {"status": None},
        {"classification": {"id": "works"}},
        {"classification": {"id": "services"}},
    ]
    assert sampled((record("x", **one) for one in forms), 99).kinds == len(forms)
