"""Families from the registry's words: no dependent is guessed, lost, or made of a slip."""

from base64 import b64encode
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base.errors import AgencyBrokeContract, AgencyError, AgencyRefused
from adapters.civil_registry.messages import MEANINGS
from adapters.civil_registry.translate import relatives_of
from adapters.civil_registry.wire import FamilyMember, FamilyResult
from schemas.canonical.identifiers import national_id_check_digit, parse_national_id
from schemas.canonical.person import Relation

BORN = date(1971, 6, 22)
ID = parse_national_id("0009000021")
SPOUSE, CHILD, FATHER, MOTHER, DIVORCED = 1, 2, 3, 4, 5


def _text(value: str) -> str:
    return b64encode(value.encode()).decode()


def _row(serial: int, relation: int, born: int) -> FamilyMember:
    """Return a relative whose id is made of ``serial``, its leading zeros lost."""
    nine = f"000{serial:06}"
    nin = int(nine + str(national_id_check_digit(nine)))
    texts = (_text("كبري"), _text("كريمي"), _text("علي"))
    return FamilyMember(nin, born, 0, "", *texts, relation)


WIFE = _row(1, SPOUSE, 13520101)
SON = _row(2, CHILD, 13800101)
DAD = _row(3, FATHER, 13200101)
MUM = _row(4, MOTHER, 13230101)


def _family(*rows: FamilyMember) -> FamilyResult:
    return FamilyResult(9000021, 13500401, len(rows), rows, (), "")


def _refused(result: FamilyResult) -> str:
    """Return the code with which a family is refused as a broken contract."""
    with pytest.raises(AgencyBrokeContract) as caught:
        relatives_of(result, ID, BORN)
    return caught.value.code


def test_whole_family() -> None:
    """Everybody comes in the registry's order, ids with their zeros, texts as they were written."""
    found = relatives_of(_family(WIFE, SON, DAD, MUM), ID, BORN)
    assert [one.relation for one in found] == list(Relation)
    assert [one.person.national_id for one in found] == [
        f"{row.nin:010}" for row in (WIFE, SON, DAD, MUM)
    ]
    wife = found[0].person
    assert (wife.given_name, wife.family_name, wife.father_name) == ("كبري", "كريمي", "علي")
    assert wife.birth_date == date(1973, 3, 21)
    assert not wife.deceased


def test_nobody() -> None:
    """No relative on record is an answer, and another than a refusal."""
    assert relatives_of(_family(), ID, BORN) == ()


def test_dead_relatives_are_relatives() -> None:
    """A dead spouse is told as dead, with and without the day, and never left out."""
    dated = replace(WIFE, death_status=1, death_date="13990630")
    undated = replace(SON, death_status=1)
    found = relatives_of(_family(dated, undated), ID, BORN)
    assert [one.person.deceased for one in found] == [True, True]
    assert [one.person.death_date for one in found] == [date(2020, 9, 20), None]


def test_divorce_and_remarriage() -> None:
    """The divorced one is no relative, and may be one again without contradicting the registry."""
    former = replace(WIFE, relation=DIVORCED)
    assert relatives_of(_family(former), ID, BORN) == ()
    again = relatives_of(_family(former, WIFE), ID, BORN)
    assert [one.relation for one in again] == [Relation.SPOUSE]


def test_a_divorced_row_is_held_to_the_rules_too() -> None:
    """A row that will be left out is still the registry's word: a broken one shows it is broken."""
    former = replace(WIFE, relation=DIVORCED)
    assert _refused(_family(replace(former, nin=9000021))) == "own-relative"
    assert _refused(_family(replace(former, name=""))) == "missing-text"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((replace(SON, relation=0),), "relation"),
        ((replace(SON, relation=6),), "relation"),
        ((replace(SON, nin=0),), "relative-id"),
        ((replace(SON, nin=SON.nin + 1),), "relative-id"),
        ((replace(SON, nin=-SON.nin),), "relative-id"),
        ((replace(SON, nin=10**10),), "relative-id"),
        ((replace(SON, birth_date=0),), "relative-birth-date"),
        ((replace(SON, birth_date=13801301),), "relative-birth-date"),
        ((replace(SON, birth_date=-13800101),), "relative-birth-date"),
        ((replace(SON, name=""),), "missing-text"),
        ((replace(SON, family="%"),), "unreadable-text"),
        ((replace(SON, father_name=_text("علي\u202e")),), "unfit-text"),
        ((replace(SON, death_status=3),), "death-status"),
        ((replace(SON, death_status=1, death_date="13790101"),), "death-date"),
        ((replace(SON, nin=9000021),), "own-relative"),
        ((replace(SON, birth_date=13500401),), "impossible-ages"),
        ((replace(SON, birth_date=13500331),), "impossible-ages"),
        ((replace(DAD, birth_date=13500401),), "impossible-ages"),
        ((replace(MUM, birth_date=13500402),), "impossible-ages"),
        ((DAD, replace(DAD, nin=MUM.nin)), "two-fathers"),
        ((MUM, replace(MUM, nin=DAD.nin)), "two-mothers"),
        ((DAD, DAD), "two-fathers"),
        ((SON, SON), "relative-twice"),
        ((DAD, replace(MUM, nin=DAD.nin)), "relative-twice"),
    ],
)
def test_broken_family(rows: tuple[FamilyMember, ...], code: str) -> None:
    """One row that cannot be refuses the whole family: half of it would pass for all of it."""
    assert _refused(_family(WIFE, *rows)) == code
    assert _refused(_family(*rows, WIFE)) == code


def test_ages_next_to_the_limit() -> None:
    """A day younger is a child and a day older a parent, as far as a calendar can tell."""
    rows = (replace(SON, birth_date=13500402), replace(DAD, birth_date=13500331))
    assert len(relatives_of(_family(*rows), ID, BORN)) == 2


@pytest.mark.parametrize("count", [0, 1, 3, -1])
def test_rows_are_counted(count: int) -> None:
    """A row that was lost on the way would be a child without a pension."""
    assert _refused(replace(_family(WIFE, SON), member_count=count)) == "relatives-missing"


@pytest.mark.parametrize(
    ("family", "code"),
    [
        (replace(_family(SON), nin=9000022), "other-person"),
        (replace(_family(SON), birth_date=13500402), "other-person"),
        (replace(_family(SON), exception_message="ORA-00001"), "exception-message"),
        (replace(_family(SON), messages=("new.key",)), "unknown-message"),
    ],
)
def test_not_this_family(family: FamilyResult, code: str) -> None:
    """Somebody else's family is nobody's: the answer must name whom it is about."""
    assert _refused(family) == code


@pytest.mark.parametrize("key", sorted(MEANINGS))
def test_message_instead_of_a_family(key: str) -> None:
    """A message never reads as a person without relatives."""
    kind, code = MEANINGS[key]
    with pytest.raises(kind) as caught:
        relatives_of(FamilyResult(0, 0, 0, (), (key,), ""), ID, BORN)
    assert caught.value.code == code


def test_message_beside_relatives_wins() -> None:
    """Relatives that come with an objection are not taken for the family."""
    with pytest.raises(AgencyRefused):
        relatives_of(replace(_family(SON), messages=("result.rec.review",)), ID, BORN)


@given(
    st.lists(
        st.builds(
            FamilyMember,
            st.sampled_from([WIFE.nin, SON.nin, DAD.nin, MUM.nin]) | st.integers(-1, 10**11),
            st.integers(13000101, 14051230) | st.integers(-(10**9), 10**9),
            st.integers(-1, 2),
            st.just("") | st.text(max_size=12) | st.just("9" * 5_000),
            st.just(_text("علي")) | st.text(max_size=8),
            st.just(_text("كريمي")),
            st.just(_text("يوسف")),
            st.integers(0, 6),
        ),
        max_size=4,
    )
)
def test_a_family_or_an_agency_error(rows: list[FamilyMember]) -> None:
    """Whatever the rows hold, they make possible relatives or one of the four errors."""
    try:
        found = relatives_of(_family(*rows), ID, BORN)
    except AgencyError:
        return
    children = [one.person for one in found if one.relation is Relation.CHILD]
    parents = [one.person for one in found if one.relation in {Relation.FATHER, Relation.MOTHER}]
    assert all(one.birth_date > BORN for one in children)
    assert all(one.birth_date < BORN for one in parents)
    ids = [one.person.national_id for one in found]
    assert len({*ids, ID}) == len(ids) + 1
