"""What a catalogue lacks on a day."""

from collections.abc import Iterable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.policy.passport_check import lacks
from tests.unit.hub.policy.passport_files import read

DUE = date(2027, 8, 11)


class Granted:
    """Agreements that grant some fields, and remember what they were asked."""

    def __init__(self, *fields: str) -> None:
        self.fields = frozenset(fields)
        self.asked: list[tuple[str, str, str, date]] = []

    def uncovered(
        self, service: str, provider: str, purpose: str, fields: Iterable[str], on: date
    ) -> frozenset[str]:
        """Return what is not granted."""
        self.asked.append((service, provider, purpose, on))
        return frozenset(fields) - self.fields


ALL = Granted("person.alive", "person.given_name")


def found(coverage: Granted = ALL, on: date = DUE, **lines: str) -> list[tuple[str, str]]:
    """Return the rules and words of what one passport lacks."""
    return [(one.rule, one.said) for one in lacks([read(**lines)], coverage, on)]


def test_a_sound_passport_lacks_nothing() -> None:
    """A catalogue in order would be refused."""
    assert found() == []


def test_a_need_that_no_agreement_covers_is_found() -> None:
    """A service would promise what it may not ask for."""
    needs = (
        '[{ agency = "registry", fields = ["person.given_name", "person.alive"], purpose = "p" }]'
    )
    said = "no agreement in force grants person.given_name of registry for p"
    assert found(Granted("person.alive"), needs=needs) == [("need.uncovered", said)]


def test_agreements_are_asked_for_this_service_purpose_and_day() -> None:
    """A need would be held covered by what was agreed for another service, or ran out."""
    coverage = Granted("person.alive")
    assert found(coverage) == []
    assert coverage.asked == [("some-service", "registry", "some-purpose", DUE)]


@given(st.integers(-1000, 1000))
def test_a_review_is_overdue_from_the_day_after_it_was_due(days: int) -> None:
    """A service would not be looked through for years, or be found late on the very day."""
    said = "its review was due on 2027-08-11 (1406/05/20)"
    late = [("review.overdue", said)] if days > 0 else []
    assert found(on=DUE + timedelta(days=days)) == late


def test_no_steps_and_no_documents_are_found() -> None:
    """People would be told of a service, and not how to have it or what to bring."""
    assert [rule for rule, _ in found(steps="[]", documents="[]")] == [
        "steps.none",
        "documents.none",
    ]
    assert found(documents='[{ fa = "مدرک", en = "Paper" }]') == []
