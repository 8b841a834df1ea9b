"""What a draft would change is said in full, in words, and nothing where nothing changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.policy.agreements import Agreements, load_agreements
from hub.policy.agreements_diff import Change, diff
from hub.policy.agreements_words import in_english, in_persian
from tests.unit.hub.policy.agreement_files import SOUND, fields, loaded, written

_NEXT = {"valid_from": "2027-03-21", "valid_until": "2028-03-19"}
_OTHER = {
    "consumer": '"notary-offices"',
    "service": '"booklet-request"',
    "purpose": '"other"',
    "article": '"another"',
    "fields": '[{name = "person.alive", transform = "yes-no"}]',
    "maximum_age": "60",
    "quota": "{per_minute = 1, per_day = 2}",
    "allowed_hours": '["00:00-24:00"]',
    "delivery": '"batch"',
    "signed": "true",
    "valid_from": "2026-04-01",
    "valid_until": "2027-04-01",
    "approver": '"another office"',
}


def _only(**changes: str) -> Change:
    """Return the one change between the sound agreement and it with ``changes``."""
    (change,) = diff(loaded({}), loaded(changes))
    return change


def test_the_same_is_no_change() -> None:
    """A comment, a new file name or another order would be read as a change."""
    renamed = load_agreements({"renamed.toml": f"# why\n{written()}"}, fields())
    assert diff(loaded({}), renamed) == ()


def test_a_field_lost_and_one_gained_are_told() -> None:
    """Who signs a draft would not see that it opens a field or closes one."""
    alive = '[{name = "person.family_name", transform = "whole"},' + _OTHER["fields"][1:]
    gained, lost = diff(loaded({}), loaded({"fields": alive}))
    assert (gained.field, gained.old, gained.new) == ("person.alive", None, "yes-no")
    assert (lost.field, lost.old, lost.new) == ("person.birth_date", "age-band", None)
    assert in_english(gained) == (
        "sso-services (registration, identity-check) gains person.alive (yes-no) of "
        "civil_registry, from 2026-03-21 to 2027-03-20"
    )
    assert "loses person.birth_date (age-band) of civil_registry" in in_english(lost)
    assert "«در قید حیات بودن» (آری یا نه) را از سازمان ثبت احوال به دست می‌آورد" in in_persian(
        gained, fields()
    )
    assert "از 1405/01/01 تا 1405/12/29" in in_persian(gained, fields())
    assert "«تاریخ تولد» (بازهٔ سنی) را از سازمان ثبت احوال از دست می‌دهد" in in_persian(
        lost, fields()
    )


def test_another_form_is_told() -> None:
    """A masked name would become a whole one without a word."""
    change = _only(fields=SOUND["fields"].replace('"whole"', '"masked"', 1))
    assert in_english(change).endswith(
        "has person.family_name of civil_registry told masked instead of whole"
    )
    assert "به شکل پوشیده به جای کامل" in in_persian(change, fields())


@pytest.mark.parametrize(
    ("key", "value", "english", "persian"),
    [
        (
            "maximum_age",
            "60",
            "maximum age of an answer, in seconds, changes from 86400 to 60",
            "عمر",
        ),
        (
            "quota",
            "{per_minute = 6, per_day = 1000}",
            "quota per minute changes from 60 to 6",
            "دقیقه",
        ),
        (
            "quota",
            "{per_minute = 60, per_day = 99}",
            "quota per day changes from 1000 to 99",
            "روز",
        ),
        ("allowed_hours", '["07:00-22:00"]', "from 07:00-21:00 to 07:00-22:00", "ساعت"),
        ("delivery", '"batch"', "delivery changes from inquiry to batch", "از تک‌به‌تک به یکجا"),
        ("signed", "true", "each request is signed changes from no to yes", "از نه به آری"),
        (
            "valid_from",
            "2026-03-22",
            "from 2026-03-21 to 2026-03-22",
            "از 1405/01/01 به 1405/01/02",
        ),
        ("valid_until", "2027-03-19", "from 2027-03-20 to 2027-03-19", "به 1405/12/28"),
        ("article", '"x"', "the legal article changes", "مستند"),
        ("approver", '"x"', "the approver changes from legal office to x", "تصویب"),
    ],
)
def test_every_term_has_words(key: str, value: str, english: str, persian: str) -> None:
    """A quota or an age would change without the draft's reader being told."""
    change = _only(**{key: value})
    assert english in in_english(change)
    assert persian in in_persian(change, fields())
    assert "سازمان ثبت احوال" in in_persian(change, fields())


@pytest.mark.parametrize("key", ["consumer", "service", "purpose"])
def test_other_words_are_a_loss_and_a_gain(key: str) -> None:
    """A purpose that became another would look like the same agreement."""
    changes = diff(loaded({}), loaded({key: _OTHER[key]}))
    assert len(changes) == 4
    assert len({one.key for one in changes if one.old is None}) == 1
    assert {one.key for one in changes if one.old is None} != {
        one.key for one in changes if one.new is None
    }


def test_a_renewal_is_a_gain_of_its_own_time() -> None:
    """The agreement that is in force would be said to change when another follows it."""
    changes = diff(loaded({}), loaded({}, _NEXT))
    assert {(one.old, str(one.begins)) for one in changes} == {(None, "2027-03-21")}
    assert len(changes) == 2
    assert {one.new for one in diff(loaded({}, _NEXT), loaded({}))} == {None}


def test_of_several_the_one_of_the_name_is_compared() -> None:
    """A changed quota of next year would be told as this year's."""
    (change,) = diff(loaded({}, _NEXT), loaded({}, {**_NEXT, "maximum_age": "60"}))
    assert str(change.begins) == "2027-03-21"
    (first,) = diff(loaded({}, _NEXT), loaded({"maximum_age": "60"}, _NEXT))
    assert str(first.begins) == "2026-03-21"


def test_an_end_and_a_change_are_not_mixed() -> None:
    """What ends would be said to become what stays, and what stays to be new."""
    stays = {"b.toml": written(_NEXT)}
    draft = {"b.toml": written({**_NEXT, "maximum_age": "60"})}
    old = load_agreements({"a.toml": written(), **stays}, fields())
    changes = diff(old, load_agreements(draft, fields()))
    assert [one.what for one in changes] == ["maximum_age", "field", "field"]
    assert {str(one.begins) for one in changes if one.new is None} == {"2026-03-21"}


def test_the_days_told_are_the_new_ones() -> None:
    """A field gained in a draft of other days would be told for the old days."""
    draft = {"valid_from": "2026-04-01", "fields": _OTHER["fields"]}
    changes = diff(loaded({}), loaded(draft))
    assert {str(one.begins) for one in changes} == {"2026-04-01"}


def test_all_gained_from_nothing_and_all_lost() -> None:
    """The first agreement, or the last, would be no change."""
    nothing = load_agreements({}, fields())
    assert [one.old for one in diff(nothing, loaded({}))] == [None, None]
    assert [one.new for one in diff(loaded({}), nothing)] == [None, None]


@st.composite
def _sets(draw: st.DrawFn) -> Agreements:
    """Draw one agreement that was changed in any of its terms, or two, or none."""
    picked = draw(st.lists(st.sets(st.sampled_from(sorted(_OTHER))), max_size=2))
    changes = [{key: _OTHER[key] for key in keys} for keys in picked]
    return loaded(*({**one, "purpose": f'"p{number}"'} for number, one in enumerate(changes)))


@given(_sets(), _sets())
def test_there_are_words_if_and_only_if_the_version_changes(
    old: Agreements, new: Agreements
) -> None:
    """A new version would be loaded of which nobody was told what it changes."""
    changes = diff(old, new)
    assert bool(changes) is (old.digest != new.digest)
    assert len(changes) == len(diff(new, old))
    for one in changes:
        assert one.old != one.new
        assert "None" not in in_english(one) + in_persian(one, fields())
