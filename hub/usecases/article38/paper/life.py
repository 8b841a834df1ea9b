"""A form's life: what may be done with it at each point, and what it is then."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from schemas.canonical.paper_form import FormAct


class FormState(StrEnum):
    """What a form is: with its branch, or what became of it there."""

    PRINTED = "printed"
    ISSUED = "issued"
    RETURNED = "unused-returned"
    SPOILED = "spoiled"
    VOIDED = "voided"


LIFE: Final[Mapping[tuple[FormState | None, FormAct], FormState]] = {
    (None, FormAct.DELIVERED): FormState.PRINTED,
    (FormState.PRINTED, FormAct.ISSUED): FormState.ISSUED,
    (FormState.PRINTED, FormAct.RETURNED): FormState.RETURNED,
    (FormState.PRINTED, FormAct.SPOILED): FormState.SPOILED,
    (FormState.SPOILED, FormAct.VOIDED): FormState.VOIDED,
}
"""What follows from an act on a form in a state, None for one that no branch was given.

What is not in it cannot happen; nothing leads back, and nothing on from a voided form. Circular of
1399, clause 5.
"""


def state_of(acts: Iterable[FormAct]) -> FormState | None:
    """Return what a form is after ``acts`` in their order; ``KeyError`` for a life it cannot have.

    None for a form that nothing was said of.
    """
    state: FormState | None = None
    for act in acts:
        state = LIFE[state, act]
    return state
