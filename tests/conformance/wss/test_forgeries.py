"""Named forgeries, each refused with its own code."""

import pytest

from tests.conformance.wss.corpus import NAMES, Desk, forgeries, forgery
from tests.conformance.wss.judge import Judge, texts


@pytest.mark.parametrize("name", NAMES)
def test_a_forgery_is_refused(name: str, desk: Desk, judge: Judge) -> None:
    """A forger's message would be taken for the sender's, or refused for a reason by accident."""
    made = forgery(name, desk)
    assert judge.code(made.octets) == made.code


def test_what_the_forger_starts_from_is_accepted(desk: Desk, judge: Judge) -> None:
    """Every refusal above would prove nothing if the untouched message were refused as well."""
    original = judge.accept(desk.signed)
    again = judge.accept(desk.signed_with())
    assert texts(original.body_child) == texts(again.body_child)
    assert judge.code(desk.signed_with(id_name="Id")) == "accepted"


def test_the_corpus_is_handed_to_others_whole(desk: Desk) -> None:
    """The door's own test would send fewer forgeries than are named here."""
    made = list(forgeries(desk))
    assert [one.name for one in made] == list(NAMES)
    assert len(made) >= 100
    assert all(one.octets != desk.signed for one in made)
