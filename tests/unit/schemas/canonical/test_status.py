"""Status at an instant, as known at another, against a naive model that tries every act."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.canonical.certificate import CertificateType, certificate_number
from schemas.canonical.status import (
    FINAL,
    LAWFUL,
    REASONS,
    Act,
    ReasonCode,
    State,
    Status,
    UnlawfulAct,
    check_lawful,
    status_at,
)
from tests.vectors.certificates.samples import ISSUED_ON, NOW

NUMBER = certificate_number(CertificateType.ARTICLE37, ISSUED_ON, 123)
OTHER = certificate_number(CertificateType.ARTICLE37, ISSUED_ON, 124)
DAYS = 12
UNTIL = NOW + timedelta(days=DAYS)
TICK = timedelta(microseconds=1)


def day(number: int) -> datetime:
    return NOW + timedelta(days=number)


def act(state: State, effective: int, recorded: int, **words: object) -> Act:
    """Return an act with a fit reason, its times in days from the issue."""
    made = Act(
        number=NUMBER,
        state=state,
        effective_at=day(effective),
        recorded_at=day(recorded),
        reason=min(REASONS[state]),
        note="آزمون",
        by="operator",
        superseded_by=OTHER if state is State.SUPERSEDED else None,
    )
    return replace(made, **words)  # type: ignore[arg-type]  # handed on as they are


ATTEMPTS = st.lists(
    st.tuples(st.sampled_from(sorted(REASONS)), st.integers(-1, DAYS + 2), st.integers(1, 3)),
    max_size=8,
)


def lawful_acts(attempts: Sequence[tuple[State, int, int]]) -> list[Act]:
    """Return those attempts that are lawful after one another, each recorded some days later."""
    acts: list[Act] = []
    recorded = 0
    for state, effective, pause in attempts:
        recorded += pause
        new = act(state, effective, recorded)
        try:
            check_lawful(NOW, UNTIL, acts, new)
        except UnlawfulAct:
            continue
        acts.append(new)
    return acts


def naive(acts: Sequence[Act], at: datetime, known_at: datetime) -> State | None:
    """Return the state by brute force: the last known act whose effect has come has the word."""
    if at < NOW or known_at < NOW:
        return None
    state = State.ISSUED
    for one in acts:
        if one.recorded_at <= known_at and one.effective_at <= at:
            state = one.state
    return State.EXPIRED if at > UNTIL and state not in FINAL else state


def instants(acts: Sequence[Act]) -> list[datetime]:
    """Return every instant at which anything can change, and those just beside it."""
    turns = {NOW, UNTIL, *(a.effective_at for a in acts), *(a.recorded_at for a in acts)}
    return sorted(turn + shift for turn in turns for shift in (-TICK, timedelta(), TICK))


def told(acts: Sequence[Act], at: datetime, known_at: datetime) -> Status | None:
    return status_at(NOW, UNTIL, acts, at=at, known_at=known_at)


@given(ATTEMPTS)
def test_every_instant_in_both_times_is_what_the_naive_model_says(
    attempts: list[tuple[State, int, int]],
) -> None:
    """A revoked certificate would pass somewhere in time, or a good one fail."""
    acts = lawful_acts(attempts)
    for known_at in instants(acts):
        for at in instants(acts):
            found = told(acts, at, known_at)
            assert (found.state if found else None) == naive(acts, at, known_at)


@given(ATTEMPTS)
def test_since_and_next_change_bound_the_present_state(
    attempts: list[tuple[State, int, int]],
) -> None:
    """Whoever asks again at the next change would have missed one, or ask for ever."""
    acts = lawful_acts(attempts)
    known_at = day(DAYS * 3)
    turns = instants(acts)
    for at in (turn for turn in turns if turn >= NOW):
        found = told(acts, at, known_at)
        assert found is not None
        assert found.since <= at
        end = found.next_change or turns[-1]
        for later in (turn for turn in turns if at <= turn < end):
            assert naive(acts, later, known_at) == found.state
        if found.next_change is not None:
            after = told(acts, max(at, found.next_change) + TICK, known_at)
            assert after is not None
            assert after.since >= found.next_change


@given(ATTEMPTS)
def test_a_final_state_is_final_in_both_times(attempts: list[tuple[State, int, int]]) -> None:
    """A revocation that was told to somebody would be undone by a later act, or by time."""
    acts = lawful_acts(attempts)
    turns = instants(acts)
    ended: dict[datetime, bool] = {}
    for known_at in turns:
        for at in turns:
            found = told(acts, at, known_at)
            final = found is not None and found.state in FINAL
            earlier = any(over for turn, over in ended.items() if turn <= at)
            assert final or not earlier
            ended[at] = final


@given(ATTEMPTS, st.integers(1, 40))
def test_the_past_is_told_as_it_was_known(
    attempts: list[tuple[State, int, int]], known: int
) -> None:
    """What an office was told last month could not be told again to a court."""
    acts = lawful_acts(attempts)
    then = [one for one in acts if one.recorded_at <= day(known)]
    for at in instants(acts):
        assert told(acts, at, day(known)) == told(then, at, day(known))


def test_a_later_word_on_an_earlier_time_has_the_last_word() -> None:
    """A forgery found today that is six days old would be good for five of them."""
    acts = [act(State.SUSPENDED, 5, 2), act(State.REVOKED, 3, 6)]
    reason = min(REASONS[State.REVOKED])
    assert told(acts, day(4), day(5)) == Status(State.ISSUED, NOW, next_change=day(5))
    assert told(acts, day(4), day(6)) == Status(State.REVOKED, day(3), reason)
    assert told(acts, day(9), day(6)) == Status(State.REVOKED, day(3), reason)


def test_a_superseded_one_names_what_replaces_it() -> None:
    """A holder would be told that his paper is void, and not which one is good."""
    found = told([act(State.SUPERSEDED, 1, 1)], day(2), day(2))
    assert found is not None
    assert (found.state, found.superseded_by, found.next_change) == (State.SUPERSEDED, OTHER, None)


def test_validity_ends_with_its_last_instant() -> None:
    """A certificate would expire a second before its own words say."""
    last, after = told([], UNTIL, UNTIL), told([], UNTIL + TICK, UNTIL)
    assert last == Status(State.ISSUED, NOW, next_change=UNTIL)
    assert after == Status(State.EXPIRED, UNTIL)


@pytest.mark.parametrize("before", [State.ISSUED, State.SUSPENDED, *sorted(FINAL), State.EXPIRED])
@pytest.mark.parametrize("after", sorted(REASONS))
def test_only_the_table_allows_a_transition(before: State, after: State) -> None:
    """An operator's slip would bring a revoked certificate back to life."""
    acts = [] if before in {State.ISSUED, State.EXPIRED} else [act(before, 1, 1)]
    new = act(after, DAYS + 1 if before is State.EXPIRED else 2, 2)
    if after in LAWFUL[before]:
        check_lawful(NOW, UNTIL, acts, new)
        return
    with pytest.raises(UnlawfulAct) as caught:
        check_lawful(NOW, UNTIL, acts, new)
    assert caught.value.rule == "status.transition"


@pytest.mark.parametrize(
    ("new", "rule"),
    [
        (act(State.REVOKED, -1, 2), "status.before-issue"),
        (act(State.REVOKED, 1, -1), "status.before-issue"),
        (act(State.REVOKED, 1, 2, superseded_by=OTHER), "status.superseded-by"),
        (act(State.SUPERSEDED, 1, 2, superseded_by=None), "status.superseded-by"),
        (act(State.SUPERSEDED, 1, 2, superseded_by=NUMBER), "status.superseded-by"),
        (act(State.REVOKED, 1, 2, reason=ReasonCode.UNDER_REVIEW), "status.reason"),
        (replace(act(State.REVOKED, 1, 2), state=State.EXPIRED), "status.reason"),
    ],
)
def test_an_act_against_the_rules_is_named(new: Act, rule: str) -> None:
    """History would say what cannot have been."""
    with pytest.raises(UnlawfulAct) as caught:
        check_lawful(NOW, UNTIL, [], new)
    assert caught.value.rule == rule


@pytest.mark.parametrize("recorded", [1, 2])
def test_history_is_written_in_one_order(recorded: int) -> None:
    """Two acts of one instant would make two readers tell two stories."""
    with pytest.raises(UnlawfulAct) as caught:
        check_lawful(NOW, UNTIL, [act(State.SUSPENDED, 1, 2)], act(State.REVOKED, 1, recorded))
    assert caught.value.rule == "status.order"


def test_only_a_revocation_is_brought_forward() -> None:
    """A revocation that is due tomorrow would be lifted by a suspension of today."""
    due = [act(State.REVOKED, 9, 1)]
    check_lawful(NOW, UNTIL, due, act(State.REVOKED, 3, 2))
    for state in (State.SUSPENDED, State.SUPERSEDED):
        with pytest.raises(UnlawfulAct) as caught:
            check_lawful(NOW, UNTIL, due, act(state, 3, 2))
        assert caught.value.rule == "status.final-later"
