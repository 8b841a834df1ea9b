"""The register held against a model that knows every form by itself."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.usecases.article38.paper.life import LIFE, FormState
from hub.usecases.article38.paper.register import Register
from hub.usecases.article38.paper.weigh import weigh
from schemas.canonical.paper_form import Entry, FormAct, Line, Minute, Office, Span

DAY = date(2020, 12, 1)
LAST = 30
HERE = Minute("1", DAY, "07", "0210", (Office.BRANCH_HEAD,))


def span(first: int, last: int, series: str = "AB") -> Span:
    """Return forms of a series."""
    return Span(series, first, last)


def kept(act: str, first: int, last: int, minute: Minute = HERE, **more: str) -> Entry:
    """Return an entry of the register."""
    line = Line(FormAct(act), span(first, last), **more)
    return Entry(line, minute.number, minute.day, minute.province, minute.branch)


SPANS = st.tuples(st.integers(1, LAST), st.integers(1, LAST)).map(lambda two: sorted(two))
LINES = st.lists(
    st.builds(
        lambda act, ends, series: Line(act, Span(series, *ends)),
        st.sampled_from(FormAct),
        SPANS,
        st.sampled_from(["AB", "AC"]),
    ),
    max_size=25,
)


@given(LINES)
def test_no_form_is_in_two_states_and_the_sums_add_up(lines: list[Line]) -> None:
    """A form would be counted twice, or be lost; or a line be taken for forms it cannot be for."""
    register = Register()
    model: dict[tuple[str, int], FormState] = {}
    delivered = 0
    for number, line in enumerate(lines):
        minute = Minute(str(number), DAY, "07", "0210", (Office.BRANCH_HEAD,))
        (found,) = weigh(minute, [line], register, ())
        forms = [(line.span.series, n) for n in range(line.span.first, line.span.last + 1)]
        fits = all((model.get(one), line.act) in LIFE for one in forms)
        assert found.taken == fits
        wrong = sum(slip.span.forms for slip in found.slips)
        assert wrong == sum((model.get(one), line.act) not in LIFE for one in forms)
        if fits:
            model |= {one: LIFE[model.get(one), line.act] for one in forms}
            delivered += len(forms) * (line.act is FormAct.DELIVERED)
    counted: Counter[FormState] = Counter()
    for series in ("AB", "AC"):
        following = 1
        for piece in register.pieces(Span(series, 1, LAST)):
            assert piece.span.first == following
            following = piece.span.last + 1
            for n in range(piece.span.first, following):
                assert piece.state == model.get((series, n))
            if piece.state is not None:
                counted[piece.state] += piece.span.forms
        assert following == LAST + 1
    assert sum(counted.values()) == delivered


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({}, None),
        ({"branch": "0310"}, "paper.other-branch"),
        ({"province": "08"}, "paper.other-branch"),
        ({"day": DAY - timedelta(days=1)}, "paper.day-reversed"),
        ({"day": DAY + timedelta(days=1)}, None),
    ],
    ids=["same", "branch", "province", "before", "after"],
)
def test_a_form_lives_at_its_branch_and_forward(
    changes: dict[str, object], rule: str | None
) -> None:
    """A branch could return the forms of another, or before it had them; its sums would be off."""
    told = {"number": "2", "day": DAY, "province": "07", "branch": "0210", "signed_by": ()}
    minute = Minute(**{**told, **changes})  # type: ignore[arg-type]  # of mixed values
    register = Register([kept("delivered", 1, 10)])
    slips = register.slips(Line(FormAct.RETURNED, span(3, 12)), minute)
    expected = [(rule, span(3, 10))] if rule else []
    assert [(one.rule, one.span) for one in slips] == [
        *expected,
        ("paper.not-delivered", span(11, 12)),
    ]


def test_the_same_line_again_is_the_same_and_no_other_is() -> None:
    """Whoever runs a file again would be refused all he told before, or add it twice."""
    register = Register([kept("delivered", 1, 10)])
    again = Line(FormAct.DELIVERED, span(1, 10))
    assert weigh(HERE, [again], register, ())[0].same
    other = Minute("2", DAY, "07", "0210", HERE.signed_by)
    assert weigh(other, [again], register, ())[0].slips[0].rule == "paper.is-printed"
    part = Line(FormAct.DELIVERED, span(1, 9))
    assert weigh(HERE, [part], register, ())[0].slips[0].rule == "paper.is-printed"


def test_lines_of_one_minute_are_held_against_each_other() -> None:
    """Two lines of one paper could take the same form."""
    lines = [
        Line(FormAct.DELIVERED, span(1, 10)),
        Line(FormAct.SPOILED, span(4, 6)),
        Line(FormAct.ISSUED, span(6, 7)),
        Line(FormAct.VOIDED, span(4, 4), replaced_by="38-1"),
        Line(FormAct.VOIDED, span(5, 5), replaced_by="38-2"),
    ]
    found = weigh(HERE, lines, Register(), {"38-1"})
    assert [one.taken for one in found] == [True, True, False, True, False]
    assert [(slip.rule, slip.span) for one in found for slip in one.slips] == [
        ("paper.is-spoiled", span(6, 6)),
        ("paper.no-clearance", span(5, 5)),
    ]
