"""What is told is what was granted, in the form that was agreed, whatever the agreement says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.policy.agreements_disclose import (
    Disclosure,
    Grant,
    UnfitValue,
    Value,
    disclose,
    fitting,
    grant_of,
)
from hub.policy.agreements_model import Transform
from hub.policy.agreements_parse import parse_agreement
from hub.policy.fields import Kind
from tests.unit.hub.policy.agreement_files import NOON, fields, written

ON = date(2026, 11, 22)
_NAMES = st.text(st.sampled_from("ابپتمحسیک \u200c"), min_size=1, max_size=12)
_VALUES: dict[Kind, st.SearchStrategy[Value]] = {
    Kind.NAME: _NAMES,
    Kind.TEXT: _NAMES,
    Kind.CODE: st.text(st.sampled_from("0123456789"), min_size=1, max_size=14),
    Kind.DATE: st.dates(date(1930, 1, 1), ON),
    Kind.BIRTH_DATE: st.dates(date(1900, 1, 1), ON),
    Kind.AMOUNT: st.integers(0, 10**12),
    Kind.FLAG: st.booleans(),
    Kind.LIST: st.lists(st.dictionaries(st.just("number"), _NAMES), max_size=2),
}
_PERSON = fields().of("civil_registry")
_TOLD = [(kind, transform) for kind in Kind for transform in fitting(kind)]


def _grant(granted: dict[str, Transform], provider: str = "civil_registry") -> Grant:
    """Return the grant of an agreement as it comes out of a file."""
    rows = ", ".join(f'{{name = "{one}", transform = "{how}"}}' for one, how in granted.items())
    changes = {"fields": f"[{rows}]", "provider": f'"{provider}"'}
    agreement = parse_agreement("a.toml", written(changes), fields())
    return grant_of(agreement, {name: one.kind for name, one in fields().of(provider).items()})


def _of_kind(kind: Kind) -> tuple[str, str]:
    """Return a provider and a field of a kind."""
    return next(
        (code, name)
        for code, provider in fields().providers.items()
        for name, field in provider.fields.items()
        if field.kind is kind
    )


def _told(kind: Kind, transform: Transform, value: Value, on: date = ON) -> Value:
    provider, name = _of_kind(kind)
    return disclose(_grant({name: transform}, provider), {name: value}, on).disclosed[name]


@st.composite
def _answers(draw: st.DrawFn) -> tuple[Grant, dict[str, Value]]:
    """Draw any agreement with the civil registry, and any answer of its."""
    names = draw(st.sets(st.sampled_from(sorted(_PERSON)), min_size=1))
    granted = {
        name: draw(st.sampled_from(list(fitting(_PERSON[name].kind)))) for name in sorted(names)
    }
    known = {name: draw(_VALUES[field.kind] | st.none()) for name, field in _PERSON.items()}
    return _grant(granted), {**known, "person.secret": "hidden"}


@given(_answers())
def test_nothing_outside_the_grant_is_told(answer: tuple[Grant, dict[str, Value]]) -> None:
    """A consumer would be told what its agreement does not name."""
    grant, values = answer
    told = disclose(grant, values, ON)
    assert told.disclosed.keys() == grant.agreement.fields.keys() & values.keys()
    assert set(told.withheld) == values.keys() - grant.agreement.fields.keys()
    assert "person.secret" in told.withheld


@given(_answers(), st.data())
def test_a_field_taken_out_of_an_agreement_is_told_no_more(
    answer: tuple[Grant, dict[str, Value]], data: st.DataObject
) -> None:
    """An agreement that was cut down would go on telling what it told."""
    grant, values = answer
    gone = data.draw(st.sampled_from(sorted(grant.agreement.fields)))
    left = {name: how for name, how in grant.agreement.fields.items() if name != gone}
    if left:
        told = disclose(_grant(left), values, ON)
        assert gone not in told.disclosed
        assert gone in told.withheld
        before = disclose(grant, values, ON).disclosed
        assert told.disclosed == {name: one for name, one in before.items() if name != gone}


@pytest.mark.parametrize(("kind", "transform"), _TOLD)
@given(data=st.data())
def test_only_whole_tells_the_whole(kind: Kind, transform: Transform, data: st.DataObject) -> None:
    """A masked name, number or day would stand in the answer as it is."""
    value = data.draw(_VALUES[kind])
    told = _told(kind, transform, value)
    if transform is Transform.WHOLE:
        assert told == value
    elif transform is Transform.YES_NO:
        assert isinstance(told, bool)
    else:
        assert isinstance(told, str)
        assert told != value
        assert len(str(value).strip()) == 0 or str(value).strip() not in told


@given(_VALUES[Kind.CODE])
def test_a_masked_code_shows_half_at_most(code: Value) -> None:
    """Four digits of a number of five would leave ten guesses."""
    told = str(_told(Kind.CODE, Transform.MASKED, code))
    shown = told.removeprefix("***")
    assert str(code).endswith(shown)
    assert len(shown) <= min(4, len(str(code)) / 2)


@given(_NAMES, _NAMES)
def test_masked_names_of_one_letter_are_one(first: str, second: str) -> None:
    """The length of a name would tell which of two it is."""
    names = [one.strip() for one in (first, second)]
    if names[0][:1] == names[1][:1] and min(map(len, names)) > 1:
        told = [_told(Kind.NAME, Transform.MASKED, one) for one in (first, second)]
        assert told == [f"{names[0][0]}***"] * 2


@pytest.mark.parametrize(
    ("kind", "transform", "value", "told"),
    [
        (Kind.NAME, Transform.MASKED, "محمد", "م***"),
        (Kind.NAME, Transform.MASKED, "م", "***"),
        (Kind.CODE, Transform.MASKED, "1417953415", "***3415"),
        (Kind.CODE, Transform.MASKED, "123", "***3"),
        (Kind.DATE, Transform.MASKED, date(1990, 5, 1), "1369/**/**"),
        (Kind.DATE, Transform.YES_NO, date(1990, 5, 1), True),
        (Kind.AMOUNT, Transform.YES_NO, 0, False),
        (Kind.AMOUNT, Transform.YES_NO, 1, True),
        (Kind.AMOUNT, Transform.YES_NO, -1, False),
        (Kind.LIST, Transform.YES_NO, [], False),
        (Kind.LIST, Transform.YES_NO, [{}], True),
        (Kind.FLAG, Transform.YES_NO, False, False),
    ],
)
def test_each_form_says_what_the_document_says(
    kind: Kind, transform: Transform, value: Value, told: str
) -> None:
    """A consumer would read a form that no document describes."""
    assert _told(kind, transform, value) == told


@pytest.mark.parametrize(("kind", "transform"), _TOLD)
def test_what_is_absent_is_not_made_up(kind: Kind, transform: Transform) -> None:
    """The living would have died on some day, or a firm without an address got one."""
    yes_no = transform is Transform.YES_NO or kind is Kind.FLAG
    assert _told(kind, transform, None) is (False if yes_no else None)


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(2026, 11, 22), "0-17"),
        (date(2008, 11, 22), "0-17"),
        (date(2008, 11, 21), "18-29"),
        (date(1996, 11, 22), "18-29"),
        (date(1996, 11, 21), "30-44"),
        (date(1981, 11, 21), "45-59"),
        (date(1966, 11, 21), "60-74"),
        (date(1951, 11, 21), "75+"),
        (date(1900, 1, 1), "75+"),
    ],
)
def test_an_age_is_of_full_jalali_years(born: date, band: str) -> None:
    """Somebody would come of age a day early, or fall between two bands.

    1 Azar of 1387, 1375 … are 21 November, but 1 Azar 1405 is 22 November.
    """
    assert _told(Kind.BIRTH_DATE, Transform.AGE_BAND, born) == band


@given(_VALUES[Kind.BIRTH_DATE], st.integers(0, 400))
def test_nobody_grows_younger(born: Value, days: int) -> None:
    """A band would end before the next begins."""
    later = ON + timedelta(days=days)
    bands = [str(_told(Kind.BIRTH_DATE, Transform.AGE_BAND, born, on)) for on in (ON, later)]
    first, second = (int(one.rstrip("+").split("-")[0]) for one in bands)
    assert first <= second


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.NAME, 7),
        (Kind.CODE, 1417953415),
        (Kind.DATE, "1369/02/11"),
        (Kind.DATE, datetime(1990, 5, 1, tzinfo=UTC)),
        (Kind.AMOUNT, True),
        (Kind.AMOUNT, "12"),
        (Kind.LIST, "[]"),
        (Kind.LIST, {}),
        (Kind.FLAG, 1),
        (Kind.FLAG, "false"),
        (Kind.TEXT, False),
    ],
)
def test_a_value_of_another_kind_is_refused(kind: Kind, value: Value) -> None:
    """The word false would be told as a yes, and an instant for a day; or a log would hold it."""
    with pytest.raises(UnfitValue) as refused:
        _told(kind, Transform.WHOLE, value)
    assert refused.value.field == _of_kind(kind)[1]
    assert refused.value.kind is kind
    assert str(value) not in str(refused.value)


def test_who_is_not_born_yet_has_no_age() -> None:
    """A registrar's slip would make a child of somebody who is none."""
    with pytest.raises(UnfitValue):
        _told(Kind.BIRTH_DATE, Transform.AGE_BAND, date(2026, 11, 23))


def test_what_was_not_asked_for_is_not_told() -> None:
    """A granted field that no provider has told would stand in the answer as absent."""
    found = disclose(_grant({"person.alive": Transform.YES_NO}), {"relation.holds": True}, ON)
    assert found == Disclosure({}, ("relation.holds",))
    assert NOON.date() == ON
