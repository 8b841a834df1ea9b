"""A receipt's profile: what it says of itself and of what was told agrees, or no key moves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import files
from tomllib import loads

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.canonical.disclosure import Basis, Disclosed, Telling, person_subject
from schemas.canonical.identifiers import parse_national_id
from schemas.canonical.receipt import Receipt, ReceiptState
from schemas.xml import parse
from signing.canonicalize import canonical
from signing.profile import ProfileViolation, prepare_receipt
from signing.receipts import broken_rules
from simulators.kit import identifiers
from tests.vectors.certificates.receipts import RECEIPTS, lookup_receipt, refused_receipt
from tests.vectors.certificates.samples import CASE, NOW, natural, receipt

Change = Callable[[Receipt], Receipt]
NAIVE = datetime(2026, 11, 22, 8)  # noqa: DTZ001 - naive on purpose
TOLD = lookup_receipt().disclosed[0]
SILENT = lookup_receipt().disclosed[2]


@pytest.mark.parametrize("name", RECEIPTS)
def test_every_receipt_keeps_its_profile_and_is_canonical(name: str) -> None:
    """An answer could not go out for want of its receipt, or with one that does not verify."""
    prepared = prepare_receipt(RECEIPTS[name])
    assert prepared.number == str(receipt().id)
    assert canonical(parse(prepared.xml)) == prepared.xml


def test_samples_are_of_every_state_and_outcome() -> None:
    """A state would be tested by nothing."""
    assert {one.state for one in RECEIPTS.values()} == {*ReceiptState}
    outcomes = {told.outcome for one in RECEIPTS.values() for told in one.disclosed}
    assert outcomes == {*Telling} - {Telling.NOT_FOUND}


def with_(**changes: object) -> Change:
    return lambda one: replace(one, **changes)  # type: ignore[arg-type]  # named fields of it


def telling(one: Disclosed, **changes: object) -> Change:
    """Return the change to one disclosure alone, ``one`` with ``changes``."""
    return with_(disclosed=(replace(one, **changes),))  # type: ignore[arg-type]  # fields of it


def asking(**changes: object) -> Change:
    """Return the change to one disclosure with ``changes`` of what was asked."""
    return telling(TOLD, asked=replace(TOLD.asked, **changes))  # type: ignore[arg-type]  # of it


def subject(text: str) -> Change:
    return asking(subject=text)


COURSE: list[tuple[str, Change]] = [
    ("receipt.due", with_(due_at=receipt().received_at)),
    ("receipt.case", with_(due_at=None)),
    ("receipt.case", with_(case_id=None)),
    ("receipt.answered-at", with_(answered_at=NOW - timedelta(days=1))),
    ("receipt.request-digest", with_(request_digest=b"short")),
    ("receipt.answer-digest", with_(answer_digest=b"short")),
    ("receipt.state", with_(answer_digest=None)),
    ("receipt.state", with_(state=ReceiptState.PENDING)),
    ("receipt.state-of-case", with_(state=ReceiptState.REFUSED, answer_digest=None)),
    ("receipt.state-of-case", with_(state=ReceiptState.UNANSWERED, answer_digest=None)),
    ("instant.naive", with_(received_at=NAIVE)),
    ("instant.naive", with_(due_at=NAIVE)),
    ("instant.naive", telling(TOLD, as_of=NAIVE)),
    ("schema.Consumer", with_(consumer="No Such Consumer")),
    ("schema.MessageId", with_(message_id="")),
    ("text.control-character", with_(message_id="a\rb")),
]
LOOKUP: list[tuple[str, Change]] = [
    ("receipt.case", with_(case_id=CASE)),
    ("receipt.case", with_(due_at=NOW + timedelta(days=1))),
    ("receipt.state-of-case", with_(state=ReceiptState.PENDING, answer_digest=None)),
    ("receipt.told", with_(state=ReceiptState.UNANSWERED, answer_digest=None)),
    ("receipt.disclosed-twice", with_(disclosed=(TOLD, SILENT, TOLD))),
    ("disclosure.subject", subject(person_subject(natural().national_id))),
    ("disclosure.subject", subject(natural().national_id)),
    ("disclosure.subject", subject("sha256:" + "A" * 64)),
    ("disclosure.subject", subject("sha256:" + "a" * 63)),
    ("disclosure.subject", subject("sha256:" + "a" * 64 + "\n")),
    ("disclosure.subject", subject(f"sha256:{natural().national_id}" + "a" * 64)),
    ("disclosure.agreement", asking(basis=None)),
    ("disclosure.agreement-digest", asking(basis=Basis(b"short", "37"))),
    ("disclosure.reason", telling(TOLD, reason="agreement.none")),
    ("disclosure.told", telling(TOLD, outcome=Telling.SILENT)),
    ("disclosure.told", telling(TOLD, outcome=Telling.NOT_FOUND)),
    ("disclosure.told-and-withheld", telling(TOLD, withheld=("person.alive",))),
    ("disclosure.field-twice", telling(TOLD, withheld=("person.father_name",) * 2)),
    ("disclosure.field-twice", asking(fields=("person.alive",) * 2)),
    ("schema.Provider", asking(provider="Civil Registry")),
    ("schema.Service", asking(task="No service")),
    ("schema.UseCase", asking(task="No service", task_kind="use_case")),
    ("schema.Purpose", asking(purpose="")),
    ("schema.Article", asking(basis=Basis(bytes(32), ""))),
    ("schema.Article", asking(basis=Basis(bytes(32), "x" * 501))),
    ("schema.Asked", asking(fields=(natural().national_id,))),
    ("schema.Asked", asking(fields=(f"person.n{natural().national_id}",))),
    ("schema.Told", telling(TOLD, told={"person.alive": "shouted"})),
    ("schema.Told", telling(TOLD, told={"alive": "whole"})),
    ("schema.Withheld", telling(TOLD, withheld=("person.",))),
    ("schema.Withheld", telling(TOLD, withheld=tuple(f"a.{'b' * n}" for n in range(1, 52)))),
]
REFUSED: list[tuple[str, Change]] = [
    ("disclosure.reason", lambda one: telling(one.disclosed[0], reason=None)(one)),
    ("receipt.told", lambda one: telling(one.disclosed[0], told={"a.b": "whole"})(one)),
    ("receipt.told", with_(disclosed=(TOLD,))),
    ("schema.Reason", lambda one: telling(one.disclosed[0], reason="No!")(one)),
]


@pytest.mark.parametrize(
    ("good", "rule", "change"),
    [
        *((receipt(), *one) for one in COURSE),
        *((lookup_receipt(), *one) for one in LOOKUP),
        *((refused_receipt(), *one) for one in REFUSED),
    ],
)
def test_each_violation_is_refused_by_name(good: Receipt, rule: str, change: Change) -> None:
    """A receipt that contradicts itself, or names a person, would be signed."""
    with pytest.raises(ProfileViolation) as caught:
        prepare_receipt(change(good))
    assert caught.value.rule == rule


def test_who_did_answer_may_stand_in_a_receipt_of_silence() -> None:
    """A lookup of two providers, one of them silent, could not be kept as what it was."""
    answered = replace(TOLD, told={}, withheld=tuple(TOLD.told))
    changes = with_(state=ReceiptState.UNANSWERED, answer_digest=None, disclosed=(answered, SILENT))
    assert prepare_receipt(changes(lookup_receipt())).xml


@pytest.mark.parametrize("word", ["a", "a--b", "a-", "article37", "a" * 64])
def test_whatever_word_a_door_lets_in_can_be_refused_with_a_receipt(word: str) -> None:
    """An unknown purpose would be an error of ours instead of a refusal."""
    asked = replace(refused_receipt().disclosed[0].asked, purpose=word, task=word)
    refused = telling(refused_receipt().disclosed[0], asked=asked)
    assert prepare_receipt(refused(refused_receipt())).xml


def test_there_is_a_limit_to_disclosures() -> None:
    """A receipt would be signed that no reader of ours takes for its size."""
    many = tuple(subject(f"sha256:{n:064x}")(receipt()).disclosed[0] for n in range(61))
    assert prepare_receipt(replace(receipt(), disclosed=many[:60])).xml
    with pytest.raises(ProfileViolation, match=r"schema\.Disclosure"):
        prepare_receipt(replace(receipt(), disclosed=many))


def test_the_fullest_receipt_is_still_read() -> None:
    """A receipt of all that the schema allows would be too large to be verified."""
    names = tuple(f"{'f' * (10 + n)}.{'x' * (53 - n)}" for n in range(50))
    more = tuple(f"{'g' * (10 + n)}.{'x' * (53 - n)}" for n in range(50))
    article = "\u06f3" * 500
    asked = replace(TOLD.asked, basis=Basis(bytes(32), article), fields=names)
    full = replace(TOLD, asked=asked, told=dict.fromkeys(names, "age-band"), withheld=more)
    many = tuple(replace(full, asked=replace(asked, subject=f"sha256:{n:064x}")) for n in range(60))
    assert prepare_receipt(replace(lookup_receipt(), disclosed=many)).xml


def test_a_violation_says_nothing_of_the_person() -> None:
    """Violations are logged, and logs never hold a national id."""
    number = natural().national_id
    for change in (subject(number), asking(purpose=number), asking(fields=(number,))):
        with pytest.raises(ProfileViolation) as caught:
            prepare_receipt(change(lookup_receipt()))
        assert number not in str(caught.value)


@given(st.text(max_size=63))
def test_no_subject_but_a_hidden_one_gets_into_a_receipt(text: str) -> None:
    """A personal number would stand in a document that goes from hand to hand."""
    assert "disclosure.subject" in {*broken_rules(subject(text)(lookup_receipt()))}
    assert "disclosure.subject" in {*broken_rules(subject(f"sha256:{text}")(lookup_receipt()))}


@given(
    st.sampled_from([*ReceiptState]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from([*Telling]),
    st.booleans(),
    st.booleans(),
)
def test_what_is_signed_agrees_with_itself(
    state: ReceiptState,
    case: bool,
    due: bool,
    answer: bool,
    outcome: Telling,
    agreed: bool,
    reason: bool,
) -> None:
    """Some combination of words would pass that contradict each other."""
    one = replace(
        TOLD,
        outcome=outcome,
        told=TOLD.told if outcome is Telling.TOLD else {},
        asked=TOLD.asked if agreed else replace(TOLD.asked, basis=None),
        reason="agreement.none" if reason else None,
    )
    written = replace(
        receipt(),
        state=state,
        case_id=CASE if case else None,
        due_at=receipt().due_at if due else None,
        answer_digest=bytes(32) if answer else None,
        disclosed=(one,),
    )
    sound = (
        case == due
        and answer == (state is ReceiptState.ANSWERED)
        and (state is ReceiptState.ANSWERED or case == (state is ReceiptState.PENDING))
        and (agreed or outcome is Telling.REFUSED)
        and reason == (outcome is Telling.REFUSED)
        and (answer or case or not one.told)
    )
    assert sound == (not [*broken_rules(written)])
    if sound:
        assert prepare_receipt(written).xml


def test_every_field_that_there_is_can_stand_in_a_receipt() -> None:
    """A lookup of a field would fail at its receipt, when all else is done."""
    providers = loads((files("hub.policy") / "fields.toml").read_text("utf-8"))
    assert len(providers) > 3
    for code, provider in providers.items():
        told = dict.fromkeys(provider["fields"], "whole")
        assert prepare_receipt(
            telling(TOLD, told=told, withheld=(), asked=replace(TOLD.asked, provider=code))(
                lookup_receipt()
            )
        ).xml


@pytest.mark.parametrize(
    "text",
    [
        person_subject(parse_national_id(identifiers.national_id(98 * 999_999 + 7))),
        "contract:9980000009",
        "contract:ocds-peyvnd-1/2 9980000009",
        "positions:1",
        "positions:1-2;told=9980000009",
        "lines:1-2",
        "lines:1-2;national-id:9980000009",
        "shared-contracts:9980000009",
        "anything",
    ],
)
def test_nobody_can_be_slipped_in_where_nobody_stands(text: str) -> None:
    """A receipt goes from hand to hand: a person's number would stand in it for all to read."""
    assert "disclosure.subject" in broken_rules(subject(text)(lookup_receipt()))
    told = replace(TOLD, asked=replace(TOLD.asked, subject=text))
    assert told.under(bytes(32)).asked.subject.startswith("sha256:")


def test_what_is_nobody_is_read_by_everyone() -> None:
    """A follower could not see which versions his receipt is of."""
    told = replace(TOLD, asked=replace(TOLD.asked, subject="positions:1-1000"))
    assert told.under(bytes(32)) == told
    prepared = prepare_receipt(telling(told)(lookup_receipt()))
    assert b"<Subject>positions:1-1000</Subject>" in prepared.xml
    assert b"SubjectDigest" not in prepared.xml
