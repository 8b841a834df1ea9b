"""Every fault of every agency over real sockets: the sound answer, or one of the four errors."""

import asyncio
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    AgencyUnavailable,
)
from adapters.base.http import Timeouts
from adapters.base.ports import Attested
from adapters.base.resilience import BreakerLimits
from schemas.canonical.text import fold
from simulators.kit.faults import FAULTS, Fault
from tests.contract.conftest import IMPATIENT, Agency, Question

_STUCK = 20.0  # seconds: nobody waits so long for an agency
_CLOSED = BreakerLimits(failures=1_000, reset_seconds=1)
_SEEDS = range(12)
_HARMLESS = frozenset({"delay", "tail", "drip"})
_UNAVAILABLE = frozenset({"down", "hang", "reset", "half", "error"})
_GENERAL = sorted(FAULTS.keys() - {"none", "storm", "oversized"})
"""The faults of every agency; one that is too long is met elsewhere, and slow to make."""


async def outcome(question: Question, gateway: Any) -> object:
    """Return what asking came to: the value that is attested, or the class of the error.

    Octets that an agency signed are never twice the same, and the gateway has held them against
    its question: of them, that they came.
    """
    try:
        async with asyncio.timeout(_STUCK):
            answer = await question(gateway)
    except AgencyError as error:
        return type(error)
    return answer.value if isinstance(answer, Attested) else type(answer)


def same(found: object, sound: object, *, or_less: bool = False) -> bool:
    """Tell whether an agency said the same, texts compared folded; or nothing of some field.

    What a contract lets an agency leave out, and what is None then, is said of nobody.
    """
    if or_less and found is None:
        return True
    if isinstance(found, str) and isinstance(sound, str):
        return fold(found) == fold(sound)
    if isinstance(found, tuple) and isinstance(sound, tuple):
        pairs = list(zip(found, sound, strict=False))
        return len(found) == len(sound) and all(same(*one, or_less=or_less) for one in pairs)
    if is_dataclass(found) and type(found) is type(sound):
        names = [one.name for one in fields(found)]
        return all(same(getattr(found, one), getattr(sound, one), or_less=or_less) for one in names)
    return found == sound


def failed(found: object) -> bool:
    """Tell whether an outcome is one of the four errors."""
    return found in AgencyError.__subclasses__()


def in_use(agency: Agency) -> int:
    """Return how many connections are lent; aiohttp counts them and tells nobody."""
    sessions = [one.http._transport._session for one in agency.connections]  # type: ignore[attr-defined]
    return sum(len(one.connector._acquired) for one in sessions if one is not None)


@pytest.mark.parametrize("mode", _GENERAL)
async def test_every_fault(agency: Agency, mode: str) -> None:
    """A fault that becomes an answer is a decision about somebody on what nobody said."""
    patient = {"timeouts": IMPATIENT} if mode == "hang" else {}
    gateway = agency.open(breaker=_CLOSED, **patient)
    sound = [await outcome(one, agency.open()) for one in agency.questions]
    assert not any(map(failed, sound))
    for seed in _SEEDS if mode.endswith("-field") else (1,):
        agency.simulator.faults.set(Fault(mode=mode, seed=seed, milliseconds=0))
        found = [await outcome(one, gateway) for one in agency.questions]
        for was, answer in zip(sound, found, strict=True):
            assert failed(answer) or same(answer, was, or_less=mode == "missing-field")
            if mode in _HARMLESS:
                assert same(answer, was)
            if mode in _UNAVAILABLE:
                assert answer is AgencyUnavailable
            if mode in {"html", "refuse", "soap-fault"}:
                assert failed(answer)
    assert in_use(agency) == 0


async def test_every_fault_of_its_own(agency: Agency) -> None:
    """What only this agency does wrong is no better than what all do."""
    gateway = agency.open(breaker=_CLOSED)
    sound = [await outcome(one, gateway) for one in agency.questions]
    for mode in agency.simulator.faults.own:
        agency.simulator.faults.set(Fault(mode=mode))
        for was, question in zip(sound, agency.questions, strict=True):
            found = await outcome(question, gateway)
            assert failed(found) or same(found, was)
    assert in_use(agency) == 0


async def test_a_dripping_answer_ends_with_the_deadline(agency: Agency) -> None:
    """Every byte comes in time, so only the deadline of the whole saves who waits."""
    hurried = Timeouts(connect=30, read=30, total=0.1)
    gateway = agency.open(breaker=_CLOSED, timeouts=hurried)
    agency.simulator.faults.set(Fault(mode="drip", milliseconds=50))
    for question in agency.questions:
        with pytest.raises(AgencyUnavailable) as caught:
            await question(gateway)
        assert caught.value.code == "deadline"
    assert in_use(agency) == 0


async def test_another_form_is_the_same_answer(agency: Agency) -> None:
    """Prefixes and the order of members are nobody's contract; a stack that is renewed has others.

    A signed message is its octets: whoever changed them on the way is refused.
    """
    gateway = agency.open(breaker=_CLOSED)
    sound = [await outcome(one, gateway) for one in agency.questions]
    agency.simulator.faults.set(Fault(mode="other-form"))
    found = [await outcome(one, gateway) for one in agency.questions]
    if agency.manifest.signed:
        assert set(found) <= {bytes, AgencyBrokeContract, AgencyRefused}
    else:
        assert all(map(same, found, sound))


async def test_a_storm_over_real_sockets(agency: Agency) -> None:
    """In any weather an answer is the sound one; afterwards the gateway is as good as new."""
    gateway = agency.open(breaker=_CLOSED, timeouts=IMPATIENT)
    calm = agency.open(breaker=_CLOSED)
    sound = [await outcome(one, calm) for one in agency.questions]
    for seed in range(10):
        agency.simulator.faults.set(Fault(mode="storm", seed=seed, milliseconds=0))
        for was, question in zip(sound, agency.questions, strict=True):
            found = await outcome(question, gateway)
            assert failed(found) or same(found, was, or_less=True)
    agency.simulator.faults.set(Fault())
    assert all(map(same, [await outcome(one, calm) for one in agency.questions], sound))
    assert in_use(agency) == 0
