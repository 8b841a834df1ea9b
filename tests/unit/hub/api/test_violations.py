"""What breaks the published contract is named by field and rule, never by its value."""

import re
from collections.abc import Callable
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from hub.api.violations import violation_of
from hub.usecases.article37.messages import NAMESPACE
from schemas.contracts import xsd
from tests.kit import article37 as kit

SCHEMA = xsd("hub/v1/article37.xsd")
RULE = re.compile(r"schema\.(pattern|enumeration|length|type|element|attribute|other)")
Change = Callable[[etree._Element], object]


def _at(root: etree._Element, path: str) -> etree._Element:
    found = root.find("/".join(f"{{{NAMESPACE}}}{step}" for step in path.split("/")))
    assert found is not None
    return found


def _text(path: str, text: str) -> Change:
    def change(root: etree._Element) -> None:
        _at(root, path).text = text

    return change


def _attribute(path: str, name: str) -> Change:
    return lambda root: _at(root, path).set(name, "x")


def _without(path: str) -> Change:
    def change(root: etree._Element) -> None:
        gone = _at(root, path)
        parent = gone.getparent()
        assert parent is not None
        parent.remove(gone)

    return change


def _with(path: str, name: str) -> Change:
    return lambda root: etree.SubElement(_at(root, path), name)


ID = "Transferor/Natural/NationalId"
TABLE: list[tuple[Change, str, str]] = [
    (_text("NotaryOffice", "۱۲۳۴۵"), "schema.pattern", "NotaryOffice"),
    (_text("RequestNumber", "<b>"), "schema.pattern", "RequestNumber"),
    (_text("RequestDate", "2026-11-22"), "schema.pattern", "RequestDate"),
    (_text("Transfer/Kind", "gift"), "schema.enumeration", "Transfer/Kind"),
    (_text("Transfer/Registered", "yes"), "schema.type", "Transfer/Registered"),
    (_text(ID, "123-456"), "schema.pattern", ID),
    (_text("Transferor/Natural/GivenName", ""), "schema.length", "Transferor/Natural/GivenName"),
    (
        _text("Transferor/Natural/GivenName", "ن" * 101),
        "schema.length",
        "Transferor/Natural/GivenName",
    ),
    (_without(ID), "schema.element", "Transferor/Natural/BirthDate"),
    (_without("Workshop"), "schema.element", "InquireDebtRequest"),
    (_without("Workshop/Registered/Branch"), "schema.element", "Workshop/Registered"),
    (_with("Transfer", f"{{{NAMESPACE}}}Price"), "schema.element", "Transfer/Price"),
    (_with("Transfer", "Price"), "schema.element", "Transfer/Price"),
    (_with(ID, f"{{{NAMESPACE}}}B"), "schema.element", ID),
    (_attribute("Workshop", "kind"), "schema.attribute", "Workshop"),
    (_text("Transferee/Legal", "متن"), "schema.element", "Transferee/Legal"),
]


@pytest.mark.parametrize("prefix", ["a", "soapenc", None])
@pytest.mark.parametrize(("change", "rule", "field"), TABLE)
def test_field_and_rule_of_a_violation(
    change: Change, rule: str, field: str, prefix: str | None
) -> None:
    """A sender could not tell what in his document is wrong, by the prefix he happens to use."""
    root = kit.document(kit.NAMED_REQUEST, prefix)
    assert violation_of(root, SCHEMA) is None
    change(root)
    violation = violation_of(root, SCHEMA)
    assert violation is not None
    assert (violation.rule, violation.field) == (rule, field)


@pytest.mark.parametrize("prefix", ["a", None])
def test_the_second_of_two_is_named(prefix: str | None) -> None:
    """The wrong party's number would be blamed."""
    fields = kit.REQUEST | kit.NATURAL
    fields |= {path.replace("Transferor", "Transferee"): text for path, text in kit.NATURAL.items()}
    root = kit.document(fields | kit.BY_NUMBER, prefix)
    _at(root, "Transferee/Natural/NationalId").text = "x"
    violation = violation_of(root, SCHEMA)
    assert violation is not None
    assert violation.field == "Transferee/Natural/NationalId"


def test_an_operation_that_is_not_in_the_contract() -> None:
    """A document of another service would be let through."""
    violation = violation_of(etree.Element(f"{{{NAMESPACE}}}DropDebtRequest"), SCHEMA)
    assert violation is not None
    assert (violation.rule, violation.field) == ("schema.element", "DropDebtRequest")


names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,8}", fullmatch=True)
spaces = st.sampled_from((NAMESPACE, "urn:other", ""))
texts = st.text("0123456789abسي<>&' /", max_size=8)


@st.composite
def mutated(draw: st.DrawFn) -> etree._Element:
    """Draw a request with a few of its elements moved, doubled, renamed, emptied or filled."""
    fields = draw(st.sampled_from((kit.NAMED_REQUEST, kit.LEGAL_REQUEST, kit.LOCATED_REQUEST)))
    root = kit.document(fields, draw(st.sampled_from(("a", "b", None))))
    for _ in range(draw(st.integers(0, 4))):
        element = draw(st.sampled_from(list(root.iter())))
        _mutate(draw, root, element)
    return root


def _mutate(draw: st.DrawFn, root: etree._Element, element: etree._Element) -> None:
    parent = element.getparent()
    namespace = draw(spaces)
    name = f"{{{namespace}}}{draw(names)}" if namespace else draw(names)
    match draw(st.sampled_from(("text", "tail", "add", "rename", "set", "drop", "double"))):
        case "text":
            element.text = draw(texts)
        case "tail" if parent is not None:
            element.tail = draw(texts)
        case "add":
            element.insert(0, etree.Element(name))
        case "rename":
            element.tag = name
        case "set":
            element.set(name, draw(texts))
        case "drop" if parent is not None:
            parent.remove(element)
        case "double" if parent is not None:
            parent.append(deepcopy(element))


@given(mutated())
def test_any_document_is_good_or_has_a_field_and_a_rule(root: etree._Element) -> None:
    """Some document would crash the door, or be refused without a word why."""
    violation = violation_of(root, SCHEMA)
    assert (violation is None) == SCHEMA.validate(root)
    if violation is not None:
        assert RULE.fullmatch(violation.rule or "")
        assert 0 < len(violation.field or "") <= 200


@given(st.sampled_from(sorted(kit.NAMED_REQUEST)), st.text("0123456789", min_size=12, max_size=40))
def test_the_value_stays_unsaid(path: str, text: str) -> None:
    """A person's number would stand in the log of a refusal."""
    violation = violation_of(kit.document(kit.NAMED_REQUEST | {path: f"x {text}"}), SCHEMA)
    assert text not in str(violation)
