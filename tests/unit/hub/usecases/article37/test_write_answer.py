"""An answer is canonical XML of the published contract, whatever stands in its texts."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from hub.usecases.article37 import texts
from hub.usecases.article37.messages import NAMESPACE, write_answer
from hub.usecases.base.texts import DEBT, NO_DEBT, WORKSHOP_UNKNOWN
from hub.usecases.base.writing import Answer, wrap
from schemas.canonical.decision import Outcome
from schemas.contracts import xsd
from schemas.xml import parse
from tests.kit import article37 as kit

CERTIFICATE = b'<Certificate xmlns="urn:peyvand:certificate:1" Id="x"><T>&lt;</T></Certificate>'
RECEIPT = b'<Receipt xmlns="urn:peyvand:receipt:1" Id="y"></Receipt>'
GRANTED = Answer(
    case_id=kit.CASE,
    outcome=Outcome.GRANTED,
    reasons=(NO_DEBT,),
    debt=kit.debt(),
    deed_text="متن",
    due=kit.DUE,
    certificate=CERTIFICATE,
    receipt=RECEIPT,
)
OWING = replace(GRANTED, outcome=Outcome.REFUSED, reasons=(DEBT,), debt=kit.debt(1, 20, 300))
OPEN = replace(
    GRANTED,
    outcome=Outcome.UNDETERMINED,
    reasons=(texts.TRANSFEROR_UNKNOWN, WORKSHOP_UNKNOWN),
    debt=None,
    certificate=None,
)
xml_texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn"), include_characters="\t\n\r")
)


def _read(answer: Answer, operation: str = "InquireDebt") -> etree._Element:
    return parse(wrap(NAMESPACE, operation, write_answer(answer)))


def _text(root: etree._Element, path: str) -> str | None:
    return root.findtext(path, namespaces={"a": NAMESPACE})


@pytest.mark.parametrize(
    ("answer", "operation"), list(product((GRANTED, OWING, OPEN), ("InquireDebt", "GetAnswer")))
)
def test_answers_keep_the_published_contract(answer: Answer, operation: str) -> None:
    """A consumer built from our WSDL could not read what we send."""
    schema = xsd("hub/v1/article37.xsd")
    assert schema.validate(_read(answer, operation)), schema.error_log


@given(
    st.sampled_from((GRANTED, OWING, OPEN)),
    st.lists(xml_texts, min_size=2, max_size=2),
    st.sampled_from(("InquireDebt", "GetAnswer")),
)
def test_what_is_written_is_canonical(answer: Answer, said: list[str], operation: str) -> None:
    """The signature over the answer would break at the first consumer that canonicalizes it."""
    reason = replace(answer.reasons[0], fa=said[0])
    written = wrap(
        NAMESPACE, operation, write_answer(replace(answer, reasons=(reason,), deed_text=said[1]))
    )
    element = etree.fromstring(written)
    assert etree.tostring(element, method="c14n", exclusive=True) == written


@given(xml_texts)
def test_a_hostile_text_stays_a_text(text: str) -> None:
    """A workshop's name could close the element it stands in and write its own decision."""
    hostile = f"{text}</a:DeedText><a:Decision>GRANTED</a:Decision>&amp;]]>{text}"
    root = _read(replace(OPEN, deed_text=hostile))
    assert _text(root, "a:DeedText") == hostile
    assert [e.text for e in root.iter(f"{{{NAMESPACE}}}Decision")] == ["UNDETERMINED"]


def test_the_parts_of_a_debt_and_the_right_to_proceed() -> None:
    """A transferor would not learn what he has to pay, or that paying lets the deed go on."""
    root = _read(OWING)
    parts = ("Definite", "Divisible", "Indivisible", "Total", "PayAndProceed")
    found = [_text(root, f"a:Debt/a:{part}") for part in parts]
    assert found == ["1", "20", "300", "321", "true"]


@pytest.mark.parametrize(
    ("answer", "state", "decision"),
    [
        (GRANTED, "answered", "GRANTED"),
        (OWING, "answered", "REFUSED"),
        (OPEN, "pending", "UNDETERMINED"),
    ],
)
def test_state_follows_the_decision(answer: Answer, state: str, decision: str) -> None:
    """An open case would look answered."""
    root = _read(answer)
    assert (_text(root, "a:State"), _text(root, "a:Decision")) == (state, decision)
    assert (_text(root, "a:Certificate") is None) is (state == "pending")


def test_every_reason_in_both_languages_and_the_due_day_in_both_calendars() -> None:
    """A reader of one language, or a court of one calendar, would be told half."""
    root = _read(OPEN)
    reasons = root.findall("a:Reason", {"a": NAMESPACE})
    assert [reason.get("code") for reason in reasons] == ["transferor-unknown", "workshop-unknown"]
    assert [[text.get("lang") for text in reason] for reason in reasons] == [["fa", "en"]] * 2
    due = root.find("a:DueDate", {"a": NAMESPACE})
    assert due is not None
    assert (due.text, due.get("jalali")) == ("2026-12-07", "1405/09/16")


def test_the_signed_documents_travel_untouched() -> None:
    """A certificate that was changed on its way into the answer would verify nowhere."""
    written = write_answer(GRANTED)
    assert b"<a:Certificate>" + CERTIFICATE + b"</a:Certificate>" in written
    assert b"<a:Receipt>" + RECEIPT + b"</a:Receipt>" in written
