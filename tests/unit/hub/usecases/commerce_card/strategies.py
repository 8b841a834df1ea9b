"""Everything that agencies can come to in a commerce-card case, as hypothesis draws it."""

from typing import Any

from hypothesis import strategies as st

from hub.usecases.commerce_card.rules import Findings
from tests.kit import article37, commerce_card
from tests.unit.hub.usecases.article37.strategies import (
    debts,
    persons,
    silences,
    unknowns,
    wherever,
)

firms: st.SearchStrategy[Any] = st.builds(commerce_card.firm, dissolved=st.booleans()).map(
    article37.attested
)
nothing = st.none()
whichever_firm = st.one_of(silences, unknowns, firms, nothing)
whoever = st.one_of(silences, unknowns, persons, nothing)
whatever_debt = st.one_of(silences, unknowns, debts, debts)
choices = st.sampled_from((commerce_card.REFUSE, commerce_card.OFFICER))


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, str], Findings]:
    """Draw a request and findings, the one registry or the other asked or by a mistake not."""
    natural, located = draw(st.booleans()), draw(st.booleans())
    purpose = draw(st.sampled_from((commerce_card.ISSUE, commerce_card.RENEWAL)))
    candidates = draw(wherever) if located else None
    found = getattr(candidates, "value", ())
    asked = candidates is None or len(found) == 1
    fields = purpose | (commerce_card.NATURAL if natural else commerce_card.LEGAL)
    fields |= article37.BY_ADDRESS if located else article37.BY_NUMBER
    return fields, Findings(
        firm=None if natural else draw(whichever_firm),
        person=draw(whoever) if natural else None,
        candidates=candidates,
        debt=draw(whatever_debt) if asked else None,
    )
