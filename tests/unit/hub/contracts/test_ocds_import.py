"""Releases and records of the standard become contracts in our words."""

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.contracts.ocds import Version, is_person
from hub.contracts.ocds_import import Imported, read
from hub.contracts.ocds_package import Package, record_from
from hub.contracts.ocds_reader import Slip
from hub.contracts.ocds_release import releases_of
from schemas.canonical.contract import LISTS, JoinedContract, Stated
from schemas.canonical.identifiers import ContractRegistration
from tests.unit.hub.contracts.made import ASSIGNER, CONTRACTOR, NOON, PERSON
from tests.unit.hub.contracts.made_ocds import (
    FIELDS,
    OCID,
    PUBLISHER,
    extended,
    histories,
    paid,
    version,
)
from tests.unit.hub.contracts.made_parts import LATER

EXTENDED = extended("https://hub.example/e/extension.json")
PACKAGE = Package("https://hub.example/ocds/1", datetime(2026, 11, 22, tzinfo=UTC))


def again(told: Imported) -> Version:
    """Return what was imported as a version to publish."""
    stated = {
        name: Stated(value, "ocds", told.contract_id, told.revision, told.said_at)
        for name, value in told.fields.items()
    }
    withdrawn = told.fields.get("withdrawn") is True
    joined = JoinedContract(told.ocid, stated, {"ocds": (told.contract_id,)}, (), withdrawn)
    return Version(joined, told.names)


def _only(release: Any) -> Imported:
    (told,) = read(release).contracts
    return told


def test_a_release_becomes_a_registered_contract() -> None:
    """What another system publishes could not be joined with what our registers say."""
    crn = ContractRegistration("7")
    told = version(crn=crn, budget_code="B", payments=(paid(1),), names={ASSIGNER: "شهرداری"})
    (release,) = releases_of([told], EXTENDED)
    imported = _only(release)
    contract = imported.registered()
    assert contract is not None
    expected = {
        **FIELDS,
        "crn": crn,
        "budget_code": "B",
        "withdrawn": False,
        "payments": (paid(1),),
    }
    assert {name: getattr(contract, name) for name in expected} == expected
    assert (contract.source_id, contract.revision) == (f"{OCID}/1405/12", 1)
    assert imported.said_at == NOON
    assert imported.names == {ASSIGNER: "شهرداری"}
    assert imported.slips == ()


@given(histories())
def test_what_is_published_is_read_again(versions: list[Version]) -> None:
    """A field that we have a word for would be lost on the way out or in."""
    (release,) = releases_of(versions[:1], EXTENDED)
    told = versions[0].contract
    expected = {name: stated.value for name, stated in told.fields.items()}
    if is_person(expected.get("contractor", CONTRACTOR)):
        del expected["contractor"]
    if any(is_person(one.contractor) for one in expected.get("subcontracts", ())):
        del expected["subcontracts"]
    for name in LISTS:
        if expected.get(name) == ():
            del expected[name]
    imported = _only(release)
    assert imported.fields == {**expected, "withdrawn": told.withdrawn}
    assert _only(releases_of([again(imported)], EXTENDED)[0]).fields == imported.fields


@given(histories())
def test_a_package_of_releases_is_read_like_its_record(versions: list[Version]) -> None:
    """Who sends us a record and who sends the releases of it would tell us different things."""
    releases = releases_of(versions, PUBLISHER)
    last = [one for one in read({"releases": releases}).contracts if one.revision == len(releases)]
    record = record_from(releases_of(versions, PUBLISHER))
    from_record = read({**PACKAGE.head(PUBLISHER), "records": [record]}).contracts
    assert [one.fields for one in last] == [one.fields for one in from_record]
    del record["compiledRelease"]
    embedded = read(record).contracts
    assert [one.fields for one in embedded if one.revision == len(releases)] == [
        one.fields for one in last
    ]


def test_a_hidden_person_is_not_guessed() -> None:
    """A hash would be taken for a national id."""
    (release,) = releases_of([version(contractor=PERSON)], PUBLISHER)
    imported = _only(release)
    assert imported.registered() is None
    assert imported.slips == (Slip("/awards/0/suppliers/0/id", "person.hidden"),)


def test_what_we_have_no_word_for_is_kept() -> None:
    """An address, an item or another party would be lost silently."""
    (release,) = releases_of([version()], PUBLISHER)
    release["parties"][0]["address"] = {"locality": "تهران"}
    release["contracts"][0]["items"] = [{"id": "1", "a/b": []}]
    release["contracts"].append({"id": "other", "awardID": "x", "title": "دیگر"})
    first, second = read(release).contracts
    assert first.extras["/parties/0/address/locality"] == "تهران"
    assert first.extras["/contracts/0/items/0/a~1b"] == []
    assert not any(path.startswith("/contracts/1") for path in first.extras)
    assert "/contracts/0/value/amount" not in first.extras
    assert second.contract_id == "other"


Change = Callable[[dict[str, Any]], object]
BROKEN: list[tuple[str, Change, str, str]] = [
    (
        "foreign currency",
        lambda r: r["contracts"][0]["value"].update(currency="USD"),
        "/contracts/0/value/currency",
        "currency.not-rials",
    ),
    (
        "half a rial",
        lambda r: r["contracts"][0]["value"].update(amount=1.5),
        "/contracts/0/value/amount",
        "amount.not-whole",
    ),
    (
        "no finite amount",
        lambda r: r["contracts"][0]["value"].update(amount=float("inf")),
        "/contracts/0/value/amount",
        "amount.not-whole",
    ),
    (
        "less than nothing",
        lambda r: r["contracts"][0]["value"].update(amount=-1),
        "/contracts/0/value/amount",
        "amount.negative",
    ),
    (
        "an amount in words",
        lambda r: r["contracts"][0]["value"].update(amount="ten"),
        "/contracts/0/value/amount",
        "amount.number",
    ),
    (
        "a value that is none",
        lambda r: r["contracts"][0].update(value=7),
        "/contracts/0/value",
        "object",
    ),
    (
        "no value",
        lambda r: r["contracts"][0].pop("value"),
        "/contracts/0/value",
        "missing",
    ),
    (
        "a day that is none",
        lambda r: r["contracts"][0].update(dateSigned="2026-02-30T00:00:00Z"),
        "/contracts/0/dateSigned",
        "date",
    ),
    (
        "reversed days",
        lambda r: r["contracts"][0]["period"].update(startDate="2028-01-01"),
        "/contracts/0/period",
        "dates.reversed",
    ),
    (
        "an unknown status",
        lambda r: r["contracts"][0].update(status="done"),
        "/contracts/0/status",
        "status.unknown",
    ),
    (
        "a status that is a list",
        lambda r: r["contracts"][0].update(status=["active"]),
        "/contracts/0/status",
        "text",
    ),
    (
        "a wrong legal id",
        lambda r: r["parties"][0]["identifier"].update(id="99000000200"),
        "/parties/0/identifier/id",
        "legal-id.check-digit",
    ),
    (
        "another register of firms",
        lambda r: r["parties"][0]["identifier"].update(scheme="GB-COH"),
        "/parties/0/identifier/scheme",
        "party.scheme",
    ),
    ("no buyer at all", lambda r: r.update(buyer={}, parties=[]), "/buyer", "missing"),
    (
        "a buyer that is no party",
        lambda r: r["buyer"].update(id="nobody"),
        "/buyer/id",
        "party.missing",
    ),
    (
        "two suppliers",
        lambda r: r["awards"][0]["suppliers"].append({"id": "x"}),
        "/awards/0/suppliers",
        "supplier.several",
    ),
    (
        "no award",
        lambda r: r.update(awards=[]),
        "/contracts/0/awardID",
        "award.missing",
    ),
    ("awards that are no list", lambda r: r.update(awards="x"), "/awards", "list"),
    (
        "an empty subject",
        lambda r: r["contracts"][0].update(description=" "),
        "/contracts/0/description",
        "text",
    ),
    (
        "a wrong number of the tax authority",
        lambda r: r["contracts"][0].update(identifiers=[{"scheme": "IR-TAX-CRN", "id": "x"}]),
        "/contracts/0/identifiers/0/id",
        "contract-registration.digits",
    ),
]


@pytest.mark.parametrize(
    ("change", "path", "rule"), [one[1:] for one in BROKEN], ids=[one[0] for one in BROKEN]
)
def test_what_cannot_be_taken_is_named(change: Change, path: str, rule: str) -> None:
    """A wrong value would be taken for a right one, or the whole release be lost for it."""
    (release,) = releases_of([version()], PUBLISHER)
    change(release)
    imported = _only(release)
    assert Slip(path, rule) in imported.slips
    assert imported.fields


DOCUMENTS: list[tuple[str, object, Slip]] = [
    ("a text", "x", Slip("", "object")),
    ("an empty package", {"releases": []}, Slip("/releases", "list")),
    ("a release that is none", {"releases": [7]}, Slip("/releases/0", "object")),
    ("no ocid", {"releases": [{"date": "2026-01-01"}]}, Slip("/releases/0/ocid", "text")),
    ("no date", {"ocid": "a", "contracts": []}, Slip("/date", "date-time")),
    (
        "a plan only",
        {"ocid": "a", "date": "2026-01-01T00:00:00Z", "planning": {}},
        Slip("/contracts", "missing"),
    ),
    (
        "linked releases",
        {"records": [{"ocid": "a", "releases": [{"url": "https://x.example/", "date": ""}]}]},
        Slip("/records/0/releases/0", "release.linked"),
    ),
]


@pytest.mark.parametrize(
    ("document", "slip"), [one[1:] for one in DOCUMENTS], ids=[one[0] for one in DOCUMENTS]
)
def test_a_document_without_contracts_says_why(document: object, slip: Slip) -> None:
    """Somebody would send nothing and believe that it was taken."""
    reading = read(document)
    assert (reading.contracts, reading.slips) == ((), (slip,))


def test_a_release_unlike_the_earlier_ones_is_left_out_alone() -> None:
    """One broken release would lose all others of its process."""
    first, second = releases_of([version(), version(1, amount=5)], PUBLISHER)
    broken = {**deepcopy(second), "buyer": "x", "date": "2026-11-22T08:30:30Z"}
    reading = read({"releases": [first, broken, second]})
    assert reading.slips == (Slip("/releases/1", "release.unlike-earlier"),)
    assert reading.contracts[-1].fields["amount"] == 5


LIFE: list[tuple[str, Change, str, str, str]] = [
    (
        "a payment in pounds",
        lambda c: c["implementation"]["transactions"][1]["value"].update(currency="GBP"),
        "payments",
        "/contracts/0/implementation/transactions/1/value/currency",
        "currency.not-rials",
    ),
    (
        "a payment without a day",
        lambda c: c["implementation"]["transactions"][0].pop("date"),
        "releases",
        "/contracts/0/implementation/transactions/0/date",
        "missing",
    ),
    (
        "a last instalment in words",
        lambda c: c["implementation"]["transactions"][1].update(lastInstalment="yes"),
        "",
        "/contracts/0/implementation/transactions/1/lastInstalment",
        "flag",
    ),
    (
        "a statement of half a rial",
        lambda c: c["implementation"]["milestones"][0]["turnover"].update(amount=0.5),
        "statements",
        "/contracts/0/implementation/milestones/0/turnover/amount",
        "amount.not-whole",
    ),
    (
        "an amendment by an amount in words",
        lambda c: c["amendments"][0]["valueChange"].update(amount="ten"),
        "amendments",
        "/contracts/0/amendments/0/valueChange/amount",
        "amount.number",
    ),
    (
        "an amendment of which nobody says by how much",
        lambda c: c["amendments"][0].pop("valueChange"),
        "amendments",
        "",
        "",
    ),
    (
        "a sub-contractor who is hidden",
        lambda c: c["subContracts"][0]["supplierIdentifier"].update(scheme="IR-PERSON"),
        "subcontracts",
        "/contracts/0/subContracts/0/supplierIdentifier/id",
        "person.hidden",
    ),
    (
        "a sub-contractor of another register",
        lambda c: c["subContracts"][0]["supplierIdentifier"].update(scheme="GB-COH"),
        "subcontracts",
        "/contracts/0/subContracts/0/supplierIdentifier/scheme",
        "party.scheme",
    ),
    (
        "a kind that nobody knows",
        lambda c: c["items"][0]["classification"].update(id="castle"),
        "kind",
        "/contracts/0/items/0/classification/id",
        "json.enumeration",
    ),
]
WHOLE = LATER | {"subcontracts": LATER["subcontracts"][:1]}


def test_what_became_of_a_contract_is_read_again() -> None:
    """A list would lose an entry on the way, or an amended amount be amended again."""
    imported = _only(releases_of([version(**WHOLE)], EXTENDED)[0])
    assert imported.fields == {**FIELDS, **WHOLE, "withdrawn": False}
    assert imported.slips == ()
    left = [path for path in imported.extras if path.startswith("/contracts")]
    assert all(path.endswith(("/payer/id", "/payee/id")) for path in left)


def test_without_our_fields_the_amount_is_as_amended() -> None:
    """An amendment would be guessed from a description."""
    imported = _only(releases_of([version(**WHOLE)], PUBLISHER)[0])
    assert imported.fields["amount"] == 12_500_000_000
    assert "amendments" not in imported.fields
    assert imported.extras["/contracts/0/amendments/1/date"] == "2026-09-01T00:00:00Z"


@pytest.mark.parametrize(
    ("change", "field", "path", "rule"), [one[1:] for one in LIFE], ids=[one[0] for one in LIFE]
)
def test_no_list_is_taken_in_part(change: Change, field: str, path: str, rule: str) -> None:
    """A register would be told to have said less than it said."""
    (release,) = releases_of([version(**WHOLE)], EXTENDED)
    change(release["contracts"][0])
    imported = _only(release)
    assert field not in imported.fields
    assert (Slip(path, rule) in imported.slips) == bool(path)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ("id", "contracts", "awards", "parties", "suppliers", "value", "awardID")
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(("contracts", "awards", "parties", "buyer", "planning", "identifiers")),
            _JSON,
        ),
        min_size=1,
        max_size=3,
    )
)
def test_nothing_a_stranger_writes_breaks_the_reading(releases: list[dict[str, Any]]) -> None:
    """A malformed release would stop the import of all others."""
    dated = [
        {
            "ocid": "ocds-213czf-1",
            "id": str(place),
            "date": f"2026-01-0{place + 1}",
            "tag": [],
            **one,
        }
        for place, one in enumerate(releases)
    ]
    for told in read({"releases": dated}).contracts:
        assert told.registered() is None
        json.dumps(told.extras)
