"""Versions of a contract become releases of the standard."""

import json
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings

from hub.contracts.ocds import LEGAL_SCHEME, Version, party_id
from hub.contracts.ocds_merge import compiled
from hub.contracts.ocds_release import releases_of
from schemas.canonical.contract import JoinedContract
from schemas.canonical.money import Rials
from tests.unit.hub.contracts.made import ASSIGNER, CONTRACTOR, OTHER_ASSIGNER, PERSON
from tests.unit.hub.contracts.made_ocds import (
    NOBODY,
    OCID,
    PEOPLE,
    PUBLISHER,
    extended,
    histories,
    paid,
    version,
)
from tests.unit.hub.contracts.made_parts import LATER


def test_a_contract_stands_in_the_standard_s_fields() -> None:
    """A reader would find another amount, day, party or number than the registers told."""
    (release,) = releases_of(
        [version(names={ASSIGNER: "شهرداری نمونه"}, budget_code="B")], PUBLISHER
    )
    (contract,) = release["contracts"]
    assert release["ocid"] == OCID
    assert release["date"] == "2026-11-22T08:30:00.000000Z"
    assert release["tag"] == ["planning", "award", "contract"]
    assert release["buyer"] == {"id": f"{LEGAL_SCHEME}-{ASSIGNER}", "name": "شهرداری نمونه"}
    assert release["planning"] == {"budget": {"id": "B"}}
    assert release["awards"][0]["suppliers"] == [{"id": f"{LEGAL_SCHEME}-{CONTRACTOR}"}]
    assert contract == {
        "id": "1405/12",
        "awardID": release["awards"][0]["id"],
        "title": "قرارداد شماره 1405/12",
        "description": "نگهداری تأسیسات",
        "status": "active",
        "period": {"startDate": "2026-04-10T00:00:00Z", "endDate": "2027-04-09T23:59:59Z"},
        "value": {"amount": 12_000_000_000, "currency": "IRR"},
        "dateSigned": "2026-04-04T00:00:00Z",
    }


@given(histories())
def test_no_person_is_published(versions: list[Version]) -> None:
    """A contractor's national id would be for anybody to read."""
    for publisher in (PUBLISHER, extended("https://hub.example/e/extension.json")):
        text = json.dumps(releases_of(versions, publisher))
        assert not any(person in text for person in NOBODY)


def test_a_person_has_one_id_that_only_the_secret_tells() -> None:
    """The same contractor would be two, or anybody could try all national ids."""
    one = party_id(PERSON, PUBLISHER.secret)
    assert one == party_id(PERSON, PUBLISHER.secret)
    assert one != party_id(PERSON, bytes(32))
    assert one != party_id(PEOPLE[1], PUBLISHER.secret)


def test_a_name_of_a_person_is_not_published() -> None:
    """A name that a register sent along would tell who is behind the hash."""
    named = version(contractor=PERSON, names={PERSON: "نام و نام خانوادگی"})
    assert "نام و" not in json.dumps(releases_of([named], PUBLISHER), ensure_ascii=False)


@given(histories())
def test_the_same_versions_give_the_same_releases(versions: list[Version]) -> None:
    """A package made again would look like a change."""
    assert releases_of(versions, PUBLISHER) == releases_of(list(versions), PUBLISHER)


@given(histories())
def test_dates_and_ids_tell_releases_apart(versions: list[Version]) -> None:
    """Merging goes by date: two of the same instant would merge in any order."""
    releases = releases_of(versions, PUBLISHER)
    dates = [one["date"] for one in releases]
    assert dates == sorted(set(dates))
    assert len({one["id"] for one in releases}) == len(releases)
    assert not any("#" in one["id"] for one in releases)


@settings(phases=(Phase.generate,))
@given(histories())
def test_what_is_compiled_says_what_the_last_version_says(versions: list[Version]) -> None:
    """What was told once and is no longer so would be taken for true."""
    releases = releases_of(versions, PUBLISHER)
    now = compiled(releases)
    last = versions[-1].contract
    told = {name: stated.value for name, stated in last.fields.items()}
    award = next(one for one in now["awards"] if one["status"] != "cancelled" or last.withdrawn)
    roles = {role: one["id"] for one in now["parties"] for role in one.get("roles", ())}
    expected = {
        role: party_id(told[name], PUBLISHER.secret)
        for role, name in (("buyer", "assigner"), ("supplier", "contractor"))
        if name in told
    }
    assert roles == expected
    budget = now.get("planning", {}).get("budget", {})
    assert (budget.get("id"), budget.get("projectID")) == (
        told.get("budget_code"),
        told.get("project"),
    )
    living = [one for one in now["contracts"] if one["status"] != "cancelled"]
    assert len(living) == (0 if last.withdrawn else 1)
    assert all(one["awardID"] == award["id"] for one in living)


def test_another_supplier_is_another_award_of_the_same_contract() -> None:
    """The first supplier would stay one for good, since lists of the standard only grow."""
    releases = releases_of([version(), version(1, contractor=PERSON)], PUBLISHER)
    first, second = compiled(releases)["awards"]
    assert (first["status"], second["status"]) == ("cancelled", "active")
    assert compiled(releases)["contracts"][0]["awardID"] == second["id"]
    assert releases[1]["tag"] == ["awardCancellation", "awardUpdate", "contractUpdate"]


def test_a_null_beside_a_new_supplier_leaves_the_new_award() -> None:
    """Taking a field back would put the contract under its former award again."""
    releases = releases_of([version(), version(1, contractor=PERSON, without="subject")], PUBLISHER)
    (contract,) = compiled(releases)["contracts"]
    assert "description" not in contract
    assert contract["awardID"].endswith(party_id(PERSON, PUBLISHER.secret))


def test_a_payment_counts_under_one_contract_only() -> None:
    """A corrected number would double what was paid."""
    payments = (paid(1), paid(2))
    history = [version(payments=payments), version(1, number="9", payments=payments)]
    now = compiled(releases_of(history, PUBLISHER))
    told = [
        transaction["value"]["amount"]
        for contract in now["contracts"]
        for transaction in contract["implementation"]["transactions"]
        if "value" in transaction
    ]
    assert told == [5_000_000, 5_000_000]


def test_what_became_of_a_contract_stands_in_the_standard_s_fields() -> None:
    """A reader would add what was withheld to what was spent, or see an old amount."""
    (release,) = releases_of([version(**LATER)], PUBLISHER)
    (contract,), (award,) = release["contracts"], release["awards"]
    assert contract["value"]["amount"] == 12_500_000_000
    assert contract["period"]["endDate"][:10] == "2027-06-09"
    assert award["value"]["amount"] == 12_000_000_000
    assert award["contractPeriod"]["endDate"][:10] == "2027-04-09"
    assert contract["items"] == [
        {"id": "1", "classification": {"scheme": "IR-SSO-WORK", "id": "works"}}
    ]
    assert contract["amendments"][1] == {"id": "2", "date": "2026-09-01T00:00:00Z"}
    spent = [one["value"]["amount"] for one in contract["implementation"]["transactions"]]
    assert spent == [950_000_000, 2_850_000_000, 120_000_000]
    assert [one["status"] for one in contract["implementation"]["milestones"]] == ["met", "met"]
    ours = {"valueChange", "turnover", "withheld", "clearance", "subContracts", "materials"}
    assert not any(f'"{name}"' in json.dumps(release) for name in ours)


def test_an_entry_that_holds_no_more_is_taken_back() -> None:
    """An amendment or a kind that was told once would be told for ever."""
    fewer = LATER | {"amendments": LATER["amendments"][:1], "kind": None, "subcontracts": None}
    publisher = extended("https://hub.example/e/extension.json")
    (contract,) = compiled(releases_of([version(**LATER), version(1, **fewer)], publisher))[
        "contracts"
    ]
    assert contract["amendments"][1] == {"id": "2"}
    assert contract["items"] == [{"id": "1"}]
    assert [one.keys() for one in contract["subContracts"]] == [{"id"}, {"id"}]
    assert contract["value"]["amount"] == 12_900_000_000


def test_a_buyer_that_is_none_any_more_has_no_role() -> None:
    """Two buyers would stand in a contract that has one."""
    releases = releases_of([version(), version(1, assigner=OTHER_ASSIGNER)], PUBLISHER)
    roles = {one["id"]: one.get("roles") for one in compiled(releases)["parties"]}
    assert roles[f"{LEGAL_SCHEME}-{ASSIGNER}"] is None
    assert roles[f"{LEGAL_SCHEME}-{OTHER_ASSIGNER}"] == ["buyer"]


def test_nothing_new_is_no_release() -> None:
    """A feed would be full of releases that change nothing."""
    assert len(releases_of([version(), version(5), version(9, amount=Rials(1))], PUBLISHER)) == 2


@pytest.mark.parametrize(
    ("minutes", "withdrawn", "status"),
    [
        (0, False, "active"),
        (-400 * 24 * 60, False, "pending"),
        (400 * 24 * 60, False, "terminated"),
        (0, True, "cancelled"),
    ],
)
def test_the_status_is_that_of_the_release_s_day(
    minutes: int, withdrawn: bool, status: str
) -> None:
    """A contract would be in force before it began, or after its end, or though withdrawn."""
    (release,) = releases_of([version(minutes, withdrawn=withdrawn)], PUBLISHER)
    assert release["contracts"][0]["status"] == status


def test_an_ocid_is_not_prefixed_twice() -> None:
    """A process that another publisher named would get a second name."""
    (release,) = releases_of([version(ocid="ocds-213czf-000-00001")], PUBLISHER)
    assert release["ocid"] == "ocds-213czf-000-00001"


def test_versions_of_two_contracts_are_refused() -> None:
    """Two processes would be merged into one."""
    with pytest.raises(ValueError, match="several"):
        releases_of([version(), version(1, ocid="0002")], PUBLISHER)


def test_a_contract_that_nobody_states_is_refused() -> None:
    """A release would have no date."""
    with pytest.raises(ValueError, match="nobody"):
        releases_of([Version(JoinedContract("1", {}, {}, (), False))], PUBLISHER)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"prefix": "ocds-peyvand"}, "prefix"),
        ({"prefix": "peyvnd"}, "prefix"),
        ({"secret": b"short"}, "secret"),
    ],
)
def test_a_publisher_that_cannot_be_is_refused(change: dict[str, object], field: str) -> None:
    """Packages would bear an ocid that is none, or hide people behind a guess."""
    with pytest.raises(ValueError, match=field):
        replace(PUBLISHER, **change)  # type: ignore[arg-type] - the cases change one field each


def test_the_secret_is_not_shown() -> None:
    """A log line with the settings would tell what hides people."""
    assert "secret" not in repr(PUBLISHER)
