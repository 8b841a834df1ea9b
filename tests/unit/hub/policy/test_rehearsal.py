"""A draft is judged on the past as the road would have judged it: no more, no less."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.policy.agreements import Agreements, load_agreements
from hub.policy.passports import Passport, load_passports
from hub.policy.rehearsal import Difference, Rehearsed, rehearse
from hub.policy.rehearsal_rules import Rules
from hub.policy.rehearsal_words import in_english, in_persian
from schemas.canonical.disclosure import Telling
from tests.unit.hub.policy.agreement_files import KEY, fields, loaded
from tests.unit.hub.policy.passport_files import text
from tests.unit.hub.policy.traffic import GIVEN, Question, answered, line, told_by

TODAY = date(2026, 11, 22)
OTHER = KEY._replace(purpose="other")
NOBODY = KEY._replace(purpose="nobody-agreed")
NOTHING = load_agreements({}, fields())
Found = dict[tuple[str, str], int]


def rules(held: Agreements, laid: Agreements) -> Rules:
    """Return what is judged by when ``laid`` is what would be held."""
    return Rules(held, laid, fields(), TODAY)


def differences(done: Rehearsed) -> Found:
    """Return how often something would have been otherwise."""
    return {(one.what, one.detail): times for one, times in done.differences.items()}


def of_draft(
    question: Question,
    draft: Mapping[str, str | None],
    held: Mapping[str, str | None] | None = None,
) -> Found:
    """Return what a draft would have made of one question under an agreement."""
    before, after = loaded(held or {}), loaded(draft)
    done = rehearse(answered(before, [question]), rules(before, after), ())
    assert (done.questions, done.concerned) == (1, 1)
    return differences(done)


_FORMS = {
    "person.given_name": ("whole", "masked"),
    "person.family_name": ("whole", "masked"),
    "person.birth_date": ("whole", "masked", "yes-no", "age-band"),
    "person.alive": ("yes-no",),
}


@st.composite
def _terms(draw: st.DrawFn, quota: st.SearchStrategy[int]) -> dict[str, str]:
    """Draw what an agreement grants, at which hours, how often."""
    names = draw(st.lists(st.sampled_from(GIVEN), min_size=1, unique=True))
    rows = [
        f'{{name = "{name}", transform = "{draw(st.sampled_from(_FORMS[name]))}"}}'
        for name in names
    ]
    minute = draw(quota)
    hours = draw(st.sampled_from(["00:00-24:00", "07:00-21:00", "09:00-10:00"]))
    return {
        "fields": f"[{', '.join(rows)}]",
        "allowed_hours": f'["{hours}"]',
        "quota": f"{{per_minute = {minute}, per_day = {draw(st.integers(minute, minute + 9))}}}",
    }


_QUESTIONS = st.lists(
    st.builds(
        Question,
        st.sampled_from([KEY, OTHER, NOBODY]),
        st.sampled_from([0, 29, 30, 31, 149, 150, 151, 1470, 1471, 1590]),
        st.lists(st.sampled_from(GIVEN), unique=True, max_size=2).map(tuple),
        st.sampled_from([Telling.TOLD, Telling.NOT_FOUND, Telling.SILENT]),
    ),
    max_size=25,
)
_TIGHT, _WIDE = st.integers(1, 3), st.just(1000)


@given(_terms(_TIGHT), _terms(_TIGHT), _QUESTIONS)
def test_what_was_in_force_changes_nothing(
    first: dict[str, str], second: dict[str, str], asked: list[Question]
) -> None:
    """A draft would be blamed for what has always been so."""
    same = loaded(first, {**second, "purpose": '"other"'})
    traffic = answered(same, asked)
    as_a_draft = rehearse(traffic, rules(NOTHING, same), ())
    assert as_a_draft.differences == {}
    assert as_a_draft.concerned == sum(one.key != NOBODY for one in asked)
    unchanged = rehearse(traffic, rules(same, same), ())
    assert (unchanged.questions, unchanged.concerned) == (len(asked), 0)


@given(_terms(_WIDE), _terms(_WIDE), _QUESTIONS)
def test_every_verdict_is_the_agreements_own(
    before: dict[str, str], after: dict[str, str], asked: list[Question]
) -> None:
    """A rehearsal would promise what the hub then does not do."""
    held, laid = loaded(before), loaded(after)
    expected: Counter[Difference] = Counter()
    for one in asked:
        if held.digest != laid.digest and one.key == KEY:
            expected.update(_expected(one, told_by(held, one), told_by(laid, one), laid))
    done = rehearse(answered(held, asked), rules(held, laid), ())
    assert done.differences == expected


def _expected(
    one: Question, old: dict[str, str] | str, new: dict[str, str] | str, laid: Agreements
) -> set[Difference]:
    """Return what is otherwise between what was and what would have been told."""
    if isinstance(new, str):
        return set() if isinstance(old, str) else {Difference(KEY, "refused", new)}
    if isinstance(old, str):
        granted = laid.grant(KEY, one.at).agreement.fields
        names = one.asked or tuple(granted)
        told = {Difference(KEY, "told", name, None, str(granted[name])) for name in names}
        return {Difference(KEY, "permitted", old), *told}
    return {
        Difference(
            KEY,
            "withheld" if name not in new else "form" if name in old else "told",
            name,
            old.get(name),
            new.get(name),
        )
        for name in old.keys() | new.keys()
        if old.get(name) != new.get(name)
    }


@given(_terms(_TIGHT), _QUESTIONS)
def test_a_quota_is_spent_as_it_is_counted(terms: dict[str, str], asked: list[Question]) -> None:
    """A quota would be agreed that is too small, after a rehearsal that found it large enough."""
    wide = {**terms, "quota": "{per_minute = 1000, per_day = 1000}"}
    held, laid = loaded(wide), loaded(terms)
    really = [one for (one,) in answered(laid, asked) if one.reason == "agreement.quota"]
    done = rehearse(answered(held, asked), rules(held, laid), ())
    spent = {one.new: times for one, times in done.differences.items()}
    assert sum(spent.values()) == len(really)
    assert spent.keys() <= {"minute", "day"}


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        ({"allowed_hours": '["10:00-11:00"]'}, {("refused", "agreement.hours"): 1}),
        ({"purpose": '"another"'}, {("refused", "agreement.none"): 1}),
        ({"valid_from": "2027-01-01", "maximum_age": "60"}, {}),
        ({"valid_until": "2026-11-22"}, {}),
        ({"valid_until": "2026-11-21"}, {("refused", "agreement.not-in-force"): 1}),
        ({"signed": "true"}, {("signature", ""): 1}),
        (
            {"fields": '[{name = "person.alive", transform = "yes-no"}]'},
            {
                ("told", "person.alive"): 1,
                ("withheld", "person.family_name"): 1,
                ("withheld", "person.birth_date"): 1,
            },
        ),
    ],
)
def test_a_draft_is_judged_as_if_it_held(draft: dict[str, str], found: Found) -> None:
    """Of a draft that begins next year nothing could be learned, of one that ends, the wrong."""
    assert of_draft(Question(KEY), draft) == found


def test_a_draft_beside_what_stays_is_what_is_judged() -> None:
    """The renewal of an agreement would be rehearsed as the agreement that it follows."""
    held = loaded({})
    follows = {"valid_from": "2027-03-21", "valid_until": "2028-03-19"}
    laid = loaded({}, {**follows, "allowed_hours": '["23:00-24:00"]'})
    traffic = answered(held, [Question(KEY)])
    assert differences(rehearse(traffic, rules(held, laid), ())) == {
        ("refused", "agreement.hours"): 1
    }
    ended = loaded(
        {}, {"valid_from": "2025-03-21", "valid_until": "2026-03-20", "maximum_age": "1"}
    )
    assert differences(rehearse(traffic, rules(held, ended), ())) == {}


def test_a_name_that_is_no_more_granted_stops_who_asks_for_it() -> None:
    """Who names his fields would be told less without a word."""
    draft = {"fields": '[{name = "person.alive", transform = "yes-no"}]'}
    asked = Question(KEY, asked=("person.family_name",))
    assert of_draft(asked, draft) == {("refused", "agreement.field"): 1}
    back = of_draft(asked, {}, held=draft)
    assert back == {("permitted", "agreement.field"): 1, ("told", "person.family_name"): 1}


def test_what_was_not_signed_is_still_not() -> None:
    """A draft would be said to admit what lacks the signature that it asks for."""
    held, unsigned = loaded({"signed": "true"}), Question(KEY)
    traffic = [(line(unsigned, outcome=Telling.REFUSED, reason="agreement.signature"),)]
    still = loaded({"signed": "true", "maximum_age": "60"})
    assert differences(rehearse(traffic, rules(held, still), ())) == {}
    found = differences(rehearse(traffic, rules(held, loaded({})), ()))
    assert found[("permitted", "agreement.signature")] == 1
    signed = rehearse(answered(held, [unsigned]), rules(held, still), ())
    assert signed.differences == {}


def test_what_no_agreement_refused_is_no_matter() -> None:
    """A draft would be said to admit what something else has stopped."""
    traffic = [(line(Question(KEY), outcome=Telling.REFUSED, reason="message.replayed"),)]
    draft = loaded({"maximum_age": "60"})
    assert rehearse(traffic, rules(loaded({}), draft), ()).differences == {}


def test_a_question_counts_once_however_many_it_is_about() -> None:
    """A question about a couple would be two, and spend a quota of one."""
    held, draft = loaded({}), loaded({"quota": "{per_minute = 1, per_day = 1}", "signed": "true"})
    (one,) = answered(held, [Question(KEY)])[0]
    found = rehearse([(one, one)], rules(held, draft), ())
    assert differences(found) == {("signature", ""): 1}


def test_a_use_case_stands_on_all_that_its_passport_needs() -> None:
    """One provider's agreement would be narrowed, and nobody told that inquiries stop by it."""
    task = {"service": None, "use_case": '"some-service"'}
    ledger = {
        "provider": '"insurance_ledger"',
        "purpose": '"debt"',
        "fields": '[{name = "debt.total", transform = "whole"}]',
    }
    held = loaded(task, {**task, **ledger})
    narrowed = loaded(
        task, {**task, **ledger, "fields": '[{name = "debt.total", transform = "yes-no"}]'}
    )
    needs = (
        '[{agency = "civil_registry", fields = ["person.family_name"], purpose = "identity-check"},'
        ' {agency = "insurance_ledger", fields = ["debt.total"], purpose = "debt"}]'
    )
    key = held.all[0].key
    traffic = answered(held, [Question(key)])
    passports = _passports(needs)
    done = rehearse(traffic, rules(held, narrowed), passports)
    (found,) = done.differences
    assert (found.key.provider, found.what, found.detail) == (
        "insurance_ledger",
        "refused",
        "agreement.field",
    )
    assert rehearse(traffic, rules(held, narrowed), ()).concerned == 0


def test_what_a_draft_does_not_touch_is_not_laid_to_it() -> None:
    """A draft would be blamed for another agreement that has ended meanwhile."""
    task = {"service": None, "use_case": '"some-service"'}
    ended = {"purpose": '"other"', "valid_from": "2025-01-01", "valid_until": "2026-11-10"}
    held = loaded(task, {**task, **ended})
    draft = loaded({**task, "maximum_age": "60"}, {**task, **ended})
    needs = ", ".join(
        f'{{agency = "civil_registry", fields = ["person.family_name"], purpose = "{purpose}"}}'
        for purpose in ("identity-check", "other")
    )
    traffic = answered(held, [Question(held.all[0].key)])
    done = rehearse(traffic, rules(held, draft), _passports(f"[{needs}]"))
    assert (done.concerned, done.differences) == (1, {})


def test_what_stays_beside_a_draft_is_what_holds_now() -> None:
    """The past would be judged by an agreement that ended before it."""
    first = {"valid_from": "2025-03-21", "valid_until": "2026-03-20"}
    late = {"valid_from": "2027-03-21", "valid_until": "2028-03-19"}
    ended = {**first, "allowed_hours": '["23:00-24:00"]'}
    held = loaded(ended, {}, late)
    elsewhere = loaded(ended, {}, {**late, "purpose": '"another"'})
    done = rehearse(answered(held, [Question(KEY)]), rules(held, elsewhere), ())
    assert (done.concerned, done.differences) == (1, {})


def test_half_an_answer_told_nothing_and_would_tell_nothing() -> None:
    """A field would be said to be told newly of somebody whom another provider does not know."""
    held = loaded({"fields": '[{name = "person.alive", transform = "yes-no"}]'})
    unknown = line(Question(OTHER), outcome=Telling.NOT_FOUND)
    known = line(Question(KEY), withheld=GIVEN)
    other = {"purpose": '"other"'}
    draft = loaded({}, other)
    done = rehearse([(known, unknown)], rules(held, draft), ())
    assert (done.concerned, done.differences) == (1, {})


def test_every_difference_has_words() -> None:
    """Who decides on a draft would read a code, or half a sentence."""
    codes = ["agreement.none", "agreement.hours", "agreement.field", "x.unheard-of"]
    found = [
        *(Difference(KEY, "refused", code) for code in codes),
        Difference(KEY, "refused", "agreement.quota", new="day"),
        Difference(KEY, "permitted", "agreement.signature"),
        Difference(KEY, "told", "person.alive", None, "yes-no"),
        Difference(KEY, "withheld", "person.alive", "yes-no"),
        Difference(KEY, "form", "person.birth_date", "whole", "age-band"),
        Difference(KEY, "signature"),
    ]
    english = [in_english(one) for one in found]
    persian = [in_persian(one, fields()) for one in found]
    assert len({*english}) == len({*persian}) == len(found)
    assert not [one for one in english + persian if "None" in one or "{" in one]
    assert english[4] == "would have been refused: the quota of a day is spent [agreement.quota]"
    assert persian[4] == "رد می‌شد: سهمیهٔ روز به پایان رسیده است"
    assert english[8] == "would have been told person.birth_date age-band instead of whole"
    assert persian[8] == "«تاریخ تولد» به شکل بازهٔ سنی به جای کامل گفته می‌شد"


def _passports(needs: str) -> tuple[Passport, ...]:
    return load_passports({"some-service.toml": text(needs=needs)}, fields())
