"""From the authority's words to ours: an answer is held against its question, word by word."""

import json
from base64 import b64encode
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from adapters.base.answer import Answer
from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    AgencyUnavailable,
    NoSuchRecord,
)
from adapters.tax_authority import codes, translate, tree_words, wire
from schemas.canonical.contract import Page, RegisteredContract
from schemas.canonical.identifiers import legal_id_check_digit, parse_economic_code
from schemas.canonical.taxpayer import Standing
from simulators.tax_authority.pairs import server_pairs, short_pair

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
FIRM, OTHER_FIRM = "99900100297", "99900130398"
PERSON = "9980010029"
REFERENCE = "6f7a1c1e-5d6c-4d6e-9b1a-2f3c4d5e6f70"
TAXPAYER = {"nameTrade": "شركت", "taxpayerStatus": "ACTIVE", "nationalId": FIRM}
CONTRACT: dict[str, Any] = {
    "crn": "410000000017",
    "revision": 2,
    "contractNumber": "1403/00001/ق",
    "subject": "احداث راه",
    "employerNationalId": FIRM,
    "contractorNationalId": PERSON,
    "amount": 5_000_000_000,
    "contractDate": "1403/02/10",
    "startDate": "1403/03/01",
    "endDate": "1405/03/01",
    "budgetCode": "14000013",
    "status": "REGISTERED",
}
PAGE: dict[str, Any] = {
    "referenceNumber": REFERENCE,
    "clientId": "PYVND1",
    "after": "c1",
    "next": "c2",
    "contracts": [CONTRACT],
}
INQUIRY: dict[str, Any] = {
    "referenceNumber": REFERENCE,
    "uid": None,
    "status": "SUCCESS",
    "data": {"error": [], "warning": [], "success": True, "payload": "a.b.c.d.e"},
    "packetType": "CONTRACTS",
    "fiscalId": None,
}


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def _taxpayer(asked: str = FIRM, **changes: Any) -> Any:
    reply = wire.parse(wire.TaxpayerReply, _json(TAXPAYER | changes))
    return translate.taxpayer_of(reply, parse_economic_code(asked))


def _page(cursor: str | None = "c1", **changes: Any) -> Page[RegisteredContract]:
    told = wire.parse(wire.ContractPage, _json(PAGE | changes))
    return translate.page_of(told, "PYVND1", REFERENCE, cursor)


def _contract(**changes: Any) -> RegisteredContract:
    return translate.contract_of(wire.parse(wire.Contract, _json(CONTRACT | changes)))


def _payload(**changes: Any) -> str | None:
    told = wire.parse(wire.Inquiries, _json([INQUIRY | changes]))
    return translate.payload_of(told, REFERENCE)


def _failed(call: Any, *args: Any, **changes: Any) -> tuple[type[AgencyError], str]:
    """Return how a call fails."""
    with pytest.raises(AgencyError) as caught:
        call(*args, **changes)
    return type(caught.value), caught.value.code


LIVED: dict[str, Any] = {
    "amendments": [
        {
            "number": "۲",
            "date": "1404/01/01",
            "amountChange": -5,
            "endDate": None,
            "subject": "تغییر",
        },
        {
            "number": "1",
            "date": "1403/10/01",
            "amountChange": 7,
            "endDate": "1406/01/01",
            "subject": None,
        },
    ],
    "payments": [
        {"number": "1", "date": "1403/05/01", "gross": 100, "withheld": None, "last": False},
        {"number": "2", "date": "1403/06/01", "gross": 100, "withheld": 5, "last": True},
    ],
    "subContracts": [
        {"number": "1", "contractorNationalId": FIRM, "amount": 9, "date": "1403/05/01"},
    ],
}


def _entry(name: str, **changes: Any) -> dict[str, Any]:
    return {name: [LIVED[name][0] | changes]}


def test_the_later_life_of_a_contract() -> None:
    """A payment of which it is not said what was kept would look like one of which nothing was."""
    found = _contract(**LIVED)
    assert [(one.number, one.amount_change) for one in found.amendments or ()] == [
        ("1", 7),
        ("2", -5),
    ]
    assert [(one.withheld, one.last) for one in found.payments or ()] == [(None, False), (5, True)]
    assert [(one.contractor, one.row) for one in found.subcontracts or ()] == [(FIRM, None)]
    assert _contract(payments=[]).payments == ()
    assert _contract(payments=None).payments is None
    told = tree_words.told(found)
    assert told is not None
    assert translate.contract_of(wire.Contract.model_validate(told)) == found


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (_entry("payments", withheld=101), "withheld"),
        (_entry("payments", gross=0), "schema"),
        (_entry("payments", date="1403/13/01"), "contract-date"),
        (_entry("payments", colour="x"), "schema"),
        (_entry("amendments", number=" "), "unfit-text"),
        (_entry("amendments", endDate=""), "contract-date"),
        (_entry("subContracts", contractorNationalId="1"), "sub-contractor"),
    ],
)
def test_a_wrong_entry_is_named(changes: dict[str, Any], code: str) -> None:
    """A page would be taken with a made-up payment in it."""
    assert _failed(_contract, **changes) == (AgencyBrokeContract, code)


def test_taxpayer() -> None:
    """Who stands behind the code, and how, in our words."""
    found = _taxpayer()
    assert (found.economic_code, found.owner) == (FIRM, FIRM)
    assert (found.name, found.standing) == ("شركت", Standing.ACTIVE)
    assert _taxpayer(f"{PERSON}0001", nationalId=PERSON).owner == PERSON
    assert _taxpayer(taxpayerStatus="CLOSED").standing is Standing.CLOSED


@pytest.mark.parametrize(
    ("asked", "changes", "code"),
    [
        (FIRM, {"nationalId": OTHER_FIRM}, "other-taxpayer"),
        (FIRM, {"nationalId": PERSON}, "other-taxpayer"),
        ("99800100450001", {"nationalId": PERSON}, "other-taxpayer"),
        ("411111111111", {"nationalId": PERSON}, "other-taxpayer"),
        (FIRM, {"nationalId": "123"}, "owner"),
        (FIRM, {"nationalId": "99900100298"}, "owner"),
        (FIRM, {"nameTrade": " "}, "unfit-text"),
        (FIRM, {"taxpayerStatus": "active"}, "schema"),
        (FIRM, {"taxpayerStatus": None}, "schema"),
        (FIRM, {"more": 1}, "schema"),
    ],
)
def test_no_taxpayer(asked: str, changes: dict[str, Any], code: str) -> None:
    """A reply about somebody else is never taken for the one who was asked about."""
    assert _failed(_taxpayer, asked, **changes) == (AgencyBrokeContract, code)


@given(st.integers(0, 10**10 - 1))
def test_an_owner_is_the_one_asked_for(number: int) -> None:
    """Whatever firm the reply names, it is the asked one or an error."""
    ten = f"{number:010}"
    owner = ten + str(legal_id_check_digit(ten))
    if owner == FIRM:
        return
    kind, code = _failed(_taxpayer, nationalId=owner)
    assert kind is AgencyBrokeContract
    assert code in {"other-taxpayer", "owner"}


def test_contract() -> None:
    """Every field in our words; days of the Gregorian calendar."""
    told = _contract()
    assert (told.source_id, told.crn, told.budget_code) == ("410000000017",) * 2 + ("14000013",)
    assert (told.revision, told.amount, told.withdrawn) == (2, 5_000_000_000, False)
    assert (told.assigner, told.contractor) == (FIRM, PERSON)
    assert (told.signed_on, told.starts_on) == (date(2024, 4, 29), date(2024, 5, 21))
    assert _contract(status="WITHDRAWN").withdrawn
    assert _contract(budgetCode=None).budget_code is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"crn": ""}, "contract-registration"),
        ({"crn": "1234567890123"}, "contract-registration"),
        ({"revision": 0}, "schema"),
        ({"revision": "2"}, "schema"),
        ({"contractNumber": ""}, "unfit-text"),
        ({"subject": "راه\u202e"}, "unfit-text"),
        ({"employerNationalId": PERSON}, "employer"),
        ({"employerNationalId": "99900100298"}, "employer"),
        ({"contractorNationalId": ""}, "contractor"),
        ({"amount": -1}, "schema"),
        ({"amount": 1.5}, "schema"),
        ({"amount": "1"}, "schema"),
        ({"amount": None}, "schema"),
        ({"contractDate": "1403/13/01"}, "contract-date"),
        ({"startDate": ""}, "contract-date"),
        ({"endDate": "1403/02/31"}, "contract-date"),
        ({"budgetCode": ""}, "budget-code"),
        ({"budgetCode": "x"}, "budget-code"),
        ({"status": "DELETED"}, "schema"),
    ],
)
def test_no_contract(changes: dict[str, Any], code: str) -> None:
    """Each field that cannot be one has its own name, and none becomes a default."""
    assert _failed(_contract, **changes) == (AgencyBrokeContract, code)


@pytest.mark.parametrize("field", sorted(CONTRACT))
def test_missing_field(field: str) -> None:
    """A field less is as much a change of contract as a field more."""
    told = {name: value for name, value in CONTRACT.items() if name != field}
    assert _failed(_page, contracts=[told]) == (AgencyBrokeContract, "schema")


def test_page() -> None:
    """A page holds its contracts in order and leads to the next; the last leads nowhere."""
    assert _page().next_cursor == "c2"
    assert [one.source_id for one in _page().items] == ["410000000017"]
    assert _page(next=None, contracts=[]).items == ()
    assert _page(None, after=None).next_cursor == "c2"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"referenceNumber": "1"}, "other-page"),
        ({"clientId": "OTHER1"}, "other-page"),
        ({"after": None}, "other-page"),
        ({"after": "c0"}, "other-page"),
        ({"next": "c1"}, "cursor"),
        ({"contracts": []}, "cursor"),
        ({"next": ""}, "schema"),
        ({"contracts": [CONTRACT, CONTRACT]}, "contract-repeated"),
    ],
)
def test_no_page(changes: dict[str, Any], code: str) -> None:
    """An old page, another's, or one that leads in a circle would lose or repeat contracts."""
    assert _failed(_page, **changes) == (AgencyBrokeContract, code)


def test_payload() -> None:
    """There is a payload when there is one, and none while it is pending."""
    assert _payload() == "a.b.c.d.e"
    assert _payload(status="PENDING", data=None) is None


def _data(**changes: Any) -> dict[str, Any]:
    return {"data": INQUIRY["data"] | changes}


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"referenceNumber": "1"}, AgencyBrokeContract, "other-inquiry"),
        ({"status": "TIMEOUT", "data": None}, AgencyUnavailable, "inquiry-timeout"),
        ({"status": "NOT_FOUND", "data": None}, AgencyBrokeContract, "inquiry-lost"),
        ({"status": "FAILED", "data": None}, AgencyBrokeContract, "inquiry-result"),
        ({"status": "FAILED"}, AgencyBrokeContract, "inquiry-result"),
        (_data(success=False), AgencyBrokeContract, "inquiry-result"),
        (_data(payload=None), AgencyBrokeContract, "inquiry-result"),
        (_data(error=[{"code": "5002", "message": ""}]), AgencyBrokeContract, "inquiry-result"),
        (
            {"status": "FAILED", **_data(error=[{"code": "5002", "message": ""}])},
            AgencyRefused,
            "inquiry-failed",
        ),
        ({"data": None}, AgencyBrokeContract, "inquiry-result"),
        ({"status": "DONE"}, AgencyBrokeContract, "schema"),
    ],
)
def test_no_payload(changes: dict[str, Any], kind: type[AgencyError], code: str) -> None:
    """Each end without a payload has its own name; a failure with a payload is none either."""
    assert _failed(_payload, **changes) == (kind, code)


def test_answers_to_several_questions() -> None:
    """One inquiry is asked for; two answers, or none, are not its answer."""
    for told in ([], [INQUIRY, INQUIRY]):
        inquiries = wire.parse(wire.Inquiries, _json(told))
        assert _failed(translate.payload_of, inquiries, REFERENCE)[1] == "other-inquiry"


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"uid": "u2"}, AgencyBrokeContract, "other-packet"),
        ({"referenceNumber": None}, AgencyBrokeContract, "receipt"),
        ({"referenceNumber": ""}, AgencyBrokeContract, "receipt"),
        ({"referenceNumber": "1&referenceIds=2"}, AgencyBrokeContract, "receipt"),
        ({"errorCode": "4002"}, AgencyBrokeContract, "foreign-kid"),
        ({"errorCode": "5002"}, AgencyRefused, "inquiry-failed"),
        ({"errorCode": "1"}, AgencyBrokeContract, "error-code"),
    ],
)
def test_no_receipt(changes: dict[str, Any], kind: type[AgencyError], code: str) -> None:
    """A receipt of another packet, or one with an error, is no number to ask by."""
    receipt = {"uid": "u1", "referenceNumber": REFERENCE, "errorCode": None, "errorDetail": None}
    reply = wire.parse(wire.SubmitReply, _json({"timestamp": 1, "result": [receipt | changes]}))
    assert _failed(translate.reference_of, reply, "u1") == (kind, code)


def _spki(key: Any) -> str:
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b64encode(public).decode()


def _information(
    *keys: tuple[str, str, int], off: timedelta = timedelta()
) -> wire.ServerInformation:
    """Return what the authority tells of itself."""
    listed = [
        {"id": one, "key": key, "algorithm": "RSA", "purpose": for_} for one, key, for_ in keys
    ]
    milliseconds = int((NOW + off).timestamp() * 1_000)
    told = {"serverTime": milliseconds, "publicKeys": listed}
    return wire.parse(wire.ServerInformation, _json(told))


GOOD = _spki(server_pairs(0).decrypts)


def test_keys() -> None:
    """The first key of purpose 1 is encrypted for; all of purpose 2 may sign."""
    keys = translate.keys_of(
        _information(("s1", GOOD, 2), ("e1", GOOD, 1), ("e2", GOOD, 1), ("s2", GOOD, 2)), NOW
    )
    assert keys.kid == "e1"
    assert keys.signs.keys() == {"s1", "s2"}


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ((), "server-keys"),
        ((("s1", GOOD, 2),), "server-keys"),
        ((("e1", GOOD, 1), ("e1", GOOD, 2)), "server-keys"),
        ((("e1", "x", 1),), "server-keys"),
        ((("e1", _spki(short_pair()), 1),), "server-keys"),
    ],
)
def test_no_keys(keys: tuple[tuple[str, str, int], ...], code: str) -> None:
    """A list without a key to encrypt for, with a weak one or with doubles is not used at all."""
    assert _failed(translate.keys_of, _information(*keys), NOW) == (AgencyBrokeContract, code)


@pytest.mark.parametrize("off", [timedelta(minutes=-6), timedelta(hours=1)])
def test_their_clock(off: timedelta) -> None:
    """A clock that would refuse every token of ours is told by its name."""
    told = _information(("e1", GOOD, 1), off=off)
    assert _failed(translate.keys_of, told, NOW) == (AgencyBrokeContract, "server-clock")


def _problem(code: str, status: int, media_type: str = "application/json") -> Answer:
    told = {"timestamp": 1, "requestTraceId": None, "errors": [{"code": code, "message": ""}]}
    return Answer(status, media_type, _json(told))


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (_problem("4041", 404), NoSuchRecord, "no-such-taxpayer"),
        (_problem("4011", 401), AgencyUnavailable, "nonce-refused"),
        (_problem("4012", 401), AgencyRefused, "signing-time"),
        (_problem("9999", 401), AgencyRefused, "http-401"),
        (_problem("9999", 404), AgencyBrokeContract, "http-404"),
        (_problem("4041", 404, "text/html"), AgencyBrokeContract, "http-404"),
        (Answer(404, "application/json", b"{}"), AgencyBrokeContract, "http-404"),
        (Answer(503, "text/html", b""), AgencyUnavailable, "http-503"),
        (Answer(429, "text/html", b""), AgencyRefused, "http-429"),
    ],
)
def test_failures(answer: Answer, kind: type[AgencyError], code: str) -> None:
    """A code of the contract says what a status means; a page of a proxy in between says nothing.

    Else every mistyped address would be a taxpayer who does not exist.
    """
    error = codes.failure(answer)
    assert (type(error), error.code) == (kind, code)


def test_answers_that_are_none() -> None:
    """An error page is not a reply, whatever stands in it."""
    html = Answer(200, "text/html", _json(TAXPAYER))
    assert _failed(wire.read, wire.TaxpayerReply, html) == (AgencyBrokeContract, "not-json")


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from(sorted(CONTRACT)), JSON)
def test_any_field_may_be_anything(field: str, value: Any) -> None:
    """Whatever stands in a field of a contract, it is the contract's own or a broken contract."""
    try:
        told = _contract(**{field: value})
    except AgencyBrokeContract:
        return
    assert told.ends_on >= told.starts_on
    assert told.amount >= 0


@given(JSON)
def test_any_page_may_come(value: Any) -> None:
    """Whatever JSON is signed to us, there is no other error than that it is no page."""
    with pytest.raises(AgencyBrokeContract):
        wire.parse(wire.ContractPage, _json(value))
