"""Passports are read strictly: what is wrong is named by file, key and rule, and all at once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.policy.passport_words import Act, Audience, Channel, Presence, Start
from hub.policy.passports import Basis, Passport, Term, load_passports
from schemas.canonical.dates import jalali
from tests.unit.hub.policy.passport_files import (
    AUGUST,
    FIELDS,
    LINES,
    faults,
    key_and_rule,
    read,
    text,
)

UNKNOWN_WORD = "Input should be 'none', 'unknown' or 'steps'"
WRONG = [
    ("code", '"Some_Service"', "code", "a code is lower-case letters, digits and single hyphens"),
    ("audience", '["insurd"]', "audience.0", "Input should be 'insured', 'employer', 'pensioner'"),
    ("audience", "[]", "audience", "at least one stands here"),
    ("audience", '["insured", "insured"]', "audience", "something stands here twice"),
    ("audience", '["everyone", "insured"]', "", "audience: everyone stands alone"),
    ("channels", '["fax"]', "channels.0", "Input should be 'portal', 'app'"),
    ("presence", '"maybe"', "presence", "Input should be 'in-person', 'remote' or 'none'"),
    ("legal_basis", "[]", "legal_basis", "at least one stands here"),
    ("legal_basis", '"none"', "legal_basis", "Input should be 'unknown'"),
    ("legal_basis", '[{ act = "x", article = "1" }]', "legal_basis.0.act", "Input should be"),
    ("fee", "0", "fee", "Input should be greater than 0"),
    ("fee", "true", "fee", "Input should be a valid integer"),
    ("fee", '"1000"', "fee", "Input should be 'none' or 'unknown'"),
    ("fee", '"steps"', "fee", "Input should be 'none' or 'unknown'"),
    ("deadline", '"soon"', "deadline", UNKNOWN_WORD),
    ("deadline", '{ days = -3, from = "request" }', "deadline.days", "greater than 0"),
    ("deadline", "{ days = 3 }", "deadline.from", "this key is missing"),
    ("window", '{ days = 3, from = "birth" }', "window.from", "Input should be 'request'"),
    ("review", '{ last = "1405/13/01", next = 2027-01-01 }', "review.last", "no day of the Jalali"),
    ("review", '{ last = "yesterday", next = 2027-01-01 }', "review.last", "no day of the Jalali"),
    ("review", "{ last = 3, next = 2027-01-01 }", "review.last", 'a day is 2026-11-22, "1405/09'),
    ("review", "{ last = 2026-01-01T00:00:00, next = 2027-01-01 }", "review.last", "has no hour"),
    ("review", "{ last = 2027-01-01, next = 2027-01-01 }", "review", "after the last one"),
    ("documents", '"unknown"', "documents", "Input should be 'none'"),
    ("steps", '[{ fa = "گام", en = "" }]', "steps.0.en", "a text people read"),
    ("steps", '[{ fa = "step", en = "step" }]', "steps.0.fa", "this is the Persian text"),
    ("title", '{ fa = "كارگاه", en = "x" }', "title.fa", "not with Arabic ي and ك"),
    ("title", '{ fa = "خدمت", en = "a\\u202eb" }', "title.en", "a text people read"),
    ("steps", "{}", "steps", "a list stands here"),
    ("title", '"خدمت"', "title", "a table stands here"),
]


def need(agency: str = "registry", field: str = "person.alive", purpose: str = "p") -> str:
    """Return the lines of one information need."""
    return f'[{{ agency = "{agency}", fields = ["{field}"], purpose = "{purpose}" }}]'


def test_a_passport_is_what_its_file_says() -> None:
    """A service would be shown with another's deadline or documents."""
    found = read()
    assert isinstance(found, Passport)
    assert (found.code, found.title.en, found.owner.fa) == ("some-service", "Some service", "دفتری")
    assert (found.audience, found.presence) == ((Audience.INSURED,), Presence.REMOTE)
    assert found.channels == (Channel.PORTAL, Channel.APP)
    assert found.legal_basis == (Basis(act=Act.SOCIAL_SECURITY, article="37"),)
    assert found.deadline == Term.model_validate({"days": 3, "from": Start.REQUEST})
    assert (found.window, found.fee, found.documents) == ("none", "unknown", "none")
    assert (found.review.last, found.review.next) == (AUGUST, date(2027, 8, 11))
    assert [(one.agency, one.fields, one.purpose) for one in found.needs] == [
        ("registry", ("person.alive",), "some-purpose")
    ]
    assert read(fee="250000").fee == 250_000


@pytest.mark.parametrize("key", LINES)
def test_a_missing_key_is_named(key: str) -> None:
    """What nobody thought of would pass for what does not exist."""
    assert key_and_rule(faults(text(key))) == [(key, "this key is missing")]


@pytest.mark.parametrize(("key", "value", "place", "rule"), WRONG)
def test_a_wrong_value_is_named_by_its_key_and_rule(
    key: str, value: str, place: str, rule: str
) -> None:
    """An officer who keeps a file would be left to guess what is wrong in it."""
    (fault,) = faults(text(**{key: value}))
    assert (fault.file, fault.key) == ("some-service.toml", place)
    assert rule in fault.rule


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("dead_line", "dead_line is no known key; is deadline meant?"),
        ("zzz", "zzz is no known key"),
    ],
)
def test_an_unknown_key_is_named_with_the_one_that_was_meant(key: str, rule: str) -> None:
    """A slip of the pen would be a rule that is silently not kept."""
    assert key_and_rule(faults(text(**{key: "1"}))) == [(key, rule)]


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        (need(agency="registri"), "registri is no known agency; is registry meant?"),
        (need(field="person.alife"), "person.alife is no known field of registry; is person.alive"),
        (need(field="person.*"), "person.* is no known field of registry"),
    ],
)
def test_a_need_is_of_a_known_agency_and_field(lines: str, rule: str) -> None:
    """A service would ask for what nobody can give, or for more than it names."""
    (fault,) = faults(text(needs=lines))
    assert fault.key == "needs.0"
    assert rule in fault.rule


def test_a_field_is_needed_once_and_at_least_one() -> None:
    """A need would ask for nothing, or twice."""
    twice = '[{ agency = "registry", fields = ["person.alive", "person.alive"], purpose = "p" }]'
    none = '[{ agency = "registry", fields = [], purpose = "p" }]'
    assert [one.key for one in faults(text(needs=twice))] == ["needs.0.fields"]
    assert [one.key for one in faults(text(needs=none))] == ["needs.0.fields"]


def test_everything_wrong_in_all_files_is_told_at_once() -> None:
    """Who mends a catalogue would mend it one error at a time."""
    found = faults({"a.toml": text("fee", presence='"x"'), "b.toml": "a = ["})
    assert [(one.file, one.key) for one in found] == [
        ("a.toml", "presence"),
        ("a.toml", "fee"),
        ("b.toml", ""),
    ]
    assert found[2].rule.startswith("no TOML: ")
    (deep,) = faults("a = " + "[" * 5000)
    assert deep.rule.startswith("no TOML: ")


def test_a_code_is_its_files_name_and_no_others() -> None:
    """Two files would describe one service, and the later would win."""
    texts = {"some-service.toml": text(), "z.toml": text()}
    assert [str(one) for one in faults(texts)] == [
        "z.toml: code: some-service is the code of another passport",
        "z.toml: code: a passport's file is named for its code: some-service.toml",
    ]


def test_no_value_of_a_file_is_repeated() -> None:
    """A fault in a file would spill what the file says into a log."""
    assert "sesame" not in str(faults(text(title='{ fa = "خدمت", en = ["sesame"] }')))


@given(st.dates(date(1950, 1, 1), date(2080, 1, 1)), st.integers(-3, 3))
def test_a_day_is_the_same_in_both_calendars(day: date, off: int) -> None:
    """A review would be due on two days."""
    given_ = f'{{ jalali = "{jalali(day)}", gregorian = {day + timedelta(days=off)} }}'
    lines = text(review=f"{{ last = {given_}, next = 2090-01-01 }}")
    rule = "the Jalali and the Gregorian date are not the same day"
    assert key_and_rule(faults(lines)) == ([("review.last", rule)] if off else [])
    for spelt in (f"{day}", f'"{jalali(day)}"'):
        assert read(review=f"{{ last = {spelt}, next = 2090-01-01 }}").review.last == day


def test_passports_are_ordered_by_code() -> None:
    """The same catalogue would have another entity tag on another machine."""
    texts = {f"{code}.toml": text(code=f'"{code}"') for code in ("b", "c", "a")}
    assert [one.code for one in load_passports(texts, FIELDS)] == ["a", "b", "c"]


_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters='"\\', min_codepoint=32))
_SCALARS = st.one_of(
    _TEXTS.map(lambda one: f'"{one}"'),
    st.integers(-(10**20), 10**20).map(str),
    st.sampled_from(["true", "nan", "2026-11-22", "2026-11-22T00:00:00Z", "10:00:00", "[[]]"]),
    st.from_regex('"[0-9]{4}/[0-9]{2}/[0-9]{2}"', fullmatch=True),
)
_PARTS = ["fa", "en", "days", "from", "last", "next", "act", "article", "agency", "fields"]


def _tables(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return lists and tables of values, under keys that passports know."""
    tables = st.dictionaries(st.sampled_from([*_PARTS, "purpose", "jalali"]), values, max_size=3)
    written = tables.map(lambda one: "{ " + ", ".join(f"{k} = {v}" for k, v in one.items()) + " }")
    return st.lists(values, max_size=2).map(lambda one: f"[{', '.join(one)}]") | written


@given(st.sampled_from(sorted(LINES)), st.recursive(_SCALARS, _tables, max_leaves=4))
def test_whatever_stands_in_a_file_is_a_passport_or_a_fault(key: str, value: str) -> None:
    """An odd file would end in a traceback, and the hub would not say why it does not start."""
    for fault in faults(text(**{key: value})):
        assert fault.file == "some-service.toml"
        assert fault.rule
        assert not fault.key or fault.key.partition(".")[0] in LINES
