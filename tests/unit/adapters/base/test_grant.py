"""The token of the public bus: one at a time, in time, and nobody is left waiting."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base.accounts import PublicBusAccount
from adapters.base.answer import Answer
from adapters.base.errors import AgencyBrokeContract, AgencyError, AgencyRefused, AgencyUnavailable
from adapters.base.grant import Grant
from adapters.base.http import Fields

ACCOUNT = PublicBusAccount("hub", "p&ss", "client", "cs", "provider", "ps", "77")
START = datetime(2026, 11, 22, tzinfo=UTC)


class Bus:
    """A token endpoint whose clock stands until it is told, and whose door may be kept shut."""

    def __init__(self, *answers: Answer | AgencyError, seconds: float = 3_600) -> None:
        self.now = START
        self.forms: list[str] = []
        self.open = asyncio.Event()
        self.open.set()
        self._answers = list(answers)
        self.grant = Grant("x", self, ACCOUNT, lambda: self.now, seconds)

    async def get(self, path: str, headers: Fields) -> Answer:
        raise AssertionError(path)

    async def post(self, path: str, headers: Fields, content: bytes) -> Answer:
        self.forms.append(content.decode())
        await self.open.wait()
        answer = self._answers.pop(0)
        if isinstance(answer, AgencyError):
            raise answer
        return answer

    async def aclose(self) -> None:
        """Have nothing to close."""


def _token(name: str, **changes: Any) -> Answer:
    reply = {"access_token": name, "token_type": "bearer", "expires_in": 300} | changes
    return Answer(200, "application/json", json.dumps(reply).encode())


async def test_waiters_share_one_fetch() -> None:
    """Everybody who comes while it is fetched waits for the same token."""
    bus = Bus(_token("a"))
    bus.open.clear()
    waiting = [asyncio.create_task(bus.grant.token()) for _ in range(5)]
    await asyncio.sleep(0)
    bus.open.set()
    assert await asyncio.gather(*waiting) == ["a"] * 5
    assert bus.forms == ["grant_type=password&username=hub&password=p%26ss"]


async def test_waiters_share_one_failure() -> None:
    """A login that fails fails for all who waited; the next to come begins anew."""
    bus = Bus(Answer(503, "text/html", b""), _token("a"))
    bus.open.clear()
    waiting = [asyncio.create_task(bus.grant.token()) for _ in range(5)]
    await asyncio.sleep(0)
    bus.open.set()
    failed = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(one) for one in failed] == [AgencyUnavailable] * 5
    assert await bus.grant.token() == "a"
    assert len(bus.forms) == 2


async def test_one_who_gives_up_costs_the_others_nothing() -> None:
    """A caller whose deadline passes must not take the token of those who still wait."""
    bus = Bus(_token("a"))
    bus.open.clear()
    first = asyncio.create_task(bus.grant.token())
    second = asyncio.create_task(bus.grant.token())
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    bus.open.set()
    assert await second == "a"
    assert len(bus.forms) == 1


async def test_failure_that_nobody_waits_for() -> None:
    """All have given up: the failure is told to nobody, and the next one is let in."""
    bus = Bus(AgencyUnavailable("x", "timeout"), _token("a"))
    bus.open.clear()
    only = asyncio.create_task(bus.grant.token())
    await asyncio.sleep(0)
    only.cancel()
    with pytest.raises(asyncio.CancelledError):
        await only
    bus.open.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert await bus.grant.token() == "a"


async def test_fetch_that_never_ends() -> None:
    """A login that drips on would keep everybody who comes after it waiting for the same one."""
    bus = Bus(_token("a"), seconds=0.001)
    bus.open.clear()
    with pytest.raises(AgencyUnavailable) as caught:
        await bus.grant.token()
    assert caught.value.code == "bus-deadline"
    bus.open.set()
    assert await bus.grant.token() == "a"


async def test_closing_gives_up_what_is_fetched() -> None:
    """A hub that stops must not wait for a bus that does not answer."""
    bus = Bus(_token("a"))
    bus.open.clear()
    waiting = asyncio.create_task(bus.grant.token())
    await asyncio.sleep(0)
    await bus.grant.aclose()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await Bus().grant.aclose()


@given(st.integers(1, 100_000))
def test_never_used_beyond_its_life(life: int) -> None:
    """Whatever its life, it is used until a margin before its end and renewed from there."""

    async def play() -> None:
        bus = Bus(_token("a", expires_in=life), _token("b"))
        assert await bus.grant.token() == "a"
        margin = min(timedelta(seconds=30), timedelta(seconds=life) / 10)
        bus.now = START + timedelta(seconds=life) - margin - timedelta(microseconds=1)
        assert await bus.grant.token() == "a"
        bus.now += timedelta(microseconds=1)
        assert await bus.grant.token() == "b"

    asyncio.run(play())


async def test_refresh_token_is_used_once() -> None:
    """A refresh token is spent by its use; one that is refused leads back to the login."""
    bus = Bus(
        _token("a", refresh_token="r1"),
        _token("b", refresh_token="r2"),
        Answer(400, "application/json", b'{"error": "invalid_grant"}'),
        _token("c"),
        _token("d"),
    )
    seen = []
    for _ in range(4):
        seen.append(await bus.grant.token())
        bus.now += timedelta(seconds=300)
    assert seen == ["a", "b", "c", "d"]
    assert [form.partition("&")[0].partition("=")[2] for form in bus.forms] == [
        "password",
        "refresh_token",
        "refresh_token",
        "password",
        "password",
    ]


async def test_refused_token_is_replaced_once() -> None:
    """Ten who are refused with the same token cost one login; the new token is nobody's to drop."""
    bus = Bus(_token("a", refresh_token="r"), _token("b"))
    old = await bus.grant.token()
    for _ in range(10):
        bus.grant.refused(old)
        assert await bus.grant.token() == "b"
    assert len(bus.forms) == 2
    assert bus.forms[1].startswith("grant_type=password")


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (Answer(400, "application/json", b"{}"), AgencyRefused, "bus-login"),
        (Answer(401, "text/html", b""), AgencyRefused, "bus-login"),
        (Answer(403, "text/html", b""), AgencyRefused, "bus-login"),
        (Answer(429, "text/html", b""), AgencyRefused, "bus-http-429"),
        (Answer(502, "text/html", b""), AgencyUnavailable, "bus-http-502"),
        (Answer(302, "text/html", b""), AgencyBrokeContract, "bus-http-302"),
        (Answer(200, "text/html", b"<p>"), AgencyBrokeContract, "bus-token"),
        (_token("a", expires_in=0), AgencyBrokeContract, "bus-token"),
        (_token("a", expires_in=None), AgencyBrokeContract, "bus-token"),
        (_token("a", expires_in=10**15), AgencyBrokeContract, "bus-token"),
        (_token("a", token_type="mac"), AgencyBrokeContract, "bus-token"),
        (_token("a\r\nX: y"), AgencyBrokeContract, "bus-token"),
        (_token(""), AgencyBrokeContract, "bus-token"),
    ],
)
async def test_wrong_replies(answer: Answer, kind: type[AgencyError], code: str) -> None:
    """What is no token is never sent as one: a line break in it would write our headers."""
    with pytest.raises(kind) as caught:
        await Bus(answer).grant.token()
    assert caught.value.code == code
