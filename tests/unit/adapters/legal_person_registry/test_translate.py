"""From the registry's words to ours: a firm with nothing guessed, or one of the four errors."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from adapters.base.answer import Answer
from adapters.base.errors import (
    CALENDAR,
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    NoSuchRecord,
)
from adapters.legal_person_registry.gateway import operation
from adapters.legal_person_registry.messages import MEANINGS, refuse
from adapters.legal_person_registry.translate import firm_of
from adapters.legal_person_registry.wire import LegalPerson, read
from schemas.canonical.dates import jalali
from schemas.canonical.identifiers import parse_legal_id

ID = parse_legal_id("99900100297")
TODAY = date(2026, 11, 22)
RECORD = LegalPerson(
    message="",
    national_code=ID,
    name="شركت راهگشا پويا",
    register_number="٠٤٥١٢",
    register_date="1385/02/31",
    post_code="1351343501",
    state=1,
)
SILENT = LegalPerson("", "", "", "", "", "", 0)


def test_record() -> None:
    """The name stays as the registry wrote it; day, number and code are in the hub's forms."""
    firm = firm_of(RECORD, ID, TODAY)
    assert firm.legal_id == ID
    assert firm.name == "شركت راهگشا پويا"
    assert firm.registration_number == "04512"
    assert firm.registered_on == date(2006, 5, 21)
    assert firm.postal_code == "1351343501"
    assert not firm.dissolved


@pytest.mark.parametrize(("state", "dissolved"), [(1, False), (2, True), (3, True)])
def test_dissolved(state: int, dissolved: bool) -> None:
    """A firm in liquidation acts no longer, though it is still on record."""
    assert firm_of(replace(RECORD, state=state), ID, TODAY).dissolved == dissolved


def test_no_postal_code() -> None:
    """A code that is not there is none; only one that is there and wrong breaks the contract."""
    assert firm_of(replace(RECORD, post_code=""), ID, TODAY).postal_code is None


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (SILENT, "other-firm"),
        (replace(RECORD, national_code="99900200293"), "other-firm"),
        (replace(RECORD, national_code=ID[1:]), "other-firm"),
        (replace(RECORD, name=""), "missing-name"),
        (replace(RECORD, name=" \n"), "missing-name"),
        (replace(RECORD, name="شرکت\u202eپویا"), "unfit-text"),
        (replace(RECORD, name="ش" * 201), "unfit-text"),
        (replace(RECORD, register_number=""), "register-number"),
        (replace(RECORD, register_number="12/3"), "register-number"),
        (replace(RECORD, register_number="²"), "register-number"),
        (replace(RECORD, register_number="1" * 11), "register-number"),
        (replace(RECORD, register_date=""), "register-date"),
        (replace(RECORD, register_date="1385/2/31"), "register-date"),
        (replace(RECORD, register_date="1385/12/31"), "register-date"),
        (replace(RECORD, register_date="2006-05-21"), "register-date"),
        (replace(RECORD, register_date="1405/09/02"), "register-date"),
        (replace(RECORD, post_code="0000000000"), "postal-code"),
        (replace(RECORD, post_code="ندارد"), "postal-code"),
        (replace(RECORD, state=None), "state"),
        (replace(RECORD, state=0), "state"),
        (replace(RECORD, state=4), "state"),
    ],
)
def test_broken_record(record: LegalPerson, code: str) -> None:
    """A record with a hole in it is the contract's failure, never a firm with defaults."""
    with pytest.raises(AgencyBrokeContract) as caught:
        firm_of(record, ID, TODAY)
    assert caught.value.code == code


def test_registered_today() -> None:
    """The last possible day is today; tomorrow's is refused above."""
    assert firm_of(replace(RECORD, register_date="1405/09/01"), ID, TODAY).registered_on == TODAY


@pytest.mark.parametrize("text", sorted(MEANINGS))
def test_messages(text: str) -> None:
    """Every message has its kind and code, in whichever letters and spaces it is written."""
    kind, code = MEANINGS[text]
    arabic = text.replace("ی", "ي").replace("ک", "ك")
    for written in (text, arabic, f"  {arabic}. ", text.replace(" ", "\u200c")):
        with pytest.raises(kind) as caught:
            firm_of(replace(SILENT, message=written.strip()), ID, TODAY)
        assert caught.value.code == code


def test_codes_are_stable_words() -> None:
    """Two messages with one code could not be told apart in a log, and codes hold no data."""
    codes = [code for _, code in MEANINGS.values()]
    assert len(set(codes)) == len(codes)
    assert all(code.replace("-", "").isalpha() and code.islower() for code in codes)


def test_the_hub_knows_the_calendars_codes() -> None:
    """A refusal that passes by itself must be known as one, and no other may be taken for it."""
    passing = {"quota-requests", "out-of-hours", "holiday"}
    assert {code for _, code in MEANINGS.values()} & CALENDAR == passing


def test_not_found_is_no_such_record() -> None:
    """Only what says that there is no such firm may be read so."""
    nobody = {code for kind, code in MEANINGS.values() if kind is NoSuchRecord}
    assert nobody == {"not-found", "id-not-valid", "id-cancelled"}


def test_message_beside_data_wins() -> None:
    """A record that comes with an objection is not taken for a firm."""
    with pytest.raises(AgencyRefused):
        firm_of(replace(RECORD, message="كاربر قفل شده است"), ID, TODAY)


@pytest.mark.parametrize("message", ["شناسه", "شناسه ملی یافت نشد شاید", "OK", "."])
def test_unknown_message(message: str) -> None:
    """A sentence that only resembles a known one is met by a human, not by a guess."""
    with pytest.raises(AgencyBrokeContract) as caught:
        refuse(message)
    assert caught.value.code == "unknown-message"


@given(
    st.builds(
        LegalPerson,
        message=st.just("") | st.text(max_size=5),
        national_code=st.just(ID) | st.text(max_size=12),
        name=st.text(max_size=20),
        register_number=st.just("7") | st.text(max_size=12),
        register_date=st.dates(date(1900, 1, 1), date(2040, 1, 1)).map(jalali) | st.text(),
        post_code=st.just("") | st.text(max_size=12),
        state=st.none() | st.integers(0, 4),
    )
)
def test_a_firm_or_an_agency_error(record: LegalPerson) -> None:
    """Whatever the record holds, it makes the firm asked for or one of the four errors."""
    try:
        firm = firm_of(record, ID, TODAY)
    except AgencyError:
        return
    assert firm.legal_id == ID
    assert firm.registered_on <= TODAY
    assert firm.name == record.name


TYPES = "http://schemas.datacontract.org/2004/07/ilenc.NationalCodeWCF.LegalPersonService"
REPLY = (
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
    '<r:InquirySpecialByNationalCodeResponse xmlns:r="http://tempuri.org/">{}'
    "</r:InquirySpecialByNationalCodeResponse></e:Body></e:Envelope>"
)
RESULT = (
    '<r:InquirySpecialByNationalCodeResult xmlns:zz="' + TYPES + '" '
    'xmlns:x="http://www.w3.org/2001/XMLSchema-instance"{}</r:InquirySpecialByNationalCodeResult>'
)


def _reply(inner: str) -> etree._Element:
    """Return the response element as the gateway gets it."""
    body = REPLY.format(inner).encode()
    return operation().reply(Answer(200, "text/xml", body))


@pytest.mark.parametrize("inner", ["", RESULT.format(">"), RESULT.format(' x:nil="true">')])
def test_no_result(inner: str) -> None:
    """The XSD lets the result be missing or nil; neither is a message of nothing, nor a firm."""
    with pytest.raises(AgencyBrokeContract) as caught:
        read(_reply(inner))
    assert caught.value.code == "empty-answer"


def test_foreign_prefixes_and_blanks() -> None:
    """Prefixes are the sender's choice, and blanks around a code are no part of it."""
    inner = RESULT.format(
        f"><zz:Message> </zz:Message><zz:Name> نام </zz:Name>"
        f"<zz:NationalCode>\n{ID} </zz:NationalCode><zz:State> 2 </zz:State>"
    )
    found = read(_reply(inner))
    assert found == LegalPerson("", ID, " نام ", "", "", "", 2)
