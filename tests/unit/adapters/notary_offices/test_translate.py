"""Our notices in the notaries' words: nothing cut short, nothing made up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base.errors import AgencyBrokeContract
from adapters.notary_offices import wire
from adapters.notary_offices.translate import check, message_of
from schemas.canonical.certificate import CertificateNumber
from schemas.canonical.dates import TEHRAN, parse_jalali
from schemas.canonical.decision import Outcome
from schemas.canonical.notice import AnswerNotice, StatusNotice
from schemas.canonical.status import REASONS, State

MOMENT = datetime(2026, 11, 22, 20, 29, 59, tzinfo=UTC)
NUMBER = CertificateNumber("37-1405-9980001001-2")
ANSWER = AnswerNotice(
    id=UUID(int=1),
    receiver="notary-offices",
    case_id=UUID(int=2),
    relates_to="urn:uuid:inquiry",
    outcome=Outcome.GRANTED,
    number=NUMBER,
    deed_text="متن",
    issued=MOMENT,
    valid_until=MOMENT + timedelta(days=30),
    certificate=b"<Certificate/>",
)
STATUS = StatusNotice(
    id=UUID(int=3),
    receiver="notary-offices",
    case_id=UUID(int=2),
    number=NUMBER,
    state=State.REVOKED,
    reason=None,
    since=MOMENT,
    known_at=MOMENT,
    superseded_by=None,
)


@pytest.mark.parametrize(("outcome", "kind"), [(Outcome.GRANTED, "1"), (Outcome.REFUSED, "2")])
def test_positive_and_negative(outcome: Outcome, kind: str) -> None:
    """Taken for one another, a deed is drawn up against a debt, or held up without one."""
    fields = message_of(replace(ANSWER, outcome=outcome)).fields
    assert fields["ReplyType"] == kind
    assert ("بلامانع" in str(fields["ReplyText"])) == (kind == "1")


def test_no_decision_is_no_answer() -> None:
    """An open case must never look like either answer."""
    with pytest.raises(ValueError, match="no answer"):
        message_of(replace(ANSWER, outcome=Outcome.UNDETERMINED))


def test_expiry_is_no_message() -> None:
    """Nobody acts when time runs out; the answer said until when."""
    with pytest.raises(ValueError, match="no act"):
        message_of(replace(STATUS, state=State.EXPIRED))


def test_a_text_is_never_cut() -> None:
    """Half a sentence in a deed may say the opposite of the whole."""
    message_of(replace(ANSWER, deed_text="م" * wire.LONGEST_CONDITIONS))
    with pytest.raises(AgencyBrokeContract) as caught:
        message_of(replace(ANSWER, deed_text="م" * (wire.LONGEST_CONDITIONS + 1)))
    assert caught.value.code == "conditions-too-long"


@given(st.integers(0, 900_000_000))
def test_days_are_tehrans(seconds: int) -> None:
    """A certificate of the last hours of a day in UTC is the next day's in Tehran."""
    moment = MOMENT + timedelta(seconds=seconds)
    fields = message_of(replace(ANSWER, issued=moment)).fields
    assert parse_jalali(str(fields["ReplyDate"])) == moment.astimezone(TEHRAN).date()
    told = message_of(replace(STATUS, since=moment, known_at=moment)).fields
    day, clock = str(told["EffectDate"]), str(told["EffectTime"])
    local = moment.astimezone(TEHRAN)
    assert (parse_jalali(day), clock) == (local.date(), local.strftime("%H:%M:%S"))
    assert datetime.fromisoformat(str(told["KnownAt"])) == moment


@pytest.mark.parametrize("state", sorted(REASONS))
def test_every_act_has_a_word(state: State) -> None:
    """An act without a code of theirs could never be told."""
    codes = {message_of(replace(STATUS, state=one)).fields["State"] for one in REASONS}
    assert len(codes) == len(REASONS)
    for reason in REASONS[state]:
        assert message_of(replace(STATUS, state=state, reason=reason)).fields["Reason"] == reason


def test_what_is_not_said_is_left_out() -> None:
    """An empty reason or successor would be a broken message, not silence."""
    assert message_of(STATUS).fields.keys().isdisjoint({"Reason", "ReplacedBy"})


def test_the_acknowledgement_is_of_this_notice() -> None:
    """A receipt for another message is none for ours."""
    check(wire.Acknowledgement(str(ANSWER.id), MOMENT, duplicate=False), ANSWER)
    with pytest.raises(AgencyBrokeContract) as caught:
        check(wire.Acknowledgement(str(STATUS.id), MOMENT, duplicate=False), ANSWER)
    assert caught.value.code == "other-notice"
