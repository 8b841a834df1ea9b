"""How every agency's gateway behaves when its agency does not; a further agency is tested too."""

from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import Never

import httpx
import pytest
from asn1crypto import core

from adapters.base import ports
from adapters.base.errors import AgencyBrokeContract, AgencyUnavailable
from adapters.base.probe import probes_of
from adapters.base.resilience import BreakerLimits, Retries
from simulators.kit.faults import Fault
from tests.contract.conftest import IMPATIENT, NOW, Agency


class Asked(Exception):
    """A probe has come as far as its first question."""


class Recorder:
    """A gateway that answers nobody and remembers what it was asked."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getattr__(self, name: str) -> Callable[..., Never]:
        def refuse(*_: object, **__: object) -> Never:
            self.names.add(name)
            raise Asked

        return refuse


async def test_answers_are_attested(agency: Agency) -> None:
    """Every probe is answered with who said it and when; else no fact could be dated.

    Of octets that the agency answered for itself, the octets say it: in DER, they are a SEQUENCE.
    """
    gateway = agency.open()
    for question in agency.questions:
        attested = await question(gateway)
        if isinstance(attested, bytes):
            assert attested
            if agency.manifest.protocol == "der":
                assert core.Sequence.load(attested, strict=True).dump() == attested
            continue
        assert attested.source == agency.manifest.name
        assert attested.as_of == NOW
        assert len(attested.digest) == sha256().digest_size


def test_every_port_is_probed(agency: Agency) -> None:
    """A port that no probe asks through could be offered and never once tried."""
    asked = Recorder()
    for probe in probes_of(agency.manifest.name).all:
        with suppress(Asked):
            probe.ask(asked, agency.subjects).__await__().send(None)
    offered = [getattr(ports, port) for port in agency.manifest.offers]
    wanted = {name for port in offered for name in vars(port) if not name.startswith("_")}
    assert wanted == asked.names


async def test_refused_connection(agency: Agency, deaf_url: str) -> None:
    """Nobody listens: unavailable, or an outage would look like an answer."""
    gateway = agency.open(at=deaf_url)
    for question in agency.questions:
        with pytest.raises(AgencyUnavailable) as caught:
            await question(gateway)
        assert caught.value.code == "unreachable"


@pytest.mark.parametrize(
    ("mode", "error", "codes"),
    [
        ("down", AgencyUnavailable, {"unreachable", "timeout"}),
        ("hang", AgencyUnavailable, {"timeout"}),
        ("error", AgencyUnavailable, {"http-500"}),
        ("html", AgencyBrokeContract, {"not-xml", "not-json", "not-der", "not-jose"}),
        ("oversized", AgencyBrokeContract, {"oversized-answer"}),
    ],
)
async def test_faults(agency: Agency, mode: str, error: type[Exception], codes: set[str]) -> None:
    """Each way of failing has its own name; mixed up, we would wait for what needs a human."""
    gateway = agency.open(timeouts=IMPATIENT) if mode == "hang" else agency.open()
    agency.simulator.faults.set(Fault(mode=mode))  # type: ignore[arg-type]
    for question in agency.questions:
        with pytest.raises(error) as caught:
            await question(gateway)
        assert caught.value.code in codes  # type: ignore[attr-defined]


async def test_comes_back(agency: Agency) -> None:
    """A failed call is asked again within the same question, so a hiccup costs no answer.

    What is brought is not: whether to bring it again is known to the outbox alone.
    """
    gateway = agency.open(retries=Retries(attempts=3, first_wait=0.001, longest_wait=0.001))
    agency.simulator.faults.set(Fault(mode="error", calls=2))
    if not agency.repeats:
        with pytest.raises(AgencyUnavailable):
            await agency.questions[0](gateway)
        assert len(agency.simulator.history) == 1
        return
    await agency.questions[0](gateway)
    statuses = [status for _, status in agency.simulator.history]
    assert statuses[:2] == [500, 500]
    assert statuses[-1] == 200


async def test_broken_contract_is_not_repeated(agency: Agency) -> None:
    """Asking again does not mend a contract; repeating would only multiply the noise."""
    gateway = agency.open(retries=Retries(attempts=3, first_wait=0.001, longest_wait=0.001))
    agency.simulator.faults.set(Fault(mode="html"))
    with pytest.raises(AgencyBrokeContract):
        await agency.questions[0](gateway)
    assert len(agency.simulator.history) == 1


async def test_breaker_spares_the_agency(agency: Agency) -> None:
    """After its failures in a row the agency is left alone; else we would keep it down."""
    limits = BreakerLimits(failures=2, reset_seconds=3_600)
    gateway = agency.open(breaker=limits)
    agency.simulator.faults.set(Fault(mode="error"))
    codes = []
    for _ in range(4):
        with pytest.raises(AgencyUnavailable) as caught:
            await agency.questions[0](gateway)
        codes.append(caught.value.code)
    assert codes == ["http-500", "http-500", "circuit-open", "circuit-open"]
    assert len(agency.simulator.history) == 2


async def test_management(agency: Agency, browser: httpx.AsyncClient) -> None:
    """The keeper takes an agency down and brings it back; the demo stands on it."""
    gateway = agency.open()
    manage = f"{agency.url}/_manage"
    put = await browser.post(f"{manage}/faults", json={"mode": "down"})
    assert put.status_code == 200
    with pytest.raises(AgencyUnavailable):
        await agency.questions[0](gateway)
    await browser.post(f"{manage}/faults", json={"mode": "none"})
    await agency.questions[0](gateway)
    seen = (await browser.get(f"{manage}/history")).json()
    statuses = [one["status"] for one in seen]
    assert (statuses[0], statuses[-1]) == (0, 200)
    assert statuses == sorted(statuses)
    await browser.post(f"{manage}/reset")
    assert (await browser.get(f"{manage}/history")).json() == []
    wrong = await browser.post(f"{manage}/faults", json={"mode": "earthquake"})
    assert wrong.status_code == 400
