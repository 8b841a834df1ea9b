"""Everything that agencies can come to in an Article 37 case, as hypothesis draws it."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from hub.findings import Silent, Unknown
from hub.usecases.article37.rules import Findings
from tests.kit import article37 as kit

silences: st.SearchStrategy[Any] = st.one_of(
    st.builds(Silent, st.just("agency"), st.sampled_from(("timeout", "http-503")), st.booleans()),
)
unknowns: st.SearchStrategy[Any] = st.just(Unknown("agency"))
persons: st.SearchStrategy[Any] = st.builds(
    kit.person,
    st.sampled_from(("نمونه", "نمونة", "دیگری")),
    st.sampled_from(("آزمون‌زاده", "ازمون زاده", "دیگری")),
    st.sampled_from((None, date(2020, 1, 1))),
    dead=st.booleans(),
).map(kit.attested)
amounts = st.sampled_from((0, 0, 0, 1, 1_500_000))
debts: st.SearchStrategy[Any] = st.builds(kit.debt, amounts, amounts, amounts).map(kit.attested)
candidate_lists: st.SearchStrategy[Any] = st.sampled_from(
    ((), (kit.HERE,), (kit.ELSEWHERE,), (kit.ELSEWHERE, kit.HERE), (kit.HERE, kit.HERE))
).map(kit.attested)

whoever = st.one_of(silences, unknowns, persons)
whatever_debt = st.one_of(silences, unknowns, debts)
wherever = st.one_of(silences, unknowns, candidate_lists)


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, str], Findings]:
    """Draw a request and findings that asking the agencies about it can come to."""
    natural = draw(st.booleans())
    located = draw(st.booleans())
    names = draw(st.sampled_from((kit.NAMED, kit.NATURAL)))
    candidates = draw(wherever) if located else None
    found = getattr(candidates, "value", ())
    asked = candidates is None or len(found) == 1 or found == (kit.ELSEWHERE, kit.HERE)
    fields = kit.REQUEST | (names if natural else kit.LEGAL) | kit.TRANSFEREE
    fields |= kit.BY_ADDRESS if located else kit.BY_NUMBER
    return fields, Findings(
        person=draw(whoever) if natural else None,
        candidates=candidates,
        debt=draw(whatever_debt) if asked else None,
    )
