"""A REST agency behind the public bus: one token for all, renewed in time; its word unwrapped."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from hashlib import sha256

import httpx
import pytest

from adapters.base.errors import AgencyBrokeContract, AgencyError, AgencyRefused, AgencyUnavailable
from simulators.government_bus import public_bus, tokens
from simulators.kit.asgi import Reply, Request
from simulators.kit.faults import Fault
from tests.contract.bus.conftest import ACCOUNT, Bus
from tests.contract.conftest import IMPATIENT, NOW

Put = Callable[..., Awaitable[Bus]]


@pytest.fixture
async def bus(reached: Put) -> Bus:
    """Give the mobile register behind the bus."""
    return await reached("mobile_ownership", "public-bus")


def _granted(bus: Bus) -> list[str]:
    """Return by which grants tokens were fetched, in order."""
    seen = bus.simulator.manage(Request("GET", "/_manage/tokens", b"", b""))
    granted: list[str] = json.loads(seen.body)
    return granted


@pytest.mark.parametrize("nested", [False, True])
async def test_every_probe_passes(reached: Put, nested: bool) -> None:
    """The gateway reads the agency's JSON, once or twice wrapped, and attests what came."""
    bus = await reached("mobile_ownership", "public-bus", nested=nested)
    gateway = bus.open()
    replies: list[Reply] = []
    answer = bus.simulator.answer

    def watched(request: Request) -> Reply:
        replies.append(answer(request))
        return replies[-1]

    bus.simulator.answer = watched
    for question in bus.questions:
        attested = await question(gateway)
        assert attested.source == "mobile_ownership"
        assert attested.as_of == NOW
        assert attested.digest == sha256(replies[-1].body).digest()
    assert _granted(bus) == ["password"]


async def test_one_token_for_all_who_ask_at_once(bus: Bus) -> None:
    """Sixteen questions on a cold start would be sixteen logins, and a bus that locks us out."""
    gateway = bus.open()
    await asyncio.gather(*(bus.questions[0](gateway) for _ in range(16)))
    assert _granted(bus) == ["password"]


async def test_renewed_before_it_ends(bus: Bus) -> None:
    """A token that ends on the way is a question refused; it is renewed by its refresh token."""
    gateway = bus.open()
    ask = bus.questions[0]
    await ask(gateway)
    bus.clock.forward(public_bus.LIFETIME - 31)
    await ask(gateway)
    assert _granted(bus) == ["password"]
    bus.clock.forward(2)
    await ask(gateway)
    assert _granted(bus) == ["password", "refresh_token"]
    assert 401 not in {status for _, status in bus.simulator.history}


async def test_token_taken_back(bus: Bus) -> None:
    """A bus that forgets its tokens costs one more call, not the question."""
    gateway = bus.open()
    await bus.questions[0](gateway)
    bus.simulator.manage(Request("POST", "/_manage/revoke", b"", b""))
    await bus.questions[0](gateway)
    assert _granted(bus) == ["password", "password"]
    assert [status for _, status in bus.simulator.history] == [200, 200, 401, 200, 200]


async def test_refresh_token_taken_back(bus: Bus) -> None:
    """A refresh token that is spent leads back to the login."""
    gateway = bus.open()
    await bus.questions[0](gateway)
    bus.simulator.manage(Request("POST", "/_manage/revoke", b"", b""))
    bus.clock.forward(public_bus.LIFETIME)
    await bus.questions[0](gateway)
    assert _granted(bus) == ["password", "password"]


@pytest.mark.parametrize(
    ("mode", "error", "code"),
    [
        ("down", AgencyUnavailable, "unreachable"),
        ("hang", AgencyUnavailable, "timeout"),
        ("error", AgencyUnavailable, "bus-http-500"),
        ("html", AgencyBrokeContract, "bus-not-json"),
        ("refuse", AgencyRefused, "bus-http-429"),
        ("oversized", AgencyBrokeContract, "oversized-answer"),
        ("unauthorized", AgencyRefused, "bus-http-401"),
        ("agency-down", AgencyUnavailable, "bus-http-503"),
        ("agency-silent", AgencyUnavailable, "bus-http-504"),
        ("no-data", AgencyBrokeContract, "bus-envelope"),
    ],
)
async def test_failures(bus: Bus, mode: str, error: type[AgencyError], code: str) -> None:
    """A failure of the bus is none of the agency's, but it is one of the four errors."""
    gateway = bus.open(timeouts=IMPATIENT) if mode == "hang" else bus.open()
    if mode != "hang":
        await bus.questions[0](gateway)
    bus.simulator.faults.set(Fault(mode=mode))
    for question in bus.questions:
        with pytest.raises(error) as caught:
            await question(gateway)
        assert caught.value.code == code


async def test_token_endpoint_down(bus: Bus) -> None:
    """A login that fails is retried by the next question; a stuck one would stop the agency."""
    gateway = bus.open()
    bus.simulator.faults.set(Fault(mode="error", calls=1))
    with pytest.raises(AgencyUnavailable) as caught:
        await bus.questions[0](gateway)
    assert caught.value.code == "bus-http-500"
    await bus.questions[0](gateway)


@pytest.mark.parametrize(
    ("secret", "code"),
    [
        (tokens.PASSWORD, "bus-login"),
        (public_bus.CLIENT_SECRET, "bus-login"),
        (public_bus.PID, "bus-http-403"),
    ],
)
async def test_wrong_account(bus: Bus, secret: str, code: str) -> None:
    """A bus that does not know us refuses, and says whether at its door or at the service."""
    gateway = bus.open(account=ACCOUNT.replace(secret, "wrong"))
    with pytest.raises(AgencyRefused) as caught:
        await bus.questions[0](gateway)
    assert caught.value.code == code
    assert secret not in str(caught.value)


async def test_who_asks_is_said_as_the_bus_wants_it(bus: Bus) -> None:
    """Token, provider and process travel in their own fields, and nothing of ours beside them."""
    await bus.questions[0](bus.open())
    request, _ = bus.simulator.history[-1]
    assert request.path == "/api/client/apim/v1/shahkar/gwsh/serviceIDmatching"
    headers = httpx.Headers(list(request.headers))
    assert headers["authorization"].startswith("Bearer ")
    assert headers["basicauthorization"].startswith("Basic ")
    assert headers["pid"] == public_bus.PID
    assert len([name for name, _ in request.headers if name == b"authorization"]) == 1
