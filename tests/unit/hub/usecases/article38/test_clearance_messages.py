"""The request for a clearance read, and the answer written out, by the published contract."""

from datetime import date
from uuid import UUID

import pytest

from hub.errors import InvalidRequest
from hub.usecases.article38.messages import NAMESPACE, read_inquiry, write_answer, write_inquiry
from hub.usecases.article38.texts import PREMIUM_OWED
from hub.usecases.base.writing import Answer, wrap
from schemas.canonical.contract_file import ClearanceStage
from schemas.canonical.decision import Outcome
from schemas.canonical.inquiry import ContractClearanceInquiry
from schemas.contracts import xsd
from schemas.xml import parse
from signing.canonicalize import canonical
from tests.kit import clearances as kit

CONTRACT = "hub/v1/article38.xsd"
INQUIRY = ContractClearanceInquiry(kit.OCID, ClearanceStage.FINAL, "1405/38-C", date(2026, 11, 22))


def test_a_request_is_read() -> None:
    """Another contract would be cleared, or another stage of it."""
    assert kit.inquiry() == INQUIRY
    assert kit.inquiry(Stage="interim").stage is ClearanceStage.INTERIM


def test_what_the_hub_asks_itself_is_what_others_ask() -> None:
    """The clearance that comes by itself would travel another road than one that is asked for."""
    written = write_inquiry(INQUIRY, "1405/09/01")
    assert written == canonical(kit.document())
    assert xsd(CONTRACT).validate(parse(written))
    assert read_inquiry(parse(written)) == INQUIRY


def test_a_day_that_is_not_is_named() -> None:
    """A wrong date would be read as another day."""
    with pytest.raises(InvalidRequest) as caught:
        kit.inquiry(RequestDate="1405/13/01")
    assert (caught.value.field, caught.value.rule) == ("RequestDate", "jalali-date.no-such-day")


@pytest.mark.parametrize("reckoned", [None, kit.reckoned(paid=792), kit.reckoned(due=1, paid=2)])
def test_an_answer_keeps_the_contract(reckoned: object) -> None:
    """A consumer's programme could not read what is owed, or read a negative rest."""
    answer = Answer(
        case_id=UUID(int=7),
        outcome=Outcome.REFUSED,
        reasons=(PREMIUM_OWED,),
        debt=None,
        deed_text="متن",
        due=kit.DUE,
        certificate=None,
        receipt=b'<r xmlns="urn:other"></r>',
    )
    children = write_answer(answer, reckoned)  # type: ignore[arg-type]
    document = parse(wrap(NAMESPACE, "RequestClearance", children))
    schema = xsd(CONTRACT)
    assert schema.validate(document), schema.error_log
    assert canonical(document) == wrap(NAMESPACE, "RequestClearance", children)
