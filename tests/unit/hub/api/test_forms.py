"""JSON and the published contract say the same: every member has its element, and the other way."""

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from hub.api.forms.answer import ANSWER, DEBT, PREMIUM, answer_of
from hub.api.forms.contract import Form, Group, Leaf, form_of, member_name, member_path
from hub.api.forms.request import document_of
from hub.api.violations import violation_of
from hub.errors import InvalidRequest
from hub.usecases.article37.messages import NAMESPACE
from schemas.canonical.dates import jalali
from schemas.contracts import text_of, xsd
from schemas.xml import parse
from signing.canonicalize import canonical
from tests.kit import article37, clearances, commerce_card
from tests.kit.inquiries import (
    CARD,
    CARD_BODY,
    CLEARANCE,
    CLEARANCE_BODY,
    DEED,
    DEED_BODY,
    body_of,
    leaves,
)

XS = "{http://www.w3.org/2001/XMLSchema}"
CONTRACTS = ("hub/v1/article37.xsd", "hub/v1/commerce-card.xsd", "hub/v1/article38.xsd")
FORMS = (DEED, CARD, CLEARANCE)
BODIES = dict(zip(CONTRACTS, (DEED_BODY, CARD_BODY, CLEARANCE_BODY), strict=True))
REQUESTS = [
    (DEED, article37.NAMED_REQUEST, article37.octets),
    (DEED, article37.LEGAL_REQUEST, article37.octets),
    (DEED, article37.LOCATED_REQUEST, article37.octets),
    (CARD, commerce_card.FIRM_REQUEST, commerce_card.octets),
    (CARD, commerce_card.FIRST_REQUEST, commerce_card.octets),
    (CARD, commerce_card.PERSON_REQUEST, commerce_card.octets),
    (CARD, commerce_card.LOCATED_REQUEST, commerce_card.octets),
    (CLEARANCE, clearances.REQUEST, lambda _: clearances.case().request),
]


@pytest.mark.parametrize(("form", "fields", "octets"), REQUESTS)
def test_a_body_becomes_the_very_document_of_the_contract(
    form: Form, fields: Mapping[str, str], octets: Any
) -> None:
    """A case would depend on the door it came through."""
    assert canonical(document_of(form, body_of(fields))) == octets(fields)


def test_the_order_of_members_is_no_matter() -> None:
    """An object's members have no order, and an element's do."""
    turned = dict(reversed(DEED_BODY.items()))
    assert canonical(document_of(DEED, turned)) == canonical(document_of(DEED, DEED_BODY))


def _without(path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body without the member at ``path``."""
    name, _, rest = path.partition(".")
    if not rest:
        return {key: value for key, value in body.items() if key != name}
    return {**body, name: _without(rest, body[name])}


def _with(path: str, value: object, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body with ``value`` at ``path``."""
    name, _, rest = path.partition(".")
    return {**body, name: _with(rest, value, body[name]) if rest else value}


ID = "transferor.natural.national_id"
GIVEN = "transferor.natural.given_name"
WRONG = [
    (_without("transfer", DEED_BODY), "json.missing", "transfer"),
    (_without(ID, DEED_BODY), "json.missing", ID),
    (_without("workshop.registered", DEED_BODY), "json.choice", "workshop"),
    (_with("transferor.legal", {"legal_id": "1"}, DEED_BODY), "json.choice", "transferor"),
    (_with("transferor.9980000009", 1, DEED_BODY), "json.unknown", "transferor"),
    (_with("9980000009", 1, DEED_BODY), "json.unknown", "body"),
    (_with("transfer", [], DEED_BODY), "json.type", "transfer"),
    (_with("transfer.registered", "true", DEED_BODY), "json.type", "transfer.registered"),
    (_with("transfer.registered", 1, DEED_BODY), "json.type", "transfer.registered"),
    (_with(ID, 9980000009, DEED_BODY), "json.type", ID),
    (_with(GIVEN, None, DEED_BODY), "json.type", GIVEN),
    (_with(GIVEN, "a\x00", DEED_BODY), "text.characters", GIVEN),
    (_with(GIVEN, "\x1b[1m", DEED_BODY), "text.characters", GIVEN),
    (_with(GIVEN, "\ufffe", DEED_BODY), "text.characters", GIVEN),
    (_with("request_date", "2026-02-30", DEED_BODY), "day.no-such-day", "request_date"),
    (_with("request_date", "0001-01-01", DEED_BODY), "day.no-such-day", "request_date"),
]


@pytest.mark.parametrize(("body", "rule", "field"), WRONG)
def test_field_and_rule_of_what_no_contract_has(
    body: dict[str, Any], rule: str, field: str
) -> None:
    """A sender could not tell what in his body is wrong; or would be told back what he wrote."""
    with pytest.raises(InvalidRequest) as refused:
        document_of(DEED, body)
    assert (refused.value.rule, refused.value.field) == (rule, field)


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("request_date", "2026/11/22", "schema.pattern"),
        ("request_date", "2026-W47-1", "schema.pattern"),
        ("request_date", "1650-01-01", "schema.pattern"),
        ("transfer.kind", "gift", "schema.enumeration"),
        (ID, "123-456", "schema.pattern"),
        (GIVEN, "", "schema.length"),
        (GIVEN, "<b>&" * 30, "schema.length"),
    ],
)
def test_values_are_left_to_the_contract(path: str, value: str, rule: str) -> None:
    """A rule of the contract would hold at one door and not at the other."""
    violation = violation_of(document_of(DEED, _with(path, value, DEED_BODY)), xsd(CONTRACTS[0]))
    assert violation is not None
    assert (violation.rule, member_path(violation.field or "")) == (rule, path)


@given(st.dates(date(1830, 1, 1), date(2160, 1, 1)))
def test_a_day_of_either_calendar_is_the_same_day(day: date) -> None:
    """A notary's sheet would be of another day than he wrote."""
    one, other = (
        canonical(document_of(DEED, _with("request_date", text, DEED_BODY)))
        for text in (f"{day}", jalali(day))
    )
    assert one == other


def _texts() -> st.SearchStrategy[str]:
    """Draw whatever text an XML document can hold."""
    return st.text(
        st.characters(codec="utf-8", exclude_characters="\ufffe\uffff", min_codepoint=32)
    )


def _bodies(group: Group) -> st.SearchStrategy[dict[str, Any]]:
    """Draw bodies that have the members of a form, whatever stands in them."""
    values = {
        name: _bodies(one.shape) if isinstance(one.shape, Group) else LEAVES[one.shape]
        for name, one in group.members.items()
    }
    if group.choice:
        return st.one_of([st.fixed_dictionaries({name: value}) for name, value in values.items()])
    needed = {name for name, one in group.members.items() if one.required}
    return st.fixed_dictionaries(
        {name: value for name, value in values.items() if name in needed},
        optional={name: value for name, value in values.items() if name not in needed},
    )


LEAVES: dict[Leaf, st.SearchStrategy[Any]] = {
    Leaf.TEXT: _texts() | st.sampled_from(("\t\r\n", "]]>", "<!--", "&amp;", "<?xml?>", "")),
    Leaf.DAY: st.from_regex(r"1[2-5][0-9]{2}/[0-9]{2}/[0-9]{2}", fullmatch=True),
    Leaf.BOOLEAN: st.booleans(),
}


def _read(group: Group, element: etree._Element) -> dict[str, Any]:
    """Return the body that a document was made of."""
    names = {one.element: (name, one.shape) for name, one in group.members.items()}
    found: dict[str, Any] = {}
    for child in element:
        name, shape = names[etree.QName(child).localname]
        text = child.text or ""
        if isinstance(shape, Group):
            found[name] = _read(shape, child)
        else:
            found[name] = text == "true" if shape is Leaf.BOOLEAN else text
    return found


@given(st.sampled_from(FORMS).flatmap(lambda form: st.tuples(st.just(form), _bodies(form.group))))
def test_every_member_comes_through(asked: tuple[Form, dict[str, Any]]) -> None:
    """A name would lose a letter on its way into the case."""
    form, body = asked
    octets = canonical(document_of(form, body))
    read = parse(octets)
    assert _read(form.group, read) == body
    assert canonical(read) == octets


def _elements(contract: str, type_name: str) -> Iterator[tuple[str, bool]]:
    """Yield the elements of a type, and whether there may be several."""
    definition = etree.fromstring(text_of(contract)).find(
        f"{XS}complexType[@name='{type_name}']/{XS}sequence"
    )
    assert definition is not None
    for one in definition:
        yield str(one.get("name")), one.get("maxOccurs") is not None


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_element_of_an_answer_has_its_member(contract: str) -> None:
    """An answer with an element that nobody reads would be an internal error, or lose it."""
    several = {name for name, more in _elements(contract, "Answer") if more}
    assert several == {"Reason"}
    single = {name for name, _ in _elements(contract, "Answer")} - several
    assert single <= ANSWER.keys()
    assert ANSWER.keys() - single <= {"DeedText", "AnswerText", "Debt", "Premium"}
    (owed,) = single & {"Debt", "Premium"}
    members = {"Debt": DEBT, "Premium": PREMIUM}[owed]
    assert {name for name, _ in _elements(contract, owed)} <= members.keys()


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_element_of_a_request_has_its_member(contract: str) -> None:
    """What a consumer may say over SOAP he could not say over REST."""
    schema = etree.fromstring(text_of(contract))
    root = schema.findall(f"{XS}element")[0]
    form = form_of(contract, str(root.get("name")))
    assert violation_of(document_of(form, BODIES[contract]), xsd(contract)) is None
    said = {member_name(name) for name, _ in _elements(contract, str(root.get("type")))}
    assert form.group.members.keys() == said
    assert all(re.fullmatch("[a-z_.]+", path) for path, _ in leaves(form))


ANSWERED = f"""<a:R xmlns:a="{NAMESPACE}"><a:CaseId>c</a:CaseId><a:State>answered</a:State>
<a:Reason article="37" code="debt.none">
<a:Text lang="fa">بدهی نیست</a:Text><a:Text lang="en">No debt</a:Text></a:Reason>
<a:Reason article="37" code="b"><a:Text lang="fa">ب</a:Text><a:Text lang="en">b</a:Text></a:Reason>
<a:Debt><a:Definite>9007199254740993</a:Definite><a:PayAndProceed>true</a:PayAndProceed></a:Debt>
<a:DueDate jalali="1405/09/16">2026-12-07</a:DueDate>
<a:Receipt><r:Receipt xmlns:r="urn:r">متن</r:Receipt></a:Receipt></a:R>"""


def test_members_of_an_answer() -> None:
    """A consumer would read an amount as a text, or a day in one calendar only."""
    read = answer_of(parse(ANSWERED.replace("\n", "").encode()))
    receipt = str(read.pop("receipt"))
    assert b64decode(receipt).decode() == '<r:Receipt xmlns:r="urn:r">متن</r:Receipt>'
    assert read == {
        "case_id": "c",
        "state": "answered",
        "reasons": [
            {"code": "debt.none", "article": "37", "fa": "بدهی نیست", "en": "No debt"},
            {"code": "b", "article": "37", "fa": "ب", "en": "b"},
        ],
        "debt": {"definite": 9007199254740993, "pay_and_proceed": True},
        "due_date": {"gregorian": "2026-12-07", "jalali": "1405/09/16"},
    }


def test_an_element_that_nobody_reads_is_an_error() -> None:
    """Something would be left out of an answer, and nobody told."""
    with pytest.raises(KeyError):
        answer_of(parse(ANSWERED.replace("a:State", "a:Standing").encode()))


@pytest.mark.parametrize(
    ("field", "path"),
    [
        ("Transferor/Natural/NationalId", "transferor.natural.national_id"),
        ("CaseId", "case_id"),
        ("person.national_id", "person.national_id"),
    ],
)
def test_a_field_in_words_of_json(field: str, path: str) -> None:
    """A sender of JSON would be told of elements that he never wrote."""
    assert member_path(field) == path
