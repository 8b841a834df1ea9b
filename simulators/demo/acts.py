"""The acts of the demonstration, in their order; each yields what came of its messages."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from uuid import uuid4

import httpx

from simulators.demo import plan
from simulators.demo.attacks import Attack, send
from simulators.demo.country import Country
from simulators.demo.forgeries import FORGERIES, forgeries
from simulators.demo.malformed import MALFORMED, malformed
from simulators.demo.notaries import Notaries
from simulators.demo.words import Inquiry, Kind, Result, Told, difference, of_a_chamber

FIXED = FORGERIES + MALFORMED
"""How many messages are forged or malformed, whatever the number of inquiries."""
_AGENCIES = 2
_PATIENCE = 60.0  # seconds from an agency's return to the last answer


class UnlawfulQuestion(Exception):
    """An agency was asked on the strength of a message that had been refused."""


def hostile(notaries: Notaries, country: Country) -> Iterator[Result]:
    """One honest inquiry, then every forgery and every mistake that can be made of it.

    Raises `UnlawfulQuestion` when an agency was asked more than the honest one needs.
    """
    before = notaries.house.questions()
    (inquiry,) = plan.write(country, Kind.CLEAR, 1)
    result, reply = notaries.inquire(inquiry, f"urn:uuid:{uuid4()}")
    yield result
    if reply is None:
        return
    asked = notaries.house.questions() - before
    fields = dict(inquiry.fields)
    attacks: list[Attack] = [
        *forgeries(notaries, fields, reply.request),
        *malformed(notaries, fields),
    ]
    yield from _sent(notaries, attacks)
    if (more := notaries.house.questions() - before - asked) or asked != _AGENCIES:
        raise UnlawfulQuestion(f"agencies were asked {asked} and then {more} times; 2 and 0 due")


def _sent(notaries: Notaries, attacks: list[Attack]) -> Iterator[Result]:
    """Send attacks one after the other, over one connection."""
    with httpx.Client(trust_env=False) as client:
        for attack in attacks:
            yield send(attack, notaries.office().endpoint, client)


def ordinary(notaries: Notaries, inquiries: list[Inquiry]) -> Iterator[Result]:
    """Inquiries of every kind while the agencies answer, several offices at a time."""
    yield from notaries.all(notaries.ask, inquiries)


def repeated(notaries: Notaries, earlier: list[Result]) -> Iterator[Result]:
    """Earlier inquiries once more, under their MessageID: the last one with another content."""
    time.sleep(1)  # Timestamps count in seconds: signed in the same one, it would be a replay
    other = next(one for one in reversed(earlier) if not of_a_chamber(one.asked))
    again = [one for one in earlier if one is not other]
    yield from notaries.all(partial(_again, notaries), again)
    asked = dict(other.asked or {})
    asked["RequestNumber"] = f"{asked['RequestNumber']}/2"
    office = notaries.office()
    request = office.build("InquireDebt", other.message_id, **asked)
    attack = Attack(Kind.REPEATED, "its MessageID for another", request, ("message.id-reused",))
    yield from _sent(notaries, [attack])


def _again(notaries: Notaries, earlier: Result) -> Result:
    """Repeat one inquiry, whose answer must be the first one octet by octet, on the same case."""
    soap12 = earlier.kind is Kind.SOAP12
    inquiry = Inquiry(Kind.REPEATED, earlier.asked or {}, earlier.told, soap12=soap12)
    result, _ = notaries.inquire(inquiry, earlier.message_id)
    problem = result.problem
    if (result.case_id, result.body) != (earlier.case_id, earlier.body):
        problem = problem or "the answer is not the first one's octets"
    return replace(result, about=f"{earlier.kind.en}, once more", problem=problem)


def outage(notaries: Notaries, inquiries: list[Inquiry]) -> Iterator[Result]:
    """Inquiries while one agency after the other is away; all answer again afterwards."""
    house = notaries.house
    at_registry = [one for one in inquiries if one.expected.codes == ("registry-silent",)]
    at_firms = [one for one in inquiries if one.expected.codes == ("firms-silent",)]
    at_ledger = [one for one in inquiries if one not in (*at_registry, *at_firms)]
    for agency, mode, waiting in (
        ("civil_registry", "down", at_registry),
        ("insurance_ledger", "html", at_ledger),
        ("legal_person_registry", "down", at_firms),
    ):
        house.fault(agency, mode)
        try:
            yield from notaries.all(notaries.ask, waiting)
        finally:
            house.fault(agency, "none")


def afterwards(
    notaries: Notaries, inquiries: list[Inquiry], pending: list[Result]
) -> Iterator[Result]:
    """Yield what the waiting cases come to, once the worker has taken them up again."""
    due = {id(one.fields): one.later for one in inquiries}
    deadline = time.monotonic() + _PATIENCE
    for result in pending:
        expected = due[id(result.asked)] or result.expected
        started = time.monotonic()
        told, documents = _until(partial(notaries.answer, result), deadline)
        yield replace(
            result,
            about="once the agency was back",
            expected=expected,
            told=told,
            milliseconds=(time.monotonic() - started) * 1_000,
            documents=documents,
            problem=difference(expected, told),
        )


def _until(
    ask: Callable[[], tuple[Told, tuple[str, ...]]], deadline: float
) -> tuple[Told, tuple[str, ...]]:
    """Ask until the answer is no longer pending, or time is up."""
    while True:
        told, documents = ask()
        if told.outcome != "pending" or time.monotonic() > deadline:
            return told, documents
        time.sleep(0.2)
