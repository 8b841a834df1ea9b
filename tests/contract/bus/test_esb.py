"""A SOAP agency behind the enterprise bus: its gateway does not know, and no failure is lost."""

from collections.abc import Awaitable, Callable
from hashlib import sha256

import pytest

from adapters.base.errors import AgencyBrokeContract, AgencyError, AgencyRefused, AgencyUnavailable
from simulators.government_bus import esb
from simulators.kit.asgi import XML, Reply, Request
from simulators.kit.faults import Fault
from tests.contract.bus.conftest import ACCOUNT, Bus
from tests.contract.conftest import IMPATIENT

Put = Callable[..., Awaitable[Bus]]
_MEDIATE = b'"urn:mediate"'


@pytest.fixture
async def bus(reached: Put) -> Bus:
    """Give the civil registry behind its proxy."""
    return await reached("civil_registry", "esb")


async def test_every_probe_passes(bus: Bus) -> None:
    """Foreign prefixes, the proxy's path and its action would want a gateway of their own."""
    gateway = bus.open()
    replies: list[Reply] = []
    answer = bus.simulator.answer

    def watched(request: Request) -> Reply:
        replies.append(answer(request))
        return replies[-1]

    bus.simulator.answer = watched
    for question in bus.questions:
        attested = await question(gateway)
        assert attested.source == "civil_registry"
        assert attested.digest == sha256(replies[-1].body).digest()
        assert b"<S:" not in replies[-1].body
    request, _ = bus.simulator.history[-1]
    assert request.path.endswith("HttpSoap11Endpoint")
    assert [value for name, value in request.headers if name == b"soapaction"] == [_MEDIATE]


@pytest.mark.parametrize(
    ("mode", "error", "code"),
    [
        ("down", AgencyUnavailable, "unreachable"),
        ("hang", AgencyUnavailable, "timeout"),
        ("error", AgencyUnavailable, "bus-http-500"),
        ("html", AgencyBrokeContract, "bus-not-xml"),
        ("refuse", AgencyRefused, "bus-http-429"),
        ("oversized", AgencyBrokeContract, "oversized-answer"),
        ("unauthorized", AgencyRefused, "bus-http-401"),
        ("agency-down", AgencyUnavailable, "bus-fault-101503"),
        ("agency-silent", AgencyUnavailable, "bus-no-answer"),
    ],
)
async def test_failures(bus: Bus, mode: str, error: type[AgencyError], code: str) -> None:
    """A failure of the bus taken for the agency's word would be a fact that nobody attested."""
    gateway = bus.open(timeouts=IMPATIENT) if mode == "hang" else bus.open()
    bus.simulator.faults.set(Fault(mode=mode))
    for question in bus.questions:
        with pytest.raises(error) as caught:
            await question(gateway)
        assert caught.value.code == code


async def test_fault_of_the_agency_stays_its_own(bus: Bus) -> None:
    """A Fault that the agency sent through the bus is its refusal, not an outage on the way."""
    fault = (
        b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>'
        b"<faultcode>s:Server</faultcode><faultstring>x</faultstring><detail>4711</detail>"
        b"</s:Fault></s:Body></s:Envelope>"
    )
    bus.simulator.answer = lambda _: Reply(500, XML, fault)
    with pytest.raises(AgencyRefused) as caught:
        await bus.questions[0](bus.open())
    assert caught.value.code == "soap-fault-server"


async def test_wrong_login(bus: Bus) -> None:
    """A bus that does not know us refuses; asking again would only lock the account."""
    gateway = bus.open(account=ACCOUNT.replace(esb.PASSWORD, "wrong"))
    with pytest.raises(AgencyRefused) as caught:
        await bus.questions[0](gateway)
    assert caught.value.code == "bus-http-401"
