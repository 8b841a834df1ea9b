"""What was agreed passes, under exactly its words and in its time; nothing else does."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import NotPermitted
from hub.policy.agreements import INTERNAL, load_agreements
from hub.policy.agreements_model import Key, Task, WrongAgreements
from tests.unit.hub.policy.agreement_files import KEY, NOON, fields, loaded, written

_FAMILY = '[{name = "contract.*", transform = "whole"}]'
_ALIVE = '[{name = "person.alive", transform = "yes-no"}]'
_NEXT = {"valid_from": "2027-03-21", "valid_until": "2028-03-19"}


def test_what_was_agreed_is_granted() -> None:
    """Nothing would pass, and every service would stand still."""
    agreements = loaded({})
    grant = agreements.grant(KEY, NOON)
    assert grant.tellers.keys() == {"person.family_name", "person.birth_date"}
    assert grant.agreement.maximum_age == timedelta(days=1)
    assert grant.agreement.quota == (60, 1000)
    assert grant.digest == agreements.all[0].digest


@pytest.mark.parametrize(
    "key",
    [
        KEY._replace(consumer="notary-offices"),
        KEY._replace(task=Task("service", "marriage-allowance")),
        KEY._replace(task=Task("use_case", "registration")),
        KEY._replace(purpose="curiosity"),
        KEY._replace(provider="tax_authority"),
    ],
)
def test_under_other_words_nothing_is_granted(key: Key) -> None:
    """A purpose of another service, or nobody's, would open what was agreed for this one."""
    with pytest.raises(NotPermitted) as denied:
        loaded({}).grant(key, NOON)
    assert denied.value.code == "agreement.none"


def test_without_agreements_nothing_is_granted() -> None:
    """An empty folder would let everything pass."""
    with pytest.raises(NotPermitted):
        load_agreements({}, fields()).grant(KEY, NOON)


@pytest.mark.parametrize(
    ("at", "rule"),
    [
        (datetime(2026, 3, 20, 20, 29, tzinfo=UTC), "agreement.not-in-force"),
        (datetime(2026, 3, 21, 3, 29, tzinfo=UTC), "agreement.hours"),
        (datetime(2026, 3, 21, 3, 30, tzinfo=UTC), None),
        (datetime(2027, 3, 20, 17, 29, 59, tzinfo=UTC), None),
        (datetime(2027, 3, 20, 17, 30, tzinfo=UTC), "agreement.hours"),
        (datetime(2027, 3, 20, 20, 30, tzinfo=UTC), "agreement.not-in-force"),
    ],
)
def test_it_holds_in_its_days_and_hours_of_tehran(at: datetime, rule: str | None) -> None:
    """An expired agreement, or one of the day, would be used at night."""
    agreements = loaded({})
    if rule is None:
        assert agreements.grant(KEY, at).agreement.key == KEY
        return
    with pytest.raises(NotPermitted) as denied:
        agreements.grant(KEY, at)
    assert denied.value.code == rule


def test_a_renewal_follows_on_its_day() -> None:
    """The old terms would outlive their agreement, or a gap would open between two."""
    agreements = loaded({}, {**_NEXT, "fields": _ALIVE})
    last = datetime(2027, 3, 20, 12, tzinfo=UTC)
    assert "person.alive" not in agreements.grant(KEY, last).tellers
    assert agreements.grant(KEY, last + timedelta(days=1)).tellers.keys() == {"person.alive"}


def test_two_that_contradict_each_other_are_refused_together() -> None:
    """Which of two terms holds would depend on the order of files."""
    with pytest.raises(WrongAgreements) as refused:
        loaded({}, {"valid_from": "2027-03-20", "valid_until": "2028-01-01", "fields": _ALIVE})
    (problem,) = refused.value.problems
    assert problem.file == "1.toml"
    assert "contradicts 2.toml on fields" in problem.rule
    assert "2027-03-20" in problem.rule


@pytest.mark.parametrize(
    "terms",
    [
        {"maximum_age": "60"},
        {"quota": "{per_minute = 1, per_day = 1}"},
        {"allowed_hours": '["00:00-24:00"]'},
        {"delivery": '"batch"'},
        {"signed": "true"},
    ],
)
def test_every_term_can_contradict(terms: dict[str, str]) -> None:
    """Two quotas, ages or hours would hold at once."""
    with pytest.raises(WrongAgreements):
        loaded({}, terms)


def test_the_same_terms_may_overlap() -> None:
    """An agreement could not be renewed before its last day."""
    agreements = loaded({}, {"valid_until": "2028-03-19", "approver": '"another office"'})
    assert agreements.grant(KEY, NOON).agreement.name == "1"


def test_wrong_files_are_all_named() -> None:
    """The second file's slips would only be seen when the first's are mended."""
    texts = {"a.toml": written({"quota": None}), "b.toml": written({"service": None})}
    with pytest.raises(WrongAgreements) as refused:
        load_agreements(texts, fields())
    assert [one.file for one in refused.value.problems] == ["a.toml", "b.toml"]


@pytest.mark.parametrize(
    ("on", "days"),
    [
        (date(2027, 1, 18), None),
        (date(2027, 1, 19), 60),
        (date(2027, 2, 17), 60),
        (date(2027, 2, 18), 30),
        (date(2027, 3, 12), 30),
        (date(2027, 3, 13), 7),
        (date(2027, 3, 20), 7),
        (date(2027, 3, 21), None),
        (date(2026, 3, 20), None),
    ],
)
def test_an_end_is_told_ahead(on: date, days: int | None) -> None:
    """A service would stop one morning without anybody having been told."""
    agreements = loaded({})
    assert agreements.ends_within(agreements.all[0], on) == days


def test_what_is_followed_without_a_gap_does_not_end() -> None:
    """Who has renewed in time would be warned for nothing; who left a gap would not be."""
    on = date(2027, 3, 15)
    renewed = loaded({}, {**_NEXT, "fields": _ALIVE})
    assert renewed.ends_within(renewed.all[0], on) is None
    gap = loaded({}, {**_NEXT, "valid_from": "2027-03-22"})
    assert gap.ends_within(gap.all[0], on) == 7


def test_what_no_agreement_covers_is_named() -> None:
    """A service would be opened that may not ask for what it needs."""
    agreements, on = loaded({}), NOON.date()
    needs = ["person.family_name", "person.alive", "person.fathers_name"]
    open_ = agreements.uncovered("registration", "civil_registry", "identity-check", needs, on)
    assert open_ == {"person.alive", "person.fathers_name"}
    known = ["person.family_name"]
    for words in (
        ("other", "civil_registry", "identity-check", on),
        ("registration", "tax_authority", "identity-check", on),
        ("registration", "civil_registry", "other", on),
        ("registration", "civil_registry", "identity-check", date(2027, 3, 21)),
    ):
        assert agreements.uncovered(*words[:3], known, words[3]) == {"person.family_name"}


def test_others_agreements_cover_no_service() -> None:
    """What notaries may ask would be taken for what the SSO's own service may ask."""
    words = ("registration", "civil_registry", "identity-check", ["person.family_name"])
    mine = loaded({"consumer": f'"{INTERNAL}"'})
    assert not mine.uncovered(*words, NOON.date())
    other = loaded({"consumer": '"notary-offices"'})
    assert other.uncovered(*words, NOON.date()) == {"person.family_name"}


def test_a_use_case_is_covered_by_its_consumers() -> None:
    """The passport of a duty that agencies call would never be covered."""
    words = ("registration", "civil_registry", "identity-check", ["person.family_name"])
    outside = {"consumer": '"notary-offices"', "service": None, "use_case": '"registration"'}
    assert not loaded(outside).uncovered(*words, NOON.date())


def test_a_family_is_covered_by_all_of_its_fields() -> None:
    """A need of whole contracts would pass for covered by a contract's number."""
    words = ("registration", "tax_authority", "identity-check", ["contract.*"])
    base = {"provider": '"tax_authority"'}
    number = '[{name = "contract.number", transform = "whole"}]'
    assert loaded({**base, "fields": number}).uncovered(*words, NOON.date()) == {"contract.*"}
    assert not loaded({**base, "fields": _FAMILY}).uncovered(*words, NOON.date())


def test_the_version_is_of_what_they_say() -> None:
    """A renamed file would make a new version, or a lost agreement none."""
    one, two = written(), written({"purpose": '"other"'})
    first = load_agreements({"a.toml": one, "b.toml": two}, fields())
    assert first.digest == load_agreements({"z.toml": one, "b.toml": two}, fields()).digest
    assert first.digest != load_agreements({"a.toml": one}, fields()).digest


_CODES = st.sampled_from(["one", "two", "sso-services"])


@given(
    agreed=st.sets(st.tuples(_CODES, _CODES, _CODES), max_size=5),
    asked=st.tuples(_CODES, _CODES, _CODES),
)
def test_only_what_was_agreed_passes(
    agreed: set[tuple[str, str, str]], asked: tuple[str, str, str]
) -> None:
    """Some combination of words that nobody signed would find somebody else's agreement."""
    names = ("consumer", "service", "purpose")
    changes = [{name: f'"{code}"' for name, code in zip(names, one, strict=True)} for one in agreed]
    agreements = loaded(*changes)
    key = Key(asked[0], Task("service", asked[1]), asked[2], "civil_registry")
    if asked in agreed:
        assert agreements.grant(key, NOON).agreement.key == key
    else:
        with pytest.raises(NotPermitted):
            agreements.grant(key, NOON)


def test_what_ends_and_what_has_ended_is_listed() -> None:
    """An operator would have to look through every agreement by himself."""
    other = {"purpose": '"other"'}
    agreements = loaded({}, other, {**other, **_NEXT})
    assert [(one.name, days) for one, days in agreements.ending(date(2027, 2, 18))] == [("1", 30)]
    assert agreements.ended(date(2027, 3, 20)) == []
    assert [one.name for one in agreements.ended(date(2027, 3, 21))] == ["1"]
    assert [one.name for one in agreements.ended(date(2028, 3, 20))] == ["1", "3"]
