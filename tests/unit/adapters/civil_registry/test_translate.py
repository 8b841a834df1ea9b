"""From the registry's words to ours: nothing is guessed, nothing is overlooked."""

from base64 import b64encode
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base.errors import AgencyBrokeContract, AgencyError, AgencyRefused, NoSuchRecord
from adapters.civil_registry.messages import MEANINGS
from adapters.civil_registry.translate import person_of, question
from adapters.civil_registry.wire import EstelamResult3
from schemas.canonical.dates import jalali
from schemas.canonical.identifiers import (
    NationalId,
    national_id_check_digit,
    parse_national_id,
)

BORN = date(1971, 6, 22)
ID = parse_national_id("0009000021")


def _text(value: str) -> str:
    return b64encode(value.encode()).decode()


RECORD = EstelamResult3(
    nin=9000021,
    birth_date=13500401,
    death_status=0,
    death_date="",
    name=_text("علي"),
    family=_text("كريمي"),
    father_name=_text("يوسف"),
    messages=(),
    exception_message="",
)
SILENT = replace(RECORD, nin=0, birth_date=0, name="", family="", father_name="")


def test_record() -> None:
    """Lost zeros come back and texts stay as the registry wrote them."""
    person = person_of(RECORD, ID, BORN)
    assert person.national_id == ID
    assert person.birth_date == BORN
    assert (person.given_name, person.family_name) == ("علي", "كريمي")
    assert person.father_name == "يوسف"
    assert not person.deceased
    assert person.death_date is None


def test_dead_with_and_without_a_day() -> None:
    """A death is a death even when the registry does not say when."""
    dead = person_of(replace(RECORD, death_status=1, death_date="13990630"), ID, BORN)
    assert dead.deceased
    assert dead.death_date == date(2020, 9, 20)
    undated = person_of(replace(RECORD, death_status=1), ID, BORN)
    assert undated.deceased
    assert undated.death_date is None


@pytest.mark.parametrize("key", sorted(MEANINGS))
def test_message_instead_of_a_record(key: str) -> None:
    """Every key that the registry is known to send has its kind and its code."""
    kind, code = MEANINGS[key]
    with pytest.raises(kind) as caught:
        person_of(replace(SILENT, messages=(key,)), ID, BORN)
    assert caught.value.code == code


def test_message_beside_a_record_wins() -> None:
    """A record that comes with an objection is not taken for a person."""
    with pytest.raises(AgencyRefused):
        person_of(replace(RECORD, messages=("result.rec.review",)), ID, BORN)


def test_codes_are_stable_words() -> None:
    """Two keys with one code could not be told apart in a log, and codes hold no data."""
    codes = [code for _, code in MEANINGS.values()]
    assert len(set(codes)) == len(codes)
    assert all(code.replace("-", "").isalpha() and code.islower() for code in codes)


def test_not_found_is_no_such_record() -> None:
    """Only what says that nobody is there may be read as nobody."""
    nobody = {key for key, (kind, _) in MEANINGS.items() if kind is NoSuchRecord}
    assert nobody == {"err.record.not.found", "Nin.Not.Valid", "err.cancellation.nin"}


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (replace(RECORD, messages=("new.key",)), "unknown-message"),
        (replace(RECORD, exception_message="ORA-00001"), "exception-message"),
        (replace(RECORD, nin=9000022), "other-person"),
        (replace(RECORD, nin=-9000021), "other-person"),
        (replace(RECORD, birth_date=13500402), "other-person"),
        (replace(RECORD, birth_date=13501301), "other-person"),
        (SILENT, "other-person"),
        (replace(RECORD, name=""), "missing-text"),
        (replace(RECORD, family=_text("  ")), "missing-text"),
        (replace(RECORD, father_name="%%%"), "unreadable-text"),
        (replace(RECORD, name=b64encode("علي".encode("cp1256")).decode()), "unreadable-text"),
        (replace(RECORD, death_status=2), "death-status"),
        (replace(RECORD, death_date="13990630"), "death-date"),
        (replace(RECORD, death_status=1, death_date="13991331"), "death-date"),
        (replace(RECORD, death_status=1, death_date="unknown"), "death-date"),
        (replace(RECORD, death_status=1, death_date="²"), "death-date"),
        (replace(RECORD, death_status=1, death_date="9" * 5_000), "death-date"),
        (replace(RECORD, death_status=1, death_date="13500331"), "death-date"),
    ],
)
def test_broken_record(record: EstelamResult3, code: str) -> None:
    """A record with a hole in it is the contract's failure, never a person with defaults."""
    with pytest.raises(AgencyBrokeContract) as caught:
        person_of(record, ID, BORN)
    assert caught.value.code == code


@given(
    st.integers(1, 999_999_999).map(lambda number: f"{number:09}"),
    st.dates(date(1900, 1, 1), date(2026, 11, 22)),
)
def test_question_and_record_name_the_same_person(nine: str, born: date) -> None:
    """Whatever zeros an id begins with and whatever the day, the answer fits the question."""
    national_id = NationalId(nine + str(national_id_check_digit(nine)))
    asked = question(national_id, born)
    assert asked == {"birthDate": int(jalali(born).replace("/", "")), "nin": int(national_id)}
    record = replace(RECORD, nin=asked["nin"], birth_date=asked["birthDate"])
    assert person_of(record, national_id, born).national_id == national_id


@given(st.integers(0, 10**10), st.integers(0, 10**8), st.text(max_size=20), st.text(max_size=20))
def test_only_agency_errors(nin: int, born: int, name: str, died: str) -> None:
    """Nonsense on the wire is always one of the four errors; any other would be a crash."""
    record = replace(RECORD, nin=nin, birth_date=born, name=name, death_date=died)
    with pytest.raises(AgencyError):
        person_of(record, ID, date(1900, 1, 1))
