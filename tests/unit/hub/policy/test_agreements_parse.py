"""An agreement file is taken as it was meant, or refused with everything that is wrong in it."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.policy.agreements_model import Agreement, WrongAgreements
from hub.policy.agreements_parse import parse_agreement
from hub.policy.problems import Problem
from tests.unit.hub.policy.agreement_files import SOUND, fields, written


def _parsed(**changes: str | None) -> Agreement:
    return parse_agreement("a.toml", written(changes), fields())


def _problems(**changes: str | None) -> list[str]:
    with pytest.raises(WrongAgreements) as refused:
        _parsed(**changes)
    return [str(one) for one in refused.value.problems]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"aprover": '"x"'}, "a.toml: aprover: unknown key; did you mean approver?"),
        ({"provider": '"civil_regsitry"'}, "unknown agency 'civil_regsitry'; did you mean civil_r"),
        ({"provider": "7"}, "a.toml: provider: unknown agency 7"),
        ({"consumer": '"SSO"'}, "a.toml: consumer: must be a code"),
        ({"purpose": '"to-"'}, "a.toml: purpose: must be a code"),
        ({"article": '" "'}, "a.toml: article: must be a text"),
        (
            {"article": f'"{"x" * 501}"'},
            "a.toml: article: must be one line of at most 500 characters",
        ),
        ({"article": r'"a\nb"'}, "a.toml: article: must be one line"),
        ({"purpose": f'"{"x" * 64}"'}, "a.toml: purpose: must be a code of at most 63 characters"),
        ({"fields": "[]"}, "a.toml: fields: must be a list of fields"),
        ({"fields": "[3]"}, "a.toml: fields[1]: must be a table"),
        ({"use_case": '"article37"'}, "a.toml: service, use_case: exactly one"),
        ({"service": None}, "a.toml: service, use_case: exactly one"),
        ({"maximum_age": '"P"'}, "a.toml: maximum_age: must be whole seconds, or a duration"),
        ({"maximum_age": '"PT0S"'}, "a.toml: maximum_age: must be more than nothing"),
        ({"maximum_age": "-5"}, "a.toml: maximum_age: must be more than nothing"),
        ({"maximum_age": "true"}, "a.toml: maximum_age: must be whole seconds"),
        ({"quota": "5"}, "a.toml: quota: must be a table"),
        ({"quota": "{per_minute = 0, per_day = 9}"}, "quota.per_minute: must be a whole number"),
        ({"quota": "{per_minute = true, per_day = 9}"}, "quota.per_minute: must be a whole"),
        ({"quota": "{per_minute = 9, per_day = 8}"}, "quota.per_day: is less than per_minute"),
        ({"quota": "{per_minute = 9}"}, "a.toml: quota.per_day: is missing"),
        ({"quota": "{per_minute = 1, per_day = 9, per_hour = 2}"}, "quota.per_hour: unknown key"),
        ({"allowed_hours": "[]"}, "a.toml: allowed_hours: must be a list of hours"),
        ({"allowed_hours": '["7-21"]'}, "allowed_hours: '7-21' is no hours"),
        ({"allowed_hours": '["21:00-07:00"]'}, "ends before it begins"),
        ({"allowed_hours": '["07:00-07:00"]'}, "ends before it begins"),
        ({"allowed_hours": '["07:00-24:30"]'}, "is no hours"),
        ({"allowed_hours": '["07:00-12:00", "11:59-13:00"]'}, "two of the hours overlap"),
        ({"delivery": '"batched"'}, "unknown word 'batched'; it is one of inquiry, batch; did you"),
        ({"signed": '"true"'}, "a.toml: signed: must be true or false, without quotation marks"),
        ({"signed": "1"}, "a.toml: signed: must be true or false"),
        ({"valid_from": '"1405/13/01"'}, "a.toml: valid_from: "),
        ({"valid_from": "2026-03-21T00:00:00"}, "a.toml: valid_from: must be a day"),
        ({"valid_from": "1405-01-01"}, "a.toml: valid_from: must be a day of the Jalali years"),
        ({"valid_until": "9999-12-31"}, "a.toml: valid_until: must be a day of the Jalali years"),
        ({"valid_until": "2026-03-20"}, "a.toml: valid_until: is before valid_from"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, str | None], said: str) -> None:
    """Somebody who mends a file would not know where, or a slip would grant what nobody signed."""
    problems = _problems(**changes)
    assert len(problems) == 1
    assert said in problems[0]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            'name = "person.fathers_name", transform = "whole"',
            "fields[1].name: civil_registry has no field person.fathers_name; did you mean",
        ),
        ('name = "firm.name", transform = "whole"', "civil_registry has no field firm.name"),
        ('name = "firm.*", transform = "whole"', "civil_registry has no field firm.*"),
        ('name = "pers.*", transform = "whole"', "civil_registry has no field pers.*"),
        (
            'name = "person.alive", transform = "yesno"',
            "fields[1].transform: unknown word 'yesno'; it is one of whole, masked, yes-no, "
            "age-band; did you mean yes-no?",
        ),
        (
            'name = "person.alive", transform = "masked"',
            "fields[1].transform: person.alive is a flag and can be told: whole, yes-no",
        ),
        (
            'name = "person.death_date", transform = "age-band"',
            "fields[1].transform: person.death_date is a date and can be told: whole, masked",
        ),
        ('name = "person.alive"', "a.toml: fields[1].transform: is missing"),
        (
            'name = "person.alive", transform = "whole", as = "x"',
            "a.toml: fields[1].as: unknown key",
        ),
    ],
)
def test_what_is_wrong_with_a_field_is_named(row: str, said: str) -> None:
    """A field would be granted that the provider has not, or in a form that tells all of it."""
    (problem,) = _problems(fields=f"[{{{row}}}]")
    assert said in problem


@pytest.mark.parametrize("again", ["person.alive", "person.*"])
def test_a_field_is_given_once(again: str) -> None:
    """Of two forms of one field, the file would not say which is meant."""
    rows = [f'{{name = "{name}", transform = "whole"}}' for name in ("person.alive", again)]
    assert "a.toml: fields[2].name: person.alive is given twice" in _problems(
        fields=f"[{', '.join(rows)}]"
    )


@pytest.mark.parametrize("key", sorted(SOUND.keys() - {"service"}))
def test_every_key_is_required(key: str) -> None:
    """What nobody wrote would be decided by a default that nobody signed."""
    assert _problems(**{key: None}) == [f"a.toml: {key}: is missing"]


def test_everything_wrong_is_said_at_once() -> None:
    """A file with ten slips would take ten rounds to mend."""
    found = _problems(approver=None, delivery='"x"', quota="{}", provider='"x"', extra="1")
    assert len(found) == 6


@pytest.mark.parametrize("text", ['consumer = "x', f"consumer = {'9' * 5000}"])
def test_a_file_that_is_no_toml_is_named(text: str) -> None:
    """A missing quotation mark would be a traceback."""
    with pytest.raises(WrongAgreements) as refused:
        parse_agreement("a.toml", text, fields())
    (problem,) = refused.value.problems
    assert str(problem).startswith("a.toml: not TOML: ")


_STRANGE = st.one_of(
    st.integers(-(10**12), 10**12),
    st.booleans(),
    st.text(max_size=12),
    st.from_regex(r"\A[0-9]{4}/[0-9]{2}/[0-9]{2}\Z"),
    st.from_regex(r"\AP[0-9]{0,5}D?T?[0-9]{0,7}[HMS]?\Z"),
    st.from_regex(r"\A[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]\Z"),
    st.sampled_from(["person.*", "*", ".*", "person.alive", "masked", "sso-services"]),
)
_ROW = st.dictionaries(st.sampled_from(["name", "transform", "as"]), _STRANGE, max_size=3)
_TABLE = st.dictionaries(st.sampled_from(["per_minute", "per_day", "per_hour"]), _STRANGE)
_ANYTHING = _STRANGE | st.lists(_STRANGE | _ROW, max_size=3) | _TABLE


def _toml(value: object) -> str:
    """Return a value as TOML writes it in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value)


@given(st.dictionaries(st.sampled_from([*SOUND, "use_case", "extra"]), _ANYTHING, min_size=1))
def test_a_mutated_file_is_refused_in_words_or_meant(changes: dict[str, object]) -> None:
    """A strange value would be a traceback, or would be taken for something it is not."""
    text = written({key: _toml(value) for key, value in changes.items()})
    problems: tuple[Problem, ...] = ()
    try:
        found = parse_agreement("a.toml", text, fields())
    except WrongAgreements as wrong:
        problems = wrong.problems
    if problems:
        assert all(one.file == "a.toml" and one.rule for one in problems)
        return
    assert "extra" not in changes
    assert found.fields.keys() <= fields().of(found.key.provider).keys()
    assert found.fields
    assert found.valid_from <= found.valid_until
    assert 1 <= found.quota.per_minute <= found.quota.per_day
    assert found.maximum_age > timedelta(0)
    assert all(0 <= one.begins < one.ends <= 24 * 60 for one in found.allowed_hours)


def test_a_problem_of_a_whole_file_has_no_key() -> None:
    """A line would have a gap where a key should stand."""
    assert str(Problem("a.toml", "", "bad")) == "a.toml: bad"


@pytest.mark.parametrize(
    ("written_as", "seconds"),
    [("90", 90), ('"P1D"', 86_400), ('"P1DT1H2M3S"', 90_123), ('"PT15M"', 900)],
)
def test_a_duration_is_read(written_as: str, seconds: int) -> None:
    """An answer older than was agreed would be told, or a fresh one asked for again."""
    assert _parsed(maximum_age=written_as).maximum_age == timedelta(seconds=seconds)


def test_the_narrowest_terms_are_terms() -> None:
    """An agreement of one day, or of one inquiry, could not be written."""
    one = _parsed(valid_until=SOUND["valid_from"], quota="{per_minute = 1, per_day = 1}")
    assert one.valid_from == one.valid_until
    assert one.quota == (1, 1)


def test_hours_stand_in_their_order() -> None:
    """The same hours in another order would be another version, or contradict themselves."""
    parts = ['"07:00-12:00"', '"12:00-24:00"']
    first = _parsed(allowed_hours=f"[{', '.join(parts)}]")
    second = _parsed(allowed_hours=f"[{', '.join(reversed(parts))}]")
    assert first.allowed_hours == ((420, 720), (720, 1440))
    assert first.digest == second.digest


def test_the_digest_is_of_what_is_said() -> None:
    """A comment would make a new version, or a new term none."""
    sound = _parsed()
    turned = "# a comment\n" + "\n".join(reversed(written().splitlines()))
    rows = SOUND["fields"].strip("[]").split("}, ")
    jalali = {"valid_from": '"1405/01/01"', "maximum_age": "86400"}
    same = (
        parse_agreement("b.toml", turned, fields()),
        _parsed(**jalali),
        _parsed(fields=f"[{rows[1]}, {rows[0]}}}]"),
    )
    assert {one.digest for one in same} == {sound.digest}
    assert len(sound.digest) == 64


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("consumer", '"another"'),
        ("service", '"another"'),
        ("purpose", '"another"'),
        ("article", '"another"'),
        ("approver", '"another"'),
        ("fields", '[{name = "person.family_name", transform = "masked"}]'),
        ("maximum_age", "1"),
        ("quota", "{per_minute = 61, per_day = 1000}"),
        ("quota", "{per_minute = 60, per_day = 1001}"),
        ("allowed_hours", '["07:00-21:01"]'),
        ("delivery", '"batch"'),
        ("signed", "true"),
        ("valid_from", "2026-03-22"),
        ("valid_until", "2027-03-21"),
    ],
)
def test_the_digest_is_of_all_that_is_said(key: str, value: str) -> None:
    """Two agreements with different words would have one version."""
    assert _parsed(**{key: value}).digest != _parsed().digest


def test_a_use_case_is_no_service_of_the_same_name() -> None:
    """A service of the SSO would be told what was agreed for a notary's inquiry."""
    other = _parsed(service=None, use_case='"registration"')
    assert other.key != _parsed().key
    assert other.digest != _parsed().digest


def test_a_flag_told_whole_is_told_by_yes_or_no() -> None:
    """Two spellings of one term would contradict each other."""
    forms = [
        _parsed(fields=f'[{{name = "person.alive", transform = "{form}"}}]')
        for form in ("whole", "yes-no")
    ]
    assert forms[0].digest == forms[1].digest


def test_a_family_stands_for_its_fields() -> None:
    """A contract would be told without a part of it, or with a part of something else."""
    row = '[{name = "contract.*", transform = "whole"}]'
    found = _parsed(provider='"budget_organization"', fields=row).fields
    known = fields().of("budget_organization")
    assert found.keys() == {name for name in known if name.startswith("contract.")}
    assert len(found) < len(known)
